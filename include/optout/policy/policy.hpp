// What a match does.
//
// A policy knows kinds, requests and days; it knows no file and no list. It is plain data: copy it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>
#include <optout/list/request.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace optout {

// What is done to a row, from least to most. Numbers order by severity.
enum class action : std::uint8_t {
  keep = 0,
  drop_row = 4,
};

struct policy {
  // What a row with a matching request suffers, whatever the request's type.
  action on_match = action::drop_row;
  // Which kinds may match.
  kind_set kinds = {kind::email, kind::phone, kind::person_at, kind::address};
  // Kinds that match strictly: a phone only with the same extension (or without one, both), a person at an address only with
  // the same middle name, generation and unit designator. Their lists must hold strict keys.
  kind_set strict = {};
  // An address alone matches: everybody at the address of a request goes. Requests of type `address` match by
  // their address in any case.
  bool household = false;
  // The day the run stands for: requests that expired before it do not count. 0: every request counts.
  day_number as_of = 0;
  // A list older than this, or without a date, stops the run. Nothing: any age will do.
  std::optional<std::uint32_t> max_list_age_days = {};

  // What `r`, reached through an identifier of kind `k`, does to the row.
  action decide(kind k, const request& r) const noexcept {
    if (!kinds.contains(k) || !r.holds_on(as_of)) return action::keep;
    if (k == kind::address && r.type != request_type::address && !household) return action::keep;
    return on_match;
  }
};

constexpr std::string_view to_text(action a) noexcept {
  switch (a) {
    case action::keep: return "keep";
    case action::drop_row: return "drop_row";
  }
  return "?";
}

}  // namespace optout
