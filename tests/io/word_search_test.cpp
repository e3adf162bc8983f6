// SPDX-License-Identifier: Apache-2.0
#include <support/catch.hpp>

#include <io/word_search.hpp>

#include <random>
#include <string>
#include <vector>

using optout::detail::word_search;

TEST_CASE("a word is found wherever it stands, in any case") {
  const word_search search({"zuvoqua", "quathuyabvix"});
  for (std::size_t before = 0; before < 9; ++before) {
    const std::string space(before, '.');
    CHECK(search.find(space + "ZuVoQuA") == 0);
    CHECK(search.find(space + "x,QUATHUYABVIX,y") == 1);
    CHECK(search.find(space + "zuvoqu") == std::nullopt);
    CHECK(search.find(space + "quathuyabvi,x") == std::nullopt);
  }
  CHECK(search.find("") == std::nullopt);
  CHECK(word_search().find("zuvoqua") == std::nullopt);
}

TEST_CASE("a phone is not found inside a longer number") {
  const word_search search({"2175550142", "217-555-0142"});
  CHECK(search.find("a,2175550142,b") == 0);
  CHECK(search.find("+12175550142") == 0);
  CHECK(search.find("1-217-555-0142") == 1);
  CHECK(search.find("92175550142") == std::nullopt);
  CHECK(search.find("21755501423") == std::nullopt);
  CHECK(search.find("217-555-01423") == std::nullopt);
}

TEST_CASE("signs that fold like letters are not taken for them") {
  const word_search search({"abc[def]"});
  CHECK(search.find("ABC[DEF]") == 0);
  CHECK(search.find("abc{def}") == std::nullopt);
}

TEST_CASE("what is found is what looking everywhere finds") {
  std::mt19937 random(7);
  const auto text_of = [&](std::size_t size) {
    std::string text;
    while (text.size() < size) text += "abAB"[random() % 4];
    return text;
  };
  const auto lower = [](std::string text) {
    for (char& c : text) c = optout::to_lower(c);
    return text;
  };
  std::size_t hits = 0;
  constexpr std::size_t rounds = 3000;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < 1 + random() % 3; ++i) words.push_back(text_of(7 + random() % 3));
    const word_search search(words);
    const std::string text = text_of(random() % 120);
    bool expected = false;
    for (const std::string& word : words)
      expected = expected || lower(text).find(lower(word)) != std::string::npos;
    const auto found = search.find(text);
    REQUIRE(found.has_value() == expected);
    if (expected) REQUIRE(lower(text).find(lower(words[*found])) != std::string::npos);
    hits += expected;
  }
  CHECK(hits > rounds / 10);
  CHECK(hits < rounds * 9 / 10);
}
