// boost::unordered_flat_set behind a split-block Bloom filter (ours): the set is asked about what passes the filter, a batch
// at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <peers/boost_flat.hpp>
#include <peers/ours.hpp>

#include <bit>

namespace optout_bench {

class boost_behind_filter {
 public:
  explicit boost_behind_filter(std::span<const optout::key> keys) : filter_(keys), set_(keys) {}

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) const {
    filter_.contains(keys, mask);
    for (std::size_t w = 0; w < mask.size(); ++w) {
      for (std::uint64_t maybe = mask[w]; maybe != 0; maybe &= maybe - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(maybe));
        if (!set_.contains(keys[w * 64 + bit])) mask[w] &= ~(std::uint64_t{1} << bit);
      }
    }
  }
  std::size_t bytes() const { return filter_.bytes() + set_.bytes(); }

 private:
  filter_only filter_;
  boost_flat set_;
};

}  // namespace optout_bench
