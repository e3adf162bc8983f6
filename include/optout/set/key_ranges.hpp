// Cuts sorted keys into ranges that threads can build from side by side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/os/parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace optout::detail {

// The bounds of ranges, a few for each job and about equally long, such that keys of one group are in one range: 0, where
// the second begins, ..., the end. Ranges may be empty; none is much longer than a million keys, so that whoever lets go
// of what is behind it holds little in memory.
// Requires: group_of ascends over `keys`, which may be records.
template <typename Key, typename GroupOf>
std::vector<std::size_t> cut_between_groups(std::span<const Key> keys, unsigned jobs, GroupOf group_of,
                                            const piece_done& done = {}) {
  constexpr std::size_t longest = std::size_t{1} << 20;
  const std::size_t ranges = std::max(jobs <= 1 ? 1 : std::size_t{jobs} * 8, keys.size() / longest);
  std::vector<std::size_t> bounds = {0};
  for (std::size_t r = 1; r < ranges; ++r) {
    const std::size_t middle = keys.size() * r / ranges;
    const auto is_before = [&](const Key& k) { return group_of(k) < group_of(keys[middle]); };
    // Groups are short: a search from here touches less of the keys than one among all of them.
    std::size_t low = middle;
    for (std::size_t step = 1; low > bounds.back() && !is_before(keys[low - 1]); step *= 2) {
      low -= std::min(step, low - bounds.back());
    }
    const auto first = std::partition_point(keys.begin() + static_cast<std::ptrdiff_t>(low),
                                            keys.begin() + static_cast<std::ptrdiff_t>(middle), is_before);
    bounds.push_back(static_cast<std::size_t>(first - keys.begin()));
    if (done) done();
  }
  bounds.push_back(keys.size());
  return bounds;
}

}  // namespace optout::detail
