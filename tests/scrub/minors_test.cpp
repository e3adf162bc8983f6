// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/minors.hpp>
#include <optout/scrub/scrubber.hpp>
#include <support/catch.hpp>
#include <support/person_list.hpp>

#include <set>
#include <utility>

using namespace optout;
using test::table;
using test::verdicts;

TEST_CASE("who is too young goes without a request, unless an opt-in of theirs says otherwise") {
  const test::temp_folder folder;
  list_builder builder(test::keyring_of(1), {.name = "web", .as_of = 20260801});
  const std::vector<std::string> asked = {"owner1.full_name", "owner1.email", "owner1.phone",
                                          "property.street", "property.zip"};
  test::add_people(builder, "in-",
                   table(asked, {{"Tim Doe", "", "", "12 Oak St", "89501"},
                                 {"", "ann@example.com", "", "", ""},
                                 {"", "", "415-555-2671", "", ""}}),
                   {.type = request_type::opt_in}, 20260701);
  REQUIRE(std::move(builder).write(folder / "web.optout").ok());
  const auto list = *suppression_list::open(folder / "web.optout", test::keyring_of(1));
  const std::vector<std::string> roles = {"owner1.full_name", "owner1.dob",       "owner1.email",
                                          "row.phone1",       "owner2.full_name", "owner2.dob",
                                          "property.street",  "property.zip"};
  const auto row = [](std::string name, std::string born, std::string email = "", std::string phone = "",
                      std::string second = "", std::string second_born = "") {
    return std::vector<std::string>{name, born, email, phone, second, second_born, "12 Oak St", "89501"};
  };
  const table rows(
      roles,
      {row("Sam Poe", "2010-08-02"), row("Sam Poe", "8/1/2010"), row("Sam Poe", "8/2/2010 0:00"),
       row("Sam Poe", "2030-01-01"), row("Sam Poe", "2010"), row("Sam Poe", ""), row("Tim Doe", "2012-01-01"),
       row("Joe Doe", "2012-01-01", "ann@example.com"), row("Joe Doe", "2012-01-01", "", "415-555-2671"),
       row("Tim Doe", "2012-01-01", "", "", "Sam Poe", "20120101")});
  policy young{.on_match = action::blank_person, .as_of = 20260801, .minors = minors_rule{}};
  CHECK(verdicts(scrubber(test::keyring_of(1), {list}, young), rows) == "x.x.....xx");
  young.minors->under = 14;
  CHECK(verdicts(scrubber(test::keyring_of(1), {list}, young), rows) == "..........");
  young.minors->under = 16;
  young.minors->does = action::blank_person;
  const scrubber scrub(test::keyring_of(1), {list}, young);
  decisions decided;
  REQUIRE(scrub.decide(rows.rows(), decided).ok());
  REQUIRE(decided.hits().size() == 4);
  CHECK(decided.hits()[3] == hit{9, 5, 1, kind::dob, action::blank_person, no_list, 0});
  CHECK(scrub.request_of(decided.hits()[3]).id == "minor");
  CHECK(scrub.list_name_of(decided.hits()[3]) == "policy");
  std::set<std::uint32_t> gone;  // of the last row: the second owner alone, and what is nobody's
  for (const blanked_cell& c : decided.blanked()) {
    if (c.row == 9) gone.insert(c.cell);
  }
  CHECK(gone == std::set<std::uint32_t>{3, 4, 5});
  CHECK(decided.counts().rows_by_kind[static_cast<std::size_t>(kind::dob)] == 4);
  CHECK(decided.counts().rows_by_type[static_cast<std::size_t>(request_type::minor)] == 4);
  CHECK(decided.counts().rows_by_list == std::vector<std::uint64_t>{0});
  // On a later day nobody is.
  young.as_of = 20290101;
  CHECK(verdicts(scrubber(test::keyring_of(1), {list}, young), rows) == "..........");
}
