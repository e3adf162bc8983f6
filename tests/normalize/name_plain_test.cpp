// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/name_plain.hpp>
#include <support/catch.hpp>
#include <support/exact_buffer.hpp>

#include <algorithm>
#include <string>

using namespace optout;

TEST_CASE("letters are told from every other byte at each place of a word, and are in lower case then") {
  for (std::size_t size = 1; size <= detail::longest_name_word; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text = std::string("aZbYmNzAaZbYmNzA").substr(0, size);
        text[at] = static_cast<char>(byte);
        const test::exact_buffer word(text);
        detail::packed_word packed = detail::pack_name_word(word.view().data(), size);
        const bool letters = detail::fold_letters(packed, size);
        INFO(size << " bytes, " << byte << " at " << at);
        REQUIRE(letters == std::all_of(text.begin(), text.end(), is_alpha));
        if (!letters) continue;
        std::transform(text.begin(), text.end(), text.begin(), to_lower);
        REQUIRE(packed == detail::pack_name_word(text.data(), size));
      }
    }
  }
}

TEST_CASE("a plain word ends where something else begins") {
  struct {
    std::string text, word, rest;
  } const cases[] = {{"Smith", "smith", ""},
                     {"O'Brien Jr", "obrien", " Jr"},
                     {"Anne-Marie,", "annemarie", ","},
                     {"Smith-", "smith", "-"},
                     {"Abcdefghijklmnop.", "abcdefghijklmnop", "."},
                     {"Abcdefghijklmnopq", "", ""},
                     {"Abcdefgh-ijklmnopq", "", ""},
                     {"-Smith", "", ""},
                     {"", "", ""},
                     {"Saint", "", ""},
                     {"Trust", "", ""},
                     {"de la", "de", " la"}};
  for (const auto& [text, expected, rest] : cases) {
    const test::exact_buffer buffer(text);
    const char* at = buffer.view().data();
    const char* const end = at + text.size();
    detail::plain_word word;
    INFO(text);
    REQUIRE(detail::read_plain_word(at, end, word) == !expected.empty());
    if (expected.empty()) continue;
    CHECK(word.letters == detail::pack_name_word(expected.data(), expected.size()));
    CHECK(word.size == expected.size());
    CHECK(std::string(at, end) == rest);
  }
}
