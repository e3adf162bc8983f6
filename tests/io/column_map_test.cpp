// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include <optout/io/column_map.hpp>
#include <optout/scrub/detect.hpp>

namespace {

using namespace optout;

class map_file {
 public:
  explicit map_file(const std::string& text) { test::write_file(path(), text); }
  std::string path() const { return folder_ / "map.toml"; }
  absl::StatusOr<column_map> read(column_map::purpose what = column_map::purpose::exports) const {
    return column_map::read(path(), what);
  }

 private:
  test::temp_folder folder_;
};

std::string message_of(const absl::Status& status) {
  return std::string(status.message());
}

}  // namespace

TEST_CASE("a map names the roles of columns") {
  const map_file file(
      "# optout column map\n[columns]\n\"Owner Email 1\" = \"owner1.email1\"\n"
      "\"Site Street\"   = \"property.street\"\n\"Notes\" = \"ignore\"\n");
  const auto map = file.read();
  REQUIRE(map.ok());
  CHECK_FALSE(map->known().only);
  REQUIRE(map->known().roles.size() == 3);
  const cell_role* role = find_column(map->known().roles, " owner email 1");
  REQUIRE(role != nullptr);
  CHECK(to_text(*role) == "owner1.email1");
  CHECK(map->check(std::vector<std::string>{"Notes", "Owner Email 1", "site street ", "Other"}).ok());
}

TEST_CASE("a map may forbid guesses, and may be empty") {
  const auto only = map_file("only = true\n[columns]\n\"A\" = \"owner1.email\"\n").read();
  REQUIRE(only.ok());
  CHECK(only->known().only);
  const auto empty = map_file("").read();
  REQUIRE(empty.ok());
  CHECK(empty->known().empty());
  CHECK(empty->check(std::vector<std::string>{"Any"}).ok());
}

TEST_CASE("a column that the export does not have is an error with its place") {
  const map_file file("[columns]\n\"Email\" = \"owner1.email\"\n\n\"Fone\" = \"owner1.phone\"\n");
  const auto map = file.read();
  REQUIRE(map.ok());
  const absl::Status status = map->check(std::vector<std::string>{"Email", "Phone"});
  CHECK(fault_of(status) == fault::usage);
  CHECK(message_of(status) == file.path() + ":4: there is no column \"Fone\"");
}

TEST_CASE("what is not understood is an error with path and line") {
  struct trial {
    std::string text, place, what;
  };
  const trial trials[] = {
      {"[columns]\n\"Email\" = \"owner1.emial\"\n", ":2", "column \"Email\": \"owner1.emial\" is no role"},
      {"[columns]\n\n\"Email\" = 3\n", ":3", "column \"Email\": a role is text"},
      {"[columns]\n\"Email\" = [\"owner1.email\"]\n", ":2", "a role is text"},
      {"[columns]\nphones.number = \"owner1.phone\"\n", ":2",
       "column \"phones\": a name with a dot needs quotes"},
      {"only = \"yes\"\n", ":1", "only is true or false"},
      {"columns = 4\n", ":1", "columns is a table"},
      {"[colums]\n\"Email\" = \"owner1.email\"\n", ":1", "\"colums\" is no setting of a map"},
      {"[columns]\n\"Id\" = \"request_id\"\n", ":2", "\"request_id\" is no role"},
      {"[columns]\n\"Email\" = \"owner1.email\"\n\"Email\" = \"ignore\"\n", ":3", ""},
      {"[columns\n", ":1", ""},
      {"[columns]\n\"Email\" = \"\xFF\"\n", ":2", ""},
  };
  for (const trial& t : trials) {
    const map_file file(t.text);
    const auto map = file.read();
    CAPTURE(t.text, message_of(map.status()));
    REQUIRE_FALSE(map.ok());
    CHECK(fault_of(map.status()) == fault::usage);
    CHECK(message_of(map.status()).find(file.path() + t.place) != std::string::npos);
    CHECK(message_of(map.status()).find(t.what) != std::string::npos);
  }
}

TEST_CASE("a missing map is a failure of input and output") {
  const auto map = column_map::read("/nonexistent/map.toml", column_map::purpose::exports);
  CHECK(fault_of(map.status()) == fault::io);
}

TEST_CASE("the map of a requests file also names the columns about the request") {
  const auto map = map_file("[columns]\n\"Vorgang\" = \"request_id\"\n\"Mail\" = \"owner1.email\"\n")
                       .read(column_map::purpose::requests);
  REQUIRE(map.ok());
  REQUIRE(map->known().request_roles.size() == 1);
  CHECK(map->known().request_roles[0].second == request_column::request_id);
  CHECK_FALSE(map->check(std::vector<std::string>{"Mail"}).ok());
}

TEST_CASE("a map that was written can be read, and gives the same roles") {
  const std::vector<std::string> headers = {
      "First Name", "Last Name",     "Email",      "Phone 1",       "Phone 1 TYPE", "Address", "City", "Zip",
      "Notes",      "phones.number", "a\"b\\c\td", "Pr\xC3\xA9nom", "bad\xFF",      "",        "Email"};
  const detected found = detect_schema(headers, {});
  const map_file file(write_column_map(found.columns));
  const auto map = file.read();
  INFO(write_column_map(found.columns));
  REQUIRE(map.ok());
  CHECK(map->check(headers).ok());
  const detected again = detect_schema(headers, {}, map->known());
  for (std::size_t i = 0; i + 1 < headers.size(); ++i) {
    INFO(headers[i]);
    CHECK(again.columns.cells()[i].role == found.columns.cells()[i].role);
  }
}
