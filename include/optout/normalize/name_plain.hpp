// Plain words of names: letters of ASCII that can be nothing but a name or a part of one. Most words are, and need no
// scanner. Nothing allocates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/name_words.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout::detail {

// A word in lower case.
struct plain_word {
  packed_word letters;
  std::size_t size = 0;
  std::uint32_t classes = 0;
};

// Puts the `size` letters of a word into lower case. False if they are not all letters. Requires: 0 < size <=
// longest_name_word, and zeros behind the word.
inline bool fold_letters(packed_word& word, std::size_t size) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101u;
  // A letter's lower case is one bit away. The sums set the high bit of a byte that is 'a' or more, and beyond 'z'.
  const auto fold = [](std::uint64_t& letters, std::uint64_t bytes) {
    letters |= bytes & ones * 0x20;
    const std::uint64_t within =
        (letters + ones * (0x80 - 'a')) & ~(letters + ones * (0x7F - 'z')) & ~letters;
    return (~within & bytes & ones * 0x80) == 0;
  };
  constexpr std::uint64_t all = ~std::uint64_t{0};
  if (size <= 8) return fold(word.lo, all >> (64 - size * 8));
  return fold(word.lo, all) && fold(word.hi, all >> (128 - size * 8));
}

// What a plain word may be besides a name.
inline constexpr std::uint32_t plain_name_classes = name_particle | name_particle_weak |
                                                    name_particle_initial | name_particle_middle |
                                                    name_vietnamese | name_given_last;

// Whether `word`, whose letters are known, is a name or a part of one and nothing else. Fills in its classes.
inline bool is_plain_name(plain_word& word) noexcept {
  constexpr std::uint64_t saint = 0x746E696173;  // name_word_list::add() by text knows it
  word.classes = find_name_word(word.letters).classes;
  return (word.classes & ~plain_name_classes) == 0 && (word.letters.lo & 0xFFFFFFFFFF) != saint;
}

// Whether a word that is no plain name is one of companies alone. Requires: read_plain_word() had it.
inline bool is_plain_business(const plain_word& word) noexcept {
  constexpr std::uint32_t business = name_business | name_business_last;
  return (word.classes & name_business) != 0 && (word.classes & ~(plain_name_classes | business)) == 0;
}

// Reads the plain word that starts at `at`, with apostrophes and hyphens between its letters left out ("O'Brien",
// "Anne-Marie"), and goes behind it. False if there is none.
inline bool read_plain_word(const char*& at, const char* end, plain_word& word) noexcept {
  const char* letters = at;
  while (at != end && is_alpha(*at)) ++at;
  word.size = static_cast<std::size_t>(at - letters);
  if (word.size == 0 || word.size > longest_name_word) return false;
  char joined[longest_name_word];
  if (at != end && (*at == '\'' || *at == '-')) {
    std::copy(letters, at, joined);
    letters = joined;
    while (at != end && (*at == '\'' || *at == '-') && at + 1 != end && is_alpha(at[1])) {
      for (++at; at != end && is_alpha(*at); ++at) {
        if (word.size == longest_name_word) return false;
        joined[word.size++] = *at;
      }
    }
  }
  word.letters = pack_name_word(letters, word.size);
  return fold_letters(word.letters, word.size) && is_plain_name(word);
}

}  // namespace optout::detail
