// Reads JSON in chunks of whole records, each an object: lines of objects, or the objects of an array.
//
// The shape is found by content. Objects one behind the other (NDJSON) are records; so are the objects of an
// array, and of a document that wraps one, `{"results":{"properties":[...]}}`: the first array of objects on the
// way down, which passes through objects alone, has the records, and everything around it is head() and the last
// chunk's tail. A single object is a record itself if it has no such array, or only a short one with somebody's
// data around it, or if its file is called .ndjson or .jsonl.
//
// What ends the reading with fault::input, with row (from 1) and byte offset: UTF-16, a record that is no object, an
// object or array that is not closed, anything behind the end, a record or surroundings of more than 16 MiB, and
// surroundings that are no JSON or hold what looks like somebody's data (only known at the end of a long document).
// Which of these, and where, never depends on the size of the chunks. Records themselves are not looked into: that is
// json_rows.hpp's.
//
// Memory: one chunk's worth inside, and up to 16 MiB at the start. Threads: one at a time; filled chunks may be
// used on others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/byte_source.hpp>
#include <optout/io/json_chunk.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace optout {

struct json_options {
  std::size_t chunk_bytes = std::size_t{256} << 10;  // read at a time; changes nothing but speed and memory
  std::size_t max_record_bytes = std::size_t{16} << 20;
};

class json_reader {
 public:
  enum class shape : std::uint8_t { lines, array };

  // Opens `path`, or standard input for "-", and finds its records. Errors: fault::io, fault::input.
  static absl::StatusOr<json_reader> open(const std::string& path, const json_options& options = {});
  static absl::StatusOr<json_reader> open(byte_source source, const json_options& options = {});

  // Fills `chunk` with the records that follow; false when there is nothing more. A chunk has records, a tail, or
  // both. After a failure there is nothing more to be had.
  absl::StatusOr<bool> next(json_chunk& chunk);

  shape records() const noexcept { return shape_; }

  // What stands before the first record: nothing, a byte order mark, or a document's beginning with the bracket of
  // its array.
  std::string_view head() const noexcept { return head_; }
  // The first 200 records at most, to see what they hold; fewer where they are large.
  const json_chunk& sample() const noexcept { return sample_; }

  // The file as messages call it, its size if known (else 0), how much of that was read (any thread may ask), and
  // how much of its text has been handed out.
  const std::string& name() const noexcept { return source_.name(); }
  std::uint64_t size() const noexcept { return source_.size(); }
  std::uint64_t position() const noexcept { return source_.position(); }
  std::uint64_t offset() const noexcept { return offset_; }

 private:
  // How far a text was cut into records, and what stopped it.
  struct cut {
    bool closed = false;        // the array's end was reached, or the end of all lines
    bool is_too_large = false;  // a record is
    const char* problem = nullptr;
    std::size_t at = 0;  // of the problem
  };

  json_reader(byte_source source, const json_options& options);
  absl::Status read_start();
  absl::Status find_shape();
  void take_sample();
  absl::Status fill(json_chunk& chunk);
  absl::StatusOr<std::size_t> read(std::span<char> into);
  cut split(json_chunk& chunk, std::size_t most, bool all) const;
  absl::Status check_surroundings(std::string_view tail) const;
  absl::Status refuse(std::string_view what, std::uint64_t row, std::uint64_t byte) const;

  byte_source source_;
  json_options options_;
  shape shape_ = shape::lines;
  std::string head_;
  json_chunk sample_;
  std::string carry_;         // read, but not of a whole record yet
  bool at_end_ = false;       // the source has no more bytes
  bool closed_ = false;       // everything was handed out
  std::uint64_t row_ = 1;     // of the next record
  std::uint64_t offset_ = 0;  // of the next record
};

// Whether a file holds JSON: by its name (.json, .ndjson, .jsonl, before .gz or .zst) or its first byte that is no white
// space.
bool is_json_name(std::string_view path);
bool is_json_text(std::string_view start);
// By both: `path` and what `file` begins with. Nothing is taken from the file. Errors: fault::io,
// fault::input.
absl::StatusOr<bool> is_json(std::string_view path, byte_source& file);

}  // namespace optout
