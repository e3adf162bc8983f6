// Digests of a list's data: SHA-256, cut to 16 bytes, of every block of 4 KiB (the last may be shorter).
//
// Under the list's authentication tag they prove every byte of the data; alone they prove nothing. Cost: with the
// CPU's SHA instructions, several blocks side by side, 2 to 3 GB/s a core.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/digest.hpp>
#include <optout/list/format.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace optout {

// Writes the digest table of `data`. Requires: table has digest_bytes for each block, one that has begun too.
void digest_blocks(std::span<const std::byte> data, std::span<std::byte> table);

// The first of `blocks`, numbers of blocks of `data`, that does not match the table, or -1.
std::int64_t first_bad_block(std::span<const std::byte> data, std::span<const std::byte> digests,
                             std::span<const std::uint64_t> blocks);

// Lower-case hexadecimal.
std::string to_hex(std::span<const std::byte> bytes);

// ---- details ----

namespace detail {

// Calls `visit(block, digest)` for the blocks block_of(0) to block_of(count - 1) of `data`, until it returns false. Throws
// std::runtime_error without SHA-256.
template <typename BlockOf, typename Visit>
void for_each_block_digest(std::span<const std::byte> data, std::uint64_t count, BlockOf&& block_of,
                           Visit&& visit) {
  constexpr std::size_t at_once = 16;
  std::array<std::string_view, at_once> blocks;
  std::array<sha256_digest, at_once> digests;
  for (std::uint64_t first = 0; first < count; first += at_once) {
    const std::size_t some = std::min<std::uint64_t>(at_once, count - first);
    for (std::size_t i = 0; i < some; ++i) {
      const std::uint64_t from = block_of(first + i) * list_format::block_bytes;
      blocks[i] = {reinterpret_cast<const char*>(data.data()) + from,
                   std::min<std::uint64_t>(list_format::block_bytes, data.size() - from)};
    }
    sha256_batch(std::span(blocks).first(some), std::span(digests).first(some));
    for (std::size_t i = 0; i < some; ++i) {
      const std::span<const std::byte> digest(digests[i]);
      if (!visit(block_of(first + i), digest.first(list_format::digest_bytes))) return;
    }
  }
}

}  // namespace detail

inline void digest_blocks(std::span<const std::byte> data, std::span<std::byte> table) {
  const std::uint64_t blocks = (data.size() + list_format::block_bytes - 1) / list_format::block_bytes;
  detail::for_each_block_digest(
      data, blocks, [](std::uint64_t i) { return i; },
      [&](std::uint64_t block, std::span<const std::byte> digest) {
        std::memcpy(table.data() + block * list_format::digest_bytes, digest.data(), digest.size());
        return true;
      });
}

inline std::int64_t first_bad_block(std::span<const std::byte> data, std::span<const std::byte> digests,
                                    std::span<const std::uint64_t> blocks) {
  std::int64_t bad = -1;
  detail::for_each_block_digest(
      data, blocks.size(), [&](std::uint64_t i) { return blocks[i]; },
      [&](std::uint64_t block, std::span<const std::byte> digest) {
        const std::uint64_t at = block * list_format::digest_bytes;
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
