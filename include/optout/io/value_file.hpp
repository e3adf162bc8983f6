// Reads lists of plain values, a phone or an email each: what a registry or a partner hands out in place of requests.
//
// What a file is shows in its content; gzip, zstd and UTF-16 are read as everywhere:
//   lines   a value a line: 4155552671  (415) 555-2671  "415","5552671"  jane@example.com; blank ones do not count
//   CSV     a first line that names columns: those that hold phones (or emails), by header or by a map; or the only one
//   XML     of the National Do Not Call Registry: <list val='415'> <ac val='415'> <ph val='5552671'/>. The area code
//           stands on `ac` or on the `list` around it; a lost zero in front of seven digits is put back; all else is
//           skipped. A file that ends before its list does is refused.
// A value may be a digest (key/hash_scheme.hpp). A cell may hold several values, as in requests; a line may not: one with a
// value and something beside it, or of three items that are no number together, is of a list of another form (a change
// list marks what was added and what deleted), whose columns nobody should guess.
// Sources: the registry's own files as their importers describe them; docs/hashed_lists.md.
//
// Memory: a few chunks of text for each job. Speed: bench/README.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/key/keyring.hpp>
#include <optout/key/kind.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

struct value_options {
  kind what = kind::phone;            // or email
  std::optional<scheme> hashes = {};  // of digests that do not say whose they are
  std::string map_file = {};          // names the columns of a CSV; empty if there is none
  bool strict = false;                // refuse a file with a value that is none
  unsigned jobs = 1;                  // threads that read values; the keys are the same for any number
};

struct value_summary {
  static constexpr std::size_t places_kept = 20;

  std::uint64_t values = 0;           // of which a key was made, duplicates included
  std::uint64_t junk = 0;             // lines or rows with a value that is none of its kind
  std::vector<std::uint64_t> places;  // of the first of those, from 1
  std::string_view place = "line";    // what the numbers count: "line", or "row" of a CSV behind its header
};

// Hands the keys of `path` ("-": standard input) to `sink`, at level standard as compile makes them of requests, one call
// after the other, on any thread. All values of a list have one scheme, `how`, which the first one sets. Errors: the
// sink's; fault::usage when columns need a mapping; fault::input with the line for what is malformed or of two schemes,
// and for a file without any value. Nothing of a file that failed may be used. No message has a value's text.
absl::StatusOr<value_summary> read_values(const std::string& path, const keyring& keys,
                                          const value_options& options, std::optional<scheme>& how,
                                          const std::function<absl::Status(std::span<const key>)>& sink);

}  // namespace optout
