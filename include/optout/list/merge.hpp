// Several lists of one secret and one set of rules -> one builder that holds them all.
//
// Every key keeps the requests it had in each list; equal requests of several lists become one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/list/list_builder.hpp>
#include <optout/list/suppression_list.hpp>

#include <cstdint>
#include <vector>

namespace optout {

// Adds all that `list` holds to `into`; requests without keys are kept too. Checks every block of the list first.
// Errors: fault::list for a damaged list, and for a compact one, which no longer knows its keys.
absl::Status add_list(const suppression_list& list, list_builder& into);

// ---- details ----

inline absl::Status add_list(const suppression_list& list, list_builder& into) {
  if (list.compact()) {
    return detail::list_failure(list.path(), "a compact list cannot be merged; compile it without --compact");
  }
  if (auto status = list.verify(); !status.ok()) return status;
  std::vector<std::uint32_t> ordinals;
  for (std::uint32_t i = 0; i < list.request_count(); ++i)
    ordinals.push_back(into.add_request(list.request_at(i)));
  list.for_each_key([&](const key& k, const list_namespace& n, std::uint32_t entry) {
    list.for_each_request(
        entry, [&](std::uint32_t ordinal) { into.add_key(n.what, n.at, k, ordinals[ordinal], n.how); });
  });
  return absl::OkStatus();
}

}  // namespace optout
