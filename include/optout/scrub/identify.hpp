// From a row's cells to the identifiers that can name a consumer: the one walk that exports, requests and single
// look-ups share, so that both sides of a match always see the same canonical forms.
//
// Per row: every email and phone of every cell that holds some (several in a cell count each), every plausible
// reading of every person's name at every address that counts for that person, and every address by itself. Names
// and addresses are combined within one person, never across two. Extensions of phones are left out, but for the strict
// kinds.
//
// Most persons of an export share no name and ZIP code with anybody on a list, so that their addresses need not be
// read: narrow() makes the keys that tell.
//
// At level aggressive the two sides of a match have forms of their own (normalize/alternates.hpp): requests are walked as
// side::list, and a request keeps at most `most_alternates` of the forms that differ from it, the nearest ones.
//
// A row_identifier belongs to one thread and one schema; it allocates when it is made, not per row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>
#include <optout/normalize/address.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/person_at.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/spreadsheet.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/normalize/zip.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/hit.hpp>
#include <optout/scrub/row_addresses.hpp>
#include <optout/scrub/schema.hpp>
#include <optout/scrub/wanted.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace optout {

// Where an identifier was found.
struct identifier_place {
  kind what;
  std::uint16_t person;  // index into schema::persons(), or nobody
  std::uint32_t cell;    // index into schema::cells(): the value, the person's name, or the street
};

class row_identifier {
 public:
  // The alternates of its persons at addresses that a request keeps.
  static constexpr std::size_t most_alternates = 256;

  // `layout` must outlive the identifier.
  row_identifier(const schema& layout, const wanted_kinds& wanted, side s = side::probe);

  // Reports each identifier of the row:
  //   sink.found(identifier_place, canonical)   the text lives until the next call of the sink
  //   sink.junk(identifier_place)               a value that is none of its kind, so that nothing can match it
  //   sink.rounded(identifier_place)            junk that was a phone or a ZIP code until a spreadsheet rounded it
  //   sink.repaired(cell)                       a cell that is not UTF-8
  template <typename Sink>
  void walk(const batch& rows, std::size_t row, Sink&& sink) {
    walk_values(rows, row, sink);
    walk_persons(rows, row, sink);
  }
  // The two halves of it: emails and phones; persons and addresses, of all persons or of some.
  template <typename Sink>
  void walk_values(const batch& rows, std::size_t row, Sink&& sink);
  template <typename Sink>
  void walk_persons(const batch& rows, std::size_t row, Sink&& sink, person_set who = person_set::all());

  // The emails and phones of every row, column by column: sink.at(row, text) tells what is read next.
  template <typename Sink>
  void walk_all_values(const batch& rows, Sink&& sink);

  // Reports each person's name with each ZIP code of its addresses, as kind::person_zip; and what walk_persons() would
  // say of junk and repairs, but for addresses that are junk. False, and no identifier reported, if an address has no
  // ZIP code in a cell of its own: walk_persons() has to read it.
  template <typename Sink>
  bool narrow(const batch& rows, std::size_t row, Sink&& sink);

  // Whether the last row walked had more alternates than are kept.
  bool capped() const noexcept { return capped_; }
  // How many addresses were read since the identifier was made.
  std::uint64_t addresses_read() const noexcept { return addresses_.count(); }

 private:
  template <kind What, typename Sink>
  [[gnu::always_inline]] inline void value(std::string_view text, const identifier_place& place, Sink& sink);
  template <typename Sink>
  [[gnu::noinline]] void unusual_value(std::string_view text, const identifier_place& place, Sink& sink);
  template <typename Sink>
  void found_phone(const identifier_place& place, std::string_view number, std::string_view with_extension,
                   Sink& sink);
  template <typename Sink>
  void read_addresses(const batch& rows, std::size_t row, Sink& sink);
  template <typename Sink>
  void rounded_zips(const batch& rows, std::size_t row, std::uint32_t street, Sink& sink);
  template <typename Sink>
  void persons_at(const batch& rows, std::size_t row, person_set who, Sink& sink);
  template <typename Sink, typename Visit>
  void for_each_name(const batch& rows, std::size_t row, std::size_t person, bool tell, Sink& sink,
                     Visit&& visit);
  template <typename Sink>
  void person_at(const identifier_place& place, std::size_t changes, Sink& sink);
  bool take_alternate() noexcept {
    if (side_ == side::probe) return true;
    capped_ = capped_ || alternates_left_ == 0;
    return alternates_left_ != 0 && alternates_left_-- != 0;
  }
  const schema* layout_;
  wanted_kinds wanted_;
  side side_;
  const bool standard_emails_;
  const bool wants_persons_;
  const level level_of_persons_;
  std::vector<identifier_place> values_;  // the cells of emails and phones, in the order of the walk
  row_addresses addresses_;
  name_forms names_;
  std::vector<zip_text> zips_;  // of each address
  std::size_t alternates_left_ = 0;
  bool capped_ = false;
};

// ---- details ----

inline row_identifier::row_identifier(const schema& layout, const wanted_kinds& wanted, side s)
    : layout_(&layout),
      wanted_(wanted),
      side_(s),
      standard_emails_(wanted.at(kind::email) == level::standard),
      wants_persons_(wanted.has(kind::person_at) || wanted.has(kind::person_strict)),
      level_of_persons_(wanted.at(wanted.has(kind::person_at) ? kind::person_at : kind::person_strict)),
      addresses_(layout) {
  const auto add = [this](kind what, std::uint16_t person, const std::vector<std::uint32_t>& cells) {
    const bool is_wanted = wanted_.has(what) || (what == kind::phone && wanted_.has(kind::phone_strict));
    for (const std::uint32_t cell : cells) {
      if (is_wanted) values_.push_back({what, person, cell});
    }
  };
  add(kind::email, nobody, layout.row_emails());
  add(kind::phone, nobody, layout.row_phones());
  for (std::size_t p = 0; p < layout.persons().size(); ++p) {
    add(kind::email, static_cast<std::uint16_t>(p), layout.persons()[p].emails);
    add(kind::phone, static_cast<std::uint16_t>(p), layout.persons()[p].phones);
  }
}

// Nearly every cell is one plain value, or empty.
template <kind What, typename Sink>
void row_identifier::value(std::string_view text, const identifier_place& place, Sink& sink) {
  if (text.empty()) return;
  if constexpr (What == kind::email) {
    email_text address;
    if (standard_emails_ && normalize_bare_email(text, address)) return sink.found(place, address.view());
  } else {
    phone_text number;
    const plain_phone is = normalize_plain_phone(text, number);
    if (is == plain_phone::read) return found_phone(place, number.view(), number.view(), sink);
    if (is == plain_phone::junk) return sink.junk(place);
  }
  unusual_value(text, place, sink);
}

template <typename Sink>
void row_identifier::walk_values(const batch& rows, std::size_t row, Sink&& sink) {
  for (const identifier_place& place : values_) {
    const std::string_view text = value_at(rows, row, place.cell);
    place.what == kind::email ? value<kind::email>(text, place, sink) : value<kind::phone>(text, place, sink);
  }
}

template <typename Sink>
void row_identifier::walk_all_values(const batch& rows, Sink&& sink) {
  for (const identifier_place& place : values_) {
    const column_view& column = rows.columns[place.cell];
    const auto each = [&](auto&& read) {
      for (std::uint32_t row = 0; row < rows.rows; ++row) {
        const std::string_view text = cell_text(column[row]);
        sink.at(row, text);
        read(text);
      }
    };
    if (place.what == kind::email) {
      each([&](std::string_view text) { value<kind::email>(text, place, sink); });
    } else {
      each([&](std::string_view text) { value<kind::phone>(text, place, sink); });
    }
  }
}

template <typename Sink>
void row_identifier::found_phone(const identifier_place& place, std::string_view number,
                                 std::string_view with_extension, Sink& sink) {
  if (wanted_.has(kind::phone)) sink.found(place, number);
  if (wanted_.has(kind::phone_strict)) {
    sink.found({kind::phone_strict, place.person, place.cell}, with_extension);
  }
}

// The values of a cell that is not one plain value.
template <typename Sink>
void row_identifier::unusual_value(std::string_view text, const identifier_place& place, Sink& sink) {
  if (!is_valid_utf8(text)) sink.repaired(place.cell);
  const bool emails = place.what == kind::email;
  const level lvl = wanted_.at(emails || wanted_.has(kind::phone) ? place.what : kind::phone_strict);
  email_text email;
  phone_text phone;
  const auto found = [&](std::string_view one) {
    if (emails) {
      const auto canonical = normalize_email(one, lvl, email);
      if (canonical.has_value()) sink.found(place, *canonical);
      return canonical.has_value();
    }
    const auto canonical = normalize_phone(one, lvl, phone);
    if (canonical.has_value()) found_phone(place, without_extension(*canonical), *canonical, sink);
    return canonical.has_value();
  };
  if (const auto pair = emails ? bare_email_pair(text) : plain_phone_pair(text)) {
    const bool first = found(pair->first);
    if (!found(pair->second) && !first) sink.junk(place);
    return;
  }
  const auto parts = [](char c) { return is_line_break(c) || c == '&' || c == '<'; };  // "&#10;", "<br>"
  const bool may_be_one =
      emails ? std::count(text.begin(), text.end(), '@') == 1 : std::none_of(text.begin(), text.end(), parts);
  if (may_be_one && found(text)) return;
  const auto each = [&](std::string_view one) {
    if (found(one) || trim(one).empty()) return;
    sink.junk(place);
    if (!emails && is_rounded_number(one)) sink.rounded(place);
  };
  if (emails) {
    for_each_email(text, each);
  } else {
    for_each_phone(text, each);
  }
}

template <typename Sink>
void row_identifier::walk_persons(const batch& rows, std::size_t row, Sink&& sink, person_set who) {
  capped_ = false;
  alternates_left_ = most_alternates;
  if (!wants_persons_ && !wanted_.has(kind::address)) return;
  read_addresses(rows, row, sink);
  if (wants_persons_) persons_at(rows, row, who, sink);
}

template <typename Sink>
bool row_identifier::narrow(const batch& rows, std::size_t row, Sink&& sink) {
  const bool all = addresses_.read_zips(rows, row, sink, zips_);
  for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
    for_each_name(rows, row, p, true, sink, [&](std::uint32_t cell) {
      if (!all) return;
      const identifier_place place{kind::person_zip, static_cast<std::uint16_t>(p), cell};
      const std::vector<std::uint32_t>& addresses = layout_->persons()[p].addresses;
      for (auto one = addresses.begin(); one != addresses.end(); ++one) {
        const zip_text& zip = zips_[*one];
        const auto same = [&](std::uint32_t other) { return same_zip(zips_[other], zip); };
        if (zip.empty() || std::any_of(addresses.begin(), one, same)) continue;
        for (const name_reading& name : names_.readings()) {
          for_each_person_zip(name, zip.view(), level_of_persons_, side_,
                              [&](std::string_view form) { sink.found(place, form); });
        }
      }
    });
  }
  return all;
}

template <typename Sink>
void row_identifier::read_addresses(const batch& rows, std::size_t row, Sink& sink) {
  const level lvl = wanted_.has(kind::address) ? wanted_.at(kind::address) : level_of_persons_;
  const auto repaired = [&](std::uint32_t cell) { sink.repaired(cell); };
  addresses_.read(rows, row, lvl, repaired, [&](std::uint32_t cell, const address_forms& forms) {
    const identifier_place place{kind::address, nobody, cell};
    if (forms.forms().empty()) {
      sink.junk(place);
      rounded_zips(rows, row, cell, sink);
      return;
    }
    if (!wanted_.has(kind::address)) return;
    for (const address_form& form : forms.forms()) {
      if (lvl != level::aggressive) {
        sink.found(place, form.household);
        continue;
      }
      for_each_alternate_address(form, forms.locality(), side_, [&](std::string_view alternate) {
        if (take_alternate()) sink.found(place, alternate);
      });
    }
  });
}

// Reports the ZIP codes beside a street that is no address, if a spreadsheet rounded them.
template <typename Sink>
void row_identifier::rounded_zips(const batch& rows, std::size_t row, std::uint32_t street, Sink& sink) {
  for (const address_cells_of& a : layout_->addresses()) {
    const bool is_beside = street == a.whole || street == a.street || street == a.street_name;
    if (is_beside && is_rounded_number(value_at(rows, row, a.zip))) sink.rounded({kind::zip, nobody, a.zip});
  }
}

// Visits each way in which a person's name may be spelled (one, below aggressive), its readings in names_. The cell stands
// for the name. `tell`: also of junk and repairs.
template <typename Sink, typename Visit>
void row_identifier::for_each_name(const batch& rows, std::size_t row, std::size_t person, bool tell,
                                   Sink& sink, Visit&& visit) {
  const person_cells& cells = layout_->persons()[person];
  const name_parts parts = {value_at(rows, row, cells.full_name), value_at(rows, row, cells.first_name),
                            value_at(rows, row, cells.middle_name), value_at(rows, row, cells.last_name),
                            value_at(rows, row, cells.name_suffix)};
  const std::uint32_t cell = !parts.full.empty()    ? cells.full_name
                             : !parts.last.empty()  ? cells.last_name
                             : !parts.first.empty() ? cells.first_name
                                                    : no_cell;
  if (cell == no_cell) return;
  bool any = false;
  bool known_ascii = false;
  const level lvl = level_of_persons_;
  for_each_name_spelling(parts, lvl, [&](const name_parts& spelled) {
    if (!normalize_name(spelled, lvl, names_)) return;
    any = true;
    known_ascii = lvl == level::standard && names_.known_ascii();  // read as it stands
    visit(cell);
  });
  if (!tell) return;
  const auto check = [&](std::string_view text, std::uint32_t index) {
    if (!is_valid_utf8(text)) sink.repaired(index);
  };
  if (!known_ascii) {
    check(parts.full, cells.full_name);
    check(parts.last, cells.last_name);
    check(parts.first, cells.first_name);
  }
  if (!any) sink.junk({kind::name, static_cast<std::uint16_t>(person), cell});
}

// The readings in names_ at the person's addresses.
template <typename Sink>
void row_identifier::person_at(const identifier_place& place, std::size_t changes, Sink& sink) {
  const level lvl = level_of_persons_;
  addresses_.for_each_of(place.person, [&](const address_forms& forms) {
    for (const address_form& form : forms.forms()) {
      for (const name_reading& name : names_.readings()) {
        if (wanted_.has(kind::person_at)) {
          for_each_person_at(name, form, forms.locality(), lvl, side_, changes,
                             [&](std::string_view canonical) {
                               if (changes == 0 || take_alternate()) sink.found(place, canonical);
                             });
        }
        if (changes == 0 && wanted_.has(kind::person_strict)) {
          for_each_strict_person(name, names_, form, [&](std::string_view canonical) {
            sink.found({kind::person_strict, place.person, place.cell}, canonical);
          });
        }
        if (changes != 0 || !wanted_.has(kind::person_zip)) continue;
        const bool has_zip = is_digit(form.place.front());
        for_each_person_zip(name, form.place.substr(0, has_zip ? zip_text::capacity : 0), lvl, side_,
                            [&](std::string_view canonical) {
                              sink.found({kind::person_zip, place.person, place.cell}, canonical);
                            });
      }
    }
  });
}

template <typename Sink>
void row_identifier::persons_at(const batch& rows, std::size_t row, person_set who, Sink& sink) {
  const bool alternates = wanted_.has(kind::person_at) && level_of_persons_ == level::aggressive;
  const std::size_t rounds = alternates ? most_changes : 0;
  // The nearest alternates of every person come before the next ones of any.
  for (std::size_t changes = 0; changes <= rounds; ++changes) {
    for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
      if (!who.contains(static_cast<std::uint16_t>(p))) continue;
      for_each_name(rows, row, p, changes == 0, sink, [&](std::uint32_t cell) {
        person_at({kind::person_at, static_cast<std::uint16_t>(p), cell}, changes, sink);
      });
    }
  }
}

}  // namespace optout
