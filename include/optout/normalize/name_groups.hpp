// The tokens of a name that are kept while its parser strips titles, suffixes and companies from it.
//
// Nothing allocates. The tokens belong to a name_scanner.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_scanner.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace optout::detail {

// The kept tokens of a segment, in groups between commas.
struct name_groups {
  static constexpr std::size_t most_kept = 40;
  static constexpr std::size_t most_groups = 6;

  std::array<std::array<const name_token*, most_kept>, most_groups> tokens;
  std::array<std::uint8_t, most_groups> size{};
  std::array<bool, most_groups> tailed{}, business{};
  std::size_t count = 1;
  std::size_t total = 0;

  const name_token& at(std::size_t g, std::size_t i) const noexcept { return *tokens[g][i]; }
  std::size_t full_words(std::size_t g) const noexcept {  // without initials and titles
    return static_cast<std::size_t>(
        std::count_if(tokens[g].begin(), tokens[g].begin() + size[g],
                      [](const name_token* t) { return t->size > 1 && !t->is(name_title_anywhere); }));
  }
  void erase(std::size_t g, std::size_t i) noexcept {
    std::copy(tokens[g].begin() + i + 1, tokens[g].begin() + size[g], tokens[g].begin() + i);
    --size[g];
    --total;
  }
  void erase_group(std::size_t g) noexcept {
    total -= size[g];
    for (std::size_t i = g; i + 1 < count; ++i) {
      tokens[i] = tokens[i + 1];
      size[i] = size[i + 1];
      tailed[i] = tailed[i + 1];
      business[i] = business[i + 1];
    }
    --count;
  }
};

// One cell may repeat the other: first "John Smith", last "Smith"; last "SMITH JOHN", first "JOHN".
inline void drop_repeated_cells(const name_scanner& scanner, name_groups& kept) noexcept {
  const auto text = [&](std::size_t g, std::size_t i) { return scanner.text(kept.at(g, i)); };
  if (kept.count == 3) {
    if (text(1, 0) == text(2, 0)) {  // last "Smith, John", first "John"
      kept.erase_group(2);
    } else if (kept.size[1] == 1 && text(0, 0) == text(1, 0)) {  // first "Smith, John"
      kept.erase_group(1);
    }
  }
  if (kept.count != 2) return;
  const auto same = [&](std::size_t i, std::size_t j) { return text(0, i) == text(1, j); };
  if (kept.size[0] == 1) {
    if (kept.size[1] >= 2 && same(0, kept.size[1] - 1u)) {
      kept.erase(1, kept.size[1] - 1u);
    } else if (kept.size[1] >= 2 && same(0, 0)) {
      kept.erase(1, 0);
    }
    return;
  }
  for (std::size_t i = 0; i < kept.size[0]; ++i) {
    if (!same(i, 0)) continue;
    if (i == 0) return kept.erase(0, 0);
    bool surname = false;  // before it, and not only the start of one: last "St. John", first "John"
    for (std::size_t j = 0; j < i; ++j) surname = surname || !kept.at(0, j).is(name_particle);
    if (!surname) return;
    while (kept.size[0] > i) kept.erase(0, i);  // and the middle names behind it
    return;
  }
}

}  // namespace optout::detail
