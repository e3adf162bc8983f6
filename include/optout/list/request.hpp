// What a key stands for: one consumer's request, without anything that names the consumer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace optout {

// What was asked. The numbers are in list files.
enum class request_type : std::uint8_t {
  opt_out = 1,
  delete_data = 2,
  do_not_call = 3,
  restrict_use = 4,
  address = 5,  // the address itself is protected, whoever lives there
  opt_in = 6,   // takes earlier requests of the same list back, identifier by identifier
  minor = 7,    // nobody's request, and in no list: what the policy says of those who are too young
};
inline constexpr std::array<request_type, 7> all_request_types = {
    request_type::opt_out, request_type::delete_data, request_type::do_not_call, request_type::restrict_use,
    request_type::address, request_type::opt_in,      request_type::minor};

constexpr std::string_view to_text(request_type type) noexcept {
  switch (type) {
    case request_type::opt_out: return "opt_out";
    case request_type::delete_data: return "delete";
    case request_type::do_not_call: return "do_not_call";
    case request_type::restrict_use: return "restrict";
    case request_type::address: return "address";
    case request_type::opt_in: return "opt_in";
    case request_type::minor: return "minor";
  }
  return "?";
}
// Of what people can ask for.
constexpr std::optional<request_type> request_type_from_text(std::string_view text) noexcept {
  for (request_type type : all_request_types) {
    if (type != request_type::minor && to_text(type) == text) return type;
  }
  return std::nullopt;
}

// A calendar day as the number YYYYMMDD, so that days order as numbers do; 0 is no day.
using day_number = std::uint32_t;

// How many days `to` lies after `from`. Requires: both are days.
std::int64_t days_between(day_number from, day_number to) noexcept;

// Today in UTC.
day_number today();

// Views into a list or into the caller's bytes.
struct request {
  std::string_view id = {};
  request_type type = request_type::opt_out;
  std::string_view source = {};
  std::string_view scope = {};
  day_number received = 0;
  day_number expires = 0;  // the last day on which it holds; 0: for ever

  // Whether the request holds on `day` (0: no day asked, it always does). One that is dated ahead holds already: a
  // slip in a date must not leak anybody.
  constexpr bool holds_on(day_number day) const noexcept {
    return day == 0 || expires == 0 || day <= expires;
  }
  // Whether `other` takes this request back on `day`: an opt-in that came on a later day than the request. Days that
  // are not known take nothing back.
  constexpr bool is_taken_back_by(const request& other, day_number day) const noexcept {
    return other.type == request_type::opt_in && type != request_type::opt_in && received != 0 &&
           other.received > received && (day == 0 || other.received <= day) && other.holds_on(day);
  }
  friend bool operator==(const request&, const request&) = default;
};

// ---- details ----

inline std::int64_t days_between(day_number from, day_number to) noexcept {
  const auto civil = [](day_number day) {
    return absl::CivilDay(static_cast<int>(day / 10000), static_cast<int>(day / 100 % 100),
                          static_cast<int>(day % 100));
  };
  return civil(to) - civil(from);
}

inline day_number today() {
  const absl::CivilDay day = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  return static_cast<day_number>(day.year() * 10000 + day.month() * 100 + day.day());
}

}  // namespace optout
