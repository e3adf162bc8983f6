// Digests of a list's data: SHA-256, cut to 16 bytes, of every block of 64 KiB (the last may be shorter).
//
// Under the list's authentication tag they prove every byte of the data; alone they prove nothing. Cost: with the
// CPU's SHA instructions, several blocks side by side, 2 to 3 GB/s a core.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/digest.hpp>
#include <optout/list/format.hpp>
#include <optout/os/parallel.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// What a thread takes at a time.
inline constexpr std::size_t digested_piece_bytes = 64 * list_format::block_bytes;

// The digest table of `data`, made by `jobs` threads.
std::vector<std::byte> digest_blocks(std::span<const std::byte> data, unsigned jobs = 1,
                                     const piece_done& done = {});

// The number of the first block of `data` that does not match the table, or -1.
std::int64_t first_bad_block(std::span<const std::byte> data, std::span<const std::byte> digests);

// Lower-case hexadecimal.
std::string to_hex(std::span<const std::byte> bytes);

// ---- details ----

namespace detail {

// Calls `visit(block number, digest)` until it returns false. Throws std::runtime_error without SHA-256.
template <typename Visit>
void for_each_block_digest(std::span<const std::byte> data, Visit&& visit) {
  constexpr std::size_t at_once = 16;
  std::array<std::string_view, at_once> blocks;
  std::array<sha256_digest, at_once> digests;
  for (std::size_t first = 0, from = 0; from < data.size(); first += at_once) {
    std::size_t count = 0;
    for (; count < at_once && from < data.size(); from += blocks[count++].size()) {
      blocks[count] = {reinterpret_cast<const char*>(data.data()) + from,
                       std::min(list_format::block_bytes, data.size() - from)};
    }
    sha256_batch(std::span(blocks).first(count), std::span(digests).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      if (!visit(first + i, std::span<const std::byte>(digests[i]).first(list_format::digest_bytes))) return;
    }
  }
}

}  // namespace detail

inline std::vector<std::byte> digest_blocks(std::span<const std::byte> data, unsigned jobs,
                                            const piece_done& done) {
  constexpr std::size_t piece_bytes = digested_piece_bytes;
  constexpr std::size_t blocks_a_piece = piece_bytes / list_format::block_bytes;
  const std::size_t blocks = (data.size() + list_format::block_bytes - 1) / list_format::block_bytes;
  std::vector<std::byte> table(blocks * list_format::digest_bytes);
  const auto digest_piece = [&](std::size_t piece) {
    const auto part =
        data.subspan(piece * piece_bytes).first(std::min(piece_bytes, data.size() - piece * piece_bytes));
    detail::for_each_block_digest(part, [&](std::size_t block, std::span<const std::byte> digest) {
      std::memcpy(table.data() + (piece * blocks_a_piece + block) * list_format::digest_bytes, digest.data(),
                  digest.size());
      return true;
    });
  };
  parallel_for((data.size() + piece_bytes - 1) / piece_bytes, jobs, digest_piece, done);
  return table;
}

inline std::int64_t first_bad_block(std::span<const std::byte> data, std::span<const std::byte> digests) {
  std::int64_t bad = -1;
  detail::for_each_block_digest(data, [&](std::size_t block, std::span<const std::byte> digest) {
    const std::size_t at = block * list_format::digest_bytes;
    if (at + digest.size() > digests.size() ||
        std::memcmp(digests.data() + at, digest.data(), digest.size()) != 0) {
      bad = static_cast<std::int64_t>(block);
    }
    return bad < 0;
  });
  return bad;
}

inline std::string to_hex(std::span<const std::byte> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::byte b : bytes) {
    text += digits[std::to_integer<unsigned>(b) >> 4];
    text += digits[std::to_integer<unsigned>(b) & 15];
  }
  return text;
}

}  // namespace optout
