// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_sort.hpp>
#include <support/catch.hpp>
#include <support/membership_suite.hpp>

using namespace optout;
using namespace optout::test;

TEST_CASE("sorting agrees with std::sort at every size around its steps") {
  for (const std::size_t size : {0, 1, 2, 16, 17, 255, 256, 257, 300, 4095, 4096, 5000, 70000, 300000}) {
    INFO(size);
    std::vector<key> keys = random_keys(size, size + 1);
    std::vector<key> expected = keys;
    std::sort(expected.begin(), expected.end());
    sort_by_high(keys);
    CHECK((keys == expected));
  }
}

TEST_CASE("keys that are anything but random are sorted too, and left once each") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    std::vector<key> keys = family.keys;
    keys.insert(keys.end(), family.keys.begin(), family.keys.end());
    shuffle(keys, 41);
    sort_unique(keys);
    const std::set<key> expected(family.keys.begin(), family.keys.end());
    CHECK((keys == std::vector<key>(expected.begin(), expected.end())));
  }
}

TEST_CASE("records are sorted by their own order, ties of a key included") {
  struct record {
    key k;
    int ordinal;
    auto operator<=>(const record&) const = default;
  };
  const std::vector<key> keys = random_keys(2000, 42);
  std::vector<record> records;
  for (int i = 0; i < 6000; ++i) records.push_back({keys[static_cast<std::size_t>(i) % 2000], i % 7});
  std::vector<record> expected = records;
  std::sort(expected.begin(), expected.end());
  sort_by_high(records, [](const record& r) { return r.k.hi; });
  CHECK((records == expected));
}

TEST_CASE("any number of threads sorts to the same") {
  std::vector<key_family> families = key_families();
  families.push_back({"many", random_keys(100'000, 43)});
  families.push_back({"nearly all in one bucket", random_keys(20'000, 44)});
  for (std::size_t i = 0; i + 100 < families.back().keys.size(); ++i) families.back().keys[i].hi >>= 40;
  for (const key_family& family : families) {
    INFO(family.name);
    std::vector<key> mixed = family.keys;
    mixed.insert(mixed.end(), family.keys.begin(), family.keys.end());
    shuffle(mixed, 45);
    const std::set<key> expected(mixed.begin(), mixed.end());
    for (const unsigned jobs : {1u, 2u, 3u, 8u}) {
      std::vector<key> keys = mixed;
      sort_unique(keys, jobs);
      CHECK((keys == std::vector<key>(expected.begin(), expected.end())));
    }
  }
}

TEST_CASE("keys that agree in their top bits sort to the same") {
  large_array<key> scratch;
  for (const std::size_t size : {0, 1, 256, 257, 5000, 32768, 300000, 32769, 4096}) {
    for (const unsigned skip : {0u, 8u, 40u}) {
      INFO(size << " keys, " << skip << " bits");
      std::vector<key> expected = random_keys(size, size + skip);
      for (key& k : expected) k.hi >>= skip;
      large_array<key> keys(expected.begin(), expected.end());
      std::sort(expected.begin(), expected.end());
      sort_by_high(keys, skip, key_high{}, scratch);
      CHECK(std::ranges::equal(keys, expected));
    }
  }
}

TEST_CASE("records that are equal stay where the same ones stay, for any number of threads") {
  struct record {
    key k;
    int label;
    bool operator<(const record& other) const { return k < other.k; }
    bool operator==(const record&) const = default;
  };
  const std::vector<key> keys = random_keys(500, 46);
  std::vector<record> records;
  for (int i = 0; i < 20'000; ++i) records.push_back({keys[static_cast<std::size_t>(i) * 7 % 500], i});
  std::vector<record> expected = records;
  const auto high = [](const record& r) { return r.k.hi; };
  sort_by_high(expected, high);
  for (const unsigned jobs : {2u, 3u, 8u}) {
    std::vector<record> sorted = records;
    sort_by_high(sorted, high, jobs);
    CHECK((sorted == expected));
  }
}
