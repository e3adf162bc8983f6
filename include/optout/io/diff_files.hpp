// What a scrub changed between two delimited files: rows gone, cells blanked, columns appended.
//
//   auto done = optout::diff_files("export.csv", "clean.csv", {}, [](const file_difference& d) { ... });
//
// A scrub drops rows, blanks cells, and may append columns at the end of the header and of every row; it never adds
// a row, changes the order of rows, or puts something new into a cell. Whether AFTER can have come from BEFORE like
// that is what scrub_diff::is_a_scrub() answers. Where it can in several ways, as with rows that are equal, the
// first rows of BEFORE are taken for those that stayed.
//
// Values are compared, not bytes: quotes and line ends may differ. Each file's delimiter is found by itself.
//
// The files are read twice, side by side. The first walk finds the verdict, which is exact. The second one reports;
// where AFTER cannot have come from BEFORE, it holds up to `look_ahead` rows to find where the two meet again behind
// an odd row, so that one such row does not hide what follows. What cannot be read twice, a pipe, gets one walk and
// the same verdict: an odd row is then told as the last rows being new and all before them gone.
//
// Memory: what the rows looked at have, at most 64 MiB or one record, whatever the size of the files. Threads: one. A
// difference's views live until the sink returns; cells hold personal data of those who asked to be deleted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

struct cell_change {
  std::uint32_t column;  // in BEFORE and AFTER
  std::string_view before, after;

  bool is_blanked() const noexcept { return after.empty(); }
};

struct file_difference {
  enum class what : std::uint8_t {
    column_appended,  // `column` of AFTER
    row_gone,         // `before`
    cells_blanked,    // `before`, `after`, `cells`
    // Not of a scrub:
    cells_altered,  // `before`, `after`, `cells`: at least one of them holds something new
    row_added,      // `after`
    row_moved,      // `after` is row `before`, which was reported as gone
  };
  what kind;
  std::uint64_t before = 0, after = 0;  // numbers of the row in the files, from 1
  std::uint32_t column = 0;
  std::span<const cell_change> cells = {};
};

struct diff_options {
  std::size_t look_ahead = 1024;                   // rows; at least 1; changes no verdict
  std::size_t chunk_bytes = std::size_t{1} << 18;  // read at a time; changes nothing but speed
};

struct scrub_diff {
  std::vector<std::string> header;  // of AFTER; the first `columns` are BEFORE's too
  std::size_t columns = 0;
  bool has_names = false;  // whether the header looks like one; otherwise it may be somebody's row
  std::uint64_t rows_before = 0, rows_after = 0;
  std::uint64_t rows_gone = 0, rows_blanked = 0, rows_altered = 0, rows_added = 0, rows_moved = 0;
  std::vector<std::uint64_t> blanked, altered;  // cells, by column

  bool is_a_scrub() const noexcept { return rows_altered + rows_added + rows_moved == 0; }
  // What a message calls a column: its name, or its number where the file has none.
  std::string column_name(std::size_t column) const;
};

// Gets each difference in the order of the files. A failure ends the walk and is handed on.
using diff_sink = std::function<absl::Status(const scrub_diff&, const file_difference&)>;

// "-" is standard input, for one of them. Rows of BEFORE with too many or too few fields may be gone like others.
// Errors: fault::usage, fault::io, fault::input for a malformed file and for such a row in AFTER; fault::self_check
// if AFTER's header does not begin with BEFORE's.
absl::StatusOr<scrub_diff> diff_files(const std::string& before, const std::string& after,
                                      const diff_options& options, const diff_sink& sink);

}  // namespace optout
