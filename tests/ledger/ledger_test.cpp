// The ledger: what goes in stays in, once, sealed; and lists come out of it.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/ledger/ledger.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace optout;
using namespace optout::test;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view header =
    "request_id,type,first,last,email,phone,address,city,state,zip,received_date,source\n";
constexpr std::string_view ann =
    "R-1,delete,Ann,Lee,ann@example.com,4155552671,12 Oak St,Reno,NV,89501,2026-08-01,web\n";
constexpr std::string_view bob =
    "R-2,opt_out,Bob,Ray,bob@example.com,,9 Elm Ave Apt 4,Reno,NV,89501,2026-08-02,web\n";
constexpr std::string_view hex_digest =
    "R-3,opt_out,,,5d41402abc4b2a76b9719d911017c592,,,,,,2026-08-03,partner\n";

std::string text(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

struct desk {
  temp_folder folder;
  keyring keys = keyring_of(1);
  std::string path = folder / "optout.db";

  std::string file(const std::string& name, const std::string& content) const {
    write_file(folder / name, content);
    return folder / name;
  }
  ledger create(const ledger_options& options = {}) const {
    auto made = ledger::create(path, keys, options);
    INFO(made.status());
    REQUIRE(made.ok());
    return *std::move(made);
  }
  std::string list_of(const ledger& book, const std::string& name) const {
    list_builder builder(book.keys(), {.name = "all", .as_of = 20260901});
    const auto status = book.add_to(builder);
    INFO(status);
    REQUIRE(status.ok());
    REQUIRE(std::move(builder).write((folder / name)).ok());
    return (folder / name);
  }
};

std::string list_of_csv(const desk& d, const std::string& csv, const std::string& name) {
  list_builder builder(d.keys, {.name = "all", .as_of = 20260901});
  REQUIRE(add_requests(csv, d.keys, {}, builder).ok());
  REQUIRE(std::move(builder).write((d.folder / name)).ok());
  return (d.folder / name);
}

// All keys of a list, with the ids of who holds them.
std::multiset<std::string> holders(const std::string& path, const keyring& keys) {
  const auto list = suppression_list::open(path, keys);
  REQUIRE(list.ok());
  std::multiset<std::string> out;
  list->for_each_key([&](const key& k, const list_namespace& n, std::uint32_t entry) {
    list->for_each_request(entry, [&](std::uint32_t ordinal) {
      const request r = list->request_at(ordinal);
      std::ostringstream line;
      line << k.hi << ' ' << k.lo << ' ' << to_text(n.what) << ' ' << r.id << ' ' << r.source << ' '
           << r.received;
      out.insert(line.str());
    });
  });
  return out;
}

}  // namespace

TEST_CASE("a list of a ledger is the list of its requests") {
  const desk d;
  ledger book = d.create();
  const std::string csv = d.file("web.csv", text({header, ann, bob}));
  const auto done = book.import_requests(csv, {});
  INFO(done.status());
  REQUIRE(done.ok());
  CHECK(done->added == 2);
  CHECK(holders(d.list_of(book, "a.optout"), d.keys) == holders(list_of_csv(d, csv, "b.optout"), d.keys));
  CHECK(book.counts()->requests == 2);
}

TEST_CASE("the same file twice changes nothing, a changed line changes its request") {
  const desk d;
  ledger book = d.create();
  REQUIRE(book.import_requests(d.file("web.csv", text({header, ann, bob})), {}).ok());
  const auto before = holders(d.list_of(book, "a.optout"), d.keys);
  const auto again = book.import_requests((d.folder / "web.csv"), {});
  REQUIRE(again.ok());
  CHECK(again->added + again->changed == 0);
  CHECK(again->unchanged == 2);
  CHECK(holders(d.list_of(book, "a.optout"), d.keys) == before);

  std::string other(ann);
  other.replace(other.find("ann@"), 3, "eve");
  const auto changed = book.import_requests(d.file("more.csv", text({header, other, bob})), {});
  REQUIRE(changed.ok());
  CHECK(changed->changed == 1);
  CHECK(changed->unchanged == 1);
  CHECK(holders(d.list_of(book, "a.optout"), d.keys) ==
        holders(list_of_csv(d, (d.folder / "more.csv"), "b.optout"), d.keys));
}

TEST_CASE("an import is all or nothing") {
  const desk d;
  ledger book = d.create();
  const auto failed = book.import_requests(d.file("web.csv", text({header, ann, "R-9,delete\n"})), {});
  REQUIRE_FALSE(failed.ok());
  CHECK(fault_of(failed.status()) == fault::input);
  CHECK(book.counts()->requests == 0);
  CHECK(book.counts()->sources.empty());
}

TEST_CASE("nothing in the file names a consumer") {
  const desk d;
  ledger book = d.create();
  REQUIRE(book.import_requests(d.file("web.csv", text({header, ann, bob})), {}).ok());
  REQUIRE(book.backup((d.folder / "copy.db")).ok());
  for (const char* name : {"optout.db", "optout.db-wal", "copy.db"}) {
    const std::string bytes = read_file((d.folder / name));
    for (const char* told : {"example.com", "Ann", "Lee", "5552671", "Oak", "89501"}) {
      INFO(name << ": " << told);
      CHECK(bytes.find(told) == bytes.npos);
    }
  }
  struct stat info {};
  REQUIRE(::stat(d.path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  REQUIRE(::stat((d.folder / "copy.db").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("rekeying leads to the keys that importing under the new secret leads to") {
  for (const bool with_level : {false, true}) {
    const desk d;
    const ledger_options options = {.at = with_level ? level::aggressive : level::standard,
                                    .household = with_level,
                                    .strict_keys = with_level};
    ledger book = d.create(options);
    const std::string csv = d.file("web.csv", text({header, ann, bob}));
    REQUIRE(book.import_requests(csv, {}).ok());
    const keyring other = keyring_of(2);
    const auto status = book.rekey(other);
    INFO(status);
    REQUIRE(status.ok());
    auto fresh = ledger::create((d.folder / "fresh.db"), other, options);
    REQUIRE(fresh.ok());
    REQUIRE(fresh->import_requests(csv, {}).ok());
    CHECK(holders(d.list_of(book, "a.optout"), other) == holders(d.list_of(*fresh, "b.optout"), other));
    CHECK(ledger::open(d.path, other).ok());
    const auto old = ledger::open(d.path, d.keys);
    REQUIRE_FALSE(old.ok());
    CHECK(fault_of(old.status()) == fault::list);
    CHECK(*book.verify() == 2);
  }
}

TEST_CASE("digests of requests are keyed anew as well") {
  const desk d;
  ledger book = d.create();
  const std::string map = d.file("map.toml", "[columns]\nemail = \"owner1.email\"\n");
  const auto done = book.import_requests(d.file("p.csv", text({header, hex_digest})), {.map_file = map});
  INFO(done.status());
  REQUIRE(done.ok());
  const auto list = suppression_list::open(d.list_of(book, "a.optout"), d.keys);
  REQUIRE(list->find_namespace(kind::email, scheme::md5) != nullptr);
  REQUIRE(book.rekey(keyring_of(2)).ok());
  CHECK(*book.verify() == 1);
}

TEST_CASE("without originals nothing is sealed, and rekeying says what that costs") {
  const desk d;
  ledger book = d.create({.originals = false});
  REQUIRE(book.import_requests(d.file("web.csv", text({header, ann})), {}).ok());
  CHECK(*book.verify() == 0);
  const auto status = book.rekey(keyring_of(2));
  REQUIRE_FALSE(status.ok());
  CHECK(fault_of(status) == fault::list);
  CHECK(status.message().find("no originals") != absl::string_view::npos);
  CHECK(ledger::open(d.path, d.keys).ok());
}

TEST_CASE("what is no ledger of ours is refused, and left as it is") {
  const desk d;
  { const ledger book = d.create(); }
  CHECK(fault_of(ledger::create(d.path, d.keys, {}).status()) == fault::usage);
  CHECK(fault_of(ledger::open((d.folder / "none.db"), d.keys).status()) == fault::list);
  CHECK_FALSE(fs::exists((d.folder / "none.db")));
  CHECK(fault_of(ledger::open(d.path, keyring_of(2)).status()) == fault::list);
  const std::string junk = d.file("junk.db", std::string(5000, 'x'));
  CHECK(fault_of(ledger::open(junk, d.keys).status()) == fault::list);
  CHECK(read_file(junk) == std::string(5000, 'x'));
  const auto run = [&](const char* sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(d.path.c_str(), &db) == SQLITE_OK);
    REQUIRE(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(db);
  };
  run("PRAGMA user_version = 99");
  const auto newer = ledger::open(d.path, d.keys);
  CHECK(fault_of(newer.status()) == fault::list);
  CHECK(newer.status().message().find("newer optout") != absl::string_view::npos);
  run("PRAGMA user_version = 1; UPDATE about SET value = 'email=0' WHERE name = 'rules'");
  auto old = ledger::open(d.path, d.keys);
  REQUIRE(old.ok());
  list_builder builder(d.keys, {});
  CHECK(fault_of(old->add_to(builder)) == fault::list);
  REQUIRE(old->rekey(d.keys).ok());
  CHECK(old->add_to(builder).ok());
}

TEST_CASE("verify sees a key or an original that was changed, and the log only grows") {
  const desk d;
  ledger book = d.create();
  REQUIRE(book.import_requests(d.file("web.csv", text({header, ann, bob})), {}).ok());
  REQUIRE(book.verify().ok());
  const auto run = [&](const char* sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(d.path.c_str(), &db) == SQLITE_OK);
    const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    sqlite3_close(db);
    return code;
  };
  CHECK(run("DELETE FROM log") != SQLITE_OK);
  CHECK(run("UPDATE log SET what = 'nothing'") != SQLITE_OK);
  REQUIRE(
      run("UPDATE request SET original = (SELECT original FROM request WHERE id = 'R-2') WHERE id = 'R-1'") ==
      SQLITE_OK);
  CHECK(fault_of(book.verify().status()) == fault::self_check);
  REQUIRE(book.backup((d.folder / "copy.db")).ok());
  CHECK(fault_of(book.backup((d.folder / "copy.db"))) == fault::usage);
}
