// SPDX-License-Identifier: Apache-2.0
#include "database.hpp"
#include "keys.hpp"
#include "tables.hpp"
#include <optout/key/rules_version.hpp>
#include <optout/ledger/ledger.hpp>
#include <optout/os/file.hpp>
#include <optout/os/input_file.hpp>
#include <optout/os/temporary.hpp>

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <utility>

namespace optout {
namespace {

using detail::database;

// The rules of all keys that a ledger may hold.
std::string rules_in_use() {
  std::string out;
  for (const kind k : all_kinds) {
    if (!is_hashed_only(k)) out += fmt::format("{}={} ", to_text(k), rules_version(k));
  }
  for (std::size_t s = 1; s < scheme_count; ++s) {
    const auto how = static_cast<scheme>(s);
    out += fmt::format("{}={}{}", to_text(how), rules_version(kind::email, how),
                       s + 1 < scheme_count ? " " : "");
  }
  return out;
}

absl::Status put(const database& db, std::string_view name, std::string_view value) {
  auto insert = db.prepare("INSERT OR REPLACE INTO about (name, value) VALUES (?, ?)");
  if (!insert.ok()) return insert.status();
  return insert->bind(0, name).bind(1, value).run();
}

absl::StatusOr<std::string> get(const database& db, std::string_view name) {
  auto query = db.prepare("SELECT value FROM about WHERE name = ?");
  if (!query.ok()) return query.status();
  const auto row = query->bind(0, name).step();
  if (!row.ok()) return row.status();
  if (!*row)
    return failure(fault::list, fmt::format("{}: a ledger that does not say its {}", db.path(), name));
  return std::string(query->text(0));
}

// Looks at the file's head by itself: SQLite would write into an empty file as soon as it opens it.
absl::Status check_head(const std::string& path) {
  auto file = input_file::open(path);
  if (!file.ok()) return file.status();
  constexpr std::size_t application_at = 68;  // big-endian; SQLite's file format, section 1.3
  std::array<char, application_at + 4> head{};
  const auto got = file->read(head);
  if (!got.ok()) return got.status();
  std::uint32_t application = 0;
  for (std::size_t i = application_at; i < head.size(); ++i)
    application = application << 8 | static_cast<unsigned char>(head[i]);
  if (*got == head.size() && std::string_view(head.data(), 15) == "SQLite format 3" &&
      application == static_cast<std::uint32_t>(detail::ledger_application_id))
    return absl::OkStatus();
  return failure(fault::list, fmt::format("{}: not a ledger; 'optout ledger init' makes one", path));
}

absl::Status check_version(const database& db) {
  const auto version = db.number("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version > ledger::version) {
    return failure(fault::list,
                   fmt::format("{}: a ledger of version {}, made by a newer optout; this one knows {}",
                               db.path(), *version, ledger::version));
  }
  if (*version < 1) return failure(fault::list, fmt::format("{}: a ledger without a version", db.path()));
  return absl::OkStatus();
}

// A private file beside `path`, which is still free, to become it. Errors: fault::usage for a path that is taken.
absl::StatusOr<detail::temporary> draft_of(const std::string& path) {
  if (std::filesystem::exists(std::filesystem::symlink_status(path)))
    return failure(fault::usage, fmt::format("{} is there already, and is never replaced", path));
  return detail::temporary::beside(path);
}
absl::Status name_draft(const detail::temporary& draft, const std::string& path) {
  if (auto status = detail::sync_file(draft.fd(), path); !status.ok()) return status;
  if (!draft.link_to(path)) return io_failure("cannot create", path);
  return detail::sync_folder_of(path);
}

}  // namespace

std::int64_t now_in_seconds() {
  return absl::ToUnixSeconds(absl::Now());
}

ledger::ledger(std::unique_ptr<database> tables, const keyring& keys)
    : tables_(std::move(tables)), keys_(keys) {}
ledger::ledger(ledger&&) noexcept = default;
ledger& ledger::operator=(ledger&&) noexcept = default;
ledger::~ledger() = default;

const std::string& ledger::path() const noexcept {
  return tables_->path();
}

absl::StatusOr<ledger> ledger::create(const std::string& path, const keyring& keys,
                                      const ledger_options& options) {
  // Made whole under a name that nobody knows, and then named.
  auto draft = draft_of(path);
  if (!draft.ok()) return draft.status();
  {
    auto db = database::open_draft(draft->path());
    if (!db.ok()) return db.status();
    absl::Status status = db->transact([&] {
      absl::Status done =
          db->execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; {}",
                                  detail::ledger_application_id, version, detail::ledger_tables));
      const std::pair<const char*, std::string> about[] = {
          {"secret", to_hex(keys.id())},
          {"rules", rules_in_use()},
          {"originals", options.originals ? "sealed" : "none"},
          {"level", std::string(to_text(options.at))},
          {"household", options.household ? "yes" : "no"},
          {"strict_keys", options.strict_keys ? "yes" : "no"},
      };
      for (const auto& [name, value] : about) {
        if (done.ok()) done = put(*db, name, value);
      }
      return done;
    });
    if (!status.ok()) return status;
  }
  if (auto status = name_draft(*draft, path); !status.ok()) return status;
  auto made = open(path, keys);
  if (!made.ok()) return made;
  auto status =
      made->tables().transact([&] { return made->note("init", options.originals ? "" : "no originals"); });
  if (!status.ok()) return status;
  return made;
}

absl::StatusOr<ledger> ledger::open(const std::string& path, const keyring& keys) {
  if (!std::filesystem::exists(path))
    return failure(fault::list, fmt::format("{}: no such ledger; 'optout ledger init' makes one", path));
  if (auto status = check_head(path); !status.ok()) return status;
  auto db = database::open(path);
  if (!db.ok()) return db.status();
  if (auto status = check_version(*db); !status.ok()) return status;
  ledger out(std::make_unique<database>(*std::move(db)), keys);
  if (auto status = out.read_about(); !status.ok()) return status;
  return out;
}

absl::Status ledger::read_about() {
  const auto owner = get(*tables_, "secret");
  if (!owner.ok()) return owner.status();
  if (*owner != to_hex(keys_.id())) {
    return failure(fault::list,
                   fmt::format("{}: a ledger of another secret (its fingerprint is {}, the key's {})", path(),
                               *owner, to_hex(keys_.id())));
  }
  const auto flag = [&](const char* name, std::string_view on, bool& to) {
    const auto value = get(*tables_, name);
    if (value.ok()) to = *value == on;
    return value.status();
  };
  absl::Status status = flag("originals", "sealed", options_.originals);
  if (status.ok()) status = flag("household", "yes", options_.household);
  if (status.ok()) status = flag("strict_keys", "yes", options_.strict_keys);
  if (!status.ok()) return status;
  const auto name = get(*tables_, "level");
  if (!name.ok()) return name.status();
  const auto at = level_from_text(*name);
  if (!at.has_value()) return failure(fault::list, fmt::format("{}: a ledger of no known level", path()));
  options_.at = *at;
  return absl::OkStatus();
}

absl::Status ledger::check_rules() const {
  const auto rules = get(*tables_, "rules");
  if (!rules.ok()) return rules.status();
  if (*rules == rules_in_use()) return absl::OkStatus();
  return failure(
      fault::list,
      fmt::format("{}: its keys were made under other rules than this version's; {}", path(),
                  options_.originals ? "run 'optout ledger rekey'"
                                     : "and it keeps no originals: import its sources into a new ledger"));
}

absl::Status ledger::note(std::string_view what, std::string_view detail) const {
  auto insert = tables_->prepare("INSERT INTO log (at, what, detail) VALUES (?, ?, ?)");
  if (!insert.ok()) return insert.status();
  return insert->bind(0, now_in_seconds()).bind(1, what).bind(2, detail).run();
}

absl::StatusOr<ledger_counts> ledger::counts() const {
  ledger_counts out;
  absl::Status status = tables_->for_each_row(
      "SELECT name, (SELECT count(*) FROM request WHERE source = s.id),"
      " (SELECT count(*) FROM item JOIN batch ON batch.id = item.batch WHERE batch.source = s.id),"
      " (SELECT coalesce(max(day), 0) FROM batch WHERE source = s.id) FROM source s ORDER BY name",
      [&](const detail::statement& row) {
        out.sources.push_back({std::string(row.text(0)), static_cast<std::uint64_t>(row.number(1)),
                               static_cast<std::uint64_t>(row.number(2)),
                               static_cast<day_number>(row.number(3))});
        out.requests += out.sources.back().requests;
        out.items += out.sources.back().items;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  const auto removed = tables_->number("SELECT count(*) FROM item WHERE removed IS NOT NULL");
  if (!removed.ok()) return removed.status();
  const auto keys = tables_->number("SELECT count(*) FROM request_key");
  if (!keys.ok()) return keys.status();
  out.items_removed = static_cast<std::uint64_t>(*removed);
  out.keys = static_cast<std::uint64_t>(*keys) + out.items;
  return out;
}

absl::Status ledger::backup(const std::string& path) const {
  auto draft = draft_of(path);
  if (!draft.ok()) return draft.status();
  {
    auto copy = database::open_draft(draft->path());
    if (!copy.ok()) return copy.status();
    sqlite3_backup* const run = sqlite3_backup_init(copy->handle(), "main", tables_->handle(), "main");
    if (run == nullptr) return detail::database_failure(path, SQLITE_ERROR, sqlite3_errmsg(copy->handle()));
    int code = SQLITE_OK;
    do {
      code = sqlite3_backup_step(run, 4096);
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(50);
    } while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
    sqlite3_backup_finish(run);
    if (code != SQLITE_DONE) return detail::database_failure(path, code, sqlite3_errstr(code));
    if (auto status = detail::check_structure(*copy); !status.ok()) return status;
  }
  return name_draft(*draft, path);
}

absl::Status detail::check_structure(const database& db) {
  auto query = db.prepare("PRAGMA integrity_check(1)");
  if (!query.ok()) return query.status();
  const auto row = query->step();
  if (!row.ok()) return row.status();
  if (*row && query->text(0) == "ok") return absl::OkStatus();
  return failure(fault::list,
                 fmt::format("{}: damaged: {}", db.path(), *row ? query->text(0) : "it says nothing"));
}

// What rekey() ends with: the ledger says what its keys are.
absl::Status detail::say_keys(const database& db, const keyring& keys) {
  absl::Status status = put(db, "secret", to_hex(keys.id()));
  return status.ok() ? put(db, "rules", rules_in_use()) : status;
}

}  // namespace optout
