// ZIP codes: five digits, whatever a spreadsheet has made of them.
//
//   "02139", "02139-1234", "021391234", "2139", "02139.0", "'02139"  ->  "02139"
//   "972"                                                           ->  "00972"
//   "K1A 0B1", "00000", "123", ""                                   ->  nothing
//
// A lost leading zero comes back; the four digits of ZIP+4 are dropped. The code must lie where the
// post has codes (00501 to 99950). Level exact takes five digits, alone or with "-1234", as they
// are. Any bytes are accepted; nothing allocates or throws. Cost: about 10 ns for five digits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace optout {

using zip_text = fixed_text<5>;

// The canonical form of the ZIP code in `text`, held by `out`; nothing if `text` is none.
std::optional<std::string_view> normalize_zip(std::string_view text, level lvl, zip_text& out) noexcept;

// ---- details ----

namespace detail {

// Reads "DDDDD", "DDDDD-DDDD" and what spreadsheets leave of them, without the quotes around.
inline bool read_zip(std::string_view text, level lvl, zip_text& out) noexcept {
  if (const std::size_t dot = text.find('.'); dot != text.npos) {  // a float: 2139.0
    if (text.find_first_not_of('0', dot + 1) != text.npos || lvl == level::exact) return false;
    text = text.substr(0, dot);
  }
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  std::string_view digits = text.substr(0, size);
  std::string_view rest = trim_left(text.substr(size));
  if (rest.empty()) {
    // Nine digits are a ZIP+4 closed up; seven and eight are one that lost its zeros.
    if (size >= 7 && size <= 9) digits.remove_suffix(4);
  } else {
    const bool dash = rest.front() == '-' || rest.front() == '+';
    if (!dash && size == text.size()) return false;
    if (dash) rest = trim_left(rest.substr(1));
    if (rest.size() > 4 || (!dash && rest.size() != 4)) return false;
    for (char c : rest) {
      if (!is_digit(c)) return false;
    }
  }
  if (digits.size() < 3 || digits.size() > 5) return false;
  // Zeros are lost from the front all together or not at all.
  if (digits.size() < 5 && (digits.front() == '0' || lvl == level::exact)) return false;
  out.append(std::string_view("00").substr(0, 5 - digits.size()));
  out.append(digits);
  return out.view() >= "00501" && out.view() <= "99950";
}

}  // namespace detail

inline std::optional<std::string_view> normalize_zip(std::string_view text, level lvl,
                                                     zip_text& out) noexcept {
  text = trim(text);
  out.clear();
  if (text.size() == 5) {  // nearly every one
    bool digits = true;
    for (char c : text) digits &= is_digit(c);
    if (digits) {
      out.append(text);
      if (text < "00501" || text > "99950") return std::nullopt;
      return out.view();
    }
  }
  fixed_text<64> folded;
  if (lvl != level::exact) {
    if (!fold(text, fold_to::letters, folded)) return std::nullopt;
    text = trim(folded.view());
    constexpr std::string_view around = " '\"=`";
    while (!text.empty() && around.find(text.front()) != around.npos) text.remove_prefix(1);
    while (!text.empty() && around.find(text.back()) != around.npos) text.remove_suffix(1);
  }
  if (!detail::read_zip(text, lvl, out)) return std::nullopt;
  return out.view();
}

}  // namespace optout
