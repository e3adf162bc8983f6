// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/scrubber.hpp>
#include <support/catch.hpp>
#include <support/person_list.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace optout;
using test::list_like;
using test::list_of;
using test::person_roles;
using test::table;

namespace {

using row_cells = std::map<std::string, std::string>;

// The roles of the cells that one row loses, in the order of the map, when the requests are these.
std::set<std::string> blanked(const std::vector<suppression_list>& lists, action does, const row_cells& row) {
  std::vector<std::string> roles, cells;
  for (const auto& [role, text] : row) {
    roles.push_back(role);
    cells.push_back(text);
  }
  const table rows(roles, {cells});
  const scrubber scrub(test::keyring_of(1), lists, {.on_match = does});
  decisions decided;
  REQUIRE(scrub.decide(rows.rows(), decided).ok());
  std::set<std::string> out;
  for (const blanked_cell& c : decided.blanked()) {
    CHECK(c.row == 0);
    REQUIRE(c.hit < decided.hits().size());
    out.insert(roles[c.cell]);
  }
  CHECK(out.size() == decided.blanked().size());
  const auto held =
      std::count_if(out.begin(), out.end(), [&](const std::string& role) { return !row.at(role).empty(); });
  CHECK(decided.counts().cells_blanked == static_cast<std::uint64_t>(held));
  CHECK(decided.counts().rows_leaking == (held > 0 || decided.verdict(0) == action::drop_row));
  CHECK((decided.verdict(0) == does || decided.hits().empty()));
  return out;
}

using role_set = std::set<std::string>;

const std::vector<std::vector<std::string>> jane = {
    {"Jane Doe", "jane.doe@gmail.com", "415-555-2671", "12 Oak St", "89501"}};

// Two owners with everything that can hang on them.
row_cells two_owners() {
  return {
      {"owner1.first_name", "JANE"},
      {"owner1.last_name", "DOE"},
      {"owner1.phone1", "(415) 555-2671"},
      {"owner1.phone1.satellite", "Mobile"},
      {"owner1.phone2", "212-555-0101"},
      {"owner1.phone2.satellite", "Landline"},
      {"owner1.email1", "JaneDoe@googlemail.com"},
      {"owner1.email1.satellite", "0a1b"},
      {"owner1.satellite", "44"},
      {"owner1.id", "P-1"},
      {"owner2.full_name", "Sam Poe"},
      {"owner2.phone1", "646-555-0102"},
      {"owner2.phone1.satellite", "Mobile"},
      {"owner2.satellite", "51"},
      {"row.satellite", "Y"},
      {"mailing.street", "PO Box 7"},
      {"mailing.address.satellite", "Washoe"},
      {"property.street", "12 Oak Street"},
      {"property.zip", "89501"},
      {"record", "1988"},
      {"record.id", "77"},
      {"other.full_name", "Ann Agent"},
      {"other.phone", "415-555-2671"},
      {"ignore", "x"},
  };
}

role_set owner(const std::string& number) {
  role_set out;
  for (const auto& [role, text] : two_owners()) {
    if (role.rfind("owner" + number, 0) == 0) out.insert(role);
  }
  return out;
}

role_set operator+(role_set a, const role_set& b) {
  a.insert(b.begin(), b.end());
  return a;
}

const role_set shared = {"row.satellite", "mailing.street", "mailing.address.satellite"};

}  // namespace

TEST_CASE("mode person takes all of whoever matched, and nothing else") {
  const test::temp_folder folder;
  const auto asked = list_of(folder, "web", table(person_roles, jane));
  CHECK(blanked({asked}, action::blank_person, two_owners()) == owner("1") + shared);
}

TEST_CASE("mode field takes the value with what belongs to it, or the name") {
  const test::temp_folder folder;
  const auto phone = list_of(folder, "phone", table(person_roles, {{"", "", "212-555-0101", "", ""}}));
  CHECK(blanked({phone}, action::blank_field, two_owners()) ==
        role_set{"owner1.phone2", "owner1.phone2.satellite"});
  const auto email = list_of(folder, "email", table(person_roles, {{"", "janedoe@gmail.com", "", "", ""}}));
  CHECK(blanked({email}, action::blank_field, two_owners()) ==
        role_set{"owner1.email1", "owner1.email1.satellite"});
  const auto place =
      list_of(folder, "place", table(person_roles, {{"Jane Doe", "", "", "12 Oak St", "89501"}}));
  CHECK(blanked({place}, action::blank_field, two_owners()) ==
        role_set{"owner1.first_name", "owner1.last_name"});
}

TEST_CASE("mode phones takes the phones of whoever matched, however they matched") {
  const test::temp_folder folder;
  const auto place =
      list_of(folder, "place", table(person_roles, {{"Jane Doe", "", "", "12 Oak St", "89501"}}));
  const role_set phones = {"owner1.phone1", "owner1.phone1.satellite", "owner1.phone2",
                           "owner1.phone2.satellite"};
  CHECK(blanked({place}, action::blank_phones, two_owners()) == phones);
}

TEST_CASE("mode address takes the addresses that matched and every owner's phones") {
  const test::temp_folder folder;
  const auto judge =
      list_of(folder, "judge", table(person_roles, {{"Jane Doe", "", "", "12 Oak St", "89501"}}),
              {.type = request_type::address});
  const role_set phones = {"owner1.phone1",           "owner1.phone1.satellite", "owner1.phone2",
                           "owner1.phone2.satellite", "owner2.phone1",           "owner2.phone1.satellite"};
  row_cells row = two_owners();
  CHECK(blanked({judge}, action::blank_address, row) == phones + role_set{"property.street", "property.zip"});
  // The same address once more, spelled in another way.
  row["mailing.street"] = "12 OAK ST.";
  row["mailing.zip"] = "89501-1234";
  CHECK(blanked({judge}, action::blank_address, row) == phones + role_set{"property.street", "property.zip",
                                                                          "mailing.street", "mailing.zip",
                                                                          "mailing.address.satellite"});
}

TEST_CASE("a value of nobody in particular speaks of every owner, unless somebody matched by name") {
  const test::temp_folder folder;
  row_cells row = two_owners();
  row["row.phone1"] = "415-555-2671";
  row["row.phone1.satellite"] = "DNC";
  row["owner1.phone1"] = "";
  const role_set of_row = {"row.phone1", "row.phone1.satellite"};
  const auto phone = list_of(folder, "phone", table(person_roles, {{"", "", "415-555-2671", "", ""}}));
  CHECK(blanked({phone}, action::blank_person, row) == owner("1") + owner("2") + shared + of_row);
  const auto both =
      list_of(folder, "both", table(person_roles, {{"Jane Doe", "", "415-555-2671", "12 Oak St", "89501"}}));
  CHECK(blanked({both}, action::blank_person, row) == owner("1") + shared + of_row);
}

TEST_CASE("a phone that two owners share goes from both, and the owner who did not ask stays") {
  const test::temp_folder folder;
  row_cells row = two_owners();
  row["owner2.phone1"] = "+1 415 555 2671";
  const auto asked = list_of(folder, "web", table(person_roles, jane));
  const role_set of_other = {"owner2.phone1", "owner2.phone1.satellite"};
  CHECK(blanked({asked}, action::blank_person, row) == owner("1") + shared + of_other);
  // A name alone takes the shared phone along too.
  const auto place =
      list_of(folder, "place", table(person_roles, {{"Jane Doe", "", "", "12 Oak St", "89501"}}));
  CHECK(blanked({place}, action::blank_person, row) == owner("1") + shared + of_other);
  CHECK(blanked({asked}, action::blank_field, row) == role_set{"owner1.phone1", "owner1.phone1.satellite",
                                                               "owner1.email1", "owner1.email1.satellite",
                                                               "owner1.first_name", "owner1.last_name"} +
                                                          of_other);
}

TEST_CASE("whoever has the same name in the row is the same person") {
  const test::temp_folder folder;
  row_cells row = two_owners();
  row["contact1.full_name"] = "Doe, Jane";
  row["contact1.email"] = "j@example.com";
  row["contact2.full_name"] = "Sam Poe";
  row["owner1.full_name"] = "DOE JANE";  // beside the name in parts
  const auto phone = list_of(folder, "phone", table(person_roles, {{"", "", "212-555-0101", "", ""}}));
  CHECK(blanked({phone}, action::blank_person, row) ==
        owner("1") + shared + role_set{"owner1.full_name", "contact1.full_name", "contact1.email"});
}

TEST_CASE("a cell that names two people takes neither along") {
  const test::temp_folder folder;
  row_cells row = two_owners();
  row["contact1.full_name"] = "Jane Doe & Sam Poe";
  const auto asked = list_of(folder, "web", table(person_roles, jane));
  CHECK(blanked({asked}, action::blank_person, row) == owner("1") + shared + role_set{"contact1.full_name"});
}

TEST_CASE("a comma that may part people makes nobody two") {
  const test::temp_folder folder;
  const row_cells row = {{"owner1.full_name", "JAMES THOMAS, JOHN PAUL"},
                         {"owner1.phone", "415-555-2671"},
                         {"contact1.full_name", "John Paul James Thomas"},
                         {"contact2.full_name", "James Thomas"}};
  const auto asked = list_of(folder, "web", table(person_roles, jane));
  CHECK(blanked({asked}, action::blank_person, row) ==
        role_set{"owner1.full_name", "owner1.phone", "contact1.full_name"});
}

TEST_CASE("a row that is dropped or flagged loses no cell, and an exemption none either") {
  const test::temp_folder folder;
  const auto asked = list_of(folder, "web", table(person_roles, jane));
  CHECK(blanked({asked}, action::drop_row, two_owners()).empty());
  CHECK(blanked({asked}, action::flag, two_owners()).empty());
  CHECK(blanked({asked}, action::keep, two_owners()).empty());
}

TEST_CASE("shuffled people: what goes is the matched person's, whoever stands beside them") {
  const test::temp_folder folder;
  const std::vector<std::string> given = {"Ann", "Bob", "Carla", "Dan", "Eve", "Finn", "Gina", "Hugo"};
  const std::vector<std::string> family = {"Abel", "Brook", "Cole", "Drake"};
  const auto full = [&](unsigned i) { return given[i % 8] + " " + family[i / 8 % 4]; };
  const auto phone = [](unsigned i) { return "212-555-01" + std::to_string(10 + i); };
  std::vector<std::vector<std::string>> asked;
  for (unsigned i = 0; i < 32; i += 3) asked.push_back({full(i), "", phone(i), "12 Oak St", "89501"});
  const auto list = list_of(folder, "web", table(person_roles, asked));

  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    row_cells row = {{"property.street", "12 Oak St"}, {"property.zip", "89501"}, {"record", "1988"}};
    role_set expected;
    std::vector<unsigned> people(32);
    for (unsigned i = 0; i < 32; ++i) people[i] = i;
    std::shuffle(people.begin(), people.end(), random);
    for (unsigned slot = 0; slot < 4; ++slot) {
      const std::string who = (slot < 2 ? "owner" : "contact") + std::to_string(slot % 2 + 1);
      const unsigned person = people[slot];
      // Names and phones of people who never meet: a given name here, a surname there.
      const row_cells theirs = {{who + ".full_name", full(person)},
                                {who + ".phone1", phone(person)},
                                {who + ".phone1.satellite", "Mobile"},
                                {who + ".satellite", "x"}};
      row.insert(theirs.begin(), theirs.end());
      if (person % 3 != 0) continue;
      for (const auto& [role, text] : theirs) expected.insert(role);
    }
    CHECK(blanked({list}, action::blank_person, row) == expected);
  }
}
