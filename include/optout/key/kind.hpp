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
};
inline constexpr std::size_t kind_count = 8;
inline constexpr std::array<kind, kind_count> all_kinds = {kind::email,   kind::phone,     kind::person_at,
                                                           kind::address, kind::name,      kind::dob,
                                                           kind::zip,     kind::person_zip};

// How the bytes behind a key came to be. Other parties' hashed lists get numbers of their own.
enum class scheme : std::uint8_t {
  canonical = 0,  // optout's own canonical form
};

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
  }
  return "?";
}
constexpr std::optional<kind> kind_from_text(std::string_view text) noexcept {
  for (kind k : all_kinds) {
    if (k != kind::person_zip && to_text(k) == text) return k;  // which nobody asks for by name
  }
  return std::nullopt;
}

}  // namespace optout
