// What headers mean once the whole file is seen is in column_roles_test.cpp; here is what one header says
// alone.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/scrub/header_grammar.hpp>

#include <random>

using namespace optout;

TEST_CASE("a header says whom, which number, what, which one and which attribute") {
  const header_meaning m = read_header("Contact2Phone_3_DNC");
  CHECK(m.who == "contact");
  CHECK(m.person == 2);
  CHECK(m.what == field::satellite);
  CHECK(m.satellite_of == field::phone);
  CHECK(m.slot == 3);
  CHECK(m.sure);
}

TEST_CASE("what says nothing of a person says nothing of a number either") {
  const header_meaning m = read_header("Email Address");
  CHECK(m.what == field::email);
  CHECK(m.who.empty());
  CHECK_FALSE(m.person);
  CHECK_FALSE(m.slot);
}

TEST_CASE("the noun at the end decides") {
  CHECK(read_header("Property Address").what == field::address);
  CHECK(read_header("Property Address City").what == field::city);
  CHECK(read_header("Property Address Type").satellite_of == field::address);
  CHECK(read_header("Phone Carrier Name").satellite_of == field::phone);
  CHECK(read_header("Owner Name Suffix").what == field::name_suffix);
  CHECK(read_header("Owner Phone Count").what == field::satellite);
}

TEST_CASE("the place of an address is its last word of place") {
  CHECK(read_header("Owner Mail Address").mailing);
  CHECK(read_header("Property Mailing Address").mailing);
  CHECK_FALSE(read_header("Property Owner Address").property);
  CHECK(read_header("Owner Property Address").property);
}

TEST_CASE("an agent is an agent whatever else is said") {
  for (const char* header : {"Listing Agent Phone", "Owner Agent Phone", "Agent Owner Name",
                             "Trustee 1 Phone 2", "Contact Lender Email", "Seller's Attorney Name"}) {
    CAPTURE(header);
    CHECK(read_header(header).who == "other");
  }
}

TEST_CASE("words that nobody knows make a reading unsure") {
  CHECK(read_header("Owner 1 Phone 1").sure);
  CHECK_FALSE(read_header("Blue Phone").sure);
  CHECK_FALSE(read_header("Phone Blue").sure);
  CHECK_FALSE(read_header("Owner").sure);
  CHECK_FALSE(read_header("First").sure);
  CHECK(read_header("Owner First").sure);
}

TEST_CASE("ranks are marked, for persons and phones to be told apart later") {
  const header_meaning m = read_header("Secondary Mobile Phone2");
  CHECK(m.ranked);
  CHECK(m.person == 2);
  CHECK(m.slot == 2);
  CHECK(m.label == "mobile");
}

TEST_CASE("any bytes have a meaning or none") {
  std::mt19937 random(3);
  const std::string_view pieces[] = {"owner", "Phone", "1",   "_",   " ", "#", "'s",
                                     "\xFF",  "mail",  "2nd", "Zip", "4", "of"};
  for (int round = 0; round < 20000; ++round) {
    std::string header;
    for (std::size_t i = 0; i < random() % 8; ++i) header += pieces[random() % std::size(pieces)];
    const header_meaning m = read_header(header);
    CHECK((m.what != field::satellite || m.satellite_of == field::none || !m.record));
  }
}
