// What JSON rows hold: values in cells, and the way back to their source.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/io/json.hpp>
#include <optout/io/json_rows.hpp>

#include <set>
#include <string>
#include <vector>

using namespace optout;

namespace {

// All cells with values, as "role=value", of every row; or the error.
std::vector<std::set<std::string>> cells_of(std::string_view text, std::string* error = nullptr) {
  auto reader = json_reader::open(input_file::over(text, "rows.ndjson"));
  REQUIRE(reader.ok());
  auto paths = json_paths::find(reader->sample(), reader->name(), "");
  if (!paths.ok()) {
    if (error != nullptr) *error = std::string(paths.status().message());
    return {};
  }
  json_rows rows(*paths);
  json_chunk chunk;
  std::vector<std::set<std::string>> out;
  while (*reader->next(chunk)) {
    for (std::size_t first = 0; first < chunk.rows();) {
      const auto got = rows.read(chunk, first, "rows.ndjson");
      if (!got.ok()) {
        if (error != nullptr) *error = std::string(got.status().message());
        return {};
      }
      const batch b = rows.values();
      for (std::size_t row = 0; row < b.rows; ++row) {
        std::set<std::string>& one = out.emplace_back();
        for (std::size_t c = 0; c < b.columns.size(); ++c) {
          if (!b.columns[c][row].empty()) {
            one.insert(to_text(b.layout->cells()[c].role) + "=" + std::string(b.columns[c][row]));
          }
        }
      }
      first += *got;
    }
  }
  return out;
}

using values = std::set<std::string>;

}  // namespace

TEST_CASE("a property with its owner") {
  const auto got = cells_of(
      R"({"address":{"street":"1 Main St","houseNumber":"1","streetNoUnit":"1 Main St","city":"Troy","zip":12180},)"
      R"("owner":{"names":[{"first":"Ann","last":"L\u00e9e"}],"emails":["ann@example.com"],)"
      R"("phoneNumbers":[{"number":2175550142,"type":"Mobile","dnc":true}],)"
      R"("mailingAddress":{"street":"PO Box 1","zip":"62704"}},)"
      R"("listing":{"agents":[{"name":"Bo Ek","phone":"2175550199"}]}})");
  REQUIRE(got.size() == 1);
  CHECK(got[0] == values{"property.street=1 Main St", "property.house_number=1", "property.city=Troy",
                         "property.zip=12180", "owner1.first_name=Ann",
                         "owner1.last_name=L\xC3\xA9"
                         "e",
                         "owner1.email1=ann@example.com", "owner1.phone1=2175550142",
                         "mailing.street=PO Box 1", "mailing.zip=62704"});
}

TEST_CASE("what several owners share is the row's") {
  const auto got = cells_of(
      R"({"owner":{"phoneNumbers":[{"number":"2175550142"}],"names":[{"full":"Ann Lee"},{"full":"Bo Lee"}]}})"
      "\n"
      R"({"owner":{"names":[{"full":"Cy Fox"}],"phoneNumbers":[{"number":"2175550143"}]}})");
  REQUIRE(got.size() == 2);
  CHECK(got[0] == values{"owner1.full_name=Ann Lee", "owner2.full_name=Bo Lee", "row.phone1=2175550142"});
  CHECK(got[1] == values{"owner1.full_name=Cy Fox", "owner1.phone1=2175550143"});
}

TEST_CASE("persons have their own phones, addresses and other names") {
  const auto got = cells_of(
      R"({"persons":[{"name":{"full":"Ann Lee","akas":["Annie Oak"]},"addresses":[{"fullAddress":"1 Main St, Troy, NY 12180"}]},)"
      R"({"name":{"first":"Bo","last":"Ek"},"propertyOwner":true,"phones":[{"number":"2175550142"}],"emails":[{"email":"bo@example.com"}]}]})");
  REQUIRE(got.size() == 1);
  CHECK(got[0] == values{"contact1.full_name=Ann Lee", "contact2.full_name=Annie Oak",
                         "contact1.address=1 Main St, Troy, NY 12180",
                         "contact2.address=1 Main St, Troy, NY 12180", "contact3.first_name=Bo",
                         "contact3.last_name=Ek", "contact3.phone1=2175550142",
                         "contact3.email1=bo@example.com"});
}

TEST_CASE("a key that is there twice is matched twice") {
  const auto got = cells_of(R"({"email":"a@example.com","email":"b@example.com","ph\u006fne":"2175550142"})");
  REQUIRE(got.size() == 1);
  CHECK(got[0] == values{"row.email1=a@example.com", "row.email2=b@example.com", "row.phone1=2175550142"});
  std::string error;
  cells_of(R"({"email":"a@example.com","owner":{"first":"Ann","first":"Bea","last":"Lee"}})", &error);
  CHECK(error == "rows.ndjson: row 1, byte 0: a key is there twice, with two pieces of one name or address");
}

TEST_CASE("what is no JSON is refused with row and byte") {
  const std::string good = "{\"email\":\"a@example.com\"}\n";
  const auto error = [&](const std::string& row) {
    std::string out;
    cells_of(good + row, &out);
    return out;
  };
  CHECK(error("{\"a\":01}") == "rows.ndjson: row 2, byte 31: no JSON");
  CHECK(error("{\"a\":tru}") == "rows.ndjson: row 2, byte 31: no JSON");
  CHECK(error("{\"a\" 1}").find("row 2") != std::string::npos);
  CHECK(error("{\"a\":[1}]}").find("row 2") != std::string::npos);
  CHECK(error("{\"a\":\"\xFF\"}") == "rows.ndjson: row 2, byte 26: not UTF-8");
  CHECK(error("{\"a\":\"\\ud800\"}") == "rows.ndjson: row 2, byte 31: an escape that is none");
  CHECK(error("{\"a\":\"x\ty\"}") == "rows.ndjson: row 2, byte 26: a control character in a string");
  CHECK(error(std::string("{\"a\":\"x\0\"}", 10)) == "rows.ndjson: row 2, byte 26: a NUL byte");
  CHECK(error("{\"a\\q\":1}") == "rows.ndjson: row 2, byte 26: a key with an escape that is none");
  std::string deep = "{\"a\":" + std::string(2000, '[') + std::string(2000, ']') + "}";
  CHECK(error(deep).find("nested too deeply") != std::string::npos);
}

TEST_CASE("of several rows that are wrong the first is named") {
  const auto error = [](const std::string& text) {
    std::string out;
    cells_of("{\"email\":\"a@example.com\"}\n" + text, &out);
    return out;
  };
  const std::string twice = "{\"owner\":{\"first\":\"Ann\",\"first\":\"Bea\",\"last\":\"Lee\"}}\n";
  CHECK(error(twice + "{\"a\":01}").find("row 2, byte 26: a key is there twice") != std::string::npos);
  CHECK(error("{\"a\\q\":1}\n" + twice).find("row 2, byte 26: a key with an escape") != std::string::npos);
}
