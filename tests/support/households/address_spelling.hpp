// The spellings of an address, by the address rules at level standard. A family turns one part of the style; a last
// step turns the whole text (case, accents, odd spaces).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "addresses.hpp"
#include "spelling.hpp"

#include <iterator>
#include <string>
#include <string_view>

namespace optout::households {

// An address in the making: its style, and what to do to the text at the end.
enum class text_change {
  none,
  upper,
  lower,
  double_spaces,
  punctuation,
  fullwidth,
  odd_space,
  zero_width,
  decomposed
};
struct address_draft {
  address_style style;
  text_change change = text_change::none;
  bool unit_has_cell = false;  // whether this address has a cell of its own for the unit
};

using address_family = spelling_family<address, address_draft>;

// Writes `a` by `draft`.
void write_draft(const address& a, const address_draft& draft, dice& d, address_cells& out);

// An address as most exports carry it: usual abbreviations, often capitals, now and then a ZIP+4. `style` says what is
// not as usual.
inline void write_usual_address(const address& a, bool unit_has_cell, dice& d, address_cells& out,
                                const address_style& style = {}) {
  address_draft draft{style};
  if (unit_has_cell && d.chance(60)) draft.style.where_unit = unit_place::own_cell;
  const unsigned how = d.below(40);
  if (how < 16) draft.change = text_change::upper;
  if (how == 16) draft.change = text_change::lower;
  if (how == 17 || how == 18) draft.style.suffix = 1;
  if (how == 19 && style.zip == 0) draft.style.zip = 1;
  if (how == 20 && style.zip == 0) draft.style.zip = 4;
  write_draft(a, draft, d, out);
}

inline constexpr address_family address_families[] = {
    {"address/case",
     [](const address&, dice& d, address_draft& out) {
       out.change = d.chance(50) ? text_change::upper : text_change::lower;
       return true;
     }},
    {"address/whitespace",
     [](const address&, dice&, address_draft& out) {
       out.change = text_change::double_spaces;
       return true;
     }},
    {"address/punctuation",
     [](const address& a, dice&, address_draft& out) {
       if (!a.is_street() || a.house == '/') return false;
       out.change = text_change::punctuation;
       out.style.suffix = 3;
       return true;
     }},
    {"address/suffix",
     [](const address& a, dice& d, address_draft& out) {
       out.style.suffix = 1 + d.below(2);
       return a.is_street() && a.suffix != 10;  // "Way" is its own abbreviation
     }},
    {"address/directional",
     [](const address& a, dice& d, address_draft& out) {
       out.style.direction = 1 + d.below(4);
       return a.before != 0 || a.after != 0;
     }},
    {"address/ordinal",
     [](const address& a, dice& d, address_draft& out) {
       out.style.ordinal = 1 + d.below(3);
       return a.is_street() && a.street >= std::size(streets);
     }},
    {"address/street_name",
     [](const address& a, dice&, address_draft& out) {
       out.style.other_name = true;
       return a.is_street() && a.street < std::size(streets) && !streets[a.street].other.empty();
     }},
    {"address/unit_designator",
     [](const address& a, dice& d, address_draft& out) {
       out.style.unit = 1 + d.below(unit_forms - 1);
       return a.unit != unit_kind::none;
     }},
    {"address/unit_id",
     [](const address& a, dice& d, address_draft& out) {
       out.style.unit = 1 + d.below(5);
       out.style.unit_id = 1 + d.below(2);
       return a.unit != unit_kind::none && a.unit <= unit_kind::suite && a.unit_id[0] <= '9' &&
              a.unit_id.back() >= 'A';
     }},
    {"address/unit_position",
     [](const address& a, dice& d, address_draft& out) {
       static constexpr unit_place places_of_unit[] = {unit_place::behind_comma, unit_place::own_cell,
                                                       unit_place::first, unit_place::next_line,
                                                       unit_place::brackets};
       out.style.where_unit = d.pick(places_of_unit);
       if (out.style.where_unit == unit_place::own_cell && !out.unit_has_cell) return false;
       out.style.unit = 1 + d.below(6);
       return a.unit != unit_kind::none && a.unit <= unit_kind::suite;
     }},
    {"address/unit_bare_cell",  // "4B" in the unit's own cell
     [](const address& a, dice& d, address_draft& out) {
       out.style.where_unit = unit_place::own_cell;
       out.style.unit = 6;  // "#4B"
       out.style.bare_unit = d.chance(50);
       return out.unit_has_cell && a.unit != unit_kind::none && a.unit <= unit_kind::suite;
     }},
    {"address/zip4",
     [](const address&, dice& d, address_draft& out) {
       static constexpr unsigned forms[] = {1, 2, 3, 5};
       out.style.zip = d.pick(forms);
       return true;
     }},
    {"address/zip_lost_zero",
     [](const address& a, dice&, address_draft& out) {
       out.style.zip = 4;
       return a.zip5()[0] == '0';
     }},
    {"address/state_name",
     [](const address&, dice& d, address_draft& out) {
       out.style.state = 1 + d.below(3);
       return true;
     }},
    {"address/other_city",
     [](const address&, dice&, address_draft& out) {
       out.style.other_city = true;
       return true;
     }},
    {"address/line_form",
     [](const address& a, dice& d, address_draft& out) {
       out.style.line = 1 + d.below(20);
       return !a.is_street() && a.kind != address_kind::grid;
     }},
    {"address/house_form",
     [](const address& a, dice& d, address_draft& out) {
       out.style.house = 1 + d.below(3);
       return a.house != 0 || a.kind == address_kind::grid;
     }},
    {"address/fullwidth",
     [](const address&, dice&, address_draft& out) {
       out.change = text_change::fullwidth;
       return true;
     }},
    {"address/unicode_space",
     [](const address&, dice& d, address_draft& out) {
       out.change = d.chance(50) ? text_change::odd_space : text_change::zero_width;
       return true;
     }},
    {"address/nfd",
     [](const address& a, dice&, address_draft& out) {
       out.change = text_change::decomposed;
       return a.is_street() && a.street < std::size(streets) && !is_ascii(streets[a.street].name);
     }},
    {"address/combined",
     [](const address& a, dice& d, address_draft& out) {
       out.style.suffix = 1;
       out.style.direction = 1;
       out.style.unit = 3;
       out.style.state = 1;
       out.style.zip = 1;
       out.change = d.chance(50) ? text_change::upper : text_change::none;
       return a.is_street();
     }},
};

// The label of the rule behind the other name of a street; `family` otherwise.
inline std::string_view address_label(const address& a, std::string_view family) {
  return family == "address/street_name" ? streets[a.street].label : family;
}

// Writes `a` in a spelling drawn at random. Returns: the label of its family.
inline std::string_view spell_address(const address& a, bool unit_has_cell, std::string_view left_out,
                                      dice& d, address_cells& out) {
  for (unsigned tries = 0; tries < 100; ++tries) {
    address_draft draft;
    draft.unit_has_cell = unit_has_cell;
    const auto& family = address_families[d.below(std::size(address_families))];
    if (is_allowed(family.label, left_out) && family.write(a, d, draft)) {
      write_draft(a, draft, d, out);
      return address_label(a, family.label);
    }
  }
  write_address(a, {}, out);
  return {};
}

// ---- details ----

inline void write_draft(const address& a, const address_draft& draft, dice& d, address_cells& out) {
  write_address(a, draft.style, out);
  const auto each = [&out](auto change) {
    out.line = change(out.line);
    out.city = change(out.city);
    out.unit = change(out.unit);
  };
  switch (draft.change) {
    case text_change::none: break;
    case text_change::upper:
      each([](const std::string& t) { return with_letters(t, letter_form::upper); });
      break;
    case text_change::lower:
      each([](const std::string& t) { return with_letters(t, letter_form::lower); });
      break;
    case text_change::double_spaces: out.line = " " + replaced(out.line, ' ', "  ") + " "; break;
    case text_change::punctuation: out.line += ","; break;
    case text_change::fullwidth:
      out.line = fullwidth(out.line);
      out.zip = fullwidth(out.zip);
      break;
    case text_change::odd_space: {
      static constexpr std::string_view spaces[] = {"\u00A0", "\u2009", "\u3000"};
      out.line = replaced(out.line, ' ', d.pick(spaces));
      break;
    }
    case text_change::zero_width: {
      static constexpr std::string_view marks[] = {"\uFEFF", "\u200B", "\u00AD"};
      out.line = std::string(d.pick(marks)) + out.line;
      break;
    }
    case text_change::decomposed: out.line = with_letters(out.line, letter_form::decomposed); break;
  }
}

}  // namespace optout::households
