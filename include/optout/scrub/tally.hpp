// What the hits of a row, and the cells that go for them, add to the counts of a run.
//
// Called for rows that matched only: nothing here is hot. Threads: none of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/list/suppression_list.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/policy/policy.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/counts.hpp>
#include <optout/scrub/hit.hpp>
#include <optout/scrub/row_states.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace optout {

namespace detail {

inline request request_of(std::span<const suppression_list> lists, const hit& h) {
  if (h.list == no_list) return {.id = "minor", .type = request_type::minor};
  return lists[h.list].request_at(h.request);
}

inline request_type type_of(std::span<const suppression_list> lists, const hit& h) {
  return h.list == no_list ? request_type::minor : lists[h.list].terms_at(h.request).type;
}

}  // namespace detail

// Counts the row once for each rule that decides on one of its hits.
void tally_rules(std::span<const hit> hits, scrub_counts& counts);

// Counts the row once for each list, kind, type of request and state. `hits` are all of its; `states` is scratch memory.
void tally_matches(const batch& rows, std::span<const hit> hits, std::span<const suppression_list> lists,
                   std::vector<std::string_view>& states, scrub_counts& counts);

// Counts the cells of the row that go, as far as they held something. `hits` are the batch's.
void tally_blanked(const batch& rows, std::span<const blanked_cell> blanked, std::span<const hit> hits,
                   std::span<const suppression_list> lists, scrub_counts& counts);

// ---- details ----

inline void tally_rules(std::span<const hit> hits, scrub_counts& counts) {
  for (std::size_t rule = 0; rule < counts.rows_by_rule.size(); ++rule) {
    counts.rows_by_rule[rule] +=
        std::any_of(hits.begin(), hits.end(), [&](const hit& h) { return h.rule == rule; });
  }
}

inline void tally_matches(const batch& rows, std::span<const hit> hits,
                          std::span<const suppression_list> lists, std::vector<std::string_view>& states,
                          scrub_counts& counts) {
  kind_set kinds_seen;
  request_type_set types_seen;
  for (std::uint32_t l = 0; l < lists.size(); ++l) {
    counts.rows_by_list[l] +=
        std::any_of(hits.begin(), hits.end(), [&](const hit& h) { return h.list == l; });
  }
  for (const hit& h : hits) {
    if (!kinds_seen.contains(h.what)) ++counts.rows_by_kind[static_cast<std::size_t>(h.what)];
    kinds_seen.insert(h.what);
    const request_type type = detail::type_of(lists, h);
    if (!types_seen.contains(type)) ++counts.rows_by_type[static_cast<std::size_t>(type)];
    types_seen.insert(type);
    if (h.does != action::keep && h.list != no_list) counts.requests.add(h.list, h.request);
  }
  states.clear();
  append_states(rows, hits.front().row, states);
  std::sort(states.begin(), states.end());
  states.erase(std::unique(states.begin(), states.end()), states.end());
  for (const std::string_view state : states) ++counts.rows_by_state[scrub_counts::state_index(state)];
  if (states.empty()) ++counts.rows_by_state[scrub_counts::no_state];
}

inline void tally_blanked(const batch& rows, std::span<const blanked_cell> blanked, std::span<const hit> hits,
                          std::span<const suppression_list> lists, scrub_counts& counts) {
  bool leaks = false;
  for (const blanked_cell& gone : blanked) {
    const column_view& column = rows.columns[gone.cell];
    const bool is_read = column.size() > 0;
    if (is_read && trim(column[gone.row]).empty()) continue;
    leaks = leaks || is_read;
    const hit& why = hits[gone.hit];
    ++counts.cells_blanked;
    ++counts.cells_by_field[static_cast<std::size_t>(rows.layout->cells()[gone.cell].role.what)];
    ++counts.cells_by_type[static_cast<std::size_t>(detail::type_of(lists, why))];
  }
  counts.rows_leaking += leaks;
}

}  // namespace optout
