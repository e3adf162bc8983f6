// SPDX-License-Identifier: Apache-2.0
#include <support/membership_suite.hpp>

using namespace optout;
using namespace optout::test;

TEST_CASE("a batch gives the hits in order, each with the slot of its key") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const key_set_image image = build_key_set(keys);
    key_set_subject subject(image);
    CHECK(subject.set.slot_count() == image.slot_count);

    std::vector<key> asked = keys;
    for (const key& k : random_keys(2 * keys.size() + 3, 91)) asked.push_back(k);
    shuffle(asked, 92);
    std::vector<key_hit> expected;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto at = std::lower_bound(keys.begin(), keys.end(), asked[i]);
      if (at == keys.end() || *at != asked[i]) continue;
      const std::uint64_t slot = image.slots[static_cast<std::size_t>(at - keys.begin())];
      REQUIRE(subject.set.find(asked[i]) == slot);
      expected.push_back({static_cast<std::uint32_t>(i), slot});
    }
    const auto hits = subject.set.find(asked, subject.scratch);
    CHECK(std::equal(hits.begin(), hits.end(), expected.begin(), expected.end()));
  }
}

TEST_CASE("a scratch carries nothing from one batch, or one set, to the next") {
  const std::vector<key> keys = random_keys(3000, 93);
  const key_set_subject one({keys.begin(), keys.begin() + 1500});
  const key_set_subject two({keys.begin() + 1500, keys.end()});
  key_set::scratch scratch;
  CHECK(one.set.find(keys, scratch).size() == 1500);
  CHECK(two.set.find(std::span(keys).first(1600), scratch).size() == 100);
  CHECK(one.set.find(std::span(keys).first(0), scratch).empty());
  CHECK(two.set.find(keys, scratch).front().index == 1500);
}

TEST_CASE("a set without keys answers no") {
  const key_set none;
  key_set::scratch scratch;
  const std::vector<key> asked = random_keys(100, 94);
  CHECK(none.find(asked, scratch).empty());
  CHECK_FALSE(none.contains({}));
  CHECK(none.size() == 0);
}

TEST_CASE("a damaged filter or table is refused with its name") {
  const key_set_image image = build_key_set(sorted_unique(random_keys(100, 95)));
  const std::span<const std::byte> filter(image.filter);
  const std::span<const std::byte> table(image.table);
  CHECK(key_set::view(filter, table).ok());
  const auto bad_filter = key_set::view(filter.first(filter.size() - 1), table);
  const auto bad_table = key_set::view(filter, table.first(table.size() - 1));
  CHECK(to_std(bad_filter.status().message()).find("Bloom filter") == 0);
  CHECK(to_std(bad_table.status().message()).find("key table") == 0);
  CHECK_FALSE(key_set::view(table, filter).ok());
}

TEST_CASE("the walk over slots is that of the table") {
  const key_set_subject subject(random_keys(1000, 96));
  std::size_t seen = 0;
  subject.set.for_each_slot([&](std::uint64_t, std::uint64_t) { ++seen; });
  CHECK(seen == subject.size());
}

TEST_CASE("any number of threads builds the same set") {
  std::vector<key_family> families = key_families();
  families.push_back({"many", random_keys(50'000, 97)});
  for (const key_family& family : families) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const key_set_image expected = build_key_set(keys);
    CHECK(std::ranges::equal(expected.filter, bloom_filter_builder::build(keys)));
    for (const unsigned jobs : {2u, 3u, 8u}) {
      const key_set_image image = build_key_set(keys, jobs);
      CHECK((image.filter == expected.filter));
      CHECK((image.table == expected.table));
      CHECK((image.slots == expected.slots));
    }
  }
}

TEST_CASE("pieces of a filter are what the whole has there") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    check_pieces(bloom_filter_builder::build(keys), bloom_filter_builder::piece_unit,
                 [&](std::size_t from, std::span<std::byte> to) { write_filter_piece(keys, from, to); });
  }
}

TEST_CASE("the first key of a group is found from any guess") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    for (std::uint64_t group = 0; group <= 16; ++group) {
      const auto is_before = [&](const key& k) { return k.hi >> 60 < group; };
      const auto at = [&](std::size_t i) { return is_before(keys[i]); };
      const auto expected = static_cast<std::size_t>(std::ranges::count_if(keys, is_before));
      for (const std::size_t guess : {std::size_t{0}, keys.size() / 3, keys.size(), keys.size() + 9}) {
        CHECK(detail::partition_point_near(keys.size(), guess, at) == expected);
      }
    }
  }
}

TEST_CASE("cuts part no group, and leave nothing out") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const auto group_of = [](const key& k) { return k.hi >> 60; };
    for (const unsigned jobs : {0u, 1u, 2u, 8u}) {
      const auto bounds = detail::cut_between_groups(keys, jobs, group_of);
      REQUIRE(bounds.size() >= 2);
      CHECK(bounds.front() == 0);
      CHECK(bounds.back() == keys.size());
      CHECK(std::is_sorted(bounds.begin(), bounds.end()));
      for (const std::size_t b : bounds) {
        if (b != 0 && b != keys.size()) CHECK(group_of(keys[b - 1]) != group_of(keys[b]));
      }
    }
  }
}
