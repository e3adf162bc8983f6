// People that stand between commas: "Jane Doe, John Smith" may be two as well as John Smith Jane-Doe.
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_scanner.hpp>
#include <optout/normalize/name_words.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

namespace optout::detail {

// How many tokens from `at` to the next comma or the end, if they follow a comma or nothing and are all junk like "N/A";
// otherwise 0.
inline std::size_t junk_between_commas(std::span<const name_token> tokens, std::size_t at) noexcept {
  if (at != 0 && tokens[at - 1].mark != name_mark::comma) return 0;
  const std::size_t first = at;
  while (at < tokens.size() && tokens[at].is(name_placeholder)) ++at;
  return at == tokens.size() || tokens[at].mark == name_mark::comma ? at - first : 0;
}

// Puts the people between the commas of `tokens` into `out`, and returns how many there are: at least two, or one where
// the tokens are `nobody` as a whole ("Jane Doe, N/A"; "Jane Doe, Acme Homes LLC"; not "Jane Doe, LLC").
inline std::size_t people_between_commas(const name_scanner& scanner, std::span<const name_token> tokens,
                                         bool nobody, std::span<std::span<const name_token>> out) noexcept {
  const auto of_companies = [](const name_token& t) { return t.is(name_business | name_business_last); };
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < tokens.size() && count < out.size();) {
    std::size_t end = begin;
    while (end < tokens.size() && tokens[end].mark != name_mark::comma) ++end;
    const auto group = tokens.subspan(begin, end - begin);
    if (nobody && !group.empty() && std::all_of(group.begin(), group.end(), of_companies)) return 0;
    if (group.size() < tokens.size() && scanner.names_somebody(group)) out[count++] = group;
    begin = end + 1;
  }
  return count >= (nobody ? 1u : 2u) ? count : 0;
}

}  // namespace optout::detail
