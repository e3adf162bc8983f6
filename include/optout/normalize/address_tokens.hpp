// An address as tokens: words and numbers in lower case, each with its roles and with what stood before it.
//
// Separators go, and leave a mark where they mean something: a comma, semicolon, bar, bracket, line end, or a dash or
// slash with spaces around it starts a new piece of the address (`starts_piece`); a hyphen inside a word or number leaves
// its second half `glued`. Apostrophes join (O'Farrell), dots join single letters (N.W., P.O.) and
// split anything else (St.Paul). APT4, POBOX12, RR2 and FL33602 come apart.
//
// Nothing allocates or throws; one pass. The tokens live as long as their token_list.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_words.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/normalize/escapes.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>

namespace optout::detail {

// Longer cells hold no address.
inline constexpr std::size_t longest_address_cell = 512;

struct address_token {
  std::string_view text;
  const address_word* word;  // its roles, or null
  bool starts_piece;
  bool glued;
  bool has_digit;

  bool starts_with_digit() const noexcept { return is_digit(text.front()); }
  bool is_letter() const noexcept { return text.size() == 1 && !has_digit && text[0] != '#'; }
  bool is_number() const noexcept {
    for (char c : text) {
      if (!is_digit(c)) return false;
    }
    return true;
  }
  bool is(std::string_view other) const noexcept { return text == other; }

  bool is_suffix() const noexcept { return word != nullptr && !word->suffix.empty(); }
  bool is_strong_suffix() const noexcept { return word != nullptr && word->strong; }
  bool is_direction() const noexcept { return word != nullptr && !word->direction.empty(); }
  bool is_unit() const noexcept { return word != nullptr && !word->unit.empty(); }
  term starts() const noexcept { return word == nullptr ? term::none : word->starts; }
};

class token_list {
 public:
  token_list() noexcept {}  // leaves the tokens' bytes as they are: most are never used
  token_list(const token_list&) = delete;
  token_list& operator=(const token_list&) = delete;

  void clear() noexcept {
    size_ = 0;
    used_ = 0;
    overflowed_ = false;
    has_special_ = false;
  }
  // Adds the tokens of a cell; the first starts a piece. False if they do not fit: the cell holds no address.
  bool add(std::string_view cell) noexcept;

  std::size_t size() const noexcept { return size_; }
  const address_token& operator[](std::size_t i) const noexcept { return tokens_[i]; }
  // Whether a word is among them that may start a box, a route, a care-of line or an urbanization, or a filler.
  bool has_special() const noexcept { return has_special_; }
  // Gives the words of level aggressive their roles: So. and No. are directionals, Bvd is a suffix, One in front is a
  // house number. False if there are none.
  bool loosen() noexcept;
  // Takes fillers out where no street's name can be meant: Apt None, Oak St NULL.
  void drop_fillers() noexcept;
  // Forgets the tokens from `size` on.
  void truncate(std::size_t size) noexcept { size_ = size; }
  // Takes the tokens [at, at + count) out; what follows starts a piece.
  void erase(std::size_t at, std::size_t count) noexcept {
    for (std::size_t i = at; i + count < size_; ++i) tokens_[i] = tokens_[i + count];
    size_ -= count;
    if (at < size_) tokens_[at].starts_piece = true;
  }
  // Whether the token at `i` is the last before `end`, or of its piece.
  bool ends_piece(std::size_t i, std::size_t end) const noexcept {
    return i + 1 >= end || tokens_[i + 1].starts_piece;
  }

 private:
  bool add_folded(std::string_view text) noexcept;
  void add_token(std::string_view text, bool has_digit) noexcept;
  bool loosen_number() noexcept;
  void push(std::string_view text, bool has_digit) noexcept;

  union {
    address_token tokens_[160];
  };
  std::size_t size_ = 0;
  bool overflowed_ = false;
  bool piece_ = true;  // the next token starts a piece
  bool glue_ = false;  // the next token is glued to the last
  bool has_special_ = false;
  std::size_t used_ = 0;
  char bytes_[3 * longest_address_cell];
};

// ---- details ----

// What a byte of an address is.
enum class address_byte : std::uint8_t { separator, word, piece, hyphen, slash, dot, joiner, alone, label };

inline constexpr auto address_bytes = [] {
  std::array<address_byte, 256> kinds{};
  for (unsigned c = 0; c < 256; ++c) {
    if (c >= 0x80 || is_alnum(static_cast<char>(c))) kinds[c] = address_byte::word;
  }
  for (unsigned char c : {',', ';', '|', '(', ')', '[', ']', '{', '}', '\n'}) kinds[c] = address_byte::piece;
  for (unsigned char c : {'\'', '`'}) kinds[c] = address_byte::joiner;
  for (unsigned char c : {'#', '%', '&'}) kinds[c] = address_byte::alone;
  for (unsigned char c : {':', '='}) kinds[c] = address_byte::label;
  kinds['-'] = address_byte::hyphen;
  kinds['/'] = address_byte::slash;
  kinds['.'] = address_byte::dot;
  return kinds;
}();

inline address_byte address_byte_of(char c) noexcept {
  return address_bytes[static_cast<unsigned char>(c)];
}

// Whether a colon behind `words` says that an address follows: "Situs", "Mailing Address 1".
inline bool are_address_label(std::span<const address_token> words) noexcept {
  static constexpr std::string_view labels[] = {
      "address", "addr",     "situs",     "property", "mailing", "home",     "street",  "location", "site",
      "line",    "physical", "residence", "service",  "billing", "shipping", "current", "primary",  "owner"};
  const auto is_label = [](const address_token& t) {
    return std::find(std::begin(labels), std::end(labels), t.text) != std::end(labels);
  };
  if (!words.empty() && words.back().is_number() && words.back().text.size() == 1)
    words = words.first(words.size() - 1);
  return !words.empty() && std::all_of(words.begin(), words.end(), is_label);
}

// How long "(39.5296, -119.8138)" at the start of `text` is: what tables of cities and counties put behind an address.
inline std::size_t coordinates_size(std::string_view text) noexcept {
  if (!text.starts_with('(')) return 0;
  const std::size_t end = text.find(')');
  if (end == text.npos) return 0;
  const std::string_view inside = text.substr(1, end - 1);
  const auto count = [&](char c) { return std::count(inside.begin(), inside.end(), c); };
  const bool numbers = inside.find_first_not_of("0123456789.,- ") == inside.npos;
  return numbers && count(',') == 1 && count('.') == 2 ? end + 1 : 0;
}

inline bool token_list::add(std::string_view cell) noexcept {
  cell = trim(cell);
  if (cell.size() > longest_address_cell) return false;
  fixed_text<longest_address_cell> plain;
  if (unescape(cell, plain)) cell = trim(plain.view());
  piece_ = true;
  if (is_ascii(cell)) return add_folded(cell);

  // fold() makes a space of a line end, which here says more: it goes in as a comma.
  char lines[longest_address_cell];
  for (std::size_t i = 0; i < cell.size(); ++i) lines[i] = cell[i] == '\n' ? ',' : cell[i];
  fixed_text<2 * longest_address_cell> folded;
  if (!fold({lines, cell.size()}, fold_to::base_letters, folded)) return false;
  return add_folded(trim(folded.view()));
}

inline bool token_list::add_folded(std::string_view text) noexcept {
  const std::size_t n = text.size();
  const auto kind = [&](std::size_t i) { return i < n ? address_byte_of(text[i]) : address_byte::separator; };
  const auto letter = [&](std::size_t i) { return kind(i) == address_byte::word && !is_digit(text[i]); };
  const auto digit = [&](std::size_t i) { return i < n && is_digit(text[i]); };
  // Where the zeros behind the dot at `i` end, if they are what a table of floats made of the whole `number`: "12.0".
  const auto float_end = [&](std::string_view number, std::size_t i) -> std::size_t {
    const std::size_t end = std::min(text.find_first_not_of('0', i + 1), n);
    const bool is_number = std::all_of(number.begin(), number.end(), is_digit);
    return is_number && end != i + 1 && (end == n || is_space(text[end]) || kind(end) == address_byte::piece)
               ? end
               : 0;
  };

  if (n > sizeof bytes_ - used_) return false;  // no byte makes more than one
  glue_ = false;
  const std::size_t begin = size_;
  for (std::size_t i = 0; i < n;) {
    switch (kind(i)) {
      case address_byte::piece:
        piece_ = true;
        i += std::max<std::size_t>(coordinates_size(text.substr(i)), 1);
        continue;
      case address_byte::label:  // "Situs: 12 Oak St"
        if (const std::span<const address_token> words(tokens_ + begin, size_ - begin);
            are_address_label(words)) {
          size_ = begin;
          piece_ = true;
        }
        ++i;
        continue;
      case address_byte::alone:
        add_token(text[i] == '&'   ? std::string_view("and")
                  : text[i] == '#' ? std::string_view("#")
                                   : std::string_view("%"),
                  false);
        ++i;
        continue;
      case address_byte::hyphen:
      case address_byte::slash: {
        const bool spaced = i > 0 && is_space(text[i - 1]) && i + 1 < n && is_space(text[i + 1]);
        // "912 - 914 8th St" is a range; "Main St - #2" are two pieces.
        const bool range = spaced && text[i] == '-' && size_ == 1 && tokens_[0].is_number() && digit(i + 2);
        if (range || (!spaced && i > 0 && text[i] == '-')) {
          glue_ = range || (kind(i - 1) == address_byte::word && kind(i + 1) == address_byte::word);
        } else if (spaced) {
          piece_ = true;
        }
        ++i;
        continue;
      }
      case address_byte::word: break;
      default: ++i; continue;
    }

    // A token, lower-cased on the way.
    char* const token = bytes_ + used_;
    std::size_t length = 0;
    bool has_digit = false;
    bool dotted = false;
    for (; i < n; ++i) {
      const address_byte what = kind(i);
      if (what == address_byte::word) {
        has_digit |= is_digit(text[i]);
        token[length++] = to_lower(text[i]);
        continue;
      }
      if (what == address_byte::joiner) continue;
      if (what == address_byte::dot) {
        // N.W. and P.O. join: a dot after a lone letter (or after such letters) before another lone letter.
        const bool lone =
            letter(i + 1) && kind(i + 2) != address_byte::word && kind(i + 2) != address_byte::joiner;
        if (lone && !has_digit && (length == 1 || dotted)) {
          dotted = true;
          continue;
        }
        if (digit(i - 1) && digit(i + 1)) {
          if (const std::size_t end = float_end({token, length}, i); end != 0) {
            i = end;
            break;
          }
          token[length++] = '.';
          continue;
        }
      } else if (what == address_byte::slash) {
        const auto is = [&](char first, char second) {
          return length == 1 && token[0] == first && letter(i + 1) && to_lower(text[i + 1]) == second &&
                 kind(i + 2) != address_byte::word;
        };
        if (is('c', 'o') || is('n', 'a') || (digit(i - 1) && digit(i + 1))) {  // c/o, n/a, 1/2
          token[length++] = '/';
          continue;
        }
      }
      break;
    }
    used_ += length;
    add_token({token, length}, has_digit);
  }
  return !overflowed_;
}

// Splits what is written in one: APT4, POBOX12, RR2, FL33602.
inline void token_list::add_token(std::string_view text, bool has_digit) noexcept {
  if (!has_digit || is_digit(text.front()) || text.size() < 3) return push(text, has_digit);
  std::size_t letters = 0;
  while (!is_digit(text[letters])) ++letters;
  if (letters < 2) return push(text, has_digit);
  const std::string_view head = text.substr(0, letters);
  const address_word* word = find_address_word(head);
  const bool splits =
      (word != nullptr && (!word->unit.empty() || (word->starts != term::none && head != "st"))) ||
      (word != nullptr && word->route && !word->strong) || (letters == 2 && text.size() == 7);
  if (!splits) return push(text, has_digit);
  push(head, false);
  push(text.substr(letters), true);
}

inline void token_list::push(std::string_view text, bool has_digit) noexcept {
  if (text.empty()) return;
  if (size_ == std::size(tokens_)) {
    overflowed_ = true;
    return;
  }
  const address_word* word = has_digit ? nullptr : find_address_word(text);
  std::construct_at(&tokens_[size_++], address_token{text, word, piece_, glue_ && !piece_, has_digit});
  if (word != nullptr) {
    const bool special =
        word->starts != term::none && word->starts != term::road && word->starts != term::calle;
    has_special_ = has_special_ || special || (piece_ && word->route);
  }
  piece_ = false;
  glue_ = false;
}

inline void token_list::drop_fillers() noexcept {
  for (std::size_t i = 1; i < size_;) {
    if (tokens_[i].starts() != term::filler) {
      ++i;
      continue;
    }
    const address_token& before = tokens_[i - 1];
    const bool ends = ends_piece(i, size_);
    const bool named = !ends && tokens_[i + 1].is_suffix();  // "12 Null Dr", "12 St Nan Dr"
    const bool of_unit = before.is_unit() || before.is("#");
    const bool at_end = i >= 2 && (ends || (before.is_suffix() && !(i == 2 && named)));
    const bool in_front = i == 1 && !ends && !named && before.has_digit;
    if (!of_unit && !at_end && !in_front) {
      ++i;
      continue;
    }
    const bool goes_on = !ends && !tokens_[i].starts_piece;
    erase(i, 1);
    if (goes_on) tokens_[i].starts_piece = false;
  }
}

// "Twelve Judson St", "Twenty One Oak Ln"
inline bool token_list::loosen_number() noexcept {
  const auto number = [this](std::size_t i) {
    const bool cardinal = i < size_ && tokens_[i].word != nullptr && !tokens_[i].word->ordinal;
    return cardinal ? unsigned{tokens_[i].word->number} : 0u;
  };
  unsigned value = number(0);
  if (value == 0 || size_ < 2 || tokens_[1].starts_piece) return false;
  if (sizeof bytes_ - used_ < 2) return false;  // cells that fill the buffer are no address
  if (value >= 20 && size_ > 2 && number(1) != 0 && number(1) < 10) {
    value += number(1);
    erase(1, 1);
    tokens_[1].starts_piece = false;
  }
  char* const digits = bytes_ + used_;
  std::size_t size = 0;
  if (value >= 10) digits[size++] = static_cast<char>('0' + value / 10 % 10);
  digits[size++] = static_cast<char>('0' + value % 10);
  used_ += size;
  tokens_[0] = {{digits, size}, nullptr, true, false, true};
  return true;
}

inline bool token_list::loosen() noexcept {
  bool changed = loosen_number();
  for (std::size_t i = 1; i < size_; ++i) {
    address_token& token = tokens_[i];
    const std::string_view meant = find_loose_word(token.text);
    if (meant.empty()) continue;
    // "No 4" is a number, "No 4th" is not; No. and So. stand behind the house number or at the end of the street.
    const bool numbered = i + 1 < size_ && is_digit(tokens_[i + 1].text.back());
    if (token.is("no") && (numbered || (i != 1 && !ends_piece(i, size_)))) continue;
    token.word = find_address_word(meant);
    changed = true;
  }
  return changed;
}

}  // namespace optout::detail
