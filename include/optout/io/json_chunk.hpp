// Some whole records of a JSON file, with the place of every object: what json_reader hands out.
//
//   lines   {"a":1}\n{"a":2}\n              array   {"a":1}, {"a":2}, {"a":3}
//           |record-||record-|                      |object||record-||record-|
//
// A record is an object with the separator that goes when it goes: of lines the line end behind it, of an array the
// comma before it. lead() is what stands before: of lines blank lines, which stay; of an array the comma.
// A chunk owns its bytes; fill the same chunks over and over.
// Threads: a chunk may go from thread to thread, but belongs to one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace optout {

class json_chunk {
 public:
  // Bytes that may be read behind the last one: what simdjson asks for.
  static constexpr std::size_t padding = 64;

  std::size_t rows() const noexcept { return records_.size(); }
  // The number of row 0 in the file: objects count from 1.
  std::uint64_t first_row() const noexcept { return first_row_; }
  // Where bytes() begins in the file.
  std::uint64_t offset() const noexcept { return offset_; }

  // All records, then the tail: exactly the file's bytes. Chunks follow one another without a gap.
  std::string_view bytes() const noexcept { return {buffer_.get(), size_}; }
  // What stands behind the last record of the file: the rest of the document. Empty in every chunk but the last.
  std::string_view tail() const noexcept {
    return bytes().substr(records_.empty() ? 0 : records_.back().next);
  }

  // Requires here and below: row < rows().
  std::string_view object(std::size_t row) const noexcept {
    return cut(records_[row].begin, records_[row].end);
  }
  std::string_view lead(std::size_t row) const noexcept {
    return cut(row == 0 ? 0 : records_[row - 1].next, records_[row].begin);
  }
  std::string_view behind(std::size_t row) const noexcept {
    return cut(records_[row].end, records_[row].next);
  }

 private:
  friend class json_reader;

  struct record {
    std::uint32_t begin, end, next;  // the object, and the end of what goes with it
  };
  std::string_view cut(std::size_t from, std::size_t to) const noexcept {
    return bytes().substr(from, to - from);
  }
  void reserve(std::size_t capacity);

  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;  // padding not counted
  std::size_t size_ = 0;
  std::vector<record> records_;
  std::uint64_t first_row_ = 1;
  std::uint64_t offset_ = 0;
};

}  // namespace optout
