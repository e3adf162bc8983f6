// Normalizing ASCII text never touches the heap, and text of any length is read in time that grows with it.
// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/forms.hpp>
#include <support/catch.hpp>
#include <support/count_allocations.hpp>
#include <support/households.hpp>

#include <ctime>
#include <memory>
#include <string>
#include <vector>

using namespace optout;
using test::allocations;

namespace {

// The sink keeps nothing.
std::size_t count_forms(kind k, std::string_view text, level lvl, side s) {
  std::size_t n = 0;
  for_each_form(k, text, lvl, s, [&](std::string_view) { ++n; });
  return n;
}

}  // namespace

TEST_CASE("text in ASCII is normalized without an allocation, at every level") {
  const std::pair<kind, std::vector<std::string>> texts[] = {
      {kind::phone, {"(415) 555-2671 x508", "415.555.2671", "1-800-FLOWERS", "+44 20 7031 3000", "n/a"}},
      {kind::email, {"Jane.Doe+x@Gmail.com", "\"Doe, Jane\" <jane@example.com>", "x@y", "a@b@c.com"}},
      {kind::name,
       {"Dr. Mary-Ann O'Brien Jr", "SMITH JOHN A & JANE ET UX", "Current Resident", "Jane (nee Poe) Doe"}},
      {kind::address,
       {"12 N Oak St Apt 4, Reno, NV 89501", "PO Box 7, Reno, NV 89501", "N6W23001 Elm Rd, Sussex, WI 53089",
        "Twelve So. Oak Bvd, Reno NV", "RR 2 Box 7 Ada OK 74820"}},
      {kind::person_at, {"Jane Doe|12 N Oak St Apt 4, Reno, NV 89501"}},
      {kind::dob, {"01/31/1970", "1970-01-31"}},
      {kind::zip, {"89501", "89501-1234", "972"}},
  };
  for (const auto& [k, values] : texts) {
    for (const std::string& text : values) {
      for (const level lvl : {level::exact, level::standard, level::aggressive}) {
        for (const side s : {side::list, side::probe}) {
          const std::size_t before = allocations;
          count_forms(k, text, lvl, s);
          const std::size_t made = allocations - before;
          INFO(to_text(k) << " " << to_text(lvl) << " <" << text << ">");
          CHECK(made == 0);
        }
      }
    }
  }
  const std::size_t before = allocations;
  auto counted = std::make_unique<int>(1);
  CHECK(*counted == 1);
  CHECK(allocations > before);
}

TEST_CASE("a megabyte in one cell is read or refused at once") {
  const std::string pieces[] = {"x",
                                "1",
                                " ",
                                "a b ",
                                "1 ",
                                "@",
                                "a@b.c,",
                                "&",
                                "(",
                                "\"",
                                "415-555-2671 ",
                                "12 Oak St, ",
                                "John Smith & ",
                                ".",
                                "-",
                                "\u00E9",
                                "\xFF",
                                "po box 1 ",
                                "\u200B",
                                "/"};
  for (const std::string& piece : pieces) {
    std::string text;
    while (text.size() < (1u << 20)) text += piece;
    for (const kind k : all_kinds) {
      const std::clock_t start = std::clock();
      count_forms(k, text, level::aggressive, side::list);
      count_forms(k, text, level::standard, side::probe);
      const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      INFO(to_text(k) << " <" << piece << "> " << seconds << " s");
      // Of the CPU. Quadratic time would take hours; the bound leaves room for sanitizers.
      CHECK(seconds < 5);
    }
  }
}
