// SPDX-License-Identifier: Apache-2.0
#include <optout/io/canaries.hpp>
#include <optout/io/canary_watch.hpp>
#include <optout/io/compile_list.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace optout;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

// Canaries in an export of other people, and a list of them.
struct canary_scene {
  test::temp_folder folder;
  keyring keys = test::keyring_of(1);
  canaries made;
  std::string requests = folder / "canary_requests.csv", in = folder / "export.csv",
              out = folder / "clean.csv";

  explicit canary_scene(std::size_t count = 5, std::uint64_t seed = 1) : made(make_canaries(count, seed)) {
    test::write_file(requests, made.requests);
    plant(made.profiles);
  }
  void plant(const std::string& profiles) {
    std::string text = profiles;
    for (int i = 0; i < 500; ++i) {
      text += "p" + std::to_string(i) + ",Jane,Doe,jane" + std::to_string(i) +
              "@example.com,212-555-0100,9 Elm St,Reno,NV,89501,\n";
    }
    test::write_file(in, text);
  }
  scrubber scrub(const std::string& of_requests, const policy& rules = {},
                 const compile_options& how = {}) const {
    list_builder builder(keys, {.name = "web", .as_of = 20260801});
    test::write_file(folder / "compiled.csv", of_requests);
    REQUIRE(add_requests(folder / "compiled.csv", keys, how, builder).ok());
    REQUIRE(std::move(builder).write(folder / "web.optout").ok());
    return scrubber(keys, {*suppression_list::open(folder / "web.optout", keys)}, rules);
  }
  absl::StatusOr<scrub_summary> run(const scrubber& by, unsigned jobs = 1) const {
    return scrub_csv(in, out, by, {.jobs = jobs, .chunk_bytes = 2000, .canaries_file = requests});
  }
};

void check_fails(const absl::Status& status, std::string_view says) {
  CHECK(fault_of(status) == fault::self_check);
  INFO(status.message());
  CHECK(to_std(status.message()).find(says) != std::string_view::npos);
}

std::string without_line(const std::string& text, std::size_t line) {
  std::string out;
  const auto all = lines_of(text);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i != line) out += all[i] + '\n';
  }
  return out;
}

}  // namespace

TEST_CASE("a seed gives the same canaries, another seed others") {
  const canaries once = make_canaries(20, 7), again = make_canaries(20, 7), other = make_canaries(20, 8);
  CHECK(once.requests == again.requests);
  CHECK(once.profiles == again.profiles);
  CHECK(lines_of(once.requests).size() == 21);
  CHECK(lines_of(once.profiles).size() == 61);
  const auto first = lines_of(once.requests), second = lines_of(other.requests);
  const std::set<std::string> seen(first.begin() + 1, first.end());
  for (std::size_t i = 1; i < second.size(); ++i) CHECK(seen.count(second[i]) == 0);
  CHECK(*random_seed() != *random_seed());
}

TEST_CASE("every canary is caught by email, by phone and at its address, and by each of them alone") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const canary_scene s(seed == 1 ? canaries::most : 50, seed);
    const std::size_t count = seed == 1 ? canaries::most : 50;
    const scrubber by = s.scrub(s.made.requests);
    for (const unsigned jobs : {1u, 3u}) {
      const auto done = s.run(by, jobs);
      INFO(done.status().message());
      REQUIRE(done.ok());
      CHECK(done->canary_rows == 3 * count);
      CHECK(done->counts.rows_dropped == 3 * count);
      for (const kind k : {kind::email, kind::phone, kind::person_at}) {
        CHECK(done->counts.rows_by_kind[static_cast<std::size_t>(k)] >= count);
      }
      CHECK(std::filesystem::exists(s.out));
    }
  }
}

TEST_CASE("at every level and by each kind the canaries are caught") {
  const canary_scene s;
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    const auto done = s.run(s.scrub(s.made.requests, {}, {.at = at}));
    // Other spellings are no matches at level exact.
    CHECK(done.ok() == (at != level::exact));
  }
  for (const kind k : {kind::email, kind::phone, kind::person_at}) {
    const auto done = s.run(s.scrub(s.made.requests, {.kinds = {k}}));
    INFO(done.status().message());
    REQUIRE(done.ok());
    CHECK(done->canary_rows == 5);
  }
  CHECK(s.run(s.scrub(s.made.requests, {.strict = {kind::phone, kind::person_at}}, {.strict_keys = true}))
            .ok());
}

TEST_CASE("what a policy leaves of a canary is no leak, and what it blanks is watched") {
  const canary_scene s;
  for (const action does : all_actions) {
    if (does == action::keep) continue;
    const auto done = s.run(s.scrub(s.made.requests, {.on_match = does}));
    INFO(to_text(does) << ": " << done.status().message());
    REQUIRE(done.ok());
    CHECK(done->canary_rows == 15);
    CHECK(done->canary_rows_removed == (does == action::drop_row ? 15 : 0));
  }
  // In no row that is hit: nothing excuses it.
  const auto done = s.run(s.scrub(without_line(s.made.requests, 3), {.on_match = action::flag}));
  check_fails(done.status(), "-3 is left in a row that stays, by its email");
}

TEST_CASE("a canary that was not planted fails the run") {
  canary_scene s;
  const scrubber by = s.scrub(s.made.requests);
  const std::string id = lines_of(s.made.requests)[2].substr(0, lines_of(s.made.requests)[2].find(','));
  const char* ways[] = {"email", "phone", "person_at"};
  for (std::size_t way = 0; way < 3; ++way) {
    s.plant(without_line(s.made.profiles, 4 + way));
    test::write_file(s.out, "yesterday's");
    const auto done = s.run(by);
    check_fails(done.status(), "1 of 5 canaries");
    check_fails(done.status(), id + " (by " + ways[way] + ")");
    CHECK_FALSE(std::filesystem::exists(s.out));
  }
}

TEST_CASE("a canary that matching misses is found in what is written") {
  const canary_scene s;
  const auto misses = [&](const scrubber& by, std::string_view what) {
    const auto done = s.run(by);
    check_fails(done.status(), what);
    CHECK_FALSE(std::filesystem::exists(s.out));
  };
  misses(s.scrub(without_line(s.made.requests, 3)), "-3 is left in a row that stays, by its email");
  misses(s.scrub(s.made.requests, {}, {.kinds = {kind::phone, kind::person_at}}), "by its email");
  misses(s.scrub(s.made.requests, {}, {.kinds = {kind::email, kind::person_at}}), "by its phone");
  misses(s.scrub(s.made.requests, {}, {.kinds = {kind::email, kind::phone}}), "by its surname");
}

TEST_CASE("a canary in a column that nobody looked at is found") {
  canary_scene s;
  const auto canary = lines_of(s.made.requests)[1];
  const std::string surname = canary.substr(canary.find(',', canary.find(",opt_out,") + 9) + 1);
  s.plant(s.made.profiles + "Mrs " + surname.substr(0, surname.find(',')) + " at home,Jane,Doe,,,,,,,\n");
  check_fails(s.run(s.scrub(s.made.requests)).status(), "-1 is left in a row that stays, by its surname");
}

TEST_CASE("a file that is no file of canaries is refused") {
  canary_scene s(2);
  const scrubber by = s.scrub(s.made.requests);
  const auto refuse = [&](fault why, const std::string& text, std::string_view says) {
    test::write_file(s.requests, text);
    const auto done = s.run(by);
    CHECK(fault_of(done.status()) == why);
    CHECK(to_std(done.status().message()).find(says) != std::string_view::npos);
    CHECK_FALSE(std::filesystem::exists(s.out));
  };
  const std::string head = lines_of(s.made.requests)[0] + '\n';
  refuse(fault::usage, head, "holds no canaries");
  refuse(fault::usage, head + "R-1,opt_out,Jane,Doe,jane@example.com,,,,,,,,\n", "row 1 is no canary");
  refuse(fault::usage, s.made.profiles, "request_id");
  refuse(fault::input, head + "canary-1,opt_out\n", "row 1 has 2 fields");
  refuse(fault::input, "", "empty");
  refuse(fault::self_check, head + "canary-1,opt_out,Jane,,,,,,,,,,\n", "canary-1 (by anything");
  std::filesystem::remove(s.requests);
  CHECK(fault_of(s.run(by).status()) == fault::io);
}
