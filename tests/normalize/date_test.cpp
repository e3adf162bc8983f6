// Dates: the rules row by row, the calendar, and properties that hold for any bytes.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"
#include "support/mutate.hpp"
#include "support/tsv.hpp"
#include <optout/normalize/date.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

using namespace optout;

namespace {

std::string dob(std::string_view text, level lvl = level::standard) {
  fixed_text<8> out;
  return std::string(normalize_dob(text, lvl, out).value_or("-"));
}

}  // namespace

TEST_CASE("every row of dates.tsv has the form it names") {
  for (const auto& row : test::read_tsv("dates.tsv")) {
    INFO("<" << row.at(0) << ">  " << row.at(2));
    CHECK(dob(test::exact_buffer(row[0]).view()) == row.at(1));
  }
}

TEST_CASE("level exact takes the three plain forms of a date") {
  CHECK(dob(" 1980-03-04 ", level::exact) == "19800304");
  CHECK(dob("19800304", level::exact) == "19800304");
  CHECK(dob("03/04/1980", level::exact) == "19800304");
  CHECK(dob("3/4/1980", level::exact) == "-");
  CHECK(dob("1980-03-04T00:00:00Z", level::exact) == "-");
  CHECK(dob("'1980-03-04", level::exact) == "-");
}

TEST_CASE("a date that is no date of birth still parses") {
  CHECK(parse_date("1900-01-01") == date{1900, 1, 1});
  CHECK(parse_date("9999-12-31") == date{9999, 12, 31});
  CHECK(parse_date("0000-01-01") == std::nullopt);
}

TEST_CASE("dates are in order of time") {
  CHECK(date{1980, 3, 4} < date{1980, 3, 5});
  CHECK(date{1980, 3, 31} < date{1980, 4, 1});
  CHECK(date{1980, 12, 31} < date{1981, 1, 1});
}

TEST_CASE("the days that exist are those of the standard library's calendar") {
  for (int year = 1850; year <= 2100; ++year) {
    for (unsigned month = 0; month <= 13; ++month) {
      for (unsigned day = 0; day <= 32; ++day) {
        const std::chrono::year_month_day standard{std::chrono::year(year), std::chrono::month(month),
                                                   std::chrono::day(day)};
        char text[32];
        std::snprintf(text, sizeof text, "%04d-%02u-%02u", year, month, day);
        if (parse_date(text).has_value() != standard.ok()) FAIL_CHECK(text);
      }
    }
  }
}

TEST_CASE("any bytes give eight digits or none, and a date of birth gives itself") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("dates.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 20260801);
  for (int i = 0; i < 20000; ++i) {
    const test::exact_buffer text(mutated.next());
    INFO("<" << text.view() << ">");
    for (const level lvl : {level::exact, level::standard}) {
      const std::string once = dob(text.view(), lvl);
      if (once == "-") continue;
      CHECK(once.size() == 8);
      CHECK(std::all_of(once.begin(), once.end(), is_digit));
      CHECK(dob(once, level::exact) == once);
    }
  }
}

TEST_CASE("plain dates are read as with a time behind them, which takes the long way") {
  for (const int year : {0, 1, 999, 1799, 1900, 1999, 2000, 2024, 2100, 9999}) {
    for (int month = 0; month <= 99; ++month) {
      for (int day = 0; day <= 99; ++day) {
        const std::string text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
        CHECK(parse_date(text) == parse_date(text + " 12:00"));
      }
    }
  }
  for (const std::string text :
       {"2024-1a-01", "2024-01-0x", "20a4-01-01", "2024-01/01", "2024/01-01", "2024-01-1 "}) {
    CHECK(parse_date(text) == parse_date(text + " 12:00"));
  }
}
