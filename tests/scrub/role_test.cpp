// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/scrub/role.hpp>

#include <random>

using namespace optout;

TEST_CASE("roles are read as they are written") {
  for (const char* text : {"owner1.first_name",
                           "owner2.email3",
                           "contact12.phone",
                           "owner1.street",
                           "owner1.street2",
                           "mailing.street",
                           "property.zip",
                           "property.address",
                           "property.address2",
                           "property.address2.street",
                           "owner1.address3.street2",
                           "row.phone2",
                           "record",
                           "record.id",
                           "owner1.id",
                           "owner1.phone1.satellite",
                           "owner1.satellite",
                           "row.satellite",
                           "property.address.satellite",
                           "property.address2.satellite",
                           "other.full_name",
                           "other.phone",
                           "mailing.care_of",
                           "mailing.address2.care_of",
                           "owner1.dob",
                           "owner1.phone_extension2",
                           "ignore"}) {
    CAPTURE(text);
    const auto role = role_from_text(text);
    REQUIRE(role.has_value());
    CHECK(to_text(*role) == text);
  }
}

TEST_CASE("a role says whose, what, which person and which one") {
  CHECK(role_from_text("contact2.email3") == cell_role{subject::contact, field::email, 2, 3, field::none});
  CHECK(role_from_text("row.phone.satellite") ==
        cell_role{subject::row, field::satellite, 0, 0, field::phone});
  CHECK(role_from_text("mailing.address2.zip") == cell_role{subject::mailing, field::zip, 0, 2, field::none});
  CHECK(role_from_text("property.street2") ==
        cell_role{subject::property, field::street2, 0, 0, field::none});
  CHECK(role_from_text("ignore") == cell_role{subject::ignored, field::none, 0, 0, field::none});
}

TEST_CASE("a person without a number is the first") {
  CHECK(role_from_text("owner.email") == role_from_text("owner1.email"));
  CHECK(role_from_text("contact.phone2") == role_from_text("contact1.phone2"));
}

TEST_CASE("text that is no role gives none") {
  for (const char* text : {"",
                           ".",
                           "owner1",
                           "owner1.",
                           ".email",
                           "email",
                           "owner0.email",
                           "owner1.email0",
                           "owner99999.email",
                           "owner1.emial",
                           "Owner1.Email",
                           "owner1.email ",
                           "property.email",
                           "property.full_name",
                           "row.first_name",
                           "row.street",
                           "record.email",
                           "ignore.email",
                           "property1.street",
                           "row1.phone",
                           "owner1.first_name2",
                           "owner1.street.satellite.satellite",
                           "owner1.email.phone",
                           "owner1.address2.email",
                           "owner1.address.street3",
                           "owner1.satellite.email",
                           "property.satellite",
                           "owner1.phone1.satellite.x",
                           "owner-1.email",
                           "owner1..email"}) {
    CAPTURE(text);
    CHECK_FALSE(role_from_text(text).has_value());
  }
}

TEST_CASE("whatever is read can be written and read again") {
  std::mt19937 random(7);
  const std::string_view parts[] = {
      "owner", "contact", "row",    "property", "mailing",   "other", "record", "ignore", ".",   ".",  ".",
      "email", "phone",   "street", "address",  "satellite", "1",     "2",      "30",     "zip", "id", "dob"};
  int read = 0;
  for (int round = 0; round < 100000; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 1 + random() % 6; ++i) text += parts[random() % std::size(parts)];
    const auto role = role_from_text(text);
    if (!role) continue;
    ++read;
    REQUIRE(role_from_text(to_text(*role)) == role);
  }
  CHECK(read > 300);
}
