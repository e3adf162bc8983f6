// The mutable tier: keys that came or went since a list was compiled.
//
// Exact. 20 to 35 bytes a key; meant for thousands of keys, not for a list. Threads: many readers or one
// writer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

namespace optout {

namespace detail {
// Keys are uniformly random already: any of their bits are a hash.
struct key_bits {
  using is_avalanching = void;
  std::size_t operator()(const key& k) const noexcept { return static_cast<std::size_t>(k.lo); }
};
}  // namespace detail

class delta_set {
 public:
  // Returns: whether the set changed.
  bool insert(const key& k) { return keys_.insert(k).second; }
  bool erase(const key& k) { return keys_.erase(k) != 0; }
  void clear() noexcept { keys_.clear(); }

  std::size_t size() const noexcept { return keys_.size(); }
  bool contains(const key& k) const noexcept { return keys_.contains(k); }

  // Sets bit i % 64 of mask[i / 64] when keys[i] is there; clears all others.
  // Requires: mask.size() == (keys.size() + 63) / 64.
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) const noexcept {
    assert(mask.size() == (keys.size() + 63) / 64);
    std::fill(mask.begin(), mask.end(), 0);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      mask[i / 64] |= std::uint64_t{contains(keys[i])} << (i % 64);
    }
  }

  // In no order.
  auto begin() const noexcept { return keys_.begin(); }
  auto end() const noexcept { return keys_.end(); }

 private:
  boost::unordered_flat_set<key, detail::key_bits> keys_;
};

}  // namespace optout
