// Email addresses: the rules row by row, the labelled pairs, and properties that hold for any bytes.
// SPDX-License-Identifier: Apache-2.0
#include "reference/email_reference.hpp"
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"
#include "support/mutate.hpp"
#include "support/tsv.hpp"
#include <optout/normalize/email.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace optout;
using optout::test::exact_buffer;

namespace {

std::string email(std::string_view text, level lvl = level::standard) {
  email_text out;
  return std::string(normalize_email(text, lvl, out).value_or("-"));
}

using list = std::vector<std::string>;

list emails_in(std::string_view cell) {
  list out;
  for_each_email(cell, [&](std::string_view one) { out.push_back(email(one)); });
  return out;
}

// Whether the long way reads `text`, without the shortcuts for addresses that are bare but for marks around.
bool read_long_way(std::string_view text, email_text& out) {
  detail::email_input folded;
  return fold(text, fold_to::spelling, folded) && detail::read_folded_email(trim(folded.view()), out);
}

}  // namespace

TEST_CASE("every row of emails.tsv has the form it names") {
  for (const auto& row : test::read_tsv("emails.tsv")) {
    INFO("<" << row.at(0) << ">  " << row.at(2));
    CHECK(email(exact_buffer(row[0]).view()) == row.at(1));
  }
}

TEST_CASE("level exact folds the domain's case and white space around, and nothing else") {
  CHECK(email(" Jane.Doe@EXAMPLE.com ", level::exact) == "Jane.Doe@example.com");
  CHECK(email("jane.doe+x@gmail.com", level::exact) == "jane.doe+x@gmail.com");
  CHECK(email("<jane@example.com>,", level::exact) == "<jane@example.com>,");
  CHECK(email("jane @example.com", level::exact) == "-");
  CHECK(email("a@ba@z.com", level::exact) == "-");
  CHECK(email("@b.com", level::exact) == "-");
  CHECK(email("n/a", level::exact) == "-");
}

TEST_CASE("a cell with several emails gives each of them") {
  const list both = {"jane@example.com", "ann@example.org"};
  for (std::string_view cell :
       {"jane@example.com; ann@example.org", "jane@example.com;ann@example.org",
        "jane@example.com, Ann@Example.org", "jane@example.com,ann@example.org",
        "jane@example.com|ann@example.org", "jane@example.com / ann@example.org",
        "jane@example.com/ann@example.org", "jane@example.com\nann@example.org",
        "jane@example.com ann@example.org", "jane@example.com & ann@example.org",
        "jane@example.com and ann@example.org", "Jane <jane@example.com>, Ann <ann@example.org>",
        "\"Doe, Jane\" <jane@example.com>; \"Roe, Ann\" <ann@example.org>",
        "<jane@example.com><ann@example.org>", "jane@example.com, Ann <ann@example.org>",
        "mailto:jane@example.com,ann@example.org", "jane\uFF20example.com\uFF1Bann\uFF20example.org",
        "jane @ example.com; ann @ example.org", "jane@example.com; n/a; ann@example.org;"}) {
    INFO(cell);
    CHECK(emails_in(cell) == both);
  }
  CHECK(emails_in("jane+a,b@x@example.com; ann@example.org").back() == "ann@example.org");
}

TEST_CASE("each email of a cell is found, whatever stands beside it") {
  const list spellings = {
      "jane@example.com",     "Jane@Example.COM",        "Jane Doe <jane@example.com>",
      "<jane@example.com>",   "mailto:jane@example.com", "jane@example.com (work)",
      "\"jane\"@example.com", "'jane@example.com'",      "jane@example.com <jane@example.com>",
      "jane@ example.com",    "jane @ example.com"};
  const list others = {"",
                       "n/a",
                       "none",
                       "-",
                       "x@y",
                       "ann@example.org",
                       "@",
                       "N",
                       "none@none.com",
                       "jane",
                       "unknown",
                       "Ann <ann@example.org>",
                       "<>",
                       "()",
                       "ann@",
                       "1",
                       "@example.org",
                       "ann@example.org (home)",
                       "\"",
                       "'",
                       "415-555-2671",
                       "Y",
                       "ann at example.org"};
  for (const std::string_view mark :
       {"; ",   ";",      ", ",     ",",        " | ",      "|",      "\n",     "\v",   "\f",
        "\x1D", "\u2028", "\u2029", " \u2022 ", " \u00B7 ", "\u00B7", "\u0085", "\x01", " ",
        "  ",   " / ",    " & ",    " or ",     " AND ",    "\\n",    "\\r\\n", "\\t"}) {
    for (const std::string& spelling : spellings) {
      for (const std::string& before : others) {
        for (const std::string& after : others) {
          const bool blank = mark == " " || mark == "  " || mark == "\x01";
          const bool stray = before.ends_with('@') || after.starts_with('@');
          if (blank && stray && spelling.find("@ ") != spelling.npos) continue;  // whose '@' is it?
          const std::string cell = before + std::string(mark) + spelling + std::string(mark) + after;
          const list found = emails_in(cell);
          INFO("<" << cell << ">");
          CHECK(std::find(found.begin(), found.end(), "jane@example.com") != found.end());
        }
      }
    }
  }
}

TEST_CASE("a cell with one email or none is handed out once, as it is") {
  for (std::string_view cell :
       {"", "n/a", "a@ba@z.com", "jane@example.com; none", "\"jane@home\"@example.com",
        "jane/home|x@example.com", "Doe, Jane <jane@example.com>"}) {
    INFO(cell);
    std::vector<std::string> raw;
    for_each_email(cell, [&](std::string_view one) { raw.emplace_back(one); });
    CHECK(raw == std::vector<std::string>{std::string(cell)});
  }
}

TEST_CASE("an address is found among words, unless they may be part of it") {
  for (std::string_view cell :
       {"Jane Doe jane@example.com", "Jane jane@example.com", "jane@example.com Jane Doe",
        "none jane@example.com n/a", "415-555-2671 jane @ example.com", "Work jane@example.com (Jane)",
        "Jane D. jane@example.com", "J\u00F3na Doe jane@example.com"}) {
    INFO(cell);
    CHECK(emails_in(cell) == list{"jane@example.com"});
  }
  for (std::string_view cell : {"jane doe@example.com", "a b c@example.com", "jane@example. com",
                                "x; jane doe@example.com", "jane m doe@example.com"}) {
    INFO(cell);
    CHECK(emails_in(cell) == list{"-"});
  }
}

TEST_CASE("a second address begins where the domain of the first one ends") {
  for (const std::string mark :
       {":", "*", "~", "^", "#", "_", "+", "(", ")", "\"\"", "?", "!", "=", "%", "](mailto:"}) {
    INFO(mark);
    CHECK(emails_in("jane@example.com" + mark + "ann@example.org") ==
          list{"jane@example.com", "ann@example.org"});
  }
  CHECK(emails_in("o'jane@example.com~o'ann@example.org") == list{"o'jane@example.com", "o'ann@example.org"});
}

TEST_CASE("spaces beside the @ of one address part no two") {
  const list both = {"jane@example.com", "ann@example.org"};
  for (std::string_view cell : {"jane@example.com ann@ example.org", "jane @ example.com ann @ example.org",
                                "jane@example.com <ann@  example.org>", "jane @example.com  ann@example.org",
                                "jane@example.com @jane ann@ example.org"}) {
    INFO(cell);
    CHECK(emails_in(cell) == both);
  }
  CHECK(emails_in("jane@example.com @jane") == list{"jane@example.com"});
  CHECK(emails_in("jane@example.com joe@ ann@example.org") == both);
}

TEST_CASE("an address whose quotes hold another one counts beside it") {
  CHECK(emails_in("\"jane@example.com; ann\"@example.org") ==
        list{"jane@example.com", "\"jane@example.com; ann\"@example.org"});
  CHECK(emails_in("\"jane@example.com\nann\"@example.org") ==
        list{"jane@example.com", "\"jane@example.com ann\"@example.org"});
  CHECK(emails_in("\"Jane\" <jane@example.com>; \"Ann\" <ann@example.org>") ==
        list{"jane@example.com", "ann@example.org"});
}

TEST_CASE("any bytes give an email in its alphabet, and an email gives itself") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("emails.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 20260801);
  for (int i = 0; i < 20000; ++i) {
    const exact_buffer text(mutated.next());
    INFO("<" << text.view() << ">");
    for (const level lvl : {level::exact, level::standard}) {
      const std::string once = email(text.view(), lvl);
      if (once == "-") continue;
      CHECK(once.size() <= 320);
      CHECK(once.find('@') != 0);
      CHECK(once.find_first_of("\t\r\n") == std::string::npos);
      CHECK(email(once, lvl) == once);
      if (lvl == level::standard) {
        CHECK(is_valid_utf8(once));
        CHECK(std::none_of(once.begin(), once.end(), is_upper));
        if (once[0] != '"') CHECK(email("  <" + once + ">; ") == once);
      }
    }
    for_each_email(text.view(), [&](std::string_view) {});
  }
}

TEST_CASE("an email reads as the slow twin reads it") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("emails.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 7);
  int compared = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = mutated.next();
    const auto twin = reference::email(text);
    if (!twin) continue;
    INFO("<" << text << ">");
    CHECK(email(text) == *twin);
    ++compared;
  }
  CHECK(compared > 2000);
}

TEST_CASE("a bare address reads as the long way reads it") {
  test::mutator random(
      {"jane.doe+tag@gmail.com", "Jane_Doe-1@Mail.Example.org", "JANE@EXAMPLE.COM", ".j.@googlemail.com",
       "first.middle.last.of.many.names@a.very.long.host.of.example.org", "no.n@n.c", "na@na.com"},
      11);
  constexpr std::string_view letters = "aZ09.._-+@@Nn ";
  int bare = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string text = random.next();
    if (i % 2 == 0) text.insert(random.below(text.size() + 1), 1, letters[random.below(letters.size())]);
    const exact_buffer exact(trim(text));
    email_text quick, slow;
    const auto read = detail::read_bare_mailbox(exact.view(), quick);
    if (!read.has_value()) continue;
    ++bare;
    INFO("<" << text << ">");
    REQUIRE(*read == read_long_way(exact.view(), slow));
    if (*read) CHECK(quick.view() == slow.view());
    CHECK(normalize_bare_email(text, quick) == *read);
  }
  CHECK(bare > 10000);
  for (std::string_view usual : {"jane@b.io", "Jane.Doe@Example.com", "jane_doe+x@mail.example-host.org"}) {
    email_text out;
    CHECK(detail::read_bare_mailbox(usual, out) == true);
  }
}

TEST_CASE("an address between labels and marks reads as the long way reads it") {
  test::mutator random(
      {"<jane.doe@example.com>", "E-mail: Jane@Example.com,", "mailto:jane+tag@gmail.com",
       "Jane Doe <jane@example.com>; work", "\"Doe, Jane\" <jane@example.com>", "('jane@example.com')",
       "x; jane@example.com.", "ann, jane@example.com|", "home : ( jane@example.com )",
       "\u200Bjane@example.com\uFEFF", "\uFF1Cjane\uFF20example.com\uFF1E", "Jos\u00E9: na@na.com"},
      13);
  constexpr std::string_view marks = "<>()[]{},;:|'=`\"@. \n/x";
  int compared = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string text = random.next();
    for (std::size_t more = random.below(3); more != 0; --more) {
      text.insert(random.below(text.size() + 1), 1, marks[random.below(marks.size())]);
    }
    detail::email_input folded;
    if (!fold(text, fold_to::spelling, folded)) continue;
    const exact_buffer exact(trim(is_ascii(text) ? std::string_view(text) : folded.view()));
    const std::size_t at = exact.view().find('@');
    if (at == std::string_view::npos) continue;
    email_text quick, slow;
    const auto read = detail::read_bare_mailbox(detail::undressed(exact.view(), at), quick);
    if (!read.has_value()) continue;
    ++compared;
    INFO("<" << text << ">");
    REQUIRE(*read == read_long_way(exact.view(), slow));
    if (*read) REQUIRE(quick.view() == slow.view());
  }
  CHECK(compared > 20000);
  for (std::string_view usual : {"<jane@b.io>", "Jane <jane@b.io>", "mailto:jane@b.io", "E-mail: jane@b.io",
                                 "jane@b.io;", "jane@b.io.", "(jane@b.io)"}) {
    CHECK(detail::undressed(usual, usual.find('@')) == "jane@b.io");
  }
}

TEST_CASE("two bare addresses with a mark between are those that the long way finds") {
  test::mutator random(
      {"jane@example.com; Ann@example.org", "jane.doe+x@gmail.com,ann@example.org",
       "jane@example.com | none@none.com", "na@na.com;no@no.com", "+x@gmail.com , ann@example.org"},
      14);
  constexpr std::string_view marks = ";,|/ \n\t@.a";
  int pairs = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string text = random.next();
    if (i % 2 == 0) text.insert(random.below(text.size() + 1), 1, marks[random.below(marks.size())]);
    const exact_buffer exact(text);
    const auto pair = bare_email_pair(exact.view());
    if (!pair) continue;
    ++pairs;
    list expected;
    for (std::string_view one : {pair->first, pair->second}) {
      if (email(one) != "-") expected.emplace_back(one);
    }
    if (expected.empty()) expected.push_back(text);
    list found;
    for_each_email(text, [&](std::string_view one) { found.emplace_back(one); });
    INFO("<" << text << ">");
    REQUIRE(found == expected);
    for (const level lvl : {level::exact, level::standard, level::aggressive})
      REQUIRE(email(text, lvl) == "-");
  }
  CHECK(pairs > 20000);
}

TEST_CASE("an address longer than 320 bytes is none, white space around it apart") {
  const std::string longest = std::string(64, 'a') + "@" + std::string(251, 'b') + ".com";
  CHECK(longest.size() == 320);
  CHECK(email(longest) == longest);
  CHECK(email(std::string(100000, ' ') + longest) == longest);
  CHECK(email("<" + longest + ">") == longest);
  CHECK(email("a" + longest) == "-");
  CHECK(email("a" + longest, level::exact) == "-");
  CHECK(email(std::string(2000, 'a') + "@example.com") == "-");
}
