// What stands between the addresses of a cell, and beside one: "jane@example.com; ann@example.com", "Jane Doe jane@example.com".
// Nothing allocates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace optout::detail {

// The strongest first. Spaces and what is behind them here break only what has more than one '@': they stand inside of one
// address as well, spaces beside its '@' most of all, so that others come before them.
enum class email_break : std::uint8_t { list, word, space_apart, space, slash, domain_end, none };

constexpr email_break weaker(email_break mark) noexcept {
  return static_cast<email_break>(static_cast<int>(mark) + 1);
}

// Whether the last of some spaces is at `at`, and no '@' beside them.
inline bool is_space_apart(std::string_view text, std::size_t at) noexcept {
  const char next = at + 1 < text.size() ? text[at + 1] : '\0';
  if (text[at] != ' ' || next == ' ' || next == '@') return false;
  const std::size_t before = text.find_last_not_of(' ', at);
  return before == text.npos || text[before] != '@';
}

// Whether what is at `at` ends a domain: "jane@example.com*ann@example.org".
inline bool ends_domain(std::string_view text, std::size_t at) noexcept {
  constexpr std::size_t longest = 253;
  const auto is_part = [](char c) { return is_alnum(c) || !is_ascii(c) || c == '.' || c == '-'; };
  if (is_part(text[at]) || text[at] == '@') return false;
  std::size_t begin = at;
  while (begin != 0 && at - begin < longest && is_part(text[begin - 1])) --begin;
  return begin != at && begin != 0 && text[begin - 1] == '@';
}

// Whether `text` breaks at `at`, and how many bytes the mark has.
inline std::size_t break_size(std::string_view text, std::size_t at, email_break by) noexcept {
  static constexpr byte_set lists(";,|"), slashes("/\\&");
  switch (by) {
    case email_break::list: return lists.contains(text[at]);
    case email_break::word: return list_word_size(text, at);
    case email_break::space_apart: return text[at] == '<' || text[at] == '>' || is_space_apart(text, at);
    case email_break::space: return text[at] == ' ';
    case email_break::slash: return slashes.contains(text[at]);
    case email_break::domain_end: return ends_domain(text, at);
    case email_break::none: return 0;
  }
  return 0;
}

// Whether `words`, in front of an address, are no part of its local part: "Jane Doe", "none", "415-555-2671", or words that
// it holds itself. "jane doe@example.com" may be one address.
inline bool are_apart(std::string_view words, std::string_view local) noexcept {
  static constexpr std::string_view labels[] = {"n",     "y",    "no",      "yes",      "na",      "n/a",
                                                "none",  "null", "unknown", "home",     "work",    "office",
                                                "other", "alt",  "primary", "personal", "business"};
  const auto is_letter = [](char c) { return is_alpha(c) || !is_ascii(c); };
  const auto is_same = [](char a, char b) { return to_lower(a) == to_lower(b); };
  std::size_t count = 0;
  bool are_long = true;
  std::string_view last;
  bool held = false;
  const auto visit = [&](std::string_view word) {
    if (word.empty()) return;
    ++count;
    last = word;
    const bool is_long = std::count_if(word.begin(), word.end(), is_letter) > 1;
    are_long = are_long && is_long;
    held = held || (is_long && std::search(local.begin(), local.end(), word.begin(), word.end(), is_same) !=
                                   local.end());
  };
  const auto space = [](std::string_view text, std::size_t at) { return std::size_t{text[at] == ' '}; };
  if (!for_each_part(words, space, visit)) visit(words);
  const auto is_last = [&](std::string_view label) { return equals_no_case(last, label); };
  return held || (count > 1 && are_long) || std::none_of(last.begin(), last.end(), is_letter) ||
         std::any_of(std::begin(labels), std::end(labels), is_last);
}

// The address that stands among words of a text with one '@': "Jane Doe jane@example.com", "jane@example.com 415-555-2671".
// Empty if they may be part of it.
inline std::string_view address_among_words(std::string_view text) noexcept {
  const std::size_t sign = text.find('@');
  const std::size_t last = text.substr(0, sign).find_last_not_of(' ');  // of the local part
  const std::size_t first = text.find_first_not_of(' ', sign + 1);      // of the domain
  if (last == text.npos || first == text.npos) return {};
  const std::size_t begin = text.rfind(' ', last) + 1;
  const std::size_t end = std::min(text.find(' ', first), text.size());
  const std::string_view before = trim(text.substr(0, begin)), behind = trim(text.substr(end));
  if (text[end - 1] == '.' || behind.starts_with('.')) return {};  // "jane@example. com"
  if (!before.empty() && !are_apart(before, text.substr(begin, last + 1 - begin))) return {};
  return text.substr(begin, end - begin);
}

}  // namespace optout::detail
