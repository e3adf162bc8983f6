// Cuts the text of a name cell into words, commas and dividers between people.
//
// Words come out in lower case without accents, periods, apostrophes and hyphens: "O'Brien" is obrien,
// "Anne-Marie" annemarie, "Ph.D." phd. What stands in quotes or brackets is a nickname, unless it is a
// suffix or somebody else. ASCII is read in one pass; other text is folded first (unicode.hpp). Nothing allocates; a
// scanner owns its words and is reused by clear().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/escapes.hpp>
#include <optout/normalize/name_contacts.hpp>
#include <optout/normalize/name_token.hpp>
#include <optout/normalize/name_words.hpp>
#include <optout/normalize/nicknames.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace optout::detail {

class name_scanner {
 public:
  void clear() noexcept {
    start_over();
    had_parts_ = false;
  }
  // Forgets the tokens, not that there were brackets or lines.
  void start_over() noexcept {
    size_ = start_ = 0;
    count_ = 0;
    shape_ = 0;
    overflowed_ = false;
  }

  // Adds the tokens of one cell. With `as_one`, what stands in brackets and quotes is read like the rest, and lines
  // are no people of their own. False if the cell is too long to be a name.
  bool scan(std::string_view cell, bool as_one = false) noexcept;

  static constexpr std::size_t most_tokens = 160;
  static constexpr name_token comma() noexcept { return {0, 0, 0, 0, name_mark::comma, 0}; }
  void add_comma() noexcept { push(comma()); }

  // Forgets all tokens but the first `count`; puts `last` behind them.
  void keep(std::size_t count) noexcept { count_ = count; }
  void keep(std::size_t count, name_token last) noexcept {
    count_ = count;
    push(last);
  }

  std::span<const name_token> tokens() const noexcept { return {tokens_.data(), count_}; }
  std::string_view text(const name_token& token) const noexcept { return {bytes_ + token.at, token.size}; }
  bool had_parts() const noexcept { return had_parts_; }
  // Whether `tokens`, without a comma, hold a given name and another one.
  bool names_somebody(std::span<const name_token> tokens) const noexcept;

 private:
  bool read(std::string_view text) noexcept;
  bool read_item_number(std::string_view number, std::string_view behind) noexcept;
  std::size_t read_period(std::string_view text, std::size_t at) noexcept;
  std::size_t read_apostrophe(std::string_view text, std::size_t at) noexcept;
  std::size_t read_hyphen(std::string_view text, std::size_t at) noexcept;
  std::size_t read_slash(std::string_view text, std::size_t at) noexcept;
  std::size_t read_enclosed(std::string_view text, std::size_t at, std::size_t close) noexcept;
  bool add_somebody_else(std::string_view inside, std::string_view behind) noexcept;
  void add_nickname(std::string_view inside) noexcept;
  bool add_birth_name(std::string_view inside) noexcept;

  bool in_word() const noexcept { return size_ != start_; }
  std::string_view open_word() const noexcept { return {bytes_ + start_, size_ - start_}; }
  void append(char c) noexcept { bytes_[size_++] = c; }
  void push(const name_token& token) noexcept {
    overflowed_ = overflowed_ || count_ == most_tokens;
    if (count_ < most_tokens) tokens_[count_++] = token;
  }
  void push(name_mark mark) noexcept {
    end_word();
    name_token token{};
    token.mark = mark;
    push(token);
  }
  void end_word() noexcept {
    if (!in_word()) return;
    const name_word_info info = find_name_word(open_word());
    push({static_cast<std::uint16_t>(start_), static_cast<std::uint16_t>(size_ - start_), info.classes,
          info.generation, (info.classes & name_and) != 0 ? name_mark::divider : name_mark::word, shape_});
    start_ = size_;
    shape_ = 0;
  }

  std::size_t size_ = 0;   // bytes written
  std::size_t start_ = 0;  // where the open word starts
  std::size_t count_ = 0;
  std::size_t first_ = 0;  // the first token of this cell
  std::uint8_t shape_ = 0;
  bool as_one_ = false;
  bool numbered_ = false;  // this cell begins with a number
  bool had_parts_ = false;
  bool overflowed_ = false;
  std::array<name_token, most_tokens> tokens_;
  char bytes_[4 * longest_name_cell];
};

// ---- details ----

inline bool name_scanner::names_somebody(std::span<const name_token> tokens) const noexcept {
  std::size_t count = 0;
  bool given = false;
  for (const name_token& t : tokens) {
    if (t.mark != name_mark::word || t.is(name_title | name_title_weak | name_title_anywhere)) continue;
    given = given || is_known_given_name(text(t));
    if (++count == 2) break;
  }
  return count == 2 && given;
}

inline bool name_scanner::scan(std::string_view cell, bool as_one) noexcept {
  as_one_ = as_one;
  numbered_ = false;
  first_ = count_;
  cell = trim(cell);
  if (cell.size() > longest_name_cell) return false;
  fixed_text<longest_name_cell> plain, rest;
  if (unescape(cell, plain)) cell = trim(plain.view());
  if (without_emails(cell, rest)) cell = trim(rest.view());
  if (is_ascii(cell)) return read(cell);
  // A fold makes spaces of the ends of lines.
  fixed_text<longest_name_cell> lines;
  const auto line = [&](std::string_view one) {
    if (!lines.empty()) lines.push_back(';');
    lines.append(one);
  };
  if (as_one || !for_each_part(cell, line_end_size, line)) {
    lines.append(cell);
  } else {
    had_parts_ = true;
  }
  fixed_text<2 * longest_name_cell> folded;
  return fold(lines.view(), fold_to::base_letters, folded) && read(trim(folded.view()));
}

inline bool name_scanner::read(std::string_view text) noexcept {
  // No byte of `text` writes more than one.
  if (text.size() > sizeof bytes_ - size_) return false;
  for (std::size_t i = 0; i < text.size();) {
    if (const char letter = name_letter(text[i]); letter != 0) {
      append(letter);
      ++i;
      continue;
    }
    switch (text[i]) {
      case '.': i = read_item_number(open_word(), text.substr(i + 1)) ? i + 1 : read_period(text, i); break;
      case '\'':
      case '`': i = read_apostrophe(text, i); break;
      case '-': i = read_hyphen(text, i); break;
      case '/': i = read_slash(text, i); break;
      case '"': i = read_enclosed(text, i, text.find('"', i + 1)); break;
      case '(': i = read_enclosed(text, i, text.find(')', i + 1)); break;
      case '[': i = read_enclosed(text, i, text.find(']', i + 1)); break;
      case '{': i = read_enclosed(text, i, text.find('}', i + 1)); break;
      case ',':
        push(name_mark::comma);
        ++i;
        break;
      case ':':
      case '=':
      case '\\':
        end_word();
        if (count_ != first_ && tokens_[count_ - 1].is(name_care_of)) {  // "c/o: Bob Roe"
          ++i;
          break;
        }
        [[fallthrough]];  // "Owner 1: John Smith", "John Smith\Jane Doe"
      case '\n':
      case '\v':
      case '\f':
      case '\r':
      case '\x1C':
      case '\x1D':
      case '\x1E':
        if (as_one_) {
          end_word();
          ++i;
          break;
        }
        had_parts_ = true;
        [[fallthrough]];
      case '|':
      case ';':
        push(name_mark::stop);
        ++i;
        break;
      case '&':
      case '+':
        push(name_mark::divider);
        ++i;
        break;
      case '%':
        if (!in_word()) {  // "% JANE DOE" is "c/o Jane Doe"
          name_token token{};
          token.classes = name_care_of;
          push(token);
        } else if (is_digit(open_word().front())) {  // "50% JANE DOE"
          size_ = start_;
        }
        end_word();
        ++i;
        break;
      case ')':
        if (!read_item_number(open_word(), text.substr(i + 1))) end_word();
        ++i;
        break;
      default: end_word(); ++i;
    }
  }
  end_word();
  return !overflowed_;
}

// "1. John Smith 2. Jane Doe", "1) ...", "(1) ...": where a number begins a cell, each with a name behind it parts people.
inline bool name_scanner::read_item_number(std::string_view number, std::string_view behind) noexcept {
  behind = trim(behind);
  if (as_one_ || !(numbered_ || count_ == first_) || number.empty() || number.size() > 2 || behind.empty() ||
      !std::all_of(number.begin(), number.end(), is_digit) || !is_alpha(behind.front())) {
    return false;
  }
  size_ = start_;
  numbered_ = had_parts_ = true;
  push(name_mark::stop);
  return true;
}

// "J.R." and "Ph.D." are one word, "J.Smith" and "St.John" two.
inline std::size_t name_scanner::read_period(std::string_view text, std::size_t at) noexcept {
  if (!in_word()) return at + 1;
  if (!name_letter_at(text, at + 1)) {
    shape_ |= name_token::period;
    return at + 1;
  }
  if (!name_letter_at(text, at + 2)) {
    bytes_[size_] = name_letter(text[at + 1]);
    const std::size_t size = size_ + 1 - start_;
    if (size == 2 || (shape_ & name_token::initials) != 0 ||
        (find_name_word(std::string_view(bytes_ + start_, size)).classes & name_credential) != 0) {
      shape_ |= name_token::initials;
      ++size_;
      return at + 2;
    }
  }
  shape_ |= name_token::period;
  end_word();
  return at + 1;
}

// Inside a word it vanishes, and "O' Brien" is one word; around a word it is a quote.
inline std::size_t name_scanner::read_apostrophe(std::string_view text, std::size_t at) noexcept {
  if (in_word()) {
    std::size_t next = at + 1;
    while (next < text.size() && is_space(text[next])) ++next;
    const bool glue = size_ - start_ <= 2 && name_letter_at(text, next);
    if (glue || name_letter_at(text, at + 1)) shape_ = 0;  // "O.M'Brien" is a word, no row of initials
    return glue ? next : at + 1;
  }
  if (!name_letter_at(text, at + 1)) return at + 1;
  for (std::size_t i = at + 2; i < text.size(); ++i) {
    const bool quote = text[i] == '\'' || text[i] == '`';
    if (quote && name_letter(text[i - 1]) != 0 && !name_letter_at(text, i + 1))
      return read_enclosed(text, at, i);
  }
  return at + 1;
}

// A hyphen joins, with or without spaces around it, unless a suffix or a tail follows: "Smith - Trustee".
inline std::size_t name_scanner::read_hyphen(std::string_view text, std::size_t at) noexcept {
  std::size_t next = at + 1;
  while (next < text.size() && (text[next] == '-' || is_space(text[next]))) ++next;
  const bool open = in_word();
  const bool after_word = count_ > first_ && tokens_[count_ - 1].mark == name_mark::word &&
                          tokens_[count_ - 1].size != 0 && at > 0 && is_space(text[at - 1]);
  if (!name_letter_at(text, next) || (!open && !after_word)) {
    end_word();
    return next;
  }
  if (!open || is_space(text[next - 1])) {
    char word[longest_name_word];
    std::size_t size = 0;
    for (; name_letter_at(text, next + size) && size < longest_name_word; ++size)
      word[size] = name_letter(text[next + size]);
    constexpr std::uint32_t no_name = name_title_anywhere | name_generation | name_credential |
                                      name_business | name_placeholder | name_tail | name_tail_weak |
                                      name_birth | name_care_of | name_also | name_and | name_or;
    if ((find_name_word(std::string_view(word, size)).classes & no_name) != 0) {
      end_word();
      return next;
    }
  }
  if (!open) {
    start_ = tokens_[count_ - 1].at;
    size_ = start_ + tokens_[count_ - 1].size;
    --count_;
  }
  shape_ = 0;
  return next;
}

// "c/o", "a/k/a" and "1/2" are words; otherwise a slash stands between two people.
inline std::size_t name_scanner::read_slash(std::string_view text, std::size_t at) noexcept {
  if (in_word() && name_letter_at(text, at + 1)) {
    const bool single = size_ - start_ == 1 || bytes_[size_ - 2] == '/';
    const bool digits = is_digit(bytes_[size_ - 1]) && is_digit(text[at + 1]);
    if (digits || (single && !name_letter_at(text, at + 2))) {
      append('/');
      append(name_letter(text[at + 1]));
      return at + 2;
    }
  }
  push(name_mark::divider);
  return at + 1;
}

inline std::size_t name_scanner::read_enclosed(std::string_view text, std::size_t at,
                                               std::size_t close) noexcept {
  end_word();
  if (close == std::string_view::npos) return at + 1;
  const bool around_all = at == 0 && close + 1 == text.size();
  had_parts_ = had_parts_ || !around_all;
  if (around_all || as_one_) return at + 1;
  const std::string_view inside = trim(text.substr(at + 1, close - at - 1));
  const std::string_view behind = text.substr(close + 1);
  if (!read_item_number(inside, behind) && !add_somebody_else(inside, trim(behind))) add_nickname(inside);
  return close + 1;
}

// "John Smith (Jane Doe)": behind all of a name, and a given name with another word.
inline bool name_scanner::add_somebody_else(std::string_view inside, std::string_view behind) noexcept {
  const bool goes_on = !behind.empty() && std::string_view(",;|&(").find(behind.front()) == behind.npos;
  if (goes_on || inside.find(' ') == inside.npos) return false;
  const auto is_plain = [](const name_token& t) { return t.mark == name_mark::word && t.classes == 0; };
  std::size_t own = 0;
  for (std::size_t i = count_; i > first_ && tokens_[i - 1].mark != name_mark::stop; --i)
    own += is_plain(tokens_[i - 1]);
  if (own < 2) return false;
  const std::size_t count = count_, size = size_;
  const bool overflowed = overflowed_;
  push(name_mark::stop);
  if (read(inside) && count_ - count >= 3 && count_ - count <= 4) {
    const auto words = tokens().subspan(count + 1);
    if (std::all_of(words.begin(), words.end(), is_plain) && names_somebody(words)) {
      push(name_mark::stop);
      return true;
    }
  }
  count_ = count;
  size_ = start_ = size;
  shape_ = 0;
  overflowed_ = overflowed;
  return false;
}

inline void name_scanner::add_nickname(std::string_view inside) noexcept {
  if (inside.ends_with('.')) inside.remove_suffix(1);
  if (inside.size() < 2 || add_birth_name(inside)) return;
  for (char c : inside) {
    if (name_letter(c) == 0) return;  // several words: "(née Jones)", "(deceased 2010)"
  }
  for (char c : inside) append(name_letter(c));
  end_word();
  if (overflowed_) return;
  name_token& token = tokens_[count_ - 1];
  if (token.is(name_generation | name_credential)) return;
  if (token.classes == 0 || token.is(name_particle | name_title_weak)) {
    token.mark = name_mark::nickname;
  } else {
    --count_;
  }
}

// "née Jones", "formerly Jones"
inline bool name_scanner::add_birth_name(std::string_view inside) noexcept {
  const std::size_t space = inside.find(' ');
  if (space == inside.npos || space > longest_name_word) return false;
  char word[longest_name_word];
  for (std::size_t i = 0; i < space; ++i) word[i] = name_letter(inside[i]);
  if ((find_name_word(std::string_view(word, space)).classes & name_birth) == 0) return false;
  const std::string_view name = trim(inside.substr(space));
  for (char c : name) {
    if (name_letter(c) == 0) return false;
  }
  for (char c : name) append(name_letter(c));
  end_word();
  if (!overflowed_ && !name.empty()) tokens_[count_ - 1].mark = name_mark::birth_name;
  return true;
}

}  // namespace optout::detail
