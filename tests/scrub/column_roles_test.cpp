// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/delimited.hpp"
#include "support/tsv.hpp"
#include <optout/scrub/column_roles.hpp>
#include <optout/scrub/schema.hpp>

#include <algorithm>
#include <map>
#include <random>

namespace {

using namespace optout;

std::vector<std::string> roles_of(const std::vector<std::string>& headers) {
  std::vector<header_meaning> meanings;
  for (const std::string& header : headers) meanings.push_back(read_header(header));
  const std::vector<std::optional<cell_role>> given(headers.size());
  std::vector<std::string> out;
  for (const cell_role& role : assign_roles(meanings, given)) {
    out.push_back(role.whose == subject::none ? "-" : to_text(role));
  }
  return out;
}

}  // namespace

TEST_CASE("headers get the roles of the rule file") {
  const auto rules = test::read_tsv("header_roles.tsv");
  REQUIRE(rules.size() > 80);
  for (const auto& rule : rules) {
    REQUIRE(rule.size() == 3);
    const std::vector<std::string> headers = test::split_line(rule[0], '|');
    const std::vector<std::string> expected = test::split_line(rule[1], '|');
    const std::vector<std::string> found = roles_of(headers);
    INFO(rule[0] << "  (" << rule[2] << ")");
    CHECK(found == expected);
  }
}

TEST_CASE("any mix of headers gives roles that can be written and read, and none that is lost") {
  std::vector<std::string> pool;
  for (const auto& rule : test::read_tsv("header_roles.tsv")) {
    for (std::string& header : test::split_line(rule[0], '|')) pool.push_back(std::move(header));
  }
  std::mt19937 random(20240611);
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> headers;
    for (std::size_t i = 0; i < 1 + random() % 12; ++i) headers.push_back(pool[random() % pool.size()]);
    std::vector<header_meaning> meanings;
    for (const std::string& header : headers) meanings.push_back(read_header(header));
    const std::vector<std::optional<cell_role>> given(headers.size());
    const std::vector<cell_role> roles = assign_roles(meanings, given);
    REQUIRE(roles.size() == headers.size());

    std::map<std::string, std::string> seen;
    std::vector<cell> cells;
    for (std::size_t i = 0; i < headers.size(); ++i) {
      const cell_role& role = roles[i];
      cells.push_back({headers[i], role, 1, false, {}});
      if (role.whose == subject::none) continue;
      const std::string text = to_text(role);
      std::string all;
      for (const std::string& h : headers) all += h + " | ";
      INFO(all << " -> " << text);
      const auto back = role_from_text(text);
      REQUIRE(back.has_value());
      CHECK(*back == role);
      // Two columns never share a place where only one would be matched.
      const bool shared = role.what == field::none || role.what == field::satellite ||
                          role.what == field::id || role.what == field::phone_extension ||
                          role.whose == subject::other;
      if (!shared) CHECK(seen.emplace(text, headers[i]).second);
    }

    // What was read as an email, a phone or a name is in the schema, to be matched.
    const schema columns(cells);
    std::size_t wanted = 0, matched = columns.row_emails().size() + columns.row_phones().size();
    for (const cell_role& role : roles) {
      const bool value =
          role.what == field::email || role.what == field::phone || role.what == field::full_name;
      if (value && role.whose != subject::other) ++wanted;
    }
    for (const person_cells& p : columns.persons()) {
      matched += p.emails.size() + p.phones.size() + (p.full_name != no_cell ? 1 : 0);
    }
    CHECK(matched == wanted);
  }
}

TEST_CASE("a given role is kept, and others make room for it") {
  const std::vector<header_meaning> meanings = {read_header("anything"), read_header("Owner 1 Phone 1"),
                                                read_header("Property Address"), read_header("Property Zip")};
  const std::vector<std::optional<cell_role>> given = {role_from_text("owner1.phone1"), std::nullopt,
                                                       role_from_text("property.street"), std::nullopt};
  const std::vector<cell_role> roles = assign_roles(meanings, given);
  CHECK(to_text(roles[0]) == "owner1.phone1");
  CHECK(to_text(roles[1]) == "owner1.phone2");
  CHECK(to_text(roles[2]) == "property.street");
  CHECK(to_text(roles[3]) == "property.zip");
}

TEST_CASE("a role given twice is matched twice") {
  const std::vector<header_meaning> meanings = {
      read_header("a"), read_header("b"), read_header("c"), read_header("d"), read_header("Contact 1 Name"),
      read_header("e"), read_header("f")};
  const std::vector<std::optional<cell_role>> given = {role_from_text("owner1.full_name"),
                                                       role_from_text("owner1.full_name"),
                                                       role_from_text("property.street"),
                                                       role_from_text("property.street"),
                                                       std::nullopt,
                                                       role_from_text("owner1.email"),
                                                       role_from_text("owner1.email")};
  const std::vector<cell_role> roles = assign_roles(meanings, given);
  const char* expected[] = {
      "owner1.full_name",   "contact2.full_name", "property.street", "property.address2.street",
      "contact1.full_name", "owner1.email",       "owner1.email"};
  for (std::size_t i = 0; i < roles.size(); ++i) CHECK(to_text(roles[i]) == expected[i]);
}
