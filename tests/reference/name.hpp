// The slow, obvious reading of a name in one cell without a comma: words of letters, nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cctype>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace optout::reference {

// Every given name + surname that a cell of plain words can mean, as "given|surname".
inline std::set<std::string> read_plain_name(const std::string& cell) {
  static const std::set<std::string> particles = {"van", "de", "la", "ben", "st", "mc", "le", "del", "saint"};
  static const std::set<std::string> weak = {"van", "ben", "le", "al", "do"};
  static const std::set<std::string> letters = {"o", "d", "l"};
  std::vector<std::string> words;
  std::istringstream in(cell);
  for (std::string word; in >> word;) {
    std::string lower;
    for (char c : word) {
      if (c != '.') lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    words.push_back(lower);
  }

  std::set<std::string> out;
  using list = std::vector<std::string>;
  const auto join = [](const list& parts) {
    std::string text;
    for (const auto& part : parts) text += part;
    return text;
  };
  const auto sub = [&](std::size_t from, std::size_t to) {
    return from < to ? list(words.begin() + static_cast<long>(from), words.begin() + static_cast<long>(to))
                     : list();
  };
  const auto initial = [](const std::string& word) { return word.size() == 1; };
  const auto add = [&](const std::string& given, const std::string& surname) {
    if (!given.empty() && !surname.empty() && given.size() + surname.size() > 2)
      out.insert(given + "|" + surname);
  };
  const auto add_given = [&](const list& given, const std::string& surname) {
    if (given.empty()) return;
    add(given[0], surname);
    std::size_t initials = 0;
    while (initials < given.size() && initial(given[initials])) ++initials;
    if (initials == 0 && given.size() > 1 && !initial(given[1])) add(given[0] + given[1], surname);
    if (initials > 1) add(join(list(given.begin(), given.begin() + static_cast<long>(initials))), surname);
    if (initials > 0 && initials < given.size()) add(given[initials], surname);
  };

  const std::size_t n = words.size();
  if (n < 2) return out;
  std::size_t core = n;  // without trailing initials
  while (core > 1 && initial(words[core - 1])) --core;
  std::size_t first = 1;  // where a surname in front ends
  while (first + 1 < n && (particles.count(words[first - 1]) || letters.count(words[first - 1]))) ++first;

  const auto surname_last = [&](std::size_t end) {
    std::size_t at = end - 1;
    while (at > 1 && particles.count(words[at - 1])) --at;
    add_given(sub(0, at), join(sub(at, end)));
    if (at > 1 && (!initial(words[at - 1]) || letters.count(words[at - 1]))) {
      add_given(sub(0, at - 1), join(sub(at - 1, end)));
    }
    if (end - at == 2 && (words[at] == "ben" || (weak.count(words[at]) && words[end - 1] == "nguyen")))
      add_given(sub(0, end - 1), words[end - 1]);
  };
  const auto surname_first = [&](std::size_t end) {
    add_given(sub(end, n), join(sub(0, end)));
    if (n - end > 1 && !initial(words[end]) && !initial(words[end + 1])) {
      add_given(sub(end + 1, n), join(sub(0, end + 1)));
    }
    if (n - end > 1 && words[end - 1] == "nguyen" && words[end] == "van")
      add_given(sub(end + 1, n), join(sub(0, end)));
  };

  if (core < n) {
    surname_first(std::min(first, core));
    if (core > 1) surname_last(core);
    if (core == 1) add(words[0], words[n - 1]);
    return out;
  }
  surname_last(n);
  if (!initial(words[first - 1])) surname_first(first);
  if (first > 1 && weak.count(words[0])) surname_first(1);
  return out;
}

}  // namespace optout::reference
