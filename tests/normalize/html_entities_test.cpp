// Text that was written for a page reads as what it says. In every kind of cell: tests/scrub/identify_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/normalize/email.hpp>
#include <optout/normalize/phone.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

using namespace optout;

namespace {

template <std::size_t N>
bool unescape_html(std::string_view text, fixed_text<N>& out) {
  return detail::replace_each(
      text, out, [](char c) { return c == '&' || c == '<'; }, detail::read_html);
}

std::string unescaped(std::string_view text) {
  fixed_text<64> out;
  return unescape_html(text, out) ? std::string(out.view()) : "-";
}

}  // namespace

TEST_CASE("entities are read by number and by name, in any case, and nothing else is") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"O&#39;Brien", "O'Brien"},
      {"O&#x27;Brien", "O'Brien"},
      {"O&#X27;Brien", "O'Brien"},
      {"O&apos;Brien", "O'Brien"},
      {"a &amp; b", "a & b"},
      {"a &AMP; b", "a & b"},
      {"O&amp;amp;#39;Brien", "O'Brien"},
      {"Mu&ntilde;oz", "Mu\u00F1oz"},
      {"&#128512;", "\U0001F600"},
      {"a<br>b<BR/>c<br />d", "a\nb\nc\nd"},
      {"<name>Jane</name>", "\nJane\n"},
      {"<First_Name>Jane</FIRST_NAME><x-1>Doe</X-1>", "\nJane\n\nDoe\n"},
      {"<b>Jane</B> <i>Doe</i>", "Jane Doe"},
      {"a</p>b", "a\nb"},
      {"<name>Jane", "-"},
      {"<name>Jane</named>", "<name>Jane\n"},
      {"<Jane> </Jane", "-"},
      {"</>", "-"},
      {"<1></1>", "-"},
      {"<a b>c", "-"},
      {"a & b; c", "-"},
      {"&;", "-"},
      {"&#;", "-"},
      {"&#x;", "-"},
      {"&#0;", "-"},
      {"&#xD800;", "-"},
      {"&#1114112;", "-"},
      {"&#99999999999;", "-"},
      {"&#-1;", "-"},
      {"&unknown;", "-"},
      {"&amp", "-"},
      {"<brown>", "-"},
      {"<br", "-"},
      {"", "-"},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(unescaped(text) == expected);
  }
  // Escaped five times and more is junk, and left alone.
  CHECK(unescaped("&amp;amp;amp;#39;") == "'");
  CHECK(unescaped("&amp;amp;amp;amp;#39;") == "-");
  std::string deep = "&";
  for (int i = 0; i < 100000; ++i) deep += "amp;";
  fixed_text<1 << 19> large;
  CHECK_FALSE(unescape_html(deep, large));
  std::string tags;  // none of which is closed soon
  for (int i = 0; i < 100000; ++i) tags += "<a>";
  CHECK_FALSE(unescape_html(tags + "</b", large));
  fixed_text<4> small;
  CHECK_FALSE(unescape_html("abcd&amp;", small));
}

TEST_CASE("every entity that is known has one meaning") {
  for (const detail::html_entity& entity : detail::html_entities) {
    INFO(entity.name);
    CHECK(detail::read_html_entity(entity.name) == entity.code);
    CHECK(std::count_if(std::begin(detail::html_entities), std::end(detail::html_entities),
                        [&](const auto& other) { return other.name == entity.name; }) == 1);
  }
}

TEST_CASE("a value that was escaped is the value that was meant, and nobody else's") {
  email_text email;
  CHECK(normalize_email("tom&amp;jane@example.com", level::standard, email) == "tom&jane@example.com");
  CHECK(normalize_email("o&#39;brien@example.com", level::standard, email) == "o'brien@example.com");
  phone_text phone;
  CHECK(normalize_phone("&#40;415&#41; 555-2671", level::standard, phone) == "+14155552671");
}
