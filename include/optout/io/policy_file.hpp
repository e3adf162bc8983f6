// A policy as people write it, in TOML:
//
//   mode              = "row"                           # what a match does; or person, address, phones, field, flag
//   kinds             = ["email", "phone", "person_at"] # which kinds may match; all by default
//   strict            = ["phone", "person_at"]          # extensions; middle names, Jr and Sr, Apt and Lot must agree
//   household         = false                           # true: everybody at a request's address goes
//   max_list_age_days = 31                              # an older list stops the run
//
//   [modes]                                             # by the request's type
//   do_not_call = "phones"
//
//   [minors]                                            # by birth date, without a request, unless somebody opted in
//   under = 16                                          # years; this is the default
//   mode  = "person"                                    # row, person or flag; by default the mode above
//   basis = "Cal. Civ. Code 1798.120(c)"
//
//   [[rules]]                                           # before these; the first that fits decides
//   lists  = ["web"]                                    # lists, types, kinds, scope, states, from, until: what it fits
//   states = ["NJ"]
//   scope  = ["channel=mail"]                           # a run's --scope
//   until  = 2026-12-31
//   mode   = "keep"                                     # an exemption, which needs a basis
//   basis  = "a contract with the consumer"
//
//   [[list_age]]                                        # before max_list_age_days; the first that fits counts
//   lists = ["drop"]
//   days  = 45
//   until = 2026-12-31
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/policy/policy.hpp>

#include <string>

namespace optout {

// Errors: fault::usage with path, line and key for anything that is not understood: a policy is never guessed.
absl::StatusOr<policy> read_policy_file(const std::string& path);

}  // namespace optout
