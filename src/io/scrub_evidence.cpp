// SPDX-License-Identifier: Apache-2.0
#include "scrub_evidence.hpp"

#include <optout/io/report.hpp>
#include <optout/list/digest_blocks.hpp>

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <span>
#include <utility>

namespace optout::detail {
namespace {

std::string base_name(const std::string& path, std::string_view stream) {
  if (path == "-") return std::string(stream);
  return path.substr(path.rfind('/') + 1);
}

absl::StatusOr<std::string> new_run_id() {
  std::array<std::byte, 16> bytes;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1) {
    return failure(fault::self_check, "OpenSSL's random generator failed");
  }
  return to_hex(bytes);
}

absl::Status take_digest(sha256& from, const std::string& path, std::string_view stream,
                         std::optional<file_digest>& into) {
  const std::uint64_t bytes = from.bytes();
  auto hex = from.finish();
  if (hex.ok()) into = file_digest{base_name(path, stream), bytes, *std::move(hex)};
  return hex.status();
}

}  // namespace

scrub_evidence::scrub_evidence(const scrubber& scrub, const scrub_options& options)
    : scrub_(scrub),
      options_(options),
      wanted_(options.digests || !options.report_files.empty()),
      start_(std::chrono::steady_clock::now()),
      started_(absl::ToUnixSeconds(absl::Now())) {}

absl::Status scrub_evidence::open() {
  for (const std::string& path : options_.report_files) {
    if (!path.ends_with(".json") && !path.ends_with(".html")) {
      return failure(fault::usage,
                     fmt::format("a report is called NAME.json or NAME.html, and not {}", path));
    }
  }
  if (!options_.previous_report.empty()) {
    if (options_.report_files.empty())
      return failure(fault::usage, "a previous report is given, and no report to follow it");
    const auto previous = read_report(options_.previous_report, scrub_.keys());
    if (!previous.ok()) return previous.status();
    previous_run_ = previous->run;
    previous_sha256_ = previous->sha256;
  }
  for (const std::string& path : options_.report_files) {
    if (auto status = remove_stale_target(path); !status.ok()) return status;
    auto file = atomic_file::create(path);
    if (!file.ok()) return file.status();
    files_.push_back(*std::move(file));
  }
  return absl::OkStatus();
}

absl::Status scrub_evidence::write(const std::string& in, const std::string& out, scrub_summary& done) {
  if (!wanted_) return absl::OkStatus();
  auto status = take_digest(input_, in, "standard input", done.input);
  if (status.ok() && !options_.dry_run) status = take_digest(output_, out, "standard output", done.output);
  if (status.ok() && !options_.audit_file.empty())
    status = take_digest(audit_, options_.audit_file, "standard output", done.audit);
  if (status.ok() && !options_.rejects_file.empty())
    status = take_digest(rejects_, options_.rejects_file, "standard output", done.rejects);
  if (status.ok() && !files_.empty()) status = write_reports(done);
  return status;
}

absl::Status scrub_evidence::write_reports(const scrub_summary& done) {
  report_facts facts;
  if (options_.stamp.has_value()) {
    facts.stamp = *options_.stamp;
    facts.seconds = static_cast<double>(facts.stamp.ended - facts.stamp.started);
  } else {
    auto id = new_run_id();
    if (!id.ok()) return id.status();
    facts.stamp = {*std::move(id), started_, absl::ToUnixSeconds(absl::Now())};
    facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  facts.dry_run = options_.dry_run;
  facts.strict = options_.strict;
  facts.column_map = !options_.map_file.empty();
  facts.previous_run = previous_run_;
  facts.previous_sha256 = previous_sha256_;

  const auto json = report_json(scrub_, done, facts);
  if (!json.ok()) return json.status();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!options_.report_files[i].ends_with(".html")) {
      if (auto status = files_[i].write(*json); !status.ok()) return status;
      continue;
    }
    const auto page = report_html(scrub_, done, facts, *json);
    if (!page.ok()) return page.status();
    if (auto status = files_[i].write(*page); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status scrub_evidence::commit() {
  for (atomic_file& file : files_) {
    if (auto status = file.commit(file_access::shared); !status.ok()) return status;
  }
  return absl::OkStatus();
}

void scrub_evidence::take_back() {
  std::vector<std::string> paths = {options_.rejects_file, options_.audit_file};
  paths.insert(paths.end(), options_.report_files.begin(), options_.report_files.end());
  for (const std::string& path : paths) {
    if (!path.empty()) remove_stale_target(path).IgnoreError();
  }
}

}  // namespace optout::detail
