// The street of an address: house number, directional, name, suffix, directional.
//
// A directional or suffix word plays its role only by its place: a directional before a name or after it, a suffix as
// the last word. What is left over is the name ("North Ave" is a street called north, "Avenue N" one called n).
// Inside the name every spelling of a word becomes one: ordinals (first, 1 st, 1st), saint, suffix words written out
// (Mt Vernon, Main Av Dr), numbered roads (Hwy 9, Co Rd 9). Words are joined: Wilson-Mills and Lake Shore are wilsonmills
// and lakeshore.
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_roads.hpp>
#include <optout/normalize/address_tokens.hpp>
#include <optout/normalize/address_units.hpp>

#include <cstddef>
#include <string_view>

namespace optout::detail {

struct street_text {
  fixed_text<32> number;
  fixed_text<256> name;
  std::string_view before, suffix, after;  // directional, suffix, directional; empty where there is none
};

// Reads a house number at tokens[at]: 123, 123-A, 123 1/2, 112-10, N6W23001. `lettered`: B4 and B-4 count as well.
// Returns the tokens taken; 0 if there is none, or nothing but zeros.
std::size_t read_house_number(const token_list& tokens, std::size_t at, bool lettered,
                              fixed_text<32>& out) noexcept;

// Reads a directional at tokens[at]: N, North, N W, North-West. Returns the tokens taken.
std::size_t read_direction(const token_list& tokens, std::size_t at, std::size_t end,
                           std::string_view& out) noexcept;

// Where a street that starts at `begin` (behind the house number) ends, if a city may follow with no comma between:
// behind the last suffix that no city's name would have. `end` if there is no telling.
std::size_t street_end(const token_list& tokens, std::size_t begin, std::size_t end) noexcept;

// Reads the tokens [begin, end) as directional, name, suffix and directional. False if there is no name.
bool read_street(const token_list& tokens, std::size_t begin, std::size_t end, street_text& out) noexcept;

// ---- details ----

// "w204", "n6w23001": the numbers of Wisconsin and Illinois grids.
inline bool is_grid_number(std::string_view text) noexcept {
  std::size_t at = 0;
  std::size_t halves = 0;
  while (at + 1 < text.size() && std::string_view("nsew").find(text[at]) != std::string_view::npos &&
         is_digit(text[at + 1])) {
    for (++at; at < text.size() && is_digit(text[at]);) ++at;
    ++halves;
  }
  return at == text.size() && (halves == 1 || halves == 2);
}

inline std::size_t read_house_number(const token_list& tokens, std::size_t at, bool lettered,
                                     fixed_text<32>& out) noexcept {
  out.clear();
  const std::size_t end = tokens.size();
  const address_token& first = tokens[at];
  std::size_t next = at + 1;
  const auto in_piece = [&](std::size_t i) { return i < end && !tokens[i].starts_piece; };

  if (!first.starts_with_digit()) {
    if (first.has_digit && (is_grid_number(first.text) || lettered)) {  // N6 W23001, N6W23001
      out.append(first.text);
      if (in_piece(next) && is_grid_number(first.text) && is_grid_number(tokens[next].text))
        out.append(tokens[next++].text);
      return next - at;
    }
    if (lettered && first.is_letter() && in_piece(next) && tokens[next].glued &&
        tokens[next].starts_with_digit()) {
      out.append(first.text);
      out.append(tokens[next].text);
      return 2;
    }
    // "W 204 N 11912"
    for (std::size_t half = 0; half < 4; ++half) {
      if (at + half >= end || (half != 0 && !in_piece(at + half))) return 0;
      const address_token& token = tokens[at + half];
      if (half % 2 == 0 ? !(token.is_letter() && token.is_direction()) : !token.is_number()) return 0;
      out.append(token.text);
    }
    return 4;
  }

  if (!digits_of_ordinal(first.text).empty() || first.text.find('/') != first.text.npos) return 0;
  const std::string_view digits = without_leading_zeros(first.text);
  if (digits == "0" || !is_digit(digits.front())) return 0;
  out.append(digits);
  for (; in_piece(next) && (tokens[next].glued || tokens[next].text.find('/') != std::string_view::npos);
       ++next) {
    const address_token& token = tokens[next];
    const bool fraction = token.text.find('/') != std::string_view::npos;
    if (!token.has_digit && !token.is_letter()) break;
    if (fraction) {
      out.push_back(' ');
    } else if (token.starts_with_digit()) {
      out.push_back('-');
    }
    out.append(token.text);
    if (fraction) return next + 1 - at;
  }
  return next - at;
}

inline std::size_t read_direction(const token_list& tokens, std::size_t at, std::size_t end,
                                  std::string_view& out) noexcept {
  if (at >= end || !tokens[at].is_direction()) return 0;
  out = tokens[at].word->direction;
  if (at + 1 >= end || out.size() != 1 || (out != "n" && out != "s")) return 1;
  const address_token& second = tokens[at + 1];
  if (second.starts_piece || !second.is_direction() || second.word->direction.size() != 1) return 1;
  const std::string_view side = second.word->direction;
  if (side != "e" && side != "w") return 1;
  // "S W S Young Dr": initials go on.
  if (second.is_letter() && at + 2 < end && tokens[at + 2].is_letter()) return 1;
  out = out == "n" ? (side == "e" ? "ne" : "nw") : (side == "e" ? "se" : "sw");
  return 2;
}

// Whether tokens[at] is a suffix word that here stands before its name: Avenue J, Road 12, Calle 5.
inline bool is_leading_type(const token_list& tokens, std::size_t at, std::size_t end) noexcept {
  const address_token& token = tokens[at];
  if (!token.is_strong_suffix() && token.starts() != term::calle) return false;
  if (at + 1 >= end || tokens[at + 1].starts_piece) return false;
  const address_token& name = tokens[at + 1];
  return name.is_letter() || (name.starts_with_digit() && digits_of_ordinal(name.text).empty());
}

inline std::size_t street_end(const token_list& tokens, std::size_t begin, std::size_t end) noexcept {
  std::string_view direction;
  std::size_t name = begin + read_direction(tokens, begin, end, direction);
  if (name >= end || (name + 1 == end && tokens[name].is_suffix())) name = begin;

  std::size_t after = 0;  // behind the suffix
  if (const std::size_t road = road_length(tokens, name, end); road != 0) {
    after = name + road;
  } else if (is_leading_type(tokens, name, end)) {
    after = name + 2;
  }
  std::size_t weak = 0;
  bool strong = after != 0;
  for (std::size_t i = after != 0 ? after : name + 1; i < end; ++i) {
    if (!tokens[i].is_suffix()) continue;
    // "Main St St Louis": behind a finished street it is a saint.
    if (tokens[i].is("st") && strong && i + 1 < end && !tokens[i + 1].is_direction()) continue;
    if (tokens[i].is_strong_suffix()) {
      after = i + 1;
      strong = true;
    } else {
      weak = i + 1;
    }
  }
  if (after == 0) after = weak;
  if (after == 0) return end;
  return after + read_direction(tokens, after, end, direction);
}

// Writes the words of a street's name.
class name_writer {
 public:
  name_writer(const token_list& tokens, std::size_t begin, std::size_t end, bool has_suffix,
              fixed_text<256>& out) noexcept
      : tokens_(tokens), begin_(begin), end_(end), has_suffix_(has_suffix), out_(out) {}

  void write() noexcept {
    for (std::size_t at = begin_; at < end_;) {
      if (const numbered_road road = match_road(tokens_, at, end_); road.taken != 0 && road_can_start(at)) {
        add(road.kind);
        add(without_leading_zeros(road.number));
        at += road.taken;
        after_type_ = true;
        continue;
      }
      at += write_word(at);
    }
  }

 private:
  // A numbered road starts a name, or stands behind Old or New.
  bool road_can_start(std::size_t at) const noexcept {
    return at == begin_ || (at == begin_ + 1 && (tokens_[begin_].is("old") || tokens_[begin_].is("new")));
  }

  // Joined; two numbers keep a space between them.
  void add(std::string_view text) noexcept {
    if (!out_.empty() && is_digit(out_.view().back()) && !text.empty() && is_digit(text.front()))
      out_.push_back(' ');
    out_.append(text);
  }

  void add_ordinal(std::string_view digits) noexcept {
    digits = without_leading_zeros(digits);
    add(digits);
    out_.append(ordinal_ending(digits));
  }
  void add_ordinal(unsigned value) noexcept {
    fixed_text<4> digits;
    append_number(value, digits);
    add_ordinal(digits.view());
  }

  // Whether the street's suffix stands at `at`, or a suffix inside a double one: 41 Street Pl.
  bool suffix_at(std::size_t at) const noexcept {
    return at == end_ ? has_suffix_ : at < end_ && tokens_[at].is_strong_suffix();
  }

  std::size_t write_word(std::size_t at) noexcept {
    const address_token& token = tokens_[at];
    const bool last = at + 1 == end_;
    if (token.starts_with_digit()) {
      if (const auto digits = digits_of_ordinal(token.text); !digits.empty()) {
        add_ordinal(digits);
        return 1;
      }
      if (token.is_number() && !after_type_) {
        if (!last && is_ordinal_ending(tokens_[at + 1].text)) {  // 32 nd
          add_ordinal(token.text);
          return 2;
        }
        if (suffix_at(at + 1)) {
          add_ordinal(token.text);
          return 1;
        }
      }
      add(token.is_number() ? without_leading_zeros(token.text) : token.text);
      return 1;
    }
    bool ordinal = false;
    unsigned value = 0;
    if (const std::size_t words = read_number_word(tokens_, at, end_, ordinal, value); words != 0) {
      // Five Forks stays; Five St is 5th St.
      if (ordinal || (at == begin_ && at + words == end_ && has_suffix_)) {
        add_ordinal(value);
        return words;
      }
    }
    if (at == begin_ && is_leading_type(tokens_, at, end_)) after_type_ = true;
    add(spelling(token, at, last));
    return 1;
  }

  std::string_view spelling(const address_token& token, std::size_t at, bool last) const noexcept {
    const bool first = at == begin_;
    if (token.is("st") && !last && !tokens_[at + 1].is_letter()) return "saint";
    if (token.is("st") && first && has_suffix_) return "saint";
    if (token.is("ste") && first && !last) return "sainte";
    if (token.is("dr") && first && !last) return "doctor";
    if (token.is("junior")) return "jr";
    if (token.is_direction() && end_ - begin_ > 1) return token.word->direction;
    return token.word == nullptr ? token.text : token.word->full;
  }

  const token_list& tokens_;
  std::size_t begin_, end_;
  bool has_suffix_;
  bool after_type_ = false;  // a number that follows a type is no ordinal: Avenue 26, Highway 9
  fixed_text<256>& out_;
};

inline bool read_street(const token_list& tokens, std::size_t begin, std::size_t end,
                        street_text& out) noexcept {
  out.name.clear();
  out.before = out.suffix = out.after = {};
  if (begin >= end) return false;

  // The directional in front, unless nothing else would be the name: North Ave, S E St.
  std::string_view direction;
  std::size_t taken = read_direction(tokens, begin, end, direction);
  const auto leaves_a_name = [&](std::size_t at) {
    return at < end && !(tokens[at].is_strong_suffix() && (at + 1 == end || tokens[at + 1].is_direction()));
  };
  if (taken == 2 && !leaves_a_name(begin + 2)) {
    taken = 1;
    direction = tokens[begin].word->direction;
  }
  std::size_t name = begin;
  if (taken != 0 && leaves_a_name(begin + taken)) {
    out.before = direction;
    name += taken;
  }

  // The directional behind, never out of a numbered road or of Avenue N.
  const std::size_t road = road_length(tokens, name, end);
  std::size_t fixed = name + (road != 0 ? road : is_leading_type(tokens, name, end) ? 2 : 1);
  for (std::size_t size : {2, 1}) {
    if (end < fixed + size) continue;
    const std::size_t at = end - size;
    if (read_direction(tokens, at, end, direction) != size) continue;
    out.after = direction;
    end = at;
    break;
  }

  // The suffix: the last word, if that is not all there is.
  if (end > fixed && tokens[end - 1].is_suffix()) {
    out.suffix = tokens[end - 1].word->suffix;
    --end;
  }

  if (end - name == 1 && tokens[name].is_direction()) {
    // A street called by a direction. Letters name streets (N St is not North St), but not freeways.
    const bool letters = out.suffix != "fwy" && out.suffix != "loop" && out.suffix != "expy" &&
                         out.suffix != "hwy" && out.suffix != "pkwy" &&
                         tokens[name].word->direction.size() == 1;
    out.name.append(letters ? tokens[name].text : tokens[name].word->direction);
    return true;
  }
  name_writer(tokens, name, end, !out.suffix.empty(), out.name).write();
  return !out.name.empty() && !out.name.overflowed();
}

}  // namespace optout::detail
