// The run of one scrub: guards, outputs, the pipeline, and the checks before anything gets its name.
// SPDX-License-Identifier: Apache-2.0
#include "ordered_pipeline.hpp"
#include <optout/io/csv.hpp>
#include <optout/io/csv_writer.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/io/text_file.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/os/file.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <future>
#include <optional>
#include <span>

namespace optout {
namespace {

// A chunk of the export on its way through the pipeline, with the memory that each stage reuses.
struct work_item {
  csv_chunk chunk;
  std::vector<std::vector<std::string_view>> values;  // of each mapped cell
  std::vector<column_view> columns;                   // of each cell
  decisions decided;
  std::string edited;  // what is written, where it is not the chunk's own bytes
};

// The columns that a row says by that it matched.
constexpr std::string_view flag_columns[] = {"optout_suppressed", "optout_kinds", "optout_requests"};

class scrub_run {
 public:
  scrub_run(const scrubber& scrub, const scrub_options& options) : scrub_(scrub), options_(options) {}

  absl::StatusOr<scrub_summary> run(const std::string& in, const std::string& out);

 private:
  absl::Status open(const std::string& in, const std::string& out);
  absl::Status find_layout(const csv_chunk& first);
  absl::Status work(work_item& item) const;
  void edit(work_item& item) const;
  void append_flags(std::string& out, std::span<const hit> hits) const;
  bool flags() const { return scrub_.rules().can(action::flag); }
  absl::Status write_header();
  absl::Status write(work_item& item);
  absl::Status reject(const work_item& item, std::size_t row);
  absl::Status audit(const work_item& item);
  absl::Status verify_lists() const;
  absl::Status finish();

  const scrubber& scrub_;
  const scrub_options& options_;
  std::optional<csv_reader> reader_;
  std::optional<text_file> out_, rejects_;  // encoded as the export is
  std::optional<atomic_file> audit_;
  std::vector<std::uint32_t> mapped_;  // cells whose values the scrubber reads
  scrub_summary summary_;
  // Counted by the writer alone, to hold against the counts of the decisions.
  std::uint64_t rows_read_ = 0, rows_written_ = 0, bytes_read_ = 0;
};

// Whether nobody can decide on the row.
bool is_reject(const work_item& item, std::size_t row) {
  return item.chunk.is_ragged(row) || item.decided.is_rounded(row);
}

// A target may not be anything that the run reads: it would be removed before work starts.
absl::Status refuse_same_files(const std::string& in, const std::string& out, const scrubber& scrub,
                               const scrub_options& options) {
  std::vector<std::string> inputs = {in};
  for (const suppression_list& list : scrub.lists()) inputs.push_back(list.path());
  if (!options.map_file.empty()) inputs.push_back(options.map_file);
  // Two outputs may be one file that is not there yet.
  const auto plain = [](const std::string& path) {
    std::error_code none;
    auto full = std::filesystem::weakly_canonical(std::filesystem::absolute(path, none), none);
    return none ? std::filesystem::path(path) : full;
  };
  std::vector<std::string> targets;
  for (const std::string* target : {&out, &options.rejects_file, &options.audit_file}) {
    if (target->empty()) continue;
    for (const std::string& input : inputs) {
      if (same_file(input, *target)) {
        return failure(fault::usage, fmt::format("{} is read and written: name another output", *target));
      }
    }
    for (const std::string& other : targets) {
      if (plain(other) == plain(*target) || same_file(other, *target)) {
        return failure(fault::usage, fmt::format("{} is named for two outputs", *target));
      }
    }
    targets.push_back(*target);
  }
  return absl::OkStatus();
}

absl::Status scrub_run::open(const std::string& in, const std::string& out) {
  if (!scrub_.status().ok()) return scrub_.status();
  if (scrub_.lists().empty()) return failure(fault::usage, "no list to scrub against");
  if (auto status = refuse_same_files(in, out, scrub_, options_); !status.ok()) return status;
  for (const std::string* target : {&out, &options_.rejects_file, &options_.audit_file}) {
    if (target->empty() || (target == &out && options_.dry_run)) continue;
    if (auto status = remove_stale_target(*target); !status.ok()) return status;
  }
  auto reader = csv_reader::open(in, {.chunk_bytes = options_.chunk_bytes});
  if (!reader.ok()) return reader.status();
  reader_.emplace(*std::move(reader));

  const auto create = [this](const std::string& path, std::optional<text_file>& file, bool stream) {
    auto created = stream ? atomic_file::stream(path) : atomic_file::create(path);
    if (created.ok()) file.emplace(*std::move(created), reader_->encoding());
    return created.status();
  };
  absl::Status status;
  if (!options_.dry_run) status = create(out, out_, options_.stream);
  if (status.ok() && !options_.rejects_file.empty()) status = create(options_.rejects_file, rejects_, false);
  if (!status.ok() || options_.audit_file.empty()) return status;
  auto audit = atomic_file::create(options_.audit_file);
  if (audit.ok()) audit_.emplace(*std::move(audit));
  return audit.status();
}

absl::Status scrub_run::find_layout(const csv_chunk& first) {
  auto found = find_columns(*reader_, first, options_.map_file);
  if (!found.ok()) return found.status();
  summary_.columns = *std::move(found);
  auto personal = unmapped_personal(summary_.columns, reader_->name(), options_.strict);
  if (!personal.ok()) return personal.status();
  summary_.unmapped_personal = *std::move(personal);
  mapped_ = cells_read(summary_.columns);
  return absl::OkStatus();
}

absl::Status scrub_run::work(work_item& item) const {
  const std::size_t rows = item.chunk.rows();
  const std::size_t cells = summary_.columns.cells().size();
  item.values.resize(mapped_.size());
  item.columns.assign(cells, column_view());
  for (std::size_t i = 0; i < mapped_.size(); ++i) {
    item.values[i].resize(rows);
    item.chunk.column(mapped_[i], item.values[i]);
    item.columns[mapped_[i]] = column_view(item.values[i]);
  }
  if (auto status = scrub_.decide({&summary_.columns, item.columns, rows}, item.decided); !status.ok()) {
    return status;
  }
  edit(item);
  return absl::OkStatus();
}

// Makes the text of a chunk in which rows change.
void scrub_run::edit(work_item& item) const {
  item.edited.clear();
  const csv_chunk& chunk = item.chunk;
  std::span<const blanked_cell> blanked = item.decided.blanked();
  std::span<const hit> hits = item.decided.hits();
  if (blanked.empty() && !flags()) return;
  const auto take = [](auto& all, std::size_t row) {
    std::size_t count = 0;
    while (count < all.size() && all[count].row == row) ++count;
    const auto taken = all.first(count);
    all = all.subspan(count);
    return taken;
  };
  std::vector<std::uint32_t> columns;
  for (std::size_t row = 0; row < chunk.rows(); ++row) {
    const auto cells = take(blanked, row);
    const auto why = take(hits, row);
    if (is_reject(item, row) || item.decided.verdict(row) == action::drop_row) continue;
    if (cells.empty() && !flags()) {
      item.edited += chunk.record(row);
      continue;
    }
    columns.clear();
    for (const blanked_cell& c : cells) columns.push_back(c.cell);
    append_blanked_record(item.edited, chunk, row, columns);
    if (flags()) append_flags(item.edited, why);
    item.edited += split_line_end(chunk.record(row)).end;
  }
  item.edited += chunk.tail();
}

void scrub_run::append_flags(std::string& out, std::span<const hit> hits) const {
  const char delimiter = reader_->delimiter();
  std::string kinds, requests;
  const auto add = [](std::string& list, std::string_view one) {
    const std::string_view all = list;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = std::min(all.find(';', at), all.size());
      if (all.substr(at, end - at) == one) return;
      at = end + 1;
    }
    if (!list.empty()) list += ';';
    list += one;
  };
  for (const hit& h : hits) {
    if (h.does == action::keep) continue;
    add(kinds, to_text(h.what));
    add(requests, scrub_.lists()[h.list].request_at(h.request).id);
  }
  for (const std::string_view field :
       {std::string_view(kinds.empty() ? "" : "1"), std::string_view(kinds), std::string_view(requests)}) {
    out += delimiter;
    append_csv_field(out, field, delimiter);
  }
}

absl::Status scrub_run::write_header() {
  if (rejects_.has_value()) {
    if (auto status = rejects_->write(reader_->header_bytes()); !status.ok()) return status;
  }
  if (!out_.has_value()) return absl::OkStatus();
  if (!flags()) return out_->write(reader_->header_bytes());
  auto [header, end] = split_line_end(reader_->header_bytes());
  std::string line(header);
  for (const std::string_view name : flag_columns) {
    for (const std::string& there : reader_->header()) {
      if (there != name) continue;
      return failure(fault::usage, fmt::format("{}: has a column {} already; a flagged file is flagged no "
                                               "second time",
                                               reader_->name(), name));
    }
    line += reader_->delimiter();
    line += name;
  }
  return out_->write(line.append(end));
}

absl::Status scrub_run::reject(const work_item& item, std::size_t row) {
  const csv_chunk& chunk = item.chunk;
  if (rejects_.has_value()) return rejects_->write(chunk.record(row));
  if (chunk.is_ragged(row)) {
    return failure(fault::input,
                   fmt::format("{}: row {} has {} fields, the header {}; mend it, or set such rows "
                               "aside with --rejects FILE",
                               reader_->name(), chunk.first_row() + row, chunk.fields(row), chunk.columns()));
  }
  const auto rounded = item.decided.rounded();
  const auto cell =
      std::find_if(rounded.begin(), rounded.end(), [&](const rounded_cell& c) { return c.row == row; });
  return failure(fault::input,
                 fmt::format("{}: row {}, column {}: a spreadsheet rounded this number; export the column as "
                             "text, or set such rows aside with --rejects FILE",
                             reader_->name(), chunk.first_row() + row,
                             quoted_column(summary_.columns.cells()[cell->cell].path)));
}

absl::Status scrub_run::audit(const work_item& item) {
  if (!audit_.has_value()) return absl::OkStatus();
  const std::vector<cell>& columns = summary_.columns.cells();
  // The columns that went for each hit.
  std::vector<std::string> gone(item.decided.hits().size());
  for (const blanked_cell& c : item.decided.blanked()) {
    if (!gone[c.hit].empty()) gone[c.hit] += ';';
    gone[c.hit] += columns[c.cell].path;
  }
  std::string lines;
  for (std::size_t i = 0; i < gone.size(); ++i) {
    const hit& h = item.decided.hits()[i];
    const suppression_list& list = scrub_.lists()[h.list];
    const request r = list.request_at(h.request);
    const std::string row = std::to_string(item.chunk.first_row() + h.row);
    const std::string person = h.person == nobody ? "row" : to_text(summary_.columns.persons()[h.person]);
    append_csv_record(lines, {row, person, to_text(h.what), columns[h.cell].path, list.name(), r.id,
                              to_text(r.type), to_text(h.does), gone[i]});
  }
  return audit_->write(lines);
}

absl::Status scrub_run::write(work_item& item) {
  const csv_chunk& chunk = item.chunk;
  scrub_counts counts = item.decided.counts();
  absl::Status status;
  for (std::size_t row = 0; row < chunk.rows() && status.ok(); ++row) {
    if (!is_reject(item, row)) continue;
    ++counts.rows_rejected;
    status = reject(item, row);
  }
  const auto keep = [&](std::size_t row) {
    const bool kept = !is_reject(item, row) && item.decided.verdict(row) != action::drop_row;
    rows_written_ += kept;
    return kept;
  };
  const bool edited = flags() || !item.decided.blanked().empty();
  for_each_kept_run(chunk, keep, [&](std::string_view bytes) {
    if (status.ok() && out_.has_value() && !edited) status = out_->write(bytes);
  });
  if (status.ok() && out_.has_value() && edited) status = out_->write(item.edited);
  if (status.ok()) status = audit(item);
  if (status.ok() && (chunk.first_row() != rows_read_ + 1 || chunk.offset() != bytes_read_)) {
    status =
        failure(fault::self_check, fmt::format("rows got lost or out of order behind row {}", rows_read_));
  }
  rows_read_ += chunk.rows();
  bytes_read_ += chunk.size_in_file();
  summary_.counts.add(counts);
  if (options_.progress) options_.progress(bytes_read_, reader_->size());
  return status;
}

absl::Status scrub_run::verify_lists() const {
  for (const suppression_list& list : scrub_.lists()) {
    if (auto status = list.verify(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Everything is written; now it may get its name. The output comes last: when it is there, the rest is too. Where
// it fails, nothing stays.
absl::Status scrub_run::finish() {
  const scrub_counts& counts = summary_.counts;
  if (counts.rows_in != rows_read_ || counts.rows_out() != rows_written_) {
    return failure(
        fault::self_check,
        fmt::format("rows do not add up: {} read, {} decided, {} dropped, {} rejected, {} written",
                    rows_read_, counts.rows_in, counts.rows_dropped, counts.rows_rejected, rows_written_));
  }
  summary_.bytes_in = bytes_read_;
  absl::Status status;
  if (rejects_.has_value()) status = rejects_->commit(file_access::owner_only);
  if (status.ok() && audit_.has_value()) status = audit_->commit(file_access::owner_only);
  if (status.ok() && out_.has_value()) {
    summary_.bytes_out = out_->bytes_written();
    status = out_->commit(file_access::shared);
  }
  if (status.ok()) return status;
  for (const std::string* path : {&options_.rejects_file, &options_.audit_file}) {
    if (!path->empty()) remove_stale_target(*path).IgnoreError();
  }
  return status;
}

absl::StatusOr<scrub_summary> scrub_run::run(const std::string& in, const std::string& out) {
  const auto start = std::chrono::steady_clock::now();
  if (auto status = open(in, out); !status.ok()) return status;
  std::vector<work_item> slots(options_.jobs <= 1 ? 1 : options_.jobs * 2 + 2);

  // The first chunk shows what the columns hold; it is then the first to be worked on.
  bytes_read_ = reader_->offset();
  const absl::StatusOr<bool> first = reader_->next(slots[0].chunk);
  if (!first.ok()) return first.status();
  if (auto status = find_layout(slots[0].chunk); !status.ok()) return status;
  if (auto status = write_header(); !status.ok()) return status;
  if (audit_.has_value()) {
    if (auto status = audit_->write("row,person,kind,column,list,request_id,request_type,action,cells\n");
        !status.ok()) {
      return status;
    }
  }

  // Every block of every list is checked beside the work.
  auto verified =
      std::async(std::launch::async, [this] { return detail::guarded([this] { return verify_lists(); }); });
  summary_.counts = scrub_counts(scrub_.lists().size());
  bool first_is_waiting = *first;
  detail::ordered_pipeline<work_item> pipeline(options_.jobs, slots);
  auto status = pipeline.run(
      [&](work_item& item) -> absl::StatusOr<bool> {
        if (first_is_waiting) {
          first_is_waiting = false;
          return true;
        }
        return *first ? reader_->next(item.chunk) : absl::StatusOr<bool>(false);
      },
      [&](work_item& item) { return work(item); }, [&](work_item& item) { return write(item); });
  if (const absl::Status lists = verified.get(); !lists.ok()) return lists;
  if (status.ok()) status = finish();
  if (!status.ok()) return status;
  summary_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return std::move(summary_);
}

}  // namespace

absl::StatusOr<scrub_summary> scrub_csv(const std::string& in, const std::string& out, const scrubber& scrub,
                                        const scrub_options& options) {
  return scrub_run(scrub, options).run(in, out);
}

}  // namespace optout
