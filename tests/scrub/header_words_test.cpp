// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/tsv.hpp"
#include <optout/scrub/header_words.hpp>

#include <random>

namespace {

std::string words_of(std::string_view header) {
  std::string out;
  for (const optout::header_word& w : optout::split_header(header)) {
    if (!out.empty()) out += ' ';
    out += w.part == optout::header_part::number && w.value.empty() ? std::to_string(w.number) : w.text;
    if (w.part == optout::header_part::unknown) out += '?';
  }
  return out;
}

}  // namespace

TEST_CASE("headers are cut into the words of the rule file") {
  const auto rules = optout::test::read_tsv("header_words.tsv");
  REQUIRE(rules.size() > 40);
  for (const auto& rule : rules) {
    INFO(rule.at(2));
    CAPTURE(rule[0]);
    CHECK(words_of(rule[0]) == rule[1]);
  }
}

TEST_CASE("every word of the table is known by itself, in any case, and has a part") {
  for (const auto& row : optout::tables::header_words.rows) {
    CAPTURE(row.word);
    CHECK(optout::detail::part_named(row.part) != optout::header_part::unknown);
    std::string upper(row.word);
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    for (const std::string& header : {std::string(row.word), upper}) {
      const auto words = optout::split_header(header);
      REQUIRE(words.size() == 1);
      CHECK(words[0].part == optout::detail::part_named(row.part));
    }
  }
}

TEST_CASE("any bytes are split, and a long header costs little") {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    std::string header;
    for (std::size_t i = 0; i < random() % 40; ++i) header += static_cast<char>(random());
    for (const auto& word : optout::split_header(header)) CHECK_FALSE(word.text.empty());
  }
  CHECK(optout::split_header(std::string(1 << 20, 'x')).size() == 1);
  CHECK(optout::split_header(std::string(1 << 16, '7')).size() == 1);
}
