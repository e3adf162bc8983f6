// The generator of exports for level aggressive: its tables are those of the library, no two people come to the same
// thing there, and each of its spellings and near misses turns up.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/fnv1a.hpp"
#include "support/households.hpp"
#include <optout/normalize/nicknames.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>

namespace {

using namespace optout::households;
using optout::test::fnv1a;

options aggressive(std::uint64_t rows, layout columns = layout::plain) {
  return {.rows = rows,
          .requests = rows / 3,
          .seed = 5,
          .hit_rate = 0.2,
          .columns = columns,
          .level = spelling_level::aggressive};
}

// One step in the library's table.
bool are_nicknames(std::string_view one, std::string_view other) {
  bool found = false;
  optout::for_each_nickname(ascii_word(one),
                            [&](std::string_view name) { found |= name == ascii_word(other); });
  return found;
}

// The labels of one side of a record of the truth.
std::set<std::string> labels_of(std::string_view spelling) {
  std::set<std::string> labels;
  for (std::size_t from = 0; from < spelling.size();) {
    const auto to = std::min(spelling.find_first_of("+~", from), spelling.size());
    labels.emplace(spelling.substr(from, to - from));
    from = to + 1;
  }
  return labels;
}

unsigned parts_of(const std::set<std::string>& labels) {
  unsigned parts = 0;
  for (const loose_family& family : loose_families)
    if (labels.contains(std::string(family.label))) parts |= family.parts;
  return parts;
}

template <typename Visit>
void for_each_row(const options& o, Visit&& visit) {
  const town t(o);
  row_cells cells;
  for (std::uint64_t n = 0; n < o.rows; ++n) {
    const fate f = t.row(n, cells);
    visit(n, f, cells);
  }
}

}  // namespace

TEST_CASE("the bytes for level aggressive are the same on every machine, and others") {
  options o = aggressive(3000);
  const auto everything = [&] {
    std::string out;
    for_each_row(o, [&](std::uint64_t n, const fate& f, const row_cells& cells) {
      append_row(o, n, cells, out);
      out += f.how + f.spelling + f.near_miss;
    });
    request_cells request;
    for (std::uint64_t n = 0; n < o.requests; ++n) {
      town(o).request(n, request);
      append_request(request, out);
    }
    return out;
  };
  const std::string once = everything();
  CHECK(once == everything());
  CHECK(fnv1a(once) == 0xb2665f8376059ca9u);
  CHECK(once.find("aggressive/initial") != once.npos);
  o.level = spelling_level::standard;
  const std::string standard = everything();
  CHECK(standard != once);
  for (const loose_family& family : loose_families) CHECK(standard.find(family.label) == standard.npos);
}

TEST_CASE("every spelling and every near miss of level aggressive turns up") {
  std::set<std::string> labels, near;
  for_each_row(aggressive(60000, layout::propstream), [&](std::uint64_t, const fate& f, const row_cells&) {
    labels.merge(labels_of(f.spelling));
    near.insert(f.near_miss);
  });
  std::string missing;
  for (const auto& family : loose_families)
    if (!labels.contains(std::string(family.label))) add_label(missing, family.label);
  for (const auto& family : loose_email_families)
    if (!labels.contains(std::string(family.label))) add_label(missing, family.label);
  for (const auto& family : aggressive_near_miss_families)
    if (!near.contains(std::string(family.label))) add_label(missing, family.label);
  CHECK(missing == "");
  for (const std::string& label : near) CHECK_FALSE(label.starts_with("standard/"));
}

TEST_CASE("a row and its request differ in two parts at most, and never both in one") {
  std::size_t both = 0;
  for_each_row(aggressive(20000), [&](std::uint64_t n, const fate& f, const row_cells&) {
    const auto middle = std::min(f.spelling.find('~'), f.spelling.size());
    const auto row = labels_of(f.spelling.substr(0, middle)), request = labels_of(f.spelling.substr(middle));
    const auto loose = [](const std::set<std::string>& labels) {
      return std::count_if(
          std::begin(loose_families), std::end(loose_families),
          [&](const loose_family& family) { return labels.contains(std::string(family.label)); });
    };
    INFO("row " << n + 1 << " " << f.spelling);
    REQUIRE(loose(row) + loose(request) <= 2);
    REQUIRE((parts_of(row) & parts_of(request)) == 0);
    both += loose(row) != 0 && loose(request) != 0;
  });
  CHECK(both > 50);
}

TEST_CASE("no home is another one's without unit, suffix, directions and ZIP code") {
  const gazetteer g(9, true);
  std::unordered_set<std::string> seen;
  address_cells cells;
  std::size_t small = 0;
  for (std::uint64_t n = 0; n < 50000; ++n) {
    address a = g.at(n, true);
    small += a.is_street() && a.number <= 12;
    a.unit = unit_kind::none;
    address_style style;
    style.zip = a.is_military() ? 0 : 6;
    style.before = style.after = "";
    if (a.kind != address_kind::grid) style.suffix_word = "";
    write_address(a, style, cells);
    seen.insert(ascii_word(cells.line) + " " + cells.city + cells.state);
  }
  CHECK(seen.size() == 50000);
  CHECK(small > 4000);
}

TEST_CASE("nicknames are one step in the library's table, and names apart are not") {
  const auto is_given = [](std::string_view name) {
    return std::find(std::begin(given_names), std::end(given_names), name) != std::end(given_names);
  };
  for (const nickname& n : nickname_table) {
    CHECK(is_given(n.given));
    for (const std::string_view other : n.others) {
      INFO(n.given << " " << other);
      CHECK(are_nicknames(n.given, other));
      for (const std::string_view neighbour : other_given_names) CHECK_FALSE(are_nicknames(other, neighbour));
    }
  }
  for (const std::string_view given : given_names) {
    for (const std::string_view neighbour : other_given_names) CHECK_FALSE(are_nicknames(given, neighbour));
  }
  for (const auto& [one, other] : given_names_apart) {
    INFO(one << " " << other);
    CHECK(is_given(one));
    CHECK_FALSE(are_nicknames(one, other));
  }
  for (const auto& [one, other] : nicknames_apart) {
    INFO(one << " " << other);
    CHECK_FALSE(are_nicknames(one, other));
  }
}
