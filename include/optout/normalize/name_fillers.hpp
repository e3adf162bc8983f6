// What programs write into a name where they have no value: "Jane None Doe", "Jane Doe nan".
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_scanner.hpp>
#include <optout/normalize/name_words.hpp>
#include <optout/normalize/spreadsheet.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace optout::detail {

// Puts `tokens` without such words into `out`. 0 if there are none, if less than two names would be left, or if it is the
// surname that is lacking: "None, Jane Ann". In front, Nan is a given name. Requires: room for all.
inline std::size_t without_fillers(const name_scanner& scanner, std::span<const name_token> tokens,
                                   std::span<name_token> out) noexcept {
  const auto is_filler = [&](const name_token& t) {
    if (!t.is(name_placeholder | name_filler | name_filler_weak)) return false;
    const std::string_view word = scanner.text(t);
    return is_null_word(word) && !(word == "nan" && &t == &tokens.front());
  };
  if (std::none_of(tokens.begin(), tokens.end(), is_filler)) return 0;
  if (tokens.size() > 1 && is_filler(tokens[0]) && tokens[1].mark == name_mark::comma) return 0;
  std::size_t count = 0, names = 0;
  for (const name_token& t : tokens) {
    if (is_filler(t)) continue;
    names += t.mark == name_mark::word && !t.is(name_title | name_generation | name_credential);
    out[count++] = t;
  }
  return names < 2 ? 0 : count;
}

}  // namespace optout::detail
