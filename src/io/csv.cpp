// csv_reader: fills chunks with whole records and says where a file is malformed.
// SPDX-License-Identifier: Apache-2.0
#include "reader_words.hpp"
#include <optout/io/csv.hpp>

#include <algorithm>
#include <utility>

namespace optout {
namespace {

constexpr std::size_t sample_bytes = 64 * 1024;

bool is_blank(const detail::csv_index& index, std::size_t row) noexcept {
  return index.rows[row + 1].first_end - index.rows[row].first_end == 1 &&
         index.ends[index.rows[row].first_end] == index.rows[row].begin;
}

}  // namespace

void csv_chunk::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  auto larger = std::make_unique_for_overwrite<char[]>(capacity);
  std::copy_n(buffer_.get(), size_, larger.get());
  buffer_ = std::move(larger);
  arena_ = std::make_unique_for_overwrite<char[]>(capacity);
  capacity_ = capacity;
}

char detect_delimiter(std::string_view text) {
  char best = ',';
  std::size_t best_fields = 1;
  bool best_agrees = false;
  for (const char candidate : {',', '\t', '|', ';'}) {
    detail::csv_index index;
    detail::csv_kernel_in_use().scan(text, candidate, false, index);
    const auto fields_of = [&](std::size_t row) -> std::size_t {
      if (row + 1 < index.rows.size()) return index.rows[row + 1].first_end - index.rows[row].first_end;
      // A record that the text cuts off: as far as it goes.
      return row < index.rows.size() ? index.used_ends - index.rows[row].first_end + 1 : 0;
    };
    const std::size_t fields = fields_of(0);
    const bool agrees = fields == fields_of(1);
    if (fields > best_fields || (fields == best_fields && agrees && !best_agrees && fields > 1)) {
      best = candidate;
      best_fields = fields;
      best_agrees = agrees;
    }
  }
  return best;
}

csv_reader::csv_reader(text_source source, const csv_options& options)
    : source_(std::move(source)), options_(options) {
  // Two bytes beyond the largest record show whether it is too large; chunks of more could not be told apart.
  options_.chunk_bytes = std::clamp<std::size_t>(options_.chunk_bytes, 1, options_.max_record_bytes);
}

absl::StatusOr<csv_reader> csv_reader::open(const std::string& path, const csv_options& options) {
  auto source = byte_source::open(path);
  if (!source.ok()) return source.status();
  return open(*std::move(source), options);
}

absl::StatusOr<csv_reader> csv_reader::open(byte_source source, const csv_options& options) {
  auto text = text_source::open(std::move(source));
  if (!text.ok()) return text.status();
  csv_reader reader(*std::move(text), options);
  if (auto status = reader.read_header(); !status.ok()) return status;
  return reader;
}

absl::Status csv_reader::read_header() {
  sample_.resize(sample_bytes);
  auto got = source_.read(std::span(sample_));
  if (!got.ok()) return got.status();
  sample_.resize(*got);
  const std::string_view mark =
      sample_.starts_with(detail::utf8_mark) ? detail::utf8_mark : std::string_view();
  sample_used_ = mark.size();
  offset_ = encoded_size(mark, encoding());
  delimiter_ = options_.delimiter.value_or(detect_delimiter(std::string_view(sample_).substr(sample_used_)));

  csv_chunk first;
  const absl::Status filled = fill(first);
  // Said before anything that is wrong further down: how much of that a chunk holds must not matter.
  if (first.index_.rows.size() > 1 && is_blank(first.index_, 0)) {
    return failure(fault::input, absl::StrCat(name(), ": no header: the first line is blank"));
  }
  if (!filled.ok()) return filled;
  if (first.bytes().empty())
    return failure(fault::input, absl::StrCat(name(), ": no header: the file is empty"));
  for (std::size_t column = 0; column < first.fields(0); ++column) {
    header_.push_back(repaired_utf8(first.field(0, column)));
  }
  const std::string_view record = first.record(0);
  header_bytes_ = absl::StrCat(to_absl(mark), to_absl(record));
  // Everything behind the header is read again as the first rows.
  carry_.insert(0, first.bytes().substr(record.size()));
  offset_ = encoded_size(header_bytes_, encoding());
  row_ = 1;
  return absl::OkStatus();
}

absl::StatusOr<bool> csv_reader::next(csv_chunk& chunk) {
  if (auto status = fill(chunk); !status.ok()) return status;
  offset_ += chunk.size_in_file_;
  row_ += chunk.rows_;
  return chunk.size_ > 0;
}

absl::StatusOr<std::size_t> csv_reader::read(std::span<char> into) {
  const std::size_t from_sample = sample_.copy(into.data(), into.size(), sample_used_);
  sample_used_ += from_sample;
  if (from_sample == into.size()) return from_sample;
  if (!sample_.empty()) {
    sample_ = std::string();
    sample_used_ = 0;
  }
  auto got = source_.read(into.subspan(from_sample));
  if (!got.ok()) return got.status();
  return from_sample + *got;
}

// Fills the chunk from what was carried and the source, until it has a whole record or the source ends.
absl::Status csv_reader::fill(csv_chunk& chunk) {
  const std::size_t limit = options_.max_record_bytes + 2;
  // A chunk's worth behind what was carried, so that reads start where pages do.
  std::size_t target = std::max(std::min(carry_.size() + options_.chunk_bytes, limit), carry_.size());
  chunk.size_ = 0;
  chunk.reserve(target);
  chunk.size_ = carry_.copy(chunk.buffer_.get(), carry_.size());
  chunk.columns_ = header_.size();
  chunk.first_row_ = row_;
  chunk.offset_ = offset_;
  for (;;) {
    if (!at_end_ && chunk.size_ < target) {
      auto got = read({chunk.buffer_.get() + chunk.size_, target - chunk.size_});
      if (!got.ok()) return got.status();
      chunk.size_ += *got;
      at_end_ = chunk.size_ < target;
    }
    const auto found = detail::csv_kernel_in_use().scan(chunk.bytes(), delimiter_, at_end_, chunk.index_);
    if (auto status = check(chunk, found); !status.ok()) return status;
    settle(chunk);
    if (chunk.rows_ > 0 || at_end_) break;
    if (chunk.size_ >= limit) {
      return refuse(absl::StrCat("more than ", detail::in_mib(options_.max_record_bytes), " of blank lines"),
                    row_, offset_);
    }
    target = std::min(2 * target, limit);
    chunk.reserve(target);
  }
  const std::size_t whole = at_end_ ? chunk.size_ : chunk.begin_of(chunk.rows_);
  carry_.assign(chunk.buffer_.get() + whole, chunk.size_ - whole);
  chunk.size_ = whole;
  chunk.size_in_file_ = encoded_size(chunk.bytes(), encoding());
  return absl::OkStatus();
}

// Counts the chunk's rows. Blank lines behind them are the tail if the source ends with them, rows if something
// follows, and left for the next chunk as long as nobody knows.
void csv_reader::settle(csv_chunk& chunk) {
  const detail::csv_index& index = chunk.index_;
  chunk.rows_ = index.rows.size() - 1;
  const std::string_view rest = chunk.bytes().substr(index.rows.back().begin);
  if (rest.empty() || rest == "\r") {
    while (chunk.rows_ > 0 && is_blank(index, chunk.rows_ - 1)) --chunk.rows_;
  }
  chunk.any_ragged_ = false;
  for (std::size_t row = 0; row < chunk.rows_; ++row) chunk.any_ragged_ |= chunk.is_ragged(row);
}

// The failure that comes first in the file, if there is one.
absl::Status csv_reader::check(const csv_chunk& chunk, const detail::csv_scan_result& found) const {
  const auto& rows = chunk.index_.rows;
  const std::size_t known = std::min(found.nul, chunk.size_);
  const std::size_t max = options_.max_record_bytes;
  std::size_t row = 0;  // becomes the one that holds byte `known`
  if (known > max || found.nul != found.none || found.open_quote != found.none) {
    for (;; ++row) {
      const bool is_last = row + 1 == rows.size() || rows[row + 1].begin > known;
      const std::size_t end = is_last ? known : rows[row + 1].begin;
      if (end - rows[row].begin > max) {
        return refuse(
            absl::StrCat("a record of more than ", detail::in_mib(max), " (a quote that is not closed?)"),
            row_ + row, place_of(chunk, rows[row].begin));
      }
      if (is_last) break;
    }
  }
  if (found.nul != found.none) {
    const std::string_view what = source_.complaint();
    return refuse(what.empty() ? "a NUL byte (is it text at all?)" : what, row_ + row,
                  place_of(chunk, found.nul));
  }
  if (found.open_quote != found.none) {
    return refuse("a quote that is not closed by the end of the file", row_ + row,
                  place_of(chunk, found.open_quote));
  }
  return absl::OkStatus();
}

// The place in the file of a byte of the chunk.
std::uint64_t csv_reader::place_of(const csv_chunk& chunk, std::size_t at) const {
  return offset_ + encoded_size(chunk.bytes().substr(0, at), encoding());
}

absl::Status csv_reader::refuse(std::string_view what, std::uint64_t row, std::uint64_t byte) const {
  const std::string place = row == 0 ? "the header" : absl::StrCat("row ", row);
  return failure(fault::input, absl::StrCat(name(), ": ", place, ", byte ", byte, ": ", to_absl(what)));
}

}  // namespace optout
