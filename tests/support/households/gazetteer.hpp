// The addresses of the invented town, each a pure function of a number.
//
// Shuffled over (place, x) with x = (street, house number) or a box: unique. Suffix, direction, unit and ZIP follow
// from the number, so an address that differs in one of them alone, or lacks it, is nobody's else. House numbers use
// one parity; small ones have a shuffle of their own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "addresses.hpp"
#include "dice.hpp"

#include <cstdint>
#include <iterator>
#include <string>

namespace optout::households {

class gazetteer {
 public:
  // With `small_houses`, one home in some has a number from 1 to 12, which people may write as a word.
  // Each place has `zips` ZIP codes.
  explicit gazetteer(std::uint64_t seed, bool small_houses = false, unsigned zips = 2)
      : seed_(seed),
        small_houses_(small_houses),
        zips_(zips),
        order_(capacity, mix(seed ^ static_cast<std::uint64_t>(purpose::address))),
        small_order_(small_capacity, mix(seed ^ static_cast<std::uint64_t>(purpose::looseness))) {}

  // Requires: number < capacity. `homes` may be boxes and routes; other addresses are places with a house.
  address at(std::uint64_t number, bool home) const;

  static constexpr std::uint64_t street_count = std::size(streets) + numbered_streets;
  static constexpr std::uint64_t numbers_a_street = 4500;
  static constexpr std::uint64_t capacity = std::size(places) * street_count * numbers_a_street;

 private:
  static constexpr std::uint64_t small_share = 12;
  static constexpr std::uint64_t small_capacity = std::size(places) * street_count * 12;

  address small_house(std::uint64_t number, dice& d) const;
  static void fill_street(dice& d, address& a);  // suffix, directions, unit

  std::uint64_t seed_;
  bool small_houses_;
  unsigned zips_;
  shuffle order_, small_order_;
};

// ---- details ----

inline void gazetteer::fill_street(dice& d, address& a) {
  a.suffix = d.below(std::size(suffixes));
  if (d.chance(28)) a.before = 1 + (d.chance(80) ? d.below(4) : 4 + d.below(4));
  if (a.before == 0 && d.chance(8)) a.after = 1 + d.below(8);
  const unsigned house = d.below(100);
  if (house == 0) a.house = '/';
  if (house == 1) a.house = "ABCD"[d.below(4)];
  const unsigned unit = d.below(100);
  a.unit = unit < 76   ? unit_kind::none
           : unit < 86 ? unit_kind::apt
           : unit < 91 ? unit_kind::unit
           : unit < 94 ? unit_kind::hash
           : unit < 95 ? unit_kind::suite
           : unit < 96 ? unit_kind::floor
           : unit < 97 ? unit_kind::lot
           : unit < 98 ? unit_kind::space
           : unit < 99 ? unit_kind::building
                       : unit_kind::no_range;
  const unsigned id = d.below(10);
  const char letter = "ABCDFGHJ"[d.below(8)];
  const unsigned number_of_unit = 1 + d.below(a.unit == unit_kind::floor ? 12 : 899);
  a.unit_id = std::to_string(number_of_unit);
  if (a.unit <= unit_kind::suite && a.unit != unit_kind::none) {
    const std::string small = std::to_string(1 + number_of_unit % 40);
    if (id < 3) a.unit_id = small + letter;
    if (id == 3) a.unit_id = letter;
    if (id == 4) a.unit_id = letter + small;
  }
  if (a.unit == unit_kind::building) a.building = letter;
  if (a.unit == unit_kind::no_range) a.unit_id = std::to_string(d.below(5));
}

inline address gazetteer::small_house(std::uint64_t number, dice& d) const {
  std::uint64_t x = small_order_(number / small_share);
  address a;
  a.where = &places[x % std::size(places)];
  x /= std::size(places);
  a.zip = d.below(zips_);
  a.street = static_cast<unsigned>(x % street_count);
  fill_street(d, a);
  a.number = static_cast<std::uint32_t>(1 + x / street_count);
  a.house = 0;
  return a;
}

inline address gazetteer::at(std::uint64_t number, bool home) const {
  dice d(seed_, purpose::address, number);
  if (small_houses_ && home && number % small_share == 3 && number / small_share < small_capacity)
    return small_house(number, d);
  std::uint64_t x = order_(number);
  address a;
  a.where = &places[x % std::size(places)];
  x /= std::size(places);
  a.zip = d.below(zips_);
  a.street = static_cast<unsigned>(x % street_count);
  a.number = static_cast<std::uint32_t>(100 + x / street_count * 2 + d.below(2));

  const unsigned kind = d.below(200);
  if (kind < 4) {
    a.kind = address_kind::highway;
    a.route = 10 + a.street;
    a.suffix = d.below(std::size(highways));
  } else if (home && kind < 20) {
    // A box number holds all of x, so it is unique in its place.
    a.number = static_cast<std::uint32_t>(x + 1);
    if (kind < 12) {
      a.kind = address_kind::po_box;
    } else if (kind < 18) {
      a.kind = kind < 15 ? address_kind::rural : address_kind::contract;
      a.route = static_cast<std::uint32_t>(1 + x % 9);
      a.number = static_cast<std::uint32_t>(x / 9 + 1);
    } else {
      // One ZIP for all: the place goes into the route.
      a.kind = kind < 19 ? address_kind::psc : address_kind::cmr;
      const auto place_number = static_cast<std::uint64_t>(a.where - places);
      a.route = static_cast<std::uint32_t>(1000 + place_number * 100 + x % 100);
      a.number = static_cast<std::uint32_t>(x / 100 + 1);
    }
  } else if (a.where->state == "WI" && d.chance(10)) {
    a.kind = address_kind::grid;
    a.suffix = d.below(std::size(suffixes));
    a.route = static_cast<std::uint32_t>(1 + x % 99);
    a.number = static_cast<std::uint32_t>(10000 + x / 99);
    a.street = 20;
  } else {
    fill_street(d, a);
  }
  return a;
}

}  // namespace optout::households
