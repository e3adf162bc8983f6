// The truth down to the cell, case by case, by the names of the columns.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/households.hpp"

#include <string>

namespace {

using namespace optout::households;

fate matched(unsigned owners, unsigned phones, unsigned emails) {
  fate f;
  f.goes = true;
  f.owners = owners;
  f.phones = phones;
  f.emails = emails;
  return f;
}

std::string names_of(layout columns, const std::bitset<most_columns>& blank) {
  std::string out;
  std::size_t i = 0;
  for (const column& c : columns_of(columns))
    if (blank[i++]) out += (out.empty() ? "" : "|") + std::string(c.name);
  return out;
}
std::string by_person(layout columns, const fate& f, const row_cells& cells = {}) {
  return names_of(columns, blanks_of(columns, f, cells).person);
}
std::string by_field(layout columns, const fate& f, const row_cells& cells = {}) {
  return names_of(columns, blanks_of(columns, f, cells).field);
}

const std::string mail = "Mail Address|Mail City|Mail State|Mail ZIP|";
const std::string primary =
    "Primary Name|Primary First Name|Primary Last Name|Primary Phone1|Primary Phone1 Status|Primary Mobile "
    "Phone1|Primary Mobile 1 Status|Primary Email1|Primary Email 1 Status|Primary Email1 Hash";
const std::string secondary =
    "Secondary Name|Secondary First Name|Secondary Last Name|Secondary Mobile Phone1|Secondary Mobile 1 "
    "Status|Secondary Email1|Secondary Email 1 Status|Secondary Email1 Hash";

}  // namespace

TEST_CASE("whose column holds the value is the person, under all of their names") {
  CHECK(by_person(layout::propertyradar, matched(0, 1, 0)) == "Owner|" + mail + primary);
  CHECK(by_person(layout::propertyradar, matched(0, 4, 0)) == "Owner|" + mail + primary);
  CHECK(by_person(layout::propertyradar, matched(0, 0, 2)) == mail + secondary);
  CHECK(by_person(layout::dealmachine, matched(0, 0, 1)) ==
        "owner_1_name|owner_1_firstname|owner_1_lastname|owner_address_line_1|owner_address_line_2|owner_"
        "address_city|owner_address_state|owner_address_zip|contact_1_name|contact_1_flags|contact_1_"
        "phone1|contact_1_phone1_type|contact_1_phone2|contact_1_email1");
}

TEST_CASE("a person at an address is the one who is meant, whatever else matches") {
  CHECK(by_person(layout::propertyradar, matched(2, 0, 0)) == mail + secondary);
  // Their phone in the other owner's column goes by itself.
  CHECK(by_person(layout::propertyradar, matched(2, 1, 0)) ==
        mail + "Primary Phone1|Primary Phone1 Status|" + secondary);
  CHECK(by_field(layout::propertyradar, matched(2, 1, 0)) ==
        "Primary Phone1|Primary Phone1 Status|Secondary Name|Secondary First Name|Secondary Last Name");
  CHECK(by_field(layout::propertyradar, matched(1, 0, 0)) ==
        "Owner|Primary Name|Primary First Name|Primary Last Name");
}

TEST_CASE("a value that is nobody's in particular takes every owner along, and no fact of the property") {
  CHECK(
      by_person(layout::plain, matched(0, 0, 1)) ==
      "owner1_first|owner1_last|owner2_first|owner2_last|mailing_address|mailing_city|mailing_state|mailing_"
      "zip|phone1|phone1_type|phone2|phone2_type|email1|email2");
  CHECK(by_person(layout::plain, matched(1, 0, 0)) ==
        "owner1_first|owner1_last|mailing_address|mailing_city|mailing_state|mailing_zip|phone1|phone1_"
        "type|phone2|phone2_type|email1|email2");
  CHECK(by_field(layout::plain, matched(0, 2, 0)) == "phone2|phone2_type");
  CHECK(by_field(layout::plain, matched(0, 0, 1)) == "email1");
  const std::string all = by_person(layout::propstream, matched(0, 1, 0));
  for (std::string_view stays : {"MLS", "Method", "APN", "Unit #|City", "Owner Occupied", "|County|"})
    CHECK(all.find(stays) == std::string::npos);
  for (std::string_view goes :
       {"Mailing Care of Name", "Mailing County", "Do Not Mail", "Litigator", "Email 4"})
    CHECK(all.find(goes) != std::string::npos);
  CHECK(by_person(layout::precisely, matched(0, 1, 0)).find("BUSNAME") == std::string::npos);
}

TEST_CASE("the same value elsewhere goes as well") {
  row_cells cells;
  cells.phone_of[1] = 0;  // the second owner's phone is the first's
  const std::string phone2 = "|Secondary Mobile Phone1|Secondary Mobile 1 Status";
  CHECK(by_person(layout::propertyradar, matched(1, 0, 0), cells) == "Owner|" + mail + primary + phone2);
  CHECK(by_person(layout::propertyradar, matched(0, 0, 1), cells) == "Owner|" + mail + primary + phone2);
  CHECK(by_field(layout::propertyradar, matched(0, 3, 0), cells) ==
        "Primary Phone1|Primary Phone1 Status" + phone2);
  CHECK(by_field(layout::propertyradar, matched(1, 0, 0), cells) ==
        "Owner|Primary Name|Primary First Name|Primary Last Name");
  // It matches in both owners' columns, so both are meant.
  CHECK(by_person(layout::propertyradar, matched(0, 3, 0), cells) ==
        "Owner|" + mail + primary + "|" + secondary);
}

TEST_CASE("a cell with several values goes as a whole") {
  CHECK(by_field(layout::multivalued, matched(0, 4, 0)) == "Owner 1 Phone Numbers|Owner 1 Phone Types");
  CHECK(by_person(layout::multivalued, matched(2, 4, 0)) ==
        "Owner 1 Phone Numbers|Owner 1 Phone Types|Owner 2 Full Name|Owner 2 Age|Owner 2 Email "
        "Addresses|Owner 2 "
        "Phone Numbers|Owner 2 Phone Types|Mailing Address|Mailing County");
}

TEST_CASE("each request takes out what is its own") {
  fate f = matched(2, 0, 0);
  f.partner_emails = 1;
  CHECK(by_person(layout::propertyradar, f) == "Owner|" + mail + primary + "|" + secondary);
  CHECK(by_field(layout::propertyradar, f) ==
        "Primary Email1|Primary Email 1 Status|Primary Email1 Hash|Secondary Name|Secondary First "
        "Name|Secondary "
        "Last Name");
}

TEST_CASE("columns count from one") {
  std::bitset<most_columns> columns;
  CHECK(numbers_of(columns) == "");
  columns[0] = columns[11] = true;
  CHECK(numbers_of(columns) == "1,12");
}
