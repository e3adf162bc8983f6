// Writes delimited text: kept records as they are, and small files of our own (audit, rejects).
//
// All of it appends to strings or hands out views; where the bytes go is the caller's business.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/csv_chunk.hpp>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

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

// Calls `write(std::string_view)` for each run of neighbouring records that `keep(row)` keeps, in order, and once
// for the chunk's tail: a chunk that is kept whole is one write.
template <typename Keep, typename Write>
void for_each_kept_run(const csv_chunk& chunk, Keep keep, Write write);

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

template <typename Keep, typename Write>
void for_each_kept_run(const csv_chunk& chunk, Keep keep, Write write) {
  std::string_view run;
  const auto take = [&](std::string_view piece) {
    if (!run.empty() && run.data() + run.size() == piece.data()) {
      run = {run.data(), run.size() + piece.size()};
      return;
    }
    if (!run.empty()) write(run);
    run = piece;
  };
  for (std::size_t row = 0; row < chunk.rows(); ++row) {
    if (keep(row)) take(chunk.record(row));
  }
  if (!chunk.tail().empty()) take(chunk.tail());
  if (!run.empty()) write(run);
}

}  // namespace optout
