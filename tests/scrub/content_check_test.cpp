// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/scrub/content_check.hpp>

#include <vector>

namespace {

using namespace optout;
using some_cells = std::vector<std::string_view>;

bool fits(field what, std::string_view text) {
  return check_content(what, some_cells{text}).fitting == 1;
}

}  // namespace

TEST_CASE("phones are digits in the dress of a phone") {
  for (const char* text : {"9375550110", "(937) 555-0110", "+1 937.555.0110", "1-937-555-0110", "555-0110",
                           "937-555-0110 ext. 12", "937-555-0110; 208-555-0111", "+44 20 7946 0018",
                           "9375550110.0", "5.55E+09"}) {
    CAPTURE(text);
    CHECK(fits(field::phone, text));
  }
  for (const char* text : {"mara@example.com", "Mobile", "12 Quarry Ln", "45402", "Y"}) {
    CAPTURE(text);
    CHECK_FALSE(fits(field::phone, text));
  }
}

TEST_CASE("emails have an at sign and a domain, alone or among others") {
  for (const char* text :
       {"mara@example.com", "Mara Ashgrove <mara@example.com>", "a@example.com; b@example.net"}) {
    CAPTURE(text);
    CHECK(fits(field::email, text));
  }
  for (const char* text : {"mara at example.com", "@mara", "mara@", "937-555-0110", "example.com"}) {
    CAPTURE(text);
    CHECK_FALSE(fits(field::email, text));
  }
}

TEST_CASE("streets, ZIPs, states, names and dates have their shapes") {
  struct trial {
    field what;
    const char *good, *bad;
  };
  const trial trials[] = {
      {field::street, "12 Quarry Ln", "Single Family"},
      {field::street, "PO Box 7", "mara7@example.com"},
      {field::street, "Old Mill Road", "45402"},
      {field::address, "12 Quarry Ln, Dayton OH 45402", "Dayton"},
      {field::zip, "45402", "Dayton"},
      {field::zip, "45402-1234", "123456"},
      {field::zip, "1970", "12"},
      {field::zip, "K1A 0B1", "KIA"},
      {field::state, "OH", "ZZ"},
      {field::state, "ohio", "Dayton"},
      {field::full_name, "Ashgrove, Mara J.", "12345"},
      {field::first_name, "Zo\xC3\xAB", "Y"},
      {field::last_name, "O'Neill-Luu", "mara@example.com"},
      {field::middle_name, "T", "7"},
      {field::dob, "1980-03-04", "Dayton"},
      {field::unit, "12B", "937-555-0110"},
      {field::house_number, "12", "mara@example.com"},
  };
  for (const trial& t : trials) {
    CAPTURE(static_cast<int>(t.what), t.good, t.bad);
    CHECK(fits(t.what, t.good));
    CHECK_FALSE(fits(t.what, t.bad));
  }
}

TEST_CASE("cells that say nothing do not count") {
  const content_check check =
      check_content(field::email, some_cells{"", "  ", "N/A", "none", "-", "NULL", "unknown", "0"});
  CHECK(check.filled == 0);
  CHECK_FALSE(check.agrees());
  CHECK_FALSE(check.contradicts());
}

TEST_CASE("half of three cells make a case, fewer only when none can be it") {
  CHECK(check_content(field::phone, some_cells{"9375550110", "call me", "2085550111"}).agrees());
  CHECK(check_content(field::phone, some_cells{"9375550110", "call me", "at home"}).contradicts());
  CHECK(check_content(field::phone, some_cells{"call me", "at home"}).contradicts());
  CHECK_FALSE(check_content(field::phone, some_cells{"call me", "9375550110"}).contradicts());
  CHECK_FALSE(check_content(field::phone, some_cells{"12345"}).contradicts());
}

TEST_CASE("emails and phones are seen inside text") {
  CHECK(looks_like_emails(some_cells{"write to mara@example.com please"}));
  CHECK(looks_like_emails(some_cells{"a@example.com", "nothing known", "b@example.com", ""}));
  CHECK_FALSE(looks_like_emails(some_cells{"@mara", "a b c", "x"}));
  CHECK_FALSE(looks_like_emails(some_cells{}));
  CHECK(looks_like_phones(some_cells{"call (937) 555-0110 after five"}));
  CHECK(looks_like_phones(some_cells{"9375550110"}));
  CHECK(looks_like_phones(some_cells{"room 12, 937.555.0110"}));
  CHECK(looks_like_phones(some_cells{"9 937 555 0110"}));
  CHECK_FALSE(looks_like_phones(some_cells{"2019-04-02", "100000", "45402-1234"}));
  CHECK_FALSE(looks_like_phones(some_cells{"123-45-6789", "12/12/2019", "1712345678"}));
  CHECK_FALSE(looks_like_phones(some_cells{"310-555-12001"}));
  CHECK_FALSE(looks_like_phones(some_cells{""}));
}
