// Addresses of the invented town, and a way to write them in any style.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dice.hpp"
#include "letters.hpp"
#include "people.hpp"
#include "places.hpp"

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace optout::households {

enum class address_kind { street, highway, grid, po_box, rural, contract, psc, cmr };
enum class unit_kind { none, apt, unit, hash, suite, floor, lot, space, building, no_range };

struct address {
  address_kind kind = address_kind::street;
  const place* where = nullptr;
  unsigned zip = 0;                     // which of the place's: its own two, then neighbours of each
  std::uint32_t number = 0, route = 0;  // house or box number; highway, rural route, PSC
  char house = 0;                       // '/' for 123 1/2, a letter for 123A
  unsigned street = 0;                  // named ones, then 1st, 2nd, ...
  unsigned before = 0, after = 0;       // directions
  unsigned suffix = 0;
  unit_kind unit = unit_kind::none;
  std::string unit_id, building;

  bool is_military() const { return kind == address_kind::psc || kind == address_kind::cmr; }
  bool is_street() const { return kind == address_kind::street; }
  // Whether somebody can live there; the rest only takes mail.
  bool is_place() const { return kind != address_kind::po_box && !is_military(); }
  std::string zip5() const;
};

inline std::string address::zip5() const {
  if (is_military()) return "09499";
  std::string out(where->zips[zip % 2]);
  const unsigned last = (10 * (out[3] - '0') + (out[4] - '0') + zip / 2) % 100;
  out[3] = static_cast<char>('0' + last / 10);
  out[4] = static_cast<char>('0' + last % 10);
  return out;
}

// How an address is written; 0 is the usual way everywhere.
enum class unit_place { behind, behind_comma, own_cell, first, next_line, brackets };
struct address_style {
  unsigned line = 0;       // boxes, routes, highways: which form
  unsigned house = 0;      // 123½, 123-1/2; 123-A
  unsigned direction = 0;  // 1 full, 2 dotted, 3 spaced, 4 hyphened
  unsigned suffix = 0;     // 1 full, 2 variant, 3 dotted
  unsigned ordinal = 0;    // 1 words, 2 bare number, 3 spaced
  bool other_name = false;
  unsigned unit = 0;       // which designator form
  unsigned unit_id = 0;    // 1 "4-B", 2 "4 B"
  bool bare_unit = false;  // no designator
  unit_place where_unit = unit_place::behind;
  unsigned zip = 0;    // 1 ZIP+4, 2 nine digits, 3 -0000, 4 lost leading zero, 5 "12345 6789", 6 none
  unsigned state = 0;  // 1 name, 2 traditional, 3 lower case
  bool other_city = false;
  bool no_city = false;  // nor state

  // Words in place of the address's own, where they are set; of a highway, `name` is the pattern of its line.
  std::optional<std::string_view> house_word = {}, before = {}, name = {}, suffix_word = {}, after = {};
};

struct address_cells {
  std::string line, unit, city, state, zip;
};

void write_address(const address& a, const address_style& style, address_cells& out);

// "22nd", "Twenty-Second". Requires: 1 <= n <= 99.
std::string ordinal(unsigned n);
std::string ordinal_words(unsigned n);

// The pieces of a street line, in the usual spelling.
std::string house_number(const address& a, unsigned form);
std::string street_name(const address& a, const address_style& style);

// A unit by its designator's form and its identifier; empty without a unit.
std::string unit_text(const address& a, const address_style& style);
inline constexpr unsigned unit_forms = 16;

// ---- details ----

inline std::string ordinal(unsigned n) {
  const unsigned last = n % 10;
  const bool teen = n / 10 == 1;
  return std::to_string(n) + (teen || last == 0 || last > 3 ? "th"
                              : last == 1                   ? "st"
                              : last == 2                   ? "nd"
                                                            : "rd");
}

inline std::string ordinal_words(unsigned n) {
  static constexpr std::string_view below_twenty[] = {
      "",           "First",     "Second",    "Third",       "Fourth",     "Fifth",     "Sixth",
      "Seventh",    "Eighth",    "Ninth",     "Tenth",       "Eleventh",   "Twelfth",   "Thirteenth",
      "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth"};
  static constexpr std::string_view tens[] = {"",     "",     "Twent",  "Thirt", "Fort",
                                              "Fift", "Sixt", "Sevent", "Eight", "Ninet"};
  if (n < 20) return std::string(below_twenty[n]);
  if (n % 10 == 0) return std::string(tens[n / 10]) + "ieth";
  return std::string(tens[n / 10]) + "y-" + std::string(below_twenty[n % 10]);
}

namespace detail {
// The numbers of `a` put into a pattern.
inline std::string filled(std::string_view pattern, std::uint32_t first, std::uint32_t second) {
  std::string out;
  for (char c : pattern) {
    if (c == '%') {
      out += std::to_string(first);
    } else if (c == '&') {
      out += std::to_string(second);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

inline std::string_view direction_text(unsigned which, unsigned form) {
  const direction& d = directions[which];
  const std::string_view forms[] = {d.usual, d.full, d.dotted, d.spaced, d.hyphened};
  return forms[form];
}

template <std::size_t N>
std::string_view form_of(const std::string_view (&forms)[N], unsigned which) {
  return forms[which % N];
}
}  // namespace detail

inline std::string house_number(const address& a, unsigned form) {
  const std::string number = std::to_string(a.number);
  static constexpr std::string_view halves[] = {" 1/2", "½", "-1/2", " ½"};
  if (a.house == '/') return number + std::string(detail::form_of(halves, form));
  if (a.house != 0) return number + (form == 0 ? "" : "-") + a.house;
  return number;
}

inline std::string street_name(const address& a, const address_style& style) {
  if (a.street < std::size(streets))
    return std::string(style.other_name ? streets[a.street].other : streets[a.street].name);
  const unsigned n = a.street - static_cast<unsigned>(std::size(streets)) + 1;
  if (style.ordinal == 1) return ordinal_words(n);
  if (style.ordinal == 2) return std::to_string(n);
  std::string text = ordinal(n);
  if (style.ordinal == 3) text.insert(text.size() - 2, " ");
  return text;
}

inline std::string unit_text(const address& a, const address_style& style) {
  std::string id = a.unit_id;
  const bool digits_letter = id.size() > 1 && id[0] <= '9' && id.back() >= 'A';
  if (style.unit_id != 0 && digits_letter) id.insert(id.size() - 1, style.unit_id == 1 ? "-" : " ");
  if (style.bare_unit) return id;
  static constexpr std::string_view usual[] = {"", "Apt ", "Unit ", "# ", "Ste ", "Fl ", "Lot ", "Spc "};
  static constexpr std::string_view same_class[unit_forms] = {
      "Apt ", "Apt. ", "APT ",     "Apartment ",        "Unit ", "UNIT #", "#",
      "# ",   "Apt #", "Apt No. ", "Apartment Number ", "Ste ",  "Suite ", "Unit: ",
      "APT-", "Rm "};
  switch (a.unit) {
    case unit_kind::none: return {};
    case unit_kind::apt:
    case unit_kind::unit:
    case unit_kind::hash:
    case unit_kind::suite:
      return std::string(style.unit == 0 ? usual[static_cast<unsigned>(a.unit)]
                                         : same_class[style.unit % unit_forms]) +
             id;
    case unit_kind::floor: {
      const auto n = static_cast<unsigned>(std::stoul(id));
      switch (style.unit % 5) {
        case 1: return "Floor " + id;
        case 2: return ordinal(n) + " Floor";
        case 3: return ordinal_words(n) + " Floor";
        case 4: return "Flr " + id;
        default: return "Fl " + id;
      }
    }
    case unit_kind::lot: return (style.unit % 2 == 0 ? "Lot " : "LOT #") + id;
    case unit_kind::space: return (style.unit % 2 == 0 ? "Spc " : "Space ") + id;
    case unit_kind::building: {
      static constexpr std::string_view forms[] = {"Bldg * Apt ", "Building *, Apartment ", "Bldg. * Apt. ",
                                                   "BLDG *, APT #"};
      return replaced(detail::form_of(forms, style.unit), '*', a.building) + id;
    }
    case unit_kind::no_range: {
      static constexpr std::string_view forms[2][5] = {{"Rear", "Bsmt", "Uppr", "Lowr", "Frnt"},
                                                       {"REAR", "Basement", "Upper", "Lower", "Front"}};
      return std::string(forms[style.unit % 2][id[0] - '0']);
    }
  }
  return {};
}

inline void write_address(const address& a, const address_style& style, address_cells& out) {
  out.line.clear();
  out.unit.clear();
  switch (a.kind) {
    case address_kind::street:
    case address_kind::grid: {
      if (a.kind == address_kind::street) {
        out.line = style.house_word ? std::string(*style.house_word) : house_number(a, style.house);
      } else {
        out.line = detail::filled(style.house == 0 ? "N%W&" : "N% W&", a.route, a.number);
      }
      const suffix& s = suffixes[a.suffix];
      const auto add = [&out](std::string_view word) {
        if (!word.empty()) out.line.append(" ").append(word);
      };
      add(style.before.value_or(detail::direction_text(a.before, style.direction)));
      add(style.name ? std::string(*style.name) : street_name(a, style));
      add(style.suffix_word.value_or(style.suffix == 1 ? s.full : style.suffix == 2 ? s.variant : s.usual));
      if (style.suffix == 3) out.line.push_back('.');
      add(style.after.value_or(detail::direction_text(a.after, style.direction)));
      break;
    }
    case address_kind::highway: {
      const line_forms& forms = highways[a.suffix];
      out.line = std::to_string(a.number) + " ";
      const auto usual = style.line == 0 ? forms.usual : detail::form_of(forms.others, style.line);
      out.line += detail::filled(style.name.value_or(usual), a.route, 0);
      break;
    }
    case address_kind::po_box:
      out.line = detail::filled(detail::form_of(po_box_forms, style.line), a.number, 0);
      break;
    case address_kind::rural:
      out.line = detail::filled(detail::form_of(rural_forms, style.line), a.route, a.number);
      break;
    case address_kind::contract:
      out.line = detail::filled(detail::form_of(contract_forms, style.line), a.route, a.number);
      break;
    case address_kind::psc:
      out.line = detail::filled(detail::form_of(psc_forms, style.line), a.route, a.number);
      break;
    case address_kind::cmr:
      out.line = detail::filled(detail::form_of(cmr_forms, style.line), a.route, a.number);
      break;
  }
  if (const std::string unit = unit_text(a, style); !unit.empty()) {
    switch (style.where_unit) {
      case unit_place::behind: out.line += " " + unit; break;
      case unit_place::behind_comma: out.line += ", " + unit; break;
      case unit_place::own_cell: out.unit = unit; break;
      case unit_place::first: out.line = unit + ", " + out.line; break;
      case unit_place::next_line: out.line += "\n" + unit; break;
      case unit_place::brackets: out.line += " (" + unit + ")"; break;
    }
  }

  const place& where = *a.where;
  out.city = a.is_military() ? "APO" : style.other_city ? where.other_city : where.city;
  if (a.is_military()) {
    out.state = "AE";
  } else {
    out.state = style.state == 1 ? where.state_name : style.state == 2 ? where.state_short : where.state;
    if (style.state == 3) out.state = with_letters(out.state, letter_form::lower);
  }
  out.zip = a.zip5();
  const std::string plus4 = detail::decimal(1000 + mix(a.number) % 8000, 4);
  switch (style.zip) {
    case 1: out.zip += "-" + plus4; break;
    case 2: out.zip += plus4; break;
    case 3: out.zip += "-0000"; break;
    case 4: out.zip.erase(0, out.zip[0] == '0' ? 1 : 0); break;
    case 5: out.zip += " " + plus4; break;
    case 6: out.zip.clear(); break;
    default: break;
  }
  if (style.no_city) out.city.clear(), out.state.clear();
}

}  // namespace optout::households
