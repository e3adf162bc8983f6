// The run of one scrub: guards, outputs, the pipeline, and the checks before anything gets its name.
// SPDX-License-Identifier: Apache-2.0
#include "ordered_pipeline.hpp"
#include "scrub_evidence.hpp"
#include "scrub_source.hpp"
#include <optout/io/byte_file.hpp>
#include <optout/io/byte_source.hpp>
#include <optout/io/canary_watch.hpp>
#include <optout/io/compression.hpp>
#include <optout/io/csv_writer.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/io/json.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/io/text_file.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/os/file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <optional>
#include <span>

namespace optout {
namespace {

// Checks every block that was read of any list, on as many threads as call run().
class list_check {
 public:
  explicit list_check(std::span<const suppression_list> lists) : lists_(lists) {}

  // Checks what nobody else does, until there is nothing left. The failure of a block is its caller's.
  absl::Status run() {
    for (;;) {
      std::size_t piece = next_++;
      auto list = lists_.begin();
      for (; list != lists_.end() && piece >= list->verify_pieces(); ++list) piece -= list->verify_pieces();
      if (list == lists_.end()) return absl::OkStatus();
      if (auto status = list->verify_read(piece); !status.ok()) return status;
    }
  }

 private:
  std::span<const suppression_list> lists_;
  std::atomic<std::size_t> next_ = 0;
};

class scrub_run {
 public:
  scrub_run(const scrubber& scrub, const scrub_options& options)
      : scrub_(scrub), options_(options), evidence_(scrub, options) {}

  // Requires: open_source makes a source of an opened file.
  template <typename OpenSource>
  absl::StatusOr<scrub_summary> run(const std::string& in, const std::string& out, OpenSource open_source);

 private:
  template <typename OpenSource>
  absl::Status open(const std::string& in, const std::string& out, OpenSource open_source);
  absl::Status find_layout();
  absl::Status write(detail::scrub_item& item);
  absl::Status audit(const detail::scrub_item& item);
  absl::Status finish(const std::string& in, const std::string& out);

  const scrubber& scrub_;
  const scrub_options& options_;
  std::unique_ptr<detail::scrub_source> source_;
  std::optional<text_file> out_, rejects_;  // encoded as the export is
  std::optional<byte_file> audit_;
  std::optional<canary_watch> canaries_;
  detail::scrub_evidence evidence_;
  scrub_summary summary_;
  // Counted by the writer alone, to hold against the counts of the decisions.
  std::uint64_t rows_read_ = 0, rows_written_ = 0, bytes_read_ = 0;
};

// A target may not be anything that the run reads: it would be removed before work starts.
absl::Status refuse_same_files(const std::string& in, const std::string& out, const scrubber& scrub,
                               const scrub_options& options) {
  std::vector<std::string> inputs = {in};
  for (const suppression_list& list : scrub.lists()) inputs.push_back(list.path());
  for (const std::string* file : {&options.map_file, &options.canaries_file, &options.previous_report}) {
    if (!file->empty()) inputs.push_back(*file);
  }
  // Two outputs may be one file that is not there yet.
  const auto plain = [](const std::string& path) {
    std::error_code none;
    auto full = std::filesystem::weakly_canonical(std::filesystem::absolute(path, none), none);
    return none ? std::filesystem::path(path) : full;
  };
  std::vector<std::string> outputs = {out, options.rejects_file, options.audit_file}, targets;
  outputs.insert(outputs.end(), options.report_files.begin(), options.report_files.end());
  for (const std::string& target : outputs) {
    if (target.empty()) continue;
    for (const std::string& input : inputs) {
      if (same_file(input, target)) {
        return failure(fault::usage, fmt::format("{} is read and written: name another output", target));
      }
    }
    for (const std::string& other : targets) {
      if (plain(other) == plain(target) || same_file(other, target)) {
        return failure(fault::usage, fmt::format("{} is named for two outputs", target));
      }
    }
    targets.push_back(target);
  }
  return absl::OkStatus();
}

template <typename OpenSource>
absl::Status scrub_run::open(const std::string& in, const std::string& out, OpenSource open_source) {
  if (!scrub_.status().ok()) return scrub_.status();
  if (scrub_.lists().empty()) return failure(fault::usage, "no list to scrub against");
  if (auto status = refuse_same_files(in, out, scrub_, options_); !status.ok()) return status;
  for (const std::string* target : {&out, &options_.rejects_file, &options_.audit_file}) {
    if (target->empty() || (target == &out && options_.dry_run)) continue;
    if (auto status = remove_stale_target(*target); !status.ok()) return status;
  }
  if (!options_.canaries_file.empty()) {
    auto canaries = canary_watch::open(options_.canaries_file, scrub_);
    if (!canaries.ok()) return canaries.status();
    canaries_.emplace(*std::move(canaries));
  }
  if (auto status = evidence_.open(); !status.ok()) return status;
  auto export_file = input_file::open(in);
  if (!export_file.ok()) return export_file.status();
  export_file->digest_into(evidence_.input());
  auto source = open_source(*std::move(export_file), options_);
  if (!source.ok()) return source.status();
  source_ = *std::move(source);

  const auto create = [this](const std::string& path, std::optional<text_file>& file, sha256* digest,
                             bool stream = false) {
    auto created = stream ? atomic_file::stream(path) : atomic_file::create(path);
    if (!created.ok()) return created.status();
    created->digest_into(digest);
    file.emplace(byte_file(*std::move(created), compression_of_name(path), options_.jobs),
                 source_->encoding());
    return absl::OkStatus();
  };
  absl::Status status;
  if (!options_.dry_run) status = create(out, out_, evidence_.output(), options_.stream);
  if (out_.has_value() && canaries_.has_value()) {
    out_->watch([this](std::string_view text) { return canaries_->see_output(text); });
  }
  if (status.ok() && !options_.rejects_file.empty())
    status = create(options_.rejects_file, rejects_, evidence_.rejects());
  if (!status.ok() || options_.audit_file.empty()) return status;
  auto audit = atomic_file::create(options_.audit_file);
  if (!audit.ok()) return audit.status();
  audit->digest_into(evidence_.audit());
  audit_.emplace(*std::move(audit), compression_of_name(options_.audit_file));
  return status;
}

absl::Status scrub_run::find_layout() {
  if (auto status = source_->find_layout(options_, summary_); !status.ok()) return status;
  if (!summary_.columns.can_match() && summary_.columns.can_match_hashed() &&
      !scrub_.wanted().has_hashed_only()) {
    return failure(
        fault::usage,
        fmt::format("{}: names consumers by devices or birth dates alone, and no list has such keys: "
                    "nothing could match",
                    source_->name()));
  }
  auto personal = unmapped_personal(summary_.columns, source_->name(), options_.strict);
  if (!personal.ok()) return personal.status();
  summary_.unmapped_personal = *std::move(personal);
  return absl::OkStatus();
}

absl::Status scrub_run::write(detail::scrub_item& item) {
  const auto given = [](std::optional<text_file>& file) { return file.has_value() ? &*file : nullptr; };
  if (canaries_.has_value()) canaries_->see_hits(item.hits());
  auto status = item.write(given(out_), given(rejects_), rows_written_);
  if (status.ok() && (audit_.has_value() || options_.on_hit)) status = audit(item);
  if (status.ok() && (item.first_row() != rows_read_ + 1 || item.offset() != bytes_read_)) {
    status =
        failure(fault::self_check, fmt::format("rows got lost or out of order behind row {}", rows_read_));
  }
  rows_read_ += item.rows();
  bytes_read_ += item.bytes();
  summary_.counts.add(item.counts());
  if (options_.progress) options_.progress(source_->position(), source_->size());
  return status;
}

absl::Status scrub_run::audit(const detail::scrub_item& item) {
  absl::Status status;
  std::string lines;
  item.audit(scrub_, [&](const audit_entry& e) {
    if (status.ok() && options_.on_hit) status = options_.on_hit(e);
    if (!audit_.has_value()) return;
    append_csv_record(lines, {std::to_string(e.row), e.person, e.kind, e.cell, e.list, e.request_id,
                              e.request_type, to_text(e.does), e.cells});
  });
  return status.ok() && audit_.has_value() ? audit_->write(lines) : status;
}

// Everything is written; now it may get its name. The output comes last: when it is there, the rest is too. Where
// it fails, nothing stays.
absl::Status scrub_run::finish(const std::string& in, const std::string& out) {
  const scrub_counts& counts = summary_.counts;
  if (counts.rows_in != rows_read_ || counts.rows_out() != rows_written_) {
    return failure(
        fault::self_check,
        fmt::format("rows do not add up: {} read, {} decided, {} dropped, {} rejected, {} written",
                    rows_read_, counts.rows_in, counts.rows_dropped, counts.rows_rejected, rows_written_));
  }
  if (canaries_.has_value()) {
    if (auto found = canaries_->conclude(); !found.ok()) return found;
    summary_.canary_rows = canaries_->rows_hit();
    summary_.canary_rows_removed = canaries_->rows_removed();
  }
  for (auto* file : {&out_, &rejects_}) {
    if (!file->has_value()) continue;
    if (auto status = (*file)->finish(); !status.ok()) return status;
  }
  if (audit_.has_value()) {
    if (auto status = audit_->finish(); !status.ok()) return status;
  }
  summary_.bytes_in = bytes_read_;
  if (out_.has_value()) summary_.bytes_out = out_->bytes_written();
  absl::Status status = evidence_.write(in, out, summary_);
  if (status.ok() && rejects_.has_value()) status = rejects_->commit(file_access::owner_only);
  if (status.ok() && audit_.has_value()) status = audit_->commit(file_access::owner_only);
  if (status.ok()) status = evidence_.commit();
  if (status.ok() && out_.has_value()) {
    status = out_->commit(file_access::shared);
  }
  if (!status.ok()) evidence_.take_back();
  return status;
}

template <typename OpenSource>
absl::StatusOr<scrub_summary> scrub_run::run(const std::string& in, const std::string& out,
                                             OpenSource open_source) {
  const auto start = std::chrono::steady_clock::now();
  if (auto status = open(in, out, open_source); !status.ok()) return status;
  if (auto status = find_layout(); !status.ok()) return status;
  std::vector<std::unique_ptr<detail::scrub_item>> slots(options_.jobs <= 1 ? 1 : options_.jobs * 2 + 2);
  for (auto& slot : slots) slot = source_->make_item();

  bytes_read_ = source_->head_bytes();
  if (auto status =
          source_->write_head(out_.has_value() ? &*out_ : nullptr,
                              rejects_.has_value() ? &*rejects_ : nullptr, scrub_.rules().can(action::flag));
      !status.ok()) {
    return status;
  }
  if (audit_.has_value()) {
    if (auto status = audit_->write("row,person,kind,column,list,request_id,request_type,action,cells\n");
        !status.ok()) {
      return status;
    }
  }

  // What is read of the lists is checked before the output gets its name: what opening has read beside the work, and what
  // lookups have read when they are done, each by this thread and another.
  list_check opened(scrub_.lists()), looked_up(scrub_.lists());
  const auto check = [](list_check* lists) { return detail::guarded([lists] { return lists->run(); }); };
  auto opened_beside = std::async(std::launch::async, check, &opened);
  summary_.counts = scrub_counts(scrub_.lists().size(), scrub_.rules().rules.size());
  detail::ordered_pipeline<std::unique_ptr<detail::scrub_item>> pipeline(options_.jobs, slots);
  auto status =
      pipeline.run([&](auto& item) { return source_->next(*item); },
                   [&](auto& item) { return item->work(scrub_); }, [&](auto& item) { return write(*item); });
  absl::Status checked = check(&opened);
  checked.Update(opened_beside.get());
  auto looked_up_beside = std::async(std::launch::async, check, &looked_up);
  checked.Update(check(&looked_up));
  checked.Update(looked_up_beside.get());
  if (!checked.ok()) return checked;
  if (status.ok()) status = source_->check_end();
  if (status.ok()) status = finish(in, out);
  if (!status.ok()) return status;
  summary_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return std::move(summary_);
}

}  // namespace

// ---- what the sources share ----

detail::flag_texts detail::flags_of(const scrubber& scrub, std::span<const hit> hits) {
  flag_texts out;
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
    add(out.kinds, to_text(h.what));
    add(out.requests, scrub.request_of(h).id);
  }
  return out;
}

audit_entry detail::entry_of(const scrubber& scrub, const hit& h, std::uint64_t row, std::string_view person,
                             std::string_view cell, std::string_view gone) {
  const request r = scrub.request_of(h);
  return {row,         person,          to_text(h.what), cell, scrub.list_name_of(h),
          r.id,        to_text(r.type), h.does,          gone, h.how,
          h.candidate, h.consumer,      h.several};
}

// ---- the door ----

absl::StatusOr<scrub_summary> scrub_csv(const std::string& in, const std::string& out, const scrubber& scrub,
                                        const scrub_options& options) {
  return scrub_run(scrub, options).run(in, out, detail::open_csv_source);
}

absl::StatusOr<scrub_summary> scrub_json(const std::string& in, const std::string& out, const scrubber& scrub,
                                         const scrub_options& options) {
  return scrub_run(scrub, options).run(in, out, detail::open_json_source);
}

absl::StatusOr<scrub_summary> scrub_file(const std::string& in, const std::string& out, const scrubber& scrub,
                                         const scrub_options& options) {
  const auto open_source = [&in](byte_source file, const scrub_options& all) {
    const auto json = is_json(in, file);
    if (!json.ok()) return absl::StatusOr<std::unique_ptr<detail::scrub_source>>(json.status());
    return *json ? detail::open_json_source(std::move(file), all)
                 : detail::open_csv_source(std::move(file), all);
  };
  return scrub_run(scrub, options).run(in, out, open_source);
}

}  // namespace optout
