// What the text of a name cell is cut into, and the bytes that words are made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout::detail {

inline constexpr std::size_t longest_name_cell = 512;

// A divider stands between people who may share a surname, a stop at the end of all that is said of some.
enum class name_mark : std::uint8_t { word, nickname, birth_name, comma, divider, stop };

struct name_token {
  // Shapes, as bits.
  static constexpr std::uint8_t initials = 1;  // "J.R.": letters with periods between
  static constexpr std::uint8_t period = 2;    // "Capt.": a period behind it

  std::uint16_t at;
  std::uint16_t size;
  std::uint32_t classes;
  std::uint8_t generation;
  name_mark mark;
  std::uint8_t shape;

  bool is(std::uint32_t any) const noexcept { return (classes & any) != 0; }
};

// The lower case of what words are made of (letters, digits, every byte beyond ASCII), 0 for the rest.
inline constexpr auto name_letters = [] {
  std::array<char, 256> table{};
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    if (i >= 0x80 || is_alnum(c)) table[static_cast<std::size_t>(i)] = to_lower(c);
  }
  return table;
}();

inline char name_letter(char c) noexcept {
  return name_letters[static_cast<unsigned char>(c)];
}
inline bool name_letter_at(std::string_view text, std::size_t at) noexcept {
  return at < text.size() && name_letter(text[at]) != 0;
}

}  // namespace optout::detail
