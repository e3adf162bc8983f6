// The truth down to the cell: which columns of a row that goes are blank when only the person, or only what matched, is
// taken out. It follows from what the tables say of each column, and from what of the row answers to the request.
//
// Mode person: whom the request is about, else whose column holds the value that matched, else every owner; with them
// where mail goes, what belongs to the row's people in general, and any phone or email elsewhere that is one of theirs.
// Mode field: the phones and emails that matched, and the names of those who matched as persons at an address.
// Either way each request takes out what is its own, and what goes with a phone or an email goes with it. Facts of the
// property and agents stay.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "layouts.hpp"

#include <bitset>
#include <cstddef>
#include <span>
#include <string>

namespace optout::households {

inline constexpr std::size_t most_columns = 128;

struct blank_columns {
  std::bitset<most_columns> person, field;
};

// Requires: f.goes, and both are of one row.
blank_columns blanks_of(layout columns, const fate& f, const row_cells& cells);

// "3,7,12": the columns that are set, counted from 1.
std::string numbers_of(const std::bitset<most_columns>& columns);

// ---- details ----

namespace detail {

class blank_finder {
 public:
  blank_finder(layout columns, const fate& f, const row_cells& cells)
      : columns_(columns_of(columns)), fate_(f), cells_(cells) {}

  blank_columns find() const {
    blank_columns out;
    const unsigned persons = whom(), phones = same(fate_.phones, cells_.phone_of),
                   emails = same(fate_.emails, cells_.email_of);
    unsigned gone_phones = phones, gone_emails = emails;
    for (std::size_t before = most_columns; before != out.person.count();) {
      before = out.person.count();
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const column& c = columns_[i];
        out.person[i] = is_general(c) || is_of(c, persons) || is_one_of(c, gone_phones, gone_emails);
        if (!out.person[i]) continue;
        // The other values of a cell go with it, wherever else they stand.
        if (c.what == holds::phone) gone_phones |= values_in(c, cells_.phone_of);
        if (c.what == holds::email) gone_emails |= values_in(c, cells_.email_of);
      }
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const column& c = columns_[i];
      out.field[i] = (is_name(c.what) && is_of(c, fate_.owners)) || is_one_of(c, phones, emails);
    }
    return out;
  }

 private:
  static bool is_general(const column& c) { return c.of == whose::mailing || c.of == whose::row; }
  static bool is_of(const column& c, unsigned persons) {
    const int person = person_of(c.of);
    return person >= 0 && (persons >> person & 1) != 0;
  }
  // The values that the cells of a row hold, each by the number of the first cell that has it.
  template <std::size_t N>
  static unsigned same(unsigned held, const unsigned (&first)[N]) {
    unsigned out = 0;
    for (std::size_t i = 0; i < N; ++i)
      if ((held >> i & 1) != 0) out |= 1u << first[i];
    return out;
  }
  template <std::size_t N>
  static unsigned values_in(const column& c, const unsigned (&first)[N]) {
    return c.of == whose::other ? 0 : same(c.number, first);
  }
  bool is_one_of(const column& c, unsigned phones, unsigned emails) const {
    if (is_phone(c.what)) return (values_in(c, cells_.phone_of) & phones) != 0;
    return is_email(c.what) && (values_in(c, cells_.email_of) & emails) != 0;
  }

  // The people that the request is about, a bit each.
  unsigned whom() const {
    if (fate_.owners != 0) return fate_.owners;
    unsigned persons = 0;
    for (const column& c : columns_) {
      const bool matched = (c.what == holds::phone && (c.number & fate_.phones) != 0) ||
                           (c.what == holds::email && (c.number & fate_.emails) != 0);
      if (matched && person_of(c.of) >= 0) persons |= 1u << person_of(c.of);
    }
    return persons != 0 ? persons : 3;
  }

  std::span<const column> columns_;
  const fate& fate_;
  const row_cells& cells_;
};

}  // namespace detail

inline blank_columns blanks_of(layout columns, const fate& f, const row_cells& cells) {
  blank_columns out = detail::blank_finder(columns, f, cells).find();
  if (f.partner_emails == 0) return out;
  fate partner;
  partner.emails = f.partner_emails;
  const blank_columns also = detail::blank_finder(columns, partner, cells).find();
  out.person |= also.person;
  out.field |= also.field;
  return out;
}

inline std::string numbers_of(const std::bitset<most_columns>& columns) {
  std::string out;
  for (std::size_t i = 0; i < most_columns; ++i) {
    if (!columns[i]) continue;
    if (!out.empty()) out.push_back(',');
    out += std::to_string(i + 1);
  }
  return out;
}

}  // namespace optout::households
