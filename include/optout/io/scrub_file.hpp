// Scrubs one file, of delimited text or JSON: the main job.
//
//   auto done = optout::scrub_file("export.csv", "clean.csv", scrubber);
//
// Columns (of JSON: paths) are found by themselves or named by a map. Kept rows pass through byte for byte, in
// order and in the encoding of the export, and the bytes are the same for any number of jobs. The export may be gzip or
// zstd (byte_source.hpp); outputs are, where their names end in .gz or .zst (byte_file.hpp). The output appears
// under its name only when everything held: every row accounted for, every block that was read of a list verified. Otherwise
// there is no output, also not an older one: a file that stood under the name is removed before work starts.
//
// Memory: a constant for each job (a few MiB), whatever the size of the export, beside the lists.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/scrub/counts.hpp>
#include <optout/scrub/schema.hpp>
#include <optout/scrub/scrubber.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// Which run it was; times in seconds since 1970.
struct run_stamp {
  std::string id = {};
  std::int64_t started = 0, ended = 0;
};

// A file as it was read or written: its name without folders, and what its bytes are.
struct file_digest {
  std::string name = {};
  std::uint64_t bytes = 0;
  std::string sha256 = {};
};

// One hit of a run, as the audit tells it: no personal data. Texts live as long as the call.
struct audit_entry {
  std::uint64_t row;  // of the file, from 1
  std::string_view person, kind, cell, list, request_id, request_type;
  action does;
  std::string_view cells;  // that went for it, with ';' between
  // As in the hit (scrub/hit.hpp).
  scheme how = scheme::canonical;
  std::uint8_t candidate = 0;
  std::uint64_t consumer = 0;
  bool several = false;
};

struct scrub_options {
  std::string map_file = {};  // TOML that says what columns hold; empty: found by header and content
  bool strict = false;        // refuse an unmapped column that looks personal
  // Where rows go with too many or too few fields, or a phone or ZIP code that a spreadsheet rounded; empty: they end
  // the run.
  std::string rejects_file = {};
  std::string audit_file = {};  // one line a hit: row, request, kind, list; no personal data
  // Evidence of the run (io/report.hpp), each as JSON or as a page by its name: .json or .html.
  std::vector<std::string> report_files = {};
  std::string previous_report = {};     // the report that these follow
  std::optional<run_stamp> stamp = {};  // what they say of the run; drawn and measured if not given
  bool digests = false;                 // fill the summary's digests, which reports do in any case
  unsigned jobs = 1;                    // threads, the calling one among them
  bool dry_run = false;                 // decide, count and audit, but write no output
  bool stream = false;  // output "-", a pipe or a device only: emit at once; a failure then comes late
  std::size_t chunk_bytes = std::size_t{1} << 18;  // read at a time; changes nothing but speed
  // Requests of canaries: each must be found, and none may be left in the output (canary_watch.hpp).
  std::string canaries_file = {};
  // Called for each hit, in the order of the rows, one at a time, on any thread. A failure ends the run.
  std::function<absl::Status(const audit_entry&)> on_hit = {};
  // Called now and then, one at a time, on any thread, with bytes read of the file and bytes that it has (0: unknown).
  std::function<void(std::uint64_t, std::uint64_t)> progress = {};
};

struct scrub_summary {
  scrub_counts counts;
  schema columns;
  std::uint64_t bytes_in = 0;   // of text
  std::uint64_t bytes_out = 0;  // of the file
  double seconds = 0;
  // Rows that held a canary, if the run watched for them, and those of them that went whole.
  std::optional<std::uint64_t> canary_rows = {};
  std::uint64_t canary_rows_removed = 0;
  std::optional<file_digest> input, output, audit,
      rejects;  // those read and written, where digests are asked for
  // Paths of unmapped cells whose content looks like phones or emails.
  std::vector<std::string> unmapped_personal;
};

// "-" is standard input or output. The format is found by name or content (io/json.hpp). Errors: fault::usage when
// columns need a mapping or output is an input, fault::input with the row for malformed input, fault::list,
// fault::io, fault::self_check.
absl::StatusOr<scrub_summary> scrub_file(const std::string& in, const std::string& out, const scrubber& scrub,
                                         const scrub_options& options = {});

// The same for a file known to be of one format.
absl::StatusOr<scrub_summary> scrub_csv(const std::string& in, const std::string& out, const scrubber& scrub,
                                        const scrub_options& options = {});
absl::StatusOr<scrub_summary> scrub_json(const std::string& in, const std::string& out, const scrubber& scrub,
                                         const scrub_options& options = {});

}  // namespace optout
