// The ledger: every request and every work item ever received, what holds a key, and what was done about it. One SQLite
// file, from which lists are compiled.
//
//   auto book = optout::ledger::open("optout.db", keys);
//   auto added = book->import_requests("web.csv", {});
//   list_builder list(keys, {.name = "all"});
//   absl::Status s = book->add_to(list);               // a key goes when nothing holds it any more
//
// It holds no personal data in clear: identifiers are keys (key/key_batch.hpp), and their originals are sealed under the
// secret (key/sealer.hpp), to be keyed anew under other rules or another secret. A ledger made without originals cannot
// do that: when rules change, its requests must be imported once more.
//
// Work items are what a hashed list is made of (California's DROP: drop/cycle.hpp): an id that its sender knows it by, and
// a digest. A digest of a phone number is the phone number; so it is kept as a key and sealed as well.
//
// Every change is one transaction: killed at any moment, the ledger is as it was before or as it is after. Several processes
// may open it; one writes at a time, the others wait for up to a minute. A ledger object belongs to one thread.
// Errors: fault::list for a file that is no ledger, is damaged, of a newer version, or of another secret; fault::io.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/request_file.hpp>
#include <optout/io/text_file.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/list_builder.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

namespace detail {
class database;
}

// What a ledger is made with, once and for all.
struct ledger_options {
  bool originals = true;  // keep them, sealed
  level at = level::standard;
  bool household = false;    // also keys of addresses by themselves
  bool strict_keys = false;  // also the keys that strict policies look up
};

struct ledger_import {
  compile_summary read;
  std::uint64_t added = 0, changed = 0, unchanged = 0;  // requests
};

struct ledger_counts {
  std::uint64_t requests = 0, items = 0, items_removed = 0, keys = 0;
  struct source {
    std::string name;
    std::uint64_t requests = 0, items = 0;
    day_number last_day = 0;  // of what was imported last
  };
  std::vector<source> sources;
};

class ledger {
 public:
  static constexpr int version = 1;  // of its tables

  // Makes a new one; a file that is there is left alone, and an error.
  static absl::StatusOr<ledger> create(const std::string& path, const keyring& keys,
                                       const ledger_options& options);
  static absl::StatusOr<ledger> open(const std::string& path, const keyring& keys);
  ledger(ledger&&) noexcept;
  ledger& operator=(ledger&&) noexcept;
  ~ledger();

  const std::string& path() const noexcept;
  const keyring& keys() const noexcept { return keys_; }
  const ledger_options& options() const noexcept { return options_; }

  // Adds the requests of a file, or changes those that are there under their source and id: all, or none when something
  // is wrong with one. The same file twice changes nothing.
  absl::StatusOr<ledger_import> import_requests(const std::string& path, const compile_options& how);

  // Adds what still holds: every request and every work item that was not withdrawn, with their keys.
  // Errors: fault::list when rules changed since the keys were made: rekey() first.
  absl::Status add_to(list_builder& into) const;

  absl::StatusOr<ledger_counts> counts() const;

  // Writes a line for each request and item, in order: "source,id,type,list,received,expires,state,status,status_date,basis".
  // Nothing in it names a consumer.
  absl::Status export_to(text_file& out) const;

  // A complete copy in a new file, which is private, and there under its name only when complete.
  absl::Status backup(const std::string& path) const;

  // Checks the file's structure, every reference, and that sealed originals open and lead to the keys they stand beside.
  // Returns how many originals were opened. Errors: fault::self_check for what does not hold.
  absl::StatusOr<std::uint64_t> verify() const;

  // Makes all keys anew, of the originals: under `to`, and the rules of this version.
  absl::Status rekey(const keyring& to);

  // For what is built on a ledger.
  detail::database& tables() const noexcept { return *tables_; }
  // Inside of a transaction: notes in the log what is done.
  absl::Status note(std::string_view what, std::string_view detail) const;
  // Ok if the keys are those of this version's rules.
  absl::Status check_rules() const;

 private:
  ledger(std::unique_ptr<detail::database> tables, const keyring& keys);
  absl::Status read_about();

  std::unique_ptr<detail::database> tables_;
  keyring keys_;
  ledger_options options_;
};

// Seconds since 1970.
std::int64_t now_in_seconds();

}  // namespace optout
