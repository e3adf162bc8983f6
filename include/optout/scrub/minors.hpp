// Who is too young by birth date: hits that need no request, where the policy has a rule for minors (policy.hpp).
//
// Threads: none of its own. Cost: one date for each person with a birth date, about 60 ns.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/date.hpp>
#include <optout/policy/policy.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/hit.hpp>
#include <optout/scrub/schema.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace optout {

// A person whom an opt-in of some list names.
struct opted_in_person {
  std::uint32_t row;
  std::uint16_t person;

  friend bool operator==(const opted_in_person&, const opted_in_person&) = default;
};

// Adds a hit for each person who is too young and did not opt in, and raises the verdict of their rows.
// Requires: rules.minors.
inline void add_minors(const batch& rows, const policy& rules, std::span<const opted_in_person> opted_in,
                       std::vector<hit>& hits, std::vector<action>& verdicts) {
  const day_number day = rules.as_of == 0 ? today() : rules.as_of;
  const action does = rules.minors->does;
  for (std::uint16_t p = 0; p < rows.layout->persons().size(); ++p) {
    const std::uint32_t cell = rows.layout->persons()[p].dob;
    for (std::uint32_t row = 0; cell != no_cell && row < rows.rows; ++row) {
      const std::string_view text = value_at(rows, row, cell);
      fixed_text<8> form;
      if (text.empty() || !normalize_dob(text, level::standard, form)) continue;
      day_number born = 0;
      std::from_chars(form.view().data(), form.view().data() + form.size(), born);
      if (!rules.is_minor(born, day) ||
          std::find(opted_in.begin(), opted_in.end(), opted_in_person{row, p}) != opted_in.end()) {
        continue;
      }
      hits.push_back({row, cell, p, kind::dob, does, no_list, 0});
      verdicts[row] = std::max(verdicts[row], does);
    }
  }
}

}  // namespace optout
