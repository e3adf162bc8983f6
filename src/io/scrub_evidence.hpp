// What a run keeps for its report: digests of what passes, and the report files themselves.
//
// Where no report and no digests are asked for, all of it is nothing and costs nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/scrub_file.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/os/sha256.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace optout::detail {

class scrub_evidence {
 public:
  // Both must outlive it.
  scrub_evidence(const scrubber& scrub, const scrub_options& options);

  // Before work starts: makes way for the reports, and looks at the one before.
  absl::Status open();

  // To feed with the bytes of each file; null where nobody asks.
  sha256* input() noexcept { return wanted_ ? &input_ : nullptr; }
  sha256* output() noexcept { return wanted_ ? &output_ : nullptr; }
  sha256* audit() noexcept { return wanted_ ? &audit_ : nullptr; }
  sha256* rejects() noexcept { return wanted_ ? &rejects_ : nullptr; }

  // When all was written: fills the digests of `done`, and writes the reports.
  absl::Status write(const std::string& in, const std::string& out, scrub_summary& done);
  // Gives the reports their names.
  absl::Status commit();
  // After a failure: removes what got its name already, the audit and the rejects too.
  void take_back();

 private:
  absl::Status write_reports(const scrub_summary& done);

  const scrubber& scrub_;
  const scrub_options& options_;
  bool wanted_ = false;
  std::chrono::steady_clock::time_point start_;
  std::int64_t started_ = 0;
  std::string previous_run_, previous_sha256_;
  sha256 input_, output_, audit_, rejects_;
  std::vector<atomic_file> files_;  // one for each of the options' report_files
};

}  // namespace optout::detail
