// How an export's cells are understood: which cell is whose, and what it holds.
//
// A cell is named by its path: a CSV column's header, later a JSON path. A schema is the list of an export's
// cells in order, each with a role. From the roles follow the persons of a row, their identifiers and the
// addresses: `schema` derives that grouping once, the scrubber walks it for every row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/role.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace optout {

// One cell of an export: its path, and what it was taken for.
struct cell {
  std::string path;
  cell_role role;
  float confidence = 0;         // 0 to 1: how well header and content agree; 1 when a map says so
  bool looks_personal = false;  // not matched, but its content looks like phones or emails
  std::string why = {};         // what speaks for the role, in a few words; never a cell's content
};

inline constexpr std::uint32_t no_cell = 0xFFFFFFFF;

// The cells of one address, each an index into schema::cells or no_cell.
struct address_cells_of {
  subject whose = subject::property;  // property, mailing; owner or contact for a person's own
  std::uint16_t person = 0;
  std::uint16_t slot = 0;
  std::uint32_t whole = no_cell, street = no_cell, street2 = no_cell, unit = no_cell, city = no_cell,
                state = no_cell, zip = no_cell;
  std::uint32_t house_number = no_cell, predirectional = no_cell, street_name = no_cell,
                street_suffix = no_cell, postdirectional = no_cell, unit_type = no_cell;
  std::uint32_t care_of = no_cell;
};

// The cells of one person.
struct person_cells {
  subject whose = subject::owner;
  std::uint16_t person = 0;
  std::uint32_t full_name = no_cell, first_name = no_cell, middle_name = no_cell, last_name = no_cell,
                name_suffix = no_cell, dob = no_cell;
  std::vector<std::uint32_t> emails, phones;
  std::vector<std::uint32_t> devices;  // and vehicles, as their roles say
  // Indices into schema::addresses(): the person's own, then mailing and property; for contacts the owners'
  // too.
  std::vector<std::uint32_t> addresses;
};

// The cells of an export and what follows from their roles, derived once. Where two cells claim one place
// of a person or an address, the first has it: detection gives the second a place of its own
// (column_roles.hpp).
class schema {
 public:
  schema() = default;
  explicit schema(std::vector<cell> cells);

  const std::vector<cell>& cells() const noexcept { return cells_; }
  const std::vector<person_cells>& persons() const noexcept { return persons_; }
  const std::vector<address_cells_of>& addresses() const noexcept { return addresses_; }
  // Phones and emails that belong to the row.
  const std::vector<std::uint32_t>& row_emails() const noexcept { return row_emails_; }
  const std::vector<std::uint32_t>& row_phones() const noexcept { return row_phones_; }
  const std::vector<std::uint32_t>& row_devices() const noexcept { return row_devices_; }

  // Whether anything here can name a consumer: an email, a phone, or a name with a street.
  bool can_match() const noexcept;
  // The same in what hashed lists alone know: a device, or a name with a birth date and a ZIP code.
  bool can_match_hashed() const noexcept;

 private:
  person_cells& person_of(const cell_role& role);
  address_cells_of& address_of(const cell_role& role);
  void place(const cell_role& role, std::uint32_t index);
  void give_addresses();

  std::vector<cell> cells_;
  std::vector<person_cells> persons_;
  std::vector<address_cells_of> addresses_;
  std::vector<std::uint32_t> row_emails_, row_phones_, row_devices_;
};

// "owner1": whose cells they are.
inline std::string to_text(const person_cells& person) {
  return to_text({person.whose, field::none, person.person, 0, field::none});
}

// ---- details ----

namespace detail {

// The cell of a person or an address that a field fills; null where it fills none.
inline std::uint32_t* place_in(person_cells& person, field what) {
  switch (what) {
    case field::full_name: return &person.full_name;
    case field::first_name: return &person.first_name;
    case field::middle_name: return &person.middle_name;
    case field::last_name: return &person.last_name;
    case field::name_suffix: return &person.name_suffix;
    case field::dob: return &person.dob;
    default: return nullptr;
  }
}

inline std::uint32_t* place_in(address_cells_of& address, field what) {
  switch (what) {
    case field::address: return &address.whole;
    case field::street: return &address.street;
    case field::street2: return &address.street2;
    case field::unit: return &address.unit;
    case field::city: return &address.city;
    case field::state: return &address.state;
    case field::zip: return &address.zip;
    case field::house_number: return &address.house_number;
    case field::predirectional: return &address.predirectional;
    case field::street_name: return &address.street_name;
    case field::street_suffix: return &address.street_suffix;
    case field::postdirectional: return &address.postdirectional;
    case field::unit_type: return &address.unit_type;
    case field::care_of: return &address.care_of;
    default: return nullptr;
  }
}

}  // namespace detail

inline schema::schema(std::vector<cell> cells) : cells_(std::move(cells)) {
  for (std::uint32_t i = 0; i < cells_.size(); ++i) place(cells_[i].role, i);
  give_addresses();
}

inline person_cells& schema::person_of(const cell_role& role) {
  for (person_cells& p : persons_) {
    if (p.whose == role.whose && p.person == role.person) return p;
  }
  person_cells& added = persons_.emplace_back();
  added.whose = role.whose;
  added.person = role.person;
  return added;
}

inline address_cells_of& schema::address_of(const cell_role& role) {
  for (address_cells_of& a : addresses_) {
    if (a.whose == role.whose && a.person == role.person && a.slot == role.slot) return a;
  }
  address_cells_of& added = addresses_.emplace_back();
  added.whose = role.whose;
  added.person = role.person;
  added.slot = role.slot;
  return added;
}

inline void schema::place(const cell_role& role, std::uint32_t index) {
  const bool of_person = role.whose == subject::owner || role.whose == subject::contact;
  const bool of_place = role.whose == subject::property || role.whose == subject::mailing;
  if (!of_person && !of_place && role.whose != subject::row) return;

  const auto put = [&](std::vector<std::uint32_t> person_cells::*of_one, std::vector<std::uint32_t>& of_row) {
    if (of_place) return;
    (of_person ? person_of(role).*of_one : of_row).push_back(index);
  };
  if (role.what == field::email) return put(&person_cells::emails, row_emails_);
  if (role.what == field::phone) return put(&person_cells::phones, row_phones_);
  if (is_device_field(role.what)) return put(&person_cells::devices, row_devices_);
  if (role.whose == subject::row) return;
  std::uint32_t* at = nullptr;
  if (is_address_field(role.what) || role.what == field::care_of) {
    at = detail::place_in(address_of(role), role.what);
  } else if (of_person && (is_name_field(role.what) || role.what == field::dob)) {
    at = detail::place_in(person_of(role), role.what);
  }
  if (at != nullptr && *at == no_cell) *at = index;
}

inline void schema::give_addresses() {
  for (person_cells& person : persons_) {
    const auto give = [&](auto&& wanted) {
      for (std::uint32_t i = 0; i < addresses_.size(); ++i) {
        if (wanted(addresses_[i])) person.addresses.push_back(i);
      }
    };
    const auto own = [&](const address_cells_of& a) {
      return a.whose == person.whose && a.person == person.person;
    };
    give(own);
    give([](const address_cells_of& a) { return a.whose == subject::mailing; });
    give([](const address_cells_of& a) { return a.whose == subject::property; });
    if (person.whose == subject::contact) {
      give([](const address_cells_of& a) { return a.whose == subject::owner; });
    }
  }
}

inline bool schema::can_match() const noexcept {
  if (!row_emails_.empty() || !row_phones_.empty()) return true;
  for (const person_cells& person : persons_) {
    if (!person.emails.empty() || !person.phones.empty()) return true;
    if (person.full_name == no_cell && person.first_name == no_cell && person.last_name == no_cell) continue;
    for (std::uint32_t i : person.addresses) {
      const address_cells_of& a = addresses_[i];
      if (a.whole != no_cell || a.street != no_cell || a.street_name != no_cell) return true;
    }
  }
  return false;
}

inline bool schema::can_match_hashed() const noexcept {
  const auto matches = [this](const person_cells& p) {
    const bool named = p.full_name != no_cell || p.first_name != no_cell || p.last_name != no_cell;
    const auto has_zip = [this](std::uint32_t i) {
      return addresses_[i].zip != no_cell || addresses_[i].whole != no_cell;
    };
    return !p.devices.empty() ||
           (named && p.dob != no_cell && std::any_of(p.addresses.begin(), p.addresses.end(), has_zip));
  };
  return !row_devices_.empty() || std::any_of(persons_.begin(), persons_.end(), matches);
}

}  // namespace optout
