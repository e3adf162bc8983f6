// What DROP delivers: one ZIP of CSVs, or the same CSVs unpacked, read row by row.
//
//   auto archive = optout::drop_archive::open(paths);
//   for (const optout::drop_file& file : archive->files()) {
//     absl::Status read = archive->for_each(file, [&](const optout::drop_row& row) { ...; return absl::OkStatus(); });
//   }
//
// open() looks at names and sizes only. It refuses, with the place and the reason, whatever is no download of DROP as it
// is specified: a name of another form or with a folder in it, a name twice (also in other upper and lower case), files
// of several days or brokers, a ZIP of another day or broker by its own name (if that has the form), and of a ZIP:
// encryption, links, a packing that cannot be read here, one that is cut off, and one that would unpack to more than the
// limits. Folders as entries of their own are passed over. A list that is not there is no failure: see lists().
//
// for_each() holds a file to its form: a header ID,Hash (of a Removed file ID,Hash,ListType; further columns are passed
// over), and in each row an ID, a hash of 32 bytes in Base64 and a known list type. A byte order mark, CR LF and quotes
// are read. The first wrong row ends the reading; messages name file and row (the first behind the header is row 1), and
// never a cell. Damage that only the ZIP's checksum shows is a failure behind the last row: keep what was handed out back
// until for_each() returns well. An ID that stands twice, in one file or in two, is for the caller to find.
//
// All failures of form are fault::input, those of the system fault::io. Memory: a few MB, whatever the size; nothing is
// unpacked to disk. Cost: a row of a deflated ZIP 310 ns, nearly all of it zlib's; of a stored one 120 ns, of a loose CSV
// 100 ns (5 million rows; AMD EPYC, g++ 12 -O2). Threads: one at a time.
// Source: CalPrivacy, DROP technical specifications for data brokers 1.2.0, reference of files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/files.hpp>
#include <optout/error.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace optout {

// How much a ZIP may hold. The unpacked bytes are what it says of itself, and an entry that unpacks to more is refused.
struct drop_limits {
  std::size_t entries = 1000;
  std::uint64_t unpacked_bytes = std::uint64_t{32} << 30;  // of all entries
  std::uint64_t ratio = 100;                               // unpacked bytes for each of the ZIP
};

struct drop_file {
  drop_file_name name;
  std::uint64_t bytes = 0;  // unpacked
  std::string path;         // as messages say it: of a ZIP's entry "ZIP: NAME"
  std::size_t entry = 0;    // its number in the ZIP
};

struct drop_row {
  drop_id id;
  sha256_digest digest;  // the hash, decoded
  drop_list list;
};
using drop_sink = std::function<absl::Status(const drop_row&)>;

class drop_archive {
 public:
  // Of a ZIP, of CSVs, or of folders that hold CSVs and nothing else but names that begin with a dot.
  static absl::StatusOr<drop_archive> open(std::span<const std::string> paths,
                                           const drop_limits& limits = {});
  drop_archive(drop_archive&&) noexcept;
  drop_archive& operator=(drop_archive&&) noexcept;
  ~drop_archive();

  const drop_batch& batch() const noexcept;

  // By list and suffix, what is removed behind; at least one.
  std::span<const drop_file> files() const noexcept;

  // The lists that are there, with rows or without.
  std::vector<drop_list> lists() const;

  // Hands out the rows in their order, until one is wrong or `sink` fails. A file may be read again.
  // Requires: `file` is one of files().
  absl::Status for_each(const drop_file& file, const drop_sink& sink) const;

 private:
  struct state;
  explicit drop_archive(std::unique_ptr<state> made);
  std::unique_ptr<state> state_;
};

}  // namespace optout
