// Some whole records of a delimited file, with the place of every field: what csv_reader hands out.
//
//   bytes()   Jane,"1 Main St, ""rear""",x\r\nJoe,,y\r\n            tail(): blank lines at the end of the file
//   record(0) Jane,"1 Main St, ""rear""",x\r\n                      field(0, 1): 1 Main St, "rear"
//
// A chunk owns its bytes and every view it gives out lives until the chunk is filled again or destroyed; a view
// survives moving the chunk. Reading fields allocates nothing and never fails. Fill the same chunks over and over:
// their memory is reused and grows only for a record larger than all before.
// Threads: a chunk may go from thread to thread, but belongs to one at a time (unescaping writes to its arena).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/csv_scan.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace optout {

class csv_chunk {
 public:
  std::size_t rows() const noexcept { return rows_; }

  // The number of row 0 in the file: rows count from 1, the header is row 0.
  std::uint64_t first_row() const noexcept { return first_row_; }

  // Where bytes() begins in the file, and how much of the file they are: their size, unless the file is in UTF-16.
  std::uint64_t offset() const noexcept { return offset_; }
  std::uint64_t size_in_file() const noexcept { return size_in_file_; }

  // All records, then the tail: exactly the file's bytes, decoded from UTF-16. Chunks follow one another without a gap.
  std::string_view bytes() const noexcept { return {buffer_.get(), size_}; }

  // Blank lines at the very end of the file; no records. Empty in every chunk but the last.
  std::string_view tail() const noexcept { return bytes().substr(begin_of(rows_)); }

  // The record's bytes with its line end. Requires here and below: row < rows().
  std::string_view record(std::size_t row) const noexcept {
    return bytes().substr(begin_of(row), begin_of(row + 1) - begin_of(row));
  }

  // How many fields the record has; columns() is how many the header has.
  std::size_t fields(std::size_t row) const noexcept {
    return index_.rows[row + 1].first_end - index_.rows[row].first_end;
  }
  std::size_t columns() const noexcept { return columns_; }

  // Whether the record has more or fewer fields than the header: nobody knows what its fields are.
  bool is_ragged(std::size_t row) const noexcept { return fields(row) != columns_; }
  bool has_ragged() const noexcept { return any_ragged_; }

  // The field's bytes as they stand in the file, quotes included. Requires: column < fields(row).
  std::string_view raw_field(std::size_t row, std::size_t column) const noexcept;

  // The field's value: quotes removed, "" read as ". A view of the file's bytes unless it has escaped quotes.
  std::string_view field(std::size_t row, std::size_t column) const noexcept;

  // The same, and empty for a ragged row. Requires: column < columns().
  std::string_view value(std::size_t row, std::size_t column) const noexcept {
    return is_ragged(row) ? std::string_view() : field(row, column);
  }

  // Where the column's fields end, columns() from row to row, and its first byte behind the end before it. Requires:
  // 0 < column < columns(); rows() > 0; no row is ragged.
  const std::uint32_t* ends(std::size_t column) const noexcept {
    assert(column > 0 && column < columns_ && rows_ > 0 && !any_ragged_);
    return index_.ends.data() + index_.rows[0].first_end + column;
  }

 private:
  friend class csv_reader;

  std::uint32_t begin_of(std::size_t row) const noexcept {
    return row < index_.rows.size() ? index_.rows[row].begin : 0;
  }
  std::string_view unquote(std::string_view raw) const noexcept;
  std::string_view unescape(std::string_view raw) const noexcept;
  void reserve(std::size_t capacity);

  std::unique_ptr<char[]> buffer_;
  // As large as the buffer: a field is unescaped to where it stands in the buffer, so asking twice is harmless and
  // nothing has to be counted. The system gives real memory only to the pages that are written.
  std::unique_ptr<char[]> arena_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
  detail::csv_index index_;
  bool any_ragged_ = false;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::uint64_t first_row_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t size_in_file_ = 0;
};

// ---- details ----

inline std::string_view csv_chunk::raw_field(std::size_t row, std::size_t column) const noexcept {
  assert(row < rows_ && column < fields(row));
  const std::size_t at = index_.rows[row].first_end + column;
  const std::size_t begin = column == 0 ? index_.rows[row].begin : index_.ends[at - 1] + 1;
  return {buffer_.get() + begin, index_.ends[at] - begin};
}

inline std::string_view csv_chunk::field(std::size_t row, std::size_t column) const noexcept {
  return unquote(raw_field(row, column));
}

inline std::string_view csv_chunk::unquote(std::string_view raw) const noexcept {
  if (!raw.starts_with('"')) [[likely]]
    return raw;
  const std::string_view inner = raw.substr(1, raw.size() - 2);
  if (raw.size() >= 2 && raw.back() == '"' && inner.find('"') == std::string_view::npos) return inner;
  return unescape(raw);
}

inline std::string_view csv_chunk::unescape(std::string_view raw) const noexcept {
  char* const to = arena_.get() + (raw.data() - buffer_.get());
  std::size_t size = 0;
  bool is_quoted = true;
  for (std::size_t i = 1; i < raw.size(); ++i) {
    if (is_quoted && raw[i] == '"') {
      // Of two quotes the second stands for both; after a single one the rest is literal.
      if (i + 1 < raw.size() && raw[i + 1] == '"') {
        ++i;
      } else {
        is_quoted = false;
        continue;
      }
    }
    to[size++] = raw[i];
  }
  return {to, size};
}

}  // namespace optout
