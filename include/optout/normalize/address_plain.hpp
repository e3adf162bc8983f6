// The shortcut for plain addresses: cells of their own or one line, the street in ASCII and in the usual order.
//
//   "4735 S Eagle Rock Dr Apt 273" | "" | "ANCHORAGE" | "AK" | "99501"
//   "4735 S Eagle Rock Dr Apt 273, Anchorage, AK 99501"
//   "PO Box 496" | "" | "Fargo" | "ND" | "58102"
//
// number ─ directional? ─ name ─ suffix ─ directional? ─ units?, each word with one role that it can have; or a box. What
// is not that (a numbered road, a saint, a state or city at the line's end) is left to address_parser.hpp, which would
// come to the same form: a test and a fuzzer hold the two together.
//
// Nothing allocates or throws. Cost: a table lookup a word.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_line.hpp>
#include <optout/normalize/address_plain_line.hpp>
#include <optout/normalize/address_tail.hpp>
#include <optout/normalize/address_units.hpp>
#include <optout/normalize/address_words.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/normalize/byte_block.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/zip.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout::detail {

class plain_address {
 public:
  // LK may be written out as lake; units have kinds; a block is written at a time.
  static constexpr std::size_t longest_form =
      2 * plain_line::longest + 10 * plain_line::most_tokens + 64 + byte_block::size;

  // `form` has room for longest_form bytes, and what is put before units as well.
  explicit plain_address(char* form) noexcept : form_(form), end_(form) {}

  // False if the cells are not plain: nothing is known of them then. To be called once.
  bool read(std::string_view street, std::string_view unit_cell, std::string_view city,
            std::string_view zip) noexcept;

  // The form up to its units.
  std::string_view street() const noexcept { return {form_, static_cast<std::size_t>(end_ - form_)}; }
  bool has_units() const noexcept { return unit_count_ != 0; }
  // Writes the units to `to`, with their kinds or without, and returns where they end.
  char* put_units(char* to, bool kinds) const noexcept;

 private:
  struct unit {
    std::string_view kind, id;
  };
  using token = plain_line::token;

  bool read_box(const plain_line& line) noexcept;
  // What the cells beside the street say.
  struct other_cells {
    std::string_view city, state;
  };
  bool read_street(const plain_line& line, const other_cells* others) noexcept;
  bool read_line(std::string_view text) noexcept;
  static bool may_have_tail(const plain_line& line, std::size_t units, const other_cells& others) noexcept;
  bool read_unit_cell(std::string_view cell) noexcept;
  std::size_t read_units(const plain_line& line) noexcept;
  std::size_t read_unit(const plain_line& line, std::size_t end, unit& out) const noexcept;
  static bool is_id(const token& t) noexcept;
  static bool may_end_with(const plain_line& line, std::size_t end, std::string_view city) noexcept;
  static bool is_plain_name(const token& t) noexcept;

  void put(char c) noexcept { *end_++ = c; }
  void put(std::string_view text) noexcept { end_ = put_text(end_, text); }
  // A block at a time, and what is behind the word: there is room on both sides.
  void put(const token& word) noexcept {
    for (std::size_t at = 0; at < word.size; at += byte_block::size) {
      byte_block(word.at + at).store(end_ + at);
    }
    end_ += word.size;
  }

  char* form_;
  char* end_;
  std::size_t unit_count_ = 0;
  unit units_[2];
  plain_line line_, unit_line_;
};

// ---- details ----

// "273", "4b", "b4", "d": an identifier that nothing else could be.
inline bool plain_address::is_id(const token& t) noexcept {
  if (t.piece || t.fraction || t.size > 8) return false;
  if (!t.digits) return t.size == 1 && !t.is_sign() && (t.word == nullptr || t.word->number == 0);
  // "apt4" comes apart elsewhere, "2nd" is a number.
  return (is_digit(t.front()) || is_digit(t.at[1])) && digits_of_ordinal(t.text()).empty();
}

// Whether the words before `end` may be the city again: in one, they would have to be the city's.
inline bool plain_address::may_end_with(const plain_line& line, std::size_t end,
                                        std::string_view city) noexcept {
  const auto shortest = [](std::string_view text, const address_word* word) {
    if (word == nullptr) return text;
    return !word->direction.empty() ? word->direction : !word->suffix.empty() ? word->suffix : text;
  };
  const std::size_t size = city.size();
  if (size < 2 || !is_alpha(city[0]) || !is_alpha(city[size - 1]) || !is_alpha(city[size - 2])) return true;
  bool begins = false;
  for (const token* t = line.tokens() + 1; t != line.tokens() + end; ++t) {
    const char first = to_lower(city[0]);
    begins |= t->front() == first || (t->word != nullptr && shortest(t->text(), t->word)[0] == first);
  }
  // Most streets are known here not to be a city that ends with a word of letters, and not with "saint".
  if (!begins && size <= address_word_table::longest && to_lower(city[size - 1]) != 't') return false;
  char word[address_word_table::longest];
  std::size_t start = sizeof word;
  for (auto c = city.rbegin(); c != city.rend() && is_alpha(*c); ++c) {
    if (start == 0) return true;
    word[--start] = to_lower(*c);
  }
  const std::string_view last = {word + start, sizeof word - start};
  const token& before = line[end - 1];
  return last == "saint" || (begins && shortest(last, find_address_word(last)).back() ==
                                           shortest(before.text(), before.word).back());
}

// A word that is a name and nothing else, or one like Lake and Park in the middle of a name.
inline bool plain_address::is_plain_name(const token& t) noexcept {
  if (t.digits || t.piece || t.is_sign()) return false;
  if (t.word == nullptr) return t.text() != "junior";
  const address_word& w = *t.word;
  return w.unit.empty() && w.direction.empty() && w.number == 0 && w.starts == term::none && !w.strong &&
         !w.route;
}

// Reads the unit that ends before `end`; returns where it starts, `end` if there is none.
inline std::size_t plain_address::read_unit(const plain_line& line, std::size_t end,
                                            unit& out) const noexcept {
  if (end < 2 || !is_id(line[end - 1])) return end;
  const token& id = line[end - 1];
  std::size_t at = end - 2;
  if (line[at].is_sign() && at > 0 && line[at - 1].is_unit() && !line[at].piece) --at;
  const token& designator = line[at];
  if (!designator.is_unit()) return end;
  const address_word& w = *designator.word;
  if (!w.ranged || w.doubtful || !w.suffix.empty() || !w.direction.empty()) return end;
  if ((designator.piece && !id.digits) || (w.unit == "fl" && (!id.digits || id.size > 2))) return end;
  out.kind = w.unit == "#" ? std::string_view("unit") : w.unit;
  out.id = id.text();
  return at;
}

// The units at the line's end: one, or BLDG and another. Returns where they start.
inline std::size_t plain_address::read_units(const plain_line& line) noexcept {
  const std::size_t second = read_unit(line, line.size(), units_[0]);
  if (second == line.size()) return second;
  unit_count_ = 1;
  unit first;
  const std::size_t at = read_unit(line, second, first);
  if (at == second || first.kind != "bldg" || units_[0].kind != "unit" || line[second].piece) return second;
  units_[1] = units_[0];
  units_[0] = first;
  unit_count_ = 2;
  return at;
}

inline char* plain_address::put_units(char* to, bool kinds) const noexcept {
  for (std::size_t i = 0; i < unit_count_; ++i) {
    if (i != 0) *to++ = ' ';
    if (kinds) {
      to = put_text(to, units_[i].kind);
      *to++ = ' ';
    }
    to = put_text(to, units_[i].id);
  }
  return to;
}

inline bool plain_address::read_unit_cell(std::string_view cell) noexcept {
  const plain_line& line = unit_line_;
  if (!unit_line_.cut(cell) || line.size() == 0) return false;
  const std::size_t at = read_units(line);
  if (at != line.size()) return at == 0;
  // "4B" alone; a letter may be anything, and "0" is nothing.
  if (line.size() != 1 || !line[0].digits || line[0].front() == '0' || !is_id(line[0])) return false;
  units_[unit_count_++] = {"unit", line[0].text()};
  return true;
}

// PO BOX 496, RR 4 BOX 87
inline bool plain_address::read_box(const plain_line& line) noexcept {
  const std::string_view route = line[0].text();
  const bool po = route == "po";
  if (line.size() != (po ? 3 : 4) || line[line.size() - 2].text() != "box") return false;
  const auto is_number = [&](const token& t) {
    return t.front() != '0' && t.size <= 10 && !t.piece &&
           t.text().find_first_not_of("0123456789") == t.text().npos;
  };
  const token& box = line[line.size() - 1];
  if (!is_number(box) || line[line.size() - 2].piece || !(po || is_number(line[1]))) return false;
  put(box.text());
  put("||");
  put(route);
  put(' ');
  put(po ? std::string_view("box") : line[1].text());
  put("|||");
  return true;
}

// Whether city and state may stand in the street's cell too, where the tail of a line is taken off. `units`: where they
// start. Requires: before them is a suffix or a directional.
inline bool plain_address::may_have_tail(const plain_line& line, std::size_t units,
                                         const other_cells& others) noexcept {
  if (may_end_with(line, line.size(), others.city)) return true;
  if (units != line.size()) return false;
  // CT and NE are states too: where the ZIP code is of another, and the city does not stand before them, streets.
  const address_word& last = *line[units - 1].word;
  const bool state =
      !last.state.empty() && (last.state == others.state || may_end_with(line, units - 1, others.city));
  return state || last.text.starts_with("island");  // Rhode Island
}

// `others`: null if the line had more than the street, which is off it.
inline bool plain_address::read_street(const plain_line& line, const other_cells* others) noexcept {
  const token& number = line[0];
  if (!is_digit(number.front()) || number.front() == '0' || number.fraction || number.size > 10 ||
      !digits_of_ordinal(number.text()).empty()) {
    return false;
  }
  put(number);
  std::size_t at = 1;
  if (line[at].fraction) {
    if (!is_digit(line[at].front()) || line[at].piece) return false;
    put(' ');
    put(line[at++]);
  }
  std::size_t end = read_units(line);
  const std::size_t units = end;
  if (end < at + 2) return false;

  put('|');
  if (line[at].is_direction()) {
    if (line[at].piece || line[at + 1].is_direction()) return false;
    put(line[at++].word->direction);
  }
  std::string_view after;
  if (line[end - 1].is_direction()) {
    if (line[end - 1].piece) return false;
    after = line[--end].word->direction;
  }
  if (end < at + 2) return false;
  const token& suffix = line[--end];
  if (!suffix.is_suffix() || suffix.is_unit() || suffix.piece) return false;
  if (others != nullptr && may_have_tail(line, units, *others)) return false;
  put('|');
  if (line[at].digits && end == at + 1) {
    const std::string_view ordinal = digits_of_ordinal(line[at].text());
    const std::string_view digits = ordinal.empty() ? line[at].text() : ordinal;
    if (digits[0] == '0' || line[at].piece) return false;
    for (const char c : digits) {
      if (!is_digit(c)) return false;
    }
    put(digits);
    put(ordinal_ending(digits));
  } else {
    for (; at < end; ++at) {
      if (!is_plain_name(line[at])) return false;
      const token& t = line[at];
      t.word == nullptr ? put(t) : put(t.word->full);
    }
  }
  put('|');
  put(suffix.word->suffix);
  put('|');
  put(after);
  put('|');
  return true;
}

inline bool plain_address::read_line(std::string_view text) noexcept {
  zip_text five;
  const plain_line& line = line_;
  if (!take_plain_tail(text, five) || !line_.cut(text) || line.size() < 3) return false;
  put(five.view());
  put('|');
  return read_street(line, nullptr);
}

inline bool plain_address::read(std::string_view street, std::string_view unit_cell, std::string_view city,
                                std::string_view zip) noexcept {
  city = trim(city);
  if (zip.empty() && city.empty() && unit_cell.empty()) return read_line(street);
  zip_text five;
  const plain_line& line = line_;
  if (!line_.cut(street) || line.size() < 3 || !normalize_zip(zip, level::standard, five)) return false;
  put(five.view());
  put('|');
  const std::string_view first = line[0].text();
  if (first == "po" || first == "rr" || first == "hc")
    return unit_cell.empty() && !city.empty() && read_box(line);
  const other_cells others{city, state_of_zip(five.view())};
  if (!read_street(line, &others)) return false;
  return unit_cell.empty() || (unit_count_ == 0 && read_unit_cell(unit_cell));
}

}  // namespace optout::detail
