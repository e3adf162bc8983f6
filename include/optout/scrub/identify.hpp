// From a row's cells to the identifiers that can name a consumer: the one walk that exports, requests and single
// look-ups share, so that both sides of a match always see the same canonical forms.
//
// Per row: every email and phone of every cell that holds some (several in a cell count each), every plausible
// reading of every person's name at every address that counts for that person, and every address by itself. Names
// and addresses are combined within one person, never across two. Extensions of phones are left out.
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
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/schema.hpp>

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
inline constexpr std::uint16_t nobody = 0xFFFF;

// Which kinds to look for, and at which level each.
struct wanted_kinds {
  kind_set kinds;
  std::array<level, kind_count + 1> levels{};  // by number of the kind

  void want(kind k, level at) noexcept {
    kinds.insert(k);
    levels[static_cast<std::size_t>(k)] = at;
  }
  bool has(kind k) const noexcept { return kinds.contains(k); }
  level at(kind k) const noexcept { return levels[static_cast<std::size_t>(k)]; }

  friend bool operator==(const wanted_kinds&, const wanted_kinds&) = default;
};

// The cells that the walk reads, ascending: all that a batch must have values for.
std::vector<std::uint32_t> cells_read(const schema& layout);

class row_identifier {
 public:
  // `layout` must outlive the identifier.
  row_identifier(const schema& layout, const wanted_kinds& wanted);

  // Reports each identifier of the row:
  //   sink.found(identifier_place, canonical)   the text lives until the next call of the sink
  //   sink.junk(identifier_place)               a value that is none of its kind, so that nothing can match it
  //   sink.repaired(cell)                       a cell that is not UTF-8
  template <typename Sink>
  void walk(const batch& rows, std::size_t row, Sink&& sink);

 private:
  // One way to read an address from its cells: in one cell, as street and unit, or from the street's pieces.
  enum class reading : std::uint8_t { whole, street, pieces };
  struct address_source {
    std::uint32_t address;  // index into schema::addresses()
    reading how;
    std::uint32_t cell;  // that stands for it in a hit
  };
  struct address_result {
    address_parts parts;
    fixed_text<256> street, unit;  // joined pieces
    address_forms forms;
    bool blank = true;  // no text
    bool valid = false;
    std::uint32_t same_as = no_cell;  // an earlier source with equal text
  };

  static std::vector<address_source> sources_of(const schema& layout);
  template <typename Sink>
  void values(const batch& rows, std::size_t row, std::span<const std::uint32_t> cells, kind what,
              std::uint16_t person, Sink& sink);
  template <typename Sink>
  void read_addresses(const batch& rows, std::size_t row, Sink& sink);
  template <typename Sink>
  void persons_at(const batch& rows, std::size_t row, Sink& sink);
  void assemble(const batch& rows, std::size_t row, const address_source& source, address_result& out) const;

  static std::string_view at(const batch& rows, std::size_t row, std::uint32_t cell) noexcept {
    return cell == no_cell ? std::string_view{} : rows.columns[cell][row];
  }

  const schema* layout_;
  wanted_kinds wanted_;
  std::vector<address_source> sources_;
  std::vector<address_result> results_;                     // one a source
  std::vector<std::vector<std::uint32_t>> person_sources_;  // the sources that count for each person
  name_forms names_;
};

// ---- details ----

inline std::vector<std::uint32_t> cells_read(const schema& layout) {
  std::vector<std::uint32_t> cells = layout.row_emails();
  const auto add = [&cells](std::initializer_list<std::uint32_t> more) { cells.insert(cells.end(), more); };
  const auto add_all = [&cells](const auto& more) { cells.insert(cells.end(), more.begin(), more.end()); };
  add_all(layout.row_phones());
  for (const person_cells& p : layout.persons()) {
    add({p.full_name, p.first_name, p.middle_name, p.last_name, p.name_suffix});
    add_all(p.emails);
    add_all(p.phones);
  }
  for (const address_cells_of& a : layout.addresses()) {
    add({a.whole, a.street, a.street2, a.unit, a.city, a.state, a.zip, a.house_number, a.predirectional,
         a.street_name, a.street_suffix, a.postdirectional, a.unit_type});
  }
  std::sort(cells.begin(), cells.end());
  cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
  if (!cells.empty() && cells.back() == no_cell) cells.pop_back();
  return cells;
}

inline std::vector<row_identifier::address_source> row_identifier::sources_of(const schema& layout) {
  std::vector<address_source> sources;
  for (std::uint32_t i = 0; i < layout.addresses().size(); ++i) {
    const address_cells_of& a = layout.addresses()[i];
    if (a.whole != no_cell) sources.push_back({i, reading::whole, a.whole});
    if (a.street != no_cell) sources.push_back({i, reading::street, a.street});
    if (a.street_name != no_cell) sources.push_back({i, reading::pieces, a.street_name});
  }
  return sources;
}

inline row_identifier::row_identifier(const schema& layout, const wanted_kinds& wanted)
    : layout_(&layout), wanted_(wanted), sources_(sources_of(layout)), results_(sources_.size()) {
  for (const person_cells& person : layout.persons()) {
    auto& own = person_sources_.emplace_back();
    for (std::uint32_t i = 0; i < sources_.size(); ++i) {
      if (std::find(person.addresses.begin(), person.addresses.end(), sources_[i].address) !=
          person.addresses.end()) {
        own.push_back(i);
      }
    }
  }
}

template <typename Sink>
void row_identifier::walk(const batch& rows, std::size_t row, Sink&& sink) {
  const bool emails = wanted_.has(kind::email);
  const bool phones = wanted_.has(kind::phone);
  if (emails) values(rows, row, layout_->row_emails(), kind::email, nobody, sink);
  if (phones) values(rows, row, layout_->row_phones(), kind::phone, nobody, sink);
  for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
    const person_cells& person = layout_->persons()[p];
    if (emails) values(rows, row, person.emails, kind::email, static_cast<std::uint16_t>(p), sink);
    if (phones) values(rows, row, person.phones, kind::phone, static_cast<std::uint16_t>(p), sink);
  }
  if (wanted_.has(kind::person_at) || wanted_.has(kind::address)) {
    read_addresses(rows, row, sink);
    if (wanted_.has(kind::person_at)) persons_at(rows, row, sink);
  }
}

template <typename Sink>
void row_identifier::values(const batch& rows, std::size_t row, std::span<const std::uint32_t> cells,
                            kind what, std::uint16_t person, Sink& sink) {
  for (const std::uint32_t cell : cells) {
    const std::string_view text = rows.columns[cell][row];
    if (text.empty()) continue;
    if (!is_ascii(text) && !is_valid_utf8(text)) sink.repaired(cell);
    const identifier_place place{what, person, cell};
    const auto one = [&](std::string_view value) {
      if (what == kind::email) {
        email_text form;
        if (const auto canonical = normalize_email(value, wanted_.at(what), form)) {
          sink.found(place, *canonical);
          return;
        }
      } else {
        phone_text form;
        if (const auto canonical = normalize_phone(value, wanted_.at(what), form)) {
          sink.found(place, without_extension(*canonical));
          return;
        }
      }
      if (!trim(value).empty()) sink.junk(place);
    };
    if (what == kind::email) {
      for_each_email(text, one);
    } else {
      for_each_phone(text, one);
    }
  }
}

inline void row_identifier::assemble(const batch& rows, std::size_t row, const address_source& source,
                                     address_result& out) const {
  const address_cells_of& a = layout_->addresses()[source.address];
  out.parts = {};
  out.parts.city = at(rows, row, a.city);
  out.parts.state = at(rows, row, a.state);
  out.parts.zip = at(rows, row, a.zip);
  out.parts.unit = at(rows, row, a.unit);
  switch (source.how) {
    case reading::whole: out.parts.street = at(rows, row, a.whole); break;
    case reading::street:
      out.parts.street = at(rows, row, a.street);
      out.parts.street2 = at(rows, row, a.street2);
      break;
    case reading::pieces:
      out.street.clear();
      if (!trim(at(rows, row, a.whole)).empty() || !trim(at(rows, row, a.street)).empty()) break;
      for (const std::uint32_t piece :
           {a.house_number, a.predirectional, a.street_name, a.street_suffix, a.postdirectional}) {
        const std::string_view text = trim(at(rows, row, piece));
        if (text.empty()) continue;
        if (!out.street.empty()) out.street.push_back(' ');
        out.street.append(text);
      }
      out.parts.street = out.street.view();
      break;
  }
  const std::string_view unit_type = trim(at(rows, row, a.unit_type));
  if (!unit_type.empty() && !trim(out.parts.unit).empty()) {
    out.unit.clear();
    out.unit.append(unit_type);
    out.unit.push_back(' ');
    out.unit.append(trim(out.parts.unit));
    out.parts.unit = out.unit.view();
  }
  out.blank = trim(out.parts.street).empty() && trim(out.parts.street2).empty();
}

template <typename Sink>
void row_identifier::read_addresses(const batch& rows, std::size_t row, Sink& sink) {
  const kind what = wanted_.has(kind::address) ? kind::address : kind::person_at;
  for (std::uint32_t i = 0; i < sources_.size(); ++i) {
    address_result& result = results_[i];
    assemble(rows, row, sources_[i], result);
    result.valid = false;
    result.same_as = no_cell;
    if (result.blank) continue;
    // Mailing and property address are one text for everybody who lives at home.
    for (std::uint32_t j = 0; j < i && result.same_as == no_cell; ++j) {
      if (!results_[j].blank && results_[j].same_as == no_cell && results_[j].parts == result.parts) {
        result.same_as = j;
      }
    }
    if (result.same_as != no_cell) continue;
    for (const std::string_view text : {result.parts.street, result.parts.street2}) {
      if (!is_ascii(text) && !is_valid_utf8(text)) sink.repaired(sources_[i].cell);
    }
    result.valid = normalize_address(result.parts, wanted_.at(what), result.forms);
    const identifier_place place{kind::address, nobody, sources_[i].cell};
    if (!result.valid) {
      sink.junk(place);
    } else if (wanted_.has(kind::address)) {
      for (const address_form& form : result.forms.forms()) sink.found(place, form.household);
    }
  }
}

template <typename Sink>
void row_identifier::persons_at(const batch& rows, std::size_t row, Sink& sink) {
  for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
    const person_cells& person = layout_->persons()[p];
    const name_parts parts = {at(rows, row, person.full_name), at(rows, row, person.first_name),
                              at(rows, row, person.middle_name), at(rows, row, person.last_name),
                              at(rows, row, person.name_suffix)};
    std::uint32_t cell = no_cell;
    const std::pair<std::string_view, std::uint32_t> named[] = {
        {parts.full, person.full_name}, {parts.last, person.last_name}, {parts.first, person.first_name}};
    for (const auto& [text, index] : named) {
      if (text.empty()) continue;
      if (cell == no_cell) cell = index;
      if (!is_ascii(text) && !is_valid_utf8(text)) sink.repaired(index);
    }
    if (cell == no_cell) continue;
    const identifier_place place{kind::person_at, static_cast<std::uint16_t>(p), cell};
    if (!normalize_name(parts, wanted_.at(kind::person_at), names_)) {
      sink.junk({kind::name, place.person, cell});
      continue;
    }
    std::uint64_t walked = 0;  // texts that two addresses share count once
    for (const std::uint32_t i : person_sources_[p]) {
      const std::uint32_t origin = results_[i].same_as == no_cell ? i : results_[i].same_as;
      const std::uint64_t bit = origin < 64 ? std::uint64_t{1} << origin : 0;
      if ((walked & bit) != 0 || !results_[origin].valid) continue;
      walked |= bit;
      for (const address_form& form : results_[origin].forms.forms()) {
        for (const name_reading& name : names_.readings()) {
          fixed_text<1020> canonical;
          append_person_at(name, form, canonical);
          if (!canonical.overflowed()) sink.found(place, canonical.view());
        }
      }
    }
  }
}

}  // namespace optout
