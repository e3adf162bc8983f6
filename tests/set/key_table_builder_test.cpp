// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_table_builder.hpp>
#include <reference/set_reference.hpp>
#include <support/membership_suite.hpp>

#include <xxhash.h>

#include <map>
#include <numeric>
#include <string>

using namespace optout;
using namespace optout::test;

namespace {

// Rows of 16 bytes with their offsets, rows of zeros left out.
std::string dump(std::span<const std::byte> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t row = 0; row < bytes.size(); row += 16) {
    const auto part = bytes.subspan(row, std::min<std::size_t>(16, bytes.size() - row));
    if (std::count(part.begin(), part.end(), std::byte{0}) == std::ssize(part)) continue;
    out += "\n" + std::to_string(row) + ":";
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (i % 4 == 0) out += ' ';
      out += digits[std::to_integer<unsigned>(part[i]) >> 4];
      out += digits[std::to_integer<unsigned>(part[i]) & 15];
    }
  }
  return out;
}

std::vector<key_family> families_of_pieces() {
  std::vector<key_family> families = key_families();
  families.push_back({"several pieces' worth", random_keys(3'000, 67)});
  return families;
}

}  // namespace

TEST_CASE("each key is found in the slot that the builder reported, and no two share one") {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const key_table_builder builder(keys);
    const built_key_table built = key_table_builder::build(keys);
    const key_table table = *key_table::view(built.bytes);
    CHECK(built.bytes.size() == builder.bytes_needed());
    CHECK(table.slot_count() == builder.slot_count());
    CHECK(table.size() == keys.size());
    std::set<std::uint64_t> slots;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      REQUIRE(table.find(keys[i]) == built.slots[i]);
      slots.insert(built.slots[i]);
    }
    CHECK(slots.size() == keys.size());
    CHECK((slots.empty() || *slots.rbegin() < table.slot_count()));
  }
}

TEST_CASE("the same keys in any order, given twice, make the same bytes") {
  const std::vector<key> keys = random_keys(20000, 61);
  const std::vector<std::byte> expected = key_table_builder::build(sorted_unique(keys)).bytes;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    std::vector<key> mixed = keys;
    mixed.insert(mixed.end(), keys.begin(), keys.begin() + 4000);
    shuffle(mixed, seed);
    CHECK((key_table_builder::build(sorted_unique(mixed)).bytes == expected));
  }
}

TEST_CASE("what was in the memory before leaves no trace") {
  const std::vector<key> keys = sorted_unique(random_keys(300, 62));
  const key_table_builder builder(keys);
  std::vector<std::byte> dirty(builder.bytes_needed(), std::byte{0xee});
  builder.write(dirty);
  CHECK((dirty == key_table_builder::build(keys).bytes));
}

TEST_CASE("keys that share line and remainder are all in the stash, each with a slot of its own") {
  const std::uint64_t above = std::uint64_t{1} << 40;  // the remainder ends below
  const std::vector<key> keys = {
      {.lo = 5, .hi = 100}, {.lo = 6, .hi = 100}, {.lo = 5 + above, .hi = 100}, {.lo = 5, .hi = 101}};
  const built_key_table built = key_table_builder::build(keys);
  CHECK(built.slots == std::vector<std::uint64_t>{12, 0, 13, 14});  // one line of 12 slots, then the stash
}

TEST_CASE("random keys take less than 7.5 bytes each, and 4.4 % of them go to the stash") {
  const std::vector<key> keys = sorted_unique(random_keys(100000, 63));
  const key_table_builder builder(keys);
  CHECK(static_cast<double>(builder.bytes_needed()) / 100000 < 7.5);
  const auto lines = detail::lines_for(keys.size());
  const double stashed = static_cast<double>(builder.slot_count() - lines * 12) / 100000;
  CHECK(stashed > 0.035);
  CHECK(stashed < 0.053);
}

TEST_CASE("the bytes of a small table are pinned: lists out there depend on them") {
  // Ten keys of the first of two lines, two of them with one remainder: line, overflow bit and stash are in
  // use.
  std::vector<key> keys;
  for (std::uint64_t i = 0; i < 9; ++i) {
    keys.push_back(
        {.lo = 0x0102030405060708 + i * 0x1111111111, .hi = 0x2000000000000000 * (i / 3) + (i << 20)});
  }
  keys.push_back({.lo = keys[3].lo ^ (std::uint64_t{1} << 63), .hi = keys[3].hi + (1 << 16)});
  const std::vector<std::byte> bytes = key_table_builder::build(sorted_unique(keys)).bytes;
  CHECK(bytes.size() == 256);
  CHECK(dump(bytes) == R"(
0: 4f50544f 4b543031 0a000000 00000000
16: 02000000 00000000 02000000 00000000
64: 08070605 19181716 2a292827 4c4b4a49
80: 5d5c5b5a 6e6d6c6b 7f7e7d7c 908f8e8d
112: 04152648 596a7b8c 00000000 01000080
192: 3b3a3938 37030201 00003000 00000020
208: 3b3a3938 37030281 00003100 00000020
224: 00000000 02000000 00000000 00000000)");
}

TEST_CASE("the bytes of a larger table are pinned by their hash") {
  const std::vector<std::byte> bytes = key_table_builder::build(sorted_unique(random_keys(10000, 64))).bytes;
  CHECK(bytes.size() == 73984);
  CHECK(XXH3_64bits(bytes.data(), bytes.size()) == 0x41e0d7290bb714bd);
}

TEST_CASE("any number of threads makes the same bytes and slots") {
  std::vector<key_family> families = key_families();
  families.push_back({"many", random_keys(50'000, 65)});
  families.push_back({"most of them in one line", random_keys(5'000, 66)});  // which no cut may part
  for (std::size_t i = 0; i < 4'000; ++i) families.back().keys[i].hi = std::uint64_t{1} << 63;
  for (const key_family& family : families) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const built_key_table expected = key_table_builder::build(keys);
    for (const unsigned jobs : {2u, 3u, 8u}) {
      const built_key_table built = key_table_builder::build(keys, jobs);
      CHECK((built.bytes == expected.bytes));
      CHECK((built.slots == expected.slots));
    }
  }
}

TEST_CASE("pieces of a table are what the whole has there") {
  for (const key_family& family : families_of_pieces()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const key_table_builder builder(keys);
    const built_key_table whole = key_table_builder::build(keys);
    check_pieces(whole.bytes, key_table_builder::table_piece_unit,
                 [&](std::size_t from, std::span<std::byte> to) { builder.write_piece(from, to); });
  }
}

TEST_CASE("a key's rank is how many keys have slots before its own") {
  for (const key_family& family : families_of_pieces()) {
    INFO(family.name);
    const std::vector<key> keys = sorted_unique(family.keys);
    const key_table_builder builder(keys);
    const built_key_table whole = key_table_builder::build(keys);
    const key_table table = *key_table::view(whole.bytes);
    std::map<std::uint64_t, std::size_t> key_of_slot;
    for (std::size_t i = 0; i < keys.size(); ++i) key_of_slot[whole.slots[i]] = i;
    std::vector<std::size_t> by_rank;
    for (const auto& [slot, i] : key_of_slot) by_rank.push_back(i);

    const std::uint64_t group_count = rank_group_count(table.line_count());
    for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{3}, group_count}) {
      std::vector<rank_group> groups(group_count);
      for (std::uint64_t first = 0; first < group_count; first += count) {
        builder.write_rank_groups(first,
                                  std::span(groups).subspan(first, std::min(count, group_count - first)));
      }
      for (std::size_t rank = 0; rank < by_rank.size(); ++rank) {
        const std::uint64_t slot = whole.slots[by_rank[rank]];
        REQUIRE(rank_of_slot(table, slot, [&](std::uint64_t g) { return groups.at(g); }) == rank);
      }
    }
    for (const std::uint64_t count : {std::uint64_t{7}, std::uint64_t{512}, keys.size() + 1}) {
      for (std::uint64_t first = 0; first < keys.size(); first += count) {
        const std::uint64_t last = std::min<std::uint64_t>(first + count, keys.size());
        std::vector<std::size_t> visited;
        builder.for_each_rank(first, last, [&](std::size_t i, std::uint64_t rank) {
          REQUIRE(rank == first + visited.size());
          visited.push_back(i);
        });
        const auto from = by_rank.begin() + static_cast<std::ptrdiff_t>(first);
        REQUIRE(
            (visited == std::vector<std::size_t>(from, from + static_cast<std::ptrdiff_t>(last - first))));
      }
    }
  }
}
