// Numbers the keys of a key_table 0, 1, 2, ..., so that an array beside the table has an element a key and none for slots
// that nobody uses, one in five.
//
// A key's rank is how many keys have slots before its own: first come the lines' keys, in their order, then the stash's.
// Stored are 16 bytes for each 8 lines, 0.2 bytes a key. Cost: one random cache line, for keys that are there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/set/key_table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace optout {

// Of 8 lines: the keys in lines before them, and those before each of them. In stored bytes.
struct rank_group {
  static constexpr std::size_t lines = 8;

  std::uint64_t first;
  std::array<std::uint8_t, lines> before;
};
static_assert(sizeof(rank_group) == 16);

constexpr std::uint64_t rank_group_count(std::uint64_t lines) noexcept {
  return (lines + rank_group::lines - 1) / rank_group::lines;
}

// The rank of a slot in use. group_at(g) is the rank_group of lines [8 g, 8 g + 8); it is not called for the stash.
template <typename GroupAt>
std::uint64_t rank_of_slot(const key_table& table, std::uint64_t slot, GroupAt&& group_at) {
  const std::uint64_t line = slot / detail::slots_per_line;
  if (line >= table.line_count()) return table.size() - (table.slot_count() - slot);
  const rank_group group = group_at(line / rank_group::lines);
  return group.first + group.before[line % rank_group::lines] + slot % detail::slots_per_line;
}

}  // namespace optout
