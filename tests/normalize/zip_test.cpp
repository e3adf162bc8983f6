// ZIP codes: the rules row by row, and properties that hold for any bytes.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"
#include "support/mutate.hpp"
#include "support/tsv.hpp"
#include <optout/normalize/zip.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace optout;

namespace {

std::string zip(std::string_view text, level lvl = level::standard) {
  zip_text out;
  return std::string(normalize_zip(text, lvl, out).value_or("-"));
}

}  // namespace

TEST_CASE("every row of zips.tsv has the form it names") {
  for (const auto& row : test::read_tsv("zips.tsv")) {
    INFO("<" << row.at(0) << ">  " << row.at(2));
    CHECK(zip(test::exact_buffer(row[0]).view()) == row.at(1));
  }
}

TEST_CASE("level exact repairs no ZIP code") {
  CHECK(zip(" 02139 ", level::exact) == "02139");
  CHECK(zip("02139-1234", level::exact) == "02139");
  CHECK(zip("2139", level::exact) == "-");
  CHECK(zip("02139.0", level::exact) == "-");
  CHECK(zip("'02139", level::exact) == "-");
  CHECK(zip("00000", level::exact) == "-");
}

TEST_CASE("every number of up to five digits is a ZIP code, padded, or none") {
  for (int n = 0; n < 100000; ++n) {
    std::string digits = std::to_string(n);
    const bool lost_too_many = digits.size() < 3;
    const std::string padded = std::string(5 - digits.size(), '0') + digits;
    const bool real = n >= 501 && n <= 99950;
    const std::string expected = real && !lost_too_many ? padded : "-";
    if (zip(digits) != expected) FAIL_CHECK(digits << " gives " << zip(digits));
    if (zip(padded) != (real ? padded : "-")) FAIL_CHECK(padded << " gives " << zip(padded));
  }
}

TEST_CASE("any bytes give five digits or none, and a ZIP code gives itself") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("zips.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 20260801);
  for (int i = 0; i < 20000; ++i) {
    const test::exact_buffer text(mutated.next());
    INFO("<" << text.view() << ">");
    for (const level lvl : {level::exact, level::standard}) {
      const std::string once = zip(text.view(), lvl);
      if (once == "-") continue;
      CHECK(once.size() == 5);
      CHECK(std::all_of(once.begin(), once.end(), is_digit));
      CHECK(zip(once, level::exact) == once);
    }
  }
}

TEST_CASE("the short way to five digits and the long one agree") {
  std::vector<std::string> seeds = {"02139", "00501",      "00500", "99950",
                                    "99951", "12345-6789", "1234a", " 2139"};
  test::mutator mutated(seeds, 20261126);
  for (int i = 0; i < 20000; ++i) {
    const test::exact_buffer text(mutated.next());
    INFO("<" << text.view() << ">");
    for (const level lvl : {level::exact, level::standard}) {
      zip_text out;
      const bool found = detail::read_any_zip(text.view(), lvl, out);
      REQUIRE(zip(text.view(), lvl) == (found ? std::string(out.view()) : "-"));
    }
  }
}

TEST_CASE("two ZIP codes are the same, or none at all") {
  const auto text = [](std::string_view digits) {
    zip_text out;
    out.append(digits);
    return out;
  };
  CHECK(same_zip(text("02139"), text("02139")));
  CHECK(same_zip(text(""), text("")));
  CHECK_FALSE(same_zip(text("02139"), text("02138")));
  CHECK_FALSE(same_zip(text("02139"), text("")));
}
