// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_spool.hpp>
#include <support/catch.hpp>
#include <support/random_keys.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

using namespace optout;

namespace {

std::vector<key> spooled(std::span<const key> keys, std::size_t memory, unsigned jobs, std::size_t at_once) {
  key_spool spool(memory, jobs);
  for (std::size_t from = 0; from < keys.size(); from += at_once) {
    REQUIRE(spool.add(keys.subspan(from, std::min(at_once, keys.size() - from))).ok());
  }
  const auto all = spool.finish();
  REQUIRE(all.ok());
  std::vector<key> out(all->keys().begin(), all->keys().end());
  all->let_go();
  CHECK(std::equal(out.begin(), out.end(), all->keys().begin()));
  return out;
}

}  // namespace

TEST_CASE("keys come back ascending and each once, however little memory there is") {
  std::vector<key> keys = test::random_keys(20'000, 5);
  keys.insert(keys.end(), keys.begin(), keys.begin() + 7'000);
  keys.insert(keys.end(), 5'000, keys[3]);  // more of one than any memory holds
  keys.push_back({0, 0});
  keys.push_back({~std::uint64_t{0}, ~std::uint64_t{0}});
  test::shuffle(keys, 6);
  const std::set<key> distinct(keys.begin(), keys.end());
  const std::vector<key> expected(distinct.begin(), distinct.end());
  for (const std::size_t memory : {0, 20'000, 200'000, 1'000'000, 1 << 30}) {
    for (const unsigned jobs : {1u, 2u}) {
      CHECK((spooled(keys, memory, jobs, 777) == expected));
      CHECK((spooled(keys, memory, jobs, keys.size()) == expected));
    }
  }
}

TEST_CASE("keys that differ in their low half alone, and no keys at all, are kept as well") {
  std::vector<key> keys;
  for (std::uint64_t i = 0; i < 5'000; ++i) keys.push_back({.lo = i * i, .hi = 42});
  CHECK((spooled(keys, 0, 2, 10) == keys));
  CHECK(spooled({}, 0, 1, 1).empty());
  CHECK(spooled(std::span(keys).first(1), 0, 1, 1).size() == 1);
}

TEST_CASE("without a folder for temporaries, only what fits into memory is taken") {
  const std::vector<key> keys = test::random_keys(1'000, 8);
  ::setenv("TMPDIR", "/nowhere/at/all", 1);
  key_spool large(std::size_t{1} << 20, 1), small(0, 1);
  CHECK(large.add(keys).ok());
  CHECK(large.finish().ok());
  const absl::Status refused = small.add(keys);
  ::unsetenv("TMPDIR");
  REQUIRE_FALSE(refused.ok());
  CHECK(fault_of(refused) == fault::io);
}
