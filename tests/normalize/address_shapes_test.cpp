// One address, every spelling and every shape of cells: all come to the form that the slow twin writes down.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/address.hpp>
#include <reference/address_reference.hpp>
#include <support/catch.hpp>
#include <support/tsv.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace optout;

namespace {

// Cells that own their text.
struct shaped_cells {
  std::string street, street2, unit, city, state, zip;
  std::string text() const {
    return "<" + street + "> <" + street2 + "> <" + unit + "> <" + city + "> <" + state + "> <" + zip + ">";
  }
};

std::string households_of(const shaped_cells& c) {
  address_forms forms;
  normalize_address({c.street, c.street2, c.unit, c.city, c.state, c.zip}, level::standard, forms);
  std::string out;
  for (const address_form& form : forms.forms())
    out += (out.empty() ? "" : " & ") + std::string(form.household);
  return out.empty() ? "-" : out;
}

std::string without_commas(std::string_view text) {
  std::string out;
  for (char c : text) out += c == ',' ? ' ' : c;
  return out;
}

// The shapes in which an export may carry the same text.
std::vector<shaped_cells> shapes_of(const households::address_cells& c) {
  const std::string unit = c.unit.empty() ? "" : ", " + c.unit;
  const std::string line = c.line + unit + ", " + c.city + ", " + c.state + " " + c.zip;
  return {
      {c.line, "", c.unit, c.city, c.state, c.zip},  // as the cells are
      {c.line, c.unit, "", c.city, c.state, c.zip},  // the unit on its own line
      {c.line + unit, "", "", "", "", c.zip},        // no city
      {line, "", "", "", "", ""},                    // one line
      {without_commas(line), "", "", "", "", ""},    // one line without commas
      {line, "", "", "", "", c.zip},                 // one line and the ZIP code's cell
      {line, "", c.unit, c.city, c.state, c.zip},    // one line beside its cells
      {without_commas(line), "", "", c.city, c.state, c.zip},
      {c.line + unit + " " + c.city, "", "", c.city, c.state, c.zip},
      {c.line + unit, "", "", c.city, c.state + " " + c.zip, ""},
      {c.line + unit, "", "", c.city + ", " + c.state + " " + c.zip, "", ""},
  };
}

}  // namespace

TEST_CASE("every spelling of an invented address has its form, in every shape of cells") {
  const households::gazetteer town(20260801);
  std::set<std::string> failed;
  int checked = 0;
  for (std::uint64_t n = 0; n < 3000; ++n) {
    const households::address a = town.at(n * 37, true);
    const std::string expected = test::truth_of(a).household;
    households::dice d(n, households::purpose::row, 1);
    households::address_cells spelled;
    const std::string label(households::spell_address(a, d.chance(50), {}, d, spelled));
    for (const shaped_cells& shape : shapes_of(spelled)) {
      // Nothing says where the street ends before a city that is in no table.
      const bool bare = shape.street.find(',') == std::string::npos && shape.zip.empty();
      if (label == "address/other_city" && bare) continue;
      ++checked;
      if (households_of(shape).find(expected) == std::string::npos) {
        failed.insert(label + "  " + shape.text() + "  " + households_of(shape) + "  not  " + expected);
      }
    }
  }
  std::string failures;
  for (const std::string& failure : failed) failures += failure + "\n";
  INFO(failures);
  CHECK(failed.empty());
  CHECK(checked > 30000);
}

TEST_CASE("most addresses in cells or in a line are plain, and read as the parser reads them") {
  const households::gazetteer town(20260802);
  std::set<std::string> failed;
  int all = 0;
  int plain = 0;
  for (std::uint64_t n = 0; n < 40000; ++n) {
    households::dice d(n, households::purpose::row, 1);
    households::address_cells spelled;
    households::spell_address(town.at(n * 37, true), d.chance(50), {}, d, spelled);
    shaped_cells c = {spelled.line, "", spelled.unit, spelled.city, spelled.state, spelled.zip};
    if (n % 2 != 0) {
      const std::string unit = c.unit.empty() ? "" : ", " + c.unit;
      c = {c.street + unit + ", " + c.city + ", " + c.state + " " + c.zip, "", "", "", "", ""};
    }
    const address_parts parts = {c.street, c.street2, c.unit, c.city, c.state, c.zip};
    address_forms by_shortcut, by_parser;
    ++all;
    if (!detail::read_plain_address(parts, by_shortcut)) continue;
    ++plain;
    detail::read_any_address(parts, level::standard, by_parser);
    if (by_shortcut != by_parser) failed.insert(c.text());
  }
  CHECK(failed.empty());
  CHECK(plain * 10 > all * 5);
}

TEST_CASE("a slash beside a house number means the same to shortcut and parser, in cells and in a line") {
  std::vector<std::string> tails = {""};  // of up to four characters
  for (std::size_t i = 0; tails[i].size() < 4; ++i) {
    for (const char c : std::string_view("12a/")) tails.push_back(tails[i] + c);
  }
  std::set<std::string> failed;
  for (const std::string& tail : tails) {
    for (const std::string_view before : {"12", "12 "}) {
      for (const std::string_view behind : {" Oak St", " 71st Ave Apt 1/2", " N D'Arcy Rd # 1/a"}) {
        const std::string street = std::string(before) + tail + std::string(behind);
        const shaped_cells c = {street, "", "", "Reno", "NV", "89501"};
        address_forms by_shortcut, by_parser;
        const address_parts parts = {c.street, {}, {}, c.city, c.state, c.zip};
        const bool plain = detail::read_plain_address(parts, by_shortcut);
        detail::read_any_address(parts, level::standard, by_parser);
        if (plain && by_shortcut != by_parser) failed.insert(c.text());
        if (households_of(c) != households_of({street + ", Reno, NV 89501", "", "", "", "", ""}))
          failed.insert(c.text());
      }
    }
  }
  CHECK(failed.empty());
}

TEST_CASE("addresses that differ in one part never share a form") {
  const households::gazetteer town(7);
  std::set<std::string> forms;
  for (std::uint64_t n = 0; n < 3000; ++n) {
    households::address_cells usual;
    households::dice d(n, households::purpose::row, 2);
    households::write_usual_address(town.at(n, true), false, d, usual);
    forms.insert(households_of({usual.line, "", usual.unit, usual.city, usual.state, usual.zip}));
  }
  CHECK(forms.size() == 3000);
  CHECK_FALSE(forms.contains("-"));
}

TEST_CASE("the lines of the labelled pairs mean the same without their commas, and in cells") {
  // Commas that stand inside the unit or the street ("NE Suite 2000 Atlanta") make cells that nobody would fill in so.
  int lines = 0;
  int lost_without_commas = 0;
  int lost_in_cells = 0;
  for (const auto& row : test::read_tsv("pairs/address.tsv", test::escapes::no)) {
    for (const std::string& line : {row.at(1), row.at(2)}) {
      const std::size_t state = line.rfind(", ");
      const std::size_t city = state == line.npos || state == 0 ? line.npos : line.rfind(", ", state - 1);
      if (city == line.npos || line.size() < state + 10 || line[state + 4] != ' ') continue;
      const std::string form = households_of({line, "", "", "", "", ""});
      const shaped_cells apart = {
          line.substr(0, city),  "", "", line.substr(city + 2, state - city - 2), line.substr(state + 2, 2),
          line.substr(state + 5)};
      ++lines;
      lost_without_commas +=
          households_of({without_commas(line), "", "", "", "", ""}).find(form) == std::string::npos;
      lost_in_cells += households_of(apart) != form;
    }
  }
  CHECK(lines > 1100);
  CHECK(lost_without_commas == 0);
  CHECK(lost_in_cells <= 8);
}
