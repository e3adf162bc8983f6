// A policy as people write it, in TOML:
//
//   mode              = "row"                           # a match drops its row
//   kinds             = ["email", "phone", "person_at"] # which kinds may match; all by default
//   strict            = ["phone", "person_at"]          # extensions; middle names, Jr and Sr, Apt and Lot must agree
//   household         = false                           # true: everybody at a request's address goes
//   max_list_age_days = 31                              # an older list stops the run
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/policy/policy.hpp>

#include <string>

namespace optout {

// Errors: fault::usage with path, line and key for anything that is not understood: a policy is never guessed.
absl::StatusOr<policy> read_policy_file(const std::string& path);

}  // namespace optout
