// json_reader: finds the shape of a file and cuts it into whole records.
// SPDX-License-Identifier: Apache-2.0
#include "json_scan.hpp"
#include "reader_words.hpp"
#include <optout/io/compression.hpp>
#include <optout/io/json.hpp>
#include <optout/io/json_rows.hpp>
#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <utility>

namespace optout {
namespace {

constexpr std::size_t first_target_bytes = std::size_t{1} << 20;
constexpr std::size_t sample_rows = 200;
constexpr std::size_t npos = std::string_view::npos;

// By the name of what is inside, if the file is packed.
bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> endings) {
  path = unpacked_name(path);
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return path.size() >= ending.size() &&
           std::equal(ending.begin(), ending.end(), path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                      [](char a, char b) { return a == to_lower(b); });
  });
}

// Whether a document is a row itself: its first array of objects, which begins at `rows`, is short as lists of
// owners or phones are, and somebody's data stand around it. Requires: the document is whole.
bool is_lone_row(std::string_view document, std::size_t rows) {
  constexpr unsigned most_owners = 16;
  const std::size_t close = detail::end_of_json(document, rows - 1);
  if (close == npos) return false;
  unsigned objects = 0;
  for (std::size_t at = rows; objects <= most_owners; ++objects) {
    at = document.find('{', at);
    if (at >= close) break;
    at = detail::end_of_json(document, at);
  }
  return objects <= most_owners && holds_personal_json(absl::StrCat(to_absl(document.substr(0, rows)),
                                                                    to_absl(document.substr(close - 1))));
}

constexpr const char* not_an_object = "no object: a row is { ... }";
constexpr const char* no_comma = "neither a comma nor the end of the array behind a row";

}  // namespace

bool is_json_name(std::string_view path) {
  return ends_with_any(path, {".json", ".ndjson", ".jsonl"});
}

bool is_json_text(std::string_view start) {
  if (start.starts_with(detail::utf8_mark)) start.remove_prefix(detail::utf8_mark.size());
  const std::size_t first = detail::skip_json_space(start, 0);
  if (first == start.size()) return false;
  const std::size_t second = detail::skip_json_space(start, first + 1);
  const char next = second < start.size() ? start[second] : '\0';
  // A header of a CSV file may well begin with a bracket: [ATTOM ID],...
  if (start[first] == '{') return next == '"' || next == '}';
  return start[first] == '[' && (next == '{' || next == ']');
}

absl::StatusOr<bool> is_json(std::string_view path, byte_source& file) {
  if (is_json_name(path)) return true;
  const auto start = file.peek(4096);
  if (!start.ok()) return start.status();
  return is_json_text(*start);
}

void json_chunk::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  auto larger = std::make_unique<char[]>(capacity + padding);
  std::copy_n(buffer_.get(), size_, larger.get());
  buffer_ = std::move(larger);
  capacity_ = capacity;
}

json_reader::json_reader(byte_source source, const json_options& options)
    : source_(std::move(source)), options_(options) {
  options_.chunk_bytes = std::clamp<std::size_t>(options_.chunk_bytes, 1, options_.max_record_bytes);
}

absl::StatusOr<json_reader> json_reader::open(const std::string& path, const json_options& options) {
  auto source = byte_source::open(path);
  if (!source.ok()) return source.status();
  return open(*std::move(source), options);
}

absl::StatusOr<json_reader> json_reader::open(byte_source source, const json_options& options) {
  json_reader reader(std::move(source), options);
  if (auto status = reader.read_start(); !status.ok()) return status;
  if (auto status = reader.find_shape(); !status.ok()) return status;
  reader.take_sample();
  return reader;
}

// Reads until the first object is whole and what follows has begun, but no more than an object may have.
absl::Status json_reader::read_start() {
  const std::size_t most = options_.max_record_bytes + 2;
  for (std::size_t target = std::min(first_target_bytes, most);; target = std::min(2 * target, most)) {
    const std::size_t have = carry_.size();
    carry_.resize(target);
    auto got = source_.read(std::span(carry_).subspan(have));
    if (!got.ok()) return got.status();
    carry_.resize(have + *got);
    at_end_ = carry_.size() < target;
    if (at_end_ || target == most) return absl::OkStatus();
    const std::size_t first = detail::skip_json_space(carry_, carry_.starts_with(detail::utf8_mark) ? 3 : 0);
    if (first == carry_.size()) continue;
    if (carry_[first] != '{') return absl::OkStatus();
    const std::size_t end = detail::end_of_json(carry_, first);
    if (end != npos && detail::skip_json_space(carry_, end) < carry_.size()) return absl::OkStatus();
  }
}

absl::Status json_reader::find_shape() {
  const std::string_view start = std::string_view(carry_).substr(0, 2);
  if (start == "\xFF\xFE" || start == "\xFE\xFF") return refuse("UTF-16; save it as UTF-8", 0, 0);
  const std::size_t mark = carry_.starts_with(detail::utf8_mark) ? detail::utf8_mark.size() : 0;
  const std::size_t first = detail::skip_json_space(carry_, mark);
  if (first == carry_.size() && at_end_ && ends_with_any(source_.name(), {".json"})) {
    return refuse("no JSON: the file is empty", 0, 0);  // it was cut off, or its one row went
  }
  std::size_t rows = npos;  // where they begin
  if (first < carry_.size() && carry_[first] == '[') {
    rows = first + 1;
  } else if (first < carry_.size() && carry_[first] == '{') {
    const std::size_t end = detail::end_of_json(carry_, first);
    const bool alone = end == npos || detail::skip_json_space(carry_, end) == carry_.size();
    if (alone && !ends_with_any(source_.name(), {".ndjson", ".jsonl"})) {
      rows = detail::find_json_rows(carry_, first);
      if (rows != npos && end != npos && is_lone_row(carry_, rows)) rows = npos;
    }
  }
  shape_ = rows == npos ? shape::lines : shape::array;
  head_ = carry_.substr(0, rows == npos ? mark : rows);
  carry_.erase(0, head_.size());
  offset_ = head_.size();
  return absl::OkStatus();
}

void json_reader::take_sample() {
  sample_.reserve(carry_.size());
  sample_.size_ = carry_.copy(sample_.buffer_.get(), carry_.size());
  sample_.offset_ = offset_;
  split(sample_, sample_rows, at_end_);
  sample_.size_ = sample_.records_.empty() ? 0 : sample_.records_.back().next;
}

absl::StatusOr<bool> json_reader::next(json_chunk& chunk) {
  if (closed_) return false;
  if (auto status = fill(chunk); !status.ok()) return status;
  offset_ += chunk.size_;
  row_ += chunk.rows();
  return chunk.size_ > 0;
}

absl::StatusOr<std::size_t> json_reader::read(std::span<char> into) {
  return at_end_ ? absl::StatusOr<std::size_t>(0) : source_.read(into);
}

// Fills the chunk from what was carried and the source, until it has a whole record or the source ends.
absl::Status json_reader::fill(json_chunk& chunk) {
  const std::size_t limit = options_.max_record_bytes + 2;
  std::size_t target = std::max(options_.chunk_bytes, std::min(carry_.size(), limit));
  chunk.size_ = 0;
  chunk.reserve(target);
  chunk.size_ = carry_.copy(chunk.buffer_.get(), target);
  carry_.erase(0, chunk.size_);
  chunk.first_row_ = row_;
  chunk.offset_ = offset_;
  cut found;
  for (;;) {
    if (carry_.empty() && !at_end_ && chunk.size_ < target) {
      auto got = read({chunk.buffer_.get() + chunk.size_, target - chunk.size_});
      if (!got.ok()) return got.status();
      chunk.size_ += *got;
      at_end_ = chunk.size_ < target;
    }
    found = split(chunk, npos, at_end_ && carry_.empty());
    if (!chunk.records_.empty()) break;
    if (found.problem != nullptr) return refuse(found.problem, row_, offset_ + found.at);
    if (at_end_ && carry_.empty() && !found.is_too_large) break;
    if (found.is_too_large || chunk.size_ >= limit) {
      return refuse(absl::StrCat(found.closed ? "what stands behind the rows has" : "a row has",
                                 " more than ", detail::in_mib(options_.max_record_bytes)),
                    row_, offset_);
    }
    target = std::min(2 * target, limit);
    chunk.reserve(target);
    const std::size_t more = carry_.copy(chunk.buffer_.get() + chunk.size_, target - chunk.size_);
    chunk.size_ += more;
    carry_.erase(0, more);
  }
  // The tail is a chunk of its own, so that it is whole.
  const std::size_t whole = chunk.records_.empty() ? chunk.size_ : chunk.records_.back().next;
  if (chunk.records_.empty()) {
    if (auto status = check_surroundings(chunk.bytes()); !status.ok()) return status;
    closed_ = true;
  }
  carry_.insert(0, chunk.buffer_.get() + whole, chunk.size_ - whole);
  chunk.size_ = whole;
  return absl::OkStatus();
}

// Cuts the chunk's bytes into at most `most` records. Only bytes that make the same cut whatever follows are taken;
// nothing follows if they are all.
json_reader::cut json_reader::split(json_chunk& chunk, std::size_t most, bool all) const {
  const std::string_view text = chunk.bytes();
  chunk.records_.clear();
  std::size_t from = 0;
  const auto cut_off = [&](const char* what) {
    return cut{.problem = all ? what : nullptr, .at = text.size()};
  };
  while (chunk.records_.size() < most) {
    std::size_t at = detail::skip_json_space(text, from);
    const bool is_first = row_ == 1 && chunk.records_.empty();
    if (shape_ == shape::array) {
      if (at == text.size()) return cut_off("cut off: the array of rows is not closed");
      if (text[at] == ']') return {.closed = true};
      if (!is_first) {
        if (text[at] != ',') return {.problem = no_comma, .at = at};
        at = detail::skip_json_space(text, at + 1);
        if (at == text.size()) return cut_off("cut off: the array of rows is not closed");
      }
    } else if (at == text.size()) {
      return {.closed = all};
    }
    if (text[at] != '{') return {.problem = not_an_object, .at = at};
    const std::size_t end = detail::end_of_json(text, at);
    if (end == npos) return cut_off("cut off: the object is not closed");
    if (end - from > options_.max_record_bytes) return {.is_too_large = true};
    std::size_t next = end;
    if (shape_ == shape::lines) {
      next = std::min(text.find_first_not_of(" \t\r", end), text.size());
      if (next == text.size() && !all) return {};
      next = next < text.size() && text[next] == '\n' ? next + 1 : end;
    }
    chunk.records_.push_back(
        {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(next)});
    from = next;
  }
  return {};
}

// What stands around the rows must be JSON without them, and hold nobody's data: nobody would look at it.
absl::Status json_reader::check_surroundings(std::string_view tail) const {
  if (shape_ == shape::lines) return absl::OkStatus();
  const std::string document =
      absl::StrCat(head_.starts_with(detail::utf8_mark) ? to_absl(std::string_view(head_).substr(3))
                                                        : absl::string_view(head_),
                   to_absl(tail));
  const std::size_t begin = detail::skip_json_space(document, 0);
  const std::size_t end = detail::end_of_json(document, begin);
  if (end != npos && detail::skip_json_space(document, end) != document.size()) {
    const std::size_t at = detail::skip_json_space(document, end);
    return refuse("something behind the end of the document", row_,
                  offset_ + tail.size() - (document.size() - at));
  }
  if (auto status = check_json(document); end == npos || !status.ok()) {
    return refuse("cut off, or no JSON: what stands around the rows", row_, offset_);
  }
  if (holds_personal_json(document)) {
    return refuse("what looks like somebody's data stands beside the rows, where nobody is looked for", row_,
                  offset_);
  }
  return absl::OkStatus();
}

absl::Status json_reader::refuse(std::string_view what, std::uint64_t row, std::uint64_t byte) const {
  return failure(fault::input, absl::StrCat(name(), ": ", row == 0 ? "" : absl::StrCat("row ", row, ", "),
                                            "byte ", byte, ": ", to_absl(what)));
}

}  // namespace optout
