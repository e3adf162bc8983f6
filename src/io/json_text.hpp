// Writes JSON that people can read: an entry a line, small objects on one line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/utf8.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace optout::detail {

// Valid UTF-8: what is none becomes U+FFFD.
inline std::string valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t size = is_ascii(text.substr(0, 1)) ? 1 : read_utf8(text).size;
    out += size == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, size);
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

// A JSON string, quotes included, that may also stand in a page: without < > &.
inline std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

class json_writer {
 public:
  // `line`: the object or array stands on one line.
  void open(char bracket, bool line = false) {
    before_value();
    out_ += bracket;
    if (flat_ > 0 || line) ++flat_;
    ++depth_;
    first_ = true;
  }
  void close(char bracket) {
    --depth_;
    if (flat_ == 0 && !first_) new_line();
    if (flat_ > 0) --flat_;
    out_ += bracket;
    first_ = false;
  }
  json_writer& key(std::string_view name) {
    next();
    out_ += json_string(name);
    out_ += ": ";
    after_key_ = true;
    return *this;
  }
  void raw(std::string_view value) {
    before_value();
    out_ += value;
  }
  void text(std::string_view value) { raw(json_string(value)); }
  template <typename Number>
  void number(Number value) {
    raw(fmt::format("{}", value));
  }

  std::string take() { return std::move(out_); }

 private:
  void before_value() {
    if (!after_key_ && depth_ > 0) next();
    after_key_ = false;
    first_ = false;
  }
  void next() {
    if (!first_) out_ += flat_ > 0 ? ", " : ",";
    if (flat_ == 0) new_line();
    first_ = false;
  }
  void new_line() {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
  }

  std::string out_;
  int depth_ = 0, flat_ = 0;
  bool first_ = true, after_key_ = false;
};

}  // namespace optout::detail
