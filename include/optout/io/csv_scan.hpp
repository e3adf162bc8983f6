// Finds where the fields and records of delimited text end: the inner loop of csv_reader.
//
// One pass over blocks of 64 bytes. Each block becomes bitmaps (delimiter, quote, line ends), and the parity of
// the quotes before a byte tells whether it is inside a quoted field. That holds as long as each quote that opens
// stands at a field's start; a block where one does not is walked byte by byte, with the rules of csv.hpp.
//
// The kernels differ in how bitmaps are made and read, and in nothing else. `scalar` needs no vector instructions and is
// always there; OPTOUT_KERNEL=scalar in the environment forces it, OPTOUT_PORTABLE leaves the others out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace optout::detail {

// Where the fields of a text end. A field ends at its delimiter, at the first byte of its record's line end, or
// at the end of the text; the next field of the record begins one byte later.
//
//   text   a,bc\r\nd,e\n        ends  1 4 7 9        rows  {0,0} {6,2} {10,4}
struct csv_index {
  struct row {
    std::uint32_t begin;      // the record's first byte
    std::uint32_t first_end;  // its first field's place in `ends`
  };
  std::vector<std::uint32_t> ends;  // longer than what is used
  std::size_t used_ends = 0;
  std::vector<row> rows;  // one for each whole record, and one behind the last
};

struct csv_scan_result {
  static constexpr std::size_t none = ~std::size_t{0};
  std::size_t nul = none;         // the first NUL byte; the index stops within a block behind it
  std::size_t open_quote = none;  // at the end of the source: the quote that is never closed
};

// Makes the index of `text`. A record is whole when its line end is certain: not when it may be the first half of
// CR LF. `at_end`: the source ends with `text`, so its last record needs no line end.
// Requires: text is below 4 GiB; delimiter is not NUL, quote, CR or LF. Cost: one pass; allocates only to grow.
using csv_scan_function = csv_scan_result (*)(std::string_view text, char delimiter, bool at_end,
                                              csv_index& index);

struct csv_kernel {
  const char* name;
  csv_scan_function scan;
};

// Every kernel that this CPU can run, best first; `scalar` is the last.
std::span<const csv_kernel> csv_kernels() noexcept;

// The kernel in use: the best, or the one that OPTOUT_KERNEL names.
const csv_kernel& csv_kernel_in_use() noexcept;

}  // namespace optout::detail
