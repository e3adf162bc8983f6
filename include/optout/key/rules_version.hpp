// The version of the rules behind each kind and scheme: goes up whenever a canonical form changes.
//
// A list names the versions that its keys were made under; opening it with others is an error, never zero
// matches. docs/normalization.md says what each version changed; tests/scrub/rules_golden_test.cpp holds canonical
// forms that must not change without a new number here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>

#include <cstdint>

namespace optout {

constexpr std::uint32_t rules_version(kind k, scheme s = scheme::canonical) noexcept {
  if (s == scheme::drop) return 10200;  // "drop-1.2.0"
  if (s != scheme::canonical) return 1;
  switch (k) {
    case kind::email: return 6;
    case kind::phone: return 6;
    case kind::person_at: return 9;  // goes up with name or address, whichever changes
    case kind::address: return 6;
    case kind::name: return 8;
    case kind::dob: return 2;
    case kind::zip: return 2;
    case kind::person_zip: return 7;     // goes up with name or zip
    case kind::phone_strict: return 6;   // with phone
    case kind::person_strict: return 8;  // with name or address
    case kind::maid:
    case kind::ndz:
    case kind::namevin:
    case kind::ctvid: break;  // in no scheme of ours
  }
  return 0;
}

}  // namespace optout
