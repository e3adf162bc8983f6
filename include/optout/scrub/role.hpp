// What one cell of an export holds, and of whom: a role, and roles as text.
//
// Roles are written as text in map files and in `optout explain`:
//
//   owner1.first_name   owner2.email3   contact1.phone   owner1.street (mailing address of that owner)
//   mailing.street      the mailing address of every owner        property.zip    the property's address
//   row.phone2          somebody of the row, nobody in particular  record.id       about no person
//   owner1.phone1.satellite   what goes with a value: its type, DNC flag, carrier, score, hash
//   owner1.satellite          what goes with the person: age, gender, a litigator flag
//   property.address          a whole address in one cell
//   property.address2.street  a cell of the second address of a subject
//   record                    about the property or the row, and no person
//   ignore                    known, and holds nothing that names a person
//   (an unmapped cell has no role)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// Whom a cell speaks of.
enum class subject : std::uint8_t {
  none,      // unmapped
  ignored,   // known to name nobody
  record,    // the row as such: ids, facts of the property
  row,       // somebody of the row, nobody in particular (an unnumbered phone beside two owners)
  owner,     // owner 1, 2, ... (primary = 1, secondary = 2; a plain first_name,last_name is owner 1)
  contact,   // contact 1, 2, ...: a person of their own beside the owners
  property,  // the property's address: counts for every owner
  mailing,   // the mailing address: counts for every owner
  other,     // an agent, lender or trustee: never matched as the owner
};

// What a cell holds.
enum class field : std::uint8_t {
  none,
  full_name,
  first_name,
  middle_name,
  last_name,
  name_suffix,
  care_of,
  email,
  phone,
  phone_extension,
  dob,
  // Vehicles and devices, which lists that others have hashed know.
  maid,
  vin,
  ctvid,
  // An address: `address` is all of it in one cell; the last six are the pieces of a street line.
  address,
  street,
  street2,
  unit,
  city,
  state,
  zip,
  house_number,
  predirectional,
  street_name,
  street_suffix,
  postdirectional,
  unit_type,
  satellite,  // belongs to another cell of the same subject and slot
  id,         // a persistent id or hash of the person
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(field::id) + 1;

struct cell_role {
  subject whose = subject::none;
  field what = field::none;
  std::uint16_t person = 0;  // owner or contact number, from 1; 0 where the subject is not a person
  std::uint16_t slot = 0;    // phone 3, email 2; 0 when there is only one
  field satellite_of = field::none;

  friend bool operator==(const cell_role&, const cell_role&) = default;
};

// "owner1.email2" and back; nothing for text that is no role. A person without a number is the first.
std::string to_text(const cell_role& role);
std::optional<cell_role> role_from_text(std::string_view text);

constexpr bool is_address_field(field f) {
  return f >= field::address && f <= field::unit_type;
}
constexpr bool is_device_field(field f) {
  return f == field::maid || f == field::vin || f == field::ctvid;
}
constexpr bool is_name_field(field f) {
  return f >= field::full_name && f <= field::name_suffix;
}

// ---- details ----

namespace detail {

struct field_name {
  field what;
  std::string_view name;
};
inline constexpr field_name field_names[] = {
    {field::full_name, "full_name"},
    {field::first_name, "first_name"},
    {field::middle_name, "middle_name"},
    {field::last_name, "last_name"},
    {field::name_suffix, "name_suffix"},
    {field::care_of, "care_of"},
    {field::email, "email"},
    {field::phone, "phone"},
    {field::phone_extension, "phone_extension"},
    {field::dob, "dob"},
    {field::maid, "maid"},
    {field::vin, "vin"},
    {field::ctvid, "ctvid"},
    {field::address, "address"},
    {field::street, "street"},
    {field::street2, "street2"},
    {field::unit, "unit"},
    {field::city, "city"},
    {field::state, "state"},
    {field::zip, "zip"},
    {field::house_number, "house_number"},
    {field::predirectional, "predirectional"},
    {field::street_name, "street_name"},
    {field::street_suffix, "street_suffix"},
    {field::postdirectional, "postdirectional"},
    {field::unit_type, "unit_type"},
    {field::satellite, "satellite"},
    {field::id, "id"},
};
inline constexpr std::string_view subject_names[] = {
    "", "ignore", "record", "row", "owner", "contact", "property", "mailing", "other",
};

inline std::string_view name_of(field what) {
  for (const field_name& f : field_names) {
    if (f.what == what) return f.name;
  }
  return {};
}

inline field field_named(std::string_view name) {
  for (const field_name& f : field_names) {
    if (f.name == name) return f.what;
  }
  return field::none;
}

// Fields of which a subject may have several, each with a number.
inline bool is_numbered(field what) {
  return what == field::email || what == field::phone || what == field::phone_extension ||
         is_device_field(what);
}

// Whether such a role means something: a property has no email, the row no name.
inline bool is_meaningful(const cell_role& role) {
  const field what =
      role.what == field::satellite && role.satellite_of != field::none ? role.satellite_of : role.what;
  switch (role.whose) {
    case subject::none:
    case subject::ignored: return role.what == field::none;
    case subject::record: return role.what == field::none || role.what == field::id;
    case subject::row: return is_numbered(what) || what == field::satellite || what == field::id;
    case subject::property:
    case subject::mailing: return is_address_field(what) || what == field::care_of;
    case subject::owner:
    case subject::contact:
    case subject::other: return role.what != field::none;
  }
  return false;
}

// Takes the digits off the end of `text` and gives the number they make; 0 without digits, none out of range.
inline std::optional<std::uint16_t> take_number(std::string_view& text) {
  std::size_t start = text.size();
  while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9') --start;
  const std::string_view digits = text.substr(start);
  if (digits.empty()) return 0;
  std::uint16_t number = 0;
  for (char c : digits) number = static_cast<std::uint16_t>(number * 10 + (c - '0'));
  if (digits.size() > 4 || number == 0) return std::nullopt;
  text = text.substr(0, start);
  return number;
}

}  // namespace detail

inline std::string to_text(const cell_role& role) {
  if (role.whose == subject::none) return {};
  std::string out(detail::subject_names[static_cast<std::size_t>(role.whose)]);
  if (role.whose == subject::owner || role.whose == subject::contact) out += std::to_string(role.person);
  if (role.what == field::none) return out;

  const bool satellite = role.what == field::satellite;
  const field value = satellite ? role.satellite_of : role.what;
  const std::string number = role.slot == 0 ? std::string() : std::to_string(role.slot);
  if (value != field::none) {
    if ((is_address_field(value) || value == field::care_of) && value != field::address && role.slot != 0) {
      out += ".address" + number;
    }
    out += '.' + std::string(detail::name_of(value));
    if (detail::is_numbered(value) || value == field::address) out += number;
  }
  if (satellite) out += ".satellite";
  return out;
}

inline std::optional<cell_role> role_from_text(std::string_view text) {
  cell_role role;
  std::vector<std::string_view> parts;
  for (std::size_t dot = text.find('.'); dot != text.npos; dot = text.find('.')) {
    parts.push_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  parts.push_back(text);
  if (parts.size() > 4) return std::nullopt;

  std::string_view name = parts.front();
  const auto person = detail::take_number(name);
  for (std::size_t s = 1; s < std::size(detail::subject_names); ++s) {
    if (name == detail::subject_names[s]) role.whose = static_cast<subject>(s);
  }
  const bool of_person = role.whose == subject::owner || role.whose == subject::contact;
  if (role.whose == subject::none || !person || (*person != 0 && !of_person)) return std::nullopt;
  if (of_person) role.person = *person == 0 ? 1 : *person;

  for (std::size_t i = 1; i < parts.size(); ++i) {
    std::string_view word = parts[i];
    field what = detail::field_named(word);  // `street2` is a field of its own
    std::uint16_t slot = 0;
    if (what == field::none) {
      const auto number = detail::take_number(word);
      what = detail::field_named(word);
      if (!number || !(detail::is_numbered(what) || what == field::address)) return std::nullopt;
      slot = *number;
    }
    const bool inside =
        role.what == field::address && i == 2 && (is_address_field(what) || what == field::care_of);
    if (what == field::satellite) {
      if (i + 1 != parts.size()) return std::nullopt;
      role.satellite_of = role.what;
    } else if (i != 1 && (!inside || slot != 0)) {
      return std::nullopt;
    }
    role.what = what;
    if (i == 1) role.slot = slot;
  }
  if (!detail::is_meaningful(role)) return std::nullopt;
  return role;
}

}  // namespace optout
