// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/scrubber.hpp>
#include <support/catch.hpp>
#include <support/person_list.hpp>

using namespace optout;
using test::person_roles;
using test::table;

TEST_CASE("one filter in front of many lists changes no hit") {
  const test::temp_folder folder;
  const auto email = [](int n) { return "person" + std::to_string(n) + "@example.com"; };
  const auto phone = [](int n) { return "415-555-" + std::to_string(1000 + n); };
  std::vector<suppression_list> lists;
  for (int l = 0; l < 20; ++l) {
    std::vector<std::vector<std::string>> asked;
    for (int n = l; n < 400; n += 7 + l) asked.push_back({"", email(n), phone(n + 1), "", ""});
    asked.push_back({"Jane Doe", "", "", std::to_string(l) + " Oak St", "89501"});
    lists.push_back(test::list_of(folder, "list" + std::to_string(l), table(person_roles, asked)));
  }
  std::vector<std::vector<std::string>> people;
  for (int n = 0; n < 600; ++n) {
    people.push_back({"Jane Doe", email(n), phone(n), std::to_string(n) + " Oak Street", "89501"});
  }
  const table rows(person_roles, people);
  const scrubber plain(test::keyring_of(1), lists);
  scrubber filtered(test::keyring_of(1), lists);
  filtered.filter_all_lists();
  decisions one, other;
  REQUIRE(plain.decide(rows.rows(), one).ok());
  REQUIRE(filtered.decide(rows.rows(), other).ok());
  REQUIRE(one.hits().size() > 400);
  CHECK(std::equal(one.hits().begin(), one.hits().end(), other.hits().begin(), other.hits().end()));
  CHECK(one.counts().rows_by_list == other.counts().rows_by_list);
}
