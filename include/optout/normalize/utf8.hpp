// UTF-8, character by character: checks, reading and writing. Never allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace optout {

// Whether every byte is below 0x80.
bool is_ascii(std::string_view text) noexcept;

// Whether `text` is well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text) noexcept;

// ---- details ----

inline bool is_ascii(std::string_view text) noexcept {
  constexpr std::uint64_t high = 0x8080808080808080u;
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t seen = 0;
  std::uint64_t word = 0;
  if (left >= 8) {
    for (; left > 8; at += 8, left -= 8) {
      std::memcpy(&word, at, 8);
      seen |= word;
    }
    std::memcpy(&word, at + left - 8, 8);  // the last eight bytes, some perhaps seen before
    return ((seen | word) & high) == 0;
  }
  if (left >= 4) {
    std::uint32_t first = 0, last = 0;
    std::memcpy(&first, at, 4);
    std::memcpy(&last, at + left - 4, 4);
    return ((first | last) & high) == 0;
  }
  for (; left != 0; ++at, --left) seen |= static_cast<unsigned char>(*at);
  return (seen & high) == 0;
}

namespace detail {

// One character at the head of `text`: its code point and length, or length 0 where there is none.
struct utf8_character {
  char32_t code = 0;
  std::size_t size = 0;
};

[[gnu::always_inline]] inline utf8_character read_utf8(std::string_view text) noexcept {
  const auto bits = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const auto continues = [&](std::size_t i) { return (bits(i) & 0xC0) == 0x80; };
  const auto tail = [&](std::size_t i) { return bits(i) & 0x3F; };
  const char32_t head = bits(0);
  if (head < 0x80) return {head, 1};
  if (head < 0xE0) {
    if (head < 0xC2 || text.size() < 2 || !continues(1)) return {};
    return {(head & 0x1F) << 6 | tail(1), 2};
  }
  if (head < 0xF0) {
    if (text.size() < 3 || !continues(1) || !continues(2)) return {};
    const char32_t code = (head & 0x0F) << 12 | tail(1) << 6 | tail(2);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return code < 0x800 || surrogate ? utf8_character{} : utf8_character{code, 3};
  }
  if (head > 0xF4 || text.size() < 4 || !continues(1) || !continues(2) || !continues(3)) return {};
  const char32_t code = (head & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
  return code < 0x10000 || code > 0x10FFFF ? utf8_character{} : utf8_character{code, 4};
}

constexpr char32_t read_windows_1252(char byte) noexcept;

// Takes the first character of `text`; a byte that is not UTF-8 is read as Windows-1252. Requires: !text.empty().
inline char32_t take_repaired(std::string_view& text) noexcept {
  const utf8_character character = read_utf8(text);
  const char32_t code = character.size != 0 ? character.code : read_windows_1252(text.front());
  text.remove_prefix(character.size != 0 ? character.size : 1);
  return code;
}

template <std::size_t N>
void append_utf8(char32_t code, fixed_text<N>& out) noexcept {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  char bytes[4];
  std::size_t size = 0;
  if (code < 0x80) {
    bytes[size++] = static_cast<char>(code);
  } else if (code < 0x800) {
    bytes[size++] = static_cast<char>(0xC0 | code >> 6);
    bytes[size++] = tail(0);
  } else if (code < 0x10000) {
    bytes[size++] = static_cast<char>(0xE0 | code >> 12);
    bytes[size++] = tail(6);
    bytes[size++] = tail(0);
  } else {
    bytes[size++] = static_cast<char>(0xF0 | code >> 18);
    bytes[size++] = tail(12);
    bytes[size++] = tail(6);
    bytes[size++] = tail(0);
  }
  out.append({bytes, size});
}

// What the bytes 0x80 to 0x9F mean in Windows-1252.
inline constexpr char16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,  //
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,  //
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,  //
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

constexpr char32_t read_windows_1252(char byte) noexcept {
  const auto code = static_cast<unsigned char>(byte);
  return code >= 0x80 && code < 0xA0 ? windows_1252[code - 0x80] : code;
}

}  // namespace detail

inline bool is_valid_utf8(std::string_view text) noexcept {
  if (is_ascii(text)) return true;
  while (!text.empty()) {
    const auto character = detail::read_utf8(text);
    if (character.size == 0) return false;
    text.remove_prefix(character.size);
  }
  return true;
}

}  // namespace optout
