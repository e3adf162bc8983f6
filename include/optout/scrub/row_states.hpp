// The states that a row's addresses lie in, for policies that differ by state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/row_addresses.hpp>
#include <optout/tables/states.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace optout {

// The postal code of a state, in lower case, by its code or name in any case ("NJ", "New Jersey"); nothing for other text.
std::optional<std::string_view> state_code(std::string_view text) noexcept;

// Appends the code of each state that an address of the row names: in a cell of its own, or as the last word before
// the ZIP code of an address in one cell. A code may be there twice.
void append_states(const batch& rows, std::size_t row, std::vector<std::string_view>& out);

// ---- details ----

inline std::optional<std::string_view> state_code(std::string_view text) noexcept {
  text = trim(text);
  fixed_text<32> lower;
  for (const char c : text) lower.push_back(to_lower(c));
  if (lower.overflowed()) return std::nullopt;
  const auto* state = tables::states.find(lower.view());
  if (state == nullptr) return std::nullopt;
  return state->standard;
}

inline void append_states(const batch& rows, std::size_t row, std::vector<std::string_view>& out) {
  for (const address_cells_of& a : rows.layout->addresses()) {
    if (const auto code = state_code(value_at(rows, row, a.state))) {
      out.push_back(*code);
      continue;
    }
    for (const std::uint32_t cell : {a.whole, a.street}) {
      std::string_view text = value_at(rows, row, cell);
      while (!text.empty() && !is_alpha(text.back())) text.remove_suffix(1);
      const std::size_t start = text.find_last_of(" ,") + 1;
      const std::string_view word = text.substr(std::min(start, text.size()));
      if (word.size() != 2) continue;
      if (const auto code = state_code(word)) out.push_back(*code);
    }
  }
}

}  // namespace optout
