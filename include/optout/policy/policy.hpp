// What a match does.
//
//   policy rules{.on_match = action::blank_person};
//   rules.rules.push_back({.types = {request_type::do_not_call}, .does = action::blank_phones});
//
// The first rule that fits a match decides; where none fits, `on_match` does. A policy knows kinds, requests, days,
// and the names of lists; it knows no file and no row. It is plain data: copy it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>
#include <optout/list/request.hpp>
#include <optout/policy/scope.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// What is done to a row, from least to most.
//   keep           nothing: an exemption
//   flag           the row says that it matched
//   blank_field    the value that matched goes, with what belongs to it (a phone's type and DNC flag)
//   blank_phones   the phones of whoever matched go
//   blank_address  the address that matched goes, and the phones of everybody in the row
//   blank_person   whoever matched goes; the property and the other persons stay
//   drop_row       the row goes
enum class action : std::uint8_t {
  keep,
  flag,
  blank_field,
  blank_phones,
  blank_address,
  blank_person,
  drop_row,
};
inline constexpr action all_actions[] = {action::keep,         action::flag,          action::blank_field,
                                         action::blank_phones, action::blank_address, action::blank_person,
                                         action::drop_row};

// The word for an action in flags, policy files and audits, and back.
constexpr std::string_view to_text(action a) noexcept {
  switch (a) {
    case action::keep: return "keep";
    case action::flag: return "flag";
    case action::blank_field: return "field";
    case action::blank_phones: return "phones";
    case action::blank_address: return "address";
    case action::blank_person: return "person";
    case action::drop_row: return "row";
  }
  return "?";
}
constexpr std::optional<action> action_from_text(std::string_view text) noexcept {
  for (const action a : all_actions) {
    if (to_text(a) == text) return a;
  }
  return std::nullopt;
}

// A bit for each type of request; none stands for all.
class request_type_set {
 public:
  constexpr request_type_set() = default;
  constexpr request_type_set(std::initializer_list<request_type> types) {
    for (const request_type type : types) insert(type);
  }
  constexpr void insert(request_type type) noexcept { bits_ |= 1u << static_cast<unsigned>(type); }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr bool contains(request_type type) const noexcept {
    return (bits_ >> static_cast<unsigned>(type) & 1u) != 0;
  }
  friend constexpr bool operator==(request_type_set, request_type_set) = default;

 private:
  std::uint32_t bits_ = 0;
};

// A rule fits a match that fits all of its conditions; an empty condition fits every match.
struct policy_rule {
  std::vector<std::string> lists = {};   // by name
  request_type_set types = {};           // of the request
  kind_set kinds = {};                   // of the identifier that matched
  scope_set scopes = {};                 // of the run
  std::vector<std::string> states = {};  // of an address of the row: "nj"
  day_number from = 0, until = 0;        // the first and the last day of the run; 0: no limit
  action does = action::drop_row;
  std::string basis = {};  // why: an exemption has one, and evidence repeats it
};

// How old a list may be on a day.
struct age_limit {
  std::vector<std::string> lists = {};  // by name; all, if there is none
  day_number from = 0, until = 0;
  std::uint32_t days = 0;
};

inline constexpr std::uint16_t no_rule = 0xFFFF;

// Persons whose birth date says that they are younger match without a request, unless they (or their parents) opted in:
// an opt-in that holds, on any list, by an identifier of theirs. California Civil Code 1798.120(c) has 16 years.
struct minors_rule {
  std::uint32_t under = 16;  // years
  action does = action::drop_row;
  std::string basis = {};
};

// What a match does, and the rule that says so.
struct ruling {
  action does = action::drop_row;
  std::uint16_t rule = no_rule;  // index into policy::rules

  friend bool operator==(const ruling&, const ruling&) = default;
};

struct policy {
  // What a match does where no rule fits.
  action on_match = action::drop_row;
  // Which kinds may match.
  kind_set kinds = matching_kinds;
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
  std::vector<policy_rule> rules = {};
  std::optional<minors_rule> minors = {};
  std::vector<age_limit> age_limits = {};  // before max_list_age_days; the first that fits counts
  // What the run is for. A request with a scope holds only where the two do not contradict each other.
  scope_set scope = {};

  // What `r` of a list of that name, reached through an identifier of kind `k`, does to a row with addresses in
  // `states`. Nothing, if it does not count here.
  std::optional<ruling> decide(kind k, const request& r, std::string_view list = {},
                               std::span<const std::string_view> states = {}) const;

  // Whether somebody born on that day is too young on `day` to be there without an opt-in. A birth date still to come is
  // a slip, and says nothing.
  bool is_minor(day_number born, day_number day) const noexcept;

  // Whether some rule asks for the states of a row.
  bool asks_states() const noexcept;

  // How many days old the list of that name may be on `day`; nothing: any age will do.
  std::optional<std::uint32_t> most_days(std::string_view list, day_number day) const;

  // Whether a match can do this.
  bool can(action does) const noexcept;
};

// ---- details ----

namespace detail {

// Whether a run on `day` (0: no day asked) falls between two days.
constexpr bool falls_between(day_number day, day_number from, day_number until) noexcept {
  return day == 0 || (from <= day && (until == 0 || day <= until));
}

inline bool names(const std::vector<std::string>& names, std::string_view one) {
  return names.empty() || std::find(names.begin(), names.end(), one) != names.end();
}

}  // namespace detail

inline std::optional<ruling> policy::decide(kind k, const request& r, std::string_view list,
                                            std::span<const std::string_view> states) const {
  if (r.type == request_type::opt_in || !kinds.contains(k) || !r.holds_on(as_of)) return std::nullopt;
  if (k == kind::address && r.type != request_type::address && !household) return std::nullopt;
  if (!scope.agrees_with(scope_set(r.scope))) return std::nullopt;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const policy_rule& rule = rules[i];
    if (!detail::names(rule.lists, list)) continue;
    if (!rule.types.empty() && !rule.types.contains(r.type)) continue;
    if (!rule.kinds.empty() && !rule.kinds.contains(k)) continue;
    if (!scope.says(rule.scopes) || !detail::falls_between(as_of, rule.from, rule.until)) continue;
    const auto lies_in = [&](std::string_view state) { return detail::names(rule.states, state); };
    if (!rule.states.empty() && std::none_of(states.begin(), states.end(), lies_in)) continue;
    return ruling{rule.does, static_cast<std::uint16_t>(i)};
  }
  return ruling{on_match};
}

inline bool policy::is_minor(day_number born, day_number day) const noexcept {
  constexpr day_number year = 10000;  // YYYYMMDD
  return minors.has_value() && born <= day && day < born + minors->under * year;
}

inline bool policy::asks_states() const noexcept {
  return std::any_of(rules.begin(), rules.end(), [](const policy_rule& r) { return !r.states.empty(); });
}

inline std::optional<std::uint32_t> policy::most_days(std::string_view list, day_number day) const {
  for (const age_limit& limit : age_limits) {
    if (detail::names(limit.lists, list) && detail::falls_between(day, limit.from, limit.until))
      return limit.days;
  }
  return max_list_age_days;
}

inline bool policy::can(action does) const noexcept {
  return on_match == does || (minors.has_value() && minors->does == does) ||
         std::any_of(rules.begin(), rules.end(), [&](const policy_rule& r) { return r.does == does; });
}

}  // namespace optout
