// Given names and what people call themselves by: elizabeth is beth, liz and betty; beth is elizabeth.
//
// One step and no further: beth and liz are both elizabeth, and not each other. Names are in canonical form (lower
// case, nothing between letters). Nothing allocates or throws. Cost: two table lookups; the first call sorts an index.
// Source: data/tables/nicknames.tsv.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/tables/nicknames.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <string_view>

namespace optout {

// Calls visit(name) for each name that is `given`'s short form or that `given` is a short form of.
template <typename Visit>
void for_each_nickname(std::string_view given, Visit&& visit);

// Whether the table has it as a given name or a short form of one.
bool is_known_given_name(std::string_view name) noexcept;

// ---- details ----

namespace detail {

// The table's rows by their second column.
inline const auto& rows_by_nickname() noexcept {
  static const auto rows = [] {
    std::array<std::uint16_t, std::size(tables::nicknames.rows)> order{};
    std::iota(order.begin(), order.end(), std::uint16_t{0});
    std::sort(order.begin(), order.end(), [](std::uint16_t a, std::uint16_t b) {
      const int before = tables::nicknames.rows[a].nickname.compare(tables::nicknames.rows[b].nickname);
      return before != 0 ? before < 0 : a < b;
    });
    return order;
  }();
  return rows;
}

inline auto names_of_nickname(std::string_view nickname) noexcept {
  const auto& rows = rows_by_nickname();
  const auto text = [](std::uint16_t row) { return tables::nicknames.rows[row].nickname; };
  const auto first =
      std::lower_bound(rows.begin(), rows.end(), nickname,
                       [&](std::uint16_t row, std::string_view wanted) { return text(row) < wanted; });
  auto last = first;
  while (last != rows.end() && text(*last) == nickname) ++last;
  return std::pair(first, last);
}

}  // namespace detail

template <typename Visit>
void for_each_nickname(std::string_view given, Visit&& visit) {
  for (const auto& row : tables::nicknames.all(given)) visit(row.nickname);
  const auto [first, last] = detail::names_of_nickname(given);
  for (auto row = first; row != last; ++row) visit(tables::nicknames.rows[*row].name);
}

inline bool is_known_given_name(std::string_view name) noexcept {
  if (tables::nicknames.contains(name)) return true;
  const auto [first, last] = detail::names_of_nickname(name);
  return first != last;
}

}  // namespace optout
