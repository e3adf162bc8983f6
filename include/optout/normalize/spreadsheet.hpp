// What spreadsheets do to a cell, as far as it can be told from one cell alone.
//
//   unarmoured: ="02139"  ->  02139              the formula that keeps a spreadsheet from eating zeros
//   is_rounded_number: 4.16E+09, 6,27E+08, 5E+09 a phone or a ZIP+4 whose digits are gone for good
//                      not 4.155552671E+09       every digit is there
//
// Nothing here allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <cstddef>
#include <string_view>

namespace optout {

namespace detail {
constexpr std::string_view without_armour(std::string_view text) noexcept {
  const std::string_view formula = trim_right(text);
  if (formula.size() < 3 || formula[1] != '"' || formula.back() != '"') return text;
  return formula.substr(2, formula.size() - 3);
}
}  // namespace detail

// The text inside ="...", any other text as it is. Cost: a look at the first byte, for nearly every cell.
constexpr std::string_view unarmoured(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '=') [[unlikely]]
    return detail::without_armour(text);
  return text;
}

// Whether `text` is a number of 5 to 15 digits in scientific notation, some of which it does not show.
constexpr bool is_rounded_number(std::string_view text) noexcept {
  text = trim(text);
  if (text.starts_with('\'')) text.remove_prefix(1);
  const auto take_digits = [&text] {
    std::size_t size = 0;
    while (size < text.size() && is_digit(text[size])) ++size;
    const std::string_view digits = text.substr(0, size);
    text.remove_prefix(size);
    return digits;
  };
  if (take_digits().size() != 1 || text.empty()) return false;
  std::size_t shown = 0;  // behind the first digit
  if (text.front() == '.' || text.front() == ',') {
    text.remove_prefix(1);
    shown = take_digits().size();
  }
  if (text.empty() || to_lower(text.front()) != 'e') return false;
  text.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::string_view exponent = take_digits();
  if (!text.empty() || exponent.empty() || exponent.size() > 2) return false;
  std::size_t behind = 0;
  for (const char c : exponent) behind = behind * 10 + static_cast<std::size_t>(c - '0');
  return behind >= 4 && behind <= 14 && shown < behind;
}

}  // namespace optout
