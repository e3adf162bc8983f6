// The source of delimited text: records pass through as they are, with fields blanked or added.
// SPDX-License-Identifier: Apache-2.0
#include "scrub_source.hpp"
#include <optout/io/csv.hpp>
#include <optout/io/csv_columns.hpp>
#include <optout/io/csv_writer.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace optout::detail {
namespace {

class csv_item final : public scrub_item {
 public:
  csv_item(const csv_reader& reader, const schema& columns) : reader_(reader), columns_(columns) {}

  absl::Status work(const scrubber& scrub) override;
  absl::Status write(text_file* out, text_file* rejects, std::uint64_t& rows_written) override;
  void audit(const scrubber& scrub, const audit_sink& sink) const override;
  std::span<const decided_hit> hits() const override { return hits_; }
  scrub_counts counts() const override {
    scrub_counts all = decided_.counts();
    all.rows_rejected += rejected_;
    all.rows_rounded += rounded_;
    return all;
  }

  std::size_t rows() const override { return chunk.rows(); }
  std::uint64_t first_row() const override { return chunk.first_row(); }
  std::uint64_t offset() const override { return chunk.offset(); }
  std::uint64_t bytes() const override { return chunk.size_in_file(); }

  csv_chunk chunk;

 private:
  // Whether nobody can decide on the row.
  bool is_reject(std::size_t row) const { return chunk.is_ragged(row) || decided_.is_rounded(row); }
  void edit(const scrubber& scrub);
  void append_flags(const scrubber& scrub, std::span<const hit> hits);
  absl::Status reject(text_file* rejects, std::size_t row) const;

  const csv_reader& reader_;
  const schema& columns_;
  csv_columns values_;
  decisions decided_;
  std::vector<decided_hit> hits_;
  std::vector<std::uint32_t> gone_;     // rows that are dropped or set aside
  std::vector<std::string_view> runs_;  // between them
  bool is_edited_ = false;
  std::string edited_;  // what is written, where it is not the chunk's own bytes
  std::uint64_t rejected_ = 0, rounded_ = 0;
};

absl::Status csv_item::work(const scrubber& scrub) {
  values_.view(chunk);
  if (auto status = scrub.decide(values_.rows(columns_), decided_); !status.ok()) {
    return status;
  }
  hits_.clear();
  decided_.append_hits(0, hits_);
  edit(scrub);
  return absl::OkStatus();
}

// Makes the text of a chunk in which rows change.
void csv_item::edit(const scrubber& scrub) {
  edited_.clear();
  const bool flags = scrub.rules().can(action::flag);
  std::span<const blanked_cell> blanked = decided_.blanked();
  std::span<const hit> hits = decided_.hits();
  is_edited_ = flags || !blanked.empty();
  if (!is_edited_) return;
  std::vector<std::uint32_t> columns;
  for (std::size_t row = 0; row < chunk.rows(); ++row) {
    const auto cells = take_row(blanked, row);
    const auto why = take_row(hits, row);
    if (is_reject(row) || decided_.verdict(row) == action::drop_row) continue;
    if (cells.empty() && !flags) {
      edited_ += chunk.record(row);
      continue;
    }
    columns.clear();
    for (const blanked_cell& c : cells) columns.push_back(c.cell);
    append_blanked_record(edited_, chunk, row, columns);
    if (flags) append_flags(scrub, why);
    edited_ += split_line_end(chunk.record(row)).end;
  }
  edited_ += chunk.tail();
}

void csv_item::append_flags(const scrubber& scrub, std::span<const hit> hits) {
  const char delimiter = reader_.delimiter();
  const flag_texts flags = flags_of(scrub, hits);
  for (const std::string_view field : {std::string_view(flags.kinds.empty() ? "" : "1"),
                                       std::string_view(flags.kinds), std::string_view(flags.requests)}) {
    edited_ += delimiter;
    append_csv_field(edited_, field, delimiter);
  }
}

absl::Status csv_item::reject(text_file* rejects, std::size_t row) const {
  if (rejects != nullptr) return rejects->write(chunk.record(row));
  if (chunk.is_ragged(row)) {
    return failure(fault::input,
                   fmt::format("{}: row {} has {} fields, the header {}; mend it, or set such rows "
                               "aside with --rejects FILE",
                               reader_.name(), chunk.first_row() + row, chunk.fields(row), chunk.columns()));
  }
  const auto rounded = decided_.rounded();
  const auto cell =
      std::find_if(rounded.begin(), rounded.end(), [&](const rounded_cell& c) { return c.row == row; });
  return failure(
      fault::input,
      fmt::format("{}: row {}, column {}: a spreadsheet rounded this number; export the column as "
                  "text, or set such rows aside with --rejects FILE",
                  reader_.name(), chunk.first_row() + row, quoted_column(columns_.cells()[cell->cell].path)));
}

absl::Status csv_item::write(text_file* out, text_file* rejects, std::uint64_t& rows_written) {
  rejected_ = rounded_ = 0;
  gone_.clear();
  const bool any_reject = chunk.has_ragged() || !decided_.rounded().empty();
  for (std::uint32_t row = 0; row < chunk.rows(); ++row) {
    if (any_reject && is_reject(row)) {
      ++rejected_;
      rounded_ += !chunk.is_ragged(row);
      if (auto status = reject(rejects, row); !status.ok()) return status;
      gone_.push_back(row);
    } else if (decided_.verdict(row) == action::drop_row) {
      gone_.push_back(row);
    }
  }
  rows_written += chunk.rows() - gone_.size();
  if (out == nullptr) return absl::OkStatus();
  if (is_edited_) return out->write(edited_);
  runs_.clear();
  append_kept_runs(runs_, chunk, gone_);
  return out->write(runs_);
}

void csv_item::audit(const scrubber& scrub, const audit_sink& sink) const {
  const std::vector<cell>& cells = columns_.cells();
  // The columns that went for each hit.
  std::vector<std::string> gone(decided_.hits().size());
  for (const blanked_cell& c : decided_.blanked()) {
    if (!gone[c.hit].empty()) gone[c.hit] += ';';
    gone[c.hit] += cells[c.cell].path;
  }
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const hit& h = decided_.hits()[i];
    const std::string person = h.person == nobody ? "row" : to_text(columns_.persons()[h.person]);
    sink(entry_of(scrub, h, chunk.first_row() + h.row, person, cells[h.cell].path, gone[i]));
  }
}

class csv_source final : public scrub_source {
 public:
  explicit csv_source(csv_reader reader) : reader_(std::move(reader)), head_bytes_(reader_.offset()) {}

  // The first chunk shows what the columns hold; it is then the first to be worked on.
  absl::Status find_layout(const scrub_options& options, scrub_summary& summary) override {
    const absl::StatusOr<bool> more = reader_.next(first_);
    if (!more.ok()) return more.status();
    has_first_ = has_more_ = *more;
    auto found = find_columns(reader_, first_, options.map_file);
    if (!found.ok()) return found.status();
    columns_ = summary.columns = *std::move(found);
    return absl::OkStatus();
  }

  std::unique_ptr<scrub_item> make_item() const override {
    return std::make_unique<csv_item>(reader_, columns_);
  }

  absl::StatusOr<bool> next(scrub_item& item) override {
    csv_chunk& chunk = static_cast<csv_item&>(item).chunk;
    if (!has_first_) return has_more_ ? reader_.next(chunk) : absl::StatusOr<bool>(false);
    has_first_ = false;
    std::swap(chunk, first_);
    return true;
  }

  absl::Status write_head(text_file* out, text_file* rejects, bool flags) override;
  std::uint64_t head_bytes() const override { return head_bytes_; }
  text_encoding encoding() const override { return reader_.encoding(); }
  absl::Status check_end() const override { return absl::OkStatus(); }
  const std::string& name() const override { return reader_.name(); }
  std::uint64_t size() const override { return reader_.size(); }
  std::uint64_t position() const override { return reader_.position(); }

 private:
  csv_reader reader_;
  std::uint64_t head_bytes_;
  csv_chunk first_;
  bool has_first_ = false, has_more_ = false;
  schema columns_;
};

absl::Status csv_source::write_head(text_file* out, text_file* rejects, bool flags) {
  if (rejects != nullptr) {
    if (auto status = rejects->write(reader_.header_bytes()); !status.ok()) return status;
  }
  if (out == nullptr) return absl::OkStatus();
  if (!flags) return out->write(reader_.header_bytes());
  auto [header, end] = split_line_end(reader_.header_bytes());
  std::string line(header);
  for (const std::string_view name : flag_columns) {
    for (const std::string& there : reader_.header()) {
      if (there != name) continue;
      return failure(fault::usage, fmt::format("{}: has a column {} already; a flagged file is flagged no "
                                               "second time",
                                               reader_.name(), name));
    }
    line += reader_.delimiter();
    line += name;
  }
  return out->write(line.append(end));
}

}  // namespace

absl::StatusOr<std::unique_ptr<scrub_source>> open_csv_source(byte_source source,
                                                              const scrub_options& options) {
  auto reader = csv_reader::open(std::move(source), {.chunk_bytes = options.chunk_bytes});
  if (!reader.ok()) return reader.status();
  return std::make_unique<csv_source>(*std::move(reader));
}

}  // namespace optout::detail
