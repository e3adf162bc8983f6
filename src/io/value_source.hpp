// What read_values() reads from: the three forms of a list of values, each as chunks of values and the places they stand.
//
// A source is read by one thread at a time; split() may run on several, a chunk each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/byte_source.hpp>
#include <optout/io/csv_chunk.hpp>
#include <optout/io/value_file.hpp>
#include <optout/normalize/ascii.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace optout::detail {

// Why a list cannot be taken, and where: the number of a line or row of the chunk, from 0.
struct value_trouble {
  std::uint32_t place;
  std::string_view what;
  fault kind_of = fault::input;
};

struct value_chunk {
  // What read() fills, as its source likes.
  std::string text;
  csv_chunk rows;

  // What split() has filled behind it. A place is a line or row of the chunk, from 0; values end at the trouble.
  std::vector<std::vector<std::string_view>> columns;  // of one value a place or none, all equally long
  std::vector<std::uint32_t> places;                   // of each row of them
  std::vector<std::uint32_t> junk;                     // places of what has no value's shape
  std::optional<value_trouble> trouble;
  std::uint64_t place_count = 0;

  void clear(std::size_t column_count) {
    columns.resize(column_count);
    for (auto& column : columns) column.clear();
    places.clear();
    junk.clear();
    trouble.reset();
    place_count = 0;
  }
};

class value_source {
 public:
  virtual ~value_source() = default;

  // Fills `chunk` with what comes next; false at the end.
  virtual absl::StatusOr<bool> read(value_chunk& chunk) = 0;
  virtual void split(value_chunk& chunk) const = 0;

  virtual std::size_t columns() const { return 1; }
  virtual std::string_view place() const { return "line"; }
  // Whether what was read is a list even without a value.
  virtual bool is_whole() const = 0;
};

absl::StatusOr<std::unique_ptr<value_source>> open_value_lines(byte_source file,
                                                               const value_options& options);
absl::StatusOr<std::unique_ptr<value_source>> open_value_table(byte_source file,
                                                               const value_options& options);
absl::StatusOr<std::unique_ptr<value_source>> open_value_xml(byte_source file);

// `text` without white space and quotes around it.
inline std::string_view unquoted(std::string_view text) noexcept {
  text = trim(text);
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? trim(text.substr(1, text.size() - 2)) : text;
}

// What stands between the items of a line.
inline constexpr std::string_view value_separators = ",\t;|";

// Whether `text` is one value: plain, or a digest.
bool is_one_value(std::string_view text, kind what);

// The one number in `line` whose groups have commas or tabs between them ("415,5552671"), its digits moved to the line's
// beginning; empty for anything else.
std::string_view join_groups(char* line, std::size_t size) noexcept;

}  // namespace optout::detail
