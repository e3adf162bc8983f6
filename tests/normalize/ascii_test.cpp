// Single bytes and white space: against the C library's "C" locale, for every byte.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/normalize/ascii.hpp>

#include <cctype>
#include <string>

using namespace optout;

TEST_CASE("bytes are classed as in the C locale, and beyond ASCII as nothing") {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool ascii = byte < 128;
    CHECK(is_ascii(c) == ascii);
    CHECK(is_digit(c) == (ascii && std::isdigit(byte) != 0));
    CHECK(is_upper(c) == (ascii && std::isupper(byte) != 0));
    CHECK(is_lower(c) == (ascii && std::islower(byte) != 0));
    CHECK(is_alpha(c) == (ascii && std::isalpha(byte) != 0));
    CHECK(is_alnum(c) == (ascii && std::isalnum(byte) != 0));
    CHECK(is_space(c) == (ascii && (byte == ' ' || std::iscntrl(byte) != 0)));
    CHECK(to_lower(c) == (ascii ? static_cast<char>(std::tolower(byte)) : c));
  }
}

TEST_CASE("white space and controls are trimmed, and only at the ends") {
  CHECK(trim(" \t\r\n\v\f a b \x7F\x01") == "a b");
  CHECK(trim_left(" a ") == "a ");
  CHECK(trim_right(" a ") == " a");
  CHECK(trim("") == "");
  CHECK(trim(" \n ") == "");
}

TEST_CASE("comparison without case wants its second text in lower case") {
  CHECK(equals_no_case("AbC-1", "abc-1"));
  CHECK_FALSE(equals_no_case("AbC", "abcd"));
  CHECK_FALSE(equals_no_case("AbCd", "abc"));
  CHECK_FALSE(equals_no_case("@bc", "`bc"));
  CHECK(starts_with_no_case("MAILTO:x", "mailto:"));
  CHECK_FALSE(starts_with_no_case("mail", "mailto:"));
}

TEST_CASE("a text comes apart at its breaks, and one without is left alone") {
  const auto parts_of = [](std::string_view text) {
    std::string parts;
    const bool broken = for_each_part(text, line_break_size,
                                      [&](std::string_view part) { parts += "<" + std::string(part) + ">"; });
    return broken ? parts : "whole";
  };
  CHECK(parts_of("a\nb\t\rc") == "<a><b><><c>");
  CHECK(parts_of("\na\n") == "<><a><>");
  CHECK(parts_of("a\u2028b\u2022c \u00B7 d\u00B7") == "<a><b><c >< d><>");
  CHECK(parts_of("a b") == "whole");
  CHECK(parts_of("Gal\u00B7la COL\u00B7LELL \u2026 \xE2\x80") == "whole");
  CHECK(parts_of("Ray\u00B7Ann\u00B7l\u00B7Lee") == "<Ray><Ann><l><Lee>");
  CHECK(parts_of("") == "whole");
}

TEST_CASE("a set of bytes has those and no others") {
  constexpr byte_set marks(" ,\xFF");
  for (int c = 0; c < 256; ++c) {
    CHECK(marks.contains(static_cast<char>(c)) == (c == ' ' || c == ',' || c == 0xFF));
  }
}
