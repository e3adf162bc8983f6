// Hashed lists beside plain ones: what a row's cells may hash to, and who is found by it.
// SPDX-License-Identifier: Apache-2.0
#include <optout/key/hash_scheme.hpp>
#include <optout/list/list_builder.hpp>
#include <optout/scrub/hashed_identifiers.hpp>
#include <optout/scrub/scrubber.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>
#include <support/table.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace optout;
using namespace optout::test;

namespace {

using texts = std::vector<std::string>;

struct heard {
  std::vector<hashed_place> places;
  std::vector<identifier_place> junk_places, rounded_places;
  void hashed(const hashed_place& p) { places.push_back(p); }
  void junk(const identifier_place& p) { junk_places.push_back(p); }
  void rounded(const identifier_place& p) { rounded_places.push_back(p); }
};

wanted_kinds all_hashed() {
  wanted_kinds wanted;
  for (std::size_t s = 1; s < scheme_count; ++s) {
    wanted.want(kind::email, static_cast<scheme>(s));
    wanted.want(kind::phone, static_cast<scheme>(s));
  }
  for (const kind k : {kind::maid, kind::ndz, kind::namevin, kind::ctvid}) wanted.want(k, scheme::drop);
  return wanted;
}

// The slow twin of the whole way: "kind scheme digest" of everything in the one row of a table that somebody's list may
// hold, through hashes_of(), which is tested by itself.
std::set<std::string> keys_by_hashes_of(const keyring& keys, kind k, scheme s, hash_kind what,
                                        const std::vector<std::string_view>& fields) {
  std::set<std::string> out;
  for (const std::string& hash : hashes_of(s, what, fields)) {
    const key one = key_batch::make(keys, k, read_digest(hash, s)->bytes, s);
    out.insert(std::to_string(one.hi) + "/" + std::to_string(one.lo));
  }
  return out;
}

// The keys of what the walk finds of one kind and scheme.
std::set<std::string> keys_of_walk(const keyring& keys, const table& rows, kind k, scheme s,
                                   heard* told = nullptr) {
  hashed_identifiers walk(rows.layout(), all_hashed());
  hash_batch hashes;
  heard all;
  walk.walk(rows.rows(), 0, hashes, all);
  key_batch batch(keys);
  hashes.add_keys(batch);
  const auto made = batch.finish();
  REQUIRE(made.size() == all.places.size());
  std::set<std::string> out;
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (all.places[i].where.what == k && all.places[i].how == s)
      out.insert(std::to_string(made[i].hi) + "/" + std::to_string(made[i].lo));
  }
  if (told != nullptr) *told = all;
  return out;
}

bool holds(const std::set<std::string>& all, const std::set<std::string>& some) {
  return !some.empty() && std::includes(all.begin(), all.end(), some.begin(), some.end());
}

// The digest of the likeliest hash of a value.
std::string digest(scheme s, hash_kind what, const std::vector<std::string_view>& fields) {
  return read_digest(hashes_of(s, what, fields).front(), s)->bytes;
}

}  // namespace

TEST_CASE("emails and phones give in every scheme what hashes_of() gives, and more") {
  const keyring keys = keyring_of(1);
  const struct {
    const char* role;
    kind what;
    hash_kind hashed;
    std::string text;
  } cells[] = {{"owner1.email", kind::email, hash_kind::email, "Anna.Smith@Domain.com"},
               {"owner1.email", kind::email, hash_kind::email, "j.doe+x@gmail.com"},
               {"owner1.email", kind::email, hash_kind::email, " Ümit@example.com "},
               {"owner1.email", kind::email, hash_kind::email, "a b@example.com"},
               {"owner1.phone", kind::phone, hash_kind::phone, "(415) 555-2671"},
               {"owner1.phone", kind::phone, hash_kind::phone, "+1 415 555 2671"},
               {"owner1.phone", kind::phone, hash_kind::phone, "4155552671 ext. 4"},
               {"owner1.phone", kind::phone, hash_kind::phone, "+84(90)123 4567"}};
  for (const auto& cell : cells) {
    const table rows({cell.role}, {{cell.text}});
    for (std::size_t s = 1; s < scheme_count; ++s) {
      const auto how = static_cast<scheme>(s);
      const auto expected = keys_by_hashes_of(keys, cell.what, how, cell.hashed, {cell.text});
      const auto found = keys_of_walk(keys, rows, cell.what, how);
      INFO(cell.text << " in " << to_text(how));
      CHECK(std::includes(found.begin(), found.end(), expected.begin(), expected.end()));
      if (detail::is_plain_email(cell.text)) CHECK(found == expected);
    }
  }
}

TEST_CASE("several values in a cell, and an address behind a name, count each") {
  const keyring keys = keyring_of(1);
  const table rows({"row.email", "row.phone"},
                   {{"Jane <jane@example.com>; MAILTO:ann@example.com", "415-555-2671 / 415-555-2672"}});
  for (const std::string_view one : {"jane@example.com", "ann@example.com"}) {
    CHECK(holds(keys_of_walk(keys, rows, kind::email, scheme::drop),
                keys_by_hashes_of(keys, kind::email, scheme::drop, hash_kind::email, {one})));
  }
  for (const std::string_view one : {"4155552671", "4155552672"}) {
    CHECK(holds(keys_of_walk(keys, rows, kind::phone, scheme::drop),
                keys_by_hashes_of(keys, kind::phone, scheme::drop, hash_kind::phone, {one})));
  }
}

TEST_CASE("the literal reading is candidate 0") {
  const keyring keys = keyring_of(1);
  const table rows({"owner1.first_name", "owner1.last_name", "owner1.dob", "property.zip"},
                   {{"Juan Pablo", "Smith Jr.", "1985-07-04", "00300-9999"}});
  hashed_identifiers walk(rows.layout(), all_hashed());
  hash_batch hashes;
  heard told;
  walk.walk(rows.rows(), 0, hashes, told);
  key_batch batch(keys);
  hashes.add_keys(batch);
  const std::string literal =
      digest(scheme::drop, hash_kind::ndz, {"juanpablo", "smithjr", "19850704", "300"});
  REQUIRE(told.places.size() >= 4);  // juanpablo or juan, smithjr or smith
  CHECK(told.places[0].candidate == 0);
  CHECK(batch.finish()[0] == key_batch::make(keys, kind::ndz, literal, scheme::drop));
  for (std::size_t i = 1; i < told.places.size(); ++i) CHECK(told.places[i].candidate == i);
}

TEST_CASE("composites are made of every spelling of their parts") {
  const keyring keys = keyring_of(1);
  struct {
    const char *first, *last, *dob, *zip;
  } const people[] = {{"Danielle", "Johnson", "07/04/1985", "91790"},
                      {"Juan Pablo", "D'Angelo-Smith Jr.", "July 4, 1985", "02134-1234"},
                      {"José", "Щербакова", "1985-07-04", "00300-9999"},
                      {"김", "Müller", "19850704", "k1a-0b1"}};
  for (const auto& who : people) {
    const auto expected = keys_by_hashes_of(keys, kind::ndz, scheme::drop, hash_kind::ndz,
                                            {who.first, who.last, who.dob, who.zip});
    const texts roles = {"owner1.first_name", "owner1.last_name", "owner1.dob", "mailing.zip"};
    CHECK(holds(
        keys_of_walk(keys, table(roles, {{who.first, who.last, who.dob, who.zip}}), kind::ndz, scheme::drop),
        expected));
    const texts whole = {"owner1.full_name", "owner1.dob", "mailing.zip"};
    INFO(who.first << " " << who.last);
    const std::string name = std::string(who.last) + ", " + who.first;
    CHECK(holds(keys_of_walk(keys, table(whole, {{name, who.dob, who.zip}}), kind::ndz, scheme::drop),
                expected));
  }
  const auto vehicle = keys_by_hashes_of(keys, kind::namevin, scheme::drop, hash_kind::namevin,
                                         {"Eve", "Genesis", "1HGCM82633A004352"});
  CHECK(keys_of_walk(keys,
                     table({"owner1.first_name", "owner1.last_name", "row.vin"},
                           {{"Eve", "Genesis", "1HGCM 82633 A004352"}}),
                     kind::namevin, scheme::drop) == vehicle);
}

TEST_CASE("parts are never combined across persons") {
  const keyring keys = keyring_of(1);
  const table rows({"owner1.first_name", "owner1.last_name", "owner1.dob", "owner2.first_name",
                    "owner2.last_name", "owner2.dob", "property.zip"},
                   {{"Ann", "Lee", "1970-01-02", "Bob", "Ray", "1980-03-04", "91790"}});
  const auto found = keys_of_walk(keys, rows, kind::ndz, scheme::drop);
  const auto of = [&](const char* first, const char* last, const char* dob) {
    return keys_by_hashes_of(keys, kind::ndz, scheme::drop, hash_kind::ndz, {first, last, dob, "91790"});
  };
  CHECK(holds(found, of("Ann", "Lee", "1970-01-02")));
  CHECK(holds(found, of("Bob", "Ray", "1980-03-04")));
  CHECK(found.size() == 2);
}

TEST_CASE("devices are found by their column") {
  const keyring keys = keyring_of(1);
  const std::string maid = "38400000-8cf0-11bd-b23e-10b96e40000d";
  const table rows({"row.maid", "owner1.ctvid"}, {{maid, "Abc-12345"}});
  CHECK(keys_of_walk(keys, rows, kind::maid, scheme::drop) ==
        keys_by_hashes_of(keys, kind::maid, scheme::drop, hash_kind::maid, {maid}));
  CHECK(keys_of_walk(keys, rows, kind::ctvid, scheme::drop) ==
        keys_by_hashes_of(keys, kind::ctvid, scheme::drop, hash_kind::ctvid, {"abc12345"}));
}

TEST_CASE("too many combinations are told of") {
  // Eight readings of each name: Hangul whole or apart, a ligature or its letters, a letter of no table kept or not.
  const std::string name = "\uAE40\uFB01\u0259";
  const auto walk_at = [&](int addresses) {
    texts roles = {"owner1.first_name", "owner1.last_name", "owner1.dob"}, cells = {name, name, "1985-07-04"};
    for (int i = 0; i < addresses; ++i) {
      roles.push_back("owner1.address" + std::to_string(i + 1) + ".zip");
      cells.push_back(std::to_string(90000 + i));
    }
    const table rows(roles, {cells});
    hashed_identifiers walk(rows.layout(), all_hashed());
    hash_batch hashes;
    heard told;
    walk.walk(rows.rows(), 0, hashes, told);
    return std::pair(told.places.size(), walk.partial());
  };
  CHECK(walk_at(64) == std::pair<std::size_t, std::uint64_t>(hashed_identifiers::most_combinations, 0));
  CHECK(walk_at(65) == std::pair<std::size_t, std::uint64_t>(hashed_identifiers::most_combinations, 1));
}

TEST_CASE("a scrub finds people by hashed lists beside plain ones, in one pass") {
  const keyring keys = keyring_of(1);
  list_builder hashed(keys, {.name = "hashed"}), plain(keys, {.name = "plain"});
  const auto add = [&](const char* id, kind k, scheme s, const std::string& bytes) {
    hashed.add_key(k, level::standard, key_batch::make(keys, k, bytes, s), hashed.add_request({.id = id}), s);
  };
  add("D-1", kind::email, scheme::drop, digest(scheme::drop, hash_kind::email, {"ann@example.com"}));
  add("M-1", kind::email, scheme::md5, digest(scheme::md5, hash_kind::email, {"bob@example.com"}));
  add("N-1", kind::ndz, scheme::drop,
      digest(scheme::drop, hash_kind::ndz, {"Eve", "Ray", "1990-01-01", "91790"}));
  plain.add_key(kind::phone, level::standard, key_batch::make(keys, kind::phone, "+14155552671"),
                plain.add_request({.id = "P-1"}));
  const auto open = [&](list_builder& b, const char* name) {
    return *suppression_list::from_image(*b.image(), keys, name);
  };
  scrubber scrub(keys, {open(hashed, "hashed"), open(plain, "plain")});
  REQUIRE(scrub.status().ok());
  const table rows(
      {"owner1.first_name", "owner1.last_name", "owner1.dob", "owner1.email", "owner1.phone", "property.zip"},
      {{"Ann", "Lee", "", "ANN@example.com ", "", ""},
       {"Bob", "Lee", "", "Bob@Example.com", "", ""},
       {"EVE", "RAY", "1/1/1990", "", "", "91790-1234"},
       {"Eve", "Ray", "1/2/1990", "eve@example.com", "", "91790"},
       {"Joe", "Poe", "", "", "415 555 2671", ""}});
  decisions out;
  REQUIRE(scrub.decide(rows.rows(), out).ok());
  CHECK(out.verdict(0) == action::drop_row);
  CHECK(out.verdict(1) == action::drop_row);
  CHECK(out.verdict(2) == action::drop_row);
  CHECK(out.verdict(3) == action::keep);
  CHECK(out.verdict(4) == action::drop_row);
  REQUIRE(out.hits().size() == 4);
  CHECK(out.hits()[0].how == scheme::drop);
  CHECK(out.hits()[0].candidate == 0);
  CHECK(out.hits()[1].how == scheme::md5);
  CHECK(out.hits()[2].what == kind::ndz);
  CHECK(out.hits()[3].how == scheme::canonical);
}

TEST_CASE("what a spreadsheet rounded is set aside, also where only digests are looked for") {
  const keyring keys = keyring_of(1);
  list_builder list(keys, {.name = "list"});
  for (const kind k : {kind::phone, kind::ndz})
    list.add_key(k, level::standard, key_batch::make(keys, k, "x", scheme::drop),
                 list.add_request({.id = "A"}), scheme::drop);
  const scrubber scrub(keys, {*suppression_list::from_image(*list.image(), keys, "list")});
  const table rows({"owner1.first_name", "owner1.last_name", "owner1.dob", "owner1.phone", "property.zip"},
                   {{"Ann", "Lee", "1970-01-01", "4.15556E+09", "89501"},
                    {"Ann", "Lee", "1970-01-01", "4155552671", "8.95E+08"},
                    {"Ann", "Lee", "1970-01-01", "4155552671", "89501"}});
  decisions out;
  REQUIRE(scrub.decide(rows.rows(), out).ok());
  CHECK(out.is_rounded(0));
  CHECK(out.is_rounded(1));
  CHECK_FALSE(out.is_rounded(2));
}

TEST_CASE("a value counts once, whether plain lists look for it too or not") {
  const keyring keys = keyring_of(1);
  const table rows({"owner1.email", "owner1.phone"}, {{"none", "x"}, {"ann@example.com", "415 555 2671"}});
  for (const bool plain : {false, true}) {
    list_builder list(keys, {.name = "list"});
    const std::uint32_t a = list.add_request({.id = "A"});
    for (const kind k : {kind::email, kind::phone}) {
      list.add_key(k, level::standard, key_batch::make(keys, k, "x", scheme::md5), a, scheme::md5);
      if (plain) list.add_key(k, level::standard, key_batch::make(keys, k, "x"), a);
    }
    const scrubber scrub(keys, {*suppression_list::from_image(*list.image(), keys, "list")});
    decisions out;
    REQUIRE(scrub.decide(rows.rows(), out).ok());
    for (const kind k : {kind::email, kind::phone}) {
      CHECK(out.counts().junk[static_cast<std::size_t>(k)] == 1);
      CHECK(out.counts().identifiers[static_cast<std::size_t>(k)] >= 1);
    }
  }
}

TEST_CASE("a hit names the consumer, if it is asked to") {
  const keyring keys = keyring_of(1);
  list_builder list(keys, {.name = "list"});
  list.add_key(kind::phone, level::standard, key_batch::make(keys, kind::phone, "+14155552671"),
               list.add_request({.id = "P-1"}));
  scrubber scrub(keys, {*suppression_list::from_image(*list.image(), keys, "list")});
  scrub.tell_consumers();
  const table rows({"owner1.full_name", "owner1.dob", "owner1.phone", "row.phone", "owner2.full_name"},
                   {{"Ann Lee", "", "4155552671", "", ""},
                    {"LEE, ANN", "", "415-555-2671", "", "Bob Lee"},
                    {"Ann Lee", "1970-01-01", "4155552671", "", ""},
                    {"Bob Lee", "", "4155552671", "", ""},
                    {"Ann Lee", "", "", "4155552671", "Bob Lee"},
                    {"", "", "4155552671", "", ""}});
  decisions out;
  REQUIRE(scrub.decide(rows.rows(), out).ok());
  REQUIRE(out.hits().size() == 6);
  const auto who = [&](std::size_t i) { return out.hits()[i].consumer; };
  CHECK(who(0) == who(1));
  CHECK(std::set<std::uint64_t>{who(0), who(2), who(3), who(4), who(5)}.size() == 5);
  CHECK(who(5) == 0);
  CHECK(out.hits()[4].several);  // the phone of Ann and Bob
  CHECK_FALSE(out.hits()[0].several);
}
