// Lookup of a word in a rule table (street suffixes, honorifics, email providers, ...).
//
// The tables are the TSV files of data/tables, compiled at build time into <optout/tables/NAME.hpp>: rows
// sorted by their first column, lower case, and a ready-made open-addressing index over the distinct words.
// Nothing is built or allocated at run time. Cost: one hash of at most two loads and, nearly always, one
// comparison. Threads: the tables are constants.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace optout {

static_assert(std::endian::native == std::endian::little, "optout runs on little-endian machines");

// The hash behind every table's index. The table compiler and the lookup share it.
inline std::uint32_t word_hash(std::string_view word) noexcept {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  if (word.size() >= 8) {
    std::memcpy(&head, word.data(), 8);
    std::memcpy(&tail, word.data() + word.size() - 8, 8);
  } else if (word.size() >= 4) {
    std::memcpy(&head, word.data(), 4);
    std::memcpy(&tail, word.data() + word.size() - 4, 4);
  } else if (!word.empty()) {
    head = static_cast<unsigned char>(word[0]);
    tail = static_cast<std::uint64_t>(static_cast<unsigned char>(word[word.size() / 2])) << 8 |
           static_cast<unsigned char>(word.back());
  }
  std::uint64_t h = (head ^ (word.size() * 0x9E3779B97F4A7C15u)) * 0xD6E8FEB86659FD93u;
  h = (h ^ (h >> 32) ^ tail) * 0xA0761D6478BD642Fu;
  return static_cast<std::uint32_t>(h >> 32);
}

// Whether two words are the same. Nearly all have 4 to 16 bytes: two loads that overlap, where memcmp() would be a call.
inline bool same_word(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  const auto ends = [&](auto piece) {
    auto other = piece, last = piece, other_last = piece;
    std::memcpy(&piece, a.data(), sizeof piece);
    std::memcpy(&other, b.data(), sizeof piece);
    std::memcpy(&last, a.data() + a.size() - sizeof piece, sizeof piece);
    std::memcpy(&other_last, b.data() + b.size() - sizeof piece, sizeof piece);
    return ((piece ^ other) | (last ^ other_last)) == 0;
  };
  if (a.size() < 4 || a.size() > 16) return a == b;
  return a.size() >= 8 ? ends(std::uint64_t{}) : ends(std::uint32_t{});
}

// A compiled table. `Row` is a struct of string_views named after the TSV's columns, `Slots` a power of two;
// a slot holds 1 + the number of the first row of its word, or 0.
template <typename Row, std::size_t Rows, std::size_t Slots>
struct word_table {
  Row rows[Rows];
  std::uint16_t slots[Slots];

  // The rows whose first column is `word` (lower case), in file order; empty if there is none.
  std::span<const Row> all(std::string_view word) const noexcept {
    for (std::size_t at = word_hash(word) & (Slots - 1); slots[at] != 0; at = (at + 1) & (Slots - 1)) {
      const std::size_t first = slots[at] - 1u;
      if (!same_word(rows[first].key(), word)) continue;
      std::size_t last = first + 1;
      while (last < Rows && rows[last].key() == word) ++last;
      return {rows + first, last - first};
    }
    return {};
  }

  // The first such row, or null.
  const Row* find(std::string_view word) const noexcept {
    for (std::size_t at = word_hash(word) & (Slots - 1); slots[at] != 0; at = (at + 1) & (Slots - 1)) {
      const Row& row = rows[slots[at] - 1u];
      if (same_word(row.key(), word)) return &row;
    }
    return nullptr;
  }

  bool contains(std::string_view word) const noexcept { return find(word) != nullptr; }
};

}  // namespace optout
