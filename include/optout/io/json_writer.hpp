// Writes JSON records again: kept ones as they are, dropped ones with their separators gone, values replaced by null,
// members added. The document stays JSON, and every other byte stays.
//
// All of it appends to strings or hands out views; where the bytes go is the caller's business.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/json_chunk.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace optout {

// Appends `object` with null in place of the values at `raws`: views of its bytes, in order.
inline void append_nulled(std::string& out, std::string_view object, std::span<const std::string_view> raws) {
  const char* kept = object.data();
  for (const std::string_view raw : raws) {
    out.append(kept, raw.data());
    out += "null";
    kept = raw.data() + raw.size();
  }
  out.append(kept, object.data() + object.size());
}

// Adds members (`"a":1,"b":2`) to the object that `out` ends with, behind its last one.
inline void append_members(std::string& out, std::string_view members) {
  std::size_t at = out.size() - 1;  // of the closing brace
  while (at > 0 && (out[at - 1] == ' ' || out[at - 1] == '\n' || out[at - 1] == '\r' || out[at - 1] == '\t'))
    --at;
  const bool is_empty = at > 0 && out[at - 1] == '{';
  out.insert(at, members);
  if (!is_empty) out.insert(at, 1, ',');
}

// Appends `,"name":"text"`.
void append_json_member(std::string& out, std::string_view name, std::string_view text);

// Writes the records of one chunk after the other.
class json_row_writer {
 public:
  // `any_kept`: whether a record of the file was kept so far; the comma before the first one goes.
  json_row_writer(bool is_array, bool& any_kept) : is_array_(is_array), any_kept_(any_kept) {}

  // Calls write(std::string_view) with what becomes of a row: `object` in place of the chunk's own, or nothing.
  template <typename Write>
  void row(const json_chunk& chunk, std::size_t row, bool stays, std::string_view object, Write&& write);
  // Requires: every row of the chunk was written.
  template <typename Write>
  void finish(std::string_view tail, Write&& write);

 private:
  template <typename Write>
  void put(std::string_view bytes, Write& write);

  const bool is_array_;
  bool& any_kept_;
  std::string_view run_;  // neighbouring bytes that are written at once
};

// ---- details ----

template <typename Write>
void json_row_writer::row(const json_chunk& chunk, std::size_t row, bool stays, std::string_view object,
                          Write&& write) {
  const bool is_first_of_file = chunk.first_row() + row == 1;
  if (!is_array_ || is_first_of_file || (stays && any_kept_)) put(chunk.lead(row), write);
  if (!stays) return;
  put(object, write);
  put(chunk.behind(row), write);
  any_kept_ = true;
}

template <typename Write>
void json_row_writer::finish(std::string_view tail, Write&& write) {
  put(tail, write);
  if (!run_.empty()) write(run_);
  run_ = {};
}

template <typename Write>
void json_row_writer::put(std::string_view bytes, Write& write) {
  if (bytes.empty()) return;
  if (!run_.empty() && run_.data() + run_.size() == bytes.data()) {
    run_ = {run_.data(), run_.size() + bytes.size()};
    return;
  }
  if (!run_.empty()) write(run_);
  run_ = bytes;
}

inline void append_json_member(std::string& out, std::string_view name, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out.append(",\"").append(name).append("\":\"");
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      out.append("\\u00").append({digits[static_cast<unsigned char>(c) >> 4], digits[c & 15]});
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace optout
