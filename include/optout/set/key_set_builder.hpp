// Makes the bytes of a key_set, filter and table, from a set of keys.
//
// The bytes depend on the set alone, not on the number of threads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/os/large_array.hpp>
#include <optout/os/parallel.hpp>
#include <optout/set/bloom_filter.hpp>
#include <optout/set/key_ranges.hpp>
#include <optout/set/key_table_builder.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace optout {

// Fills `filter` with all `keys`, by several threads.
// Requires: filter is zeros, as many as bloom_filter_builder::bytes_needed() gives; keys ascending.
void build_filter(std::span<std::byte> filter, std::span<const key> keys, unsigned jobs,
                  const piece_done& done = {});

struct key_set_image {
  large_array<std::byte> filter;
  large_array<std::byte> table;
  std::vector<std::uint64_t> slots;  // of each key that it was built from, in their order
  std::uint64_t slot_count = 0;
};

// Requires: keys strictly ascending, as sort_unique() leaves them.
key_set_image build_key_set(std::span<const key> keys, unsigned jobs = 1);

// ---- details ----

inline void build_filter(std::span<std::byte> filter, std::span<const key> keys, unsigned jobs,
                         const piece_done& done) {
  bloom_filter_builder builder(filter, true);
  // Nobody writes to a block of somebody else.
  const auto bounds = detail::cut_between_groups(
      keys, jobs, [&](const key& k) { return builder.block_index_of(k); }, done);
  const auto insert = [&](std::size_t range) {
    for (std::size_t i = bounds[range]; i < bounds[range + 1]; ++i) builder.insert(keys[i]);
  };
  parallel_for(bounds.size() - 1, jobs, insert, done);
}

inline key_set_image build_key_set(std::span<const key> keys, unsigned jobs) {
  const key_table_builder builder(keys, jobs);
  const std::size_t filter_bytes = bloom_filter_builder::bytes_needed(keys.size());
  key_set_image image{.filter = large_array<std::byte>(filter_bytes, std::byte{0}),
                      .table = large_array<std::byte>(builder.bytes_needed()),
                      .slots = std::vector<std::uint64_t>(keys.size()),
                      .slot_count = builder.slot_count()};
  build_filter(image.filter, keys, jobs);
  builder.write(image.table, image.slots);
  return image;
}

}  // namespace optout
