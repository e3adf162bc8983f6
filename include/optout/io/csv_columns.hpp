// The columns of a chunk as a batch takes them: nothing is cut out, a value is read from the file's bytes where somebody
// asks for it.
//
//   optout::csv_columns columns;                       // one a thread, reused
//   columns.view(chunk);
//   scrubber.decide(columns.rows(layout), decisions);
//
// A value is csv_chunk::value(): empty in a ragged row. Views live until the chunk is filled again, moved or destroyed.
// Allocates only for more columns than before.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/csv_chunk.hpp>
#include <optout/scrub/batch.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace optout {

class csv_columns {
 public:
  csv_columns() = default;
  csv_columns(csv_columns&&) noexcept = default;  // views stay; those of a copy would be the first one's
  csv_columns& operator=(csv_columns&&) noexcept = default;

  // `chunk` must stay where it is as long as the views are used.
  void view(const csv_chunk& chunk);

  // One for each column of the header.
  std::span<const column_view> views() const noexcept { return views_; }

  // All of the chunk that was viewed. `layout` follows its header.
  batch rows(const schema& layout) const noexcept { return {&layout, views_, rows_, fields_}; }

 private:
  struct source {
    const csv_chunk* chunk;
    std::size_t column;
  };
  std::vector<source> sources_;  // of each view
  std::vector<column_view> views_;
  std::size_t rows_ = 0;
  delimited_fields fields_;
};

// ---- details ----

inline void csv_columns::view(const csv_chunk& chunk) {
  const auto read = [](const void* from, std::size_t row) {
    const auto& [rows, column] = *static_cast<const source*>(from);
    return rows->value(row, column);
  };
  sources_.resize(chunk.columns());
  views_.resize(chunk.columns());
  // Ends a fixed number apart tell where a value lies, but for the first of a row.
  const bool even = !chunk.has_ragged() && chunk.rows() > 0;
  rows_ = chunk.rows();
  fields_ = {};
  if (even && chunk.columns() > 1) {
    fields_ = {chunk.bytes().data(), chunk.ends(1) - 1, chunk.columns(),
               static_cast<std::uint32_t>(chunk.columns() - 1)};
  }
  for (std::size_t column = 0; column < views_.size(); ++column) {
    source& from = sources_[column] = {&chunk, column};
    views_[column] = even && column > 0 ? column_view(chunk.bytes().data(), chunk.ends(column),
                                                      chunk.columns(), &from, read, chunk.rows())
                                        : column_view(&from, read, chunk.rows());
  }
}

}  // namespace optout
