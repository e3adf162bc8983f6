// Numbers in stored bytes: little-endian on every CPU, at any alignment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace optout::detail {

constexpr std::uint32_t little(std::uint32_t n) noexcept {
  return std::endian::native == std::endian::little ? n : __builtin_bswap32(n);
}
constexpr std::uint64_t little(std::uint64_t n) noexcept {
  return std::endian::native == std::endian::little ? n : __builtin_bswap64(n);
}

template <typename Number>
Number load(const std::byte* from) noexcept {
  Number n;
  std::memcpy(&n, from, sizeof n);
  return little(n);
}
inline std::uint32_t load_u32(const std::byte* from) noexcept {
  return load<std::uint32_t>(from);
}
inline std::uint64_t load_u64(const std::byte* from) noexcept {
  return load<std::uint64_t>(from);
}
inline key load_key(const std::byte* from) noexcept {
  return {.lo = load_u64(from), .hi = load_u64(from + 8)};
}

template <typename Number>
void store(std::byte* to, Number n) noexcept {
  n = little(n);
  std::memcpy(to, &n, sizeof n);
}
inline void store_u32(std::byte* to, std::uint32_t n) noexcept {
  store(to, n);
}
inline void store_u64(std::byte* to, std::uint64_t n) noexcept {
  store(to, n);
}
inline void store_key(std::byte* to, const key& k) noexcept {
  store_u64(to, k.lo);
  store_u64(to + 8, k.hi);
}

}  // namespace optout::detail
