// boost::unordered_flat_set in a plain loop. The key's own bits are its hash, which is the best it can get.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <peers/counting_allocator.hpp>
#include <peers/peer.hpp>

namespace optout_bench {

class boost_flat {
 public:
  explicit boost_flat(std::span<const optout::key> keys)
      : set_(keys.begin(), keys.end(), keys.size(), hash(), {}, allocator(&held_)) {}
  boost_flat(const boost_flat&) = delete;
  boost_flat& operator=(const boost_flat&) = delete;

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) const {
    mark_each(keys, mask, [this](const optout::key& k) { return set_.contains(k); });
  }
  bool contains(const optout::key& k) const { return set_.contains(k); }
  std::size_t bytes() const { return held_; }

 private:
  struct hash {
    using is_avalanching = void;
    std::size_t operator()(const optout::key& k) const noexcept { return k.lo; }
  };
  using allocator = counting_allocator<optout::key>;

  std::size_t held_ = 0;
  boost::unordered_flat_set<optout::key, hash, std::equal_to<>, allocator> set_;
};

}  // namespace optout_bench
