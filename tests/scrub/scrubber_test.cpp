// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/scrubber.hpp>
#include <support/catch.hpp>
#include <support/person_list.hpp>

#include <set>
#include <utility>

using namespace optout;
using test::list_of;
using test::person_roles;
using test::table;
using test::verdicts;

TEST_CASE("a row goes by email, by phone, or as a person at an address, and says which") {
  const test::temp_folder folder;
  const auto list = list_of(
      folder, "web",
      table(person_roles, {{"Jane Doe", "jane.doe@gmail.com", "415-555-2671", "12 Oak St Apt 4", "89501"}}));
  const scrubber scrub(test::keyring_of(1), {list});
  REQUIRE(scrub.status().ok());
  const table rows(person_roles, {
                                     {"Somebody Else", "JaneDoe+x@googlemail.com", "", "", ""},
                                     {"Somebody Else", "", "+1 (415) 555-2671", "", ""},
                                     {"DOE, JANE A", "", "", "12 OAK STREET UNIT 4", "89501-1234"},
                                     {"Jane Doe", "", "", "12 Oak St Apt 5", "89501"},
                                     {"Joan Doe", "", "", "12 Oak St Apt 4", "89501"},
                                     {"Jane Doe", "jane@example.com", "415-555-2672", "", ""},
                                     {"", "", "", "", ""},
                                 });
  decisions decided;
  REQUIRE(scrub.decide(rows.rows(), decided).ok());
  CHECK(verdicts(scrub, rows) == "xxx....");
  REQUIRE(decided.hits().size() == 3);
  CHECK(decided.hits()[0] == hit{0, 1, 0, kind::email, action::drop_row, 0, 0});
  CHECK(decided.hits()[1] == hit{1, 2, 0, kind::phone, action::drop_row, 0, 0});
  CHECK(decided.hits()[2] == hit{2, 0, 0, kind::person_at, action::drop_row, 0, 0});
  const scrub_counts& counts = decided.counts();
  CHECK(counts.rows_in == 7);
  CHECK(counts.rows_dropped == 3);
  CHECK(counts.rows_out() == 4);
  CHECK(counts.rows_by_list == std::vector<std::uint64_t>{3});
  CHECK(counts.rows_by_kind[static_cast<std::size_t>(kind::email)] == 1);
  CHECK(counts.rows_by_kind[static_cast<std::size_t>(kind::phone)] == 1);
  CHECK(counts.rows_by_kind[static_cast<std::size_t>(kind::person_at)] == 1);
}

TEST_CASE("a name is never joined with another person's name or contact") {
  const test::temp_folder folder;
  const auto list = list_of(folder, "web", table(person_roles, {{"John Poe", "", "", "12 Oak St", "89501"}}));
  const scrubber scrub(test::keyring_of(1), {list});
  const table rows({"owner1.first_name", "owner1.last_name", "owner2.first_name", "owner2.last_name",
                    "property.street", "property.zip"},
                   {{"John", "Doe", "Mary", "Poe", "12 Oak St", "89501"},
                    {"Mary", "Doe", "John", "Poe", "12 Oak St", "89501"}});
  CHECK(verdicts(scrub, rows) == ".x");
}

TEST_CASE("every address that counts for an owner is tried: property, mailing and their own") {
  const test::temp_folder folder;
  const auto list = list_of(folder, "web", table(person_roles, {{"Jane Doe", "", "", "12 Oak St", "89501"}}));
  const scrubber scrub(test::keyring_of(1), {list});
  const std::vector<std::string> roles = {"owner1.full_name", "owner2.full_name", "property.street",
                                          "property.zip",     "mailing.street",   "mailing.zip"};
  const table rows(roles, {{"Jane Doe", "", "12 Oak St", "89501", "PO Box 7", "89501"},
                           {"Jane Doe", "", "9 Elm St", "89501", "12 Oak St", "89501"},
                           {"Ann Doe", "Jane Doe", "12 Oak St", "89501", "12 Oak St", "89501"},
                           {"Jane Doe", "", "9 Elm St", "89501", "12 Oak St", "89502"}});
  CHECK(verdicts(scrub, rows) == "xxx.");
}

TEST_CASE("junk matches nothing, not even junk, and is counted") {
  const test::temp_folder folder;
  const table junk(person_roles, {{"Current Resident", "n/a", "000-000-0000", "12 Oak St", "89501"}});
  const auto list = list_of(folder, "web", junk);
  CHECK(list.keyless_count() == 1);
  const auto one_more = list_of(
      folder, "more", table(person_roles, {{"Jane Doe", "a@b.com", "415-555-2671", "12 Oak St", "89501"}}));
  const scrubber scrub(test::keyring_of(1), {list, one_more});
  decisions decided;
  REQUIRE(scrub.decide(junk.rows(), decided).ok());
  CHECK(decided.hits().empty());
  CHECK(decided.counts().junk[static_cast<std::size_t>(kind::email)] == 1);
  CHECK(decided.counts().junk[static_cast<std::size_t>(kind::phone)] == 1);
  CHECK(decided.counts().junk[static_cast<std::size_t>(kind::name)] == 1);
}

TEST_CASE("an address alone matches only for address requests, or where the policy says household") {
  const test::temp_folder folder;
  const table asked(person_roles, {{"Jane Doe", "", "", "12 Oak St", "89501"}});
  const table neighbour(person_roles, {{"Sam Poe", "", "", "12 Oak Street", "89501"}});
  const auto ordinary = list_of(folder, "ordinary", asked, {.household = true});
  const auto judge = list_of(folder, "judge", asked, {.type = request_type::address});
  CHECK(verdicts(scrubber(test::keyring_of(1), {ordinary}), neighbour) == ".");
  CHECK(verdicts(scrubber(test::keyring_of(1), {ordinary}, {.household = true}), neighbour) == "x");
  CHECK(verdicts(scrubber(test::keyring_of(1), {judge}), neighbour) == "x");
  CHECK(verdicts(scrubber(test::keyring_of(1), {judge}, {.kinds = {kind::email}}), neighbour) == ".");
}

TEST_CASE("an expired request does not count on a later day") {
  const test::temp_folder folder;
  const table asked(person_roles, {{"", "a@example.com", "", "", ""}});
  const auto list = list_of(folder, "web", asked, {.expires = 20260630});
  CHECK(verdicts(scrubber(test::keyring_of(1), {list}, {.as_of = 20260630}), asked) == "x");
  CHECK(verdicts(scrubber(test::keyring_of(1), {list}, {.as_of = 20260701}), asked) == ".");
  CHECK(verdicts(scrubber(test::keyring_of(1), {list}), asked) == "x");
}

TEST_CASE("several lists each tell their hits") {
  const test::temp_folder folder;
  const table both(person_roles, {{"", "a@example.com", "415-555-2671", "", ""}});
  const auto web = list_of(folder, "web", table(person_roles, {{"", "a@example.com", "", "", ""}}));
  const auto dnc = list_of(folder, "dnc", table(person_roles, {{"", "", "4155552671", "", ""}}));
  const scrubber scrub(test::keyring_of(1), {web, dnc});
  decisions decided;
  REQUIRE(scrub.decide(both.rows(), decided).ok());
  REQUIRE(decided.hits().size() == 2);
  CHECK(scrub.lists()[decided.hits()[0].list].name() == "web");
  CHECK(scrub.lists()[decided.hits()[1].list].name() == "dnc");
  CHECK(decided.counts().rows_by_list == std::vector<std::uint64_t>{1, 1});
  CHECK(decided.counts().rows_dropped == 1);
}

TEST_CASE("lists that disagree on a level, or are too old, refuse to decide") {
  const test::temp_folder folder;
  const table asked(person_roles, {{"", "a@example.com", "", "", ""}});
  const auto standard = list_of(folder, "standard", asked);
  const auto exact = list_of(folder, "exact", asked, {.at = level::exact});
  const scrubber mixed(test::keyring_of(1), {standard, exact});
  decisions decided;
  CHECK(fault_of(mixed.status()) == fault::list);
  CHECK(fault_of(mixed.decide(asked.rows(), decided)) == fault::list);
  const scrubber fresh(test::keyring_of(1), {standard}, {.as_of = 20260815, .max_list_age_days = 14});
  CHECK(fresh.status().ok());
  const scrubber stale(test::keyring_of(1), {standard}, {.as_of = 20260816, .max_list_age_days = 14});
  CHECK(fault_of(stale.status()) == fault::list);
}

TEST_CASE("one decisions object serves several schemas and scrubbers, one after the other") {
  const test::temp_folder folder;
  const auto web = list_of(folder, "web", table(person_roles, {{"", "a@example.com", "", "", ""}}));
  const scrubber scrub(test::keyring_of(1), {web});
  decisions decided;
  for (int round = 0; round < 2; ++round) {
    const table first(person_roles, {{"", "a@example.com", "", "", ""}});
    REQUIRE(scrub.decide(first.rows(), decided).ok());
    CHECK(decided.hits().size() == 1);
    const table second({"record", "owner1.email"},
                       {{"a@example.com", "b@example.com"}, {"", "a@example.com"}});
    REQUIRE(scrub.decide(second.rows(), decided).ok());
    REQUIRE(decided.hits().size() == 1);
    CHECK(decided.hits()[0].row == 1);
  }
}

TEST_CASE("the order of rows and the cut into batches change no verdict") {
  const test::temp_folder folder;
  std::vector<std::vector<std::string>> asked, all;
  for (int i = 0; i < 300; ++i) {
    std::vector<std::string> row = {"Jane Doe", "p" + std::to_string(i) + "@example.com", "",
                                    std::to_string(i) + " Oak St", "89501"};
    if (i % 3 == 0) asked.push_back(row);
    all.push_back(row);
  }
  const auto list = list_of(folder, "web", table(person_roles, asked));
  const scrubber scrub(test::keyring_of(1), {list});
  const std::string whole = verdicts(scrub, table(person_roles, all));
  for (const std::size_t size : {1u, 7u, 100u}) {
    std::string pieces;
    for (std::size_t from = 0; from < all.size(); from += size) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
      pieces += verdicts(
          scrub, table(person_roles,
                       {begin, begin + static_cast<std::ptrdiff_t>(std::min(size, all.size() - from))}));
    }
    CHECK(pieces == whole);
  }
  for (std::size_t i = 0; i < whole.size(); ++i) CHECK(whole[i] == (i % 3 == 0 ? 'x' : '.'));
}

TEST_CASE(
    "addresses are read where a name and ZIP code are on a list, and the decisions are those of reading "
    "all") {
  const test::temp_folder folder;
  const std::vector<std::string> roles = {"owner1.full_name", "owner2.full_name", "property.street",
                                          "property.zip",     "mailing.address",  "mailing.zip"};
  std::vector<std::vector<std::string>> asked, all;
  for (int i = 0; i < 500; ++i) {
    const std::string street = std::to_string(i + 1) + " Oak St";
    const std::string zip = std::to_string(89501 + i % 7);
    std::vector<std::string> row = {"Jane " + std::string(1, static_cast<char>('A' + i % 26)) + "poe",
                                    "John " + std::string(1, static_cast<char>('A' + i % 23)) + "doe",
                                    street,
                                    zip,
                                    "PO Box 7",
                                    "89501"};
    if (i % 5 == 0)
      row[4] = street + ", Reno, NV " + zip, row[5] = "";  // no ZIP code in a cell: read in any case
    if (i % 7 == 1) row[4] = row[3] = "";                  // nowhere: junk
    if (i % 50 == 0) asked.push_back(row);
    all.push_back(row);
  }
  all.push_back({"Jane Apoe", "", "n/a", "89501", "", ""});
  all.push_back({"Jane Apo\xE9", "", "1 Oak St\xE9", "89501", "", ""});
  const table rows(roles, all);
  const auto narrow = list_of(folder, "narrow", table(roles, asked));
  const auto wide = list_of(folder, "wide", table(roles, asked), {.narrowable = false});
  const scrubber short_way(test::keyring_of(1), {narrow});
  scrubber long_way(test::keyring_of(1), {narrow});
  long_way.read_every_address();
  const scrubber old_list(test::keyring_of(1), {wide});
  decisions by_short, by_long, by_old;
  REQUIRE(short_way.decide(rows.rows(), by_short).ok());
  REQUIRE(long_way.decide(rows.rows(), by_long).ok());
  REQUIRE(old_list.decide(rows.rows(), by_old).ok());
  const auto same_hits = [](const decisions& a, const decisions& b) {
    return std::equal(a.hits().begin(), a.hits().end(), b.hits().begin(), b.hits().end());
  };
  CHECK(by_long.hits().size() >= 10);
  CHECK(same_hits(by_short, by_long));
  CHECK(same_hits(by_old, by_long));
  CHECK(verdicts(short_way, rows) == verdicts(long_way, rows));
  CHECK(by_short.counts().repaired_cells == 2);
  CHECK(by_long.counts().repaired_cells == 2);
  CHECK(by_short.counts().junk[static_cast<std::size_t>(kind::name)] ==
        by_long.counts().junk[static_cast<std::size_t>(kind::name)]);
  CHECK(by_long.counts().junk[static_cast<std::size_t>(kind::address)] == 72 + 1);
  CHECK(by_short.counts().addresses_read < by_long.counts().addresses_read);
  CHECK(by_old.counts().addresses_read == by_long.counts().addresses_read);
}

TEST_CASE("a strict policy tells father from son, and one extension from another") {
  const test::temp_folder folder;
  const table asked(person_roles, {{"John A Doe Jr", "", "415-555-2671 x5", "12 Oak St Apt 4", "89501"},
                                   {"Ann Poe", "", "415-555-2672", "14 Oak St", "89501"}});
  const auto list = list_of(folder, "web", asked);
  const table rows(person_roles, {
                                     {"DOE JR, JOHN A", "", "", "12 Oak Street Apt 4", "89501-1234"},
                                     {"John A Doe Sr", "", "", "12 Oak St Apt 4", "89501"},
                                     {"John A Doe", "", "", "12 Oak St Apt 4", "89501"},
                                     {"John B Doe Jr", "", "", "12 Oak St Apt 4", "89501"},
                                     {"John A Doe Jr", "", "", "12 Oak St Lot 4", "89501"},
                                     {"", "", "415-555-2671 ext. 5", "", ""},
                                     {"", "", "415-555-2671 ext. 6", "", ""},
                                     {"", "", "415-555-2671", "", ""},
                                     {"", "", "415-555-2672 x7", "", ""},
                                     {"", "", "(415) 555-2672", "", ""},
                                     {"POE ANN", "", "", "14 Oak St", "89501"},
                                 });
  const auto keys = test::keyring_of(1);
  CHECK(verdicts(scrubber(keys, {list}), rows) == "xxxxxxxxxxx");
  scrubber strict(keys, {list}, {.strict = {kind::phone, kind::person_at}});
  CHECK(verdicts(strict, rows) == "x....x...xx");
  CHECK(verdicts(scrubber(keys, {list}, {.strict = {kind::phone}}), rows) == "xxxxxx...xx");
  strict.read_every_address();
  CHECK(verdicts(strict, rows) == "x....x...xx");
  decisions decided;
  REQUIRE(strict.decide(rows.rows(), decided).ok());
  CHECK(decided.hits()[0].what == kind::person_at);
}

TEST_CASE("a strict policy refuses a list without strict keys") {
  const test::temp_folder folder;
  const keyring keys = test::keyring_of(1);
  list_builder builder(keys, {.name = "old"});
  const auto r = builder.add_request({.id = "R"});
  builder.add_key(kind::phone, level::standard, key_batch::make(keys, kind::phone, "+14155552671"), r);
  const std::string path = folder / "old.optout";
  REQUIRE(std::move(builder).write(path).ok());
  const auto list = suppression_list::open(path, keys);
  REQUIRE(list.ok());
  CHECK(scrubber(keys, {*list}).status().ok());
  CHECK(scrubber(keys, {*list}, {.strict = {kind::person_at}}).status().ok());
  const scrubber strict(keys, {*list}, {.strict = {kind::phone}});
  CHECK(fault_of(strict.status()) == fault::list);
  CHECK(strict.status().message().find("--strict-keys") != std::string::npos);
}

TEST_CASE(
    "at level aggressive a request and a row meet by what only one of them says, and reading all says the "
    "same") {
  const test::temp_folder folder;
  const std::vector<std::string> roles = {"owner1.full_name", "property.street", "property.city",
                                          "property.state", "property.zip"};
  const auto list = list_of(folder, "web",
                            table(roles, {{"Elizabeth Doe", "12 N Oak St Apt 4", "Reno", "NV", "89501"},
                                          {"J Poe", "7 Elm Ave", "Reno", "NV", ""}}),
                            {.at = level::aggressive});
  const table rows(roles, {
                              {"Beth Doe", "12 N Oak St Apt 4", "Reno", "NV", "89501"},
                              {"Elizabeth Doe", "12 Oak St Apt 4", "", "", "89501"},
                              {"Doe, Elizabeth", "12 N Oak St", "", "", "89501"},
                              {"Elizabeth Doe", "12 N Oak St Apt 4", "Reno", "NV", ""},
                              {"E Doe", "12 N Oak Apt 4", "", "", "89501"},
                              {"Beth Doe", "12 Oak St", "", "", "89501"},
                              {"Elizabeth Doe", "12 S Oak St Apt 4", "", "", "89501"},
                              {"Elizabeth Doe", "12 N Oak St Apt 5", "", "", "89501"},
                              {"Joan Poe", "7 Elm Ave", "Reno", "NV", "89509"},
                              {"J Poe", "7 Elm Avenue", "RENO", "Nevada", ""},
                              {"Joan Poe", "7 Elm St", "Reno", "NV", "89509"},
                          });
  scrubber scrub(test::keyring_of(1), {list});
  CHECK(verdicts(scrub, rows) == "xxxxx...xx.");
  scrub.read_every_address();
  CHECK(verdicts(scrub, rows) == "xxxxx...xx.");
}

TEST_CASE("a later opt-in of the same list takes a request back, identifier by identifier") {
  const test::temp_folder folder;
  const table both(person_roles, {{"", "a@example.com", "415-555-2671", "", ""}});
  const table email(person_roles, {{"", "a@example.com", "", "", ""}});
  const table phone(person_roles, {{"", "", "415-555-2671", "", ""}});
  const auto with_opt_in = [&](const std::string& name, day_number day) {
    list_builder builder(test::keyring_of(1), {.name = name, .as_of = 20260801});
    test::add_people(builder, "asked-", both, {}, 20260701);
    test::add_people(builder, "back-", email, {.type = request_type::opt_in}, day);
    REQUIRE(std::move(builder).write(folder / name).ok());
    return *suppression_list::open(folder / name, test::keyring_of(1));
  };
  const auto later = with_opt_in("later", 20260702);
  CHECK(verdicts(scrubber(test::keyring_of(1), {later}), email) == ".");
  CHECK(verdicts(scrubber(test::keyring_of(1), {later}), phone) == "x");
  CHECK(verdicts(scrubber(test::keyring_of(1), {later}, {.as_of = 20260701}), email) == "x");
  CHECK(verdicts(scrubber(test::keyring_of(1), {with_opt_in("same", 20260701)}), email) == "x");
  // Another list's request is not taken back.
  const auto other = list_of(folder, "other", email);
  CHECK(verdicts(scrubber(test::keyring_of(1), {later, other}), email) == "x");
}

TEST_CASE("a policy by list, type and state decides for each hit; the most that is asked for happens") {
  const test::temp_folder folder;
  const std::vector<std::string> roles = {"owner1.full_name", "owner1.email", "owner1.phone",
                                          "property.street",  "property.zip", "property.state"};
  const table asked(roles, {{"Jane Doe", "a@example.com", "", "12 Oak St", "89501", "NV"}});
  const auto web = list_of(folder, "web", asked);
  const auto dnc = list_of(folder, "dnc", table(roles, {{"", "", "415-555-2671", "", "", ""}}),
                           {.type = request_type::do_not_call});
  const policy rules{
      .on_match = action::blank_person,
      .rules = {{.kinds = {kind::person_at}, .states = {"nv"}, .does = action::keep, .basis = "x"},
                {.types = {request_type::do_not_call}, .does = action::blank_phones}}};
  const table rows(roles, {{"Jane Doe", "", "", "12 Oak St", "89501", "nevada"},
                           {"Jane Doe", "", "", "12 Oak St", "89501", ""},
                           {"Jane Doe", "a@example.com", "415-555-2671", "12 Oak St", "89501", "NV"},
                           {"Sam Poe", "b@example.com", "415-555-2671", "", "", ""}});
  const scrubber scrub(test::keyring_of(1), {web, dnc}, rules);
  decisions decided;
  REQUIRE(scrub.decide(rows.rows(), decided).ok());
  CHECK(decided.verdict(0) == action::keep);
  CHECK(decided.verdict(1) == action::blank_person);
  CHECK(decided.verdict(2) == action::blank_person);
  CHECK(decided.verdict(3) == action::blank_phones);
  REQUIRE(decided.hits().size() == 6);
  CHECK(decided.hits()[0].does == action::keep);
  CHECK(decided.hits()[0].rule == 0);
  CHECK(decided.counts().rows_exempt == 1);
  CHECK(decided.counts().rows_blanked == 3);
  const std::vector<blanked_cell> last(decided.blanked().end() - 1, decided.blanked().end());
  CHECK(last[0] == blanked_cell{3, 2, 5});
}
