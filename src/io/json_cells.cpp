// SPDX-License-Identifier: Apache-2.0
#include "json_cells.hpp"

#include <algorithm>
#include <utility>

namespace optout::detail {
namespace {

// Behind every rank that a key's length can be.
constexpr unsigned stopgap = 1u << 30;

bool is_of_person(const path_role& role) {
  return role.whose == subject::owner || role.whose == subject::contact;
}

field value_of(const path_role& role) {
  return role.what == field::satellite ? role.satellite_of : role.what;
}

bool is_of_address(field value) {
  return is_address_field(value) || value == field::care_of;
}

}  // namespace

std::uint32_t json_cells::add(std::string path, path_role role, bool is_repeated) {
  leaf added{std::move(path), std::move(role), is_repeated};
  if (is_of_person(added.role)) {
    const auto [at, is_new] =
        anchor_ids_.try_emplace(added.role.anchor, static_cast<std::uint32_t>(anchors_.size()));
    if (is_new) anchors_.push_back({at->first, added.role.whose});
    added.anchor = at->second;
    if (is_name_field(added.role.what)) {
      const auto next = static_cast<std::uint32_t>(bearers_.size());
      const auto [bearer_at, is_new_bearer] = bearer_ids_.try_emplace({added.anchor, added.role.name}, next);
      if (is_new_bearer) {
        bearers_.push_back({added.anchor, added.role.one_of_several});
        anchor& who = anchors_[added.anchor];
        for (const std::uint32_t other : who.bearers) {
          who.may_be_several =
              who.may_be_several || (added.role.one_of_several && bearers_[other].one_of_several);
        }
        who.bearers.push_back(next);
      }
      added.bearer = bearer_at->second;
    }
  }
  leaves_.push_back(std::move(added));
  return static_cast<std::uint32_t>(leaves_.size() - 1);
}

bool json_cells::build() {
  targets_.clear();
  cells_.clear();
  shared_cells_.clear();
  slots_.clear();
  last_slots_.clear();
  property_places_.clear();
  owners_ = contacts_ = 0;
  number_persons();
  if (std::max(owners_, contacts_) > most_persons) return false;
  for (const leaf& one : leaves_) {
    if (one.role.whose == subject::property) property_places_.insert(one.role.place);
  }
  for (std::uint32_t i = 0; i < leaves_.size(); ++i) place(i);
  layout_ = schema(cells_);
  return true;
}

void json_cells::number_persons() {
  const auto next = [this](subject whose) {
    std::uint32_t& last = whose == subject::owner ? owners_ : contacts_;
    return static_cast<std::uint16_t>(++last);
  };
  anchors_by_number_.clear();
  for (std::uint32_t a = 0; a < anchors_.size(); ++a) {
    anchor& who = anchors_[a];
    who.person = next(who.whose);
    anchors_by_number_[{who.whose, who.person}] = a;
    for (std::size_t i = 0; i < who.bearers.size(); ++i) {
      bearer& one = bearers_[who.bearers[i]];
      one.person = i == 0 ? who.person : next(who.whose);
      anchors_by_number_[{who.whose, one.person}] = a;
    }
  }
}

std::uint32_t json_cells::anchor_of(const cell_role& role) const {
  const auto at = anchors_by_number_.find({role.whose, role.person});
  return at == anchors_by_number_.end() ? none : at->second;
}

void json_cells::place(std::uint32_t i) {
  leaf& one = leaves_[i];
  one.first_target = static_cast<std::uint32_t>(targets_.size());
  one.targets = 0;
  const field value = value_of(one.role);
  cell_role role{one.role.whose, one.role.what, 0, 0, one.role.satellite_of};
  if (one.role.whose == subject::none || one.role.whose == subject::ignored ||
      one.role.whose == subject::record || one.role.whose == subject::other) {
    return;
  }
  if (one.role.whose == subject::row) {
    role.slot = slot_of(role.whose, 0, one.role.place, value);
    return put(one, role, when::always, false, one.role.rank);
  }
  if (is_of_address(value)) return place_address(one, role);
  const anchor& who = anchors_[one.anchor];
  role.person = who.person;
  if (is_numbered(value)) return place_value(one, who, role);
  if (one.bearer != none) {
    role.person = bearers_[one.bearer].person;
    return put(one, role, when::always, true, one.role.rank);
  }
  put(one, role, when::always, role.what == field::dob, one.role.rank);
}

void json_cells::place_value(leaf& one, const anchor& who, cell_role role) {
  role.slot = slot_of(role.whose, role.person, one.role.place, value_of(one.role));
  const bool maybe_rows = who.may_be_several || who.path.empty();
  put(one, role, maybe_rows ? when::one : when::always, false, one.role.rank);
  if (!maybe_rows) return;
  role.whose = subject::row;
  role.person = 0;
  role.slot = slot_of(role.whose, 0, one.role.place, value_of(one.role));
  put(one, role, when::several, false, one.role.rank);
}

void json_cells::place_address(leaf& one, cell_role role) {
  const bool shared = role.what != field::satellite;
  if (!is_of_person(one.role)) {
    role.slot = slot_of(role.whose, 0, one.role.place, field::address);
    put(one, role, when::always, shared, one.role.rank);
    const std::string named = one.role.place + "/property";
    if (one.role.completes_property && shared && property_places_.count(named) != 0) {
      role.slot = slot_of(role.whose, 0, named, field::address);
      put(one, role, when::always, true, one.role.rank + stopgap);
    }
    return;
  }
  const anchor& who = anchors_[one.anchor];
  role.person = who.person;
  role.slot = slot_of(role.whose, role.person, one.role.place, field::address);
  put(one, role, when::always, shared, one.role.rank);
  // The first bearer has the anchor's own number.
  for (std::size_t i = 1; i < who.bearers.size(); ++i) {
    role.person = bearers_[who.bearers[i]].person;
    role.slot = slot_of(role.whose, role.person, one.role.place, field::address);
    put(one, role, when::is_named, shared, one.role.rank);
    targets_.back().bearer = who.bearers[i];
  }
}

void json_cells::put(leaf& one, const cell_role& role, when condition, bool shared, unsigned rank) {
  auto index = static_cast<std::uint32_t>(cells_.size());
  if (shared) index = shared_cells_.try_emplace(to_text(role), index).first->second;
  if (index == cells_.size()) cells_.push_back({one.path, role, 1, false, {}});
  targets_.push_back({index, rank, condition, none});
  ++one.targets;
}

// The number of a place among those of its subject. Phones count 1, 2, 3; addresses 0, 2, 3: one without a number
// is the first.
std::uint16_t json_cells::slot_of(subject whose, std::uint16_t person, const std::string& place, field what) {
  const auto [at, is_new] = slots_.try_emplace({whose, person, place, what}, what == field::address ? 0 : 1);
  if (!is_new) return at->second;
  const auto [last, is_first] = last_slots_.try_emplace({whose, person, what}, at->second);
  if (!is_first)
    at->second = last->second = static_cast<std::uint16_t>(last->second == 0 ? 2 : last->second + 1);
  return at->second;
}

}  // namespace optout::detail
