// A key: 128 bits that stand for one identifier under one secret. Means the same for ever.
//
// Only a keyring makes keys from text. Stored as 16 bytes, `lo` first, little-endian.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace optout {

struct key {
  std::uint64_t lo = 0;
  std::uint64_t hi = 0;

  friend constexpr bool operator==(const key&, const key&) = default;
  // By `hi`, then `lo`: the order in which a key set lays keys out.
  friend constexpr std::strong_ordering operator<=>(const key& a, const key& b) noexcept {
    if (const auto by_hi = a.hi <=> b.hi; by_hi != 0) return by_hi;
    return a.lo <=> b.lo;
  }
};
static_assert(sizeof(key) == 16);

}  // namespace optout
