// The part of a building: APT 4, # 4-B, BLDG 3 APT 12, 2ND FLOOR, REAR.
//
// A unit is a class and an identifier. APT, STE, RM, UNIT and # are one class, "unit"; every other designator is its
// own. Noise between the two goes (Apt # 4, Apt No. 4), the identifier closes up (4-B = 4 B = 4b, 18-1 stays: it is
// not 181). A unit that needs no identifier (REAR, BSMT, PH) is its word. Two units are kept in one order: building,
// floor, the rest by their class.
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_tokens.hpp>

#include <cstddef>
#include <string_view>

namespace optout::detail {

struct address_unit {
  std::string_view kind;  // "unit", "bldg", "rear", ...
  fixed_text<24> id;
  bool ranged = true;  // the kind says little: it is left out where a person's place is compared
};

// The units of one address.
class unit_list {
 public:
  static constexpr std::size_t capacity = 4;

  void add(const address_unit& unit) noexcept;
  std::size_t size() const noexcept { return size_; }
  bool overflowed() const noexcept { return overflowed_; }

  // "bldg 3 unit 12", or without the classes: "3 12".
  template <std::size_t N>
  void append(bool with_class, fixed_text<N>& out) const noexcept;

 private:
  address_unit units_[capacity];
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

// How sure the place of a token is to hold a unit.
enum class unit_place : std::uint8_t {
  in_street,     // a name goes before, and it may still be the name
  after_street,  // a suffix, direction or number went before
  alone,         // the token starts a piece of its own, or the unit's cell
};

// Reads a unit at tokens[at], not beyond `end`. `open`: behind `end` nothing is known to follow, and a city may stand
// before it. Returns how many tokens it took, 0 if there is no unit.
std::size_t read_unit(const token_list& tokens, std::size_t at, std::size_t end, unit_place place, bool open,
                      unit_list& out) noexcept;

// Whether the token can be the whole of an identifier without a designator: 100, 4B, B4, A.
bool is_bare_unit(const address_token& token) noexcept;

// Reads the unit's own cell, where "4", "4-B" and "Garage" are units as well.
void read_unit_cell(const token_list& tokens, unit_list& out) noexcept;

// Reads 1st, 12th, first, twenty second, twelve at tokens[at]; Returns the tokens taken, 0 if there is no number.
std::size_t read_number_word(const token_list& tokens, std::size_t at, std::size_t end, bool& ordinal,
                             unsigned& value) noexcept;

// ---- details ----

inline bool is_ordinal_ending(char a, char b) noexcept {
  return b == 'd' ? a == 'n' || a == 'r' : (a == 's' && b == 't') || (a == 't' && b == 'h');
}
inline bool is_ordinal_ending(std::string_view text) noexcept {
  return text.size() == 2 && is_ordinal_ending(text[0], text[1]);
}

// "st" of 1, 21, 101; "th" of 11, 20.
inline std::string_view ordinal_ending(std::string_view digits) noexcept {
  const char last = digits.back();
  const bool teen = digits.size() > 1 && digits[digits.size() - 2] == '1';
  return teen || last == '0' || last > '3' ? "th" : last == '1' ? "st" : last == '2' ? "nd" : "rd";
}

// The digits of "12th"; empty for anything else.
inline std::string_view digits_of_ordinal(std::string_view text) noexcept {
  const std::size_t size = text.size();
  if (size < 3 || !is_ordinal_ending(text[size - 2], text[size - 1])) return {};
  text.remove_suffix(2);
  for (char c : text) {
    if (!is_digit(c)) return {};
  }
  return text;
}

inline std::string_view without_leading_zeros(std::string_view digits) noexcept {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

template <std::size_t N>
void append_number(unsigned value, fixed_text<N>& out) noexcept {
  if (value >= 10) append_number(value / 10, out);
  out.push_back(static_cast<char>('0' + value % 10));
}

inline std::size_t read_number_word(const token_list& tokens, std::size_t at, std::size_t end, bool& ordinal,
                                    unsigned& value) noexcept {
  const auto number = [&](std::size_t i) {
    return i < end && tokens[i].word != nullptr ? tokens[i].word->number : 0u;
  };
  value = number(at);
  if (value == 0) return 0;
  ordinal = tokens[at].word->ordinal;
  if (!ordinal && value >= 20 && number(at + 1) != 0 && number(at + 1) < 10 && !tokens[at + 1].starts_piece) {
    value += number(at + 1);
    ordinal = tokens[at + 1].word->ordinal;
    return 2;
  }
  return 1;
}

inline void unit_list::add(const address_unit& unit) noexcept {
  if (unit.id.overflowed()) overflowed_ = true;
  for (std::size_t i = 0; i < size_; ++i) {
    // The same unit twice, once in the street and once in its cell: the class that says more stays.
    const bool same_kind = units_[i].kind == unit.kind || units_[i].kind == "unit" || unit.kind == "unit";
    if (units_[i].id.view() != unit.id.view() || !same_kind || unit.id.empty() != units_[i].id.empty())
      continue;
    if (units_[i].kind == "unit" && unit.ranged) units_[i].kind = unit.kind;
    return;
  }
  if (size_ == capacity) {
    overflowed_ = true;
    return;
  }
  const auto rank = [](const address_unit& u) { return u.kind == "bldg" ? 0 : u.kind == "fl" ? 1 : 2; };
  const auto before = [&](const address_unit& a, const address_unit& b) {
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.kind < b.kind;
  };
  std::size_t at = size_++;
  for (; at > 0 && before(unit, units_[at - 1]); --at) units_[at] = units_[at - 1];
  units_[at] = unit;
}

template <std::size_t N>
void unit_list::append(bool with_class, fixed_text<N>& out) const noexcept {
  for (std::size_t i = 0; i < size_; ++i) {
    if (i != 0) out.push_back(' ');
    const bool named = with_class || !units_[i].ranged;
    if (named) out.append(units_[i].kind);
    if (named && !units_[i].id.empty()) out.push_back(' ');
    out.append(units_[i].id.view());
  }
}

inline bool is_bare_unit(const address_token& token) noexcept {
  if (token.text.size() > 6 || !digits_of_ordinal(token.text).empty()) return false;
  return token.has_digit || (token.is_letter() && !token.is_direction());
}

// Reads the identifier at tokens[at] into `id`; returns the tokens taken.
inline std::size_t read_unit_id(const token_list& tokens, std::size_t at, std::size_t end, bool open,
                                fixed_text<24>& id) noexcept {
  if (at >= end || tokens[at].starts_piece) return 0;
  const address_token& first = tokens[at];
  bool ordinal = false;
  unsigned value = 0;
  if (const std::size_t words = read_number_word(tokens, at, end, ordinal, value); words != 0) {
    append_number(value, id);
    return words;
  }
  const bool last = tokens.ends_piece(at, end) && (!open || at + 1 < end);
  const bool short_word = first.is_letter() || (first.text.size() == 2 && last && !first.is_unit());
  const bool word = last && !first.is_unit() && !first.is_suffix() && first.text != "#";
  if (!first.has_digit && !short_word && !word) return 0;
  if (const auto digits = digits_of_ordinal(first.text); !digits.empty()) {
    id.append(digits);
    return 1;
  }
  id.append(first.text);
  std::size_t next = at + 1;
  for (; next < end && !tokens[next].starts_piece; ++next) {
    const address_token& token = tokens[next];
    const address_token& before = tokens[next - 1];
    // "126 F" and "A 12" are one; in "Apt 4 N Las Vegas" the letter is the city's.
    const bool ends = tokens.ends_piece(next, end) && (!open || next + 1 < end);
    const bool letter = token.is_letter() && is_digit(before.text.back()) && (!token.is_direction() || ends);
    const bool digits = token.is_number() && before.is_letter() && next == at + 1;
    if (!token.glued && !letter && !digits) break;
    if (token.glued && is_digit(token.text.front()) && is_digit(before.text.back())) id.push_back('-');
    id.append(token.text);
    if (letter && !token.glued) {
      ++next;
      break;
    }
  }
  return next - at;
}

inline std::size_t read_unit(const token_list& tokens, std::size_t at, std::size_t end, unit_place place,
                             bool open, unit_list& out) noexcept {
  if (at >= end) return 0;
  const address_token& first = tokens[at];
  address_unit unit;

  // "2nd Floor", "Second Fl"; "2 Floor" where nothing else can be meant.
  bool ordinal = false;
  unsigned value = 0;
  std::size_t words = read_number_word(tokens, at, end, ordinal, value);
  const auto digits = digits_of_ordinal(first.text);
  if (words != 0) {
    append_number(value, unit.id);
  } else if (!digits.empty() || (place == unit_place::alone && first.is_number())) {
    unit.id.append(without_leading_zeros(digits.empty() ? first.text : digits));
    words = 1;
  }
  if (words != 0) {
    const std::size_t floor = at + words;
    if (floor >= end || tokens[floor].starts_piece || !tokens[floor].is_unit() ||
        tokens[floor].word->unit != "fl")
      return 0;
    unit.kind = "fl";
    out.add(unit);
    return words + 1;
  }

  if (!first.is_unit()) {
    // Campus and private mailboxes: "100 College Dr Box 12".
    if (first.starts() != term::box || place == unit_place::in_street) return 0;
    unit.kind = "box";
  } else {
    unit.kind = first.word->unit == "#" ? std::string_view("unit") : first.word->unit;
    unit.ranged = first.word->ranged;
  }

  std::size_t next = at + 1;
  while (next < end && !tokens[next].starts_piece &&
         (tokens[next].is("#") ||
          ((tokens[next].is("no") || tokens[next].is("number") || tokens[next].is("num")) && next + 1 < end &&
           tokens[next + 1].has_digit))) {
    ++next;
  }
  // KEY and UN end streets as well, NO, OFF and STOP are words of names: they need a number or letter behind them, and a
  // finished street before.
  const bool doubtful = first.word->doubtful && next == at + 1;
  const bool numbered = next < end && !tokens[next].starts_piece && tokens[next].has_digit;
  const bool lettered = next < end && !tokens[next].starts_piece && tokens[next].is_letter() &&
                        !(first.is_suffix() && tokens[next].is_direction());
  if (doubtful && (place == unit_place::in_street || (!numbered && !lettered))) return 0;
  if (!unit.ranged) {
    // REAR and its like: a number may follow, a word means that a name goes on (Front Royal).
    const bool ends = tokens.ends_piece(next - 1, end) || (next < end && tokens[next].is_unit());
    if (!ends && !numbered && place != unit_place::after_street) return 0;
    if (place == unit_place::in_street && (unit.kind == "frnt" || unit.kind == "side")) return 0;
    if (numbered) next += read_unit_id(tokens, next, end, open, unit.id);
    out.add(unit);
    return next - at;
  }
  const std::size_t taken = read_unit_id(tokens, next, end, open, unit.id);
  if (taken == 0) {
    // A designator that lost its identifier counts for nothing: "Main St Apt, Reno", "Upper Unit".
    const bool dangles = next >= end || tokens[next].starts_piece || tokens[next].is_unit();
    return dangles && place != unit_place::in_street ? next - at : 0;
  }
  out.add(unit);
  return next + taken - at;
}

inline void read_unit_cell(const token_list& tokens, unit_list& out) noexcept {
  const std::size_t end = tokens.size();
  for (std::size_t at = 0; at < end;) {
    if (const std::size_t taken = read_unit(tokens, at, end, unit_place::alone, false, out); taken != 0) {
      at += taken;
      continue;
    }
    address_unit unit;
    unit.kind = "unit";
    const std::size_t taken = read_unit_id(tokens, at, end, false, unit.id);
    if (taken != 0 || at == 0) {
      // The rest of the cell is the identifier, as it is.
      std::size_t next = at + taken;
      if (taken == 0) {
        for (; next < end && !tokens[next].is_unit(); ++next) unit.id.append(tokens[next].text);
      }
      if (!unit.id.empty()) out.add(unit);
      at = next > at ? next : at + 1;
    } else {
      ++at;
    }
  }
}

}  // namespace optout::detail
