// Binary search in a sorted array: the smallest exact set of whole keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <peers/peer.hpp>

#include <algorithm>
#include <vector>

namespace optout_bench {

class sorted_vector {
 public:
  explicit sorted_vector(std::span<const optout::key> keys) : keys_(keys.begin(), keys.end()) {}

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) const {
    mark_each(keys, mask,
              [this](const optout::key& k) { return std::binary_search(keys_.begin(), keys_.end(), k); });
  }
  std::size_t bytes() const { return keys_.capacity() * sizeof(optout::key); }

 private:
  std::vector<optout::key> keys_;
};

}  // namespace optout_bench
