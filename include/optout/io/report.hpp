// Evidence of a scrub: a report of what a run read, did and wrote, sealed so that no byte of it can change unseen.
//
//   {                                 <!doctype html> ...
//     "report": 1,                      <script type="application/json"> the JSON report </script>
//     ...                             ...
//     "tag": "5c0f..."                <!-- optout tag 91ab... -->
//   }
//
// A tag is HMAC-SHA-256 under the keyring's report key over every byte before it; what stands around it is fixed. The
// page has a tag of its own, and in it the JSON report whole. A report has no personal data and no request ids: names
// of lists, columns and files, days, counts and digests. docs/report.md says what every field means.
//
// A report names the one before it by the SHA-256 of its JSON bytes, whichever form they stand in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/key/keyring.hpp>
#include <optout/policy/policy.hpp>
#include <optout/scrub/scrubber.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// A reader refuses a report of another version.
inline constexpr std::uint64_t report_version = 1;

// What a report tells beside a run's counts, columns and files.
struct report_facts {
  run_stamp stamp;
  double seconds = 0;
  bool dry_run = false;
  bool strict = false;                                  // unmapped personal columns were refused
  bool column_map = false;                              // a map said what columns hold
  std::string previous_run = {}, previous_sha256 = {};  // of the report before; empty: this is the first
};

// The report as JSON. Errors: fault::self_check if OpenSSL fails.
absl::StatusOr<std::string> report_json(const scrubber& scrub, const scrub_summary& done,
                                        const report_facts& facts);

// The same as a page to read and print, with that JSON inside.
absl::StatusOr<std::string> report_html(const scrubber& scrub, const scrub_summary& done,
                                        const report_facts& facts, std::string_view json);

// A report that was made under the secret at hand, and is as it was made.
struct sealed_report {
  std::string run;
  std::string sha256;           // of its JSON
  std::string previous_sha256;  // empty: it is the first
  bool dry_run = false;
  bool column_map = false;
  policy rules;
  std::vector<std::string> list_digests, list_names;
  file_digest input;
  std::optional<file_digest> output, audit, rejects;
};

// Reads a report of either form. Errors: fault::self_check where a byte was changed, fault::list for one of another
// secret, fault::usage for one of another version, fault::io.
absl::StatusOr<sealed_report> read_report(const std::string& path, const keyring& keys);

// Whether a file begins or ends as reports do. "-", pipes and what cannot be opened are none.
bool looks_like_report(const std::string& path);

// ---- details ----

namespace detail {

// What stands around a tag, at the end of a report.
struct seal_form {
  std::string_view lead, trail;
};
inline constexpr seal_form json_seal = {",\n  \"tag\": \"", "\"\n}\n"};
inline constexpr seal_form html_seal = {"<!-- optout tag ", " -->\n"};

inline constexpr std::string_view json_start = "{\n  \"report\": ";
inline constexpr std::string_view html_start = "<!doctype html>\n<html lang=\"en\"";
inline constexpr std::string_view script_start = "<script type=\"application/json\" id=\"report\">\n";
inline constexpr std::string_view script_end = "</script>\n";

// `text` with its tag behind it.
absl::StatusOr<std::string> seal(const keyring& keys, std::string text, const seal_form& form);

// "2026-08-01T09:30:00Z"
std::string utc_text(std::int64_t seconds_since_1970);

// "2026-08-01", or empty for no day.
std::string day_text(day_number day);

// Names of what is counted, each once, in the order in which it is told.
struct named_count {
  std::string name;
  std::uint64_t count;
};
std::vector<named_count> matches_by_type(const scrub_counts& counts);
std::vector<named_count> matches_by_kind(const scrub_counts& counts);
// States with matches, the most first; "unknown" last.
std::vector<named_count> matches_by_state(const scrub_counts& counts);
std::vector<named_count> blanked_by_kind(const scrub_counts& counts);
std::vector<named_count> blanked_by_type(const scrub_counts& counts);
std::vector<named_count> junk_by_kind(const scrub_counts& counts);
std::uint64_t requests_matched(const scrubber& scrub, const scrub_counts& counts);
// How many days old a list was on the day of the run; nothing if it has no day.
std::optional<std::int64_t> age_of(const suppression_list& list, const policy& rules,
                                   const report_facts& facts);

}  // namespace detail

}  // namespace optout
