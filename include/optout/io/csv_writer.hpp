// Writes delimited text: kept records as they are, and small files of our own (audit, rejects).
//
// All of it appends to strings or hands out views; where the bytes go is the caller's business.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/csv_chunk.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// Appends `field`, quoted only if it must be: csv_reader reads back the same bytes.
void append_csv_field(std::string& out, std::string_view field, char delimiter = ',');

// The same as a string of its own.
std::string csv_escape(std::string_view field, char delimiter = ',');

// Appends the fields with delimiters between them and LF behind. Requires: at least one field.
void append_csv_record(std::string& out, std::span<const std::string_view> fields, char delimiter = ',');
inline void append_csv_record(std::string& out, std::initializer_list<std::string_view> fields,
                              char delimiter = ',') {
  append_csv_record(out, std::span(fields.begin(), fields.size()), delimiter);
}

// The record without its line end, and the line end: LF, CR LF, CR, or nothing at the end of a file.
struct record_and_end {
  std::string_view record, end;
};
record_and_end split_line_end(std::string_view record) noexcept;

// Appends the record of a row with the fields of `columns` (ascending) empty. Every other byte stays, but for the line end,
// which is left out. Requires: the row is not ragged.
void append_blanked_record(std::string& out, const csv_chunk& chunk, std::size_t row,
                           std::span<const std::uint32_t> columns);

// Appends what is left of the chunk's bytes without the rows that are `gone` (ascending), a view for each run of
// neighbours: a chunk that is kept whole is one.
void append_kept_runs(std::vector<std::string_view>& runs, const csv_chunk& chunk,
                      std::span<const std::uint32_t> gone);

// ---- details ----

inline void append_csv_field(std::string& out, std::string_view field, char delimiter) {
  const char special[] = {delimiter, '"', '\r', '\n'};
  if (field.find_first_of(std::string_view(special, sizeof special)) == std::string_view::npos) {
    out.append(field);
    return;
  }
  out.push_back('"');
  for (const char c : field) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

inline std::string csv_escape(std::string_view field, char delimiter) {
  std::string escaped;
  append_csv_field(escaped, field, delimiter);
  return escaped;
}

inline void append_csv_record(std::string& out, std::span<const std::string_view> fields, char delimiter) {
  // A single empty field would be a blank line.
  if (fields.size() == 1 && fields[0].empty()) out.append("\"\"");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out.push_back(delimiter);
    append_csv_field(out, fields[i], delimiter);
  }
  out.push_back('\n');
}

inline record_and_end split_line_end(std::string_view record) noexcept {
  std::size_t size = record.size();
  if (size > 0 && record[size - 1] == '\n') --size;
  if (size > 0 && record[size - 1] == '\r') --size;
  return {record.substr(0, size), record.substr(size)};
}

inline void append_blanked_record(std::string& out, const csv_chunk& chunk, std::size_t row,
                                  std::span<const std::uint32_t> columns) {
  const std::string_view record = split_line_end(chunk.record(row)).record;
  // A single empty field would be a blank line.
  if (chunk.columns() == 1 && !columns.empty()) {
    out.append("\"\"");
    return;
  }
  const char* kept = record.data();
  for (const std::uint32_t column : columns) {
    const std::string_view field = chunk.raw_field(row, column);
    out.append(kept, field.data());
    kept = field.data() + field.size();
  }
  out.append(kept, record.data() + record.size());
}

inline void append_kept_runs(std::vector<std::string_view>& runs, const csv_chunk& chunk,
                             std::span<const std::uint32_t> gone) {
  const char* kept = chunk.bytes().data();
  const auto keep_until = [&](const char* end) {
    if (end != kept) runs.emplace_back(kept, static_cast<std::size_t>(end - kept));
  };
  for (const std::uint32_t row : gone) {
    const std::string_view record = chunk.record(row);
    keep_until(record.data());
    kept = record.data() + record.size();
  }
  keep_until(chunk.bytes().data() + chunk.bytes().size());
}

}  // namespace optout
