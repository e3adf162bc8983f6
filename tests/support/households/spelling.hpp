// How one value comes to be spelled in many ways.
//
// A spelling family is one rule of the normalization at level standard: it writes a value in another way that
// the rule calls the same, or says that the rule has nothing to do with this value. Families are listed in tables, one
// for each kind of value; a draw picks one at random and returns its label, so that a leak can be named.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dice.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace optout::households {

template <typename Value, typename Out>
struct spelling_family {
  std::string_view label;
  bool (*write)(const Value& value, dice& d, Out& out);  // false: nothing written, does not apply
};

// Whether `label` is not among the comma-separated labels (or beginnings of labels) in `left_out`.
inline bool is_allowed(std::string_view label, std::string_view left_out) {
  while (!left_out.empty()) {
    const auto comma = left_out.find(',');
    const auto one = left_out.substr(0, comma);
    if (!one.empty() && label.starts_with(one)) return false;
    left_out = comma == std::string_view::npos ? std::string_view{} : left_out.substr(comma + 1);
  }
  return true;
}

// Writes `value` by one family drawn at random among those that apply. Returns: its label.
// Requires: the first family of the table always applies; it stands in, without a label, when no other is drawn.
template <typename Value, typename Out, std::size_t N>
std::string_view spell(const Value& value, const spelling_family<Value, Out> (&families)[N],
                       std::string_view left_out, dice& d, Out& out) {
  for (unsigned tries = 0; tries < 4 * N; ++tries) {
    const auto& family = families[d.below(N)];
    if (is_allowed(family.label, left_out) && family.write(value, d, out)) return family.label;
  }
  families[0].write(value, d, out);
  return {};
}

// What joins two labels in a record of the truth.
inline void add_label(std::string& labels, std::string_view label) {
  if (label.empty()) return;
  if (!labels.empty()) labels.push_back('+');
  labels.append(label);
}

}  // namespace optout::households
