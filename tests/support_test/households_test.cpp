// The generator of exports is itself under test: its truth, its bytes, and that no rule is left without a spelling.
// SPDX-License-Identifier: Apache-2.0
#include "support/households.hpp"

#include "support/catch.hpp"
#include "support/fnv1a.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace {

using namespace optout::households;
using optout::test::fnv1a;

constexpr layout all_layouts[] = {layout::plain,         layout::batchleads,  layout::propstream,
                                  layout::propertyradar, layout::dealmachine, layout::realestateapi,
                                  layout::attom,         layout::recipient,   layout::precisely,
                                  layout::melissa,       layout::multivalued, layout::batchdata};

// A slow reader that understands only the plainest spellings; all others are left out when it is asked.
std::string plain_phone(std::string_view text) {
  std::string digits;
  for (char c : text)
    if (c >= '0' && c <= '9') digits.push_back(c);
  if (digits.size() == 11 && digits[0] == '1') digits.erase(0, 1);
  return digits.size() == 10 && digits[0] > '1' ? "phone " + digits : "";
}

std::string plain_email(std::string_view text) {
  std::string lower = with_letters(text, letter_form::lower);
  std::erase(lower, ' ');
  const auto at = lower.find('@');
  if (at == std::string::npos) return {};
  std::string local = lower.substr(0, at);
  if (lower.ends_with("@gmail.com")) std::erase(local, '.');
  return "email " + local + lower.substr(at);
}

std::string plain_place(const address_cells& a) {
  std::string line = with_letters(a.line + " " + a.unit + " ", letter_form::lower);
  for (const suffix& s : suffixes) {
    const std::string full = " " + with_letters(s.full, letter_form::lower) + " ";
    if (line.find(full) != std::string::npos)
      line = replaced_once(line, full, " " + with_letters(s.usual, letter_form::lower) + " ");
  }
  std::string zip = a.zip.substr(0, a.zip.find('-'));
  zip.insert(0, 5 - std::min<std::size_t>(zip.size(), 5), '0');
  return ascii_word(line) + " " + zip;
}

std::string plain_person(std::string first, std::string last, const address_cells& a) {
  if (const auto comma = last.find(", "); first.empty() && comma != std::string::npos) {
    first = last.substr(comma + 2);
    last.erase(comma);
  } else if (const auto space = last.find(' '); first.empty() && space != std::string::npos) {
    first = last.substr(0, space);
    last.erase(0, space + 1);
  }
  if (first.size() > 2 && first[first.size() - 2] == ' ') first.erase(first.size() - 2);
  if (first.empty() || last.empty() || a.line.empty()) return {};
  return "person " + ascii_word(first) + "|" + ascii_word(last) + " at " + plain_place(a);
}

std::string everything(const options& o) {
  const town t(o);
  std::string out;
  append_header(o, out);
  row_cells cells;
  for (std::uint64_t n = 0; n < o.rows; ++n) {
    const fate f = t.row(n, cells);
    append_row(o, n, cells, out);
    out += f.how + f.spelling + f.near_miss;
    if (!f.goes) continue;
    const blank_columns blank = blanks_of(o.columns, f, cells);
    out += numbers_of(blank.person) + " " + numbers_of(blank.field);
  }
  request_cells request;
  for (std::uint64_t n = 0; n < o.requests; ++n) {
    t.request(n, request);
    append_request(request, out);
  }
  return out;
}

}  // namespace

TEST_CASE("the truth is what a plain reading of the cells says") {
  for (layout columns : all_layouts) {
    options o{.rows = 4000, .requests = 1500, .seed = 11, .hit_rate = 0.05, .columns = columns};
    o.leave_out = "phone,email,name,address,request";
    const town t(o);
    std::unordered_map<std::string, std::uint64_t> first_request;
    request_cells r;
    for (std::uint64_t n = 0; n < o.requests; ++n) {
      t.request(n, r);
      if (r.email == "N/A") continue;  // junk: gives no key
      for (const std::string& key : {plain_email(r.email), plain_phone(r.phone),
                                     plain_person(r.first, r.first.empty() ? r.name : r.last, r.where)})
        if (!key.empty()) first_request.try_emplace(key, n);
    }
    row_cells cells;
    std::size_t gone = 0, wrong = 0;
    for (std::uint64_t n = 0; n < o.rows; ++n) {
      const fate f = t.row(n, cells);
      std::set<std::string> keys;
      for (const std::string& phone : cells.phones) keys.insert(plain_phone(phone));
      for (const std::string& email : cells.emails) keys.insert(plain_email(email));
      for (const name_cells& name : cells.owners)
        for (const address_cells* place : {&cells.property, &cells.mailing})
          keys.insert(plain_person(name.first, name.last, *place));
      std::set<std::string> how;
      std::uint64_t request = o.requests;
      for (const std::string& key : keys)
        if (const auto found = first_request.find(key); found != first_request.end()) {
          const std::string kind = key.substr(0, key.find(' '));
          how.insert(kind == "person" ? "person_at" : kind);
          request = std::min(request, found->second);
        }
      std::string joined;
      for (std::string_view kind : {"email", "phone", "person_at"})
        if (how.contains(std::string(kind))) add_label(joined, kind);
      gone += f.goes;
      wrong += f.goes != !how.empty() || f.how != joined || (f.goes && f.request != request);
    }
    INFO("layout " << static_cast<int>(columns));
    CHECK(wrong == 0);
    CHECK(gone > 180);
    CHECK(gone < 220);
  }
}

TEST_CASE("the bytes are the same on every machine") {
  options o{.rows = 3000, .requests = 600, .seed = 42, .hit_rate = 0.1};
  CHECK(fnv1a(everything(o)) == 0x9347ee77111334a7u);
  o.columns = layout::attom;
  o.seed = 43;
  CHECK(fnv1a(everything(o)) == 0x14665e3a084f182au);
}

TEST_CASE("a row is the same whichever row was made before it") {
  const options o{.rows = 500, .requests = 100};
  const town t(o);
  row_cells cells;
  std::string forward, alone;
  for (std::uint64_t n = 0; n < o.rows; ++n) t.row(n, cells);
  append_row(o, o.rows - 1, cells, forward);
  town(o).row(o.rows - 1, cells);
  append_row(o, o.rows - 1, cells, alone);
  CHECK(forward == alone);
}

TEST_CASE("every spelling family and every near miss turns up") {
  options o{.rows = 60000, .requests = 20000, .seed = 3, .hit_rate = 0.2, .columns = layout::propstream};
  const town t(o);
  std::set<std::string> labels, near;
  row_cells cells;
  for (std::uint64_t n = 0; n < o.rows; ++n) {
    const fate f = t.row(n, cells);
    near.insert(f.near_miss);
    for (std::size_t from = 0; from < f.spelling.size();) {
      const auto to = std::min(f.spelling.find_first_of("+~", from), f.spelling.size());
      labels.insert(f.spelling.substr(from, to - from));
      from = to + 1;
    }
  }
  const auto has = [&labels](std::string_view label) { return labels.contains(std::string(label)); };
  std::string missing;
  const auto want = [&missing](bool found, std::string_view label) {
    if (!found) add_label(missing, label);
  };
  for (const auto& family : phone_families) want(has(family.label), family.label);
  for (const auto& family : email_families) want(has(family.label), family.label);
  for (const auto& family : name_families) want(has(family.label), family.label);
  for (const auto& family : address_families)
    if (family.label != "address/street_name") want(has(family.label), family.label);
  for (const street& s : streets)
    if (!s.label.empty()) want(has(s.label), s.label);
  for (const auto& family : near_miss_families) want(near.contains(std::string(family.label)), family.label);
  for (std::string_view label : {"all/junk_request", "all/name_only_request"})
    want(near.contains(std::string(label)), label);
  for (std::string_view label :
       {"owner2", "property", "mailing", "second_property", "request/one_line_address",
        "request/several_in_cell", "repeated_phone", "repeated_email", "partner"})
    want(has(label), label);
  CHECK(missing == "");
}

TEST_CASE("what is left out does not turn up") {
  options o{.rows = 4000, .requests = 1000, .hit_rate = 0.1};
  o.leave_out = "name/couple,phone";
  const town t(o);
  row_cells cells;
  for (std::uint64_t n = 0; n < o.rows; ++n) {
    const fate f = t.row(n, cells);
    REQUIRE(f.spelling.find("name/couple") == std::string::npos);
    REQUIRE(f.spelling.find("phone/") == std::string::npos);
  }
}

TEST_CASE("every line has as many cells as its header") {
  for (layout columns : all_layouts) {
    const options o{.rows = 400, .requests = 50, .columns = columns, .crlf = true};
    const town t(o);
    const auto cells_of = [&o](std::string_view line) {
      std::size_t count = 1;
      bool quoted = false;
      for (char c : line) {
        if (c == '"') quoted = !quoted;
        if (c == delimiter_of(o) && !quoted) ++count;
      }
      return quoted ? 0 : count;
    };
    std::string header, line;
    append_header(o, header);
    row_cells cells;
    for (std::uint64_t n = 0; n < o.rows; ++n) {
      t.row(n, cells);
      line.clear();
      append_row(o, n, cells, line);
      REQUIRE(cells_of(line) == cells_of(header));
      REQUIRE(line.ends_with("\r\n"));
    }
  }
}

TEST_CASE("no two people share a phone or an email") {
  const registry r(5);
  std::unordered_set<std::string> seen;
  std::size_t made = 0;
  for (std::uint64_t n = 0; n < 20000; ++n) {
    const household h = r.at(n);
    CHECK(h.people[0].given != h.people[1].given);
    for (const person& p : h.people) {
      for (const std::string& phone : {p.phone, p.other_phone}) seen.insert(phone);
      for (const email* e : {&p.mail, &p.work_mail}) seen.insert(plain_email(usual(*e)));
      made += 4;
    }
  }
  CHECK(seen.size() == made);

  // Emails are unique only if no two names run together to the same letters.
  std::unordered_set<std::string> names;
  for (std::string_view given : given_names)
    for (std::string_view surname : surnames) names.insert(ascii_word(given) + ascii_word(surname));
  CHECK(names.size() == std::size(given_names) * std::size(surnames));
}

TEST_CASE("a number off by one digit fails its check digit") {
  const registry r(5);
  dice d(1, purpose::row, 1);
  for (std::uint64_t n = 0; n < 200; ++n) {
    const std::string phone = r.at(n).people[0].phone;
    REQUIRE(check_digit(phone.substr(0, 9)) == phone[9]);
    for (std::size_t at = 0; at < phone.size(); ++at) {
      const std::string off = off_by_one_digit(phone, at, d);
      REQUIRE(off != phone);
      REQUIRE(check_digit(off.substr(0, 9)) != off[9]);
    }
  }
}

TEST_CASE("a place may have many ZIP codes") {
  std::unordered_set<std::string> two, many;
  for (std::uint64_t n = 0; n < 30000; ++n) {
    two.insert(gazetteer(9).at(n, false).zip5());
    address a = gazetteer(9, false, 200).at(n, false);
    const std::string zip = a.zip5();
    many.insert(zip);
    a.zip ^= 1;
    REQUIRE((a.is_military() || a.zip5() != zip));
  }
  CHECK(two.size() <= 2 * std::size(places));
  CHECK(many.size() > 50 * std::size(places));
}

TEST_CASE("no two homes share an address, and a shuffle can be undone") {
  const gazetteer g(9);
  std::unordered_set<std::string> seen;
  address_cells cells;
  for (std::uint64_t n = 0; n < 30000; ++n) {
    write_address(g.at(n, true), {}, cells);
    seen.insert(plain_place(cells));
  }
  CHECK(seen.size() == 30000);
  for (std::uint64_t size : {1ull, 2ull, 7ull, 1000ull, 40180000ull}) {
    const shuffle s(size, 77);
    for (std::uint64_t x = 0; x < std::min<std::uint64_t>(size, 500); ++x) REQUIRE(s.inverse(s(x)) == x);
  }
}
