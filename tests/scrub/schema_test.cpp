// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/scrub/schema.hpp>

namespace {

using namespace optout;

schema schema_of(const std::vector<std::string>& roles) {
  std::vector<cell> cells;
  for (const std::string& role : roles) {
    cell& c = cells.emplace_back();
    c.path = "column " + std::to_string(cells.size());
    if (!role.empty()) c.role = role_from_text(role).value();
  }
  return schema(std::move(cells));
}

std::vector<std::string> addresses_of(const schema& s, std::size_t person) {
  std::vector<std::string> out;
  for (std::uint32_t i : s.persons().at(person).addresses) {
    const address_cells_of& a = s.addresses().at(i);
    cell_role role{a.whose, field::address, a.person, a.slot, field::none};
    out.push_back(to_text(role));
  }
  return out;
}

}  // namespace

TEST_CASE("cells are grouped by person, in the order of the export") {
  const schema s =
      schema_of({"owner2.last_name", "owner1.first_name", "owner1.last_name", "owner2.first_name",
                 "owner1.email2", "owner1.email", "contact1.phone", "owner1.dob", ""});
  REQUIRE(s.persons().size() == 3);
  const person_cells& owner2 = s.persons()[0];
  CHECK(owner2.person == 2);
  CHECK(owner2.last_name == 0);
  CHECK(owner2.first_name == 3);
  const person_cells& owner1 = s.persons()[1];
  CHECK(owner1.first_name == 1);
  CHECK(owner1.last_name == 2);
  CHECK(owner1.dob == 7);
  CHECK(owner1.full_name == no_cell);
  CHECK(owner1.emails == std::vector<std::uint32_t>{4, 5});
  CHECK(s.persons()[2].whose == subject::contact);
  CHECK(s.persons()[2].phones == std::vector<std::uint32_t>{6});
  CHECK(s.cells().size() == 9);
}

TEST_CASE("owners have their own address, the mailing and the property's; contacts the owners' too") {
  const schema s = schema_of({"owner1.full_name", "owner2.full_name", "contact1.full_name", "owner1.street",
                              "mailing.street", "property.street", "property.address2.street",
                              "contact1.street", "contact2.street", "contact2.full_name"});
  CHECK(addresses_of(s, 0) == std::vector<std::string>{"owner1.address", "mailing.address",
                                                       "property.address", "property.address2"});
  CHECK(addresses_of(s, 1) ==
        std::vector<std::string>{"mailing.address", "property.address", "property.address2"});
  CHECK(addresses_of(s, 2) == std::vector<std::string>{"contact1.address", "mailing.address",
                                                       "property.address", "property.address2",
                                                       "owner1.address"});
  CHECK(addresses_of(s, 3).front() == "contact2.address");
}

TEST_CASE("an address is its cells, each in its place") {
  const schema s =
      schema_of({"property.house_number", "property.predirectional", "property.street_name",
                 "property.street_suffix", "property.postdirectional", "property.unit_type", "property.unit",
                 "property.city", "property.state", "property.zip", "property.address", "property.street",
                 "property.street2", "property.care_of", "property.street"});
  REQUIRE(s.addresses().size() == 1);
  const address_cells_of& a = s.addresses()[0];
  CHECK(a.house_number == 0);
  CHECK(a.predirectional == 1);
  CHECK(a.street_name == 2);
  CHECK(a.street_suffix == 3);
  CHECK(a.postdirectional == 4);
  CHECK(a.unit_type == 5);
  CHECK(a.unit == 6);
  CHECK(a.city == 7);
  CHECK(a.state == 8);
  CHECK(a.zip == 9);
  CHECK(a.whole == 10);
  CHECK(a.street == 11);  // the first of two
  CHECK(a.street2 == 12);
  CHECK(a.care_of == 13);
}

TEST_CASE("emails and phones of nobody in particular are the row's") {
  const schema s =
      schema_of({"row.email", "row.phone1", "row.phone2", "row.phone1.satellite", "record", "ignore"});
  CHECK(s.row_emails() == std::vector<std::uint32_t>{0});
  CHECK(s.row_phones() == std::vector<std::uint32_t>{1, 2});
  CHECK(s.persons().empty());
}

TEST_CASE("agents, satellites and facts make no person") {
  const schema s =
      schema_of({"other.full_name", "other.phone", "owner1.satellite", "owner1.id", "owner1.phone.satellite",
                 "record.id", "property.address.satellite", "mailing.care_of"});
  CHECK(s.persons().empty());
  CHECK_FALSE(s.can_match());
}

TEST_CASE("an email, a phone, or a name with a street can match") {
  CHECK(schema_of({"owner1.email"}).can_match());
  CHECK(schema_of({"row.phone"}).can_match());
  CHECK(schema_of({"contact3.phone2"}).can_match());
  CHECK(schema_of({"owner1.full_name", "property.address"}).can_match());
  CHECK(schema_of({"owner1.last_name", "mailing.street"}).can_match());
  CHECK(schema_of({"contact1.last_name", "owner1.street_name"}).can_match());
  CHECK_FALSE(schema_of({}).can_match());
  CHECK_FALSE(schema_of({"owner1.full_name"}).can_match());
  CHECK_FALSE(schema_of({"property.street", "property.zip"}).can_match());
  CHECK_FALSE(schema_of({"owner1.last_name", "mailing.zip"}).can_match());
  CHECK_FALSE(schema_of({"owner1.last_name", "owner2.street"}).can_match());
  CHECK_FALSE(schema_of({"row.maid", "owner1.vin"}).can_match());
  CHECK_FALSE(schema_of({"owner1.last_name", "owner1.dob", "mailing.zip"}).can_match());
}

TEST_CASE("a device, or a name with a birth date and a ZIP code, can match hashed lists") {
  CHECK(schema_of({"row.maid"}).can_match_hashed());
  CHECK(schema_of({"owner1.ctvid"}).can_match_hashed());
  CHECK(schema_of({"owner1.last_name", "owner1.dob", "mailing.zip"}).can_match_hashed());
  CHECK(schema_of({"owner1.full_name", "owner1.dob", "property.address"}).can_match_hashed());
  CHECK_FALSE(schema_of({"owner1.last_name", "owner1.dob"}).can_match_hashed());
  CHECK_FALSE(schema_of({"owner1.last_name", "owner2.dob", "owner2.zip"}).can_match_hashed());
  CHECK_FALSE(schema_of({"owner1.email", "owner1.dob", "mailing.zip"}).can_match_hashed());
}
