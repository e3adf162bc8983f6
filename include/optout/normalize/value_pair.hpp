// Cells of two values with a mark between them: "jane@example.com; ann@example.com", "415-555-2671 / 415-555-2672".
// Nothing allocates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/byte_block.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace optout {

// The two texts of such a cell.
struct value_pair {
  std::string_view first, second;
};

// ---- details ----

namespace detail {

// Cuts `text` at the one mark in it, and the spaces around that off; nothing if it has none or several.
template <char... Marks>
std::optional<value_pair> cut_at_one(std::string_view text) noexcept {
  if (text.size() < 8) return std::nullopt;
  std::size_t mark = text.npos;
  byte_block block = first_block(text);
  std::size_t i = 0;
  do {
    const std::uint64_t marks = (block.equal(Marks) | ...).bits();
    if (marks == 0) continue;
    const std::size_t at = i + static_cast<std::size_t>(std::countr_zero(marks));
    if ((marks & (marks - 1)) != 0 || (mark != text.npos && mark != at)) return std::nullopt;
    mark = at;
  } while (next_block(text, i, block));
  if (mark == text.npos) return std::nullopt;
  value_pair pair{text.substr(0, mark), text.substr(mark + 1)};
  while (pair.first.ends_with(' ')) pair.first.remove_suffix(1);
  while (pair.second.starts_with(' ')) pair.second.remove_prefix(1);
  return pair;
}

}  // namespace detail

}  // namespace optout
