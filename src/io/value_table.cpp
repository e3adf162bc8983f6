// Values in columns of a CSV, and which form a list of values has.
// SPDX-License-Identifier: Apache-2.0
#include "value_source.hpp"
#include <optout/io/csv.hpp>
#include <optout/io/find_columns.hpp>

#include <utility>

namespace optout::detail {
namespace {

class value_table final : public value_source {
 public:
  value_table(csv_reader reader, std::vector<std::uint32_t> cells, csv_chunk first)
      : reader_(std::move(reader)), cells_(std::move(cells)), first_(std::move(first)) {}

  absl::StatusOr<bool> read(value_chunk& chunk) override {
    if (!first_.has_value()) return reader_.next(chunk.rows);
    chunk.rows = *std::exchange(first_, std::nullopt);
    return true;
  }
  void split(value_chunk& chunk) const override;
  std::size_t columns() const override { return cells_.size(); }
  std::string_view place() const override { return "row"; }
  bool is_whole() const override { return true; }

 private:
  csv_reader reader_;
  std::vector<std::uint32_t> cells_;
  std::optional<csv_chunk> first_;
};

void value_table::split(value_chunk& chunk) const {
  const csv_chunk& rows = chunk.rows;
  chunk.place_count = rows.rows();
  for (std::uint32_t row = 0; row < rows.rows(); ++row) {
    if (rows.is_ragged(row)) {
      chunk.trouble = {row, "has not as many fields as the header"};
      return;
    }
    for (std::size_t c = 0; c < cells_.size(); ++c) chunk.columns[c].push_back(rows.field(row, cells_[c]));
    chunk.places.push_back(row);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<value_source>> open_value_table(byte_source file,
                                                               const value_options& options) {
  auto reader = csv_reader::open(std::move(file));
  if (!reader.ok()) return reader.status();
  csv_chunk first;
  const auto more = reader->next(first);
  if (!more.ok()) return more.status();
  auto cells = find_value_columns(*reader, first, options.map_file, options.what);
  if (!cells.ok()) return cells.status();
  return std::make_unique<value_table>(*std::move(reader), *std::move(cells), std::move(first));
}

}  // namespace optout::detail
