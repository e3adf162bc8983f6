// SPDX-License-Identifier: Apache-2.0
#include <optout/key/key_batch.hpp>
#include <optout/list/digest_blocks.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>

#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

using namespace optout;

namespace {

std::string hex(const key& k) {
  return to_hex(std::as_bytes(std::span(&k, 1)));
}

}  // namespace

TEST_CASE("keys in a batch are the keys made alone") {
  const keyring keys = test::keyring_of(1);
  key_batch batch(keys);
  std::vector<key> alone;
  for (int i = 0; i < 1000; ++i) {
    const kind k = all_kinds[static_cast<std::size_t>(i) % kind_count];
    // Short and long ones by turns, in runs of every length.
    const auto size = static_cast<std::size_t>(i % (i / 20 + 2) == 0 ? 90 + i : i % 125);
    const std::string text(size, static_cast<char>('a' + i % 26));
    batch.add(k, text);
    REQUIRE(batch.size() == alone.size() + 1);
    alone.push_back(key_batch::make(keys, k, text));
  }
  const auto made = batch.finish();
  REQUIRE(made.size() == alone.size());
  CHECK(std::equal(made.begin(), made.end(), alone.begin()));
  batch.clear();
  CHECK(batch.finish().empty());
}

TEST_CASE("short texts and long ones are hashed as XXH3 hashes them in one piece") {
  constexpr std::uint64_t seed = 20260803;
  std::uint32_t prefix;
  std::string message(sizeof prefix, '\x05');
  std::memcpy(&prefix, message.data(), sizeof prefix);
  for (std::size_t size = 0; size <= 1100; ++size, message += static_cast<char>('!' + size * 7 % 90)) {
    INFO(size);
    const std::string_view text = std::string_view(message).substr(sizeof prefix);
    const XXH128_hash_t expected = XXH3_128bits_withSeed(message.data(), message.size(), seed);
    if (message.size() <= 128) {
      CHECK(XXH128_isEqual(detail::hash_short(message.data(), message.size(), seed), expected));
    }
    if (!text.empty()) CHECK(XXH128_isEqual(detail::hash_long(prefix, text, seed), expected));
  }
}

TEST_CASE("kind, text and secret each make another key") {
  const keyring keys = test::keyring_of(1);
  std::set<key> seen;
  for (const kind k : all_kinds) {
    for (const char* text : {"", "a", "b", "ab", "a@example.com", "+14155550123"}) {
      CHECK(seen.insert(key_batch::make(keys, k, text)).second);
      CHECK(seen.insert(key_batch::make(test::keyring_of(2), k, text)).second);
    }
  }
}

// Lists hold keys for years. If this goes red, every list out there is orphaned: did we mean to?
TEST_CASE("keys are what they always were") {
  const keyring keys = test::keyring_of(1);
  CHECK(to_hex(keys.id()) == "486ec03c9777da19cfec00383d952219");
  std::ifstream golden(std::string(OPTOUT_TEST_DATA) + "/golden_keys.tsv");
  std::string line;
  int count = 0;
  while (std::getline(golden, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream cells(line);
    std::string name, size, expected;
    REQUIRE((std::getline(cells, name, '\t') && std::getline(cells, size, '\t') &&
             std::getline(cells, expected)));
    std::string text;
    for (int i = 0; i < std::stoi(size); ++i) text += static_cast<char>('!' + i * 7 % 90);
    CAPTURE(name, size);
    CHECK(hex(key_batch::make(keys, *kind_from_text(name), text)) == expected);
    ++count;
  }
  CHECK(count == 24);
}
