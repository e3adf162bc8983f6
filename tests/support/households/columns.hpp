// What each column of an export is: its name, whose it is, and what stands in it.
//
// The generator writes every cell by these tables, and the truth about cells follows from them (cell_truth.hpp):
// nothing is read off a column's name. The tables themselves are in vendor_columns.hpp and more_vendor_columns.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace optout::households {

// Contacts are persons of their own columns, and the same people as the owners of their numbers.
enum class whose : std::uint8_t {
  record,    // of no person: ids, facts of the property
  property,  // the address of the property
  mailing,   // where the row's mail goes
  row,       // the row's people, nobody of them in particular
  owner1,
  owner2,
  contact1,
  contact2,
  company,  // in a person's columns, and no owner
  other,    // agents, lenders, trustees
};

enum class holds : std::uint8_t {
  // of the record
  id,
  apn,
  year,
  occupied,
  absent,  // the same the other way round, as Y or N
  note,
  share,
  // of a person
  full_name,
  first_name,
  middle_name,
  last_name,
  name_suffix,
  dob,
  person_id,
  age,
  gender,
  likely,
  flag,
  // phones and emails, and what goes with them
  phone,
  phone_type,
  phone_dnc,
  phone_status,
  phone_carrier,
  phone_score,
  email,
  email_status,
  email_hash,
  // of an address
  line,
  unit,
  city,
  state,
  zip,
  plus4,
  county,
  whole,
  house_number,
  predirectional,
  street_name,
  street_suffix,
  postdirectional,
  unit_type,
  unit_id,
  care_of,
};

struct column {
  std::string_view name;
  whose of;
  holds what;
  unsigned number = 0;  // which of the row's phones or emails, a bit each; of an id, what it counts from
  std::string_view text = {};  // what stands in every row, if anything does
};

// The row's first phone or email, and so on, as bits. Few rows have a third, none a fourth.
inline constexpr unsigned first_value = 1, second_value = 2, third_value = 4, fourth_value = 8,
                          fifth_value = 16;

constexpr bool is_phone(holds what) {
  return what >= holds::phone && what <= holds::phone_score;
}
constexpr bool is_email(holds what) {
  return what >= holds::email && what <= holds::email_hash;
}
constexpr bool is_value(holds what) {
  return what == holds::phone || what == holds::email;
}
constexpr bool is_name(holds what) {
  return what >= holds::full_name && what <= holds::name_suffix;
}

// Which of the row's two people a column speaks of: 0 or 1; -1 for none of them.
constexpr int person_of(whose of) {
  if (of == whose::owner1 || of == whose::contact1) return 0;
  return of == whose::owner2 || of == whose::contact2 ? 1 : -1;
}

// "owner1.phone.satellite": what a reader of the export should take the column for, without the number of the value.
// Several may be right; they are separated by blanks.
std::string role_of(const column& c);

// ---- details ----

inline std::string role_of(const column& c) {
  static constexpr std::string_view subjects[] = {"record", "property", "mailing",  "row",      "owner1",
                                                  "owner2", "contact1", "contact2", "contact1", "other"};
  const auto field = [&c]() -> std::string_view {
    switch (c.what) {
      case holds::full_name: return "full_name";
      case holds::first_name: return "first_name";
      case holds::middle_name: return "middle_name";
      case holds::last_name: return "last_name";
      case holds::name_suffix: return "name_suffix";
      case holds::dob: return "dob";
      case holds::person_id: return "id";
      case holds::phone: return "phone";
      case holds::email: return "email";
      case holds::line: return "street";
      case holds::unit:
      case holds::unit_id: return "unit";
      case holds::city: return "city";
      case holds::state: return "state";
      case holds::zip: return "zip";
      case holds::whole: return "address";
      case holds::house_number: return "house_number";
      case holds::predirectional: return "predirectional";
      case holds::street_name: return "street_name";
      case holds::street_suffix: return "street_suffix";
      case holds::postdirectional: return "postdirectional";
      case holds::unit_type: return "unit_type";
      case holds::care_of: return "care_of";
      case holds::plus4:
      case holds::county: return "address.satellite";
      default:
        return is_phone(c.what) ? "phone.satellite" : is_email(c.what) ? "email.satellite" : "satellite";
    }
  };
  const std::string_view subject = subjects[static_cast<unsigned>(c.of)];
  if (c.of == whose::record) return "record";
  std::string role = std::string(subject) + "." + std::string(field());
  // A line alone may be a whole address, and the second line a unit.
  if (c.what == holds::line) role += " " + std::string(subject) + ".address";
  if (c.what == holds::unit) role += " " + std::string(subject) + ".street2";
  return role;
}

}  // namespace optout::households
