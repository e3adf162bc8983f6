// Text that was taken for Windows-1252 on its way though it was UTF-8: "MuÃ±oz" is "Muñoz", "Oâ€™Brien" is "O’Brien". Spreadsheets
// that open UTF-8 without a byte order mark and save it again write such text.
//
// Repaired is what names and addresses hold: Latin letters with accents (U+00A0 to U+017F, and those of Vietnamese) and
// General Punctuation. Each stands there as two or three characters that hardly any text has side by side otherwise: a letter,
// Ã most of all, before symbols. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/text.hpp>
#include <optout/normalize/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace optout::detail {

// The byte that means `code` in Windows-1252, as a C1 control too where it has no other meaning; 0 for ASCII and all others.
inline std::uint8_t windows_1252_byte(char32_t code) noexcept {
  if (code >= 0x80 && code <= 0xFF) return static_cast<std::uint8_t>(code);
  if (code < 0x80 || code == 0xFFFD) return 0;
  const auto* const at = std::find(std::begin(windows_1252), std::end(windows_1252), code);
  return at == std::end(windows_1252) ? 0 : static_cast<std::uint8_t>(0x80 + (at - windows_1252));
}

// Whether names and addresses hold `code`, or Windows-1252 puts it, or nothing, in the place of a byte: that comes of text that
// was mistaken twice.
inline bool may_be_meant(char32_t code) noexcept {
  const bool is_letter = (code >= 0xA0 && code < 0x180) || (code >= 0x1E00 && code < 0x1F00);
  const bool is_mark = code >= 0x2000 && code < 0x2040;
  if (code >= 0x80 && code < 0xA0) return windows_1252[code - 0x80] == 0xFFFD;
  return is_letter || is_mark || (code >= 0x180 && windows_1252_byte(code) != 0);
}

// The character that the start of `text` was, when it was taken for several.
inline replacement read_mistaken(std::string_view text) noexcept {
  replacement out;
  for (std::size_t size = 1; out.size < size;) {
    if (out.taken == text.size()) return {};
    const utf8_character character = read_utf8(text.substr(out.taken));
    const std::uint8_t byte = windows_1252_byte(character.code);
    if (out.size == 0) size = byte < 0xE0 ? 2 : 3;
    if (out.size == 0 ? byte < 0xC2 : byte < 0x80 || byte >= 0xC0) return {};
    out.bytes[out.size++] = static_cast<char>(byte);
    out.taken += character.size;
  }
  const utf8_character meant = read_utf8({out.bytes, out.size});
  return meant.size != 0 && may_be_meant(meant.code) ? out : replacement{};
}

// `text` with every such character as it was meant, if they were mistaken one to four times. False if not, or there is no room.
template <std::size_t N>
bool repair_mojibake(std::string_view text, fixed_text<N>& out) noexcept {
  // Whatever starts one is U+00C0 or above, and below U+0100.
  return replace_each(
      text, out, [](char c) { return c == '\xC3'; }, read_mistaken);
}

}  // namespace optout::detail
