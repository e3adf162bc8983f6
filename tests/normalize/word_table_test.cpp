// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/word_table.hpp>
#include <optout/tables/email_providers.hpp>
#include <support/catch.hpp>
#include <support/exact_buffer.hpp>

#include <string>

using namespace optout;
using test::exact_buffer;

TEST_CASE("words are the same if all their bytes are") {
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string word = std::string("abcdefghijklmnopqrstuvwxyzabcdefghijklmn").substr(0, size);
    const exact_buffer one(word);
    CHECK(same_word(one.view(), exact_buffer(word).view()));
    CHECK_FALSE(same_word(one.view(), exact_buffer(word + "x").view()));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = word;
      other[at] = static_cast<char>(other[at] ^ 0x80);
      INFO(word << " at " << at);
      CHECK_FALSE(same_word(one.view(), exact_buffer(other).view()));
    }
  }
}

TEST_CASE("a table finds each of its words, and no other") {
  const auto& table = tables::email_providers;
  for (const auto& row : table.rows) {
    const std::string word(row.key());
    REQUIRE(table.find(word) != nullptr);
    CHECK(table.find(word)->key() == word);
    CHECK(table.all(word).size() >= 1);
    for (const std::string& other : {word + "x", "x" + word, word.substr(1)}) {
      const auto* found = table.find(other);
      CHECK((found == nullptr || found->key() == other));
    }
  }
  CHECK_FALSE(table.contains(""));
}
