// What a decision is made of: the requests that hold an identifier of a row, the cells that go for it, and the cells that
// allow of no decision.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>
#include <optout/policy/policy.hpp>

#include <compare>
#include <cstdint>

namespace optout {

inline constexpr std::uint16_t nobody = 0xFFFF;
inline constexpr std::uint32_t no_list = 0xFFFFFFFF;

// One request that holds one identifier of one row; or a birth date that the policy does not let pass (kind::dob), with
// no list and no request.
struct hit {
  std::uint32_t row;     // in the batch
  std::uint32_t cell;    // index into schema::cells(): the value, the person's name, or the street
  std::uint16_t person;  // index into schema::persons(), or nobody
  kind what;
  action does;
  std::uint32_t list;            // index into scrubber::lists(), or no_list
  std::uint32_t request;         // ordinal in that list
  std::uint16_t rule = no_rule;  // of the policy, that says what it does
  // Of a list that others have hashed: whose, and which of the cell's candidates it was (hashed_identifiers.hpp).
  scheme how = scheme::canonical;
  std::uint8_t candidate = 0;
  // Names whoever matched, where the scrubber is asked to (scrubber::tell_consumers); and whether that is several.
  std::uint64_t consumer = 0;
  bool several = false;

  friend bool operator==(const hit&, const hit&) = default;
};

// A hit, and what becomes of its row.
struct decided_hit {
  hit found;
  action verdict;
};

// One cell whose value goes.
struct blanked_cell {
  std::uint32_t row;
  std::uint32_t cell;  // index into schema::cells()
  std::uint32_t hit;   // the first that says so: index into decisions::hits()

  friend bool operator==(const blanked_cell&, const blanked_cell&) = default;
};

// A phone or a ZIP code that a spreadsheet rounded: nothing can match it.
struct rounded_cell {
  std::uint32_t row;
  std::uint32_t cell;  // index into schema::cells()

  friend auto operator<=>(const rounded_cell&, const rounded_cell&) = default;
};

}  // namespace optout
