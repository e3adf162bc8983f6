// What stands behind the street in the usual line: "12 Oak St, Salt Lake City, UT 84101".
//
// Only where each word can be nothing else; address_tail.hpp knows the rest, and would come to the same. Nothing allocates or
// throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_words.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/normalize/zip.hpp>
#include <optout/tables/states.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace optout::detail {

// Takes city, state and ZIP code off the end of `line`, and says which ZIP code. False if the line does not end so; it may
// have become shorter then.
bool take_plain_tail(std::string_view& line, zip_text& zip) noexcept;

// ---- details ----

// Words that are part of a city and of nothing else: Salt Lake City, not Key West.
inline bool is_plain_city(std::string_view text) noexcept {
  char word[address_word_table::longest];
  std::size_t size = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != ' ') {
      if (!is_alpha(text[i]) || size == sizeof word) return false;
      word[size++] = to_lower(text[i]);
      continue;
    }
    if (size < 3) return false;
    const address_word* known = find_address_word({word, size});
    size = 0;
    if (known == nullptr) continue;
    const address_word& w = *known;
    if (!w.unit.empty() || !w.direction.empty() || w.starts != term::none || w.route || w.number != 0)
      return false;
  }
  return true;
}

inline bool take_plain_tail(std::string_view& line, zip_text& zip) noexcept {
  const auto last_piece = [&line] {
    const std::size_t comma = line.rfind(',');
    if (comma == line.npos) return std::string_view();
    std::string_view piece = line.substr(comma + 1);
    if (piece.starts_with(' ')) piece.remove_prefix(1);
    line = line.substr(0, comma);
    return piece;
  };
  std::string_view end = last_piece();
  if (end.size() == 13 && end[8] == '-' && std::all_of(end.begin() + 9, end.end(), is_digit)) {
    end.remove_suffix(5);  // ZIP+4
  }
  if (end.size() != 8 || end[2] != ' ' || !take_zip(end.data() + 3, zip)) return false;
  const char letters[] = {to_lower(end[0]), to_lower(end[1])};
  const std::string_view state(letters, sizeof letters);
  const address_word* word = find_address_word(state);
  const bool unit = word != nullptr && !word->unit.empty() && state != "fl";  // which ends a number's line
  return !unit && tables::states.find(state) != nullptr && is_plain_city(last_piece());
}

}  // namespace optout::detail
