// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/identify.hpp>
#include <support/catch.hpp>
#include <support/table.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace optout;
using test::table;

namespace {

struct collected {
  std::multiset<std::string> found, junk, rounded;
  std::size_t repaired = 0;
};

struct sink {
  const table& rows;
  collected& out;
  std::string where(const identifier_place& place) const {
    return std::string(to_text(place.what)) + " " + rows.layout().cells()[place.cell].path;
  }
  void found(const identifier_place& place, std::string_view form) {
    out.found.insert(where(place) + " " + std::string(form));
  }
  void junk(const identifier_place& place) { out.junk.insert(where(place)); }
  void rounded(const identifier_place& place) { out.rounded.insert(where(place)); }
  void repaired(std::uint32_t) { ++out.repaired; }
};

collected walk(const table& rows, kind_set kinds = {kind::email, kind::phone, kind::person_at},
               level at = level::standard) {
  wanted_kinds wanted;
  for (const kind k : all_kinds) {
    if (kinds.contains(k)) wanted.want(k, at);
  }
  collected out;
  row_identifier identifiers(rows.layout(), wanted);
  identifiers.walk(rows.rows(), 0, sink{rows, out});
  return out;
}

std::set<std::string> places(const collected& c) {
  std::set<std::string> out;
  for (const std::string& f : c.found) {
    const std::size_t surname = f.find('|');
    out.insert(f.substr(f.find('|', surname + 1) + 1));
  }
  return out;
}

}  // namespace

TEST_CASE("every value of a cell counts, and an extension does not") {
  const table rows({"owner1.email", "row.phone"}, {{"a@example.com; b@example.com", "415-555-2671 x508"}});
  const collected c = walk(rows);
  CHECK(c.found == std::multiset<std::string>{"email owner1.email a@example.com",
                                              "email owner1.email b@example.com",
                                              "phone row.phone +14155552671"});
}

TEST_CASE("only the kinds that are wanted are looked for") {
  const table rows({"owner1.email", "row.phone"}, {{"a@example.com", "415-555-2671"}});
  CHECK(walk(rows, {kind::phone}).found == std::multiset<std::string>{"phone row.phone +14155552671"});
}

TEST_CASE("a person is read at each place once, though two addresses say the same") {
  const table same({"owner1.first_name", "owner1.last_name", "property.street", "property.zip",
                    "mailing.street", "mailing.zip"},
                   {{"Jane", "Doe", "12 Oak St", "89501", "12 Oak St", "89501"}});
  CHECK(walk(same).found.size() == 1);
  const table two({"owner1.first_name", "owner1.last_name", "property.street", "property.zip",
                   "mailing.street", "mailing.zip"},
                  {{"Jane", "Doe", "12 Oak St", "89501", "9 Elm Ave", "89501"}});
  CHECK(walk(two).found.size() == 2);
}

TEST_CASE("an address is the same in one cell, as street and unit, and in pieces") {
  const table whole({"owner1.full_name", "property.address"},
                    {{"Jane Doe", "12 N Oak St Apt 4, Reno, NV 89501"}});
  const table street({"owner1.full_name", "property.street", "property.unit", "property.city",
                      "property.state", "property.zip"},
                     {{"Jane Doe", "12 North Oak Street", "#4", "Reno", "NV", "89501-1234"}});
  const table pieces(
      {"owner1.full_name", "property.house_number", "property.predirectional", "property.street_name",
       "property.street_suffix", "property.unit_type", "property.unit", "property.zip"},
      {{"Jane Doe", "12", "N", "Oak", "St", "Unit", "4", "89501"}});
  const table empty_whole(
      {"owner1.full_name", "property.address", "property.house_number", "property.predirectional",
       "property.street_name", "property.street_suffix", "property.unit", "property.zip"},
      {{"Jane Doe", "", "12", "N", "Oak", "St", "4", "89501"}});
  REQUIRE(places(walk(whole)).size() == 1);
  CHECK(places(walk(street)) == places(walk(whole)));
  CHECK(places(walk(pieces)) == places(walk(whole)));
  CHECK(places(walk(empty_whole)) == places(walk(whole)));
}

TEST_CASE("junk is told apart from emptiness, and broken UTF-8 is counted") {
  const table rows({"owner1.email", "owner1.phone", "owner1.full_name", "property.street", "property.zip"},
                   {{"n/a", " ", "Current Resident", "12 Jos\xE9 St", "89501"}});
  const collected c = walk(rows);
  CHECK(c.found.empty());
  CHECK(c.junk == std::multiset<std::string>{"email owner1.email", "name owner1.full_name"});
  CHECK(c.repaired == 1);
}

TEST_CASE("a value in a spreadsheet's armour is the value, in every kind of cell") {
  const std::vector<std::string> roles = {"owner1.email",         "owner1.phone",        "owner1.first_name",
                                          "owner1.last_name",     "property.street",     "property.unit",
                                          "property.city",        "property.state",      "property.zip",
                                          "mailing.house_number", "mailing.street_name", "mailing.zip"};
  const std::vector<std::string> plain = {
      "a@example.com", "415-555-2671", "Jane", "Doe", "12 Oak St", "4",
      "Reno",          "NV",           "2139", "9",   "Elm",       "89501"};
  std::vector<std::string> armoured, empty;
  for (const std::string& text : plain) armoured.push_back("=\"" + text + "\"");
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    const collected want =
        walk(table(roles, {plain}), kind_set{kind::email, kind::phone, kind::person_at}, at);
    REQUIRE(want.found.size() >= (at == level::exact ? 3 : 4));
    for (std::size_t i = 0; i < plain.size(); ++i) {
      std::vector<std::string> one = plain;
      one[i] = armoured[i] + (i % 2 == 0 ? "" : " ");
      CAPTURE(roles[i], to_text(at));
      CHECK(walk(table(roles, {one}), kind_set{kind::email, kind::phone, kind::person_at}, at).found ==
            want.found);
    }
    CHECK(walk(table(roles, {armoured}), kind_set{kind::email, kind::phone, kind::person_at}, at).found ==
          want.found);
  }
  const collected blank = walk(table(roles, {std::vector<std::string>(roles.size(), "=\"\"")}));
  CHECK(blank.found.empty());
  CHECK(blank.junk.empty());
}

TEST_CASE("a cell that stands for no value is empty, in every kind of cell") {
  const std::vector<std::string> roles = {"owner1.email",
                                          "owner1.phone",
                                          "owner1.first_name",
                                          "owner1.middle_name",
                                          "owner1.last_name",
                                          "owner1.name_suffix",
                                          "owner2.full_name",
                                          "property.street",
                                          "property.street2",
                                          "property.unit_type",
                                          "property.unit",
                                          "property.city",
                                          "property.state",
                                          "property.zip",
                                          "mailing.house_number",
                                          "mailing.predirectional",
                                          "mailing.street_name",
                                          "mailing.street_suffix",
                                          "mailing.postdirectional",
                                          "mailing.unit",
                                          "mailing.city",
                                          "mailing.state",
                                          "mailing.zip"};
  const std::vector<std::string> full = {
      "a@example.com", "415-555-2671", "Jane", "Ann",  "Doe",  "Jr",    "Bob Roe", "12 Oak St",
      "Rear",          "Apt",          "4",    "Reno", "NV",   "89501", "9",       "N",
      "Elm",           "Ave",          "SW",   "7",    "Elko", "NV",    "89801"};
  const std::set<std::string> beside_a_street = {
      "property.street2",      "property.unit_type",      "property.unit", "mailing.predirectional",
      "mailing.street_suffix", "mailing.postdirectional", "mailing.unit"};
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    for (std::size_t i = 0; i < full.size(); ++i) {
      for (const bool alone : {false, true}) {  // one cell empty, or several beside it
        std::vector<std::string> cells = full;
        if (alone) cells[3] = cells[5] = cells[8] = cells[10] = cells[15] = cells[18] = cells[19] = "";
        cells[i] = "";
        const kind_set kinds{kind::email, kind::phone, kind::person_at};
        const collected want = walk(table(roles, {cells}), kinds, at);
        for (const char* none : {R"(\N)", "#N/A", "#REF!", "(null)", "[NULL]", "<NA>", "=\"#N/A\""}) {
          cells[i] = none;
          CAPTURE(roles[i], none, to_text(at), alone);
          const collected got = walk(table(roles, {cells}), kinds, at);
          CHECK(got.found == want.found);
          CHECK(got.junk == want.junk);
        }
        // Beside a street, words say so too.
        if (at == level::exact || !beside_a_street.contains(roles[i])) continue;
        for (const char* none :
             {"NULL", "null", "None", "nan", "N/A", "n.a.", "NA", "-", "--", ".", "0", "unknown"}) {
          cells[i] = none;
          CAPTURE(roles[i], none, to_text(at), alone);
          CHECK(walk(table(roles, {cells}), kinds, at).found == want.found);
        }
      }
    }
  }
}

TEST_CASE("a phone or a ZIP code that lost digits to a spreadsheet is junk of its own kind") {
  const std::vector<std::string> roles = {"owner1.full_name", "owner1.phone", "row.phone",
                                          "property.street",  "property.zip", "mailing.street",
                                          "mailing.zip"};
  const collected bad = walk(table(roles, {{"Jane Doe", "5.55E+09", "4.155552671E+09", "12 Oak St",
                                            "8.95E+08", "9 Elm St, Reno, NV 89501", "8.95E+08"}}));
  CHECK(bad.rounded == std::multiset<std::string>{"phone owner1.phone", "zip property.zip"});
  CHECK(bad.junk == std::multiset<std::string>{"phone owner1.phone", "address property.street"});
  CHECK(bad.found.count("phone row.phone +14155552671") == 1);
  const collected armoured = walk(table(roles, {{"", "=\"4.16E+09\"", "", "", "", "", ""}}));
  CHECK(armoured.rounded.size() == 1);
  // Nobody looks for phones: nobody minds.
  CHECK(walk(table(roles, {{"", "5.55E+09", "", "", "8.95E+08", "", ""}}), {kind::email}).rounded.empty());
}

TEST_CASE("an address by itself is looked for only where it is wanted") {
  const table rows({"owner1.full_name", "property.street", "property.zip"}, {{"", "12 Oak St", "89501"}});
  CHECK(walk(rows).found.empty());
  CHECK(walk(rows, {kind::address}).found.size() == 1);
}

TEST_CASE("the cells that the walk reads are those of persons, addresses and row contacts") {
  const table rows(
      {"record", "owner1.full_name", "ignore", "row.phone", "owner1.phone1.satellite", "property.zip"},
      {{"", "", "", "", "", ""}});
  CHECK(cells_read(rows.layout()) == std::vector<std::uint32_t>{1, 3, 5});
}

TEST_CASE("narrowing finds the name and ZIP code of every person that the walk finds at an address") {
  const std::vector<std::string> roles = {"owner1.full_name", "owner1.first_name",  "owner1.middle_name",
                                          "owner1.last_name", "owner1.name_suffix", "owner2.first_name",
                                          "owner2.last_name", "property.street",    "property.zip",
                                          "mailing.street",   "mailing.street2",    "mailing.zip"};
  const std::string street = "12 Oak St";
  const std::vector<std::vector<std::string>> rows = {
      {"", "John", "", "Smith", "", "Jane", "Smith", street, "89501", street, "", "89501"},
      {"", "John A.", "", "O'Brien", "", "JOS\u00C9", "N\u00DA\u00D1EZ", street, "89501", "9 Elm Ave", "",
       "2139"},
      {"", "Mary Ann", "B", "de la Cruz", "Jr", "", "", street, "89501-1234", "", "", ""},
      {"Smith, John & Jane", "", "", "", "", "Jo", "Nguyen", street, "89501.0", "9 Elm Ave", "Apt 3",
       "=\"02139\""},
      {"John Smith", "John", "Q", "Smith", "", "", "Acme Homes LLC", street, "89501", "", "Apt 3", "02139"},
      {"", "J", "R", "Smith", "", "Jos\xE9", "Smith", "12 Caf\xE9 St", "89501", "9 Elm\xFF Ave", "\xFF",
       "02139"},
      {"", "n/a", "", "Unknown", "", "", "", street, "89501", "", "", ""},
      {"", "", "", "", "", "", "", street, "89501", street, "", "89501"}};
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    wanted_kinds wanted;
    wanted.want(kind::person_at, at);
    wanted.want(kind::person_zip, at);
    for (const auto& cells : rows) {
      const table one(roles, {cells});
      collected walked, narrowed;
      row_identifier identifiers(one.layout(), wanted);
      identifiers.walk_persons(one.rows(), 0, sink{one, walked});
      CAPTURE(to_text(at), cells);
      REQUIRE(identifiers.narrow(one.rows(), 0, sink{one, narrowed}));
      std::set<std::string> expected;
      for (const std::string& found : walked.found) {
        if (found.starts_with(to_text(kind::person_zip))) expected.insert(found);
      }
      // Nobody is missing; what only looks like an address may be one more.
      CHECK(std::includes(narrowed.found.begin(), narrowed.found.end(), expected.begin(), expected.end()));
      CHECK(narrowed.repaired == walked.repaired);
      std::erase_if(walked.junk, [](const std::string& what) { return what.starts_with("address"); });
      CHECK(narrowed.junk == walked.junk);
    }
  }
  const table whole({"owner1.full_name", "property.address"}, {{"Jane Doe", "12 Oak St, Reno, NV 89501"}});
  wanted_kinds wanted;
  wanted.want(kind::person_at, level::standard);
  collected found;
  CHECK_FALSE(row_identifier(whole.layout(), wanted).narrow(whole.rows(), 0, sink{whole, found}));
  CHECK(found.found.empty());
}

TEST_CASE(
    "a cell whose characters were escaped for a page, a program or a URL, any of them or all, says what it "
    "said") {
  const std::vector<std::string> columns = {"owner1.email", "row.phone", "owner1.full_name",
                                            "property.street", "property.zip"};
  const std::vector<std::vector<std::string>> rows = {
      {"jane@example.com", "(415) 555-2671", "O'Brien, Sean", "12 O'Brien St", "89501"},
      {"jane@example.com; ann@example.org", "415-555-2671; 212-555-0198", "John & Jane Smith", "12 Oak St #4",
       "89501"},
      {"jane@example.com\nann@example.org", "415-555-2671\n212-555-0198", "John Smith\nJane Doe",
       "12 Oak St\nApt 4", "89501"},
      {"tom&jane@example.com", "+1 415 555 2671", "Mu\u00F1oz, Jos\u00E9", "500 N Main St, Apt 4-B", "89501"},
      {"o'brien@example.com", "415-555-2671 x12", "Smith, John", "PO Box 7", "89501"},
      {"Jane <jane@example.com>", "tel:415-555-2671", "Jane Doe", "12 Oak St", "89501"}};
  const auto escaped = [](char c, const std::string& how) {
    const auto code = static_cast<unsigned char>(c);
    constexpr char digits[] = "0123456789abcdef";
    if (how == "&#") return how + std::to_string(code) + ";";
    return how + digits[code / 16] + digits[code % 16] + (how == "&#x" ? ";" : "");
  };
  for (const auto& row : rows) {
    const auto expected = walk(table(columns, {row}));
    CHECK(expected.junk.empty());
    for (std::size_t cell = 0; cell + 1 < row.size(); ++cell) {
      const auto check = [&](const std::string& text) {
        auto changed = row;
        changed[cell] = text;
        INFO("<" << text << ">");
        const auto got = walk(table(columns, {changed}));
        CHECK(got.found == expected.found);
        CHECK(got.junk == expected.junk);
      };
      for (const std::string how : {"&#", "&#x", R"(\u00)", "%"}) {
        std::string all;
        for (std::size_t i = 0; i < row[cell].size(); ++i) {
          const char c = row[cell][i];
          all += is_ascii(c) ? escaped(c, how) : std::string(1, c);
          if (how == "%" && cell == 0) continue;  // beside an '@' it is the address's own
          if (is_ascii(c)) check(row[cell].substr(0, i) + escaped(c, how) + row[cell].substr(i + 1));
        }
        check(all);
      }
      // Serialized, alone and beside what names nobody, once and again.
      const std::string& value = row[cell];
      std::string json;
      for (const char c : value) json += c == '\n' ? std::string("\\n") : std::string(1, c);
      const std::string php = "s:" + std::to_string(value.size()) + ":\"" + value + "\";";
      for (const std::string& text :
           {R"({"value":")" + json + "\"}", R"({"a":null,"b":true,"value": ")" + json + R"(", "c": []})",
            R"([{"value":")" + json + "\"}]", R"({"outer":"{\"value\":\")" + json + R"(\"}"})",
            "\"value\"=>\"" + json + "\"", "u\"" + json + "\"", php, "a:2:{i:0;" + php + "i:1;N;}",
            "<value>" + value + "</value>", "<row><a></a><value>" + value + "</value></row>"}) {
        check(text);
      }
      for (std::size_t i = 0; i < row[cell].size(); ++i) {
        const auto check_with = [&](const std::string& text) {
          check(row[cell].substr(0, i) + text + row[cell].substr(i + 1));
        };
        switch (row[cell][i]) {
          case '\n':
            for (const char* end : {"<br>", R"(\n)", R"(\r\n)", R"(\\n)"}) check_with(end);
            break;
          case '\'': check_with(R"(\')"); break;
        }
      }
    }
  }
}
