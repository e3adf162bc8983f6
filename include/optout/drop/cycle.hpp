// The cycle of California's DROP, on a ledger: what came in, who of our records it finds, what is answered, what is left.
//
//   auto came  = import_drop(book, paths);                     // an archive, or its CSVs
//   auto found = match_drop(book, exports, {});                // over all records that the broker holds
//   ... delete and opt out whom `found` names ...
//   auto sent  = respond_drop(book, "responses", {});          // one status for every outstanding item
//
// Each step is one transaction of the ledger: killed at any moment and run again, it gives the same. Downloads are deltas
// that the state does not serve again, so nothing received is ever dropped; an item that is withdrawn stays, and holds no
// key any more. "Not found" (5) is said only of items that a match looked for in all records and to its end.
// Source: CalPrivacy, DROP technical specifications for data brokers 1.2.0; Civil Code 1798.99.86.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/archive.hpp>
#include <optout/drop/files.hpp>
#include <optout/drop/response.hpp>
#include <optout/error.hpp>
#include <optout/key/kind.hpp>
#include <optout/ledger/ledger.hpp>
#include <optout/list/request.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace optout {

// The kind of identifier that a list's hashes are of.
kind kind_of(drop_list list) noexcept;
drop_list list_of(kind k) noexcept;  // Requires: some list has it.

struct drop_imported {
  drop_batch batch;
  bool again = false;                 // was imported before, and changed nothing
  std::uint64_t items = 0;            // new ones
  std::uint64_t known = 0;            // those that were there
  std::uint64_t removed = 0;          // withdrawn now
  std::uint64_t removed_unknown = 0;  // withdrawn, and never received here
};

// Takes in what DROP delivered. Errors: those of drop_archive; fault::input for an ID twice, or one that is known with
// another hash or list, for an archive of another broker than the ledger's, and for one older than the last.
absl::StatusOr<drop_imported> import_drop(ledger& book, std::span<const std::string> paths,
                                          const drop_limits& limits = {});

struct drop_match_options {
  // What the columns of the records hold: a map for all files, or one for each in their order ("" for none).
  std::vector<std::string> map_files = {};
  // For rows that nobody can read, which make the match a partial one. Beyond the first file: this, ".2", ".3", ...
  std::string rejects_file = {};
  std::string matches_file = {};  // whom to act on: a line a match, without personal data
  kind_set not_held = {};         // of these identifiers the broker holds none, and says so
  std::string canaries_file =
      {};  // requests of planted records: each must be found, by each of its identifiers
  unsigned jobs = 1;
  std::function<void(std::uint64_t, std::uint64_t)> progress = {};
};

struct drop_matched {
  std::uint64_t records = 0;
  std::uint64_t rejected = 0;
  std::uint64_t partial = 0;  // persons and values with more spellings than were looked up
  std::uint64_t matches = 0;  // identifiers of records that are on a list
  std::uint64_t items = 0;    // found
  std::uint64_t several = 0;  // of them: by several consumers
  std::array<std::uint64_t, kind_count + 1> looked_up{};  // identifiers, by number of the kind
  std::uint64_t canaries = 0;                             // planted identifiers that were found
  // Whether items that were not found may be called so.
  bool clean() const noexcept { return partial == 0 && rejected == 0; }
};

// Looks for every item that holds in records of the broker's: exports or dumps, of any format that a scrub reads. All
// records must be given, in one call. Consumers are told apart as scrub/consumer_name.hpp does.
// Errors: those of a strict scrub_file(); fault::self_check when items of a kind are wanted of which the records have none
// (`not_held` allows it), and when a canary is not found: then no match is noted.
absl::StatusOr<drop_matched> match_drop(ledger& book, std::span<const std::string> records,
                                        const drop_match_options& options);

struct drop_response_options {
  bool amend = false;  // correct what was answered before and is not so any more, in place of answering
  std::string exempt_file = {};  // CSV "ID,Basis": all data of whoever these items find is exempt
  std::uint64_t rows_per_file = 1'000'000;
};

struct drop_responded {
  std::vector<response_file> files;
  std::array<std::uint64_t, 6> by_status{};  // by number of the status
  std::uint64_t finished = 0;                // earlier responses whose files had not all been written
};

// Gives every outstanding item its status, once, and writes the files into `folder`.
// Errors: fault::usage when items were not looked for yet; fault::input for a wrong exemption; fault::io.
absl::StatusOr<drop_responded> respond_drop(ledger& book, const std::string& folder,
                                            const drop_response_options& options);

struct drop_cycle_status {
  struct batch {
    std::uint32_t day = 0;
    day_number received = 0;
    std::uint64_t items = 0, removals = 0, outstanding = 0;
  };
  std::string broker;  // empty: nothing was imported yet
  std::vector<batch> batches;
  std::uint64_t items = 0, removed = 0, found = 0, outstanding = 0, unmatched = 0, to_amend = 0;
  std::array<std::uint64_t, 6> by_status{};
  day_number last_access = 0, due = 0;  // of the next access
};
absl::StatusOr<drop_cycle_status> status_of_drop(const ledger& book);

// The last day for what is due within the statute's period from `from` on: 45 days, and from 2027-01-01 on 30.
day_number drop_due(day_number from);

}  // namespace optout
