// Whether lists are as fresh as a policy asks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/policy/policy.hpp>

#include <cstdint>
#include <span>

namespace optout {

// fault::list for the first list that is older than `rules` allow on their day (today, where they have none), or whose
// age nobody knows.
inline absl::Status check_list_ages(const policy& rules, std::span<const suppression_list> lists) {
  const day_number day = rules.as_of == 0 ? today() : rules.as_of;
  for (const suppression_list& list : lists) {
    const auto most = rules.most_days(list.name(), day);
    if (!most.has_value()) continue;
    if (list.as_of() == 0) {
      return detail::list_failure(list.path(), "has no as-of date, and the policy limits the age of lists");
    }
    const std::int64_t age = days_between(list.as_of(), day);
    if (age > static_cast<std::int64_t>(*most)) {
      return detail::list_failure(list.path(), absl::StrCat(age, " days old; the policy allows ", *most));
    }
  }
  return absl::OkStatus();
}

}  // namespace optout
