// Scores the rules on a file of labelled pairs (tests/data/pairs), each row at the level that its rule names:
//
//   same + exact | standard | aggressive    a list made of the left side must find the right one
//   different + standard | aggressive       it must not
//   upstream/...                            counts as standard
//   all/no_key                              neither side may have a form, at any level
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/tsv.hpp"
#include <optout/scrub/forms.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace optout::test {

inline std::vector<std::string> forms_of(kind k, std::string_view text, level lvl, side s) {
  std::vector<std::string> out;
  for_each_form(k, text, lvl, s, [&](std::string_view form) { out.emplace_back(form); });
  return out;
}

// Whether a list that holds `held` finds `probed`.
inline bool finds(kind k, std::string_view held, std::string_view probed, level lvl) {
  const auto list = forms_of(k, held, lvl, side::list);
  const auto probe = forms_of(k, probed, lvl, side::probe);
  return std::find_first_of(list.begin(), list.end(), probe.begin(), probe.end()) != list.end();
}

struct pair_score {
  int same = 0, found = 0;
  int different = 0, kept = 0;
  int no_key = 0, without_key = 0;
  std::string failures;  // a line for each row that fails
};

inline pair_score score_pairs(kind k, const std::string& file) {
  pair_score score;
  auto rows = read_tsv(file, escapes::no);
  rows.erase(rows.begin());  // the column names
  for (const tsv_row& row : rows) {
    const std::string& left = row.at(1);
    const std::string& right = row.at(2);
    const std::string word = row.at(4).substr(0, row.at(4).find('/'));
    const level lvl = level_from_text(word).value_or(level::standard);
    bool good = false;
    if (word == "all") {
      good = forms_of(k, left, level::aggressive, side::list).empty() &&
             forms_of(k, right, level::aggressive, side::probe).empty();
      ++score.no_key, score.without_key += good;
    } else if (row.at(3) == "same") {
      good = finds(k, left, right, lvl);
      ++score.same, score.found += good;
    } else {
      good = !finds(k, left, right, lvl);
      ++score.different, score.kept += good;
    }
    if (!good) score.failures += row.at(3) + "  " + row.at(4) + "  <" + left + ">  <" + right + ">\n";
  }
  return score;
}

}  // namespace optout::test
