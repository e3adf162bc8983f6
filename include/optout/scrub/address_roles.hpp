// Whose each address column is, and which columns make one address: the second step of column_roles.hpp.
//
// A bare `address, city, state, zip` is the property's, and the mailing address when the property has its
// own; bare pieces complete an address that lacks them. `owner_address` of no numbered owner is a mailing
// address. A second address of one subject takes the next number.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/person_roles.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace optout::detail {

class address_roles {
 public:
  // Gives the address columns their roles.
  address_roles(column_set& columns, person_roles& persons);

 private:
  // One address: whose, and the words or the number that set it apart from others of the same subject.
  // `bare` addresses are under subject::none until their subject is found.
  struct address_key {
    subject whose = subject::none;
    std::uint16_t person = 0;
    std::string label;
    auto operator<=>(const address_key&) const = default;
  };

  bool is_address(std::size_t i) const;
  field piece(std::size_t i) const;
  void settle_lines();
  void settle_suffixes();
  void key_columns(person_roles& persons);
  void count_pieces();
  void place_bare();
  void rename(const address_key& from, const address_key& to);
  void split_repeats();
  void number_addresses();
  void place_columns();

  bool has_street(const std::set<field>& pieces) const {
    return pieces.count(field::address) + pieces.count(field::street) + pieces.count(field::street_name) != 0;
  }

  column_set& columns_;
  std::vector<address_key> keys_;  // of each column
  std::map<address_key, std::set<field>> pieces_;
  std::vector<address_key> order_;  // addresses as they appear
  std::map<address_key, std::uint16_t> numbers_;
};

// ---- details ----

inline address_roles::address_roles(column_set& columns, person_roles& persons)
    : columns_(columns), keys_(columns.meanings.size()) {
  settle_lines();
  settle_suffixes();
  key_columns(persons);
  count_pieces();
  place_bare();
  split_repeats();
  number_addresses();
  place_columns();
}

inline bool address_roles::is_address(std::size_t i) const {
  const header_meaning& m = columns_.meanings[i];
  return is_address_field(m.what) || m.what == field::care_of ||
         (m.what == field::satellite &&
          (is_address_field(m.satellite_of) || m.satellite_of == field::care_of));
}

// An `Address` that does not say that it is whole counts as a street until its neighbours are known.
inline field address_roles::piece(std::size_t i) const {
  const header_meaning& m = columns_.meanings[i];
  return m.what == field::address && !m.whole ? field::street : m.what;
}

// `Address 2` beside `City 2` is a second address, and else the second line of one.
inline void address_roles::settle_lines() {
  std::set<std::tuple<std::string, bool, std::uint16_t>> numbered;
  for (const header_meaning& m : columns_.meanings) {
    if ((m.what == field::city || m.what == field::zip) && m.slot)
      numbered.insert({m.who, m.mailing, *m.slot});
  }
  for (header_meaning& m : columns_.meanings) {
    if (m.line == 0 || numbered.count({m.who, m.mailing, m.line}) == 0) continue;
    m.slot = m.line;
    m.what = field::address;
    m.satellite_of = field::none;
  }
}

// A bare `Suffix` among the pieces of a street is the street's.
inline void address_roles::settle_suffixes() {
  for (std::size_t i = 1; i < columns_.meanings.size(); ++i) {
    const field before = columns_.meanings[i - 1].what;
    header_meaning& m = columns_.meanings[i];
    if (m.what != field::name_suffix || !m.who.empty() || columns_.given[i]) continue;
    if (before == field::street || (before >= field::house_number && before <= field::postdirectional)) {
      m.what = field::street_suffix;
    }
  }
}

inline void address_roles::key_columns(person_roles& persons) {
  bool mailing_street = false;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const header_meaning& m = columns_.meanings[i];
    mailing_street = mailing_street || (m.mailing && is_address(i) && piece(i) == field::street);
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const header_meaning& m = columns_.meanings[i];
    if (!is_address(i)) continue;
    address_key& key = keys_[i];
    key.label = m.label;
    if (m.slot) key.label += '#' + std::to_string(*m.slot);
    if (persons.is_other_person(i) || (persons.is_owner(i) && m.person)) {
      const cell_role who = persons.subject_of(i);
      key.whose = who.whose == subject::row ? subject::mailing : who.whose;
      key.person = who.person;
      if (m.mailing && !m.who.empty() && m.who != "recipient" && m.who != "mail") key.label += "@mail";
    } else if (m.property) {
      key.whose = subject::property;
    } else if (m.mailing || !m.who.empty()) {
      key.whose = subject::mailing;
      if (!m.mailing && mailing_street) key.label += '@' + m.who;
    } else if (!key.label.empty() && key.label[0] != '#') {
      key.whose = subject::property;
    }
  }
}

inline void address_roles::count_pieces() {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (const auto& given = columns_.given[i]) {
      if (is_address_field(given->what)) {
        const address_key key{given->whose, given->person, {}};
        pieces_[key].insert(given->what);
        if (given->slot == 0) numbers_[key] = 0;
      }
    } else if (is_address(i) && columns_.meanings[i].what != field::satellite) {
      pieces_[keys_[i]].insert(piece(i));
    }
  }
  // "owner 1 mailing address" is apart from "owner 1 address" only where both are there.
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    address_key plain = keys_[i];
    if (!plain.label.ends_with("@mail")) continue;
    plain.label.resize(plain.label.size() - 5);
    if (pieces_.count(plain) == 0) rename(keys_[i], plain);
  }
}

inline void address_roles::rename(const address_key& from, const address_key& to) {
  const address_key old = from;  // `from` may be one of the keys
  for (address_key& key : keys_) {
    if (key == old) key = to;
  }
  if (const auto at = pieces_.find(old); at != pieces_.end()) {
    const std::set<field> moved = at->second;
    pieces_.erase(at);
    pieces_[to].insert(moved.begin(), moved.end());
  }
}

// Bare columns complete the first address that lacks them, or are one of their own.
inline void address_roles::place_bare() {
  const address_key bare{};
  const std::set<field> mine = pieces_[bare];
  const auto completes = [&](const address_key& key) {
    const auto at = pieces_.find(key);
    const std::set<field> theirs = at == pieces_.end() ? std::set<field>() : at->second;
    for (field f : {field::street, field::address, field::street_name, field::city, field::zip}) {
      if (mine.count(f) != 0 && theirs.count(f) != 0) return false;
    }
    if (has_street(mine)) return !has_street(theirs);
    return has_street(theirs);
  };
  address_key target{subject::property, 0, "bare"};
  if (completes({subject::property, 0, {}})) {
    target = {subject::property, 0, {}};
  } else if (completes({subject::mailing, 0, {}})) {
    target = {subject::mailing, 0, {}};
  } else if (!has_street(mine)) {
    for (const auto& [key, theirs] : pieces_) {
      if (key.whose != subject::none && key.whose != subject::other && completes(key)) {
        target = key;
        break;
      }
    }
  }
  pieces_.erase(bare);
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (is_address(i) && keys_[i] == bare) pieces_[target].insert(piece(i));
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (!is_address(i) || keys_[i].whose != subject::none) continue;
    if (keys_[i].label.empty()) {
      keys_[i] = target;
    } else {
      keys_[i].whose = target.whose;  // `City 2` beside `City`
      keys_[i].person = target.person;
    }
  }
}

// A second column of one piece is the piece of another address.
inline void address_roles::split_repeats() {
  // A street of its own makes `Address` the whole; so does the house number make `Street` its name.
  std::map<address_key, std::set<field>> explicit_pieces;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (is_address(i)) explicit_pieces[keys_[i]].insert(columns_.meanings[i].what);
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (!is_address(i)) continue;
    header_meaning& m = columns_.meanings[i];
    const std::set<field>& with = explicit_pieces[keys_[i]];
    if (m.what == field::street && with.count(field::house_number) != 0) m.what = field::street_name;
    if (m.what == field::address && (with.count(field::street) + with.count(field::street_name)) != 0)
      m.whole = true;
  }
  std::map<address_key, std::set<field>> seen;
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (const auto& given = columns_.given[i]; given && given->slot == 0) {
      seen[{given->whose, given->person, {}}].insert(given->what);
    }
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (!is_address(i)) continue;
    if (columns_.meanings[i].what != field::satellite) {
      const std::string label = keys_[i].label;
      for (int again = 2; !seen[keys_[i]].insert(piece(i)).second; ++again) {
        keys_[i].label = label + '/' + std::to_string(again);
      }
    }
    if (std::find(order_.begin(), order_.end(), keys_[i]) == order_.end()) order_.push_back(keys_[i]);
  }
  pieces_ = std::move(seen);
}

inline void address_roles::number_addresses() {
  std::stable_sort(order_.begin(), order_.end(), [](const address_key& a, const address_key& b) {
    return a.label.empty() && !b.label.empty();
  });
  std::map<std::pair<subject, std::uint16_t>, std::set<std::uint16_t>> used;
  for (const auto& given : columns_.given) {
    if (given && is_address_field(given->what)) used[{given->whose, given->person}].insert(given->slot);
  }
  for (const address_key& key : order_) {
    if (numbers_.count(key) != 0) continue;  // completes a given address
    std::set<std::uint16_t>& taken = used[{key.whose, key.person}];
    std::uint16_t number = 0;
    while (!taken.insert(number).second) number = static_cast<std::uint16_t>(number == 0 ? 2 : number + 1);
    numbers_[key] = number;
  }
}

inline void address_roles::place_columns() {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (!is_address(i)) continue;
    header_meaning& m = columns_.meanings[i];
    std::set<field>& with = pieces_[keys_[i]];
    cell_role& role = columns_.roles[i];
    // `ZIP+4` without a ZIP beside it holds both.
    if (m.what == field::satellite && m.satellite_of == field::zip && !with.empty() &&
        with.insert(field::zip).second) {
      m.what = field::zip;
    }
    if (m.what == field::satellite && with.empty()) {  // a county, but no address
      role = {subject::record, field::none, 0, 0, field::none};
      continue;
    }
    role = {keys_[i].whose, m.what, keys_[i].person, numbers_[keys_[i]], field::none};
    if (m.what == field::satellite) role.satellite_of = field::address;
    const bool has_rest = with.count(field::city) + with.count(field::zip) != 0;
    if (m.what == field::address && !m.whole && has_rest) role.what = field::street;
  }
}

}  // namespace optout::detail
