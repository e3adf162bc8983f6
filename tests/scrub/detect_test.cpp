// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/delimited.hpp"
#include "support/tsv.hpp"
#include <optout/scrub/detect.hpp>

#include <filesystem>

namespace {

using namespace optout;
using rows_of_text = std::vector<std::vector<std::string>>;

sample sample_of(const rows_of_text& rows, std::size_t first = 0) {
  sample out;
  for (std::size_t r = first; r < rows.size(); ++r) out.rows.emplace_back(rows[r].begin(), rows[r].end());
  return out;
}

detected detect(const std::vector<std::string>& headers, const rows_of_text& rows,
                const known_columns& known = {}) {
  return detect_schema(headers, sample_of(rows), known);
}

std::string role_at(const detected& d, std::size_t i) {
  return to_text(d.columns.cells().at(i).role);
}

std::vector<std::string> families() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(OPTOUT_TEST_DATA "/headers")) {
    if (entry.path().extension() == ".csv") out.push_back(entry.path().stem().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("every column of every family gets the role that is written beside it") {
  const std::vector<std::string> names = families();
  REQUIRE(names.size() >= 17);
  for (const std::string& name : names) {
    const rows_of_text rows = test::read_delimited(OPTOUT_TEST_DATA "/headers/" + name + ".csv");
    const auto expected = test::read_tsv("headers/" + name + ".roles.tsv");
    REQUIRE(rows.at(0).size() == expected.size());
    const detected found = detect_schema(rows[0], sample_of(rows, 1));
    INFO(name << '\n' << describe(found.columns));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CAPTURE(expected[i][0]);
      CHECK(rows[0][i] == expected[i][0]);
      const std::string role = role_at(found, i);
      CHECK((role.empty() ? "-" : role) == expected[i][1]);
    }
    CHECK(found.status().ok());
    CHECK(found.unmatched_personal().empty());
    CHECK(found.columns.can_match());
  }
}

TEST_CASE("the roles of a family are the same with no rows to check them") {
  for (const std::string& name : families()) {
    const rows_of_text rows = test::read_delimited(OPTOUT_TEST_DATA "/headers/" + name + ".csv");
    const detected with = detect_schema(rows.at(0), sample_of(rows, 1));
    const detected without = detect_schema(rows[0], {});
    CHECK(without.status().ok());
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
      INFO(name << ": " << rows[0][i]);
      CHECK(role_at(with, i) == role_at(without, i));
      CHECK(without.columns.cells()[i].confidence < 0.95F);
    }
  }
}

TEST_CASE("header and cells that agree give a confidence near one") {
  const detected found = detect(
      {"Email", "Phone"}, {{"mara@example.com", "(937) 555-0110"}, {"tobias@example.com", "208-555-0111"}});
  CHECK(found.columns.cells()[0].confidence > 0.99F);
  CHECK(found.columns.cells()[1].confidence > 0.99F);
  CHECK(found.status().ok());
}

TEST_CASE("cells that contradict the header of a matched column stop the run") {
  struct trial {
    std::string header;
    std::vector<std::string> cells;
  };
  const trial trials[] = {
      {"Phone 1", {"mara@example.com", "tobias@example.com", "ilse@example.com"}},
      {"Phone 1", {"mara@example.com"}},
      {"Email", {"(937) 555-0110", "208-555-0111", "617-555-0112"}},
      {"Email", {"45402"}},
      {"Owner 1 First Name", {"12", "408", "77"}},
      {"Last Name", {"mara@example.com", "ilse@example.com", "o@example.com"}},
      {"Property Address", {"Single Family", "Condo", "Duplex"}},
      {"Mailing Zip", {"Dayton", "Boise", "Salem"}},
  };
  for (const trial& t : trials) {
    rows_of_text rows;
    for (const std::string& cell : t.cells) rows.push_back({"renata@example.com", cell});
    const detected found = detect({"Contact Email", t.header}, rows);
    CAPTURE(t.header, t.cells[0]);
    CHECK_FALSE(found.status().ok());
    CHECK(fault_of(found.status()) == fault::usage);
    CHECK(role_at(found, 1).empty());
    const std::string message(found.status().message());
    CHECK(message.find('"' + t.header + '"') != message.npos);
    for (const std::string& cell : t.cells) {
      CHECK(message.find(cell) == message.npos);
      CHECK(describe(found.columns).find(cell) == std::string::npos);
    }
  }
}

TEST_CASE("cells that say nothing do not speak against a header") {
  const detected found =
      detect({"Email", "Phone"},
             {{"N/A", "none"}, {"", "-"}, {"unknown", "null"}, {"mara@example.com", "937-555-0110"}});
  CHECK(found.status().ok());
  CHECK(found.columns.cells()[0].confidence > 0.99F);
}

TEST_CASE("an unsure header holds only if its cells agree") {
  const auto role_of = [](const std::string& header, const std::string& cell) {
    const detected found = detect(
        {"Email", "First Name", header},
        {{"a@example.com", "Mara", cell}, {"b@example.com", "Ilse", cell}, {"c@example.com", "Odell", cell}});
    CHECK(found.status().ok());
    return role_at(found, 2);
  };
  CHECK(role_of("Mobile", "937-555-0110") == "owner1.phone");
  CHECK(role_of("Mobile", "Y") == "owner1.phone.satellite");
  CHECK(role_of("Owner", "Ashgrove, Mara") == "owner1.full_name");
  CHECK(role_of("Owner", "Yes") == "record");
  CHECK(role_of("Email ID", "x@example.com") == "owner1.email2");
  CHECK(role_of("Email ID", "8812") == "owner1.email.satellite");
  CHECK(role_of("Verified Phone", "937-555-0110") == "owner1.phone");
  CHECK(role_of("Verified Phone", "true") == "owner1.phone.satellite");
}

TEST_CASE("columns that look personal and are not matched are marked") {
  const rows_of_text rows = {
      {"a@example.com", "x@example.com", "937-555-0110", "1", "310-555-1200", "call (937) 555-0111"},
      {"b@example.com", "y@example.com", "937-555-0112", "2", "310-555-1201", "or 937.555.0113"},
      {"c@example.com", "", "", "3", "310-555-1202", ""}};
  const detected found = detect({"Email", "Spare", "Extra", "Rooms", "APN", "Notes"}, rows);
  CHECK(found.status().ok());
  CHECK(found.unmatched_personal() == std::vector<std::uint32_t>{1, 2, 5});

  const detected more =
      detect({"Email", "Extra", "Phone Status"}, {{"a@example.com", "9375550110", "937-555-0119"},
                                                  {"b@example.com", "9375550111", "937-555-0118"},
                                                  {"c@example.com", "9375550112", "937-555-0117"}});
  CHECK(more.unmatched_personal() == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("a first row that is data is no header, and nothing of it is shown") {
  const std::vector<std::vector<std::string>> firsts = {
      {"Mara", "Ashgrove", "mara@example.com"},
      {"Mara", "Ashgrove", "(937) 555-0110"},
      {"Mara", "Ashgrove", "12 Quarry Ln", "Dayton", "OH", "45402"},
      {"Mara", "Ashgrove"},
      {"", "", ""},
      {},
  };
  for (const auto& first : firsts) {
    const detected found = detect(first, {first});
    CHECK_FALSE(found.has_header);
    CHECK(fault_of(found.status()) == fault::usage);
    const std::string shown = describe(found.columns) + std::string(found.status().message());
    CHECK(shown.find("no header") != shown.npos);
    for (const std::string& cell : first) CHECK((cell.empty() || shown.find(cell) == shown.npos));
  }
}

TEST_CASE("an export in which nobody can be named is refused") {
  CHECK_FALSE(detect({"First Name", "Last Name"}, {{"Mara", "Ashgrove"}}).status().ok());
  CHECK_FALSE(detect({"APN", "Sale Price"}, {{"310-555-1200", "100000"}}).status().ok());
  CHECK_FALSE(detect({"Listing Agent Phone", "Listing Agent Email"}, {{"937-555-0110", "a@example.com"}})
                  .status()
                  .ok());
  CHECK_FALSE(
      detect({"Name", "Address", "City"}, {{"Mara Ashgrove", "12 Quarry Ln", "Dayton"}}).status().ok());
  CHECK(detect({"Name", "Address"}, {{"Mara Ashgrove", "12 Quarry Ln, Dayton OH 45402"}}).status().ok());
}

TEST_CASE("what is known about a column beforehand beats its header and its cells") {
  known_columns known;
  known.roles = {{"Site Street", *role_from_text("property.street")},
                 {"Notes", *role_from_text("ignore")},
                 {"EMAIL ", *role_from_text("owner1.email1")}};
  const rows_of_text rows = {{"12 Quarry Ln", "a@example.com", "b@example.com", "Mara Ashgrove"}};
  const std::vector<std::string> headers = {"Site Street", "Notes", "email", "Name"};
  const detected found = detect(headers, rows, known);
  CHECK(role_at(found, 0) == "property.street");
  CHECK(role_at(found, 1) == "ignore");
  CHECK(role_at(found, 2) == "owner1.email1");
  CHECK(role_at(found, 3) == "owner1.full_name");
  CHECK(found.columns.cells()[0].confidence == 1.0F);
  CHECK(found.unmatched_personal().empty());

  known.only = true;
  const detected strict = detect(headers, rows, known);
  CHECK(role_at(strict, 2) == "owner1.email1");
  CHECK(role_at(strict, 3).empty());
}

TEST_CASE("a given role takes its place before a guess does") {
  known_columns known;
  known.roles = {{"Party", *role_from_text("owner1.full_name")}, {"Call", *role_from_text("owner1.phone1")}};
  const detected found = detect({"Owner 1 Name", "Party", "Owner 1 Phone 1", "Call"}, {}, known);
  CHECK(role_at(found, 1) == "owner1.full_name");
  CHECK(role_at(found, 0) == "contact1.full_name");
  CHECK(role_at(found, 2) == "owner1.phone2");
}

TEST_CASE("names from hostile headers are printable in the table") {
  const detected found = detect({"Email", "\x1B[31mred\nline", std::string(300, 'h')}, {});
  const std::string table = describe(found.columns);
  CHECK(table.find('\x1B') == table.npos);
  CHECK(std::count(table.begin(), table.end(), '\n') == 4);
  CHECK(table.size() < 600);
}
