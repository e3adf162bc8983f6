// The slow, obvious reader of delimited text: one byte at a time, one state, strings for everything.
// The rules are those of <optout/io/csv.hpp>; blank lines at the end are kept apart as there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace optout::reference {

struct csv_record {
  std::vector<std::string> fields;
  std::string bytes;  // with its line end

  friend bool operator==(const csv_record&, const csv_record&) = default;
};

struct csv_text {
  std::vector<csv_record> records;
  std::string tail;
  bool has_nul = false;
  bool has_open_quote = false;

  friend bool operator==(const csv_text&, const csv_text&) = default;
};

inline csv_text read_csv(std::string_view text, char delimiter) {
  enum { field_start, in_field, in_quotes, behind_quote } where = field_start;
  csv_text result;
  csv_record record;
  std::string field;
  const auto end_field = [&] {
    record.fields.push_back(field);
    field.clear();
    where = field_start;
  };
  const auto end_record = [&] {
    end_field();
    result.records.push_back(record);
    record = {};
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    record.bytes += c;
    if (c == '\0') result.has_nul = true;
    if (where == in_quotes) {
      if (c == '"') {
        where = behind_quote;
      } else {
        field += c;
      }
    } else if (c == '"' && where == field_start) {
      where = in_quotes;
    } else if (c == '"' && where == behind_quote) {
      field += '"';
      where = in_quotes;
    } else if (c == delimiter) {
      end_field();
    } else if (c == '\n') {
      end_record();
    } else if (c == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') record.bytes += text[++i];
      end_record();
    } else {
      field += c;
      where = in_field;
    }
  }
  result.has_open_quote = where == in_quotes;
  if (!record.bytes.empty()) end_record();
  const auto is_blank = [](const csv_record& r) { return r.bytes[0] == '\r' || r.bytes[0] == '\n'; };
  while (!result.records.empty() && is_blank(result.records.back())) {
    result.tail.insert(0, result.records.back().bytes);
    result.records.pop_back();
  }
  return result;
}

}  // namespace optout::reference
