// Finds out whether a request was there before: from hashes to ordinals, for many millions of them.
//
// One array of 64-bit slots, ordered by hash, so that growing it is one pass from front to back. A slot keeps 32 bits of
// the hash beside the ordinal; who asks compares the requests themselves where they agree. Cost: one random cache line,
// which prefetch() brings near beforehand. Memory: 12 to 24 bytes a request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/os/large_array.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace optout::detail {

class request_index {
 public:
  // Makes room for so many more, and some: a guess will do. Throws std::bad_alloc.
  void expect(std::size_t count) {
    const std::size_t all = used_ + count + count / 16;
    if (3 * all > 2 * slots_.size()) grow(all + all / 2);
  }

  // The ordinal that was put in with this hash and of which is_same(ordinal) holds; if there is none, puts in `next` and
  // returns it. Requires: ordinals are put in as 0, 1, 2, ... below 2^31.
  template <typename IsSame>
  std::uint32_t find_or_add(std::uint64_t hash, std::uint32_t next, IsSame&& is_same);

  void prefetch(std::uint64_t hash) const noexcept {
    if (!slots_.empty()) __builtin_prefetch(&slots_[place_of(hash >> 32)], 1);
  }

 private:
  // A slot: the upper half of the hash, then 1 + ordinal; 0 is free.
  std::size_t place_of(std::uint64_t upper) const noexcept { return upper * slots_.size() >> 32; }
  std::size_t after(std::size_t place) const noexcept { return place + 1 == slots_.size() ? 0 : place + 1; }
  void grow(std::size_t size);

  large_array<std::uint64_t> slots_;
  std::size_t used_ = 0;
};

// ---- details ----

template <typename IsSame>
std::uint32_t request_index::find_or_add(std::uint64_t hash, std::uint32_t next, IsSame&& is_same) {
  if (3 * (used_ + 1) > 2 * slots_.size()) grow(2 * slots_.size());
  const std::uint64_t upper = hash >> 32;
  std::size_t place = place_of(upper);
  for (; slots_[place] != 0; place = after(place)) {
    const auto ordinal = static_cast<std::uint32_t>(slots_[place]) - 1;
    if (slots_[place] >> 32 == upper && is_same(ordinal)) return ordinal;
  }
  slots_[place] = upper << 32 | (next + 1);
  ++used_;
  return next;
}

inline void request_index::grow(std::size_t size) {
  large_array<std::uint64_t> old(std::max<std::size_t>(64, size));
  std::fill(old.begin(), old.end(), 0);
  old.swap(slots_);
  for (const std::uint64_t slot : old) {
    if (slot == 0) continue;
    std::size_t place = place_of(slot >> 32);
    while (slots_[place] != 0) place = after(place);
    slots_[place] = slot;
  }
}

}  // namespace optout::detail
