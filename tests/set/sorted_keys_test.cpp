// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_set_builder.hpp>
#include <optout/set/sorted_keys.hpp>
#include <support/catch.hpp>
#include <support/membership_suite.hpp>

using namespace optout;
using namespace optout::test;

namespace {

struct record {
  key k;
  std::uint64_t place;
};

// `keys` as records in arrays that end at `cuts`.
struct records_in_runs {
  std::vector<std::vector<record>> runs;
  sorted_keys view;

  records_in_runs(const std::vector<key>& keys, std::vector<std::size_t> cuts) {
    cuts.push_back(keys.size());
    std::size_t i = 0;
    for (const std::size_t cut : cuts) {
      std::vector<record>& run = runs.emplace_back();
      for (; i < cut; ++i) run.push_back({keys[i], i});
      view.append(std::span<const record>(run));
    }
  }
};

}  // namespace

TEST_CASE("keys read the same from one array and from records in several, in any order") {
  const std::vector<key> keys = sorted_unique(random_keys(1000, 71));
  const sorted_keys in_one(keys);
  for (const std::vector<std::size_t>& cuts :
       {std::vector<std::size_t>{}, {0, 0}, {1}, {500}, {1, 2, 2, 2, 999}, {1000}, {333, 334, 667}}) {
    const records_in_runs in_runs(keys, cuts);
    REQUIRE(in_runs.view.size() == keys.size());
    auto key_at = in_runs.view.read();
    auto record_at = in_runs.view.read<record>();
    auto at = in_one.read();
    for (std::size_t n = 0; n < 3000; ++n) {
      const std::size_t i = n < 1000 ? n : n < 2000 ? 1999 - n : n * 7919 % 1000;
      REQUIRE(key_at[i] == keys[i]);
      REQUIRE(at[i] == keys[i]);
      REQUIRE(record_at[i].place == i);
    }
  }
}

TEST_CASE("no keys are empty, however many arrays they lie in") {
  CHECK(sorted_keys().empty());
  CHECK(sorted_keys(std::vector<key>()).empty());
  CHECK(records_in_runs({}, {0, 0}).view.empty());
  CHECK(build_key_set({}).table == build_key_set(records_in_runs({}, {0}).view).table);
}

TEST_CASE("a set is the same, to the byte, where its keys lie in several arrays") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const key_set_image expected = build_key_set(keys);
    const std::size_t third = keys.size() / 3;
    for (const unsigned jobs : {1u, 3u}) {
      const key_set_image image =
          build_key_set(records_in_runs(keys, {0, third, third, keys.size() - third / 2}).view, jobs);
      CHECK((image.filter == expected.filter));
      CHECK((image.table == expected.table));
      CHECK(image.slots == expected.slots);
    }
  }
}
