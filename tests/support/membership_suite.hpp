// What every set promises, whatever it is made of: all that was put in is found, alone and in batches of any
// size; and what was not put in is found no more often than the set says of itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <support/catch.hpp>
#include <support/random_keys.hpp>
#include <support/set_subjects.hpp>

#include <algorithm>
#include <set>
#include <span>
#include <vector>

namespace optout::test {

// Sets of keys that are hard in some way; each is stored and asked for in full.
struct key_family {
  const char* name;
  std::vector<key> keys;
};

// Makes `whole` in pieces of some multiples of `unit`, by write_piece(from, to), and compares.
template <typename WritePiece>
void check_pieces(std::span<const std::byte> whole, std::size_t unit, WritePiece&& write_piece) {
  for (const std::size_t size : {unit, 3 * unit, 64 * unit}) {
    for (std::size_t from = 0; from < whole.size(); from += size) {
      const auto expected = whole.subspan(from, std::min(size, whole.size() - from));
      std::vector<std::byte> piece(expected.size(), std::byte{0xee});
      write_piece(from, std::span(piece));
      REQUIRE(std::ranges::equal(piece, expected));
    }
  }
}

inline std::vector<key_family> key_families() {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  std::vector<key_family> families = {
      {"none", {}},
      {"all zero", {{}}},
      {"all ones", {{.lo = ones, .hi = ones}}},
      {"the four corners", {{}, {.lo = ones}, {.hi = ones}, {.lo = ones, .hi = ones}}},
      {"one line exactly full", random_keys(12, 2)},
      {"random", random_keys(5000, 3)},
  };
  const auto add = [&families](const char* name, auto key_of) {
    families.push_back({name, {}});
    for (std::uint64_t i = 0; i < 1000; ++i) families.back().keys.push_back(key_of(i));
  };
  add("differ in the high half only", [](std::uint64_t i) { return key{.lo = 7, .hi = i << 50}; });
  add("differ at the bottom of the high half", [](std::uint64_t i) { return key{.lo = 7, .hi = i}; });
  add("all in the first line", [](std::uint64_t i) { return key{.lo = i * 0x9e3779b9, .hi = i}; });
  add("all in the last line", [](std::uint64_t i) { return key{.lo = i, .hi = ~std::uint64_t{0}}; });
  add("one remainder, one line", [](std::uint64_t i) { return key{.lo = i << 40, .hi = 1}; });
  add("pairs with one remainder", [](std::uint64_t i) {
    return key{.lo = (i / 2) * 0x123456789 % (1u << 20) + (i << 40), .hi = i / 2 * (ones / 600)};
  });
  add("remainders that differ in their top byte only",
      [](std::uint64_t i) { return key{.lo = (i % 3) << 32 | 5, .hi = i / 3 * (ones / 400)}; });
  return families;
}

template <typename Subject>
std::vector<bool> batch_answers(Subject& subject, std::span<const key> keys) {
  const byte_buffer exact(std::as_bytes(keys));  // a batch is not read past its end
  std::vector<std::uint64_t> mask((keys.size() + 63) / 64, 0x5555555555555555);
  subject.contains({reinterpret_cast<const key*>(exact.bytes().data()), keys.size()}, mask);
  std::vector<bool> answers(keys.size());
  for (std::size_t i = 0; i < mask.size() * 64; ++i) {
    const bool bit = (mask[i / 64] >> (i % 64) & 1) != 0;
    if (i < keys.size()) {
      answers[i] = bit;
    } else {
      CHECK_FALSE(bit);
    }
  }
  return answers;
}

// Asks for `asked` one by one and in batches, and compares with a std::set of what was put in.
template <typename Subject>
void check_answers(Subject& subject, const std::set<key>& inside, const std::vector<key>& asked) {
  std::size_t missed = 0;
  std::size_t wrongly_found = 0;
  std::vector<bool> singles;
  for (const key& k : asked) {
    singles.push_back(subject.contains(k));
    missed += inside.contains(k) && !singles.back();
    wrongly_found += !inside.contains(k) && singles.back();
  }
  CHECK(missed == 0);
  if (Subject::sure_of != certainty::filter) CHECK(wrongly_found == 0);
  for (const std::size_t size : {0, 1, 63, 64, 65, 511, 512, 513, 1024, 1025, 3000}) {
    const std::size_t fits = std::min(size, asked.size());
    const std::vector<bool> answers = batch_answers(subject, std::span(asked).first(fits));
    CHECK(std::equal(answers.begin(), answers.end(), singles.begin()));
  }
}

template <typename Subject>
void membership_suite() {
  for (const key_family& family : key_families()) {
    INFO(family.name);
    std::set<key> inside(family.keys.begin(), family.keys.end());
    Subject subject(family.keys);
    if constexpr (Subject::sure_of != certainty::filter) CHECK(subject.size() == inside.size());

    // Twice as many strangers as friends, in random order: hits and misses of a batch lie side by side.
    std::vector<key> asked = family.keys;
    for (const key& k : random_keys(2 * family.keys.size() + 10, 5)) asked.push_back(k);
    shuffle(asked, 6);
    check_answers(subject, inside, asked);

    if (Subject::sure_of != certainty::whole_key) continue;
    for (const key& k : family.keys) {
      const key near{.lo = k.lo, .hi = k.hi ^ 1};
      CHECK(subject.contains(near) == inside.contains(near));
    }
  }
}

}  // namespace optout::test
