// Telephone numbers: the rules row by row, the labelled pairs, and properties that hold for any bytes.
// SPDX-License-Identifier: Apache-2.0
#include "reference/phone_reference.hpp"
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"
#include "support/mutate.hpp"
#include "support/tsv.hpp"
#include <optout/normalize/phone.hpp>

#include <string>
#include <vector>

using namespace optout;
using optout::test::exact_buffer;

namespace {

std::string phone(std::string_view text, level lvl = level::standard) {
  phone_text out;
  return std::string(normalize_phone(text, lvl, out).value_or("-"));
}

using list = std::vector<std::string>;

list phones_in(std::string_view cell) {
  std::vector<std::string> out;
  for_each_phone(cell, [&](std::string_view one) { out.push_back(phone(one)); });
  return out;
}

}  // namespace

TEST_CASE("every row of phones.tsv has the form it names") {
  for (const auto& row : test::read_tsv("phones.tsv")) {
    INFO("<" << row.at(0) << ">  " << row.at(2));
    CHECK(phone(exact_buffer(row[0]).view()) == row.at(1));
  }
}

TEST_CASE("level exact knows separators and the country code, and nothing else") {
  CHECK(phone(" (415) 555-2671 ", level::exact) == "+14155552671");
  CHECK(phone("+1.415.555.2671", level::exact) == "+14155552671");
  CHECK(phone("[415]/555-2671", level::exact) == "+14155552671");
  CHECK(phone("+44 20 7031 3000", level::exact) == "+442070313000");
  CHECK(phone("415-555-2671 x508", level::exact) == "-");
  CHECK(phone("tel:415-555-2671", level::exact) == "-");
  CHECK(phone("\uFF14155552671", level::exact) == "-");
  CHECK(phone("111-111-1111", level::exact) == "-");
}

TEST_CASE("an extension can be taken off a canonical form") {
  CHECK(without_extension("+14155552671;ext=508") == "+14155552671");
  CHECK(without_extension("+14155552671") == "+14155552671");
}

TEST_CASE("a cell with several phones gives each of them") {
  const list both = {"+14155552671", "+14155552672"};
  for (std::string_view cell :
       {"415-555-2671; 415-555-2672",
        "4155552671;4155552672",
        "415-555-2671, 415-555-2672",
        "4155552671,4155552672",
        "415-555-2671 / 415-555-2672",
        "415-555-2671/415-555-2672",
        "+1/415/555-2671 / +1/415/555-2672",
        "415/555-2671; 415/555-2672",
        "415-555-2671|415-555-2672",
        "415-555-2671\n415-555-2672",
        "(415) 555-2671\r\n(415) 555-2672",
        "415-555-2671 or 415-555-2672",
        "415-555-2671 and 415-555-2672",
        "415-555-2671 & 415-555-2672",
        "4155552671 4155552672",
        "(415) 555-2671 (415) 555-2672",
        "H: 415-555-2671 C: 415-555-2672",
        "415-555-2671 (home) 415-555-2672 (cell)",
        "home 415-555-2671, cell 415-555-2672",
        "\uFF14155552671\uFF1B\uFF14155552672",
        "tel:+14155552671;isub=1, tel:+14155552672;isub=2",
        "4155552671~4155552672",
        "4155552671^4155552672",
        "4155552671_4155552672",
        "4155552671~mobile~4155552672~home",
        "1. 415-555-2671 2. 415-555-2672",
        "415-555-2671 95% 415-555-2672 80%",
        "2024-01-31 415-555-2671 2024-02-01 415-555-2672",
        R"([{"phone":"415-555-2671","dnc":true},{"phone":"415-555-2672","dnc":false}])",
        R"({"home":4155552671,"cell":4155552672,"work":null})",
        R"("home"=>"415-555-2671", "cell"=>"415-555-2672")",
        "415-555-2671; n/a; 415-555-2672"}) {
    INFO(cell);
    CHECK(phones_in(cell) == both);
  }
  CHECK(phones_in("415-555-2671 x508; 415-555-2672 ext 9") ==
        list{"+14155552671;ext=508", "+14155552672;ext=9"});
  CHECK(phones_in("415-555-2671;ext=508, 415-555-2672, ext 9") ==
        list{"+14155552671;ext=508", "+14155552672;ext=9"});
  CHECK(phones_in("+44 20 7031 3000 / 415-555-2672") == list{"+442070313000", "+14155552672"});
  CHECK(phones_in("01144 20 703\n1 3000").back() == "+442070313000");  // one number, broken
  CHECK(phones_in("415-555-2671/2672") == list{"+14155552671"});
  CHECK(phones_in("555-2671 / 415-555-2672 / 000-000-0000") == list{"+14155552672"});
}

TEST_CASE("each number of a cell is found, whatever stands beside it") {
  const list spellings = {"4155552671",     "(415) 555-2671",   "415.555.2671", "+1 415 555 2671",
                          "1-415-555-2671", "415 555 2671",     "4155552671.0", "tel:+1-415-555-2671",
                          "415/555-2671",   "cell: 4155552671", "14155552671",  "001 415 555 2671"};
  const list others = {"000-000-0000",
                       "0000000000",
                       "(000) 000-0000",
                       "0",
                       "00",
                       "000",
                       "011",
                       "1",
                       "11",
                       "+1",
                       "+",
                       "415",
                       "555-2671",
                       "n/a",
                       "-",
                       "()",
                       "123-456-7890",
                       "unknown",
                       "1111111111",
                       "9999999",
                       "no phone",
                       "none",
                       "x",
                       "",
                       "+44 20 7031 3000",
                       "650-555-0134",
                       "011 44 20 7031 3000"};
  for (const std::string_view mark :
       {"; ",  ";",    ", ",     ",",        " | ",      "|",      "\n",     "\v",
        "\f",  "\x1D", "\u2028", " \u2022 ", " \u00B7 ", "\u00B7", "\u2029", "\u0085",
        " / ", " & ",  " or ",   " and ",    "\\n",      "\\r\\n", "\\t"}) {
    for (const std::string& spelling : spellings) {
      for (const std::string& before : others) {
        for (const std::string& after : others) {
          const bool prefix = before == "+" || before == "011" || before == "00";
          if (prefix && mark == "\u00B7") continue;  // it may be the number's
          const std::string cell = before + std::string(mark) + spelling + std::string(mark) + after;
          bool found = false;
          for (const std::string& one : phones_in(cell)) found |= without_extension(one) == "+14155552671";
          INFO("<" << cell << ">");
          CHECK(found);
        }
      }
    }
  }
}

TEST_CASE("marks inside one phone do not split it") {
  for (std::string_view cell :
       {"+1/415/555-2671", "=\"4155552671\"", "415-555-2671,,508", "(415) 555-2671, ext. 508",
        "415 555 2671 ; ext=508", "tel:+1-415-555-2671;isub=12;ext=508", "415-555-2671 x508/x1234",
        "call me or Ann at 415-555-2671 or so"}) {
    INFO(cell);
    std::vector<std::string> raw;
    for_each_phone(cell, [&](std::string_view one) { raw.emplace_back(one); });
    CHECK(raw == std::vector<std::string>{std::string(cell)});
  }
}

TEST_CASE("a cell without a phone is handed out once, as it is") {
  for (std::string_view cell : {"", "n/a", "none; none; none; none; none", "555-2671 / 555-2672 / 555"}) {
    std::vector<std::string> raw;
    for_each_phone(cell, [&](std::string_view one) { raw.emplace_back(one); });
    CHECK(raw == std::vector<std::string>{std::string(cell)});
  }
}

TEST_CASE("any bytes give a phone in its alphabet, and a phone gives itself") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("phones.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 20260801);
  for (int i = 0; i < 20000; ++i) {
    const exact_buffer text(mutated.next());
    INFO("<" << text.view() << ">");
    for (const level lvl : {level::exact, level::standard}) {
      const std::string once = phone(text.view(), lvl);
      if (once == "-") continue;
      CHECK(once.find_first_not_of("+0123456789;ext=") == std::string::npos);
      CHECK(once.size() <= 41);
      CHECK(phone(once) == once);
      CHECK(phone(once + " ") == once);
    }
    for_each_phone(text.view(), [&](std::string_view) {});
  }
}

TEST_CASE("a phone reads as the slow twin reads it") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("phones.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 7);
  int compared = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = mutated.next();
    const auto twin = reference::phone(text);
    if (!twin) continue;
    INFO("<" << text << ">");
    CHECK(phone(text) == *twin);
    ++compared;
  }
  CHECK(compared > 1000);
}

TEST_CASE("a number in groups reads as any of digits and separators does, and holds no other") {
  test::mutator random(
      {"4155552671", "(415) 555-2671", "1-415-555-2671", "+1 415 555 2671", "415.555.2671", "004 412 3456",
       "111-111-1111", "1/004-412-3456", "+1 (011) 441-2345", "0111 234 5678"},
      12);
  constexpr std::string_view marks = "0124599 -./()+";
  int read = 0, junk = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string text = random.next();
    for (std::size_t more = random.below(3); more != 0; --more) {
      text.insert(random.below(text.size() + 1), 1, marks[random.below(marks.size())]);
    }
    const exact_buffer exact(trim(text));
    phone_text quick, plain;
    const plain_phone is = detail::read_grouped_phone(exact.view(), quick);
    if (is == plain_phone::not_plain) continue;
    INFO("<" << text << ">");
    REQUIRE(is == detail::read_plain_phone(exact.view(), plain));
    CHECK(is == normalize_plain_phone(text, plain));
    if (is == plain_phone::read) {
      ++read;
      CHECK(quick.view() == plain.view());
    } else {
      ++junk;
      CHECK(phones_in(text) == list{"-"});
    }
  }
  CHECK(read > 2000);
  CHECK(junk > 1500);
  for (std::string_view usual :
       {"4155552671", "(415) 555-2671", "1-415-555-2671", "+14155552671", "415.555.2671", "415 555 2671"}) {
    phone_text out;
    CHECK(normalize_plain_phone(usual, out) == plain_phone::read);
  }
}

TEST_CASE("two plain numbers with a mark between are those that the long way finds") {
  test::mutator random(
      {"415-555-2671; (415) 555-2672", "+1 415 555 2671,14155552672", "4155552671 / 4155552672",
       "415.555.2671|1 (415) 555-2672", "1-415-555-2671/415-555-2672", "(415) 555-2671 , 415-555-2672"},
      15);
  constexpr std::string_view marks = ";,|/ \n\t-.()+15";
  int pairs = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string text = random.next();
    for (std::size_t more = random.below(3); more != 0; --more) {
      text.insert(random.below(text.size() + 1), 1, marks[random.below(marks.size())]);
    }
    const exact_buffer exact(text);
    const auto pair = plain_phone_pair(exact.view());
    if (!pair) continue;
    ++pairs;
    INFO("<" << text << ">");
    REQUIRE(phones_in(text) == list{phone(pair->first), phone(pair->second)});
    for (const level lvl : {level::exact, level::standard, level::aggressive})
      REQUIRE(phone(text, lvl) == "-");
  }
  CHECK(pairs > 10000);
  for (std::string_view none :
       {"415-555-2671", "415-555-2671; 000-000-0000", "415-555-2671; 2672", "415-555-2671;"}) {
    CHECK_FALSE(plain_phone_pair(none).has_value());
  }
}

TEST_CASE("text longer than any phone is none") {
  CHECK(phone(std::string(100000, ' ') + "415-555-2671") == "+14155552671");
  CHECK(phone("415-555-2671 " + std::string(300, 'a')) == "-");
  CHECK(phone(std::string(100000, '4')) == "-");
}
