// The persons of an export, from what its headers say: the first step of column_roles.hpp.
//
// Names without a subject are owner 1's. Where nobody is called an owner, the taxpayer, resident, customer,
// ... is. Everybody else who has a name is a contact, a person of their own; so is whoever a second column
// of the same name field speaks of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/header_grammar.hpp>
#include <optout/scrub/role.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace optout::detail {

// Columns on their way to roles. A column with a given role (from a map) has an empty meaning.
struct column_set {
  std::vector<header_meaning> meanings;
  std::span<const std::optional<cell_role>> given;
  std::vector<cell_role> roles;
};

class person_roles {
 public:
  // Finds the persons and gives the name columns their roles.
  explicit person_roles(column_set& columns);

  // Whose an email or a phone of nobody in particular is: the one owner's, or the row's where there are
  // several.
  cell_role implicit_person() const;
  // Whose column i is, by its header.
  cell_role subject_of(std::size_t i);
  // Whether column i speaks of somebody who has a name or a number, other than an owner.
  bool is_other_person(std::size_t i) const {
    return groups_[i] != "owner" && (groups_[i] == "other" || named_.count(groups_[i]) != 0);
  }
  bool is_owner(std::size_t i) const { return groups_[i] == "owner"; }
  bool exists(const cell_role& who) const {
    return who.whose == subject::owner ? owners_.count(who.person) != 0 : who.whose != subject::none;
  }

 private:
  static bool is_of_person(field f) { return is_name_field(f) || f == field::dob; }

  void take_given();
  void settle_ranks();
  void name_groups();
  void choose_owner();
  void count_from_one();
  void number_contacts();
  void place_names();
  void place_name(std::size_t i, std::uint16_t number);
  cell_role person_in(const std::string& group, std::uint16_t number);

  // Persons are told apart by a group (owner, contact, seller, other, ...) and a number.
  using person_key = std::pair<std::string, std::uint16_t>;

  column_set& columns_;
  std::vector<std::string> groups_;  // of each column
  std::set<std::string> named_;      // groups that are persons
  std::set<std::uint16_t> owners_;
  std::map<person_key, std::uint16_t> contacts_;  // their numbers as contacts
  std::map<person_key, std::set<field>> has_;     // the name fields that persons have
  std::uint16_t last_contact_ = 0;
};

// ---- details ----

inline person_roles::person_roles(column_set& columns) : columns_(columns) {
  take_given();
  settle_ranks();
  name_groups();
  choose_owner();
  count_from_one();
  number_contacts();
  place_names();
}

inline void person_roles::take_given() {
  for (const std::optional<cell_role>& role : columns_.given) {
    if (!role) continue;
    if (role->whose == subject::contact) last_contact_ = std::max(last_contact_, role->person);
    if (role->whose != subject::owner) continue;
    owners_.insert(role->person);
    if (is_of_person(role->what)) has_[{"owner", role->person}].insert(role->what);
  }
}

// `Primary` and `Secondary` are persons where they have names; else they count phones, emails and addresses.
inline void person_roles::settle_ranks() {
  const bool persons =
      std::any_of(columns_.meanings.begin(), columns_.meanings.end(),
                  [](const header_meaning& m) { return m.ranked && m.who.empty() && is_name_field(m.what); });
  for (header_meaning& m : columns_.meanings) {
    if (!m.ranked || !m.who.empty()) continue;
    if (persons) {
      m.who = "owner";
    } else {
      if (!m.slot && m.person != 1) m.slot = m.person;
      m.person.reset();
    }
  }
}

inline void person_roles::name_groups() {
  for (const header_meaning& m : columns_.meanings) {
    std::string group = m.who;
    if (is_of_person(m.what)) {
      if (group.empty()) group = m.mailing ? "mail" : "owner";
      if (!m.label.empty()) group += '|' + m.label;
    }
    const bool is_numbered_person = m.person && is_numbered(m.what);
    if (group != "other" && (is_name_field(m.what) || is_numbered_person)) named_.insert(group);
    groups_.push_back(std::move(group));
  }
}

inline void person_roles::choose_owner() {
  if (named_.count("owner") != 0 || !owners_.empty()) return;
  for (const char* group : {"taxpayer", "resident", "customer", "recipient", "mail", "seller", "buyer",
                            "grantee", "borrower", "grantor", "decedent", "deed", "heir"}) {
    if (named_.erase(group) == 0) continue;
    std::replace(groups_.begin(), groups_.end(), std::string(group), std::string("owner"));
    named_.insert("owner");
    return;
  }
}

// Persons count from 1, also where their columns count from 0 (`persons[0].name`).
inline void person_roles::count_from_one() {
  std::set<std::string> from_zero;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (columns_.meanings[i].person == 0) from_zero.insert(groups_[i]);
  }
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    std::optional<std::uint16_t>& person = columns_.meanings[i].person;
    if (person && from_zero.count(groups_[i]) != 0) ++*person;
  }
}

// Those who are called contacts keep the numbers of their headers; the others follow.
inline void person_roles::number_contacts() {
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const header_meaning& m = columns_.meanings[i];
    if (groups_[i] != "contact" || named_.count("contact") == 0 || m.what == field::none) continue;
    const std::uint16_t number = m.person.value_or(1);
    contacts_[{"contact", number}] = number;
    last_contact_ = std::max(last_contact_, number);
  }
}

inline cell_role person_roles::person_in(const std::string& group, std::uint16_t number) {
  if (group == "other") return {subject::other, field::none, 0, 0, field::none};
  if (group == "owner") return {subject::owner, field::none, number, 0, field::none};
  const auto [at, added] = contacts_.try_emplace({group, number}, 0);
  if (added) at->second = ++last_contact_;
  return {subject::contact, field::none, at->second, 0, field::none};
}

// Numbered names first: beside `Primary Name`, `Owner` is the one that becomes a contact.
inline void person_roles::place_names() {
  for (bool numbered : {true, false}) {
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const header_meaning& m = columns_.meanings[i];
      if (m.person.has_value() == numbered) place_name(i, m.person.value_or(1));
    }
  }
}

inline void person_roles::place_name(std::size_t i, std::uint16_t number) {
  const header_meaning& m = columns_.meanings[i];
  if (groups_[i] == "owner" && m.person && is_numbered(m.what)) owners_.insert(number);
  if (!is_of_person(m.what)) return;
  std::string group = groups_[i];
  for (int again = 2; group != "other" && !has_[{group, number}].insert(m.what).second; ++again) {
    group = groups_[i] + '#' + std::to_string(again);
  }
  cell_role& role = columns_.roles[i];
  role = person_in(group, number);
  role.what = m.what;
  if (group == "owner" && is_name_field(m.what)) owners_.insert(number);
}

inline cell_role person_roles::implicit_person() const {
  if (owners_.size() == 1) return {subject::owner, field::none, *owners_.begin(), 0, field::none};
  if (owners_.empty() && contacts_.empty()) return {subject::owner, field::none, 1, 0, field::none};
  if (owners_.empty() && contacts_.size() == 1) {
    return {subject::contact, field::none, contacts_.begin()->second, 0, field::none};
  }
  return {subject::row, field::none, 0, 0, field::none};
}

inline cell_role person_roles::subject_of(std::size_t i) {
  const std::string& group = groups_[i];
  const std::optional<std::uint16_t> number = columns_.meanings[i].person;
  const bool is_person = group == "owner" || is_other_person(i);
  if (!is_person || (group == "owner" && !number)) return implicit_person();
  if (number || group == "other") return person_in(group, number.value_or(0));
  // `Contact Phone` beside contacts 1 and 2 is some contact's.
  const auto of_group = std::count_if(contacts_.begin(), contacts_.end(),
                                      [&](const auto& c) { return c.first.first == group; });
  return of_group > 1 ? cell_role{subject::row, field::none, 0, 0, field::none} : person_in(group, 1);
}

}  // namespace optout::detail
