// SPDX-License-Identifier: Apache-2.0
#include <optout/io/diff_files.hpp>
#include <support/catch.hpp>
#include <support/temp_folder.hpp>

#include <random>
#include <string>
#include <vector>

using namespace optout;
using what = file_difference::what;

namespace {

using cell_rows = std::vector<std::vector<std::string>>;

std::string csv_of(const std::vector<std::string>& header, const cell_rows& all) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + cells[i];
    text += '\n';
  };
  add(header);
  for (const auto& row : all) add(row);
  return text;
}

struct result {
  absl::StatusOr<scrub_diff> done;
  std::vector<std::string> seen;  // "- 3", "~ 4:Phone>" and the like
};

result diff(const std::string& before, const std::string& after, const diff_options& options = {}) {
  const test::temp_folder folder;
  test::write_file(folder / "before", before);
  test::write_file(folder / "after", after);
  result out{absl::UnknownError("not run"), {}};
  out.done = diff_files(
      folder / "before", folder / "after", options, [&](const scrub_diff& files, const file_difference& d) {
        std::string line(1, "+-~!!!"[static_cast<int>(d.kind)]);
        if (d.kind == what::column_appended) line += " " + files.column_name(d.column);
        if (d.before > 0) line += " " + std::to_string(d.before);
        if (d.kind == what::row_added || d.kind == what::row_moved) {
          line += " as " + std::to_string(d.after);
        }
        for (const cell_change& c : d.cells) {
          line +=
              " " + files.column_name(c.column) + ":" + std::string(c.before) + ">" + std::string(c.after);
        }
        out.seen.push_back(line);
        return absl::OkStatus();
      });
  return out;
}

using lines = std::vector<std::string>;
const std::string head = "id,first_name,email,phone\n";
const std::string six =
    head +
    "1,Ann,a@example.com,1\n2,Bob,b@example.com,2\n3,Cat,c@example.com,3\n4,Dan,d@example.com,4\n"
    "5,Eve,e@example.com,5\n6,Fay,f@example.com,6\n";

// Whether `after` can come from `before` by dropping rows and blanking cells: every way is tried.
bool can_come_from(const cell_rows& before, const cell_rows& after, std::size_t b = 0, std::size_t a = 0) {
  if (a == after.size()) return true;
  for (; b < before.size(); ++b) {
    bool fits = true;
    for (std::size_t c = 0; c < before[b].size(); ++c) {
      fits = fits && (after[a][c].empty() || after[a][c] == before[b][c]);
    }
    if (fits && can_come_from(before, after, b + 1, a + 1)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("rows gone, cells blanked and columns appended are what a scrub does") {
  const result r = diff(six,
                        "id,first_name,email,phone,optout_suppressed\n1,Ann,a@example.com,1,\n3,Cat,,,email\n"
                        "4,Dan,d@example.com,4,\n6,,f@example.com,6,\n");
  REQUIRE(r.done.ok());
  CHECK(r.seen == lines{"+ optout_suppressed", "- 2", "~ 3 email:c@example.com> phone:3>", "- 5",
                        "~ 6 first_name:Fay>"});
  CHECK(r.done->is_a_scrub());
  CHECK(r.done->rows_before == 6);
  CHECK(r.done->rows_after == 4);
  CHECK(r.done->rows_gone == 2);
  CHECK(r.done->rows_blanked == 2);
  CHECK(r.done->blanked == std::vector<std::uint64_t>{0, 1, 1, 1});
}

TEST_CASE("a file and itself do not differ, whatever its quotes, delimiter and line ends") {
  CHECK(diff(six, six).seen.empty());
  std::string tabs = six;
  for (char& c : tabs) c = c == ',' ? '\t' : c;
  CHECK(diff(six, tabs).seen.empty());
  const result r = diff(head + "1,\"Ann \"\"A\"\"\",\"x\",2\r\n", head + "\"1\",\"Ann \"\"A\"\"\",x,2");
  CHECK(r.seen.empty());
  CHECK(r.done->rows_after == 1);
}

TEST_CASE("what no scrub does is told, and the walk finds its way back") {
  const auto check = [](const std::string& after, const lines& expected) {
    for (const std::size_t look_ahead : {std::size_t{6}, std::size_t{100}}) {
      const result r = diff(six, head + after, {.look_ahead = look_ahead});
      REQUIRE(r.done.ok());
      CHECK(r.seen == expected);
      CHECK_FALSE(r.done->is_a_scrub());
      CHECK(r.done->rows_before == 6);
      CHECK(r.done->rows_after + r.done->rows_gone + r.done->rows_moved ==
            6 + r.done->rows_added + r.done->rows_moved);
    }
  };
  const std::string a = "1,Ann,a@example.com,1\n", b = "2,Bob,b@example.com,2\n",
                    c = "3,Cat,c@example.com,3\n", d = "4,Dan,d@example.com,4\n",
                    e = "5,Eve,e@example.com,5\n", f = "6,Fay,f@example.com,6\n";
  check(a + b + "3,Cat,x@example.com,\n" + d + e + f, {"! 3 email:c@example.com>x@example.com phone:3>"});
  check(a + b + c + "9,Zoe,z@example.com,9\n" + d + e + f, {"! as 4"});
  check(b + c + a + d + e + f, {"- 1", "! 1 as 3"});
  check(a + b + c + d + e + f + f, {"! as 7"});
  check(a + b + c + d + e + "6,Fay,g@example.com,6\n", {"! 6 email:f@example.com>g@example.com"});
}

TEST_CASE("more rows may be gone at once than are looked ahead") {
  cell_rows before, after;
  // The phone comes again far below.
  for (int i = 0; i < 5000; ++i) {
    before.push_back({std::to_string(i), "Ann", std::to_string(i % 1500), i % 3 == 0 ? "x" : ""});
  }
  for (int i = 0; i < 5000; ++i) {
    if (i < 10 || i >= 4000) after.push_back(before[static_cast<std::size_t>(i)]);
  }
  const std::vector<std::string> header = {"id", "first_name", "phone", "email"};
  for (const std::size_t look_ahead : {1u, 2u, 100u, 4096u}) {
    for (const std::size_t chunk : {std::size_t{50}, std::size_t{1} << 18}) {
      const result r = diff(csv_of(header, before), csv_of(header, after), {look_ahead, chunk});
      REQUIRE(r.done.ok());
      CHECK(r.done->is_a_scrub());
      CHECK(r.done->rows_gone == 3990);
      CHECK(r.done->rows_before == 5000);
    }
  }
  CHECK(diff(csv_of(header, before), csv_of(header, {})).done->rows_gone == 5000);
}

TEST_CASE("a column changed in every row is found row by row") {
  cell_rows before, after;
  for (int i = 0; i < 3000; ++i)
    before.push_back({"k" + std::to_string(i), "Ann", "0" + std::to_string(i % 9), ""});
  for (int i = 0; i < 3000; ++i) {
    if (i % 50 == 7) continue;
    after.push_back(before[static_cast<std::size_t>(i)]);
    after.back()[2].erase(0, 1);
  }
  const std::vector<std::string> header = {"id", "first_name", "zip", "email"};
  const result r = diff(csv_of(header, before), csv_of(header, after), {.look_ahead = 200});
  CHECK(r.done->altered == std::vector<std::uint64_t>{0, 0, 2940, 0});
  CHECK(r.done->rows_gone == 60);
  CHECK(r.done->rows_added == 0);
}

TEST_CASE("the verdict is that of trying every way, also where rows are alike") {
  std::mt19937 random(20260801);
  const auto below = [&](unsigned end) { return static_cast<std::size_t>(random() % end); };
  std::size_t scrubs = 0;
  constexpr std::size_t rounds = 4000;
  for (std::size_t round = 0; round < rounds; ++round) {
    cell_rows before(below(7)), after;
    for (auto& row : before) {
      for (int c = 0; c < 3; ++c) row.emplace_back(1, "abc"[below(3)]);
    }
    for (const auto& row : before) {
      if (below(3) == 0) continue;
      after.push_back(row);
      if (below(2) == 0) after.back()[below(3)] = "";
      if (below(12) == 0) after.back()[below(3)] = "c";
      if (after.size() > 1 && below(12) == 0) std::swap(after.back(), after[below(2)]);
    }
    const bool expected = can_come_from(before, after);
    scrubs += expected;
    const std::vector<std::string> header = {"id", "first_name", "email"};
    const result r =
        diff(csv_of(header, before), csv_of(header, after), {.look_ahead = std::size_t{1} << below(5)});
    REQUIRE(r.done.ok());
    INFO(csv_of(header, before) << "\n" << csv_of(header, after));
    REQUIRE(r.done->is_a_scrub() == expected);
    REQUIRE(r.done->rows_before == before.size());
    REQUIRE(r.done->rows_after == after.size());
    REQUIRE(r.done->rows_gone + r.done->rows_after == before.size() + r.done->rows_added);
  }
  CHECK(scrubs > rounds / 4);
  CHECK(scrubs < rounds);
}

TEST_CASE("rows with too many or too few fields may be gone, and may not stand in AFTER") {
  const result gone = diff(six + "7,too,few\n", six);
  CHECK(gone.done->is_a_scrub());
  CHECK(gone.seen == lines{"- 7"});
  const result stays = diff(six + "7,too,few\n", six + "7,too,few\n");
  CHECK(fault_of(stays.done.status()) == fault::input);
  CHECK(stays.done.status().message().find("row 7 has 3 fields") != absl::string_view::npos);
}

TEST_CASE("headers that differ are refused, and name nobody") {
  for (const std::string other :
       {"id,first_name,email\n", "id,first_name,phone,email\n", "first_name,email,phone,id\n"}) {
    CHECK(fault_of(diff(six, other).done.status()) == fault::self_check);
  }
  const std::string somebody = "1,Ann,a@example.com,217-555-0142\n";
  const result r = diff(somebody + "2,Bob,b@example.com,217-555-0143\n", somebody + "2,Bob,,217-555-0143\n");
  CHECK(r.seen == lines{"~ 1 column 3:b@example.com>"});
  CHECK(diff(somebody, "2,Bob,b@example.com,217-555-0143\n").done.status().message().find("Bob") ==
        absl::string_view::npos);
  CHECK(fault_of(diff_files("-", "-", {}, nullptr).status()) == fault::usage);
  CHECK(fault_of(diff_files("/no/such/file", "-", {}, nullptr).status()) == fault::io);
}

TEST_CASE("a sink that fails ends the walk") {
  const test::temp_folder folder;
  test::write_file(folder / "before", six);
  test::write_file(folder / "after", head);
  int calls = 0;
  const auto done = diff_files(folder / "before", folder / "after", {}, [&](const auto&, const auto&) {
    return ++calls == 2 ? failure(fault::io, "full") : absl::OkStatus();
  });
  CHECK(fault_of(done.status()) == fault::io);
  CHECK(calls == 2);
}
