// SPDX-License-Identifier: Apache-2.0
#include <optout/io/policy_file.hpp>
#include <support/catch.hpp>
#include <support/temp_folder.hpp>

#include <filesystem>
#include <string>

using namespace optout;

namespace {

absl::StatusOr<policy> read_policy(const std::string& text) {
  const test::temp_folder folder;
  test::write_file(folder / "policy.toml", text);
  return read_policy_file(folder / "policy.toml");
}

}  // namespace

TEST_CASE("a policy file says all that a policy can") {
  const auto rules = read_policy(R"(
mode = "person"
kinds = ["email", "phone", "person_at", "address"]
household = true
max_list_age_days = 90

[modes]
do_not_call = "phones"
address = "address"

[minors]
under = 13
mode = "row"
basis = "a law"

[[rules]]
lists = ["web", "mail"]
types = ["delete", "opt_out"]
kinds = ["email"]
scope = ["channel=mail"]
states = ["nj", "West Virginia"]
from = 2026-01-01
until = "12/31/2026"
mode = "keep"
basis = "a contract"

[[list_age]]
lists = ["drop"]
days = 45
until = 2026-12-31
)");
  REQUIRE(rules.ok());
  CHECK(rules->on_match == action::blank_person);
  CHECK(rules->household);
  CHECK(rules->max_list_age_days == 90u);
  REQUIRE(rules->minors.has_value());
  CHECK(rules->minors->under == 13);
  CHECK(rules->minors->does == action::drop_row);
  CHECK(rules->minors->basis == "a law");
  REQUIRE(rules->rules.size() == 3);
  const policy_rule& first = rules->rules[0];
  CHECK(first.lists == std::vector<std::string>{"web", "mail"});
  CHECK(first.types == request_type_set{request_type::delete_data, request_type::opt_out});
  CHECK(first.kinds == kind_set{kind::email});
  CHECK(first.scopes == scope_set("channel=mail"));
  CHECK(first.states == std::vector<std::string>{"nj", "wv"});
  CHECK(first.from == 20260101);
  CHECK(first.until == 20261231);
  CHECK(first.does == action::keep);
  CHECK(first.basis == "a contract");
  CHECK(rules->decide(kind::phone, {.id = "R", .type = request_type::do_not_call}, "web")->does ==
        action::blank_phones);
  CHECK(rules->decide(kind::address, {.id = "R", .type = request_type::address}, "web")->does ==
        action::blank_address);
  CHECK(rules->most_days("drop", 20261201) == 45u);
  CHECK(rules->most_days("drop", 20270101) == 90u);
}

TEST_CASE("what a policy file means is never guessed: path, line and reason") {
  const std::pair<std::string, std::string> wrong[] = {
      {"mode = \"blank\"", ":1: a mode is"},
      {"mode = \"keep\"", ":1: to keep is an exemption"},
      {"modus = \"row\"", "'modus' is no policy setting"},
      {"[modes]\nforget_me = \"row\"", ":2: 'forget_me' is no type of request"},
      {"[modes]\nopt_in = \"row\"", ":2: 'opt_in' is no type of request"},
      {"[modes]\ndelete = 3", ":2: a mode is"},
      {"[modes]\ndelete = \"row\"\ndelete = \"person\"", "policy.toml:3"},
      {"[[rules]]\ntypes = [\"delete\"]", "a rule needs a mode"},
      {"[[rules]]\nmode = \"keep\"", "needs a basis"},
      {"[[rules]]\nmode = \"row\"\nstates = [\"Nowhere\"]", ":3: no state of that name"},
      {"[[rules]]\nmode = \"row\"\nscope = [\"mail\"]", ":3: a scope is"},
      {"[[rules]]\nmode = \"row\"\nfrom = \"soon\"", ":3: a day is YYYY-MM-DD"},
      {"[[rules]]\nmode = \"row\"\nkinds = []", ":3: a list of kinds"},
      {"[[rules]]\nmode = \"row\"\nlists = [1]", ":3: not a text"},
      {"[[rules]]\nmode = \"row\"\nwhen = 1", "'when' is no setting of a rule"},
      {"[[rules]]\nmode = \"row\"\n[[rules]]\ntypes = [\"delete\"]\nmode = \"flag\"",
       "rule 2 never decides: rule 1 fits first"},
      {"rules = 1", "rules are [[rules]] tables"},
      {"[modes]\nminor = \"row\"", ":2: 'minor' is no type of request"},
      {"minors = 16", ":1: minors is a table"},
      {"[minors]\nunder = 99", ":2: under is a number of years"},
      {"[minors]\nmode = \"phones\"", "the mode of minors is"},
      {"[minors]\nage = 16", "'age' is no setting of minors"},
      {"[[list_age]]\nlists = [\"drop\"]", "an age limit needs days"},
      {"[[list_age]]\ndays = -1", "not a number of days"},
      {"[[list_age]]\ndays = 3\nweeks = 1", "'weeks' is no setting of an age"},
  };
  for (const auto& [text, reason] : wrong) {
    const auto rules = read_policy(text);
    INFO(text);
    REQUIRE_FALSE(rules.ok());
    CHECK(fault_of(rules.status()) == fault::usage);
    const std::string message(rules.status().message());
    INFO(message);
    CHECK(message.find(reason) != std::string::npos);
  }
}

TEST_CASE("the policies that ship are policies") {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(OPTOUT_TEST_DATA "/../../examples/policies")) {
    const auto rules = read_policy_file(file.path());
    INFO(rules.status().ToString());
    CHECK(rules.ok());
    ++count;
  }
  CHECK(count == 3);
}
