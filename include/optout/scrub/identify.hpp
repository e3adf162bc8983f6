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
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/normalize/zip.hpp>
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
  // The alternates of its persons at addresses that a request keeps.
  static constexpr std::size_t most_alternates = 256;

  // `layout` must outlive the identifier.
  row_identifier(const schema& layout, const wanted_kinds& wanted, side s = side::probe);

  // Reports each identifier of the row:
  //   sink.found(identifier_place, canonical)   the text lives until the next call of the sink
  //   sink.junk(identifier_place)               a value that is none of its kind, so that nothing can match it
  //   sink.repaired(cell)                       a cell that is not UTF-8
  template <typename Sink>
  void walk(const batch& rows, std::size_t row, Sink&& sink) {
    walk_values(rows, row, sink);
    walk_persons(rows, row, sink);
  }
  // The two halves of it: emails and phones; persons and addresses.
  template <typename Sink>
  void walk_values(const batch& rows, std::size_t row, Sink&& sink);
  template <typename Sink>
  void walk_persons(const batch& rows, std::size_t row, Sink&& sink);

  // Reports each person's name with each ZIP code of its addresses, as kind::person_zip; and what walk_persons() would
  // say of junk and repairs, but for addresses that are junk. False, and no identifier reported, if an address has no
  // ZIP code in a cell of its own: walk_persons() has to read it.
  template <typename Sink>
  bool narrow(const batch& rows, std::size_t row, Sink&& sink);

  // Whether the last row walked had more alternates than are kept.
  bool capped() const noexcept { return capped_; }
  // How many addresses were read since the identifier was made.
  std::uint64_t addresses_read() const noexcept { return addresses_read_; }

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
    std::uint32_t same_as = no_cell;  // an earlier source with equal text or forms
  };

  static std::vector<address_source> sources_of(const schema& layout);
  template <typename Sink>
  void values(const batch& rows, std::size_t row, std::span<const std::uint32_t> cells, kind what,
              std::uint16_t person, Sink& sink);
  template <typename Sink>
  void read_addresses(const batch& rows, std::size_t row, Sink& sink);
  template <typename Sink>
  void report_repairs(const batch& rows, std::size_t row, const address_source& source, Sink& sink) const;
  template <typename Sink>
  void persons_at(const batch& rows, std::size_t row, Sink& sink);
  template <typename Sink, typename Visit>
  void for_each_name(const batch& rows, std::size_t row, std::size_t person, Sink& sink, Visit&& visit);
  template <typename Sink>
  void person_at(const identifier_place& place, std::size_t changes, Sink& sink);
  template <typename Visit>
  void for_each_origin(std::size_t person, Visit&& visit) const;
  bool wants_persons() const noexcept {
    return wanted_.has(kind::person_at) || wanted_.has(kind::person_strict);
  }
  level level_of_persons() const noexcept {
    return wanted_.at(wanted_.has(kind::person_at) ? kind::person_at : kind::person_strict);
  }
  bool take_alternate() noexcept {
    if (side_ == side::probe) return true;
    capped_ = capped_ || alternates_left_ == 0;
    return alternates_left_ != 0 && alternates_left_-- != 0;
  }
  void assemble(const batch& rows, std::size_t row, const address_source& source, address_result& out) const;

  static std::string_view at(const batch& rows, std::size_t row, std::uint32_t cell) noexcept {
    return cell == no_cell ? std::string_view{} : rows.columns[cell][row];
  }

  const schema* layout_;
  wanted_kinds wanted_;
  side side_;
  std::vector<address_source> sources_;
  std::vector<address_result> results_;                     // one a source
  std::vector<std::vector<std::uint32_t>> person_sources_;  // the sources that count for each person
  name_forms names_;
  std::vector<zip_text> zips_;  // of each address
  std::uint64_t addresses_read_ = 0;
  std::size_t alternates_left_ = 0;
  bool capped_ = false;
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

inline row_identifier::row_identifier(const schema& layout, const wanted_kinds& wanted, side s)
    : layout_(&layout), wanted_(wanted), side_(s), sources_(sources_of(layout)), results_(sources_.size()) {
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
void row_identifier::walk_values(const batch& rows, std::size_t row, Sink&& sink) {
  const bool emails = wanted_.has(kind::email);
  const bool phones = wanted_.has(kind::phone) || wanted_.has(kind::phone_strict);
  if (emails) values(rows, row, layout_->row_emails(), kind::email, nobody, sink);
  if (phones) values(rows, row, layout_->row_phones(), kind::phone, nobody, sink);
  for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
    const person_cells& person = layout_->persons()[p];
    if (emails) values(rows, row, person.emails, kind::email, static_cast<std::uint16_t>(p), sink);
    if (phones) values(rows, row, person.phones, kind::phone, static_cast<std::uint16_t>(p), sink);
  }
}

template <typename Sink>
void row_identifier::walk_persons(const batch& rows, std::size_t row, Sink&& sink) {
  capped_ = false;
  alternates_left_ = most_alternates;
  if (!wants_persons() && !wanted_.has(kind::address)) return;
  read_addresses(rows, row, sink);
  if (wants_persons()) persons_at(rows, row, sink);
}

template <typename Sink>
bool row_identifier::narrow(const batch& rows, std::size_t row, Sink&& sink) {
  for (const address_source& source : sources_) report_repairs(rows, row, source, sink);
  zips_.clear();
  bool all = true;
  for (const address_cells_of& a : layout_->addresses()) {
    zip_text& zip = zips_.emplace_back();
    const auto text = [&](std::uint32_t cell) { return at(rows, row, cell); };
    const bool blank = text(a.whole).empty() && text(a.street).empty() && text(a.street2).empty() &&
                       text(a.street_name).empty();
    all = all && (blank || normalize_zip(text(a.zip), level::standard, zip));
  }
  for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
    for_each_name(rows, row, p, sink, [&](std::uint32_t cell) {
      const identifier_place place{kind::person_zip, static_cast<std::uint16_t>(p), cell};
      const auto& addresses = layout_->persons()[p].addresses;
      for (std::size_t i = 0; all && i < addresses.size(); ++i) {
        const std::string_view zip = zips_[addresses[i]].view();
        const auto same = [&](std::uint32_t other) { return zips_[other].view() == zip; };
        if (zip.empty() || std::any_of(addresses.begin(), addresses.begin() + i, same)) continue;
        for (const name_reading& name : names_.readings()) {
          for_each_person_zip(name, zip, level_of_persons(), side_,
                              [&](std::string_view form) { sink.found(place, form); });
        }
      }
    });
  }
  return all;
}

template <typename Sink>
void row_identifier::values(const batch& rows, std::size_t row, std::span<const std::uint32_t> cells,
                            kind what, std::uint16_t person, Sink& sink) {
  const kind strict = strict_kind(what);
  const level lvl = wanted_.has(what) ? wanted_.at(what) : wanted_.at(strict);
  for (const std::uint32_t cell : cells) {
    const std::string_view text = rows.columns[cell][row];
    if (text.empty()) continue;
    if (!is_ascii(text) && !is_valid_utf8(text)) sink.repaired(cell);
    const identifier_place place{what, person, cell};
    const auto one = [&](std::string_view value) {
      if (what == kind::email) {
        email_text form;
        if (const auto canonical = normalize_email(value, lvl, form)) {
          sink.found(place, *canonical);
          return;
        }
      } else {
        phone_text form;
        if (const auto canonical = normalize_phone(value, lvl, form)) {
          if (wanted_.has(what)) sink.found(place, without_extension(*canonical));
          if (wanted_.has(strict)) sink.found({strict, person, cell}, *canonical);
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
void row_identifier::report_repairs(const batch& rows, std::size_t row, const address_source& source,
                                    Sink& sink) const {
  const address_cells_of& a = layout_->addresses()[source.address];
  for (const std::uint32_t cell : {source.cell, source.how == reading::street ? a.street2 : no_cell}) {
    const std::string_view text = at(rows, row, cell);
    if (!is_ascii(text) && !is_valid_utf8(text)) sink.repaired(cell);
  }
}

template <typename Sink>
void row_identifier::read_addresses(const batch& rows, std::size_t row, Sink& sink) {
  const level lvl = wanted_.has(kind::address) ? wanted_.at(kind::address) : level_of_persons();
  for (std::uint32_t i = 0; i < sources_.size(); ++i) {
    address_result& result = results_[i];
    assemble(rows, row, sources_[i], result);
    result.valid = false;
    result.same_as = no_cell;
    report_repairs(rows, row, sources_[i], sink);
    if (result.blank) continue;
    // Mailing and property address are one text for everybody who lives at home.
    for (std::uint32_t j = 0; j < i && result.same_as == no_cell; ++j) {
      if (!results_[j].blank && results_[j].same_as == no_cell && results_[j].parts == result.parts) {
        result.same_as = j;
      }
    }
    if (result.same_as != no_cell) continue;
    ++addresses_read_;
    result.valid = normalize_address(result.parts, lvl, result.forms);
    const identifier_place place{kind::address, nobody, sources_[i].cell};
    if (!result.valid) {
      sink.junk(place);
    } else if (wanted_.has(kind::address)) {
      for (const address_form& form : result.forms.forms()) {
        if (lvl != level::aggressive) {
          sink.found(place, form.household);
          continue;
        }
        for_each_alternate_address(form, result.forms.locality(), side_, [&](std::string_view alternate) {
          if (take_alternate()) sink.found(place, alternate);
        });
      }
    }
    // The same address in another spelling counts once for its persons.
    for (std::uint32_t j = 0; j < i && result.valid && result.same_as == no_cell; ++j) {
      if (results_[j].valid && results_[j].same_as == no_cell && results_[j].forms == result.forms) {
        result.same_as = j;
      }
    }
  }
}

// Visits each way in which a person's name may be spelled (one, below aggressive), its readings in names_. The cell stands
// for the name.
template <typename Sink, typename Visit>
void row_identifier::for_each_name(const batch& rows, std::size_t row, std::size_t person, Sink& sink,
                                   Visit&& visit) {
  const person_cells& cells = layout_->persons()[person];
  const name_parts parts = {at(rows, row, cells.full_name), at(rows, row, cells.first_name),
                            at(rows, row, cells.middle_name), at(rows, row, cells.last_name),
                            at(rows, row, cells.name_suffix)};
  std::uint32_t cell = no_cell;
  const std::pair<std::string_view, std::uint32_t> named[] = {
      {parts.full, cells.full_name}, {parts.last, cells.last_name}, {parts.first, cells.first_name}};
  for (const auto& [text, index] : named) {
    if (text.empty()) continue;
    if (cell == no_cell) cell = index;
    if (!is_ascii(text) && !is_valid_utf8(text)) sink.repaired(index);
  }
  if (cell == no_cell) return;
  bool any = false;
  const level lvl = level_of_persons();
  for_each_name_spelling(parts, lvl, [&](const name_parts& spelled) {
    if (!normalize_name(spelled, lvl, names_)) return;
    any = true;
    visit(cell);
  });
  if (!any) sink.junk({kind::name, static_cast<std::uint16_t>(person), cell});
}

// The results of the addresses that count for a person, each once.
template <typename Visit>
void row_identifier::for_each_origin(std::size_t person, Visit&& visit) const {
  std::uint64_t walked = 0;  // texts that two addresses share count once
  for (const std::uint32_t i : person_sources_[person]) {
    const std::uint32_t origin = results_[i].same_as == no_cell ? i : results_[i].same_as;
    const std::uint64_t bit = origin < 64 ? std::uint64_t{1} << origin : 0;
    if ((walked & bit) != 0 || !results_[origin].valid) continue;
    walked |= bit;
    visit(results_[origin].forms);
  }
}

// The readings in names_ at the person's addresses.
template <typename Sink>
void row_identifier::person_at(const identifier_place& place, std::size_t changes, Sink& sink) {
  const level lvl = level_of_persons();
  for_each_origin(place.person, [&](const address_forms& forms) {
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
void row_identifier::persons_at(const batch& rows, std::size_t row, Sink& sink) {
  const bool alternates = wanted_.has(kind::person_at) && level_of_persons() == level::aggressive;
  const std::size_t rounds = alternates ? most_changes : 0;
  // The nearest alternates of every person come before the next ones of any.
  for (std::size_t changes = 0; changes <= rounds; ++changes) {
    for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
      const auto visit = [&](std::uint32_t cell) {
        person_at({kind::person_at, static_cast<std::uint16_t>(p), cell}, changes, sink);
      };
      if (changes == 0) {
        for_each_name(rows, row, p, sink, visit);
      } else {
        struct {
          void repaired(std::uint32_t) {}
          void junk(const identifier_place&) {}
        } counted_before;
        for_each_name(rows, row, p, counted_before, visit);
      }
    }
  }
}

}  // namespace optout
