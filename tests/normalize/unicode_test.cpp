// Folding and UTF-8 checks: the rules row by row, every code point there is, and any bytes.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"
#include "support/mutate.hpp"
#include "support/random_keys.hpp"
#include "support/tsv.hpp"
#include <optout/normalize/unicode.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace optout;

namespace {

std::optional<std::string> folded(std::string_view text, fold_to to) {
  fixed_text<256> out;
  if (!fold(text, to, out)) return std::nullopt;
  return std::string(out.view());
}

std::string utf8(char32_t code) {
  fixed_text<4> out;
  detail::append_utf8(code, out);
  return std::string(out.view());
}

constexpr fold_to every_fold[] = {fold_to::letters, fold_to::base_letters, fold_to::caseless,
                                  fold_to::spelling};

// The definition of well-formed UTF-8, by table 3-7 of the Unicode standard.
bool is_well_formed(const std::string& text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto between = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto tail = [&](std::size_t n) { return between(i + n, 0x80, 0xBF); };
    if (byte(i) <= 0x7F) {
      i += 1;
    } else if (between(i, 0xC2, 0xDF) && tail(1)) {
      i += 2;
    } else if (((byte(i) == 0xE0 && between(i + 1, 0xA0, 0xBF)) || (between(i, 0xE1, 0xEC) && tail(1)) ||
                (byte(i) == 0xED && between(i + 1, 0x80, 0x9F)) || (between(i, 0xEE, 0xEF) && tail(1))) &&
               tail(2)) {
      i += 3;
    } else if (((byte(i) == 0xF0 && between(i + 1, 0x90, 0xBF)) || (between(i, 0xF1, 0xF3) && tail(1)) ||
                (byte(i) == 0xF4 && between(i + 1, 0x80, 0x8F))) &&
               tail(2) && tail(3)) {
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("every row of folds.tsv folds as it says") {
  for (const auto& row : test::read_tsv("folds.tsv")) {
    INFO(row.at(0) << "  " << row.at(3));
    const test::exact_buffer text(row[0]);
    CHECK(folded(text.view(), fold_to::letters) == row.at(1));
    CHECK(folded(text.view(), fold_to::base_letters) == row.at(2));
  }
}

TEST_CASE("emails fold without compatibility forms, but for fullwidth and invisible characters") {
  CHECK(folded("JOSÉ", fold_to::caseless) == "josé");
  CHECK(folded("JOSÉ", fold_to::spelling) == "JOSÉ");
  CHECK(folded("Jane", fold_to::spelling) == "Jane");
  CHECK(folded("JOSE\u0301", fold_to::spelling) == "JOSÉ");
  CHECK(folded("x² ½ ﬁ", fold_to::spelling) == "x² ½ ﬁ");
  CHECK(folded("Ｊ＠．", fold_to::spelling) == "J@.");
  CHECK(folded("a\u200Bb\u00A0c", fold_to::spelling) == "ab c");
  CHECK(folded("faß", fold_to::spelling) == "faß");
  CHECK(folded("faß", fold_to::caseless) == "fass");
  CHECK(folded("٣", fold_to::caseless) == "٣");
}

TEST_CASE("folding any code point twice is folding it once") {
  for (char32_t code = 1; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    for (const fold_to to : every_fold) {
      const auto once = folded(utf8(code), to);
      if (!once || folded(*once, to) != once || !is_valid_utf8(*once))
        FAIL_CHECK(std::hex << static_cast<unsigned>(code));
    }
  }
}

TEST_CASE("what is remembered of a character is what it folds to, whatever stands beside it") {
  std::vector<std::string> characters = {"e", "i",      " ",      "1",      "s",    "-",
                                         "E", "\u0301", "\u0308", "\u0327", "\xE9", "\u30FC"};
  for (char32_t code = 0x80; code < 0x10000; ++code) {
    const bool digits = (code >= 0x600 && code < 0x700) || (code >= 0x900 && code < 0x980);
    const bool marks = (code >= 0x1E00 && code < 0x2300) || (code >= 0x3000 && code < 0x3100);
    if (code < 0x300 || digits || marks || code >= 0xFE00) characters.push_back(utf8(code));
  }
  fixed_text<256> each, together;
  std::size_t remembered = 0;
  const auto check = [&](const std::string& text, fold_to to) {
    if (!detail::fold_each(text, to, each)) return;
    ++remembered;
    REQUIRE(detail::fold_together(text, to, together));
    if (each.view() != together.view()) FAIL("<" << text << "> " << each.view() << " " << together.view());
  };
  test::random_bits random(20260801);
  for (const fold_to to : every_fold) {
    for (char32_t code = 0x80; code < 0x11000; ++code) check(utf8(code), to);
    for (int i = 0; i < 400'000; ++i) {
      std::string text;
      for (std::uint64_t n = 1 + random.below(3); n > 0; --n)
        text += characters[random.below(characters.size())];
      check(text, to);
    }
  }
  CHECK(remembered > 100'000);
}

TEST_CASE("UTF-8 that was taken for Windows-1252, once or more, folds to what was meant") {
  const auto mistaken = [](std::string_view text) {
    std::string out;
    for (const char byte : text) {
      const char32_t code = detail::read_windows_1252(byte);
      out += utf8(code != 0xFFFD ? code : static_cast<unsigned char>(byte));
    }
    return out;
  };
  std::vector<std::string> texts = {"Jos\u00E9 Mu\u00F1oz", "O\u2019Brien",
                                    "Nguy\u1EC5n \u2013 \u201CV\u0103n\u201D", "MU\u00D1OZ,\u00A0JOS\u00C9",
                                    "Do\u011Fan \u0130nan"};
  const auto add = [&](char32_t first, char32_t last) {
    for (char32_t code = first; code <= last; ++code) texts.push_back("a" + utf8(code) + "b");
  };
  add(0xA0, 0x17F);
  add(0x1E00, 0x1EFF);
  add(0x2000, 0x203F);
  for (const std::string& text : texts) {
    std::string bad = text;
    for (int times = 1; times <= 3; ++times) {
      bad = mistaken(bad);
      for (const fold_to to : every_fold) {
        INFO("<" << text << "> <" << bad << "> " << times);
        REQUIRE(folded(bad, to) == folded(text, to));
      }
    }
  }
}

TEST_CASE("text that could be mistaken again and again ends") {
  for (const std::string begin : {"\u00C3", "\u00C2", "A\u0303"}) {
    for (const std::string one : {"\u0192", "\u00C2", "\u00C2\u00B1", "\u00C3\u0192"}) {
      std::string text = begin;
      while (text.size() < 4000) text += one;
      text += "\u00B1";
      for (const fold_to to : every_fold) {
        fixed_text<4096> out;
        CHECK(fold(text, to, out));
      }
    }
  }
}

TEST_CASE("letters that may begin what was mistaken stay where nothing was") {
  for (const std::string text :
       {"IRM\u00C3O", "Jos\u00C3", "\u00C5sa", "S\u00E3o", "\u00C2ngela", "\u00C4\u00C4nekoski",
        "\u00C3 \u00B1", "P\u00E1l", "\u00E2\u20AC", "\u00C3x\u00B1", "\u00C3\uFFFD"}) {
    INFO(text);
    fixed_text<256> out;
    CHECK_FALSE(detail::repair_mojibake(text, out));
  }
}

TEST_CASE("all decimal digits fold to ASCII") {
  int digits = 0;
  for (char32_t code = 0x80; code <= 0x10FFFF; ++code) {
    if (utf8proc_category(static_cast<utf8proc_int32_t>(code)) != UTF8PROC_CATEGORY_ND) continue;
    const auto text = folded(utf8(code), fold_to::letters);
    if (!text || text->size() != 1 || !is_digit((*text)[0]))
      FAIL_CHECK(std::hex << static_cast<unsigned>(code));
    ++digits;
  }
  CHECK(digits % 10 == 0);
  CHECK(digits >= 650);
}

TEST_CASE("ASCII text keeps everything but case and controls") {
  for (int c = 0; c < 128; ++c) {
    const std::string text(1, static_cast<char>(c));
    const char expected = c < 32 || c == 127     ? ' '
                          : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32)
                                                 : text[0];
    for (const fold_to to : {fold_to::letters, fold_to::base_letters, fold_to::caseless}) {
      CHECK(folded(text, to) == std::string(1, expected));
      // The same beside a letter beyond ASCII: both ways of folding agree.
      const auto mixed = folded(text + "\u6F22", to);
      CHECK(mixed == std::string(1, expected) + "\u6F22");
    }
  }
}

TEST_CASE("text that does not fit is refused, and what fits exactly is not") {
  fixed_text<4> out;
  CHECK(fold("abcd", fold_to::letters, out));
  CHECK_FALSE(fold("abcde", fold_to::letters, out));
  CHECK(fold("éé", fold_to::letters, out));
  CHECK_FALSE(fold("ééé", fold_to::letters, out));
  CHECK(fold("\u200B\u200B\u200B\u200B\u200Bé", fold_to::letters, out));
  CHECK(out.view() == "é");
  CHECK(fold("", fold_to::letters, out));
  CHECK(out.empty());
  CHECK_FALSE(fold(std::string(100000, '\xFF'), fold_to::letters, out));
}

TEST_CASE("any bytes fold to valid UTF-8, and folding twice is folding once") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("folds.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 20260801);
  for (int i = 0; i < 20000; ++i) {
    const test::exact_buffer text(mutated.next());
    INFO("<" << text.view() << ">");
    CHECK(is_valid_utf8(text.view()) == is_well_formed(std::string(text.view())));
    for (const fold_to to : every_fold) {
      const auto once = folded(text.view(), to);
      if (!once) continue;
      CHECK(is_well_formed(*once));
      if (to != fold_to::spelling) CHECK(folded(*once, to) == once);
    }
  }
}

TEST_CASE("UTF-8 is well-formed by the standard's table, for every lead and second byte") {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      for (const std::string_view rest : {"", "\x80", "\x80\x80", "\xBF\xBF", "a"}) {
        std::string text = {static_cast<char>(first), static_cast<char>(second)};
        text += rest;
        if (is_valid_utf8(text) != is_well_formed(text)) FAIL_CHECK(first << " " << second);
        CHECK(is_ascii(text) == (first < 128 && second < 128 && is_ascii(rest)));
      }
    }
  }
}

TEST_CASE("one byte beyond ASCII is seen wherever it stands") {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string text(size, 'a');
    CHECK(is_ascii(test::exact_buffer(text).view()));
    for (std::size_t at = 0; at < size; ++at) {
      text[at] = '\x80';
      CHECK_FALSE(is_ascii(test::exact_buffer(text).view()));
      text[at] = 'a';
    }
  }
}
