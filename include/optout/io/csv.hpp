// Reads delimited text (CSV, TSV, pipe- or semicolon-separated) in chunks of whole records.
//
//   auto reader = optout::csv_reader::open("export.csv");
//   optout::csv_chunk chunk;
//   for (;;) {
//     absl::StatusOr<bool> more = reader->next(chunk);
//     if (!more.ok()) return more.status();
//     if (!*more) break;
//     for (std::size_t row = 0; row < chunk.rows(); ++row) use(chunk.field(row, 3));
//   }
//
// What is read as what (RFC 4180, and where that is silent, as Python's csv module does):
// - UTF-16 is decoded (text_encoding.hpp): chunks hold UTF-8. Any other bytes are handed out as they are.
// - The first record is the header. A byte order mark before it is no part of a name.
// - A field whose first byte is a quote runs to the closing quote; "" inside stands for one quote, and delimiters
//   and line ends inside are text. Text between a closing quote and the next delimiter is kept as it is, and so is
//   a quote that is not the first byte of its field.
// - LF, CR LF and CR alone end a record, in any mixture. The last record needs no line end.
// - A blank line is a record of one empty field, so a ragged one in any file of two columns or more: nothing is
//   skipped. Blank lines at the very end of the file are csv_chunk::tail() instead.
// - A record with too many or too few fields is handed out like any other; see csv_chunk::is_ragged.
//
// What ends the reading with fault::input, with row and byte offset (both counted from 0 at the header and the
// file's first byte): a NUL byte anywhere, in UTF-16 a NUL, an unpaired surrogate or half a character, a quote that
// is not closed by the end of the file, a record (or a run of blank lines) of more than 16 MiB, no header. Which of
// these, and where, never depends on the size of the chunks. Bytes that are no UTF-8 are nobody's concern here, but
// for names of columns: those are repaired.
//
// Memory: one chunk's worth inside, whatever the size of the file. Speed: `bench/csv_bench`.
// Threads: one at a time; filled chunks may be used on others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/byte_source.hpp>
#include <optout/io/csv_chunk.hpp>
#include <optout/io/text_file.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

struct csv_options {
  std::optional<char> delimiter = {};                // found in the header if not given
  std::size_t chunk_bytes = std::size_t{256} << 10;  // read at a time; changes nothing but speed and memory
  std::size_t max_record_bytes = std::size_t{16} << 20;
};

class csv_reader {
 public:
  // Opens `path`, or standard input for "-", and reads its header.
  // Errors: fault::io, fault::input.
  static absl::StatusOr<csv_reader> open(const std::string& path, const csv_options& options = {});
  static absl::StatusOr<csv_reader> open(byte_source source, const csv_options& options = {});

  // Fills `chunk` with the records that follow; false when there is nothing more. A chunk has records, a tail, or
  // both. After a failure there is nothing more to be had.
  absl::StatusOr<bool> next(csv_chunk& chunk);

  char delimiter() const noexcept { return delimiter_; }

  // The header's fields in UTF-8, and its text as it stands in the file with byte order mark and line end, decoded.
  const std::vector<std::string>& header() const noexcept { return header_; }
  std::string_view header_bytes() const noexcept { return header_bytes_; }

  // What the file is in: a text_file of the same encoding writes the same bytes.
  text_encoding encoding() const noexcept { return source_.encoding(); }

  // The file as messages call it, its size if known (else 0), how much of that was read (any thread may ask), and
  // how much of its text has been handed out.
  const std::string& name() const noexcept { return source_.name(); }
  std::uint64_t size() const noexcept { return source_.size(); }
  std::uint64_t position() const noexcept { return source_.position(); }
  std::uint64_t offset() const noexcept { return offset_; }

 private:
  csv_reader(text_source source, const csv_options& options);

  absl::Status read_header();
  absl::Status fill(csv_chunk& chunk);
  absl::StatusOr<std::size_t> read(std::span<char> into);
  absl::Status check(const csv_chunk& chunk, const detail::csv_scan_result& found) const;
  void settle(csv_chunk& chunk);
  std::uint64_t place_of(const csv_chunk& chunk, std::size_t at) const;
  absl::Status refuse(std::string_view what, std::uint64_t row, std::uint64_t byte) const;

  text_source source_;
  csv_options options_;
  char delimiter_ = ',';
  std::vector<std::string> header_;
  std::string header_bytes_;
  std::string sample_;  // the file's beginning, read to find the delimiter
  std::size_t sample_used_ = 0;
  std::string carry_;         // read, but not of a whole record yet
  bool at_end_ = false;       // the source has no more bytes
  std::uint64_t row_ = 0;     // of the next record
  std::uint64_t offset_ = 0;  // of the next record
};

// The delimiter of a text, found in its first two records: that of , TAB | ; which makes the most fields of the
// header; of several, the one that makes as many of the next record. A comma if there is none.
char detect_delimiter(std::string_view text);

}  // namespace optout
