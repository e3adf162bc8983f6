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
  filter.for_each_maybe(held, mask, [&](std::size_t i) { left.push_back(held[i]); });
  CHECK(left == held);
  const std::vector<key> others = test::random_keys(20000, 99);
  std::size_t strangers = 0;
  filter.for_each_maybe(others, mask, [&](std::size_t) { ++strangers; });
  CHECK(strangers < 600);
  CHECK_FALSE(union_filter(std::span(lists).first(2)).worth());
}
