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
#include <optout/set/sorted_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace optout {

// Writes the part `to` of the filter of `keys`, which begins at byte `from` of it.
// Requires: it begins and ends at multiples of bloom_filter_builder::piece_unit, or with the filter; keys ascending.
void write_filter_piece(const sorted_keys& keys, std::size_t from, std::span<std::byte> to);

struct key_set_image {
  large_array<std::byte> filter;
  large_array<std::byte> table;
  std::vector<std::uint64_t> slots;  // of each key that it was built from, in their order
  std::uint64_t slot_count = 0;
};

// Requires: keys strictly ascending, as sort_unique() leaves them.
key_set_image build_key_set(const sorted_keys& keys, unsigned jobs = 1);

// ---- details ----

inline void write_filter_piece(const sorted_keys& keys, std::size_t from, std::span<std::byte> to) {
  bloom_filter_builder builder(bloom_filter_builder::bytes_needed(keys.size()), from, to);
  auto at = keys.read();
  const auto block_of = [&](const key& k) { return builder.block_index_of(k); };
  std::size_t i = detail::first_of_group(at, builder.first_block(), builder.block_count(), block_of);
  for (; i < at.size() && block_of(at[i]) < builder.end_block(); ++i) builder.insert(at[i]);
}

inline key_set_image build_key_set(const sorted_keys& keys, unsigned jobs) {
  const key_table_builder builder(keys, jobs);
  const std::size_t filter_bytes = bloom_filter_builder::bytes_needed(keys.size());
  key_set_image image{.filter = large_array<std::byte>(filter_bytes),
                      .table = large_array<std::byte>(builder.bytes_needed()),
                      .slots = std::vector<std::uint64_t>(keys.size()),
                      .slot_count = builder.slot_count()};
  constexpr std::size_t piece = std::size_t{1} << 20;
  for_each_piece(filter_bytes, piece, jobs, [&](std::size_t from, std::size_t bytes) {
    write_filter_piece(keys, from, std::span(image.filter).subspan(from, bytes));
  });
  builder.write(image.table, image.slots);
  return image;
}

}  // namespace optout
