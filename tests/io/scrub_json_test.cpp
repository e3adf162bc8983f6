// A scrub of JSON: the same bytes and the same audit, however it is cut and shared out.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/json.hpp>
#include <optout/io/scrub_file.hpp>
#include <support/catch.hpp>
#include <support/person_list.hpp>
#include <support/temp_folder.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace optout;

namespace {

// Rows whose shapes differ on purpose: what one of them teaches of paths must not change another.
std::string random_row(std::mt19937& random, int i) {
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  const std::string number = std::to_string(i);
  const auto name = [&](const std::string& given) {
    std::string out = R"({"first":")" + given + R"(","last":"Lee")";
    if (one_in(2)) out += R"(,"full":")" + given + R"( Lee")";
    return out + '}';
  };
  const std::string address =
      R"({"street":")" + number + R"( Main St","city":"Troy","state":"NY","zip":12180})";
  const std::string phone = R"({"number":217555)" + std::to_string(1000 + i) + R"(,"type":"Mobile"})";
  std::vector<std::string> members;
  std::vector<std::string> owner;
  if (one_in(2)) owner.push_back(R"("fullName":"Ann Lee")");
  if (!one_in(4)) owner.push_back(R"("names":[)" + name("Ann") + (one_in(2) ? "," + name("Bo") : "") + "]");
  if (one_in(2)) owner.push_back(R"("emails":["ann)" + number + R"(@example.com"])");
  if (one_in(2)) owner.push_back(R"("phoneNumbers":[)" + phone + "]");
  if (one_in(2)) owner.push_back(R"("mailingAddress":)" + address);
  const auto joined = [](const std::vector<std::string>& all) {
    std::string out = "{";
    for (const std::string& one : all) out += (out.size() > 1 ? "," : "") + one;
    return out + '}';
  };
  if (!owner.empty()) members.push_back(R"("owner":)" + joined(owner));
  if (one_in(2)) members.push_back(R"("address":)" + address);
  if (one_in(3)) {
    members.push_back(R"("persons":[{"name":{"full":"Cy Fox","akas":["Ann Lee"]},"phones":[)" + phone +
                      R"(],"addresses":[)" + address + "]}]");
  }
  if (one_in(9)) members.push_back(R"("k)" + number + R"(":{"email":"x)" + number + R"(@example.com"})");
  std::shuffle(members.begin(), members.end(), random);
  return joined(members);
}

std::vector<std::vector<std::string>> asked(int rows) {
  std::vector<std::vector<std::string>> out;
  for (int i = 0; i < rows; i += 3) {
    const std::string number = std::to_string(i);
    if (i % 2 == 0) {
      out.push_back({"Ann Lee", "", "", number + " Main St", "12180"});
    } else {
      out.push_back({"", "ann" + number + "@example.com", "217555" + std::to_string(1000 + i), "", ""});
    }
  }
  return out;
}

}  // namespace

TEST_CASE("JSON is scrubbed the same for any number of jobs and any size of chunks") {
  constexpr int rows = 400;
  std::mt19937 random(11);
  const test::temp_folder folder;
  std::string lines, array = "{\"n\":1,\"rows\":[\n";
  for (int i = 0; i < rows; ++i) {
    const std::string row = random_row(random, i);
    lines += row + '\n';
    array += row + (i + 1 < rows ? " ,\n" : "\n");
  }
  array += "]}\n";
  test::write_file(folder / "rows.ndjson", lines);
  test::write_file(folder / "rows.json", array);
  const test::table people(test::person_roles, asked(rows));
  const suppression_list list = test::list_of(folder, "web", people);
  for (const action does : {action::drop_row, action::blank_person, action::blank_field, action::flag}) {
    const scrubber scrub(test::keyring_of(1), {list}, {.on_match = does});
    for (const std::string file : {"rows.ndjson", "rows.json"}) {
      std::string first, first_audit;
      std::uint64_t first_blanked = 0;
      for (const unsigned jobs : {1u, 3u}) {
        for (const std::size_t chunk : {std::size_t{1} << 20, std::size_t{1}, std::size_t{3000}}) {
          const auto done =
              scrub_file(folder / file, folder / "clean", scrub,
                         {.audit_file = folder / "audit.csv", .jobs = jobs, .chunk_bytes = chunk});
          INFO(done.status().ToString());
          REQUIRE(done.ok());
          CHECK(done->counts.rows_in == rows);
          CHECK(done->counts.rows_out() == rows - done->counts.rows_dropped);
          const std::string text = test::read_file(folder / "clean");
          const std::string audit = test::read_file(folder / "audit.csv");
          if (first.empty()) {
            first = text;
            first_audit = audit;
            first_blanked = done->counts.cells_blanked;
            CHECK(text != (file == "rows.json" ? array : lines));
          }
          CHECK(text == first);
          CHECK(audit == first_audit);
          CHECK(done->counts.cells_blanked == first_blanked);
        }
      }
    }
  }
}

TEST_CASE("a row with far more paths than others is read like any other") {
  const test::temp_folder folder;
  std::string wide = R"({"persons":[)";
  for (int i = 0; i < 3000; ++i) {
    wide += (i == 0 ? "" : ",") +
            (R"({"name":"Ann Lee","emails":["p)" + std::to_string(i) + R"(@example.com"]})");
  }
  wide += "]}\n";
  const std::string stays = R"({"persons":[{"name":"Bo Ek","emails":["bo@example.com"]}]})"
                            "\n";
  const std::string goes = R"({"persons":[{"name":"Bo Ek","emails":["P2999@example.com"]}]})"
                           "\n";
  test::write_file(folder / "rows.ndjson", stays + wide + stays + wide + goes + stays);
  const test::table wanted(test::person_roles, {{"", "p2999@example.com", "", "", ""}});
  const scrubber scrub(test::keyring_of(1), {test::list_of(folder, "web", wanted)});
  const auto done = scrub_file(folder / "rows.ndjson", folder / "clean.ndjson", scrub);
  INFO(done.status().ToString());
  REQUIRE(done.ok());
  CHECK(test::read_file(folder / "clean.ndjson") == stays + stays + stays);
  std::string huge = R"({"persons":[)";
  for (int i = 0; i < 10001; ++i) huge += (i == 0 ? "" : ",") + std::string(R"({"name":"Ann Lee"})");
  test::write_file(folder / "rows.ndjson", stays + huge + "]}\n");
  const auto refused = scrub_file(folder / "rows.ndjson", folder / "clean.ndjson", scrub);
  REQUIRE_FALSE(refused.ok());
  CHECK(fault_of(refused.status()) == fault::input);
  CHECK(refused.status().message().find("row 2") != absl::string_view::npos);
}
