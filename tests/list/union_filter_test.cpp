// SPDX-License-Identifier: Apache-2.0
#include <optout/list/union_filter.hpp>
#include <support/catch.hpp>
#include <support/random_keys.hpp>
#include <support/sample_list.hpp>
#include <support/temp_folder.hpp>

#include <string>
#include <vector>

using namespace optout;

TEST_CASE("a union filter lets every key of every list pass, and few others") {
  const test::temp_folder folder;
  const keyring keys = test::keyring_of(1);
  std::vector<suppression_list> lists;
  std::vector<key> held;
  for (int n : {40, 1, 300, 1000}) {
    const std::string path = folder / (std::to_string(n) + ".optout");
    REQUIRE(test::sample_builder(keys, n).write(path).ok());
    lists.push_back(*suppression_list::open(path, keys));
    lists.back().for_each_key([&](const key& k, const list_namespace&, std::uint32_t) { held.push_back(k); });
  }
  REQUIRE(held.size() > 1000);
  const union_filter filter(lists);
  REQUIRE(filter.worth());
  std::vector<std::uint64_t> mask;
  std::vector<key> left;
  std::vector<std::uint32_t> places;
  filter.find(held, mask, left, places);
  CHECK(left == held);
  const std::vector<key> others = test::random_keys(20000, 99);
  filter.find(others, mask, left, places);
  CHECK(left.size() < 600);
  REQUIRE(left.size() == places.size());
  for (std::size_t i = 0; i < left.size(); ++i) CHECK(others[places[i]] == left[i]);
  CHECK_FALSE(union_filter(std::span(lists).first(2)).worth());
}
