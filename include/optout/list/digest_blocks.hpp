// Digests of a list's data: SHA-256, cut to 16 bytes, of every block of 64 KiB (the last may be shorter).
//
// Under the list's authentication tag they prove every byte of the data; alone they prove nothing. Cost: with the
// CPU's SHA instructions 1 to 2 GB/s a core.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/list/format.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace optout {

// The digest table of `data`.
std::vector<std::byte> digest_blocks(std::span<const std::byte> data);

// The number of the first block of `data` that does not match the table, or -1.
std::int64_t first_bad_block(std::span<const std::byte> data, std::span<const std::byte> digests);

// Lower-case hexadecimal.
std::string to_hex(std::span<const std::byte> bytes);

// ---- details ----

namespace detail {

// Calls `visit(block number, digest)` until it returns false. Throws std::runtime_error without SHA-256.
template <typename Visit>
void for_each_block_digest(std::span<const std::byte> data, Visit&& visit) {
  const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                               &EVP_MD_free);
  for (std::size_t block = 0; block * list_format::block_bytes < data.size(); ++block) {
    const std::size_t from = block * list_format::block_bytes;
    const auto part = data.subspan(from, std::min(list_format::block_bytes, data.size() - from));
    unsigned char digest[EVP_MAX_MD_SIZE];
    if (sha256 == nullptr ||
        EVP_Digest(part.data(), part.size(), digest, nullptr, sha256.get(), nullptr) != 1) {
      throw std::runtime_error("OpenSSL's SHA-256 failed");
    }
    if (!visit(block, std::as_bytes(std::span(digest)).first(list_format::digest_bytes))) return;
  }
}

}  // namespace detail

inline std::vector<std::byte> digest_blocks(std::span<const std::byte> data) {
  std::vector<std::byte> table;
  detail::for_each_block_digest(data, [&](std::size_t, std::span<const std::byte> digest) {
    table.insert(table.end(), digest.begin(), digest.end());
    return true;
  });
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
