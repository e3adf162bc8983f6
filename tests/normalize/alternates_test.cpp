// Level aggressive: rows of aggressive.tsv, the slow twin, and what must never follow from it.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/alternates.hpp>
#include <reference/alternates_reference.hpp>
#include <support/catch.hpp>
#include <support/pairs.hpp>

#include <random>
#include <set>

using namespace optout;

namespace {

using fields = std::vector<std::string>;

std::string joined(const fields& f) {
  std::string out;
  for (std::size_t i = 0; i < f.size(); ++i) out += (i == 0 ? "" : "|") + f[i];
  return out;
}

std::set<std::string> alternates_of(const fields& f, const std::vector<bool>& optional, side s) {
  const std::string form = joined(f);
  alternates<5> all(form);
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (optional[i]) all.add_optional(i, s);
  }
  std::set<std::string> out;
  all.for_each([&](std::string_view text) { out.emplace(text); });
  return out;
}

bool meet(const fields& list, const fields& probe, const std::vector<bool>& optional) {
  const auto held = alternates_of(list, optional, side::list);
  const auto looked_up = alternates_of(probe, optional, side::probe);
  return std::any_of(held.begin(), held.end(), [&](const auto& form) { return looked_up.contains(form); });
}

}  // namespace

TEST_CASE("every row of aggressive.tsv meets or stays apart at the levels it names") {
  int rows = 0;
  for (const auto& row : test::read_tsv("aggressive.tsv")) {
    INFO(row.at(0) << " <" << row.at(1) << "> <" << row.at(2) << ">  " << row.at(4));
    const auto k = kind_from_text(row[0]);
    REQUIRE(k.has_value());
    // never | aggressive | standard: from which level on they are the same
    const level lowest = level_from_text(row.at(3)).value_or(level::exact);
    for (const level lvl : {level::standard, level::aggressive}) {
      const bool same = row[3] != "never" && lvl >= lowest;
      CHECK(test::finds(*k, row[1], row[2], lvl) == same);
      CHECK(test::finds(*k, row[2], row[1], lvl) == same);
    }
    ++rows;
  }
  CHECK(rows > 60);
}

TEST_CASE("alternates meet as the slow twin says") {
  std::mt19937 random(20260801);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  int met = 0;
  for (int i = 0; i < 20000; ++i) {
    std::vector<bool> optional;
    fields list, probe;
    for (int f = 0; f < 5; ++f) {
      optional.push_back(pick(3) != 0);
      for (fields* side_of : {&list, &probe}) {
        side_of->push_back(pick(3) == 0 ? "" : std::string(1, static_cast<char>('a' + pick(2))));
      }
      if (pick(2) == 0) probe.back() = list.back();
    }
    const bool expected = test::reference::alternates_meet(list, probe, optional);
    INFO(joined(list) << "  " << joined(probe));
    CHECK(meet(list, probe, optional) == expected);
    met += expected;
  }
  CHECK(met > 1000);
}

TEST_CASE("the nearest alternates come first, and none twice") {
  alternates<3> one("john|a|smith");
  one.add_optional(1, side::list);
  one.add(0, "jack");
  std::vector<std::string> forms;
  one.for_each([&](std::string_view form) { forms.emplace_back(form); });
  CHECK(forms == std::vector<std::string>{"john|a|smith", "john||smith", "jack|a|smith", "jack||smith"});
}

TEST_CASE("level aggressive is not transitive") {
  const auto same = [](kind k, const char* a, const char* b) {
    return test::finds(k, a, b, level::aggressive);
  };
  CHECK(same(kind::name, "J A Smith", "J Smith"));
  CHECK(same(kind::name, "J Smith", "J B Smith"));
  CHECK_FALSE(same(kind::name, "J A Smith", "J B Smith"));
  CHECK(same(kind::name, "Beth Smith", "Elizabeth Smith"));
  CHECK(same(kind::name, "Elizabeth Smith", "Liz Smith"));
  CHECK_FALSE(same(kind::name, "Beth Smith", "Liz Smith"));
  CHECK(same(kind::address, "12 Oak St Apt 4, Reno, NV 89501", "12 Oak St, Reno, NV 89501"));
  CHECK_FALSE(same(kind::address, "12 Oak St Apt 4, Reno, NV 89501", "12 Oak St Apt 5, Reno, NV 89501"));
  CHECK(same(kind::phone, "415-555-2671 x5", "415-555-2671"));
  CHECK_FALSE(same(kind::phone, "415-555-2671 x5", "415-555-2671 x6"));
}

TEST_CASE("a list's forms hold what is looked up, and a probe is small") {
  const std::string person = "Elizabeth Ann Smith-Jones Jr|12 N Oak St W Apt 4, Reno, NV 89501";
  const auto held = test::forms_of(kind::person_at, person, level::aggressive, side::list);
  const auto looked_up = test::forms_of(kind::person_at, person, level::aggressive, side::probe);
  CHECK(held.size() > 100);
  CHECK(looked_up.size() < 200);
  CHECK(held.front() == looked_up.front());
  CHECK(held.front() == test::forms_of(kind::person_at, person, level::standard, side::list).front());
}
