// Scores a normalizer on a file of labelled pairs (tests/data/pairs): each row at the level that
// its rule names.
//
//   same + exact | standard, upstream/...    the two sides must match
//   same + aggressive                        counted apart: not required
//   different, at whatever level             the two sides must not match
//   all/no_key                               neither side may have a key
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/tsv.hpp"
#include <optout/normalize/text.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace optout::test {

struct pair_score {
  int same = 0, found = 0;
  int different = 0, kept = 0;
  int no_key = 0, without_key = 0;
  int aggressive = 0, aggressive_found = 0;
  std::string failures;  // a line for each row that fails
};

// `matches(left, right, level)` says whether a list made from left finds right; `has_key(text)`
// whether it has a key.
template <typename Matches, typename HasKey>
pair_score score_pairs(const std::string& file, Matches matches, HasKey has_key) {
  pair_score score;
  auto rows = read_tsv("pairs/" + file, escapes::no);
  rows.erase(rows.begin());  // the column names
  for (const tsv_row& row : rows) {
    const std::string& left = row.at(1);
    const std::string& right = row.at(2);
    const bool same = row.at(3) == "same";
    const std::string level_name = row.at(4).substr(0, row.at(4).find('/'));
    const level lvl = level_name == "exact" ? level::exact : level::standard;
    const bool met = matches(left, right, lvl);
    bool good = true;
    if (level_name == "all") {
      good = !has_key(left) && !has_key(right);
      ++score.no_key, score.without_key += good;
    } else if (!same) {
      good = !met;
      ++score.different, score.kept += good;
    } else if (level_name == "aggressive") {
      ++score.aggressive, score.aggressive_found += met;
    } else {
      good = met;
      ++score.same, score.found += good;
    }
    if (!good) score.failures += row.at(3) + "  " + row.at(4) + "  <" + left + ">  <" + right + ">\n";
  }
  return score;
}

}  // namespace optout::test
