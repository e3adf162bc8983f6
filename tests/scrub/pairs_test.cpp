// The labelled pairs: those that the rules were written with, and those that their authors wrote without seeing the code.
// SPDX-License-Identifier: Apache-2.0
#include <support/catch.hpp>
#include <support/pairs.hpp>

using namespace optout;

namespace {

constexpr kind kinds[] = {kind::phone, kind::email, kind::name, kind::address};

}  // namespace

TEST_CASE("every labelled pair meets, or stays apart, at its level") {
  for (const kind k : kinds) {
    const auto score = test::score_pairs(k, "pairs/" + std::string(to_text(k)) + ".tsv");
    INFO(score.failures);
    CHECK(score.found == score.same);
    CHECK(score.kept == score.different);
    CHECK(score.without_key == score.no_key);
    CHECK(score.same + score.different + score.no_key > 270);
  }
}

// docs/normalization.md says what each set scored when it was first seen.
TEST_CASE("pairs written blind meet, or stay apart, but for a few that are known") {
  for (const kind k : kinds) {
    const auto score = test::score_pairs(k, "pairs/blind/" + std::string(to_text(k)) + ".tsv");
    INFO(score.failures);
    CHECK(score.same - score.found <= (k == kind::name ? 1 : k == kind::address ? 2 : 0));
    CHECK(score.different - score.kept <= (k == kind::name ? 1 : 0));
    CHECK(score.without_key == score.no_key);
    CHECK(score.same + score.different + score.no_key > 500);
  }
}

TEST_CASE("what is the same at one level is the same at the next, in both directions") {
  for (const kind k : kinds) {
    for (const std::string folder : {"pairs/", "pairs/blind/"}) {
      for (const auto& row : test::read_tsv(folder + std::string(to_text(k)) + ".tsv", test::escapes::no)) {
        bool before = false;
        for (const level lvl : {level::exact, level::standard, level::aggressive}) {
          INFO(to_text(k) << " " << to_text(lvl) << " <" << row.at(1) << "> <" << row.at(2) << ">");
          const bool met = test::finds(k, row[1], row[2], lvl);
          CHECK((met || !before));
          CHECK(met == test::finds(k, row[2], row[1], lvl));
          before = met;
          for (const std::string& text : {row[1], row[2]}) {
            if (!test::forms_of(k, text, lvl, side::list).empty()) CHECK(test::finds(k, text, text, lvl));
          }
        }
      }
    }
  }
}
