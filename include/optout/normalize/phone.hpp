// Telephone numbers: every spelling of one number to one canonical form.
//
//   "(415) 555-2671", "1.415.555.2671", "tel:+1-415-555-2671", "4155552671.0"  ->  "+14155552671"
//   "415-555-2671 ext. 508", "415.555.2671x508"                               ->  "+14155552671;ext=508"
//   "1-800-FLOWERS"                                                           ->  "+18003569377"
//   "+44 (0)20 7031 3000", "011 44 20 7031 3000"                              ->  "+442070313000"
//   "000-000-0000", "123-456-7890", "555-2671", "call me", ""                 ->  nothing
//
// Level exact drops ASCII separators and the leading 1 or +1, and knows no extension; standard
// follows all rules of docs/normalization.md; aggressive reads like standard, and for_each_phone_form()
// lets a number with an extension meet the one without. Any bytes are accepted, and text of more than
// 250 bytes is no number. Nothing allocates or throws. Cost: about 15 ns for digits and separators,
// 150 ns for the rest. Sources: the NANP's numbering plan (N = 2-9), E.164, RFC 3966.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/byte_block.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/escapes.hpp>
#include <optout/normalize/phone_reader.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/normalize/value_pair.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string_view>

namespace optout {

using phone_text = fixed_text<64>;

// The canonical form of the one number in `text`, held by `out`; nothing if `text` is not one number.
std::optional<std::string_view> normalize_phone(std::string_view text, level lvl, phone_text& out) noexcept;

// What normalize_plain_phone() says: a number, held by its buffer; text that is no number and holds none; or nothing.
enum class plain_phone : std::uint8_t { read, junk, not_plain };

// The same for digits in groups of three, three and four, separators before them and the trunk 1, as nearly every number
// has them: "4155552671", "(415) 555-2671", "+1 415.555.2671". It has this form at every level. Cost: 10 ns.
plain_phone normalize_plain_phone(std::string_view text, phone_text& out) noexcept;

// The two numbers of a cell that holds such ones with ';', ',', '|' or '/' between them; nothing if it holds anything else.
// for_each_phone() comes to the same.
std::optional<value_pair> plain_phone_pair(std::string_view cell) noexcept;

// A canonical form without its extension.
std::string_view without_extension(std::string_view canonical) noexcept;

// Calls sink(std::string_view) with the text of each number in a cell that holds several
// ("415-555-2671; 415-555-2672", "415-555-2671 or 415-555-2672 (work)"), and with the cell itself
// if it holds one or none. Separators within one number do not split it. The text lives as long as
// the call.
template <typename Sink>
void for_each_phone(std::string_view cell, Sink&& sink);

// Calls sink(canonical) for each form of a cell. At level aggressive these are those of every number in it and depend
// on the side (alternates.hpp): a number with an extension meets the one without, never another extension.
template <typename Sink>
void for_each_phone_form(std::string_view cell, level lvl, side s, Sink&& sink);

// ---- details ----

namespace detail {

inline constexpr std::size_t longest_phone_input = 250;
inline constexpr std::size_t shortest_phone = 8;  // "+2901234"
using phone_input = fixed_text<longest_phone_input>;

// What a byte is in a number of digits and separators alone.
enum phone_byte : std::uint8_t { separator = 0, digit = 1, plus = 2, other = 4 };

inline constexpr auto phone_bytes = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(other);
  for (unsigned c = 0; c < 256; ++c) {
    if (is_digit(static_cast<char>(c))) table[c] = digit;
  }
  for (char c : std::string_view(" -./()[]")) table[static_cast<unsigned char>(c)] = separator;
  table['+'] = plus;
  return table;
}();

inline bool ends_like_a_float(std::string_view text) noexcept {
  return text.size() > 3 && text.back() == '0' &&
         (text[text.size() - 2] == '.' || (text[text.size() - 2] == '0' && text[text.size() - 3] == '.'));
}

// A number in scientific notation, every digit of which is there ("4.155552671E+09"), written out.
inline bool from_scientific(std::string_view text, phone_input& out) noexcept {
  const std::size_t e = text.find('e');
  if (e == text.npos || e < 3 || text[1] != '.' || !is_digit(text[0])) return false;
  const std::string_view fraction = text.substr(2, e - 2);
  std::string_view exponent = text.substr(e + 1);
  if (!exponent.empty() && exponent.front() == '+') exponent.remove_prefix(1);
  std::size_t power = 0;
  for (char c : exponent) {
    if (!is_digit(c)) return false;
    power = power * 10 + static_cast<std::size_t>(c - '0');
    if (power > 20) return false;
  }
  if (exponent.empty() || power != fraction.size()) return false;
  out.clear();
  out.push_back(text[0]);
  out.append(fraction);
  return true;
}

// "tel:253-0000;phone-context=+1-650" with the context in front of the number, where it belongs.
inline bool with_context(std::string_view text, phone_input& out) noexcept {
  constexpr std::string_view name = ";phone-context=+";
  const std::size_t at = text.find(name);
  if (at == text.npos) return false;
  std::string_view number = text.substr(0, std::min(text.find(';'), text.size()));
  if (number.find('+') != number.npos) return false;
  if (number.substr(0, 4) == "tel:") number.remove_prefix(4);
  const std::string_view context = text.substr(at + name.size() - 1);
  const std::string_view value = context.substr(0, context.find(';'));
  out.clear();
  out.append(value);
  out.push_back(' ');
  out.append(number);
  out.append(text.substr(number.data() + number.size() - text.data()));
  return !out.overflowed();
}

inline bool read_phone(std::string_view text, phone_text& out) noexcept {
  phone_input rewritten;
  if (with_context(text, rewritten) || from_scientific(text, rewritten)) {
    phone_reader reader;
    if (reader.read(rewritten.view())) return reader.write(out), true;
  }
  phone_reader reader;
  return reader.read(text) && (reader.write(out), true);
}

// A number in groups of digits, found in bitmaps of the text. Its parts have too few digits for a number of their own.
inline plain_phone read_grouped_phone(std::string_view text, phone_text& out) noexcept {
  if (text.size() < 10 || text.size() > 32) return plain_phone::not_plain;
  std::uint64_t digits = 0, pluses = 0, known = 0;
  byte_block block = first_block(text);
  std::size_t i = 0;
  do {
    const byte_block is_plus = block.equal('+');
    const byte_block is_known =
        is_plus | block.between('-', '9') | block.equal(' ') | block.between('(', ')');
    digits |= block.between('0', '9').bits() << i;
    pluses |= is_plus.bits() << i;
    known |= is_known.bits() << i;
  } while (next_block(text, i, block));
  const std::size_t last = text.size() - 4;  // where the last group starts
  if (known != ~std::uint64_t{0} >> (64 - text.size()) || digits >> last != 0xF)
    return plain_phone::not_plain;
  const bool trunk = text[static_cast<std::size_t>(std::countr_zero(digits))] == '1';
  if (trunk) digits &= digits - 1;
  const std::uint64_t groups = digits ^ std::uint64_t{0xF} << last;  // the first two
  if (groups == 0 || pluses > std::uint64_t{trunk}) return plain_phone::not_plain;
  const auto first = static_cast<std::size_t>(std::countr_zero(groups));
  const std::uint64_t from_first = groups >> first;
  if ((from_first & 7) != 7 || from_first == 7) return plain_phone::not_plain;
  const std::size_t second = first + 3 + static_cast<std::size_t>(std::countr_zero(from_first >> 3));
  if (groups >> second != 7) return plain_phone::not_plain;
  char* const number = out.data();
  std::memcpy(number, "+1", 2);
  std::memcpy(number + 2, text.data() + first, 4);  // of a group of three, the fourth byte is written over
  std::memcpy(number + 5, text.data() + second, 4);
  std::memcpy(number + 8, text.data() + last, 4);
  if (!is_nanp_number(number + 2)) return plain_phone::junk;
  out.assume(12);
  return plain_phone::read;
}

// A number of ten digits, separators and the trunk 1 alone, however they stand.
inline plain_phone read_plain_phone(std::string_view text, phone_text& out) noexcept {
  char digits[32];
  if (text.size() < 10 || text.size() > sizeof digits) return plain_phone::not_plain;
  std::size_t count = 0;
  unsigned seen = 0;
  for (char c : text) {
    const unsigned what = phone_bytes[static_cast<unsigned char>(c)];
    digits[count] = c;
    count += what & digit;
    seen |= what;
  }
  const std::size_t trunk = count == 11 && digits[0] == '1' ? 1 : 0;
  const bool plus_misplaced = (seen & plus) != 0 && (trunk == 0 || text.rfind('+') != 0);
  if ((seen & other) != 0 || count - trunk != 10 || plus_misplaced || ends_like_a_float(text)) {
    return plain_phone::not_plain;
  }
  const char* national = digits + trunk;
  if (!is_nanp_number(national)) return plain_phone::junk;
  out.append("+1");
  out.append({national, 10});
  return plain_phone::read;
}

inline bool read_phone_slowly(std::string_view text, level lvl, phone_text& out) noexcept {
  if (text.size() > longest_phone_input) return false;
  if (lvl == level::exact) {
    for (char c : text) {
      if (phone_bytes[static_cast<unsigned char>(c)] == other) return false;
    }
  }
  phone_input unescaped, folded;
  if (unescape(text, unescaped)) text = trim(unescaped.view());
  if (!fold(text, fold_to::base_letters, folded)) return false;
  const std::string_view clean = trim(folded.view());
  if (clean.size() < text.size()) {  // often nothing but its spaces and dashes were beyond ASCII
    const plain_phone plain = read_plain_phone(clean, out);
    if (plain != plain_phone::not_plain) return plain == plain_phone::read;
  }
  return read_phone(clean, out);
}

// Where a cell may hold several numbers: the marks between them, the strongest first.
enum class phone_break : std::uint8_t { strong, comma, word, dot, slash, space };

constexpr phone_break weaker(phone_break mark) noexcept {
  return static_cast<phone_break>(static_cast<int>(mark) + 1);
}

// Of a dot as in 415·555·2671, which may part two numbers as well.
inline std::size_t middle_dot_size(std::string_view text, std::size_t at) noexcept {
  return text.substr(at, 2) == "\u00B7" ? 2 : 0;
}

// Whether `text` breaks at `at`, and how many bytes the mark has.
inline std::size_t break_size(std::string_view text, std::size_t at, phone_break by) noexcept {
  const char c = text[at];
  const auto extension_follows = [&] {
    std::size_t next = at + 1;
    while (next < text.size() && (text[next] == ' ' || text[next] == ',' || text[next] == ';')) ++next;
    const std::string_view word = word_at(text, next);
    if (text.substr(next, 5) == "isub=" || text.substr(next, 14) == "phone-context=") return true;
    if (extension_label(word) == 0) return false;
    const std::size_t first = text.find_first_of("0123456789;,|", next + word.size());
    return first != text.npos && is_digit(text[first]);
  };
  switch (by) {
    case phone_break::strong: return c == '|' || (c == ';' && !extension_follows());
    case phone_break::comma: return c == ',' && !extension_follows();
    case phone_break::word: return c == '&' ? 1 : list_word_size(text, at);
    case phone_break::dot: return middle_dot_size(text, at);
    case phone_break::slash: return c == '/' || c == '\\' || c == '~' || c == '^' || c == '_';
    case phone_break::space: return c == ' ';
  }
  return 0;
}

// Requires: folded text.
inline bool is_phone(std::string_view text) noexcept {
  phone_text unused;
  return read_grouped_phone(text, unused) == plain_phone::read ||
         (text.size() <= longest_phone_input && read_phone(text, unused));
}

// How long what is no number, and stands beside one, is at the start of `text`: a day, "95%", the "2." of a list.
inline std::size_t note_size(std::string_view text) noexcept {
  const std::string_view word = text.substr(0, text.find(' '));
  const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  const std::string_view behind = word.substr(digits);
  const bool is_short = digits != 0 && digits <= 3 && (behind == "%" || behind == "." || behind == ")");
  const bool is_day = word.size() == 10 && std::count(word.begin(), word.end(), '-') == 2 && parse_date(word);
  return is_short || is_day ? word.size() : 0;
}

// Numbers with nothing but space, words or notes between: the longest start that is one number, and again. All of
// the text must be numbers.
template <typename Sink>
bool split_phones_at_spaces(std::string_view text, Sink& sink) {
  std::string_view found[12];
  std::size_t count = 0;
  if (text.size() > longest_phone_input) return false;
  while (!text.empty() && count < std::size(found)) {
    std::size_t end = 0;
    for (std::size_t at = 1; at <= text.size(); ++at) {
      if (at < text.size() && (text[at] != ' ' || text[at - 1] == ' ')) continue;
      if (is_phone(text.substr(0, at))) {
        end = at;
      } else if (end != 0) {
        break;
      }
    }
    if (end != 0) {
      found[count++] = text.substr(0, end);
    } else if (end = note_size(text); end == 0) {
      return false;
    }
    text = trim(text.substr(end));
  }
  if (!text.empty()) return false;
  for (std::size_t i = 0; i < count; ++i) sink(found[i]);
  return count != 0;
}

// Hands out the numbers of folded `text`, broken `by` a mark or a weaker one. Returns whether there were any.
template <typename Sink>
bool split_phones(std::string_view text, phone_break by, Sink& sink) {
  text = trim(text);
  if (text.size() < shortest_phone) return false;
  if (is_phone(text)) return sink(text), true;
  bool any = false;
  while (by != phone_break::space) {
    const auto size = [mark = by](std::string_view t, std::size_t at) { return break_size(t, at, mark); };
    by = weaker(by);
    if (for_each_part(text, size, [&](std::string_view part) { any |= split_phones(part, by, sink); })) {
      return any;
    }
  }
  return split_phones_at_spaces(text, sink);
}

}  // namespace detail

inline std::optional<std::string_view> normalize_phone(std::string_view text, level lvl,
                                                       phone_text& out) noexcept {
  text = trim(text);
  out.clear();
  plain_phone plain = detail::read_grouped_phone(text, out);
  if (plain == plain_phone::not_plain) plain = detail::read_plain_phone(text, out);
  const bool read = plain == plain_phone::not_plain ? detail::read_phone_slowly(text, lvl, out)
                                                    : plain == plain_phone::read;
  if (!read) return std::nullopt;
  return out.view();
}

inline plain_phone normalize_plain_phone(std::string_view text, phone_text& out) noexcept {
  out.clear();
  return detail::read_grouped_phone(trim(text), out);
}

inline std::optional<value_pair> plain_phone_pair(std::string_view cell) noexcept {
  const auto pair = detail::cut_at_one<';', ',', '|', '/'>(trim(cell));
  phone_text unused;
  const auto is_plain = [&](std::string_view text) {
    return detail::read_grouped_phone(text, unused) == plain_phone::read;
  };
  return pair && is_plain(pair->first) && is_plain(pair->second) ? pair : std::nullopt;
}

inline std::string_view without_extension(std::string_view canonical) noexcept {
  return canonical.substr(0, canonical.find(';'));
}

template <typename Sink>
void for_each_phone(std::string_view cell, Sink&& sink) {
  std::string_view text = trim(cell);
  if (text.size() <= detail::shortest_phone) return sink(cell);
  fixed_text<2048> unescaped;
  if (detail::unescape(text, unescaped)) cell = text = trim(unescaped.view());
  phone_text unused;
  const bool one = normalize_phone(text, level::standard, unused).has_value();
  bool any = false;
  const auto line = [&](std::string_view part) {
    fixed_text<2048> folded;
    if (fold(trim(part), fold_to::base_letters, folded)) {
      any |= detail::split_phones(folded.view(), detail::phone_break::strong, sink);
    }
  };
  const auto break_size = [](std::string_view t, std::size_t at) {  // not at a dot that may part digits
    const std::size_t dot = detail::middle_dot_size(t, at);
    return dot != 0 && at + dot < t.size() && !is_space(t[at + dot]) ? 0 : line_break_size(t, at);
  };
  // By lines before folding, which makes spaces of them.
  if (!for_each_part(text, break_size, line) && !one) line(text);
  if (one || !any) sink(cell);  // a line may end inside of a number, too
}

template <typename Sink>
void for_each_phone_form(std::string_view cell, level lvl, side s, Sink&& sink) {
  phone_text form;
  if (lvl != level::aggressive) {
    if (const auto canonical = normalize_phone(cell, lvl, form)) sink(*canonical);
    return;
  }
  for_each_phone(cell, [&](std::string_view text) {
    const auto canonical = normalize_phone(text, lvl, form);
    if (!canonical) return;
    sink(*canonical);
    const std::string_view number = without_extension(*canonical);
    const bool bare = number.size() == canonical->size();
    if (s == side::list && !bare) return sink(number);
    if (s == side::probe && bare) return;
    phone_text any_extension;
    any_extension.append(number);
    any_extension.append(";ext=*");
    sink(any_extension.view());
  });
}

}  // namespace optout
