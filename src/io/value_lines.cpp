// A value a line.
// SPDX-License-Identifier: Apache-2.0
#include "value_source.hpp"
#include <optout/io/text_file.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/phone.hpp>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <span>
#include <utility>

namespace optout::detail {
namespace {

constexpr std::size_t lines_piece_bytes = std::size_t{256} << 10;
constexpr std::size_t longest_line = std::size_t{1} << 20;

constexpr std::string_view several_items =
    "has several items, and no header names them. If this is a change list, only you know which mark is "
    "which: keep what "
    "holds, put a header line on top, and name the column by --map FILE";

bool separates(char c) noexcept {
  return value_separators.find(c) != value_separators.npos;
}

class value_lines final : public value_source {
 public:
  value_lines(text_source file, kind what) : file_(std::move(file)), what_(what) {}

  absl::StatusOr<bool> read(value_chunk& chunk) override;
  void split(value_chunk& chunk) const override;
  bool is_whole() const override { return false; }

 private:
  void take(std::string_view line, value_chunk& chunk) const;
  void take_parts(std::string_view line, value_chunk& chunk) const;

  text_source file_;
  kind what_;
  std::string carried_;  // the beginning of a line
  bool at_start_ = true, at_end_ = false;
};

// The end of the last whole line in `text`: of a CR at its end nobody knows whether an LF follows.
std::size_t end_of_lines(std::string_view text) noexcept {
  if (const std::size_t at = text.rfind('\n'); at != text.npos) return at + 1;
  const std::size_t at = text.rfind('\r', text.size() < 2 ? 0 : text.size() - 2);
  return at == text.npos || at + 1 >= text.size() ? 0 : at + 1;
}

absl::StatusOr<bool> value_lines::read(value_chunk& chunk) {
  chunk.text.assign(carried_);
  std::size_t end = 0;
  while (end == 0 && !at_end_) {
    const std::size_t have = chunk.text.size();
    chunk.text.resize(have + lines_piece_bytes);
    const auto got = file_.read(std::span(chunk.text).subspan(have));
    if (!got.ok()) return got.status();
    at_end_ = *got < lines_piece_bytes;
    chunk.text.resize(have + *got);
    if (at_end_ && !file_.complaint().empty())
      return failure(fault::input, absl::StrCat(file_.name(), ": ", to_absl(file_.complaint())));
    if (std::exchange(at_start_, false) && chunk.text.starts_with("\uFEFF")) chunk.text.erase(0, 3);
    end = at_end_ ? chunk.text.size() : end_of_lines(chunk.text);
    if (chunk.text.size() - end > longest_line)
      return failure(fault::input, absl::StrCat(file_.name(), ": has a line of more than 1 MiB"));
  }
  carried_.assign(chunk.text, end);
  chunk.text.resize(end);
  return end > 0;
}

void value_lines::split(value_chunk& chunk) const {
  const std::string_view text = chunk.text;
  std::size_t lf = 0;  // the first one at or behind `from`
  for (std::size_t from = 0, to = 0; from < text.size() && !chunk.trouble.has_value(); from = to + 1) {
    if (from == 0 || lf < from) lf = std::min(text.find('\n', from), text.size());
    const std::size_t cr = std::min(text.substr(from, lf - from).find('\r'), lf - from);
    to = from + cr + 1 < lf ? from + cr : lf;  // a CR in front of an LF is of the same end
    take(unquoted(text.substr(from, to - from)), chunk);
    ++chunk.place_count;
  }
}

void value_lines::take(std::string_view line, value_chunk& chunk) const {
  if (line.empty()) return;
  if (std::find_if(line.begin(), line.end(), separates) != line.end()) return take_parts(line, chunk);
  chunk.columns[0].push_back(line);
  chunk.places.push_back(static_cast<std::uint32_t>(chunk.place_count));
}

// Of a line with separators: a number in groups or with an extension in its own notation, one value with empty items
// around it, or something else.
void value_lines::take_parts(std::string_view line, value_chunk& chunk) const {
  const auto place = static_cast<std::uint32_t>(chunk.place_count);
  std::string_view value;
  if (what_ == kind::phone) {
    value = join_groups(chunk.text.data() + (line.data() - chunk.text.data()), line.size());
    if (std::count_if(line.begin(), line.end(), separates) == 1 && line.find(";ext=") != line.npos)
      value = line;
  }
  std::size_t items = value.empty() ? 0 : 1, values = 0;
  for (std::size_t from = value.empty() ? 0 : line.size() + 1; from <= line.size();) {
    const auto to =
        static_cast<std::size_t>(std::find_if(line.begin() + from, line.end(), separates) - line.begin());
    const std::string_view item = unquoted(line.substr(from, to - from));
    from = to + 1;
    if (item.empty()) continue;
    value = item;
    ++items;
    values += is_one_value(item, what_);
  }
  if (items == 1) {
    chunk.columns[0].push_back(value);
    chunk.places.push_back(place);
  } else if (items > 2 || values > 0) {
    chunk.trouble = {place, several_items, fault::usage};
  } else if (items > 0) {
    chunk.junk.push_back(place);
  }
}

}  // namespace

bool is_one_value(std::string_view text, kind what) {
  phone_text phone;
  email_text email;
  const bool plain = what == kind::phone ? normalize_phone(text, level::standard, phone).has_value()
                                         : normalize_email(text, level::standard, email).has_value();
  return plain || read_digest(text, scheme::sha256).has_value();
}

std::string_view join_groups(char* line, std::size_t size) noexcept {
  std::size_t groups[5] = {}, group = 0, digits = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (is_digit(line[i])) {
      ++groups[group];
    } else if (line[i] == ',' || line[i] == '\t') {
      if (groups[group] > 0 && ++group == std::size(groups)) return {};
    } else if (std::memchr(" -.()\"", line[i], 6) == nullptr) {
      return {};
    }
  }
  const bool trunk = groups[0] == 1;
  const std::size_t* const g = groups + trunk;
  const bool national = g[0] == 3 && g[3] == 0 && ((g[1] == 7 && g[2] == 0) || (g[1] == 3 && g[2] == 4));
  if (!national) return {};
  for (std::size_t i = 0; i < size; ++i) {
    if (is_digit(line[i])) line[digits++] = line[i];
  }
  return {line, digits};
}

absl::StatusOr<std::unique_ptr<value_source>> open_value_lines(byte_source file,
                                                               const value_options& options) {
  auto text = text_source::open(std::move(file));
  if (!text.ok()) return text.status();
  return std::make_unique<value_lines>(*std::move(text), options.what);
}

}  // namespace optout::detail
