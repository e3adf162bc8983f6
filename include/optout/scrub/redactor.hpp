// From the hits of a row to the cells that go: whom a request speaks of, and what in the row is theirs.
//
// Whom: whoever matched as a person at an address; where nobody did, whoever has the value that matched; where that is
// nobody in particular's (a phone beside two owners), every owner. Others of the same name in the row are the same
// person (the owner, and once more as contact 1).
//
// What is theirs: every cell of the person, satellites included; the mailing address; and the values of nobody in
// particular. Property and record stay, and so do other persons, agents and lenders. A phone or an email that goes from
// one cell goes from every cell of the row. docs/decisions/0009 says why.
//
// A redactor belongs to one thread and one schema. It sees rows that matched only: nothing here is hot.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/email.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/hit.hpp>
#include <optout/scrub/row_addresses.hpp>
#include <optout/scrub/schema.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace optout {

class redactor {
 public:
  // `layout` must outlive the redactor.
  explicit redactor(const schema& layout) : layout_(&layout), addresses_(layout) {}

  // Appends the cells that `hits` blank, ascending. These are all hits of one row, the first of them number `first` of
  // the batch.
  void blank(const batch& rows, std::span<const hit> hits, std::uint32_t first,
             std::vector<blanked_cell>& out);

 private:
  struct person_names {
    std::vector<std::string> of;  // "given|surname" of each reading
    bool one_person = true;
  };

  void apply(const hit& h);
  void blank_persons(const hit& h);
  std::vector<std::uint16_t> persons_of(const hit& h);
  // Whether the same request has a hit of kind `k` in the row.
  bool matched_also(const hit& h, kind k) const {
    return std::any_of(hits_.begin(), hits_.end(), [&](const hit& other) {
      return other.what == k && other.list == h.list && other.request == h.request;
    });
  }
  void add_namesakes(std::vector<std::uint16_t>& persons);
  void read_names();
  void read_addresses();
  void blank_same_values();
  std::vector<std::string> values_of(std::uint32_t cell) const;
  void blank_addresses(const hit& h);

  template <typename Test>
  void blank_where(Test&& test);
  void blank_value(std::uint32_t cell);
  const cell_role& role(std::uint32_t cell) const { return layout_->cells()[cell].role; }

  const schema* layout_;
  row_addresses addresses_;
  // Of the row at hand.
  const batch* rows_ = nullptr;
  std::uint32_t row_ = 0;
  std::span<const hit> hits_;
  std::uint32_t hit_ = 0;
  std::vector<std::uint32_t> blanked_by_;  // of each cell: the hit, or no_cell
  std::vector<person_names> names_;        // of each person, once they are asked for
  bool addresses_are_read_ = false;
};

// ---- details ----

namespace detail {

inline bool is_value(kind k) {
  return k == kind::email || k == kind::phone || k == kind::maid || k == kind::ctvid;
}
inline bool is_value(field f) {
  return f == field::email || f == field::phone;
}
// What a cell holds, or what it is a satellite of.
inline field value_of(const cell_role& role) {
  if (role.what == field::phone_extension) return field::phone;
  return role.what == field::satellite ? role.satellite_of : role.what;
}
inline bool is_of(const cell_role& role, subject whose, std::uint16_t person) {
  return role.whose == whose && role.person == person;
}

}  // namespace detail

inline void redactor::blank(const batch& rows, std::span<const hit> hits, std::uint32_t first,
                            std::vector<blanked_cell>& out) {
  rows_ = &rows;
  row_ = hits.front().row;
  hits_ = hits;
  blanked_by_.assign(layout_->cells().size(), no_cell);
  names_.clear();
  addresses_are_read_ = false;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    hit_ = first + static_cast<std::uint32_t>(i);
    apply(hits[i]);
  }
  blank_same_values();
  for (std::uint32_t cell = 0; cell < blanked_by_.size(); ++cell) {
    if (blanked_by_[cell] != no_cell) out.push_back({row_, cell, blanked_by_[cell]});
  }
}

inline void redactor::apply(const hit& h) {
  const bool by_value = detail::is_value(h.what);
  switch (h.does) {
    case action::keep:
    case action::flag:
    case action::drop_row: return;
    case action::blank_field:
      if (by_value) return blank_value(h.cell);
      return h.what == kind::address ? blank_addresses(h) : blank_persons(h);
    case action::blank_phones:
      if (h.what == kind::phone) blank_value(h.cell);
      return blank_persons(h);
    case action::blank_person:
      if (by_value) blank_value(h.cell);
      return blank_persons(h);
    case action::blank_address:
      if (by_value) blank_value(h.cell);
      blank_addresses(h);
      return blank_where([](const cell_role& r) {
        return r.whose != subject::other && detail::value_of(r) == field::phone;
      });
  }
}

inline void redactor::blank_persons(const hit& h) {
  if (h.does == action::blank_person) {
    blank_where([](const cell_role& r) { return r.whose == subject::row || r.whose == subject::mailing; });
  } else if (h.does == action::blank_phones) {
    blank_where(
        [](const cell_role& r) { return r.whose == subject::row && detail::value_of(r) == field::phone; });
  }
  for (const std::uint16_t p : persons_of(h)) {
    const person_cells& person = layout_->persons()[p];
    blank_where([&](const cell_role& r) {
      if (!detail::is_of(r, person.whose, person.person)) return false;
      if (h.does == action::blank_person) return true;
      const field what = detail::value_of(r);
      return h.does == action::blank_phones ? what == field::phone : is_name_field(what);
    });
  }
}

inline std::vector<std::uint16_t> redactor::persons_of(const hit& h) {
  std::vector<std::uint16_t> persons;
  const auto take = [&](auto&& test) {
    for (std::uint16_t p = 0; p < layout_->persons().size(); ++p) {
      if (test(layout_->persons()[p])) persons.push_back(p);
    }
  };
  if (h.what == kind::address) {
    read_addresses();
    addresses_.for_each_same(h.cell, [&](std::uint32_t address) {
      take([&](const person_cells& p) {
        return std::find(p.addresses.begin(), p.addresses.end(), address) != p.addresses.end();
      });
    });
  } else if (h.what != kind::person_at && matched_also(h, kind::person_at)) {
    return {};  // that hit says who it is
  } else if (h.person != nobody) {
    persons = {h.person};
  } else {
    take([](const person_cells& p) { return p.whose == subject::owner; });
    if (persons.empty()) take([](const person_cells&) { return true; });
  }
  add_namesakes(persons);
  return persons;
}

// A cell that names several people makes nobody their namesake; nor does one that may, for those whom it may name.
inline void redactor::add_namesakes(std::vector<std::uint16_t>& persons) {
  read_names();
  const std::size_t asked = persons.size();
  for (std::uint16_t p = 0; p < names_.size(); ++p) {
    if (std::find(persons.begin(), persons.end(), p) != persons.end()) continue;
    const std::vector<std::string>& names = names_[p].of;
    for (std::size_t i = 0; i < asked; ++i) {
      const person_names& theirs = names_[persons[i]];
      if (!theirs.one_person || std::find_first_of(theirs.of.begin(), theirs.of.end(), names.begin(),
                                                   names.end()) == theirs.of.end()) {
        continue;
      }
      persons.push_back(p);
      break;
    }
  }
}

inline void redactor::read_names() {
  if (!names_.empty()) return;
  name_forms forms;
  for (const person_cells& p : layout_->persons()) {
    person_names& names = names_.emplace_back();
    const auto text = [&](std::uint32_t cell) { return value_at(*rows_, row_, cell); };
    // The name in one cell, and the name in parts: each may be of several people.
    const name_parts ways[] = {
        {text(p.full_name), {}, {}, {}, {}},
        {{}, text(p.first_name), text(p.middle_name), text(p.last_name), text(p.name_suffix)}};
    for (const name_parts& parts : ways) {
      if (!normalize_name(parts, level::standard, forms)) continue;
      for (const name_reading& r : forms.readings()) {
        if (r.listed) continue;
        names.of.push_back(std::string(r.given) + '|' + std::string(r.surname));
        names.one_person = names.one_person && r.person == forms.readings().front().person;
      }
    }
  }
}

inline void redactor::read_addresses() {
  if (addresses_are_read_) return;
  addresses_.read(
      *rows_, row_, level::standard, [](std::uint32_t) {}, [](std::uint32_t, const address_forms&) {});
  addresses_are_read_ = true;
}

// The canonical forms of the emails or phones in a cell, without extensions.
inline std::vector<std::string> redactor::values_of(std::uint32_t cell) const {
  std::vector<std::string> out;
  const std::string_view text = value_at(*rows_, row_, cell);
  if (role(cell).what == field::email) {
    for_each_email(text, [&](std::string_view one) {
      email_text form;
      if (const auto canonical = normalize_email(one, level::standard, form)) out.emplace_back(*canonical);
    });
  } else {
    for_each_phone(text, [&](std::string_view one) {
      phone_text form;
      if (const auto canonical = normalize_phone(one, level::standard, form)) {
        out.emplace_back(without_extension(*canonical));
      }
    });
  }
  return out;
}

inline void redactor::blank_same_values() {
  std::vector<std::pair<std::string, std::uint32_t>> gone;  // and the hit
  std::vector<std::uint32_t> left;
  for (std::uint32_t cell = 0; cell < blanked_by_.size(); ++cell) {
    if (!detail::is_value(role(cell).what) || role(cell).whose == subject::other) continue;
    if (blanked_by_[cell] == no_cell) {
      left.push_back(cell);
      continue;
    }
    for (std::string& value : values_of(cell)) gone.emplace_back(std::move(value), blanked_by_[cell]);
  }
  if (gone.empty()) return;
  for (const std::uint32_t cell : left) {
    for (const std::string& value : values_of(cell)) {
      const auto same =
          std::find_if(gone.begin(), gone.end(), [&](const auto& one) { return one.first == value; });
      if (same == gone.end()) continue;
      hit_ = same->second;
      blank_value(cell);
      break;
    }
  }
}

// The addresses that matched; all of the person's where no address matched by itself.
inline void redactor::blank_addresses(const hit& h) {
  const auto blank_one = [&](std::uint32_t address) {
    const address_cells_of& a = layout_->addresses()[address];
    blank_where([&](const cell_role& r) {
      const field what = detail::value_of(r);
      return detail::is_of(r, a.whose, a.person) && r.slot == a.slot &&
             (is_address_field(what) || what == field::care_of);
    });
  };
  if (h.what == kind::address) {
    read_addresses();
    addresses_.for_each_same(h.cell, blank_one);
  } else if (h.what == kind::person_at && !matched_also(h, kind::address)) {
    for (const std::uint32_t address : layout_->persons()[h.person].addresses) blank_one(address);
  }
}

// Blanks the cells whose role passes the test.
template <typename Test>
void redactor::blank_where(Test&& test) {
  for (std::uint32_t cell = 0; cell < blanked_by_.size(); ++cell) {
    if (blanked_by_[cell] == no_cell && test(role(cell))) blanked_by_[cell] = hit_;
  }
}

// An email or a phone, with what belongs to it.
inline void redactor::blank_value(std::uint32_t cell) {
  const cell_role& value = role(cell);
  blank_where([&](const cell_role& r) {
    return detail::is_of(r, value.whose, value.person) && r.slot == value.slot &&
           detail::value_of(r) == value.what;
  });
}

}  // namespace optout
