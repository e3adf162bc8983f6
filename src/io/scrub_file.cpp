// The run of one scrub: guards, outputs, the pipeline, and the checks before anything gets its name.
// SPDX-License-Identifier: Apache-2.0
#include "ordered_pipeline.hpp"
#include <optout/io/csv.hpp>
#include <optout/io/csv_writer.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/os/file.hpp>

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <optional>

namespace optout {
namespace {

// A chunk of the export on its way through the pipeline, with the memory that each stage reuses.
struct work_item {
  csv_chunk chunk;
  std::vector<std::vector<std::string_view>> values;  // of each mapped cell
  std::vector<column_view> columns;                   // of each cell
  decisions decided;
};

class scrub_run {
 public:
  scrub_run(const scrubber& scrub, const scrub_options& options) : scrub_(scrub), options_(options) {}

  absl::StatusOr<scrub_summary> run(const std::string& in, const std::string& out);

 private:
  absl::Status open(const std::string& in, const std::string& out);
  absl::Status find_layout(const csv_chunk& first);
  absl::Status work(work_item& item) const;
  absl::Status write(work_item& item);
  absl::Status reject(const csv_chunk& chunk, std::size_t row);
  absl::Status audit(const work_item& item);
  absl::Status verify_lists() const;
  absl::Status finish();

  const scrubber& scrub_;
  const scrub_options& options_;
  std::optional<csv_reader> reader_;
  std::optional<atomic_file> out_, rejects_, audit_;
  std::vector<std::uint32_t> mapped_;  // cells whose values the scrubber reads
  scrub_summary summary_;
  // Counted by the writer alone, to hold against the counts of the decisions.
  std::uint64_t rows_read_ = 0, rows_written_ = 0, bytes_read_ = 0;
};

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

  const auto create = [](const std::string& path, std::optional<atomic_file>& file, bool stream) {
    auto created = stream ? atomic_file::stream(path) : atomic_file::create(path);
    if (created.ok()) file.emplace(*std::move(created));
    return created.status();
  };
  absl::Status status;
  if (!options_.dry_run) status = create(out, out_, options_.stream);
  if (status.ok() && !options_.rejects_file.empty()) status = create(options_.rejects_file, rejects_, false);
  if (status.ok() && !options_.audit_file.empty()) status = create(options_.audit_file, audit_, false);
  return status;
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
  return scrub_.decide({&summary_.columns, item.columns, rows}, item.decided);
}

absl::Status scrub_run::reject(const csv_chunk& chunk, std::size_t row) {
  if (!rejects_.has_value()) {
    return failure(fault::input,
                   fmt::format("{}: row {} has {} fields, the header {}; mend it, or set such rows "
                               "aside with --rejects FILE",
                               reader_->name(), chunk.first_row() + row, chunk.fields(row), chunk.columns()));
  }
  return rejects_->write(chunk.record(row));
}

absl::Status scrub_run::audit(const work_item& item) {
  if (!audit_.has_value()) return absl::OkStatus();
  std::string lines;
  for (const hit& h : item.decided.hits()) {
    const suppression_list& list = scrub_.lists()[h.list];
    const request r = list.request_at(h.request);
    const std::string row = std::to_string(item.chunk.first_row() + h.row);
    const std::string person = h.person == nobody ? "row" : to_text(summary_.columns.persons()[h.person]);
    append_csv_record(lines, {row, person, to_text(h.what), summary_.columns.cells()[h.cell].path,
                              list.name(), r.id, to_text(r.type), to_text(h.does)});
  }
  return audit_->write(lines);
}

absl::Status scrub_run::write(work_item& item) {
  const csv_chunk& chunk = item.chunk;
  scrub_counts counts = item.decided.counts();
  absl::Status status;
  for (std::size_t row = 0; row < chunk.rows() && status.ok(); ++row) {
    if (!chunk.is_ragged(row)) continue;
    ++counts.rows_rejected;
    status = reject(chunk, row);
  }
  const auto keep = [&](std::size_t row) {
    const bool kept = !chunk.is_ragged(row) && item.decided.verdict(row) == action::keep;
    rows_written_ += kept;
    return kept;
  };
  for_each_kept_run(chunk, keep, [&](std::string_view bytes) {
    if (status.ok() && out_.has_value()) status = out_->write(bytes);
  });
  if (status.ok()) status = audit(item);
  if (status.ok() && (chunk.first_row() != rows_read_ + 1 || chunk.offset() != bytes_read_)) {
    status =
        failure(fault::self_check, fmt::format("rows got lost or out of order behind row {}", rows_read_));
  }
  rows_read_ += chunk.rows();
  bytes_read_ += chunk.bytes().size();
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
  bytes_read_ = reader_->header_bytes().size();
  const absl::StatusOr<bool> first = reader_->next(slots[0].chunk);
  if (!first.ok()) return first.status();
  if (auto status = find_layout(slots[0].chunk); !status.ok()) return status;
  for (auto* file : {&out_, &rejects_}) {
    if (!file->has_value()) continue;
    if (auto status = (*file)->write(reader_->header_bytes()); !status.ok()) return status;
  }
  if (audit_.has_value()) {
    if (auto status = audit_->write("row,person,kind,column,list,request_id,request_type,action\n");
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
