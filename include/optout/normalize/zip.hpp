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

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

namespace optout {

using zip_text = fixed_text<5>;

// Whether both are the same ZIP code, or none.
bool same_zip(const zip_text& a, const zip_text& b) noexcept;

// The canonical form of the ZIP code in `text`, held by `out`; nothing if `text` is none.
std::optional<std::string_view> normalize_zip(std::string_view text, level lvl, zip_text& out) noexcept;

// ---- details ----

namespace detail {

// Puts five digits into `out`. False if they are none, or the post has no codes there.
inline bool take_zip(const char* digits, zip_text& out) noexcept {
  unsigned number = 0;
  bool all = true;
  for (std::size_t i = 0; i < zip_text::capacity; ++i) {
    all &= is_digit(digits[i]);
    number = number * 10 + static_cast<unsigned>(digits[i] - '0');
  }
  out.clear();
  out.append({digits, zip_text::capacity});
  return all && number >= 501 && number <= 99950;
}

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
  char padded[] = "00000";
  std::copy(digits.begin(), digits.end(), padded + (5 - digits.size()));
  return take_zip(padded, out);
}

// Reads any text; normalize_zip() knows the usual ones.
inline bool read_any_zip(std::string_view text, level lvl, zip_text& out) noexcept {
  out.clear();
  text = trim(text);
  if (lvl == level::exact) return read_zip(text, lvl, out);
  fixed_text<64> folded;
  if (!fold(text, fold_to::letters, folded)) return false;
  text = trim(folded.view());
  constexpr std::string_view around = " '\"=`";
  while (!text.empty() && around.find(text.front()) != around.npos) text.remove_prefix(1);
  while (!text.empty() && around.find(text.back()) != around.npos) text.remove_suffix(1);
  return read_zip(text, lvl, out);
}

}  // namespace detail

inline bool same_zip(const zip_text& a, const zip_text& b) noexcept {
  if (a.size() != b.size()) return false;
  return a.empty() || std::memcmp(a.view().data(), b.view().data(), zip_text::capacity) == 0;
}

inline std::optional<std::string_view> normalize_zip(std::string_view text, level lvl,
                                                     zip_text& out) noexcept {
  // Nearly every one is five digits.
  const bool five = text.size() == zip_text::capacity && detail::take_zip(text.data(), out);
  if (!five && !detail::read_any_zip(text, lvl, out)) return std::nullopt;
  return out.view();
}

}  // namespace optout
