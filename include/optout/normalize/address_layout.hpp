// Where things stand in the tokens behind a house number: the street, its units, and where the city begins.
//
// A comma (any start of a piece) says where the street ends. Without one the unit does, or a city that the table
// has, or the street's last suffix. The words of the city are dropped, never the street's.
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_roads.hpp>
#include <optout/normalize/address_special.hpp>
#include <optout/normalize/address_street.hpp>
#include <optout/normalize/address_tail.hpp>
#include <optout/normalize/address_tokens.hpp>
#include <optout/normalize/address_units.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout::detail {

// An address understood.
struct parsed_address {
  zip_text zip;
  box_address boxes[2];
  std::size_t box_count = 0;
  bool has_street = false;
  street_text street;
  street_text other;  // a second reading: "Elm Ter S Pasadena" is in Pasadena or in South Pasadena
  bool has_other = false;
  fixed_text<64> urbanization;  // Puerto Rico: names that repeat within a ZIP code are told apart by it
  unit_list units;
  fixed_text<100> locality;  // "springfield il", for addresses that lack a ZIP code; at level aggressive only
};

// Whether a line holds its city: its cell says that it does not, nothing says so, or a state stood at its end.
enum class city_hint : std::uint8_t { none, perhaps, likely };

// Reads the tokens behind a house number. `state`: that of the ZIP code.
class address_layout {
 public:
  address_layout(const token_list& tokens, city_hint city, std::string_view state,
                 parsed_address& out) noexcept
      : tokens_(tokens), city_(city), state_(state), out_(out) {}

  // The tokens behind the house number: the street's piece, then units and city in the pieces that follow.
  bool read_rest(std::size_t begin) noexcept {
    std::size_t end = begin + 1;
    while (end < tokens_.size() && !tokens_[end].starts_piece) ++end;
    if (is_only_a_unit(begin, end) || is_only_a_city(begin, end)) return false;
    std::string_view direction;
    const bool city_follows = read_pieces(end, direction);
    if (!read_street_piece(begin, end, city_ != city_hint::none && !city_follows)) return false;
    if (!direction.empty() && out_.street.after.empty()) out_.street.after = direction;
    return true;
  }

  // "URB Las Gladiolas": up to the next piece or number. Returns the token behind it.
  std::size_t read_urbanization(std::size_t at, std::size_t end) noexcept {
    out_.urbanization.clear();
    std::size_t next = at + 1;
    for (; next < end && !tokens_[next].starts_piece && !tokens_[next].has_digit; ++next) {
      out_.urbanization.append(tokens_[next].text);
    }
    return next;
  }

 private:
  // "123 Apt 4": a number, and nothing that could be its street.
  bool is_only_a_unit(std::size_t begin, std::size_t end) const noexcept {
    if (!tokens_[begin].is_unit() || road_length(tokens_, begin, end) != 0) return false;
    if (end == begin + 2 && tokens_[begin + 1].is_suffix()) return false;  // Unit St, Lot Rd
    unit_list units;
    const std::size_t taken = read_unit(tokens_, begin, end, unit_place::in_street, false, units);
    return taken != 0 && begin + taken == end;
  }

  // "123, Reno": the piece behind a number that stands alone is a street only if it says so, or if another follows.
  bool is_only_a_city(std::size_t begin, std::size_t end) const noexcept {
    if (!tokens_[begin].starts_piece || city_ == city_hint::none || end != tokens_.size()) return false;
    for (std::size_t i = begin + 1; i < end; ++i) {
      if (tokens_[i].is_suffix()) return false;
    }
    return road_length(tokens_, begin, end) == 0;
  }

  // The pieces behind the street's. True if words are left over that must be the city's.
  bool read_pieces(std::size_t at, std::string_view& direction) noexcept {
    const std::size_t end = tokens_.size();
    bool left_over = false;
    while (at < end) {
      const bool starts = tokens_[at].starts_piece;
      if (starts && direction.empty()) {
        // "Peachtree Street, NE Suite 2000"; but "N Las Vegas" is a city.
        std::string_view read;
        const std::size_t taken = read_direction(tokens_, at, end, read);
        const bool ends =
            taken != 0 && (tokens_.ends_piece(at + taken - 1, end) || is_designator(at + taken));
        if (ends || (read.size() == 2 && tokens_[at].text.size() <= 2)) {
          direction = read;
          at += taken;
          continue;
        }
      }
      if (tokens_[at].starts() == term::urb) {
        at = read_urbanization(at, end);
        continue;
      }
      if (!(starts && begins_a_city(at))) {
        const unit_place place = starts ? unit_place::alone : unit_place::in_street;
        if (const std::size_t taken =
                read_unit(tokens_, at, end, place, city_ != city_hint::none, out_.units);
            taken != 0) {
          at += taken;
          continue;
        }
      }
      if (starts && is_bare_unit(tokens_[at]) && tokens_.ends_piece(bare_unit_end(at, end) - 1, end)) {
        at = add_bare_unit(at, end);
        continue;
      }
      left_over = true;
      ++at;
    }
    return left_over;
  }

  // APT, STE, BLDG: a unit with an identifier must follow.
  bool is_designator(std::size_t at) const noexcept {
    return tokens_[at].is_unit() && tokens_[at].word->ranged && !tokens_[at].word->doubtful;
  }

  // Whether the piece at `at` is a known city: Key West, Upper Arlington, Front Royal.
  bool begins_a_city(std::size_t at) const noexcept {
    if (!tokens_[at].is_unit()) return false;
    std::size_t end = at + 1;
    while (end < tokens_.size() && !tokens_[end].starts_piece) ++end;
    return end - at > 1 && is_city_in(city_of_tokens(tokens_, at, end).view(), state_);
  }

  std::size_t bare_unit_end(std::size_t at, std::size_t end) const noexcept {
    std::size_t next = at + 1;
    while (next < end && tokens_[next].glued) ++next;
    return next;
  }
  // Adds "4B" or "4-B", whether or not it starts a piece. Returns the token behind it.
  std::size_t add_bare_unit(std::size_t at, std::size_t end) noexcept {
    address_unit unit;
    unit.kind = "unit";
    const std::size_t next = bare_unit_end(at, end);
    for (std::size_t i = at; i < next; ++i) {
      const bool digits = i > at && is_digit(tokens_[i].text.front()) && is_digit(tokens_[i - 1].text.back());
      if (digits) unit.id.push_back('-');
      unit.id.append(tokens_[i].text);
    }
    out_.units.add(unit);
    return next;
  }

  // The piece with the street. `open`: its end may be a city.
  bool read_street_piece(std::size_t begin, std::size_t end, bool open) noexcept {
    if (open) {
      if (const std::size_t city = known_city(begin, end); city != end) {
        const std::size_t direction = city + 1;
        out_.has_other = tokens_[city].is_direction() && direction < end &&
                         is_city_in(city_of_tokens(tokens_, direction, end).view(), state_) &&
                         ends_a_street(begin, direction) &&
                         read_street(tokens_, begin, direction, out_.other);
        end = city;
        open = false;
      }
    }
    const std::size_t units = read_units_in_street(begin, end, open);
    if (units != end || !open) return read_bounded_street(begin, units);

    const std::size_t street = street_end(tokens_, begin, end);
    // "40th St E 100 Palmdale": a bare unit between street and city.
    if (street < end && is_bare_unit(tokens_[street])) add_bare_unit(street, end);
    return read_street(tokens_, begin, street, out_.street);
  }

  // Where the city starts that ends at `end`; `end` if the table has none there. The longest that leaves a whole
  // street before it, else the longest that leaves a name.
  std::size_t known_city(std::size_t begin, std::size_t end) const noexcept {
    std::size_t best = end;
    if (tokens_[end - 1].is_letter()) return end;  // Pl N is not Plain
    for (std::size_t size = 4; size > 0; --size) {
      if (end - begin <= size) continue;
      const std::size_t at = end - size;
      if (!is_city_in(city_of_tokens(tokens_, at, end).view(), state_)) continue;
      if (ends_a_street(begin, at)) return at;
      // A word that could be the street's suffix is its city only where a state stood behind: Broadway Vista CA.
      const bool suffix = size == 1 && tokens_[at].is_suffix() &&
                          (tokens_[at].is_strong_suffix() || city_ != city_hint::likely);
      if (best == end && !suffix && has_name(begin, at)) best = at;
    }
    return best;
  }

  // Whether [begin, at) ends as a street does: by a suffix, a directional behind one, a unit.
  bool ends_a_street(std::size_t begin, std::size_t at) const noexcept {
    if (at < begin + 2) return false;
    const address_token& last = tokens_[at - 1];
    if (last.has_digit) return true;
    if (last.is_suffix() || (last.is_unit() && !last.word->ranged)) return true;
    if (last.is_letter() && tokens_[at - 2].is_unit()) return true;
    return last.is_direction() && at >= begin + 3 && tokens_[at - 2].is_suffix();
  }

  // Whether [begin, at) holds more than directionals and the first word of something: S Orange, Lake Forest.
  bool has_name(std::size_t begin, std::size_t at) const noexcept {
    for (std::size_t i = begin; i < at; ++i) {
      if (!tokens_[i].is_direction() && !tokens_[i].is_suffix()) return !tokens_[at - 1].is_unit();
      if (tokens_[i].is_suffix() && i > begin) return true;
    }
    return false;
  }

  // Reads the units within [begin, end) and returns where the street before them ends, `end` if there are none.
  std::size_t read_units_in_street(std::size_t begin, std::size_t end, bool open) noexcept {
    std::string_view direction;
    std::size_t name = begin + read_direction(tokens_, begin, end, direction);
    if (name >= end) return end;
    const std::size_t road = road_length(tokens_, name, end);
    name += road != 0 ? road : 1;
    for (std::size_t at = name; at < end; ++at) {
      const address_token& token = tokens_[at];
      if (token.starts() == term::urb) {
        read_urbanization(at, end);
        return at;
      }
      const address_token& before = tokens_[at - 1];
      const bool finished = (before.is_suffix() && at > begin + 1) || before.has_digit ||
                            (before.is_direction() && at > begin + 1);
      const unit_place place = finished ? unit_place::after_street : unit_place::in_street;
      std::size_t taken = read_unit(tokens_, at, end, place, open, out_.units);
      if (taken == 0) continue;
      // More units may follow: BLDG 3 APT 4.
      for (std::size_t next = at + taken; next < end;) {
        const unit_place behind = next == at + taken ? unit_place::after_street : unit_place::in_street;
        const std::size_t more = read_unit(tokens_, next, end, behind, open, out_.units);
        if (more == 0 && open) break;  // the city
        next += more != 0 ? more : 1;
        taken = more != 0 ? next - at : taken;
      }
      return at;
    }
    return end;
  }

  // A street whose end is known, perhaps with a bare unit at it: "Main St 4B".
  bool read_bounded_street(std::size_t begin, std::size_t end) noexcept {
    std::size_t unit = end;
    while (unit > begin + 2) {
      --unit;
      if (!tokens_[unit].glued) break;
    }
    if (unit > begin + 1 && unit < end && is_bare_unit(tokens_[unit])) {
      const address_token& before = tokens_[unit - 1];
      const bool after_suffix = before.is_suffix() && unit > begin + 1;
      const bool after_direction = before.is_direction() && unit > begin + 2 && tokens_[unit - 2].is_suffix();
      std::string_view direction;
      const std::size_t name = begin + read_direction(tokens_, begin, end, direction);
      const bool in_road = name + road_length(tokens_, name, end) > unit ||
                           (unit - 1 == name && is_leading_type(tokens_, name, end));
      if ((after_suffix || after_direction) && !in_road) {
        add_bare_unit(unit, end);
        end = unit;
      }
    }
    return read_street(tokens_, begin, end, out_.street);
  }

  const token_list& tokens_;
  city_hint city_;
  std::string_view state_;
  parsed_address& out_;
};

}  // namespace optout::detail
