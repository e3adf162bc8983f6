// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/scrubber.hpp>
#include <support/catch.hpp>
#include <support/person_list.hpp>

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

using namespace optout;
using test::list_of;
using test::person_roles;
using test::table;

namespace {

// Two lists: Jane opted out and does not want to be called; Sam wants his data deleted.
struct scene {
  test::temp_folder folder;
  table jane{person_roles, {{"Jane Doe", "jane@example.com", "415-555-0171", "12 Oak St", "89501"}}};
  table sam{person_roles, {{"Sam Poe", "sam@example.com", "", "", ""}}};
  std::vector<suppression_list> lists = {list_of(folder, "web", jane),
                                         list_of(folder, "calls", jane, {.type = request_type::do_not_call}),
                                         list_of(folder, "erase", sam, {.type = request_type::delete_data})};

  scrub_counts counts(const policy& rules, const std::vector<std::vector<std::string>>& rows) const {
    const table all({"owner1.full_name", "owner1.email", "owner1.phone1", "owner1.phone1.satellite",
                     "property.street", "property.state", "property.zip"},
                    rows);
    const scrubber scrub(test::keyring_of(1), lists, rules);
    decisions decided;
    REQUIRE(scrub.decide(all.rows(), decided).ok());
    return decided.counts();
  }
};

template <typename Counts, typename At>
std::uint64_t count(const Counts& counts, At at) {
  return counts[static_cast<std::size_t>(at)];
}

const std::vector<std::vector<std::string>> four_rows = {
    {"Jane Doe", "jane@example.com", "415-555-0171", "Mobile", "12 Oak St", "NV", "89501"},
    {"Jan Smith", "", "(415) 555-0171", "Mobile", "9 Pine Rd", "Texas", "78701"},
    {"Sam Poe", "SAM@example.com", "212-555-0147", "", "8 Pine Rd", "", "78701"},
    {"Ann Lee", "ann@example.com", "212-555-0148", "", "7 Pine Rd", "TX", "78701"}};

}  // namespace

TEST_CASE("a row counts once for each list, type, kind and state, and a request once in all") {
  const scene s;
  const scrub_counts n = s.counts({}, four_rows);
  CHECK(n.rows_dropped == 3);
  CHECK(n.rows_leaking == 3);
  CHECK(n.rows_by_list == std::vector<std::uint64_t>{2, 2, 1});
  CHECK(count(n.rows_by_type, request_type::opt_out) == 2);
  CHECK(count(n.rows_by_type, request_type::do_not_call) == 2);
  CHECK(count(n.rows_by_type, request_type::delete_data) == 1);
  CHECK(count(n.rows_by_kind, kind::email) == 2);
  CHECK(count(n.rows_by_kind, kind::phone) == 2);
  CHECK(n.rows_by_state[scrub_counts::state_index("nv")] == 1);
  CHECK(n.rows_by_state[scrub_counts::state_index("tx")] == 1);
  CHECK(n.rows_by_state[scrub_counts::no_state] == 1);
  CHECK(std::accumulate(n.rows_by_state.begin(), n.rows_by_state.end(), std::uint64_t{0}) == 3);
  for (const std::uint32_t list : {0u, 1u, 2u}) CHECK(n.requests.count(list) == 1);
  CHECK(n.requests.count(3) == 0);

  // Counts of batches add up, but for requests, which are the same.
  scrub_counts twice = n;
  twice.add(n);
  CHECK(twice.rows_leaking == 6);
  CHECK(twice.rows_by_list == std::vector<std::uint64_t>{4, 4, 2});
  CHECK(count(twice.rows_by_type, request_type::opt_out) == 4);
  CHECK(twice.rows_by_state[scrub_counts::state_index("nv")] == 2);
  CHECK(twice.requests.count(0) == 1);
}

TEST_CASE("cells count where they held something, by what it was and for whom it went") {
  const scene s;
  policy rules{.on_match = action::keep};
  rules.rules.push_back({.types = {request_type::do_not_call}, .does = action::blank_phones});
  const scrub_counts n = s.counts(rules, four_rows);
  CHECK(n.rows_blanked == 2);
  CHECK(n.rows_exempt == 1);
  CHECK(n.rows_leaking == 2);
  CHECK(n.rows_by_rule == std::vector<std::uint64_t>{2});
  CHECK(count(n.cells_by_field, field::phone) == 2);
  CHECK(count(n.cells_by_field, field::satellite) == 2);
  CHECK(count(n.cells_by_type, request_type::do_not_call) == 4);
  CHECK(n.cells_blanked == 4);
  CHECK(n.requests.count(0) == 0);
  CHECK(n.requests.count(1) == 1);

  // The phones are gone: the email still matches, and nothing is left that must go.
  const scrub_counts clean =
      s.counts(rules, {{"Jane Doe", "jane@example.com", "", "", "12 Oak St", "NV", "89501"}});
  CHECK(clean.rows_blanked == 1);
  CHECK(clean.cells_blanked == 0);
  CHECK(clean.rows_leaking == 0);
}

TEST_CASE("a row that only says that it matched leaks nothing") {
  const scene s;
  const scrub_counts n = s.counts({.on_match = action::flag}, four_rows);
  CHECK(n.rows_flagged == 3);
  CHECK(n.rows_leaking == 0);
  CHECK(n.rows_by_list == std::vector<std::uint64_t>{2, 2, 1});
}

TEST_CASE("a request counts once, however many rows it matches") {
  request_set many;
  for (std::uint32_t i = 0; i < 100000; ++i) many.add(i % 2, i % 3000);
  CHECK(many.count(0) == 1500);
  CHECK(many.count(1) == 1500);
  request_set others;
  for (std::uint32_t i = 0; i < 5000; ++i) others.add(1, i);
  many.add(others);
  CHECK(many.count(0) == 1500);
  CHECK(many.count(1) == 5000);
}
