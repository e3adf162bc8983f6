// Makes the bytes of a key_set, filter and table, from a set of keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/set/bloom_filter.hpp>
#include <optout/set/key_table_builder.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace optout {

struct key_set_image {
  std::vector<std::byte> filter;
  std::vector<std::byte> table;
  std::vector<std::uint64_t> slots;  // of each key that it was built from, in their order
  std::uint64_t slot_count = 0;
};

// Requires: keys strictly ascending, as sort_unique() leaves them.
inline key_set_image build_key_set(std::span<const key> keys) {
  const key_table_builder builder(keys);
  key_set_image image{.filter = bloom_filter_builder::build(keys),
                      .table = std::vector<std::byte>(builder.bytes_needed()),
                      .slots = std::vector<std::uint64_t>(keys.size()),
                      .slot_count = builder.slot_count()};
  builder.write(image.table, image.slots);
  return image;
}

}  // namespace optout
