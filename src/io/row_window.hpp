// Rows of a delimited file that are looked at before they are used up: a window that slides over a csv_reader.
//
// Rows are viewed in the chunks that they were read into; a chunk is filled again when its last row is used up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/csv.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace optout::detail {

class row_window {
 public:
  struct row {
    const csv_chunk* chunk;
    std::size_t at;
    std::optional<std::uint64_t> hash = {};  // kept here by whoever makes it

    std::uint64_t number() const noexcept { return chunk->first_row() + at; }
    std::size_t fields() const noexcept { return chunk->fields(at); }
    bool is_ragged() const noexcept { return chunk->is_ragged(at); }
    std::string_view field(std::size_t column) const noexcept { return chunk->field(at, column); }
    std::string_view raw_field(std::size_t column) const noexcept { return chunk->raw_field(at, column); }
  };
  // Beyond this no row is read ahead.
  static constexpr std::size_t max_bytes = std::size_t{64} << 20;

  explicit row_window(csv_reader& reader) : reader_(reader) {}

  // Reads until the window has `rows` rows, if the file and max_bytes allow. Whether it has.
  absl::StatusOr<bool> fill(std::size_t rows) {
    while (rows_.size() < rows && !at_end_ && (bytes_ < max_bytes || rows_.empty())) {
      if (auto status = read(); !status.ok()) return status;
    }
    return rows_.size() >= rows;
  }

  // Whether it is known that there are no rows behind the window.
  bool at_end() const noexcept { return at_end_; }
  std::size_t size() const noexcept { return rows_.size(); }
  row& operator[](std::size_t index) noexcept { return rows_[index]; }

  void pop() noexcept {
    assert(!rows_.empty());
    const csv_chunk* chunk = rows_.front().chunk;
    rows_.pop_front();
    if (!rows_.empty() && rows_.front().chunk == chunk) return;
    bytes_ -= chunk->bytes().size();
    spare_.push_back(std::move(chunks_.front()));
    chunks_.pop_front();
  }

 private:
  absl::Status read() {
    if (spare_.empty()) spare_.push_back(std::make_unique<csv_chunk>());
    csv_chunk& chunk = *spare_.back();
    const auto more = reader_.next(chunk);
    if (!more.ok()) return more.status();
    at_end_ = !*more;
    if (chunk.rows() == 0) return absl::OkStatus();  // the end, or blank lines before it
    for (std::size_t at = 0; at < chunk.rows(); ++at) rows_.push_back({&chunk, at});
    bytes_ += chunk.bytes().size();
    chunks_.push_back(std::move(spare_.back()));
    spare_.pop_back();
    return absl::OkStatus();
  }

  csv_reader& reader_;
  std::deque<row> rows_;
  std::deque<std::unique_ptr<csv_chunk>> chunks_;  // that rows_ are in
  std::vector<std::unique_ptr<csv_chunk>> spare_;
  std::size_t bytes_ = 0;
  bool at_end_ = false;
};

}  // namespace optout::detail
