// What a table answers, and that no bytes can lead a lookup astray. How it is built: key_table_builder_test.
// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_table.hpp>
#include <reference/set_reference.hpp>
#include <support/membership_suite.hpp>

using namespace optout;
using namespace optout::test;

namespace {

// Keys to ask for: all of a family, in another order, and as many strangers.
std::vector<key> asked_of(const key_family& family) {
  std::vector<key> asked = family.keys;
  for (const key& k : random_keys(family.keys.size() + 5, 51)) asked.push_back(k);
  shuffle(asked, 52);
  return asked;
}

// Every way to ask, and every answer within the table.
void check_in_bounds(const key_table& table, std::span<const key> asked) {
  std::vector<std::uint64_t> slots(asked.size());
  table.find(asked, slots);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    REQUIRE(table.find(asked[i]).value_or(key_table::no_slot) == slots[i]);
    REQUIRE((slots[i] == key_table::no_slot || slots[i] < table.slot_count()));
  }
  table.for_each_slot([&](std::uint64_t slot, std::uint64_t remainder) {
    REQUIRE(slot < table.slot_count());
    REQUIRE(remainder < std::uint64_t{1} << 40);
  });
}

}  // namespace

TEST_CASE("a lookup finds the slot that reading the bytes one by one finds") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const key_table_subject subject(family.keys);
    const std::vector<key> asked = asked_of(family);
    std::vector<std::uint64_t> slots(asked.size());
    subject.table.find(asked, slots);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto expected = reference::find(subject.bytes.bytes(), asked[i]);
      REQUIRE(subject.table.find(asked[i]) == expected);
      REQUIRE(slots[i] == expected.value_or(key_table::no_slot));
    }
  }
}

TEST_CASE("a table without keys answers no") {
  const key_table none;
  const key_table_subject built({});
  for (const key& k : random_keys(100, 53)) {
    CHECK_FALSE(none.contains(k));
    CHECK_FALSE(built.contains(k));
  }
  CHECK_FALSE(none.contains({}));
  CHECK_FALSE(built.contains({}));
  CHECK(none.size() == 0);
}

TEST_CASE("an empty slot does not stand for a remainder of zero") {
  const key_table_subject subject(random_keys(2000, 60));
  for (const key& k : random_keys(2000, 61))
    CHECK_FALSE(subject.contains({.lo = k.lo >> 40 << 40, .hi = k.hi}));
}

TEST_CASE("a stranger is taken for a stored key only when it shares line and remainder") {
  const std::vector<key> keys = random_keys(2000, 54);
  const key_table_subject subject(keys);
  std::size_t taken = 0;
  for (const key& k : keys) {
    taken += subject.contains({.lo = k.lo ^ (std::uint64_t{1} << 40), .hi = k.hi});  // same 40 bits
    CHECK_FALSE(subject.contains({.lo = k.lo ^ (std::uint64_t{1} << 39), .hi = k.hi}));
    CHECK_FALSE(subject.contains({.lo = k.lo ^ 1, .hi = k.hi}));
    CHECK_FALSE(subject.contains({.lo = k.lo, .hi = k.hi + (std::uint64_t{1} << 62)}));
  }
  CHECK(taken > 1800);  // those in the stash are told apart
  CHECK(taken < 2000);
}

TEST_CASE("slots in order give back every key that has its other bits beside it") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const built_key_table built = key_table_builder::build(keys);
    const key_table table = *key_table::view(built.bytes);
    std::vector<key> beside(table.slot_count());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      beside[built.slots[i]] = {.lo = keys[i].lo >> 40 << 40, .hi = keys[i].hi};
    }
    std::set<key> seen;
    std::uint64_t next = 0;
    table.for_each_slot([&](std::uint64_t slot, std::uint64_t remainder) {
      REQUIRE(slot >= next);
      next = slot + 1;
      seen.insert({.lo = beside[slot].lo | remainder, .hi = beside[slot].hi});
    });
    CHECK((seen == std::set<key>(keys.begin(), keys.end())));
  }
}

TEST_CASE("a table answers the same at any alignment of its bytes") {
  const std::vector<key> keys = random_keys(500, 55);
  const std::vector<std::byte> bytes = key_table_builder::build(sorted_unique(keys)).bytes;
  for (const std::size_t shift : {1, 3, 8, 63}) {
    std::vector<std::byte> moved(shift);
    moved.insert(moved.end(), bytes.begin(), bytes.end());
    const auto table = key_table::view(std::span(moved).subspan(shift));
    REQUIRE(table.ok());
    for (const key& k : keys) REQUIRE(table->contains(k));
  }
}

TEST_CASE("a table cut short or grown by any number of bytes is refused") {
  const std::vector<std::byte> bytes = key_table_builder::build(sorted_unique(random_keys(30, 56))).bytes;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const byte_buffer cut{std::span(bytes).first(size)};
    const auto table = key_table::view(cut.bytes());
    REQUIRE_FALSE(table.ok());
    REQUIRE(fault_of(table.status()) == fault::list);
  }
  std::vector<std::byte> grown = bytes;
  for (int more = 0; more < 200; ++more) {
    grown.push_back(std::byte{0});
    REQUIRE_FALSE(key_table::view(grown).ok());
  }
}

TEST_CASE("counts that overflow any sum are refused") {
  std::vector<std::byte> bytes = key_table_builder::build(sorted_unique(random_keys(30, 57))).bytes;
  const std::vector<std::byte> good = bytes;
  for (const std::size_t field : {8, 16, 24}) {
    for (const int shift : {8, 30, 32, 57, 58, 60, 61, 62, 63}) {
      for (const int less : {0, 1}) {
        bytes = good;
        detail::store_u64(bytes.data() + field, (std::uint64_t{1} << shift) - less);
        INFO(field << " 2^" << shift << " - " << less);
        CHECK_FALSE(key_table::view(bytes).ok());
      }
    }
  }
}

TEST_CASE("a table without a line is refused: a lookup always reads one") {
  std::vector<std::byte> bytes(detail::table_size(0, 0));
  detail::store_u64(bytes.data(), detail::key_table_magic);
  CHECK_FALSE(key_table::view(bytes).ok());
}

TEST_CASE("any bytes are refused, or every lookup stays within them") {
  const key_family families[] = {{"random", random_keys(400, 58)},
                                 {"much stash", key_families().back().keys}};
  random_bits bits(59);
  std::size_t opened = 0;
  for (const key_family& family : families) {
    const std::vector<key> asked = asked_of(family);
    const std::vector<std::byte> good = key_table_builder::build(sorted_unique(family.keys)).bytes;
    for (int round = 0; round < 300; ++round) {
      std::vector<std::byte> damaged = good;
      const std::uint64_t changes = 1 + bits.below(round % 3 == 0 ? good.size() : 8);
      // The header mostly survives, or nothing behind it would be reached.
      const std::uint64_t from = bits.below(8) == 0 ? 0 : 64;
      for (std::uint64_t c = 0; c < changes; ++c) {
        damaged[from + bits.below(good.size() - from)] = static_cast<std::byte>(bits());
      }
      const byte_buffer bytes(damaged);
      const auto table = key_table::view(bytes.bytes());
      if (!table.ok()) continue;
      ++opened;
      check_in_bounds(*table, asked);
    }
  }
  CHECK(opened > 400);
}
