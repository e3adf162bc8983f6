// What a word can be in an address: street suffix, directional, unit, number word, or a word that starts something
// of its own (PO, RR, ATTN, URB).
//
// One lookup answers for all roles: the tables of data/tables are merged into one when this header is compiled.
// A word often has several roles (FL is a floor and Florida, KEY a street and a unit, ST a street and a saint);
// which of them it plays is for the parser to say. Words are in lower case. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/text.hpp>
#include <optout/tables/directionals.hpp>
#include <optout/tables/number_words.hpp>
#include <optout/tables/states.hpp>
#include <optout/tables/street_suffixes.hpp>
#include <optout/tables/street_suffixes_nonstandard.hpp>
#include <optout/tables/unit_designators.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace optout::detail {

// A word that starts something of its own.
enum class term : std::uint8_t {
  none,
  po,       // PO, P O, Post Office [Box]
  po_box,   // POB, apartado
  box,      // Box, Bx, buzón
  drawer,   // Drawer, Caller, Lockbox, Bin: a PO box where the line starts with it
  care_of,  // c/o, ATTN, %
  care,     // [Care] of, [c] o
  urb,      // Puerto Rico: an urbanization
  complex,  // Puerto Rico: a condominium or residential, its number left to the unit
  calle,    // Puerto Rico: a street type that stands before the name
  road,     // may start a numbered road: US, County, FM, I, ...
  filler,   // what programs write where they have no value: Apt None, Oak St NULL
};

struct address_word {
  std::string_view text;
  std::string_view suffix;     // "ave" for avenue, av, ave, ...; empty if it is no street suffix
  std::string_view full;       // "avenue": how the word counts inside a street name
  std::string_view unit;       // "bldg"; "unit" for APT, STE, RM, # and UNIT; empty if it is no unit
  std::string_view direction;  // "n", "ne"; empty if it is no directional
  std::string_view state;      // "ct", of a word that has another role as well
  std::uint8_t number = 0;     // of a number word
  bool ordinal = false;        // of a number word: "third", not "three"
  bool strong = false;         // a suffix that hardly ever starts or ends a city's name
  bool ranged = false;         // a unit that needs an identifier
  bool doubtful = false;       // a unit only with a number behind it and a finished street before it
  bool route = false;          // may start a rural route or the like, at the start of a line
  term starts = term::none;
};

// The roles of `word` (lower case), or null if it has none.
const address_word* find_address_word(std::string_view word) noexcept;

// What `word` stands for at level aggressive: "s" for so, "blvd" for bvd. Empty if for nothing else.
std::string_view find_loose_word(std::string_view word) noexcept;

// ---- details ----

// Suffixes that end a street nearly everywhere. The others (LAKE, PARK, CREEK, SQUARE, ...) are in cities' names too.
inline constexpr std::string_view strong_suffixes[] = {
    "aly", "ave",  "blvd", "byp",  "cir",  "cres", "cswy", "ct",  "dr",   "expy", "ext", "fwy",
    "hwy", "ln",   "loop", "opas", "path", "pike", "pkwy", "pl",  "plz",  "psge", "rd",  "rds",
    "rte", "skwy", "st",   "sts",  "ter",  "tpke", "trce", "trl", "walk", "way"};

// Units whose words are common in street and city names.
inline constexpr std::string_view doubtful_units[] = {"key", "un", "no",   "number", "off",
                                                      "su",  "sp", "stop", "level"};

// Words that start a rural or contract route, military mail or general delivery.
inline constexpr std::string_view route_words[] = {"rr",  "rfd", "r",    "rural",   "rd",      "rt",  "route",
                                                   "rte", "hc",  "hcr",  "h",       "highway", "hwy", "star",
                                                   "psc", "cmr", "unit", "general", "gen"};

struct extra_word {
  std::string_view text;
  std::string_view same_as;  // takes over the roles of this word
  term starts = term::none;
};
inline constexpr extra_word extra_words[] = {
    // Spanish, as Puerto Rico writes it
    {"avenida", "ave"},
    {"avda", "ave"},
    {"bulevar", "blvd"},
    {"apartamento", "apt"},
    {"apto", "apt"},
    {"edificio", "bldg"},
    {"edif", "bldg"},
    {"piso", "fl"},
    {"local", "unit"},
    {"oficina", "ofc"},
    {"calle", "", term::calle},
    {"cll", "", term::calle},
    {"urb", "", term::urb},
    {"urbanizacion", "", term::urb},
    {"cond", "", term::complex},
    {"condominio", "", term::complex},
    {"res", "", term::complex},
    {"residencial", "", term::complex},
    // private mailboxes print as # as well
    {"pmb", "#"},
    {"apts", "apt"},
    {"num", "number"},
    {"po", "", term::po},
    {"p", "", term::po},
    {"post", "", term::po},
    {"pob", "", term::po_box},
    {"pobox", "", term::po_box},
    {"pobx", "", term::po_box},
    {"apartado", "", term::po_box},
    {"apdo", "", term::po_box},
    {"box", "", term::box},
    {"bx", "", term::box},
    {"buzon", "", term::box},
    {"drawer", "", term::drawer},
    {"caller", "", term::drawer},
    {"lockbox", "", term::drawer},
    {"bin", "", term::drawer},
    {"c/o", "", term::care_of},
    {"%", "", term::care_of},
    {"attn", "", term::care_of},
    {"attention", "", term::care_of},
    {"care", "", term::care},
    {"c", "", term::care},
    {"null", "", term::filler},
    {"none", "", term::filler},
    {"nan", "", term::filler},
    {"nil", "", term::filler},
    {"n/a", "", term::filler},
    // numbered roads
    {"us", "", term::road},
    {"u", "", term::road},
    {"united", "", term::road},
    {"interstate", "", term::road},
    {"i", "", term::road},
    {"ih", "", term::road},
    {"county", "", term::road},
    {"cnty", "", term::road},
    {"cty", "", term::road},
    {"co", "", term::road},
    {"cr", "cr", term::road},
    {"fm", "", term::road},
    {"farm", "", term::road},
    {"f", "", term::road},
    {"ranch", "ranch", term::road},
    {"rm", "rm", term::road},
    {"state", "", term::road},
    {"st", "st", term::road},
    {"sr", "", term::road},
    {"sh", "", term::road},
    {"highway", "highway", term::road},
    {"hwy", "hwy", term::road},
    {"hiway", "hiway", term::road},
    {"route", "route", term::road},
    {"rte", "rte", term::road},
    {"rt", "", term::road},
    {"township", "", term::road},
    {"twp", "", term::road},
    {"private", "", term::road},
    {"carretera", "", term::road},
    {"carr", "", term::road},
};

// A word of at most 16 bytes as two numbers, zeros behind it: compared in place of its text.
struct word_bytes {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  friend constexpr bool operator==(const word_bytes&, const word_bytes&) = default;
};

template <std::size_t Size>
constexpr std::uint64_t load_bytes(const char* from) noexcept {
  std::uint64_t value = 0;
  if (std::is_constant_evaluated()) {
    for (std::size_t i = 0; i < Size; ++i) {
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
    }
  } else {
    std::memcpy(&value, from, Size);
  }
  return value;
}

constexpr word_bytes bytes_of_word(std::string_view word) noexcept {
  // Loads that overlap, so that none reads past the end; a shift by all 64 bits in two steps.
  const char* at = word.data();
  const std::size_t size = word.size();
  if (size >= 8) {
    const std::size_t half = 4 * (16 - size);
    return {load_bytes<8>(at), load_bytes<8>(at + size - 8) >> half >> half};
  }
  if (size >= 4) return {load_bytes<4>(at) | load_bytes<4>(at + size - 4) << 8 * (size - 4), 0};
  if (size == 0) return {};
  const auto byte = [&](std::size_t i) { return load_bytes<1>(at + i) << 8 * i; };
  return {byte(0) | byte(size / 2) | byte(size - 1), 0};
}

// The same of `size` bytes at `at` with any others behind them up to 16, without a branch.
inline word_bytes bytes_of_word(const char* at, std::size_t size) noexcept {
  static constexpr unsigned char keep[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                             255, 255, 255, 255, 255, 255, 255, 255};
  const char* const mask = reinterpret_cast<const char*>(keep) + 16 - size;
  return {load_bytes<8>(at) & load_bytes<8>(mask), load_bytes<8>(at + 8) & load_bytes<8>(mask + 8)};
}

constexpr std::size_t hash_of(const word_bytes& word) noexcept {
  return static_cast<std::size_t>((word.head * 0x9E3779B97F4A7C15u ^ word.tail * 0xD6E8FEB86659FD93u) >> 40);
}

template <std::size_t N>
constexpr bool is_one_of(std::string_view word, const std::string_view (&words)[N]) noexcept {
  for (std::string_view each : words) {
    if (each == word) return true;
  }
  return false;
}

// All words with their roles, in an open-addressing table.
struct address_word_table {
  static constexpr std::size_t capacity = 1024;
  static constexpr std::size_t slot_count = 4096;
  static constexpr std::size_t longest = 16;

  std::array<address_word, capacity> words{};
  std::array<word_bytes, capacity> bytes{};
  std::array<std::uint16_t, slot_count> slots{};  // 1 + the word's place, or 0
  std::size_t size = 0;

  // The slot of a word, or the one that is free for it.
  constexpr std::size_t slot_of(const word_bytes& wanted) const noexcept {
    std::size_t slot = hash_of(wanted) & (slot_count - 1);
    while (slots[slot] != 0 && bytes[slots[slot] - 1u] != wanted) slot = (slot + 1) & (slot_count - 1);
    return slot;
  }
  constexpr const address_word* find(const word_bytes& wanted) const noexcept {
    const std::uint16_t place = slots[slot_of(wanted)];
    return place == 0 ? nullptr : &words[place - 1u];
  }
  constexpr address_word& at(std::string_view text) {
    const word_bytes wanted = bytes_of_word(text);
    std::uint16_t& place = slots[slot_of(wanted)];
    if (place != 0) return words[place - 1u];
    place = static_cast<std::uint16_t>(++size);
    bytes[size - 1] = wanted;
    words[size - 1].text = text;
    words[size - 1].full = text;
    return words[size - 1];
  }

  constexpr address_word_table() {
    for (const auto& row : tables::street_suffixes.rows) {
      address_word& word = at(row.variant);
      word.suffix = row.standard;
      // A plural that C1 writes as its singular stays itself inside a name: Parks Rd is not Park Rd.
      const bool plural = row.variant.size() == row.primary.size() + 1 &&
                          row.variant.substr(0, row.primary.size()) == row.primary;
      word.full = plural ? row.variant : row.primary;
      word.strong = is_one_of(row.standard, strong_suffixes);
    }
    at("via").full = "via";  // Spanish for street as well
    at("cr").full = "cr";    // creek, circle, crescent or county road: inside a name nobody knows
    for (const auto& row : tables::unit_designators.rows) {
      address_word& word = at(row.variant);
      const bool generic =
          row.standard == "apt" || row.standard == "ste" || row.standard == "rm" || row.standard == "#";
      word.unit = generic ? std::string_view("unit") : row.standard;
      word.ranged = row.range == "y";
      word.doubtful = is_one_of(row.variant, doubtful_units);
    }
    for (const auto& row : tables::directionals.rows) {
      if (row.level != "standard" || row.variant.find_first_of(" -.") != row.variant.npos) continue;
      at(row.variant).direction = row.standard;
    }
    for (const auto& row : tables::number_words.rows) {
      address_word& word = at(row.word);
      for (char digit : row.value) word.number = static_cast<std::uint8_t>(word.number * 10 + (digit - '0'));
      word.ordinal = row.kind == "ordinal";
    }
    for (const extra_word& extra : extra_words) {
      address_word roles;
      if (!extra.same_as.empty()) roles = at(extra.same_as);
      if (extra.same_as.empty() || extra.same_as == extra.text) roles.full = at(extra.text).full;
      roles.text = extra.text;
      roles.starts = extra.starts;
      at(extra.text) = roles;
    }
    for (std::string_view word : route_words) at(word).route = true;
    for (const auto& row : tables::states.rows) {
      const std::string_view state = row.variant;
      if (state.size() <= longest && slots[slot_of(bytes_of_word(state))] != 0)
        at(state).state = row.standard;
    }
  }
};
inline constexpr address_word_table address_words;

inline const address_word* find_address_word(std::string_view word) noexcept {
  return word.size() > address_word_table::longest ? nullptr : address_words.find(bytes_of_word(word));
}

inline std::string_view find_loose_word(std::string_view word) noexcept {
  for (const auto& row : tables::directionals.all(word)) {
    if (row.level == "aggressive") return row.standard;
  }
  const auto* suffix = tables::street_suffixes_nonstandard.find(word);
  return suffix == nullptr ? std::string_view() : suffix->standard;
}

}  // namespace optout::detail
