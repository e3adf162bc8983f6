// The way from cells to the parts of an address: boxes, house number, street, units. Layout of the work:
//
//   cells ─ tokens ─ tail off (city, state, ZIP) ─ care-of off ─ boxes out ─ house number ─ street ─ units
//
// Commas say where the street ends; without them the unit does, or a known city, or the street's last suffix. Every
// shape of one address must come to the same parts, so the words of the city are dropped, never the street's.
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_layout.hpp>
#include <optout/normalize/address_special.hpp>
#include <optout/normalize/address_street.hpp>
#include <optout/normalize/address_tail.hpp>
#include <optout/normalize/address_tokens.hpp>
#include <optout/normalize/address_units.hpp>
#include <optout/normalize/spreadsheet.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace optout::detail {

// The cells of one address, as address.hpp has them.
struct address_cells {
  std::string_view street, street2, unit, city, state, zip;
};

// How much is made of the cells. `localities`: city and state are read as well, and do in place of a ZIP code;
// `loose_words`: So. Main Bvd is S Main Blvd.
struct address_latitude {
  bool localities = false;
  bool loose_words = false;
};

// False if there is no address: no ZIP code, neither a house number nor a box, or cells too long to be one. With
// loose words also where there are none.
bool parse_address(const address_cells& cells, const address_latitude& latitude,
                   parsed_address& out) noexcept;

// ---- details ----

// Whether a cell beside a street's, of a unit, a directional or a second line, says that there is none: NULL, n/a, -, 0.
inline bool is_filler(std::string_view cell) noexcept {
  constexpr std::string_view words[] = {"n.a", "na", "nat", "undefined", "unknown", "0", "00", "000"};
  const auto is_mark = [](char c) { return is_ascii(c) && !is_alnum(c); };
  while (!cell.empty() && is_mark(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && is_mark(cell.back())) cell.remove_suffix(1);
  return cell.empty() || is_null_word(cell) ||
         std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return equals_no_case(cell, word); });
}

class address_parser {
 public:
  address_parser(const address_cells& cells, const address_latitude& latitude, parsed_address& out) noexcept
      : cells_(cells), latitude_(latitude), out_(out) {}

  bool parse() noexcept {
    if (!read_line()) return false;
    if (latitude_.loose_words && !tokens_.loosen()) return false;
    if (!is_filler(cells_.unit)) {
      token_list unit;
      if (!unit.add(cells_.unit)) return false;
      if (unit.has_special()) unit.drop_fillers();
      read_unit_cell(unit, out_.units);
    }
    if (tokens_.has_special()) {
      erase_care_of(tokens_);
      take_boxes();
    }
    out_.has_street = read_number_and_street() && !out_.units.overflowed() &&
                      !out_.street.number.overflowed() && !out_.urbanization.overflowed();
    return out_.has_street || out_.box_count != 0;
  }

 private:
  // Street cells into tokens, ZIP code found, tail off.
  bool read_line() noexcept {
    tokens_.clear();
    if (!tokens_.add(cells_.street)) return false;
    if (!is_filler(cells_.street2) && !tokens_.add(cells_.street2)) return false;
    if (tokens_.has_special()) tokens_.drop_fillers();
    if (tokens_.size() == 0) return false;
    const auto cell_zip = normalize_zip(cells_.zip, level::standard, out_.zip);
    if (!cell_zip) out_.zip.clear();

    city_text city;
    if (!trim(cells_.city).empty()) {
      token_list words;
      if (!words.add(cells_.city)) return false;
      city = city_of_tokens(words, 0, first_piece(words));
      if (city.overflowed()) city.clear();  // no city is that long
    }
    if (cell_zip) return take_line_tail(*cell_zip, city.view(), false);

    // Without its own cell the ZIP code is at the end of the line, or of some other cell.
    const std::size_t street = tokens_.size();
    if (take_line_tail({}, city.view(), false)) return true;
    tokens_.truncate(street);
    return tokens_.add(cells_.city) && tokens_.add(cells_.state) && tokens_.add(cells_.zip) &&
           take_line_tail({}, city.view(), latitude_.localities);
  }

  static std::size_t first_piece(const token_list& tokens) noexcept {
    std::size_t end = 0;
    while (end < tokens.size() && (end == 0 || !tokens[end].starts_piece)) ++end;
    return end;
  }

  bool take_line_tail(std::string_view cell_zip, std::string_view cell_city, bool may_lack_zip) noexcept {
    const address_tail tail = take_tail(tokens_, cell_zip, cell_city);
    if (cell_zip.empty()) out_.zip = tail.zip;
    state_ = state_of_zip(out_.zip.view());
    if (latitude_.localities) {
      read_locality(tail, cell_city);
      if (out_.zip.empty()) state_ = tail.state;
    }
    // A city may be left in the line, but not where its cell says which it is and the line has no tail.
    const bool may = !tail.has_city && (cell_city.empty() || tail.has_state || !tail.zip.empty());
    city_ = !may ? city_hint::none : tail.has_state ? city_hint::likely : city_hint::perhaps;
    return (!out_.zip.empty() || (may_lack_zip && !out_.locality.empty())) && tokens_.size() != 0;
  }

  // City and state, from their cells or from what `tail` has left of the line.
  void read_locality(const address_tail& tail, std::string_view cell_city) noexcept {
    out_.locality.clear();
    std::string_view state = tail.state;
    token_list words;
    words.clear();
    if (words.add(cells_.state) && words.size() != 0) {
      const auto named = state_of_tokens(words, 0, words.size());
      if (!named.empty()) state = named;
    }
    if (state.empty()) return;
    city_text city;
    if (!cell_city.empty()) {
      city.append(cell_city);
    } else {
      city = last_city(state);
    }
    if (city.empty() || city.overflowed()) return;
    out_.locality.append(city.view());
    out_.locality.push_back(' ');
    out_.locality.append(state);
  }

  // The city at the end of the line: the last piece, or the longest that the state has.
  city_text last_city(std::string_view state) const noexcept {
    const std::size_t end = tokens_.size();
    std::size_t piece = end;
    while (piece > 0 && end - piece < 5 && !tokens_[--piece].starts_piece) {
    }
    bool digits = false;
    for (std::size_t i = piece; i < end; ++i) digits = digits || tokens_[i].has_digit;
    if (piece > 0 && tokens_[piece].starts_piece && !digits) return city_of_tokens(tokens_, piece, end);
    for (std::size_t size = end < 5 ? end : 4; size > 0; --size) {
      const city_text city = city_of_tokens(tokens_, end - size, end);
      if (is_city_in(city.view(), state)) return city;
    }
    return {};
  }

  void take_boxes() noexcept {
    for (std::size_t at = 0; at < tokens_.size() && out_.box_count < std::size(out_.boxes);) {
      const address_token& token = tokens_[at];
      const std::size_t taken =
          token.word == nullptr ? 0 : read_box(tokens_, at, at == 0, out_.boxes[out_.box_count]);
      if (taken == 0) {
        ++at;
        continue;
      }
      ++out_.box_count;
      tokens_.erase(at, taken);
    }
  }

  // The first house number that a street follows; what stands before it may be a unit, or counts for nothing.
  bool read_number_and_street() noexcept {
    address_layout layout(tokens_, city_, state_, out_);
    for (std::size_t at = 0; at < tokens_.size();) {
      const address_token& token = tokens_[at];
      if (token.starts() == term::urb) {
        at = layout.read_urbanization(at, tokens_.size());
        continue;
      }
      if (token.starts() == term::complex && token.starts_piece) {
        at = next_number_or_piece(at);  // "Cond Miramar 601 Ave Juncos Apt 3": a building's name
        continue;
      }
      if (const std::size_t unit = read_leading_unit(at); unit != 0) {
        at += unit;
        continue;
      }
      std::size_t number_at = at;
      if ((token.is("#") || token.is("no") || token.is("number")) && at + 1 < tokens_.size()) ++number_at;
      const bool lettered = !out_.urbanization.empty() || calle_follows(number_at);
      const std::size_t street =
          number_at + read_house_number(tokens_, number_at, lettered, out_.street.number);
      if (street != number_at && street < tokens_.size() && layout.read_rest(street)) return true;
      do ++at;
      while (at < tokens_.size() && !tokens_[at].starts_piece);
    }
    return false;
  }

  std::size_t next_number_or_piece(std::size_t at) const noexcept {
    do ++at;
    while (at < tokens_.size() && !tokens_[at].starts_piece && !tokens_[at].has_digit);
    return at;
  }

  // A unit may stand first: "#29, 6534 Walnut Cir", "Rear 123 Main St". Returns the tokens taken.
  std::size_t read_leading_unit(std::size_t at) noexcept {
    const address_token& token = tokens_[at];
    if (token.starts_with_digit() && digits_of_ordinal(token.text).empty() && !is_lone_floor(at)) return 0;
    const auto number_at = [&](std::size_t i) {
      return i < tokens_.size() && tokens_[i].is_number() && !tokens_[i].starts_piece;
    };
    if (token.is_unit() && !token.word->ranged && number_at(at + 1) && at + 2 < tokens_.size() &&
        !tokens_[at + 2].starts_piece) {
      address_unit unit;
      unit.kind = token.word->unit;
      unit.ranged = false;
      out_.units.add(unit);
      return 1;
    }
    // "# 123 Main St" is a house number, "# 4, 123 Main St" a unit.
    unit_list units = out_.units;
    const std::size_t taken = read_unit(tokens_, at, tokens_.size(), unit_place::alone, false, units);
    const std::size_t next = at + taken;
    if (taken == 0 || next >= tokens_.size() || !(tokens_[next].has_digit || tokens_[next].starts_piece))
      return 0;
    out_.units = units;
    return taken;
  }

  bool is_lone_floor(std::size_t at) const noexcept {
    return at + 1 < tokens_.size() && tokens_[at + 1].is_unit() && tokens_[at + 1].word->unit == "fl";
  }

  bool calle_follows(std::size_t at) const noexcept {
    for (std::size_t i = at + 1; i < tokens_.size() && i < at + 3; ++i) {
      if (tokens_[i].starts() == term::calle) return true;
    }
    return false;
  }

  const address_cells& cells_;
  address_latitude latitude_;
  parsed_address& out_;
  token_list tokens_;
  std::string_view state_;
  city_hint city_ = city_hint::perhaps;
};

inline bool parse_address(const address_cells& cells, const address_latitude& latitude,
                          parsed_address& out) noexcept {
  return address_parser(cells, latitude, out).parse();
}

}  // namespace optout::detail
