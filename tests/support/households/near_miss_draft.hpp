// A row in the making that looks like somebody's request and must stay.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "town.hpp"

#include <string>
#include <string_view>

namespace optout::households {

// The person whom a near miss just misses, and the row to write it into.
struct near_miss_draft {
  const person& target;
  const person& partner;  // who shares the target's home
  const address& place;   // the target's home
  const household& own;   // who the row belongs to
  layout columns;
  dice& d;
  row_cells& out;
  const stretch_spellings& said;  // how the requests spell the target
  address moved;                  // set by those that put the row's owner at an address like `place`
  bool has_moved = false;
  address_style style = {};  // how that address is written

  bool two_owners() const { return has_two_owners(columns); }
  void put_name(unsigned at, std::string_view given, std::string_view surname) const {
    out.owners[at].first = given;
    out.owners[at].last = surname;
    out.owners[at].full = one_cell(given, surname, true);
  }
  void put_target() const { put_name(0, target.given, target.surname); }
  // Whether an initial in a request may stand for `given`.
  bool may_be(std::string_view given) const {
    return said.initial && ascii_word(given)[0] == ascii_word(target.given)[0];
  }
  // Whether a request may name it as the target's own: their surname, or one that name/nee gives them.
  bool is_surname(std::string_view surname) const {
    const bool birth = surname == "Howard" || surname == "Nelson" || surname == "Aguilar";
    return surname == target.surname || (birth && said.count != 0);
  }
  // The owner lives at `a`.
  bool move(const address& a) {
    moved = a;
    has_moved = true;
    return true;
  }
};

struct near_miss_family {
  std::string_view label;
  unsigned needs;                     // what the request must carry for the row to be near it
  bool (*write)(near_miss_draft& m);  // false: does not apply; the row is as it was
  unsigned spoiled_by = 0;            // parts that the requests must not say otherwise, or they would meet
};

}  // namespace optout::households
