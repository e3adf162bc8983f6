// Text that was written for a page reads as what it says, in every kind of cell.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/normalize/address.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/phone.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace optout;

namespace {

using list = std::vector<std::string>;

std::string unescaped(std::string_view text) {
  fixed_text<64> out;
  return detail::unescape_html(text, out) ? std::string(out.view()) : "-";
}

list emails(std::string_view cell) {
  list out;
  for_each_email(cell, [&](std::string_view one) {
    email_text form;
    if (const auto canonical = normalize_email(one, level::standard, form)) out.emplace_back(*canonical);
  });
  return out;
}

list phones(std::string_view cell) {
  list out;
  for_each_phone(cell, [&](std::string_view one) {
    phone_text form;
    if (const auto canonical = normalize_phone(one, level::standard, form)) out.emplace_back(*canonical);
  });
  return out;
}

list names(std::string_view cell) {
  list out;
  name_forms forms;
  normalize_name({cell, {}, {}, {}, {}}, level::standard, forms);
  for (const name_reading& reading : forms.readings()) {
    out.push_back(std::string(reading.given) + "|" + std::string(reading.surname));
  }
  return out;
}

list addresses(std::string_view cell) {
  list out;
  address_forms forms;
  normalize_address({.street = cell, .zip = "89501"}, level::standard, forms);
  for (const address_form& form : forms.forms()) out.emplace_back(form.household);
  return out;
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
  std::string deep = "&";
  for (int i = 0; i < 100000; ++i) deep += "amp;";
  fixed_text<1 << 19> large;
  CHECK(detail::unescape_html(deep, large));
  fixed_text<4> small;
  CHECK_FALSE(detail::unescape_html("abcd&amp;", small));
}

TEST_CASE("every entity that is known has one meaning") {
  for (const detail::html_entity& entity : detail::html_entities) {
    INFO(entity.name);
    CHECK(detail::read_html_entity(entity.name) == entity.code);
    CHECK(std::count_if(std::begin(detail::html_entities), std::end(detail::html_entities),
                        [&](const auto& other) { return other.name == entity.name; }) == 1);
  }
}

TEST_CASE("a cell whose characters were escaped, any of them or all, reads as before") {
  const struct {
    std::function<list(std::string_view)> read;
    list cells;
  } kinds[] = {
      {emails,
       {"jane@example.com", "jane@example.com; ann@example.org", "Jane <jane@example.com>",
        "jane@example.com\nann@example.org", "tom&jane@example.com"}},
      {phones,
       {"(415) 555-2671", "415-555-2671; 212-555-0198", "415-555-2671\n212-555-0198", "+1 415 555 2671"}},
      {names, {"O'Brien, Sean", "John & Jane Smith", "John Smith\nJane Doe", "Mu\u00F1oz, Jos\u00E9"}},
      {addresses, {"12 O'Brien St", "12 Oak St #4", "12 Oak St\nApt 4", "500 N Main St, Apt 4-B"}},
  };
  const auto escaped = [](char c, bool hex) {
    const auto code = static_cast<unsigned char>(c);
    constexpr char digits[] = "0123456789abcdef";
    return hex ? std::string("&#x") + digits[code / 16] + digits[code % 16] + ";"
               : "&#" + std::to_string(code) + ";";
  };
  for (const auto& [read, cells] : kinds) {
    for (const std::string& cell : cells) {
      const list expected = read(cell);
      REQUIRE_FALSE(expected.empty());
      for (const bool hex : {false, true}) {
        std::string all;
        for (std::size_t i = 0; i < cell.size(); ++i) {
          if (!is_ascii(cell[i])) {
            all += cell[i];
            continue;
          }
          const std::string one = cell.substr(0, i) + escaped(cell[i], hex) + cell.substr(i + 1);
          INFO("<" << one << ">");
          CHECK(read(one) == expected);
          all += escaped(cell[i], hex);
        }
        INFO("<" << all << ">");
        CHECK(read(all) == expected);
      }
    }
  }
}
