// What a single word of a name cell can be besides a name: a title, a suffix, a particle, a sign of a
// company.
//
// honorifics, name_suffixes, surname_particles and name_markers of data/tables are merged at compile time
// into one table, so that a word costs one lookup whatever it may turn out to be. Words are lower case and
// have neither periods nor hyphens ("pac" for PA-C). Nothing allocates. Threads: constants.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/tables/honorifics.hpp>
#include <optout/tables/name_markers.hpp>
#include <optout/tables/name_suffixes.hpp>
#include <optout/tables/surname_particles.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace optout::detail {

// The classes of a word, as bits: many words have several ("do" is a particle and a degree).
enum name_class : std::uint32_t {
  name_title = 1u << 0,
  name_title_weak = 1u << 1,      // also a given name or surname: Major, Judge
  name_title_anywhere = 1u << 2,  // Mr, Mrs: not only in front
  name_generation = 1u << 3,
  name_generation_word = 1u << 4,  // Junior, Senior, Third: at the end only
  name_credential = 1u << 5,
  name_credential_weak = 1u << 6,  // also a surname: MA, DO
  name_particle = 1u << 7,
  name_particle_weak = 1u << 8,     // also a given name: Ben, Al
  name_particle_initial = 1u << 9,  // also a middle initial: O Brien, D Angelo
  name_business = 1u << 10,
  name_business_last = 1u << 11,
  name_church_head = 1u << 12,
  name_placeholder = 1u << 13,
  name_filler = 1u << 14,
  name_filler_weak = 1u << 15,
  name_tail = 1u << 16,
  name_tail_weak = 1u << 17,
  name_tail_pair = 1u << 18,
  name_birth = 1u << 19,
  name_care_of = 1u << 20,
  name_also = 1u << 21,
  name_and = 1u << 22,
  name_or = 1u << 23,
  name_noise = 1u << 24,
  name_status = 1u << 25,
  name_particle_middle = 1u << 26,  // also a middle name before a Vietnamese surname: Van
  name_vietnamese = 1u << 27,
  name_given_last = 1u << 28,  // a middle name before the given name: Nguyen Van Minh
};

inline constexpr std::string_view name_generations[] = {"", "jr", "sr", "i", "ii", "iii", "iv", "v", "vi"};

struct name_word_info {
  std::uint32_t classes = 0;
  std::uint8_t generation = 0;  // index into name_generations
};

// Up to 16 bytes of a word as two numbers.
struct packed_word {
  std::uint64_t lo = 0;
  std::uint64_t hi = 0;

  friend constexpr bool operator==(const packed_word&, const packed_word&) = default;
  constexpr std::size_t hash() const noexcept {
    const std::uint64_t h = (lo ^ hi * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;
    return static_cast<std::size_t>(h >> 40);
  }
};

inline constexpr std::size_t longest_name_word = 16;

consteval std::uint32_t name_class_of(std::string_view word) {
  constexpr std::pair<std::string_view, std::uint32_t> words[] = {
      {"title", name_title},
      {"title_anywhere", name_title_anywhere},
      {"generation", name_generation},
      {"generation_word", name_generation_word},
      {"credential", name_credential},
      {"credential_weak", name_credential_weak},
      {"particle", name_particle},
      {"particle_weak", name_particle_weak},
      {"particle_initial", name_particle_initial},
      {"business", name_business},
      {"business_last", name_business_last},
      {"church_head", name_church_head},
      {"placeholder", name_placeholder},
      {"filler", name_filler},
      {"filler_weak", name_filler_weak},
      {"tail", name_tail},
      {"tail_weak", name_tail_weak},
      {"tail_pair", name_tail_pair},
      {"birth", name_birth},
      {"care_of", name_care_of},
      {"also", name_also},
      {"and", name_and},
      {"or", name_or},
      {"noise", name_noise},
      {"particle_middle", name_particle_middle},
      {"vietnamese", name_vietnamese},
      {"given_last", name_given_last},
      {"status", name_status},
  };
  for (const auto& [name, bit] : words) {
    if (name == word) return bit;
  }
  throw "name_markers.tsv has a class that the parser does not know";
}

// The merged table: `slots` lead into `entries`, 0 is empty.
struct name_word_table {
  static constexpr std::size_t slot_count = 2048;
  static constexpr std::size_t most_words = 800;
  struct entry {
    packed_word word;
    name_word_info info;
  };
  std::array<std::uint16_t, slot_count> slots{};
  std::array<entry, most_words> entries{};

  consteval name_word_table() {
    std::size_t count = 1;
    for (const auto& row : tables::honorifics.rows) {
      add(count, row.title, row.ambiguous == "y" ? name_title_weak : name_title);
    }
    for (const auto& row : tables::name_suffixes.rows) {
      add(count, row.variant, name_class_of(row.kind), row.standard);
    }
    for (const auto& row : tables::surname_particles.rows) {
      // A single letter is an initial before it is a particle.
      if (row.particle.size() > 1) add(count, row.particle, name_particle);
    }
    for (const auto& row : tables::name_markers.rows) {
      add(count, row.word, name_class_of(row.word_class), row.standard);
    }
  }

  consteval void add(std::size_t& count, std::string_view text, std::uint32_t bits,
                     std::string_view generation = {}) {
    packed_word word;
    std::size_t size = 0;
    for (char c : text) {
      if (c == ' ') return;  // several words: each is in the table by itself
      if (c == '-') continue;
      const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(c));
      (size < 8 ? word.lo : word.hi) |= byte << (size % 8 * 8);
      if (++size > longest_name_word) throw "a word is longer than the lookup reads";
    }
    std::size_t at = word.hash() % slot_count;
    while (slots[at] != 0 && entries[slots[at]].word != word) at = (at + 1) % slot_count;
    if (slots[at] == 0) slots[at] = static_cast<std::uint16_t>(count++);
    entry& e = entries[slots[at]];
    e.word = word;
    e.info.classes |= bits;
    for (std::uint8_t i = 1; i < std::size(name_generations); ++i) {
      if (name_generations[i] == generation) e.info.generation = i;
    }
  }
};

inline constexpr name_word_table name_words{};

// The first `size` bytes at `word`. Requires: size <= longest_name_word.
[[gnu::always_inline]] inline packed_word pack_name_word(const char* word, std::size_t size) noexcept {
  const auto load = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, word + at, bytes);
    return value;
  };
  // Loads that overlap, so that none reads past the end.
  if (size > 8) return {load(0, 8), load(size - 8, 8) >> ((16 - size) * 8)};
  if (size == 8) return {load(0, 8), 0};
  if (size >= 4) return {load(0, 4) | load(size - 4, 4) << ((size - 4) * 8), 0};
  if (size >= 2) return {load(0, 2) | load(size - 1, 1) << ((size - 1) * 8), 0};
  return {size == 1 ? load(0, 1) : 0, 0};
}

// Words that follow a name and its tail's first word: "life estate", "ten com", "her husband".
inline bool ends_tail_pair(std::string_view word) noexcept {
  for (const std::string_view head : {"est", "ten", "int", "prop", "com", "ent", "rep", "hus", "wif", "of"}) {
    if (word.starts_with(head)) return true;
  }
  return false;
}

// Looks a word up: no classes if it is an ordinary name.
[[gnu::always_inline]] inline name_word_info find_name_word(packed_word word) noexcept {
  for (std::size_t at = word.hash() % name_word_table::slot_count; name_words.slots[at] != 0;
       at = (at + 1) % name_word_table::slot_count) {
    const auto& entry = name_words.entries[name_words.slots[at]];
    if (entry.word == word) return entry.info;
  }
  return {};
}
inline name_word_info find_name_word(std::string_view word) noexcept {
  return word.size() > longest_name_word ? name_word_info{}
                                         : find_name_word(pack_name_word(word.data(), word.size()));
}

// Whether a word of companies may be a person's name.
inline bool is_business_surname(std::string_view word) noexcept {
  return word == "hoa" || word == "bank" || word == "farms" || word == "bible";
}

}  // namespace optout::detail
