// Single ASCII bytes and white space, without a locale. Bytes of 0x80 and above are neither digit,
// letter nor space.
//
// A control counts as white space, as it does after fold() (unicode.hpp): both paths of a
// normalizer agree. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace optout {

constexpr bool is_digit(char c) noexcept {
  return static_cast<unsigned char>(c - '0') < 10;
}
constexpr bool is_upper(char c) noexcept {
  return static_cast<unsigned char>(c - 'A') < 26;
}
constexpr bool is_lower(char c) noexcept {
  return static_cast<unsigned char>(c - 'a') < 26;
}
constexpr bool is_alpha(char c) noexcept {
  return static_cast<unsigned char>((c | 0x20) - 'a') < 26;
}
constexpr bool is_alnum(char c) noexcept {
  return is_digit(c) || is_alpha(c);
}
constexpr bool is_space(char c) noexcept {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
}
constexpr bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}
constexpr char to_lower(char c) noexcept {
  return is_upper(c) ? static_cast<char>(c | 0x20) : c;
}

// Some bytes. Asking is one load, where a search through a text would be a call.
class byte_set {
 public:
  constexpr explicit byte_set(std::string_view bytes) noexcept {
    for (const char c : bytes) has_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool contains(char c) const noexcept { return has_[static_cast<unsigned char>(c)]; }

 private:
  bool has_[256] = {};
};

// `text` without the white space at its start, its end, or both.
constexpr std::string_view trim_left(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}
constexpr std::string_view trim_right(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}
[[gnu::always_inline]] constexpr std::string_view trim(std::string_view text) noexcept {
  const bool is_bare = text.empty() || (!is_space(text.front()) && !is_space(text.back()));
  return is_bare ? text : trim_right(trim_left(text));
}

// Whether `text` is (starts with) `lower`, whatever the case of `text`. `lower` is in lower case.
constexpr bool starts_with_no_case(std::string_view text, std::string_view lower) noexcept {
  if (text.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (to_lower(text[i]) != lower[i]) return false;
  }
  return true;
}
constexpr bool equals_no_case(std::string_view text, std::string_view lower) noexcept {
  return text.size() == lower.size() && starts_with_no_case(text, lower);
}

// How long the word is at `at` that parts the values of a list: "/", "&", "or", "and", with a space or an end of `text`
// on both sides. 0 if there is none.
constexpr std::size_t list_word_size(std::string_view text, std::size_t at) noexcept {
  if (at != 0 && text[at - 1] != ' ') return 0;
  for (std::string_view word : {"/", "&", "or", "and"}) {
    const std::size_t end = at + word.size();
    if (starts_with_no_case(text.substr(at), word) && (end == text.size() || text[end] == ' '))
      return word.size();
  }
  return 0;
}

// The ends of lines inside a cell. Some programs write a vertical tab there (FileMaker, Word), a form feed, or one of ASCII's
// separators of files, groups and records.
constexpr bool is_line_end(char c) noexcept {
  return (c >= '\n' && c <= '\r') || (c >= '\x1C' && c <= '\x1E');
}

// How long the end of a line is at `at`, in UTF-8: U+0085, U+2028 and U+2029 end one too, and a bullet stood at the head
// of one. 0 if there is none.
constexpr std::size_t line_end_size(std::string_view text, std::size_t at) noexcept {
  if (is_ascii(text[at])) return is_line_end(text[at]);
  if (text[at] != '\xC2' && text[at] != '\xE2') return 0;
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("\u0085")) return 2;
  if (rest.starts_with("\u00B7")) {
    const bool catalan = rest.size() > 2 && at > 0 && rest[2] == text[at - 1] && to_lower(rest[2]) == 'l';
    return catalan ? 0 : 2;
  }
  for (const std::string_view mark :
       {"\u2022", "\u2023", "\u2028", "\u2029", "\u2219", "\u25AA", "\u25CF", "\u25E6"}) {
    if (rest.starts_with(mark)) return mark.size();
  }
  return 0;
}

// The same for the ends of lines and of columns.
constexpr bool is_line_break(char c) noexcept {
  return is_line_end(c) || c == '\t';
}
constexpr std::size_t line_break_size(std::string_view text, std::size_t at) noexcept {
  return text[at] == '\t' ? 1 : line_end_size(text, at);
}

// Calls visit(part) for the parts of `text` between breaks; break_size(text, at) says how long the break is at `at`, or 0.
// Returns whether there is a break: without one, nothing is visited.
template <typename BreakSize, typename Visit>
constexpr bool for_each_part(std::string_view text, BreakSize&& break_size, Visit&& visit) {
  std::size_t start = 0;  // of the part
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = break_size(text, at);
    if (size != 0) {
      visit(text.substr(start, at - start));
      start = at + size;
    }
    at += size != 0 ? size : 1;
  }
  if (start != 0) visit(text.substr(start));
  return start != 0;
}

}  // namespace optout
