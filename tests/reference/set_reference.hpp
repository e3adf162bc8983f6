// The key table and the Bloom filter read by their description, one thing at a time: no vectors, no index, no
// early end. Slow, and short enough to be checked by eye.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace optout::reference {

// `size` bytes at `at`, least significant first.
inline std::uint64_t number(std::span<const std::byte> bytes, std::uint64_t at, int size) {
  std::uint64_t n = 0;
  for (int i = size; i-- > 0;) n = n << 8 | std::to_integer<std::uint64_t>(bytes[at + i]);
  return n;
}

// floor(bits * n / 2^64), for n < 2^32, by halves.
inline std::uint64_t range(std::uint64_t bits, std::uint64_t n) {
  const std::uint64_t high = (bits >> 32) * n;
  const std::uint64_t low = (bits & 0xffffffff) * n;
  return (high + (low >> 32)) >> 32;
}

// The slot of `k` in a whole table.
inline std::optional<std::uint64_t> find(std::span<const std::byte> table, const key& k) {
  const std::uint64_t lines = number(table, 16, 8);
  const std::uint64_t stash_count = number(table, 24, 8);
  const std::uint64_t line_number = range(k.hi, lines);
  const std::uint64_t line = 64 + line_number * 64;
  const std::uint64_t used = number(table, line + 60, 4) >> 28;
  for (std::uint64_t i = 0; i < used; ++i) {
    const std::uint64_t low = number(table, line + 4 * i, 4);
    const std::uint64_t high = number(table, line + 48 + i, 1);
    if ((high << 32 | low) == (k.lo & 0xffffffffff)) return line_number * 12 + i;
  }
  for (std::uint64_t i = 0; i < stash_count; ++i) {
    const std::uint64_t at = 64 + lines * 64 + i * 16;
    if (number(table, at, 8) == k.lo && number(table, at + 8, 8) == k.hi) return lines * 12 + i;
  }
  return std::nullopt;
}

// Whether a whole filter may hold `k`.
inline bool may_hold(std::span<const std::byte> filter, const key& k) {
  const std::uint64_t block = 64 + range(k.hi, number(filter, 8, 8)) * 32;
  const std::uint64_t positions[8] = {
      k.lo >> 59,      k.lo >> 54 & 31, k.lo >> 49 & 31, k.lo >> 43 & 31,
      k.hi >> 11 & 31, k.hi >> 6 & 31,  k.hi >> 1 & 31,  k.hi >> 27 & 31,
  };
  for (std::uint64_t i = 0; i < 8; ++i) {
    if ((number(filter, block + 4 * i, 4) >> positions[i] & 1) == 0) return false;
  }
  return true;
}

}  // namespace optout::reference
