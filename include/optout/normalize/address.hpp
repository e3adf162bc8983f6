// US postal addresses: cells as people and exports write them -> the one spelling that all of them share.
//
//   "500 North Main Street, Apartment #4-B, Springfield, Illinois 62704-1234"
//       household  62704|500|n|main|st||unit 4b
//       place      62704|500|n|main|st||4b
//
// The form is ZIP5|number|directional|street|suffix|directional|unit. City and state are not in it: one ZIP code has
// many names for its city. One line, with or without commas, and cells of their own come to the same form. A PO box, a rural
// route and the like stand in the street's place ("62704|496||po box|||"); a box beside a street gives two forms.
//
// No form: no ZIP code, neither a house number nor a box, a house number of zeros, cells of over 512 bytes. What the
// rules cannot take apart stays as it is in the street's name: a line with number and ZIP code always has a form.
//
// Levels: at exact, white space and commas fold and case goes, nothing else: "62704|||500 n main st 62704|||". Aggressive
// reads words that are no standard abbreviations as well (So., Bvd, One Main St), each reading a form beside the other,
// and takes city and state for a missing ZIP code ("=springfield il|500|..."); what a form may lack is in
// address_alternates.hpp.
// Any bytes are accepted; nothing allocates or throws. Cost: about 0.3 microseconds for ASCII. Threads: pure functions.
// Rules: docs/normalization.md; USPS Publication 28 for the abbreviations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_parser.hpp>
#include <optout/normalize/address_plain.hpp>
#include <optout/normalize/text.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace optout {

// The cells of one address; any may be empty. `street` may hold the whole address in one line, and so may a part of it:
// "500 Main St Apt 4, Springfield IL". The ZIP code's own cell wins over one in the line. `unit` holds "Apt 4", "#4" or "4".
struct address_parts {
  std::string_view street = {}, street2 = {}, unit = {}, city = {}, state = {}, zip = {};

  friend bool operator==(const address_parts&, const address_parts&) = default;
};

// One reading of an address.
struct address_form {
  std::string_view household;  // the unit with its class: "unit 4b", "lot 7", "bldg 3 unit 4b", "rear"
  std::string_view
      place;  // the unit by its identifier alone: "4b", "7", "3 4b", "rear"; for a person at an address

  friend bool operator==(const address_form&, const address_form&) = default;
};

// The forms of one address. Owns their bytes and may be used again; a form lives until the next normalize_address().
class address_forms {
 public:
  static constexpr std::size_t capacity = 6;
  using text = fixed_text<384>;

  address_forms() = default;
  address_forms(const address_forms&) = delete;
  address_forms& operator=(const address_forms&) = delete;

  std::span<const address_form> forms() const noexcept { return {forms_, size_}; }
  // Whether the street's cells are known to be ASCII: those of most addresses are.
  bool known_ascii() const noexcept { return known_ascii_; }
  void clear() noexcept {
    size_ = 0;
    known_ascii_ = false;
    locality_.clear();
  }
  // City and state, where level aggressive found them: "springfield il".
  std::string_view locality() const noexcept { return locality_.view(); }
  void set_locality(std::string_view city_and_state) noexcept {
    locality_.clear();
    locality_.append(city_and_state);
  }
  friend bool operator==(const address_forms& a, const address_forms& b) noexcept {
    return std::equal(a.forms_, a.forms_ + a.size_, b.forms_, b.forms_ + b.size_) &&
           a.locality() == b.locality();
  }

  // Bytes for the next form, to be filled in; keep() then adds it, unless they overflowed or there is no room.
  struct draft {
    text& household;
    text& place;
  };
  draft next() noexcept {
    const std::size_t at = size_ < capacity ? size_ : capacity - 1;
    household_[at].clear();
    place_[at].clear();
    return {household_[at], place_[at]};
  }
  void keep() noexcept {
    if (size_ == capacity || household_[size_].overflowed() || place_[size_].overflowed()) return;
    forms_[size_] = {household_[size_].view(), place_[size_].view()};
    if (std::find(forms_, forms_ + size_, forms_[size_]) != forms_ + size_) return;
    ++size_;
  }
  // Keeps the draft as the only form, of ASCII; one text for household and place if the place's is empty.
  void keep_plain() noexcept {
    forms_[0] = {household_[0].view(), place_[0].empty() ? household_[0].view() : place_[0].view()};
    size_ = 1;
    known_ascii_ = true;
  }

 private:
  std::size_t size_ = 0;
  bool known_ascii_ = false;
  address_form forms_[capacity];
  text household_[capacity];
  text place_[capacity];
  fixed_text<100> locality_;
};

// The forms of the address in `parts`, into `out`. False, and no form, if there is no address.
bool normalize_address(const address_parts& parts, level lvl, address_forms& out) noexcept;

// ---- details ----

namespace detail {

// The ZIP code, or "=" and what stands in its place.
template <std::size_t N>
void append_zip(const parsed_address& address, fixed_text<N>& out) noexcept {
  if (address.zip.empty()) {
    out.push_back('=');
    out.append(address.locality.view());
  } else {
    out.append(address.zip.view());
  }
}

// The form of a street, but for its units.
template <std::size_t N>
void append_form(const parsed_address& address, const street_text& street, fixed_text<N>& out) noexcept {
  append_zip(address, out);
  out.push_back('|');
  out.append(address.street.number.view());
  out.push_back('|');
  out.append(street.before);
  out.push_back('|');
  if (!address.urbanization.empty()) {
    out.append("urb ");
    out.append(address.urbanization.view());
    out.push_back(' ');
  }
  out.append(street.name.view());
  out.push_back('|');
  out.append(street.suffix);
  out.push_back('|');
  out.append(street.after);
  out.push_back('|');
}

template <std::size_t N>
void append_form(const parsed_address& address, const box_address& box, fixed_text<N>& out) noexcept {
  append_zip(address, out);
  out.push_back('|');
  out.append(box.box.view());
  out.append("||");
  out.append(box.route.view());
  out.append("|||");
}

// Level exact: the cells as one line, in lower case, a space for each run of white space, commas and bars.
template <std::size_t N>
void append_exact(const zip_text& zip, const address_parts& parts, fixed_text<N>& out) noexcept {
  out.append(zip.view());
  out.append("|||");
  bool gap = false;
  const std::size_t start = out.size();
  const auto append = [&](std::string_view cell) {
    for (char c : cell) {
      if (is_space(c) || c == ',' || c == '|') {
        gap = true;
        continue;
      }
      if (gap && out.size() != start) out.push_back(' ');
      gap = false;
      out.push_back(to_lower(c));
    }
    gap = true;
  };
  for (std::string_view cell :
       {parts.street, parts.street2, parts.unit, parts.city, parts.state, parts.zip}) {
    fixed_text<2 * longest_address_cell> folded;
    if (is_ascii(cell)) {
      append(cell);
    } else if (fold(trim(cell), fold_to::letters, folded)) {
      append(folded.view());
    }
  }
  out.append("|||");
}

// The shortcut: false where it does not know the address. Requires: `out` is clear.
inline bool read_plain_address(const address_parts& parts, address_forms& out) noexcept {
  static_assert(plain_address::longest_form <= address_forms::text::capacity);
  const auto [household, place] = out.next();
  plain_address plain(household.data());
  if (!parts.street2.empty() || !plain.read(parts.street, parts.unit, parts.city, parts.zip)) return false;
  const std::size_t street = plain.street().size();
  household.assume(street);
  if (plain.has_units()) {
    char* const of_place = put_text(place.data(), plain.street());
    household.assume(
        static_cast<std::size_t>(plain.put_units(household.data() + street, true) - household.data()));
    place.assume(static_cast<std::size_t>(plain.put_units(of_place, false) - place.data()));
  }
  out.keep_plain();
  return true;
}

// Every address. False if there is none.
inline bool read_any_address(const address_parts& parts, level lvl, address_forms& out,
                             bool loose_words = false) noexcept {
  parsed_address address;
  const bool localities = lvl == level::aggressive;
  if (!parse_address({parts.street, parts.street2, parts.unit, parts.city, parts.state, parts.zip},
                     {localities, loose_words}, address)) {
    return false;
  }
  if (localities) out.set_locality(address.locality.view());
  if (lvl == level::exact) {
    const auto draft = out.next();
    append_exact(address.zip, parts, draft.household);
    draft.place.append(draft.household.view());
    out.keep();
    return !out.forms().empty();
  }
  for (const street_text* street : {&address.street, &address.other}) {
    if (!address.has_street || (street == &address.other && !address.has_other)) break;
    const auto draft = out.next();
    append_form(address, *street, draft.household);
    draft.place.append(draft.household.view());
    address.units.append(true, draft.household);
    address.units.append(false, draft.place);
    out.keep();
  }
  for (std::size_t i = 0; i < address.box_count; ++i) {
    const auto draft = out.next();
    append_form(address, address.boxes[i], draft.household);
    draft.place.append(draft.household.view());
    out.keep();
  }
  return !out.forms().empty();
}

}  // namespace detail

inline bool normalize_address(const address_parts& parts, level lvl, address_forms& out) noexcept {
  out.clear();
  if (lvl == level::standard && detail::read_plain_address(parts, out)) return true;
  bool any = detail::read_any_address(parts, lvl, out);
  if (lvl == level::aggressive) any = detail::read_any_address(parts, lvl, out, true) || any;
  return any;
}

}  // namespace optout
