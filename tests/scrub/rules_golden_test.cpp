// Canonical forms that lists out there are made of. If one changes, so must its kind's rules version
// (key/rules_version.hpp): a list of the old version is then refused and not silently missed.
// SPDX-License-Identifier: Apache-2.0
#include <optout/key/rules_version.hpp>
#include <support/catch.hpp>
#include <support/pairs.hpp>

#include <map>

using namespace optout;

TEST_CASE("canonical forms are those of the rules versions they are recorded under") {
  std::map<kind, int> rows;
  // kind, rules version, level, text, forms on the list's side
  for (const auto& row : test::read_tsv("golden_forms.tsv", test::escapes::no)) {
    const auto named = std::find_if(all_kinds.begin(), all_kinds.end(),
                                    [&](kind each) { return to_text(each) == row.at(0); });
    REQUIRE(named != all_kinds.end());
    const kind k = *named;
    INFO(row[0] << " " << row.at(2) << " <" << row.at(3) << ">: other forms need another rules version");
    CHECK(std::to_string(rules_version(k)) == row.at(1));
    std::string forms;
    for (const std::string& form : test::forms_of(k, row[3], level_from_text(row[2]).value(), side::list)) {
      forms += (forms.empty() ? "" : " & ") + form;
    }
    CHECK(forms == row.at(4));
    ++rows[k];
  }
  for (const kind k : all_kinds) {
    INFO(to_text(k));
    if (!is_hashed_only(k)) CHECK(rows[k] >= 4);
  }
}
