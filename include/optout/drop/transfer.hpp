// The ledger and the API together: hands in the response files that are not accepted yet.
//
// What is about to be sent is noted before, and what came of it after: a kill or a lost reply between the two leaves the
// file as "may have been sent", and the next call finds out (api.hpp). Nothing is sent twice as new.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/api.hpp>
#include <optout/error.hpp>
#include <optout/ledger/ledger.hpp>

#include <string>
#include <vector>

namespace optout {

struct sent_file {
  std::string name;
  drop_verdict verdict = drop_verdict::rejected;
  std::string message = {};  // the server's, where it rejects
};

// Sends responses, or with `amend` corrections, in the order in which they were made. Errors: those of drop_api;
// fault::input for a file that is not there as it was written.
absl::StatusOr<std::vector<sent_file>> send_responses(ledger& book, const drop_api& api, bool amend);

}  // namespace optout
