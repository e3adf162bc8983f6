// Holds a report against the files that it speaks of, and looks in the clean file for everybody once more.
//
// First the report's seal, then the digest of every file, then the clean file, row by row, under the lists given and
// the report's policy, by the long way: every address is read. A file is looked for beside the report under the name
// that the report has for it, unless a path says where it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/scrub/counts.hpp>

#include <string>
#include <vector>

namespace optout {

struct verify_options {
  std::string input = {}, output = {};  // where they are; empty: beside the report, if they are there
  std::string previous_report = {};     // the one that the report must follow; empty: not asked
  std::string map_file = {};            // of the run, if it had one
  std::string audit_file = {};          // which rows are left, and why
  unsigned jobs = 1;
};

struct verified_report {
  scrub_counts counts;             // of the clean file
  std::vector<std::string> notes;  // what was not looked at, a sentence each
};

// Errors: fault::self_check where a byte of the report or of a file was changed, or somebody is left; fault::list for a
// report of another secret, fault::usage for one of another version or a file that must be named, fault::io.
absl::StatusOr<verified_report> verify_report(const std::string& report, const keyring& keys,
                                              std::vector<suppression_list> lists,
                                              const verify_options& options);

}  // namespace optout
