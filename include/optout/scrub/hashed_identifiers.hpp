// From a row's cells to the spellings that other parties' hashed lists may know a consumer by: the walk of identify.hpp,
// for lists of digests.
//
// Per row and scheme: every email and phone of every cell that holds some; every device; and, for DROP's composites, every
// spelling of a person's first and last name with every one of the birth date and of the ZIP code of each address that
// counts for the person (NDZ), or of a vehicle's number (NameVIN). Parts are combined within one person, never across
// two. A wrong spelling raises no error anywhere, so a cell gives all that its rules allow to read (candidates.hpp), the
// literal reading first, and besides what our own readers find in it: the address in "Jane <jane@example.com>", the
// persons in "SMITH, JOHN & MARY".
//
// A person has at most `most_combinations` spellings of one kind; partial() says that some had more. A
// hashed_identifiers belongs to one thread and one schema; it allocates when it is made, and for names that are not plain.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/hash_batch.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/key/kind.hpp>
#include <optout/normalize/candidates.hpp>
#include <optout/normalize/drop.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/platforms.hpp>
#include <optout/normalize/spreadsheet.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/identify.hpp>
#include <optout/scrub/schema.hpp>
#include <optout/scrub/wanted.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

// Where a spelling comes from: its place, its scheme, and its number among the candidates of the cell.
struct hashed_place {
  identifier_place where;
  scheme how;
  std::uint8_t candidate;
};

class hashed_identifiers {
 public:
  // Of one kind, of one person.
  static constexpr std::size_t most_combinations = 4096;

  // `layout` must outlive the object.
  hashed_identifiers(const schema& layout, const wanted_kinds& wanted);

  // Adds each spelling of the row to `out`, and tells of it:
  //   sink.hashed(hashed_place)        for each spelling, in order
  //   sink.junk(identifier_place)      a value that gives none, so that nothing can match it; unless the walk of
  //                                    identify.hpp is looking for its kind too, and tells of it
  //   sink.rounded(identifier_place)   a phone or a ZIP code that a spreadsheet rounded
  template <typename Sink>
  void walk(const batch& rows, std::size_t row, hash_batch& out, Sink&& sink);

  // Persons and values with more spellings than are looked up, since the object was made.
  std::uint64_t partial() const noexcept { return partial_; }

 private:
  using spellings = std::vector<std::string>;
  struct name_pair {
    std::string first, last;
    friend bool operator==(const name_pair&, const name_pair&) = default;
  };

  template <typename Sink>
  void values(std::string_view text, const identifier_place& place, hash_batch& out, Sink& sink);
  template <typename Sink>
  void persons(const batch& rows, std::size_t row, hash_batch& out, Sink& sink);
  template <typename Sink>
  void combine(const identifier_place& place, const spellings* middle, const spellings& last, hash_batch& out,
               Sink& sink);
  void read_names(const name_parts& parts);
  void add_pairs(std::string_view first, std::string_view last);
  template <typename Sink>
  void read_zips(const batch& rows, std::size_t row, const person_cells& person, Sink& sink);
  void standardize(scheme s, kind k, std::string_view text);
  static void add(std::string_view text, spellings& to) {
    if (std::find(to.begin(), to.end(), text) == to.end()) to.emplace_back(text);
  }
  void add_drop(drop_field what, std::string_view text, spellings& to) {
    standardize_for_drop(what, text, forms_);
    for (const std::string_view form : forms_.forms()) add(form, to);
    partial_ += forms_.overflowed();
  }

  const schema* layout_;
  wanted_kinds wanted_;
  std::vector<identifier_place> values_;  // the cells of emails, phones and devices
  std::vector<scheme> schemes_;           // that some kind is wanted in
  candidates forms_, last_forms_;
  name_forms names_;
  std::vector<name_pair> pairs_;  // of the person at hand
  spellings births_, zips_, vehicles_;
  std::string composite_;
  std::uint64_t partial_ = 0;
};

// ---- details ----

namespace detail {

// Whether the text is one address that every reader takes as it stands.
inline bool is_plain_email(std::string_view text) noexcept {
  std::size_t ats = 0;
  for (const char c : text) {
    ats += c == '@';
    if (!is_alnum(c) && c != '@' && c != '.' && c != '_' && c != '-' && c != '+') return false;
  }
  return ats == 1;
}

// The address in "Jane <jane@example.com>" or "mailto:jane@example.com", as it was typed; else the text itself.
inline std::string_view address_in(std::string_view text) noexcept {
  if (const std::size_t end = text.rfind('>'); end != text.npos) {
    const std::size_t begin = text.rfind('<', end);
    if (begin != text.npos) text = text.substr(begin + 1, end - begin - 1);
  }
  constexpr std::string_view prefix = "mailto:";
  const auto same = [](char a, char b) { return to_lower(a) == b; };
  text = trim(text);
  const bool has_prefix = text.size() > prefix.size() &&
                          std::equal(text.begin(), text.begin() + prefix.size(), prefix.begin(), same);
  return has_prefix ? text.substr(prefix.size()) : text;
}

// One word of ASCII letters: a name that nobody reads in two ways.
inline bool is_plain_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 31 && std::all_of(text.begin(), text.end(), is_alpha);
}

// The ZIP code at the end of an address in one cell; empty if there is none.
inline std::string_view zip_at_end(std::string_view text) noexcept {
  text = trim(text);
  const std::size_t at = text.find_last_not_of("0123456789-");
  const std::string_view tail = at == text.npos ? text : text.substr(at + 1);
  return tail.size() == 5 || tail.size() == 10 || tail.size() == 9 ? tail : std::string_view{};
}

}  // namespace detail

inline hashed_identifiers::hashed_identifiers(const schema& layout, const wanted_kinds& wanted)
    : layout_(&layout), wanted_(wanted) {
  for (std::size_t s = 1; s < scheme_count; ++s) {
    if (!wanted_.hashed[s].empty()) schemes_.push_back(static_cast<scheme>(s));
  }
  const auto add = [this](kind what, std::uint16_t person, const std::vector<std::uint32_t>& cells) {
    for (const std::uint32_t cell : cells) {
      if (wanted_.has_hashed(what)) values_.push_back({what, person, cell});
    }
  };
  const auto add_devices = [&](std::uint16_t person, const std::vector<std::uint32_t>& cells) {
    for (const std::uint32_t cell : cells) {
      const field what = layout_->cells()[cell].role.what;
      if (what != field::vin) add(what == field::maid ? kind::maid : kind::ctvid, person, {cell});
    }
  };
  add(kind::email, nobody, layout.row_emails());
  add(kind::phone, nobody, layout.row_phones());
  add_devices(nobody, layout.row_devices());
  for (std::size_t p = 0; p < layout.persons().size(); ++p) {
    const auto person = static_cast<std::uint16_t>(p);
    add(kind::email, person, layout.persons()[p].emails);
    add(kind::phone, person, layout.persons()[p].phones);
    add_devices(person, layout.persons()[p].devices);
  }
}

// Replaces forms_ by the spellings of a value.
inline void hashed_identifiers::standardize(scheme s, kind k, std::string_view text) {
  const hash_kind what = k == kind::email   ? hash_kind::email
                         : k == kind::phone ? hash_kind::phone
                         : k == kind::maid  ? hash_kind::maid
                                            : hash_kind::ctvid;
  detail::standardize(s, what, text, forms_);
}

template <typename Sink>
void hashed_identifiers::walk(const batch& rows, std::size_t row, hash_batch& out, Sink&& sink) {
  for (const identifier_place& place : values_) {
    const std::string_view text = value_at(rows, row, place.cell);
    if (!text.empty()) values(text, place, out, sink);
  }
  if (wanted_.has(kind::ndz, scheme::drop) || wanted_.has(kind::namevin, scheme::drop))
    persons(rows, row, out, sink);
}

template <typename Sink>
void hashed_identifiers::values(std::string_view text, const identifier_place& place, hash_batch& out,
                                Sink& sink) {
  if (place.what == kind::phone && is_rounded_number(text)) return sink.rounded(place);
  bool any = false;
  const auto found = [&](scheme s, std::size_t candidate, std::string_view form) {
    out.add(place.what, s, form);
    sink.hashed({place, s, static_cast<std::uint8_t>(std::min<std::size_t>(candidate, 255))});
    any = true;
  };
  const bool is_email = place.what == kind::email, is_phone = place.what == kind::phone;
  email_text lower;
  phone_text phone;
  if (is_email && text.size() <= email_text::capacity && detail::is_plain_email(text)) {
    for (const char c : text) lower.push_back(to_lower(c));
  }
  const bool is_one = (!is_email && !is_phone) || !lower.empty() ||
                      (is_phone && normalize_plain_phone(text, phone) != plain_phone::not_plain);
  for (const scheme s : schemes_) {
    if (!wanted_.has(place.what, s)) continue;
    if (!lower.empty() && s == scheme::drop) {
      found(s, 0, lower.view());
      continue;
    }
    if (is_one) {
      standardize(s, place.what, text);
      for (std::size_t i = 0; i < forms_.forms().size(); ++i) found(s, i, forms_.forms()[i]);
      continue;
    }
    // All spellings of the cell as it stands, then those of each value that our own readers find in it.
    spellings all;
    const auto read = [&](std::string_view value) {
      standardize(s, place.what, value);
      for (const std::string_view form : forms_.forms()) {
        const std::size_t before = all.size();
        add(form, all);
        if (all.size() > before) found(s, before, form);
      }
      partial_ += forms_.overflowed();
    };
    read(text);
    if (is_phone) {
      for_each_phone(text, read);
    } else {
      for_each_email(text, [&](std::string_view one) {
        read(detail::address_in(one));
        email_text standard;
        if (const auto form = normalize_email(one, level::standard, standard)) read(*form);
      });
    }
  }
  if (!any && !wanted_.has(place.what) && !trim(text).empty()) sink.junk(place);
}

// The pairs of a first and a last name, each in every spelling.
inline void hashed_identifiers::add_pairs(std::string_view first, std::string_view last) {
  standardize_for_drop(drop_field::first_name, first, forms_);
  standardize_for_drop(drop_field::last_name, last, last_forms_);
  partial_ += forms_.overflowed() || last_forms_.overflowed();
  for (const std::string_view f : forms_.forms()) {
    for (const std::string_view l : last_forms_.forms()) {
      name_pair pair{std::string(f), std::string(l)};
      if (std::find(pairs_.begin(), pairs_.end(), pair) == pairs_.end()) pairs_.push_back(std::move(pair));
    }
  }
}

// Fills pairs_: the cells as they stand, and the persons that our own reader finds in them.
inline void hashed_identifiers::read_names(const name_parts& parts) {
  pairs_.clear();
  add_pairs(parts.first, parts.last);
  if (trim(parts.middle).size() > 1)  // "Juan Pablo" may stand in two cells
    add_pairs(std::string(parts.first) + ' ' + std::string(parts.middle), parts.last);
  if (parts.full.empty() && detail::is_plain_name(trim(parts.first)) &&
      detail::is_plain_name(trim(parts.last)))
    return;
  const std::string_view full = trim(parts.full);
  if (const std::size_t comma = full.find(','); comma != full.npos) {
    add_pairs(full.substr(comma + 1), full.substr(0, comma));
  } else if (const std::size_t space = full.find(' '); space != full.npos) {
    add_pairs(full.substr(0, space), full.substr(full.rfind(' ') + 1));
    add_pairs(full.substr(0, space), full.substr(space + 1));
  }
  if (!normalize_name(parts, level::standard, names_)) return;
  for (const name_reading& r : names_.readings()) add_pairs(r.given, r.surname);
}

template <typename Sink>
void hashed_identifiers::read_zips(const batch& rows, std::size_t row, const person_cells& person,
                                   Sink& sink) {
  zips_.clear();
  for (const std::uint32_t address : person.addresses) {
    const address_cells_of& a = layout_->addresses()[address];
    if (const std::string_view zip = value_at(rows, row, a.zip); !trim(zip).empty()) {
      if (is_rounded_number(zip)) sink.rounded({kind::zip, nobody, a.zip});
      add_drop(drop_field::zip, zip, zips_);
    } else if (const std::string_view end = detail::zip_at_end(value_at(rows, row, a.whole)); !end.empty()) {
      add_drop(drop_field::zip, end, zips_);
    }
  }
}

// Every name with every birth date and every ZIP code (`middle` and `last`), or with every vehicle (`last`).
template <typename Sink>
void hashed_identifiers::combine(const identifier_place& place, const spellings* middle,
                                 const spellings& last, hash_batch& out, Sink& sink) {
  const std::size_t count = pairs_.size() * (middle == nullptr ? 1 : middle->size()) * last.size();
  partial_ += count > most_combinations;
  std::size_t number = 0;
  const auto write = [&](std::size_t keep, std::string_view spelling) {
    composite_.resize(keep);
    composite_ += out.part(spelling);
  };
  for (const name_pair& name : pairs_) {
    write(0, name.first);
    write(composite_.size(), name.last);
    const std::size_t names = composite_.size();
    const auto finish = [&](std::size_t keep) {
      for (const std::string& one : last) {
        if (number == most_combinations) return;
        write(keep, one);
        out.add(place.what, scheme::drop, composite_);
        sink.hashed({place, scheme::drop, static_cast<std::uint8_t>(std::min<std::size_t>(number, 255))});
        ++number;
      }
    };
    if (middle == nullptr) {
      finish(names);
      continue;
    }
    for (const std::string& one : *middle) {
      write(names, one);
      finish(composite_.size());
    }
  }
}

template <typename Sink>
void hashed_identifiers::persons(const batch& rows, std::size_t row, hash_batch& out, Sink& sink) {
  const auto vehicles_of = [&](const std::vector<std::uint32_t>& devices) {
    for (const std::uint32_t cell : devices) {
      if (layout_->cells()[cell].role.what == field::vin)
        add_drop(drop_field::vin, value_at(rows, row, cell), vehicles_);
    }
  };
  for (std::size_t p = 0; p < layout_->persons().size(); ++p) {
    const person_cells& person = layout_->persons()[p];
    const auto text = [&](std::uint32_t cell) { return value_at(rows, row, cell); };
    births_.clear();
    vehicles_.clear();
    zips_.clear();
    if (wanted_.has(kind::ndz, scheme::drop)) {
      add_drop(drop_field::dob, text(person.dob), births_);
      if (!births_.empty()) read_zips(rows, row, person, sink);
    }
    if (wanted_.has(kind::namevin, scheme::drop)) {
      vehicles_of(person.devices);
      vehicles_of(layout_->row_devices());
    }
    if (zips_.empty() && vehicles_.empty()) continue;
    const name_parts parts = {text(person.full_name), text(person.first_name), text(person.middle_name),
                              text(person.last_name), text(person.name_suffix)};
    read_names(parts);
    const std::uint32_t cell = !parts.full.empty() ? person.full_name : person.last_name;
    identifier_place place{kind::ndz, static_cast<std::uint16_t>(p), cell};
    if (!zips_.empty()) combine(place, &births_, zips_, out, sink);
    place.what = kind::namevin;
    if (!vehicles_.empty()) combine(place, nullptr, vehicles_, out, sink);
  }
}

}  // namespace optout
