// The source of JSON: objects pass through as they are, with values blanked or members added.
// SPDX-License-Identifier: Apache-2.0
#include "scrub_source.hpp"
#include <optout/io/json.hpp>
#include <optout/io/json_rows.hpp>
#include <optout/io/json_writer.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace optout::detail {
namespace {

class json_item final : public scrub_item {
 public:
  json_item(const json_paths& paths, const std::string& name, json_reader::shape shape, bool& any_kept)
      : paths_(paths), name_(name), shape_(shape), any_kept_(any_kept) {}

  absl::Status work(const scrubber& scrub) override;
  absl::Status write(text_file* out, text_file* rejects, std::uint64_t& rows_written) override;
  void audit(const scrubber& scrub, const audit_sink& sink) const override {
    for (const audit_line& l : audit_) sink(entry_of(scrub, l.found, l.row, l.person, l.path, l.gone));
  }
  std::span<const decided_hit> hits() const override { return hits_; }
  scrub_counts counts() const override { return counts_; }

  std::size_t rows() const override { return chunk.rows(); }
  std::uint64_t first_row() const override { return chunk.first_row(); }
  std::uint64_t offset() const override { return chunk.offset(); }
  std::uint64_t bytes() const override { return chunk.bytes().size(); }

  json_chunk chunk;

 private:
  absl::Status edit(const scrubber& scrub, std::size_t first);
  void set_aside(std::size_t first, std::size_t row);
  absl::Status reject(text_file* rejects, std::size_t row) const;
  absl::Status edit_row(const scrubber& scrub, std::size_t row, std::span<const blanked_cell> cells,
                        std::span<const hit> hits);
  void audit_row(std::size_t first, std::size_t row, std::span<const hit> hits, std::size_t first_hit);

  const json_paths& paths_;
  const std::string& name_;
  const json_reader::shape shape_;
  bool& any_kept_;  // whether a row was written; the writer's alone
  std::optional<json_rows> rows_;
  decisions decided_;  // on some of the rows
  std::vector<decided_hit> hits_;
  std::vector<json_rows::gone_value> gone_;
  // What becomes of each row: its own bytes, a piece of `text_`, or nothing.
  struct fate {
    bool stays = true, is_edited = false, is_reject = false;
    std::size_t begin = 0, end = 0;
  };
  std::vector<fate> fates_;
  struct audit_line {
    hit found;
    std::uint64_t row;
    std::string person, path, gone;
  };
  std::string text_;
  std::vector<audit_line> audit_;
  std::string rounded_path_;  // of the first reject
  scrub_counts counts_;
};

absl::Status json_item::work(const scrubber& scrub) {
  if (!rows_.has_value()) rows_.emplace(paths_);
  fates_.assign(chunk.rows(), {});
  text_.clear();
  audit_.clear();
  rounded_path_.clear();
  counts_ = scrub_counts(scrub.lists().size());
  hits_.clear();
  for (std::size_t first = 0; first < chunk.rows();) {
    const auto read = rows_->read(chunk, first, name_);
    if (!read.ok()) return read.status();
    if (auto status = scrub.decide(rows_->values(), decided_); !status.ok()) return status;
    decided_.append_hits(static_cast<std::uint32_t>(first), hits_);
    if (auto status = edit(scrub, first); !status.ok()) return status;
    first += *read;
  }
  return absl::OkStatus();
}

// Makes the text of the rows that change, and the audit, of the rows just decided on.
absl::Status json_item::edit(const scrubber& scrub, std::size_t first) {
  std::span<const blanked_cell> blanked = decided_.blanked();
  std::span<const hit> hits = decided_.hits();
  std::uint64_t values_gone = 0;
  for (std::size_t row = 0; row < decided_.rows(); ++row) {
    const auto first_hit = static_cast<std::size_t>(hits.data() - decided_.hits().data());
    const auto why = take_row(hits, row);
    const auto cells = take_row(blanked, row);
    if (decided_.is_rounded(row)) {
      set_aside(first, row);
      continue;
    }
    if (why.empty()) continue;
    fates_[first + row].stays = decided_.verdict(row) != action::drop_row;
    gone_.clear();
    if (!cells.empty()) rows_->find_gone(row, cells, decided_.hits(), gone_);
    values_gone += gone_.size();
    if (fates_[first + row].stays) {
      if (auto status = edit_row(scrub, first + row, cells, why); !status.ok()) return status;
    }
    audit_row(first, row, why, first_hit);
  }
  scrub_counts counts = decided_.counts();
  counts.cells_blanked = values_gone;  // rows have no more cells than they have values
  counts_.add(counts);
  return absl::OkStatus();
}

// Nobody can decide on a row with a number that was rounded.
void json_item::set_aside(std::size_t first, std::size_t row) {
  fates_[first + row].stays = false;
  fates_[first + row].is_reject = true;
  ++counts_.rows_rejected;
  ++counts_.rows_rounded;
  if (!rounded_path_.empty()) return;
  const auto rounded = decided_.rounded();
  const auto cell =
      std::find_if(rounded.begin(), rounded.end(), [&](const rounded_cell& c) { return c.row == row; });
  rounded_path_ = rows_->path_of(row, cell->cell);
}

absl::Status json_item::reject(text_file* rejects, std::size_t row) const {
  if (rejects == nullptr) {
    return failure(fault::input,
                   fmt::format("{}: row {}, {}: a spreadsheet rounded this number; export it as text, or "
                               "set such rows aside with --rejects FILE",
                               name_, chunk.first_row() + row, quoted_column(rounded_path_)));
  }
  if (auto status = rejects->write(chunk.object(row)); !status.ok()) return status;
  return rejects->write("\n");
}

absl::Status json_item::edit_row(const scrubber& scrub, std::size_t row, std::span<const blanked_cell> cells,
                                 std::span<const hit> hits) {
  const flag_texts flags = scrub.rules().can(action::flag) ? flags_of(scrub, hits) : flag_texts();
  if (cells.empty() && flags.kinds.empty()) return absl::OkStatus();
  fate& becomes = fates_[row];
  becomes.is_edited = true;
  becomes.begin = text_.size();
  std::vector<std::string_view> raws;
  for (const json_rows::gone_value& value : gone_) raws.push_back(value.raw);
  append_nulled(text_, chunk.object(row), raws);
  if (!flags.kinds.empty()) {
    if (chunk.object(row).find("\"optout_suppressed\"") != std::string_view::npos) {
      return failure(fault::usage,
                     fmt::format("{}: row {} has a member optout_suppressed already; a flagged file is "
                                 "flagged no second time",
                                 name_, chunk.first_row() + row));
    }
    std::string members = "\"optout_suppressed\":true";
    append_json_member(members, "optout_kinds", flags.kinds);
    append_json_member(members, "optout_requests", flags.requests);
    append_members(text_, members);
  }
  becomes.end = text_.size();
  return absl::OkStatus();
}

// Hits in the order of their paths, so that the audit does not depend on what came before the row.
void json_item::audit_row(std::size_t first, std::size_t row, std::span<const hit> hits,
                          std::size_t first_hit) {
  struct line {
    std::string path;
    std::size_t hit;
  };
  std::vector<line> lines;
  for (std::size_t i = 0; i < hits.size(); ++i) lines.push_back({rows_->path_of(row, hits[i].cell), i});
  const auto place = [&](const line& one) {
    const hit& h = hits[one.hit];
    return std::tuple(std::string_view(one.path), h.what, h.list, h.request);
  };
  std::sort(lines.begin(), lines.end(), [&](const line& a, const line& b) { return place(a) < place(b); });
  for (const line& one : lines) {
    std::string gone;
    for (const json_rows::gone_value& value : gone_) {
      if (value.hit != first_hit + one.hit) continue;
      if (!gone.empty()) gone += ';';
      gone += value.path;
    }
    const hit& h = hits[one.hit];
    const std::uint64_t number = chunk.first_row() + first + row;
    audit_.push_back({h, number, std::string(rows_->person_of(h)), one.path, std::move(gone)});
  }
}

absl::Status json_item::write(text_file* out, text_file* rejects, std::uint64_t& rows_written) {
  absl::Status status;
  json_row_writer writer(shape_ == json_reader::shape::array, any_kept_);
  const auto emit = [&](std::string_view bytes) {
    if (status.ok() && out != nullptr) status = out->write(bytes);
  };
  for (std::size_t row = 0; row < chunk.rows() && status.ok(); ++row) {
    const fate& becomes = fates_[row];
    rows_written += becomes.stays;
    if (becomes.is_reject) status = reject(rejects, row);
    const std::string_view text = std::string_view(text_).substr(becomes.begin, becomes.end - becomes.begin);
    writer.row(chunk, row, becomes.stays, becomes.is_edited ? text : chunk.object(row), emit);
  }
  writer.finish(chunk.tail(), emit);
  return status;
}

class json_source final : public scrub_source {
 public:
  explicit json_source(json_reader reader) : reader_(std::move(reader)) {}

  absl::Status find_layout(const scrub_options& options, scrub_summary& summary) override {
    auto found = json_paths::find(reader_.sample(), reader_.name(), options.map_file);
    if (!found.ok()) return found.status();
    paths_.emplace(*std::move(found));
    summary.columns = paths_->columns();
    return absl::OkStatus();
  }

  std::unique_ptr<scrub_item> make_item() const override {
    return std::make_unique<json_item>(*paths_, reader_.name(), reader_.records(), any_kept_);
  }

  absl::StatusOr<bool> next(scrub_item& item) override {
    return reader_.next(static_cast<json_item&>(item).chunk);
  }

  absl::Status write_head(text_file* out, text_file*, bool) override {
    return out == nullptr ? absl::OkStatus() : out->write(reader_.head());
  }
  std::uint64_t head_bytes() const override { return reader_.head().size(); }
  text_encoding encoding() const override { return text_encoding::bytes; }
  absl::Status check_end() const override { return paths_->check_map(); }
  const std::string& name() const override { return reader_.name(); }
  std::uint64_t size() const override { return reader_.size(); }
  std::uint64_t position() const override { return reader_.position(); }

 private:
  json_reader reader_;
  std::optional<json_paths> paths_;
  mutable bool any_kept_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<scrub_source>> open_json_source(byte_source source,
                                                               const scrub_options& options) {
  auto reader = json_reader::open(std::move(source), {.chunk_bytes = options.chunk_bytes});
  if (!reader.ok()) return reader.status();
  return std::make_unique<json_source>(*std::move(reader));
}

}  // namespace optout::detail
