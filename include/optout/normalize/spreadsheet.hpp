// What spreadsheets and databases do to a cell, as far as it can be told from one cell alone.
//
//   cell_text: ="02139"  ->  02139               the formula that keeps a spreadsheet from eating zeros
//              \N, #N/A, (null), <NA>  ->  empty  what they write where there is no value
//   is_rounded_number: 4.16E+09, 6,27E+08, 5E+09 a phone or a ZIP+4 whose digits are gone for good
//                      not 4.155552671E+09       every digit is there
//
// Nothing here allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace optout {

namespace detail {

// Whether a cell stands for no value in whatever column: \N of PostgreSQL and MySQL, errors of Excel, and what pandas,
// DBeaver and other tools show for null. Words alone ("null") are for each kind of value to judge: Null is a surname.
constexpr bool is_no_value(std::string_view text) noexcept {
  constexpr std::string_view marks[] = {"#n/a",    "#null!", "#ref!",  "#value!", "#name?", "#num!",
                                        "#div/0!", "(null)", "[null]", "<null>",  "<na>",   "(blank)",
                                        "(none)",  "[none]", "<none>", "(empty)"};
  return text == "\\N" || std::any_of(std::begin(marks), std::end(marks),
                                      [&](std::string_view mark) { return equals_no_case(text, mark); });
}

// Whether a word within a value, in any case, is what a program wrote for none. Each may be a name as well.
constexpr bool is_null_word(std::string_view word) noexcept {
  constexpr std::string_view words[] = {"null", "none", "nan", "nil", "n/a"};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view each) { return equals_no_case(word, each); });
}

// Whether a cell may be quoted, or say something else than it spells. False for nearly all, by the first byte, and for
// phones like (415) 555-2671, by the size.
[[gnu::always_inline]] inline constexpr bool may_be_marked(std::string_view text) noexcept {
  constexpr auto from_quote = [](char c) { return static_cast<unsigned char>(c) - unsigned{'"'}; };
  constexpr auto bits_of = [=](std::string_view bytes) {
    std::uint64_t bits = 0;
    for (const char c : bytes) bits |= std::uint64_t{1} << from_quote(c);
    return bits;
  };
  constexpr std::uint64_t always = bits_of("\"=\\"), short_ones = bits_of("#(<[");
  constexpr std::size_t longest = 8;  // of short marks
  if (text.empty()) return false;
  const unsigned first = from_quote(text.front());
  if (first >= 64 || ((always | short_ones) >> first & 1) == 0) [[likely]]
    return false;
  return text.size() <= longest || (always >> first & 1) != 0 || is_space(text.back());
}

constexpr std::string_view marked_cell_text(std::string_view text) noexcept {
  const std::string_view whole = trim_right(text);
  if (whole.size() >= 3 && whole.starts_with("=\"") && whole.back() == '"') {
    text = whole.substr(2, whole.size() - 3);
  }
  return is_no_value(trim(text)) ? std::string_view{} : text;
}

}  // namespace detail

// The text that a cell stands for. Cost: a look at the first byte, for nearly every cell.
constexpr std::string_view cell_text(std::string_view text) noexcept {
  if (!detail::may_be_marked(text)) [[likely]]
    return text;
  return detail::marked_cell_text(text);
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
