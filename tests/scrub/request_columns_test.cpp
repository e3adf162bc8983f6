// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/scrub/request_columns.hpp>

namespace {

using namespace optout;
using text_row = std::vector<std::string>;

request_columns detect_requests(const text_row& headers, const std::vector<text_row>& rows = {},
                                const known_columns& known = {}) {
  sample first;
  for (const text_row& row : rows) first.rows.emplace_back(row.begin(), row.end());
  return detect_request_columns(headers, first, known);
}

std::string role_at(const request_columns& r, std::size_t i) {
  return to_text(r.consumer.columns.cells().at(i).role);
}

}  // namespace

TEST_CASE("the documented request columns are found in any order") {
  const text_row headers = {"zip",           "first",        "request_id", "last",    "email",
                            "email2",        "phone",        "phone_2",    "type",    "scope",
                            "received_date", "expires_date", "source",     "address", "unit",
                            "city",          "state",        "name",       "dob"};
  const request_columns found = detect_requests(headers);
  CHECK(found.status().ok());
  CHECK(found[request_column::request_id] == 2);
  CHECK(found[request_column::type] == 8);
  CHECK(found[request_column::scope] == 9);
  CHECK(found[request_column::received_date] == 10);
  CHECK(found[request_column::expires_date] == 11);
  CHECK(found[request_column::source] == 12);
  const char* roles[] = {"owner1.zip",   "owner1.first_name",
                         "record",       "owner1.last_name",
                         "owner1.email", "owner1.email2",
                         "owner1.phone", "owner1.phone2",
                         "record",       "record",
                         "record",       "record",
                         "record",       "owner1.street",
                         "owner1.unit",  "owner1.city",
                         "owner1.state", "owner1.full_name",
                         "owner1.dob"};
  for (std::size_t i = 0; i < headers.size(); ++i) {
    INFO(headers[i]);
    CHECK(role_at(found, i) == roles[i]);
  }
  REQUIRE(found.consumer.columns.persons().size() == 1);
  CHECK(found.consumer.columns.persons()[0].addresses.size() == 1);
}

TEST_CASE("columns about the request are known by many names, and the best name wins") {
  const request_columns found = detect_requests(
      {"ID", "Ticket Number", "Request Type", "Type", "Date Received", "Expiry", "Origin", "Email"});
  CHECK(found.status().ok());
  CHECK(found[request_column::request_id] == 1);
  CHECK(found[request_column::type] == 2);
  CHECK(found[request_column::received_date] == 4);
  CHECK(found[request_column::expires_date] == 5);
  CHECK(found[request_column::source] == 6);
  CHECK(found[request_column::scope] == no_cell);
}

TEST_CASE("an agent of the consumer is never the consumer") {
  const request_columns found = detect_requests(
      {"request_id", "first", "last", "email", "Authorized Agent Name", "Authorized Agent Email"},
      {{"R-1", "Mara", "Ashgrove", "mara@example.com", "Odell Luu", "odell@example.com"}});
  CHECK(found.status().ok());
  CHECK(role_at(found, 4) == "other.full_name");
  CHECK(role_at(found, 5) == "other.email");
  CHECK(found.consumer.columns.persons().at(0).emails.size() == 1);
}

TEST_CASE("every address of a request is the consumer's") {
  const request_columns found = detect_requests(
      {"request_id", "name", "property_address", "property_zip", "mailing_address", "mailing_zip"});
  CHECK(role_at(found, 2) == "owner1.street");
  CHECK(role_at(found, 3) == "owner1.zip");
  CHECK(role_at(found, 4) == "owner1.address2.street");
  CHECK(role_at(found, 5) == "owner1.address2.zip");
  CHECK(found.consumer.columns.persons().at(0).addresses.size() == 2);
}

TEST_CASE("a contact is the consumer when nobody else is named") {
  const request_columns found = detect_requests({"request_id", "Contact Name", "Contact Email"});
  CHECK(found.status().ok());
  CHECK(role_at(found, 1) == "owner1.full_name");
  CHECK(role_at(found, 2) == "owner1.email");
}

TEST_CASE("an email that may be a second person's stops the run") {
  const request_columns found =
      detect_requests({"request_id", "first", "last", "Spouse Name", "Spouse Email"});
  CHECK(fault_of(found.status()) == fault::usage);
  CHECK(std::string(found.status().message()).find("\"Spouse Email\"") != std::string::npos);
  CHECK(role_at(found, 3).empty());
}

TEST_CASE("a file without request_id, without a consumer or without a header is refused") {
  CHECK_FALSE(detect_requests({"first", "last", "email"}).status().ok());
  CHECK_FALSE(detect_requests({"request_id", "type", "scope"}).status().ok());
  const request_columns none = detect_requests({"R-1", "Mara", "mara@example.com"});
  CHECK_FALSE(none.consumer.has_header);
  CHECK_FALSE(none.status().ok());
}

TEST_CASE("a request may be about an address alone") {
  CHECK(detect_requests({"request_id", "type", "address", "city", "zip"}).status().ok());
}

TEST_CASE("what is known beforehand beats the names") {
  known_columns known;
  known.request_roles = {{"Vorgang", request_column::request_id}, {"id", request_column::source}};
  known.roles = {{"Anschrift", *role_from_text("owner1.address")}, {"type", *role_from_text("ignore")}};
  const request_columns found = detect_requests({"id", "Vorgang", "Anschrift", "type", "email"}, {}, known);
  CHECK(found.status().ok());
  CHECK(found[request_column::request_id] == 1);
  CHECK(found[request_column::source] == 0);
  CHECK(found[request_column::type] == no_cell);
  CHECK(role_at(found, 2) == "owner1.address");
  CHECK(role_at(found, 3) == "ignore");
}
