// SPDX-License-Identifier: Apache-2.0
#include <optout/set/bloom_filter.hpp>
#include <reference/set_reference.hpp>
#include <support/membership_suite.hpp>

#include <xxhash.h>

#include <cmath>

using namespace optout;
using namespace optout::test;

namespace {

// The share of strangers that pass a filter of `bits` a key: the keys of a block are Poisson distributed, and
// a stranger passes when its bit is set in all eight words.
double expected_rate(unsigned bits) {
  const double mean = 256.0 / bits;
  double chance = std::exp(-mean);  // of `keys` keys in a block
  double rate = 0;
  for (int keys = 1; keys < 300; ++keys) {
    chance *= mean / keys;
    rate += chance * std::pow(1 - std::pow(31.0 / 32, keys), 8);
  }
  return rate;
}

double measured_rate(unsigned bits, std::size_t stored, std::size_t asked_count) {
  const std::vector<std::byte> bytes = bloom_filter_builder::build(random_keys(stored, 71), bits);
  const bloom_filter filter = *bloom_filter::view(bytes);
  const std::vector<key> asked = random_keys(asked_count, 72);
  std::size_t passed = 0;
  for (const key& k : asked) passed += filter.contains(k);
  return static_cast<double>(passed) / static_cast<double>(asked_count);
}

}  // namespace

TEST_CASE("strangers pass as often as the formula says") {
  for (const unsigned bits : {8u, 10u, 12u}) {
    const double expected = expected_rate(bits);
    INFO(bits << " bits a key, expected " << expected);
    CHECK(measured_rate(bits, 100000, 400000) == Approx(expected).epsilon(0.06));
  }
  CHECK(expected_rate(10) < 0.013);
}

TEST_CASE("the vector test of a block says what the portable one and the twin say") {
  const std::vector<key> keys = random_keys(3000, 73);
  const std::vector<std::byte> bytes = bloom_filter_builder::build(keys, 6);
  const bloom_filter filter = *bloom_filter::view(bytes);
  std::vector<key> asked = keys;
  for (const key& k : random_keys(20000, 74)) asked.push_back(k);
  std::size_t passed = 0;
  for (const key& k : asked) {
    const bool expected = reference::may_hold(bytes, k);
    const std::byte* block = bytes.data() + 64 + detail::fast_range(k.hi, filter.block_count()) * 32;
    REQUIRE(filter.contains(k) == expected);
    REQUIRE(detail::block_has_portable(block, k) == expected);
#if OPTOUT_SET_SSE2
    REQUIRE(detail::block_has_sse2(block, k) == expected);
#endif
    passed += expected;
  }
  CHECK(passed > 3000);
  CHECK(passed < asked.size() / 2);
}

TEST_CASE("the vector way to put a key into a block sets what the portable one sets") {
  std::array<std::byte, 32> block{}, expected{};
  for (const key& k : random_keys(20000, 75)) {
    if (k.lo % 8 == 0) block = expected = {};  // full ones tell little
    detail::put_bits_portable(expected.data(), k);
    detail::put_bits(block.data(), k);
    REQUIRE(block == expected);
    REQUIRE(detail::block_has_portable(block.data(), k));
  }
}

TEST_CASE("every position of every word is told from its neighbours") {
  // A block with one bit missing: a key passes unless that bit is one of its eight.
  std::array<std::byte, 32> block;
  for (std::size_t word = 0; word < 8; ++word) {
    for (unsigned position = 0; position < 32; ++position) {
      block.fill(std::byte{0xff});
      block[word * 4 + position / 8] ^= static_cast<std::byte>(1u << position % 8);
      random_bits bits(75);
      for (int i = 0; i < 100; ++i) {
        const key k = bits.next_key();
        const bool hit = detail::bloom_position(k, word) == position;
        REQUIRE(detail::block_has(block.data(), k) == !hit);
      }
    }
  }
}

TEST_CASE("the same keys in any order, given twice, make the same filter") {
  std::vector<key> keys = random_keys(5000, 76);
  const std::size_t distinct = keys.size();
  const std::vector<std::byte> expected = bloom_filter_builder::build(keys);
  keys.insert(keys.end(), keys.begin(), keys.end() - 1000);
  shuffle(keys, 77);
  std::vector<std::byte> bytes(bloom_filter_builder::bytes_needed(distinct), std::byte{0xee});
  bloom_filter_builder builder(bytes);
  for (const key& k : keys) builder.insert(k);
  CHECK((bytes == expected));
}

TEST_CASE("a filter can be filled from what a list keeps beside its table") {
  const std::vector<key> keys = random_keys(1000, 78);
  std::vector<key> rest = keys;
  for (key& k : rest) k.lo = k.lo >> 43 << 43;
  CHECK((bloom_filter_builder::build(rest) == bloom_filter_builder::build(keys)));
}

TEST_CASE("a filter without keys answers no") {
  const bloom_filter none;
  const bloom_filter_subject built({});
  for (const key& k : random_keys(100, 79)) {
    CHECK_FALSE(none.contains(k));
    CHECK_FALSE(built.contains(k));
  }
}

TEST_CASE("any bytes are refused, or every question stays within them") {
  const std::vector<std::byte> good = bloom_filter_builder::build(random_keys(100, 80));
  for (std::size_t size = 0; size < good.size(); ++size) {
    const byte_buffer cut{std::span(good).first(size)};
    const auto filter = bloom_filter::view(cut.bytes());
    REQUIRE_FALSE(filter.ok());
    REQUIRE(fault_of(filter.status()) == fault::list);
  }
  const std::vector<key> asked = random_keys(200, 81);
  random_bits bits(82);
  std::size_t opened = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<std::byte> damaged = good;
    for (int change = 0; change < 3; ++change) {
      const std::uint64_t within = round % 2 == 0 ? 16 : good.size();
      damaged[bits.below(within)] = static_cast<std::byte>(bits());
    }
    const byte_buffer bytes(damaged);
    const auto filter = bloom_filter::view(bytes.bytes());
    if (!filter.ok()) continue;
    ++opened;
    std::vector<std::uint64_t> mask((asked.size() + 63) / 64);
    filter->contains(asked, mask);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      REQUIRE(filter->contains(asked[i]) == ((mask[i / 64] >> (i % 64) & 1) != 0));
    }
  }
  CHECK(opened > 100);
}

TEST_CASE("the bytes of a filter are pinned: lists out there depend on them") {
  const std::vector<std::byte> bytes = bloom_filter_builder::build(random_keys(1000, 83));
  CHECK(bytes.size() == 1344);
  CHECK(XXH3_64bits(bytes.data(), bytes.size()) == 0xb671294a8d306285);
}
