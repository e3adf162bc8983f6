// SPDX-License-Identifier: Apache-2.0
#include <optout/io/report.hpp>
#include <optout/io/verify_report.hpp>
#include <optout/os/input_file.hpp>
#include <optout/os/sha256.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

namespace optout {
namespace {

absl::StatusOr<file_digest> digest_of(const std::string& path) {
  auto file = input_file::open(path);
  if (!file.ok()) return file.status();
  sha256 digest;
  file->digest_into(&digest);
  std::vector<char> buffer(std::size_t{1} << 20);
  for (;;) {
    const auto got = file->read(std::span(buffer));
    if (!got.ok()) return got.status();
    if (*got < buffer.size()) break;
  }
  const std::uint64_t bytes = digest.bytes();
  auto hex = digest.finish();
  if (!hex.ok()) return hex.status();
  return file_digest{path, bytes, *std::move(hex)};
}

class report_check {
 public:
  report_check(std::string path, sealed_report report, const verify_options& options)
      : path_(std::move(path)), report_(std::move(report)), options_(options) {}

  absl::StatusOr<verified_report> run(const keyring& keys, std::vector<suppression_list> lists);

 private:
  absl::Status check_chain(const keyring& keys) const;
  absl::StatusOr<std::string> find(const file_digest& file, const std::string& given) const;
  absl::StatusOr<std::string> check(const std::optional<file_digest>& file, const std::string& given);
  void compare_lists(std::span<const suppression_list> lists);
  absl::Status look_again(const std::string& clean, const keyring& keys, std::vector<suppression_list> lists);

  std::string path_;
  sealed_report report_;
  const verify_options& options_;
  verified_report out_;
};

absl::Status report_check::check_chain(const keyring& keys) const {
  if (options_.previous_report.empty()) return absl::OkStatus();
  const auto previous = read_report(options_.previous_report, keys);
  if (!previous.ok()) return previous.status();
  if (previous->sha256 == report_.previous_sha256) return absl::OkStatus();
  return failure(fault::self_check,
                 fmt::format("{} does not follow {}: it names another report, or none, before it", path_,
                             options_.previous_report));
}

// Where the file is: as given, or beside the report; empty if it is not there.
absl::StatusOr<std::string> report_check::find(const file_digest& file, const std::string& given) const {
  if (!given.empty()) return given;
  const auto beside = std::filesystem::path(path_).parent_path() / file.name;
  std::error_code unknown;
  if (std::filesystem::is_regular_file(beside, unknown)) return beside.string();
  return std::string();
}

// Holds a file's bytes against its digest. Returns its path; empty if it is not at hand.
absl::StatusOr<std::string> report_check::check(const std::optional<file_digest>& file,
                                                const std::string& given) {
  if (!file.has_value()) return std::string();
  auto path = find(*file, given);
  if (!path.ok()) return path.status();
  if (path->empty()) {
    out_.notes.push_back(fmt::format("{} is not at hand, and was not looked at", file->name));
    return path;
  }
  const auto found = digest_of(*path);
  if (!found.ok()) return found.status();
  if (found->sha256 == file->sha256 && found->bytes == file->bytes) return path;
  return failure(fault::self_check,
                 fmt::format("{}: not the bytes of {} that the report speaks of", *path, file->name));
}

// The lists may be other ones than the run's: that is told, and not judged.
void report_check::compare_lists(std::span<const suppression_list> lists) {
  for (std::size_t i = 0; i < report_.list_digests.size(); ++i) {
    const bool given = std::any_of(lists.begin(), lists.end(), [&](const suppression_list& list) {
      return list.digest() == report_.list_digests[i];
    });
    if (given) continue;
    out_.notes.push_back(fmt::format("list {} (digest {}) of the run is not among those given",
                                     report_.list_names[i], report_.list_digests[i]));
  }
}

absl::Status report_check::look_again(const std::string& clean, const keyring& keys,
                                      std::vector<suppression_list> lists) {
  if (report_.column_map && options_.map_file.empty()) {
    return failure(fault::usage, fmt::format("{}: the run had a map of columns; name it by --map", path_));
  }
  policy rules = report_.rules;
  rules.max_list_age_days.reset();  // the run was allowed
  rules.age_limits.clear();
  scrubber scrub(keys, std::move(lists), std::move(rules));
  scrub.read_every_address();  // not the way that made the file
  auto done = scrub_file(clean, "", scrub,
                         {.map_file = options_.map_file,
                          .audit_file = options_.audit_file,
                          .jobs = options_.jobs,
                          .dry_run = true});
  if (!done.ok()) return done.status();
  out_.counts = std::move(done->counts);
  if (out_.counts.rows_leaking == 0) return absl::OkStatus();
  return failure(fault::self_check,
                 fmt::format("{}: {} of {} rows hold a suppressed person; --audit FILE names them", clean,
                             out_.counts.rows_leaking, out_.counts.rows_in));
}

absl::StatusOr<verified_report> report_check::run(const keyring& keys, std::vector<suppression_list> lists) {
  if (auto status = check_chain(keys); !status.ok()) return status;
  for (const auto& [file, given] :
       {std::pair{std::optional(report_.input), options_.input}, std::pair{report_.audit, std::string()},
        std::pair{report_.rejects, std::string()}}) {
    if (auto path = check(file, given); !path.ok()) return path.status();
  }
  if (!report_.output.has_value()) {
    out_.notes.push_back("the run was a dry run, and wrote nothing to look at");
    return std::move(out_);
  }
  const auto clean = check(report_.output, options_.output);
  if (!clean.ok()) return clean.status();
  if (clean->empty()) {
    return failure(fault::usage,
                   fmt::format("{}: {} is not beside it; name it by --output", path_, report_.output->name));
  }
  compare_lists(lists);
  if (auto status = look_again(*clean, keys, std::move(lists)); !status.ok()) return status;
  return std::move(out_);
}

}  // namespace

absl::StatusOr<verified_report> verify_report(const std::string& report, const keyring& keys,
                                              std::vector<suppression_list> lists,
                                              const verify_options& options) {
  auto read = read_report(report, keys);
  if (!read.ok()) return read.status();
  return report_check(report, *std::move(read), options).run(keys, std::move(lists));
}

}  // namespace optout
