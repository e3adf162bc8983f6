// What a key is about: the kind of identifier, and the scheme that its canonical form follows.
//
// The numbers are in every key and every list file: they never change, and no number is used twice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace optout {

// A typed value that can name a consumer.
enum class kind : std::uint8_t {
  email = 1,
  phone = 2,
  person_at = 3,  // given name + surname at a street address
  address = 4,    // an address alone: a household
  name = 5,       // never matches by itself
  dob = 6,
  zip = 7,
  person_zip =
      8,  // given name + surname in a ZIP code: says where reading an address is worth its while, no more
  phone_strict = 9,    // a phone with its extension, where the policy is strict
  person_strict = 10,  // person_at with middle name, generation and the unit's designator, likewise
  // In other parties' hashed lists alone:
  maid = 11,     // a mobile advertising id
  ndz = 12,      // first name, last name, date of birth, ZIP code
  namevin = 13,  // first name, last name, vehicle
  ctvid = 14,    // a connected television
};
inline constexpr std::size_t kind_count = 14;
inline constexpr std::array<kind, kind_count> all_kinds = {
    kind::email, kind::phone, kind::person_at,  kind::address,      kind::name,
    kind::dob,   kind::zip,   kind::person_zip, kind::phone_strict, kind::person_strict,
    kind::maid,  kind::ndz,   kind::namevin,    kind::ctvid};

// The kind that a strict one is a stricter reading of; any other kind itself.
constexpr kind base_kind(kind k) noexcept {
  return k == kind::phone_strict ? kind::phone : k == kind::person_strict ? kind::person_at : k;
}
constexpr kind strict_kind(kind k) noexcept {
  return k == kind::phone ? kind::phone_strict : k == kind::person_at ? kind::person_strict : k;
}

// Whether only hashed lists know such identifiers.
constexpr bool is_hashed_only(kind k) noexcept {
  return k >= kind::maid;
}

// How the bytes behind a key came to be: optout's own canonical form, or a digest as it stands in another party's hashed
// list (hash_scheme.hpp).
enum class scheme : std::uint8_t {
  canonical = 0,
  drop = 1,
  uid2 = 2,
  google = 3,
  meta = 4,
  sha256 = 5,
  sha1 = 6,
  md5 = 7,
  sha512 = 8,
};
inline constexpr std::size_t scheme_count = 9;
inline constexpr std::array<std::string_view, scheme_count> scheme_names = {
    "canonical", "drop", "uid2", "google", "meta", "sha256", "sha1", "md5", "sha512"};
constexpr std::string_view to_text(scheme s) noexcept {
  return scheme_names[static_cast<std::size_t>(s)];
}

// A bit for each kind.
class kind_set {
 public:
  constexpr kind_set() = default;
  constexpr kind_set(std::initializer_list<kind> kinds) {
    for (kind k : kinds) insert(k);
  }
  constexpr void insert(kind k) noexcept { bits_ |= bit(k); }
  constexpr bool contains(kind k) const noexcept { return (bits_ & bit(k)) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  friend constexpr bool operator==(kind_set, kind_set) = default;

 private:
  static constexpr std::uint32_t bit(kind k) { return 1u << static_cast<unsigned>(k); }
  std::uint32_t bits_ = 0;
};

// The kinds by which a consumer may match.
inline constexpr kind_set matching_kinds = {kind::email, kind::phone, kind::person_at, kind::address,
                                            kind::maid,  kind::ndz,   kind::namevin,   kind::ctvid};

// The word for a kind in flags, files and reports, and back.
constexpr std::string_view to_text(kind k) noexcept {
  switch (k) {
    case kind::email: return "email";
    case kind::phone: return "phone";
    case kind::person_at: return "person_at";
    case kind::address: return "address";
    case kind::name: return "name";
    case kind::dob: return "dob";
    case kind::zip: return "zip";
    case kind::person_zip: return "person_zip";
    case kind::phone_strict: return "phone_strict";
    case kind::person_strict: return "person_strict";
    case kind::maid: return "maid";
    case kind::ndz: return "ndz";
    case kind::namevin: return "namevin";
    case kind::ctvid: return "ctvid";
  }
  return "?";
}
constexpr std::optional<kind> kind_from_text(std::string_view text) noexcept {
  for (kind k : all_kinds) {
    const bool inner = k >= kind::person_zip && !is_hashed_only(k);  // nobody's to ask for
    if (!inner && to_text(k) == text) return k;
  }
  return std::nullopt;
}

}  // namespace optout
