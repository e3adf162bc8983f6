// Finds the places of sorted keys where their groups begin, and cuts them into ranges that threads can build from side by
// side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/os/parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace optout::detail {

// std::partition_point of `keys`, of which it touches little that is far from `guess`.
template <typename Key, typename IsBefore>
std::size_t partition_point_near(std::span<const Key> keys, std::size_t guess, IsBefore is_before) {
  std::size_t low = std::min(guess, keys.size());
  std::size_t high = low;
  for (std::size_t step = 1; high < keys.size() && is_before(keys[high]); step *= 2) {
    low = high + 1;
    high += std::min(step, keys.size() - high);
  }
  if (low == high) {
    for (std::size_t step = 1; low > 0 && !is_before(keys[low - 1]); step *= 2) {
      high = low - 1;
      low -= std::min(step, low);
    }
  }
  const auto place = [&](std::size_t at) { return keys.begin() + static_cast<std::ptrdiff_t>(at); };
  return static_cast<std::size_t>(std::partition_point(place(low), place(high), is_before) - keys.begin());
}

// The first of `keys` whose group is `first` or a later one. The cost is small if they are spread evenly over `groups`.
// Requires: group_of ascends over `keys`.
template <typename Key, typename GroupOf>
std::size_t first_of_group(std::span<const Key> keys, std::uint64_t first, std::uint64_t groups,
                           GroupOf group_of) {
  const double part = static_cast<double>(first) / static_cast<double>(groups);
  const auto guess = static_cast<std::size_t>(static_cast<double>(keys.size()) * part);
  return partition_point_near(keys, guess, [&](const Key& k) { return group_of(k) < first; });
}

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
    bounds.push_back(partition_point_near(keys, middle, is_before));
    if (done) done();
  }
  bounds.push_back(keys.size());
  return bounds;
}

}  // namespace optout::detail
