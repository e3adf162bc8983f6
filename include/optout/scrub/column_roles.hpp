// From what each header says by itself (header_grammar.hpp) to roles, seen together: persons first
// (person_roles.hpp), then their addresses (address_roles.hpp), then phones, emails and what goes with them.
//
// A second column of one meaning is never dropped: a phone or an email takes the next number, a name
// becomes a contact of its own at the same addresses, an address the next address of its subject.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/address_roles.hpp>
#include <optout/scrub/person_roles.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace optout {

// The roles of columns with these meanings, in their order. A column with a role in `given` keeps it, and
// its header is not asked; where two are given one name or piece of an address, the second makes room as a
// repeated column does. Requires: given.size() == meanings.size().
std::vector<cell_role> assign_roles(std::vector<header_meaning> meanings,
                                    std::span<const std::optional<cell_role>> given);

// ---- details ----

namespace detail {

// Gives phones, emails and satellites their roles.
class contact_roles {
 public:
  contact_roles(column_set& columns, person_roles& persons) : columns_(columns), persons_(persons) {
    count_from_one();
    place_values();
    place_satellites();
  }

 private:
  static bool is_value(field f) { return f == field::email || f == field::phone || is_device_field(f); }
  static field value_of(const header_meaning& m) {
    if (m.what == field::phone_extension) return field::phone;
    return m.what == field::satellite ? m.satellite_of : m.what;
  }
  static cell_role without_field(cell_role role) {
    role.what = role.satellite_of = field::none;
    role.slot = 0;
    return role;
  }

  void count_from_one() {
    std::set<field> from_zero;
    for (const header_meaning& m : columns_.meanings) {
      if (m.slot == 0) from_zero.insert(value_of(m));
    }
    for (header_meaning& m : columns_.meanings) {
      if (m.slot && is_value(value_of(m)) && from_zero.count(value_of(m)) != 0) ++*m.slot;
    }
  }

  // Each phone of a person has a number of its own: that of its header where it is free.
  void place_values() {
    for (const auto& given : columns_.given) {
      if (given && is_value(given->what)) used_slots(*given).insert(given->slot);
    }
    for (std::size_t i = 0; i < columns_.meanings.size(); ++i) {
      const header_meaning& m = columns_.meanings[i];
      if (!is_value(m.what)) continue;
      cell_role& role = columns_.roles[i];
      role = persons_.subject_of(i);
      role.what = m.what;
      role.slot = m.slot.value_or(0);
      std::set<std::uint16_t>& used = used_slots(role);
      if (used.count(role.slot) != 0) {
        role.slot = static_cast<std::uint16_t>(std::max<std::uint16_t>(*used.rbegin(), 1) + 1);
      }
      used.insert(role.slot);
    }
  }

  std::set<std::uint16_t>& used_slots(const cell_role& role) {
    return used_[{{role.whose, role.person}, role.what}];
  }

  void place_satellites() {
    for (std::size_t i = 0; i < columns_.meanings.size(); ++i) {
      const header_meaning& m = columns_.meanings[i];
      if (columns_.given[i] || columns_.roles[i].whose != subject::none) continue;
      if (m.what == field::phone_extension || (m.what == field::satellite && is_value(m.satellite_of))) {
        place_beside_value(i);
      } else if (m.bare) {
        place_bare(i);
      } else if (m.what == field::satellite || m.what == field::id) {
        place_trait(i);
      } else if (m.record) {
        columns_.roles[i] = record();
      }
    }
  }

  static cell_role record() { return {subject::record, field::none, 0, 0, field::none}; }

  void place_beside_value(std::size_t i) {
    const header_meaning& m = columns_.meanings[i];
    cell_role& role = columns_.roles[i];
    role = persons_.subject_of(i);
    role.what = m.what;
    if (m.what == field::satellite) role.satellite_of = m.satellite_of;
    // The value of the same words that stands nearest before it, or else behind it; or of the same number.
    std::optional<std::size_t> best;
    for (bool same_words : {true, false}) {
      for (std::size_t j = 0; j < columns_.meanings.size() && !best; ++j) {
        if (is_value_for(i, j, role, same_words) && (j > i || !is_value_between(i, j, role, same_words)))
          best = j;
      }
    }
    role.slot = best ? columns_.roles[*best].slot : m.slot.value_or(0);
  }

  bool is_value_for(std::size_t i, std::size_t j, const cell_role& role, bool same_words) const {
    const header_meaning& m = columns_.meanings[i];
    const header_meaning& other = columns_.meanings[j];
    return other.what == value_of(m) && without_field(columns_.roles[j]) == without_field(role) &&
           other.slot == m.slot && (!same_words || other.label == m.label);
  }

  bool is_value_between(std::size_t i, std::size_t j, const cell_role& role, bool same_words) const {
    for (std::size_t k = j + 1; k < i; ++k) {
      if (is_value_for(i, k, role, same_words)) return true;
    }
    return false;
  }

  // `Phone 1, Type, DNC`: an attribute of the value that it follows.
  void place_bare(std::size_t i) {
    const header_meaning& m = columns_.meanings[i];
    cell_role& role = columns_.roles[i];
    if (i > 0) {
      const cell_role& before = columns_.roles[i - 1];
      const field value = before.what == field::satellite ? before.satellite_of : before.what;
      if (is_value(value)) {
        role = before;
        role.what = field::satellite;
        role.satellite_of = value;
        return;
      }
    }
    if (m.record) {
      role = record();
    } else {
      place_trait(i);
    }
  }

  // Age, gender, a flag: of the person, if there is one.
  void place_trait(std::size_t i) {
    const header_meaning& m = columns_.meanings[i];
    cell_role role = persons_.subject_of(i);
    role.what = m.what;
    role.satellite_of = m.satellite_of;
    columns_.roles[i] = persons_.exists(role) ? role : record();
  }

  column_set& columns_;
  person_roles& persons_;
  std::map<std::pair<std::pair<subject, std::uint16_t>, field>, std::set<std::uint16_t>> used_;
};

// Moves given roles of which a person or an address has room for one to a contact or an address of their own.
inline std::vector<std::optional<cell_role>> without_repeats(
    const std::vector<header_meaning>& meanings, std::span<const std::optional<cell_role>> given) {
  std::vector<std::optional<cell_role>> out(given.begin(), given.end());
  std::uint16_t contacts = 0, slots = 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (meanings[i].who == "contact") contacts = std::max(contacts, meanings[i].person.value_or(1));
    if (!out[i]) continue;
    if (out[i]->whose == subject::contact) contacts = std::max(contacts, out[i]->person);
    slots = std::max(slots, out[i]->slot);
  }
  std::map<std::string, std::uint16_t> seen;  // how often each role was given
  std::map<std::pair<std::string, std::uint16_t>, std::uint16_t> rooms;
  for (std::optional<cell_role>& role : out) {
    if (!role || role->whose == subject::other) continue;
    const bool name = is_name_field(role->what) || role->what == field::dob;
    const bool address = is_address_field(role->what) || role->what == field::care_of;
    if (!name && !address) continue;
    const std::uint16_t again = seen[to_text(*role)]++;
    if (again == 0) continue;
    cell_role subject_alone = *role;
    subject_alone.what = field::none;
    const auto [room, added] =
        rooms.try_emplace({to_text(subject_alone) + (name ? "name" : "address"), again}, 0);
    if (added) room->second = name ? ++contacts : ++slots;
    if (name) {
      role->whose = subject::contact;
      role->person = room->second;
    } else {
      role->slot = room->second;
    }
  }
  return out;
}

}  // namespace detail

inline std::vector<cell_role> assign_roles(std::vector<header_meaning> meanings,
                                           std::span<const std::optional<cell_role>> given_roles) {
  const std::vector<std::optional<cell_role>> given = detail::without_repeats(meanings, given_roles);
  detail::column_set columns{std::move(meanings), given, std::vector<cell_role>(given.size())};
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!given[i]) continue;
    columns.roles[i] = *given[i];
    columns.meanings[i] = {};
  }
  detail::person_roles persons(columns);
  detail::address_roles addresses(columns, persons);
  detail::contact_roles contacts(columns, persons);
  return std::move(columns.roles);
}

}  // namespace optout
