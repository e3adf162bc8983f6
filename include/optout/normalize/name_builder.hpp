// Reads the cells of one person: which cells belong together, and at which level.
//
// One builder serves one call of normalize_name(). Nothing allocates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/name_emitter.hpp>
#include <optout/normalize/name_forms.hpp>
#include <optout/normalize/name_parser.hpp>
#include <optout/normalize/name_plain.hpp>
#include <optout/normalize/name_scanner.hpp>
#include <optout/normalize/name_segment.hpp>
#include <optout/normalize/unicode.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace optout::detail {

class name_builder {
 public:
  explicit name_builder(name_forms& out, bool birth_names = false) noexcept
      : emitter_(out, birth_names), parser_(scanner_, emitter_.words()) {}

  // Level standard. False if nobody is named.
  bool build(const name_parts& parts) noexcept {
    return build_plain(parts) || (!is_company(parts) && build_any(parts));
  }
  // Level exact: the cells' words as they stand, in lower case.
  bool build_exact(const name_parts& parts) noexcept;

  // The two ways of build(): names of plain words only (most names), and everything.
  bool build_plain(const name_parts& parts) noexcept;
  bool build_any(const name_parts& parts) noexcept;
  // Whether build_plain() found a company, and nothing but it: "SMITH HOLDINGS LLC".
  bool is_company(const name_parts& parts) const noexcept {
    const int cells = !parts.full.empty() + !parts.first.empty() + !parts.middle.empty() +
                      !parts.last.empty() + !parts.suffix.empty();
    return company_ && cells == 1;
  }

 private:
  bool read_cells(const name_parts& parts, bool as_one) noexcept;
  bool scan_cell(std::string_view cell, std::uint32_t junk, bool as_one) noexcept;
  bool scan_suffix(std::string_view cell) noexcept;
  void read_split_cells(std::size_t last_end, std::size_t first_end, std::size_t middle_end) noexcept;
  bool add_plain_words(std::string_view cell) noexcept;
  bool add_plain_cells(const name_parts& cells) noexcept;
  bool spells_credential(const plain_word& word, bool dotted) const noexcept;
  bool add_exact_words(std::string_view cell) noexcept;

  void reset() noexcept {
    emitter_.reset();
    scanner_.clear();
    parser_.clear();
  }
  void emit() noexcept {
    emitter_.emit(parser_.segments());
    parser_.clear();
    emitter_.words().clear();
  }

  name_emitter emitter_;
  name_scanner scanner_;
  name_parser parser_;
  struct {
    plain_word word;
    bool dotted = false;
  } last_;                // the word before, of add_plain_words()
  bool company_ = false;  // whether the last cell of add_plain_words() names a company
  std::size_t exact_count_ = 0;
  std::array<std::uint16_t, 256>
      exact_starts_;  // where the words of level exact start, and the last one ends
};

// ---- details ----

inline bool name_builder::build_any(const name_parts& parts) noexcept {
  if (!read_cells(parts, false)) return false;
  if (emitter_.found_any()) return true;
  // Nobody outside the brackets, or on a line: "(John) Smith", "John\nSmith".
  return scanner_.had_parts() && read_cells(parts, true) && emitter_.found_any();
}

inline bool name_builder::read_cells(const name_parts& parts, bool as_one) noexcept {
  reset();
  // A cell of "N/A" is an empty one. Null is a surname too, but nobody's first name.
  if (!scan_cell(parts.last, name_placeholder, as_one)) return false;
  const std::size_t last_end = scanner_.tokens().size();
  if (!scan_cell(parts.first, name_placeholder, as_one)) return false;
  const std::size_t first_end = scanner_.tokens().size();
  if (!scan_cell(parts.middle, name_placeholder | name_filler, as_one)) return false;
  const std::size_t middle_end = scanner_.tokens().size();
  if (middle_end != 0) {
    if (!scan_suffix(parts.suffix)) return false;
    read_split_cells(last_end, first_end, middle_end);
    emit();
  }
  if (parts.full.empty()) return true;
  scanner_.start_over();
  if (!scanner_.scan(parts.full, as_one)) return emitter_.found_any();
  if (middle_end == 0 && !scan_suffix(parts.suffix)) return false;
  parser_.parse(scanner_.tokens(), false);
  emit();
  return true;
}

// Scans one cell; what is junk from end to end leaves no token.
inline bool name_builder::scan_cell(std::string_view cell, std::uint32_t junk, bool as_one) noexcept {
  if (cell.empty()) return true;
  const std::size_t before = scanner_.tokens().size();
  if (!scanner_.scan(cell, as_one)) return false;
  const auto added = scanner_.tokens().subspan(before);
  if (std::all_of(added.begin(), added.end(), [&](const name_token& t) { return t.is(junk); }))
    scanner_.keep(before);
  return true;
}

// Of a suffix cell only the generation counts.
inline bool name_builder::scan_suffix(std::string_view cell) noexcept {
  if (cell.empty()) return true;
  const std::size_t before = scanner_.tokens().size();
  scanner_.add_comma();
  if (!scanner_.scan(cell)) return false;
  const auto added = scanner_.tokens().subspan(before + 1);
  const auto generation =
      std::find_if(added.begin(), added.end(), [](const auto& t) { return t.is(name_generation); });
  if (generation == added.end()) {
    scanner_.keep(before);
  } else {
    scanner_.keep(before + 1, *generation);
  }
  return true;
}

// Cells of their own are read as "last, first middle, suffix".
inline void name_builder::read_split_cells(std::size_t last_end, std::size_t first_end,
                                           std::size_t middle_end) noexcept {
  const auto all = scanner_.tokens();
  const auto last = all.first(last_end);
  const auto first = all.subspan(last_end, first_end - last_end);
  const auto middle = all.subspan(first_end, middle_end - first_end);
  const auto suffix = all.subspan(middle_end);
  std::array<name_token, name_scanner::most_tokens + 2> line;
  std::size_t size = 0;
  const auto add = [&](std::span<const name_token> tokens) {
    std::copy(tokens.begin(), tokens.end(), line.begin() + size);
    size += tokens.size();
  };

  name_parser::token_spans lasts;
  name_parser::token_spans firsts;
  const std::size_t last_count = name_parser::divide(last, lasts);
  const std::size_t first_count = name_parser::divide(first, firsts);
  if (last.empty() || first.empty() || (last_count != 1 && last_count != first_count)) {
    // One cell holds it all; or "John" beside "Smith & Jane Doe".
    add(first);
    add(middle);
    add(last);
    add(suffix);
    parser_.parse({line.data(), size}, false);
    return;
  }
  for (std::size_t i = 0; i < first_count; ++i) {  // "John & Jane" beside "Smith", or "Smith & Doe"
    size = 0;
    add(lasts[last_count == 1 ? 0 : i]);
    line[size++] = name_scanner::comma();
    add(firsts[i]);
    if (i == 0) add(middle);
    if (i == 0) add(suffix);
    parser_.parse({line.data(), size}, true);
  }
}

// Adds words that are letters, with an apostrophe or hyphen between two at most, and nothing else a name can be. False if
// there is more to it.
inline bool name_builder::add_plain_words(std::string_view cell) noexcept {
  const char* at = cell.data();
  const char* const end = at + cell.size();
  bool company = false;
  while (at != end) {
    if (is_space(*at)) {
      if (is_line_end(*at)) return false;  // another person's
      ++at;
      continue;
    }
    plain_word word;
    if (!read_plain_word(at, end, word)) {
      const std::string_view letters(reinterpret_cast<const char*>(&word.letters), word.size);
      if (!is_plain_business(word) || is_business_surname(letters)) return false;
      company = true;
    }
    const bool dotted = word.size == 1 && at != end && *at == '.';  // an initial
    at += dotted;
    if (at != end && !is_space(*at)) return false;
    if (spells_credential(word, dotted) || emitter_.words().size() == 8 ||
        !emitter_.words().add(word.letters, word.size, word.classes)) {
      return false;
    }
    last_ = {word, dotted};
  }
  company_ = company;
  return !company;
}

// "Ph D", "M. D.": a degree with a space in it is no plain word.
inline bool name_builder::spells_credential(const plain_word& word, bool dotted) const noexcept {
  const plain_word& before = last_.word;
  if (word.size != 1 || (before.size != 2 && !(last_.dotted && dotted))) return false;
  const packed_word both{before.letters.lo | word.letters.lo << (8 * before.size), 0};
  return (find_name_word(both).classes & name_credential) != 0;
}

// Plain words, with accents or without.
inline bool name_builder::build_plain(const name_parts& parts) noexcept {
  if (is_ascii(parts.full) && is_ascii(parts.first) && is_ascii(parts.middle) && is_ascii(parts.last)) {
    return add_plain_cells(parts);
  }
  std::array<fixed_text<64>, 4> folded;
  name_parts cells = parts;
  std::string_view* const texts[] = {&cells.full, &cells.first, &cells.middle, &cells.last};
  for (std::size_t i = 0; i < folded.size(); ++i) {
    std::string_view& text = *texts[i];
    if (is_ascii(text)) continue;
    // A fold makes a space of the end of a line, which may part two people.
    const auto ignore = [](std::string_view) {};
    if (text.size() > folded[i].capacity || for_each_part(text, line_end_size, ignore)) return false;
    if (!fold(text, fold_to::base_letters, folded[i])) return false;
    text = folded[i].view();
  }
  return add_plain_cells(cells);
}

inline bool name_builder::add_plain_cells(const name_parts& parts) noexcept {
  emitter_.reset();
  last_ = {};
  company_ = false;
  if (!parts.suffix.empty()) return false;
  name_word_list& words = emitter_.words();
  if (!add_plain_words(parts.first)) return false;
  const bool any_first = words.size() != 0;
  if (!add_plain_words(parts.middle)) return false;
  const std::size_t surname = words.size();
  if (!add_plain_words(parts.last)) return false;
  name_segment segment{};
  if (words.size() != 0) {
    segment.end = static_cast<std::uint8_t>(words.size());
    segment.ordered = any_first && surname != words.size();
    segment.surname = static_cast<std::uint8_t>(surname);
    if (segment.ordered && words.size() > 2) {  // one cell may repeat the other
      for (std::size_t i = 0; i < surname; ++i) {
        for (std::size_t j = surname; j < words.size(); ++j) {
          if (words.joined({i, i + 1}) == words.joined({j, j + 1})) return false;
        }
      }
    }
    emitter_.emit({&segment, 1});
    words.clear();
  }
  if (!parts.full.empty()) {
    segment = {};
    const std::size_t comma = parts.full.find(',');
    if (comma != parts.full.npos) {  // "Smith, Mary Ann"
      const bool read = add_plain_words(parts.full.substr(comma + 1));
      const std::size_t given = words.size();
      // "Jane Doe, John Smith" may be two people, "Jane Doe, Acme LLC" one.
      if (!read || !add_plain_words(parts.full.substr(0, comma)) ||
          std::min(given, words.size() - given) != 1) {
        company_ = false;
        return false;
      }
      segment.ordered = true;
      segment.surname = static_cast<std::uint8_t>(given);
    } else if (!add_plain_words(parts.full)) {
      return false;
    }
    segment.end = static_cast<std::uint8_t>(words.size());
    if (segment.end != 0) emitter_.emit({&segment, 1});
  }
  return emitter_.found_any();
}

inline bool name_builder::build_exact(const name_parts& parts) noexcept {
  reset();
  exact_count_ = 0;
  const bool cells = !trim(parts.first).empty() || !trim(parts.middle).empty() || !trim(parts.last).empty();
  const bool split = !trim(parts.first).empty() && !trim(parts.last).empty();
  if (!add_exact_words(cells ? parts.first : parts.full) || !add_exact_words(parts.middle)) return false;
  const std::size_t last = exact_count_;
  if (cells && !add_exact_words(parts.last)) return false;
  const std::size_t end = exact_count_;
  if (!add_exact_words(parts.suffix)) return false;
  if (end < 2) return false;
  const std::size_t surname = split && last != 0 && last != end ? last : end - 1;
  const auto text = [&](std::size_t from, std::size_t to) {
    return emitter_.text().view(exact_starts_[from], exact_starts_[to]);
  };
  emitter_.emit_as_is({text(0, 1), text(1, surname), text(surname, end), text(end, exact_count_), 0});
  return !emitter_.text().overflowed();
}

inline bool name_builder::add_exact_words(std::string_view cell) noexcept {
  fixed_text<2 * longest_name_cell> folded;
  if (!fold(trim(cell), fold_to::letters, folded)) return false;
  bool in_word = false;
  for (char c : folded.view()) {
    const bool letter = !is_space(c) && c != '|';
    if (letter && !in_word) {
      if (exact_count_ + 1 == exact_starts_.size()) return false;
      exact_starts_[exact_count_++] = static_cast<std::uint16_t>(emitter_.text().size());
    }
    if (letter) emitter_.text().append({&c, 1});
    in_word = letter;
  }
  exact_starts_[exact_count_] = static_cast<std::uint16_t>(emitter_.text().size());
  return true;
}

}  // namespace optout::detail
