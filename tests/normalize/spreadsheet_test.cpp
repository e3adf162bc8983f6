// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/phone.hpp>
#include <optout/normalize/spreadsheet.hpp>
#include <support/catch.hpp>

#include <string>

using namespace optout;

TEST_CASE("armour comes off, and nothing else does") {
  CHECK(cell_text("=\"4155552671\"") == "4155552671");
  CHECK(cell_text("=\"12 Oak St, #4\" ") == "12 Oak St, #4");
  CHECK(cell_text("=\"\"").empty());
  CHECK(cell_text("=\" 02139 \"") == " 02139 ");
  for (const char* other : {"", "=", "=\"", "=\"x", "=x", "=SUM(A1:A3)", "\"x\"", " =\"x\"", "x=\"y\""}) {
    CHECK(cell_text(other) == other);
  }
}

TEST_CASE("what stands for no value is none, and nobody's name or unit is taken for it") {
  for (const char* none :
       {"\\N", "\\N ", "=\"\\N\"", "#N/A", "#n/a", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "(null)",
        "(NULL)", "[NULL]", "<null>", "<NA>", "(blank)", "(null)    ", "#DIV/0!   ", "=\"#N/A\""}) {
    CAPTURE(none);
    CHECK(cell_text(none).empty());
  }
  for (const char* other :
       {"\\n", "\\N\\N", "N", "\\Nancy", "#12", "# N/A", "#A", "Null", "null", "NA", "None", "Nan",
        "(415) 555-2671", "(Null) Smith", "[none] x", "<jane@example.com>", "\"\\N\"", " \\N", "(none"}) {
    CAPTURE(other);
    CHECK(cell_text(other) == other);
  }
}

TEST_CASE("a number in scientific notation is rounded if it does not show all of its digits") {
  for (const char* rounded : {"5.55E+09", "4.16E+09", "4.15555267E+09", "5E+09", "5.55e9", "4,16E+09",
                              " 6.27E+08 ", "6.27E+04", "'4.16E+09", "1.41556E+10", "4.42070E+11"}) {
    CAPTURE(rounded);
    CHECK(is_rounded_number(rounded));
    phone_text form;
    CHECK_FALSE(normalize_phone(rounded, level::standard, form).has_value());
  }
  for (const char* other : {"", "4.155552671E+09", "4.1555526710E+09", "4155552671", "415-555-2671", "E+09",
                            "5.55E", "5.55E+", "5.55E+09x", "5.55E-09", "55.5E+09", "5.55F+09", "1E3",
                            "5.5E+45", "5.5E+100", "5.55E+9.0", "5.55 E+09", "R5.55E+09"}) {
    CAPTURE(other);
    CHECK_FALSE(is_rounded_number(other));
  }
  phone_text form;
  CHECK(normalize_phone("4.155552671E+09", level::standard, form) == "+14155552671");
}
