// Finds the places of sorted keys where their groups begin, and cuts them into ranges that threads can build from side by
// side. `Keys` have size() and [].
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/os/parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace optout::detail {

// std::partition_point of the numbers [0, size), of which it asks few that are far from `guess`.
template <typename IsBefore>
std::size_t partition_point_near(std::size_t size, std::size_t guess, IsBefore is_before) {
  std::size_t low = std::min(guess, size);
  std::size_t high = low;
  for (std::size_t step = 1; high < size && is_before(high); step *= 2) {
    low = high + 1;
    high += std::min(step, size - high);
  }
  if (low == high) {
    for (std::size_t step = 1; low > 0 && !is_before(low - 1); step *= 2) {
      high = low - 1;
      low -= std::min(step, low);
    }
  }
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_before(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The first of `keys` whose group is `first` or a later one. The cost is small if they are spread evenly over `groups`.
// Requires: group_of ascends over `keys`.
template <typename Keys, typename GroupOf>
std::size_t first_of_group(Keys&& keys, std::uint64_t first, std::uint64_t groups, GroupOf group_of) {
  const double part = static_cast<double>(first) / static_cast<double>(groups);
  const auto guess = static_cast<std::size_t>(static_cast<double>(keys.size()) * part);
  return partition_point_near(keys.size(), guess, [&](std::size_t i) { return group_of(keys[i]) < first; });
}

// The bounds of ranges, a few for each job and about equally long, such that keys of one group are in one range: 0, where
// the second begins, ..., the end. Ranges may be empty; none is much longer than a million keys, so that whoever lets go
// of what is behind it holds little in memory.
// Requires: group_of ascends over `keys`.
template <typename Keys, typename GroupOf>
std::vector<std::size_t> cut_between_groups(Keys&& keys, unsigned jobs, GroupOf group_of,
                                            const piece_done& done = {}) {
  constexpr std::size_t longest = std::size_t{1} << 20;
  const std::size_t ranges = std::max(jobs <= 1 ? 1 : std::size_t{jobs} * 8, keys.size() / longest);
  std::vector<std::size_t> bounds = {0};
  for (std::size_t r = 1; r < ranges; ++r) {
    const std::size_t middle = keys.size() * r / ranges;
    const auto is_before = [&](std::size_t i) { return group_of(keys[i]) < group_of(keys[middle]); };
    bounds.push_back(partition_point_near(keys.size(), middle, is_before));
    if (done) done();
  }
  bounds.push_back(keys.size());
  return bounds;
}

}  // namespace optout::detail
