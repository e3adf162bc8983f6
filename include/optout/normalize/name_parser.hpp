// Reads the tokens of one person into name words: what is the name, what its suffix, and what no name at
// all.
//
// A line of tokens falls into segments at its dividers ("John & Jane Smith" has two). Of each segment this
// keeps the words of the name and says whether a comma told given name from surname; how the rest is read
// is name.hpp's. Companies, placeholders and what assessors write behind a name end here. Nothing
// allocates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_commas.hpp>
#include <optout/normalize/name_fillers.hpp>
#include <optout/normalize/name_groups.hpp>
#include <optout/normalize/name_scanner.hpp>
#include <optout/normalize/name_segment.hpp>
#include <optout/normalize/nicknames.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace optout::detail {

class name_parser {
 public:
  static constexpr std::size_t most_segments = 16;

  // Words go to `words`.
  name_parser(const name_scanner& scanner, name_word_list& words) noexcept
      : scanner_(scanner), words_(words) {}

  // Cuts a line at its dividers.
  using token_spans = std::array<std::span<const name_token>, most_segments>;
  static std::size_t divide(std::span<const name_token> line, token_spans& out,
                            bool from_cells = false) noexcept;

  // Reads a line of tokens; `from_cells` if it was put together as "last, first middle" from cells of
  // their own.
  void parse(std::span<const name_token> line, bool from_cells) noexcept;
  void clear() noexcept { segment_count_ = 0; }

  std::span<name_segment> segments() noexcept { return {segments_.data(), segment_count_}; }

 private:
  void parse_people(std::span<const name_token> line, bool from_cells) noexcept;
  void add_listed(std::span<const name_token> tokens, bool nobody) noexcept;
  void add_alternative(std::span<const name_token> tokens, bool nobody) noexcept;
  bool read_segment(std::span<const name_token> tokens, bool from_cells, name_segment& segment) noexcept;
  bool collect(std::span<const name_token> tokens, name_groups& kept, name_segment& segment) const noexcept;
  bool may_be_surname(std::span<const name_token> tokens, std::size_t at) const noexcept;
  bool drop_companies(name_groups& kept, name_segment& segment) const noexcept;
  void drop_suffix_groups(name_groups& kept, name_segment& segment) const noexcept;
  void strip_end(name_groups& kept, std::size_t g, name_segment& segment) const noexcept;
  void strip_inside(name_groups& kept, std::size_t g, name_segment& segment) const noexcept;
  std::size_t strip_titles(name_groups& kept, std::size_t g) const noexcept;
  bool add_word(const name_token& token) noexcept;

  std::string_view text(const name_token& token) const noexcept { return scanner_.text(token); }
  static bool is_generation(const name_token& t) noexcept {
    return t.is(name_generation) && !t.is(name_generation_word) && t.size > 1;
  }
  static bool is_letter_generation(const name_token& t) noexcept {
    return t.is(name_generation) && t.size == 1 && (t.shape & name_token::period) == 0;
  }
  static bool is_credential(const name_token& t) noexcept {
    return t.is(name_credential) && !t.is(name_credential_weak);
  }
  // "M. D.", "Ph D": a degree with a space in it.
  bool spells_credential(const name_token& head, const name_token& letter) const noexcept {
    const bool dotted = (head.shape & letter.shape & name_token::period) != 0;
    if (letter.size != 1 || head.size > 2 || (head.size == 1 && !dotted)) return false;
    char both[3] = {};
    std::copy_n(text(head).data(), head.size, both);
    both[head.size] = text(letter)[0];
    return (find_name_word(std::string_view(both, head.size + 1u)).classes & name_credential) != 0;
  }
  static void set_generation(name_segment& segment, const name_token& t) noexcept {
    if (segment.generation == 0) segment.generation = t.generation;
  }

  const name_scanner& scanner_;
  name_word_list& words_;
  std::size_t segment_count_ = 0;
  std::array<name_segment, most_segments> segments_;
};

// ---- details ----

inline std::size_t name_parser::divide(std::span<const name_token> line, token_spans& out,
                                       bool from_cells) noexcept {
  std::size_t count = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= line.size() && count < most_segments; ++i) {
    if (i < line.size() && line[i].mark != name_mark::divider && line[i].mark != name_mark::stop) {
      const bool between = i > begin && i + 1 < line.size();
      if (!between || !line[i].is(name_or | name_also)) continue;
      // "COOPER ET UX, KELLY": nobody follows, the comma ends a surname.
      const auto names = std::count_if(line.begin() + begin, line.begin() + i, [](const name_token& t) {
        return !t.is(name_tail | name_particle | name_particle_weak);
      });
      if (line[i + 1].mark == name_mark::comma && (from_cells || names == 1)) continue;
    }
    if (begin != 0 && begin < i && line[begin].is(name_or)) ++begin;  // "and/or"
    out[count++] = line.subspan(begin, i - begin);
    begin = i + 1;
  }
  return count;
}

inline void name_parser::parse(std::span<const name_token> line, bool from_cells) noexcept {
  for (;;) {
    const auto stop =
        std::find_if(line.begin(), line.end(), [](const name_token& t) { return t.mark == name_mark::stop; });
    parse_people({line.begin(), stop}, from_cells);
    if (stop == line.end()) return;
    line = {stop + 1, line.end()};
  }
}

inline void name_parser::parse_people(std::span<const name_token> line, bool from_cells) noexcept {
  const std::size_t first = segment_count_;
  token_spans parts;
  std::size_t count = divide(line, parts, from_cells);
  std::array<bool, most_segments> found{};
  for (std::size_t i = 0; i < count && segment_count_ < most_segments; ++i) {
    name_segment segment{};
    found[i] = read_segment(parts[i], from_cells, segment);
    if (found[i]) segments_[segment_count_++] = segment;
    if (segment.company && segment_count_ > first) --segment_count_;  // "Smith & Sons LLC"
    const auto is_care_of = [](const name_token& t) { return t.is(name_care_of); };
    if (std::any_of(parts[i].begin(), parts[i].end(), is_care_of))
      count = i + 1;  // then somebody else follows
  }
  std::array<name_token, name_scanner::most_tokens> kept;
  for (std::size_t i = 0; i < count && !from_cells; ++i) {
    add_listed(parts[i], !found[i]);
    const std::span<const name_token> unfilled(kept.data(), without_fillers(scanner_, parts[i], kept));
    add_alternative(unfilled, !found[i]);
    add_listed(unfilled, !found[i]);
  }
}

inline void name_parser::add_listed(std::span<const name_token> tokens, bool nobody) noexcept {
  token_spans people;
  const std::size_t count = people_between_commas(scanner_, tokens, nobody, people);
  for (std::size_t i = 0; i < count; ++i) add_alternative(people[i], nobody);
}

// Another reading of tokens that were read, or were nobody.
inline void name_parser::add_alternative(std::span<const name_token> tokens, bool nobody) noexcept {
  name_segment segment{};
  segment.listed = !nobody;
  if (segment_count_ == most_segments || !read_segment(tokens, false, segment) || segment.size() < 2) return;
  segments_[segment_count_++] = segment;
}

// Whether tokens[at], a word of companies, is one: Hoa Nguyen, Sandra Bank.
inline bool name_parser::may_be_surname(std::span<const name_token> tokens, std::size_t at) const noexcept {
  const std::string_view word = text(tokens[at]);
  if (word == "hoa") {
    return at == 0 || std::any_of(tokens.begin(), tokens.end(),
                                  [](const name_token& t) { return t.is(name_vietnamese); });
  }
  if (!is_business_surname(word)) return false;
  // "Sandra Bank", "Bank, Sandra"
  const bool comma = tokens.size() == 3 && at == 0 && tokens[1].mark == name_mark::comma;
  return ((tokens.size() == 2 && at == 1) || comma) && is_known_given_name(text(tokens[comma ? 2 : 0]));
}

// Keeps what may be part of a name. False if this is nobody's.
inline bool name_parser::collect(std::span<const name_token> tokens, name_groups& kept,
                                 name_segment& segment) const noexcept {
  bool cut = false;  // inside a tail, up to the next comma
  std::size_t solid = 0;
  std::size_t fillers = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const name_token& t = tokens[i];
    const std::size_t g = kept.count - 1;
    if (t.mark == name_mark::comma) {
      cut = false;
      if (kept.size[g] != 0 && kept.count < name_groups::most_groups) ++kept.count;
      continue;
    }
    if (t.mark == name_mark::nickname) segment.nickname = text(t);
    if (t.mark == name_mark::birth_name) segment.birth = text(t);
    if (t.mark != name_mark::word || cut) continue;
    const name_token* next = i + 1 < tokens.size() ? &tokens[i + 1] : nullptr;
    // In "William J.T. Pomeroy" J.T. is no joint tenancy.
    const bool initials = (t.shape & name_token::initials) != 0 && solid < 2 && next != nullptr &&
                          next->mark == name_mark::word && !next->is(name_tail | name_tail_weak);
    if (t.classes != 0 && !initials) {
      if (t.is(name_noise)) continue;
      if (t.is(name_care_of)) {
        if (kept.total == 0) return false;
        break;
      }
      const bool pair = t.is(name_tail_pair) && solid >= 1 && next != nullptr && ends_tail_pair(text(*next));
      const bool birth =
          t.is(name_birth) && next != nullptr && next->mark == name_mark::word &&
          (solid >= 2 || (solid == 1 && tokens.back().mark != name_mark::comma &&
                          std::any_of(tokens.begin() + i, tokens.end(), [](const name_token& other) {
                            return other.mark == name_mark::comma;
                          })));
      const bool more = next != nullptr && next->is(name_tail | name_tail_weak);
      if (birth || pair || (t.is(name_tail) && solid >= 1) ||
          (t.is(name_tail_weak) && (solid >= 2 || (solid == 1 && more)))) {
        cut = true;
        if (birth && !text(t).starts_with('d')) segment.birth = text(*next);  // "dba" is a business
        kept.tailed[g] = kept.tailed[g] || !birth;
        segment.tailed = segment.tailed || !birth;
        while (kept.size[g] > (g == 0 ? 1 : 0)) {
          const name_token& last = kept.at(g, kept.size[g] - 1u);
          const std::string_view word = text(last);
          const bool article = t.is(name_status) && (word == "a" || word == "an");  // "a single man"
          if (!last.is(name_filler) && !article && !(pair && word == "in") && word != "co") break;
          kept.erase(g, kept.size[g] - 1u);
        }
        continue;
      }
      if (t.is(name_tail)) continue;  // in front: "& wife Jane"
      if (t.is(name_placeholder)) {
        const std::size_t junk = junk_between_commas(tokens, i);
        if (junk == 0) return false;
        i += junk - 1;
        continue;
      }
      if (t.is(name_business) && !may_be_surname(tokens, i)) kept.business[g] = true;
    }
    const std::string_view word = text(t);
    if (word.find('/') != word.npos) continue;  // "1/2 John Smith"
    if (is_digit(word.front()) && !t.is(name_generation)) {
      if (kept.total == 0) return false;  // an address, a company: "123 Main St", "3M"
      continue;
    }
    if (kept.size[g] == name_groups::most_kept) return false;
    kept.tokens[g][kept.size[g]++] = &t;
    ++kept.total;
    const bool filler = t.is(name_filler | name_filler_weak);
    fillers += filler;
    solid += !filler;
  }
  if (kept.count > 1 && kept.size[kept.count - 1] == 0) --kept.count;
  return kept.total > fillers;
}

// A company is nobody, but the trustee named beside it is: "Smith Family Trust, John Smith Trustee".
inline bool name_parser::drop_companies(name_groups& kept, name_segment& segment) const noexcept {
  bool any = false;
  bool all = true;
  for (std::size_t g = 0; g < kept.count; ++g) {
    const name_token& last = kept.at(g, kept.size[g] - 1u);
    if (last.is(name_business_last) && kept.full_words(g) >= 3) {
      const bool church = text(last) != "co" && text(last) != "pc";
      kept.business[g] = kept.business[g] || !church || kept.at(g, 0).is(name_church_head);
    }
    any = any || kept.business[g];
    for (std::size_t i = 0; i < kept.size[g]; ++i) {
      all = all && kept.at(g, i).is(name_business | name_business_last);
    }
  }
  if (!any) return true;
  segment.company = all;
  for (std::size_t g = kept.count; g-- > 0;) {
    if (kept.business[g] || !kept.tailed[g]) kept.erase_group(g);
  }
  return kept.count != 0;
}

// Text after a comma that is only suffixes and degrees is no given name.
inline void name_parser::drop_suffix_groups(name_groups& kept, name_segment& segment) const noexcept {
  for (std::size_t g = kept.count; g-- > 1;) {
    bool only = true;
    for (std::size_t i = 0; i < kept.size[g]; ++i) {
      const name_token& t = kept.at(g, i);
      // "Lee, Ma" and "Smith, J.R.": without this word nothing would be the given name.
      const bool needed =
          kept.total == 2 && (t.is(name_credential_weak | name_generation_word) || t.size == 1 ||
                              (t.is(name_generation) && (t.shape & name_token::initials) != 0));
      only = only && !needed && t.is(name_generation | name_credential | name_title_anywhere);
    }
    if (!only) continue;
    for (std::size_t i = 0; i < kept.size[g]; ++i) set_generation(segment, kept.at(g, i));
    kept.erase_group(g);
  }
}

// Suffixes, degrees and titles at the end of a group.
inline void name_parser::strip_end(name_groups& kept, std::size_t g, name_segment& segment) const noexcept {
  const bool alone = kept.count == 1;
  while (kept.size[g] >= 2 && kept.total >= 2) {
    const std::size_t last = kept.size[g] - 1u;
    const name_token& t = kept.at(g, last);
    const name_token& before = kept.at(g, last - 1);
    if (is_generation(t)) {
      if (kept.total == 2 && (text(t) == "vi" || (t.shape & name_token::initials) != 0)) return;
      set_generation(segment, t);
    } else if (t.is(name_generation_word)) {
      if (segment.generation != 0 || kept.total < 3 || (alone && kept.full_words(g) < 3)) return;
      set_generation(segment, t);
    } else if (is_letter_generation(t)) {
      if (kept.total < 3) return;
      if (alone || g != 0) {
        segment.last_is_letter = alone || g + 1 == kept.count;
        return;
      }
      set_generation(segment, t);
    } else if (kept.total >= 4 && spells_credential(before, t)) {
      kept.erase(g, last);
      kept.erase(g, last - 1);
      continue;
    } else if (t.is(name_credential_weak)) {
      segment.last_is_degree = alone && kept.total >= 3;
      return;
    } else if (!is_credential(t) && !t.is(name_title_anywhere)) {
      return;
    }
    kept.erase(g, last);
  }
}

// Suffixes and titles between the words: "SMITH JR JOHN", "SMITH MR JOHN".
inline void name_parser::strip_inside(name_groups& kept, std::size_t g,
                                      name_segment& segment) const noexcept {
  for (std::size_t i = kept.size[g]; i-- > 0 && kept.total >= 3;) {
    const name_token& t = kept.at(g, i);
    const bool inside = i > 0 && i + 1u < kept.size[g];
    const bool generation = is_generation(t) && (t.shape & name_token::initials) == 0 &&
                            (inside || (g > 0 && i == 0 && kept.size[g] > 1 && !t.is(name_title_weak)));
    if (generation) set_generation(segment, t);
    if (generation || (inside && t.is(name_title_anywhere))) kept.erase(g, i);
  }
}

// Titles in front, as long as two words remain. Returns how many stay because they may be names: "Major
// John Smith".
inline std::size_t name_parser::strip_titles(name_groups& kept, std::size_t g) const noexcept {
  std::size_t i = 0;
  while (i < kept.size[g]) {
    const name_token& t = kept.at(g, i);
    const bool dotted = (t.shape & name_token::period) != 0 && t.size > 1;
    const bool sure = t.is(name_title | name_title_anywhere) || (t.is(name_title_weak) && dotted);
    const bool remains = kept.total - i >= 3 && kept.size[g] - i >= 2;
    if (sure && (remains || t.is(name_title_anywhere) || kept.total == 1)) {
      kept.erase(g, i);
    } else if (t.is(name_title_weak) && remains) {
      ++i;
    } else {
      break;
    }
  }
  return i;
}

inline bool name_parser::read_segment(std::span<const name_token> tokens, bool from_cells,
                                      name_segment& segment) noexcept {
  name_groups kept;
  if (!collect(tokens, kept, segment) || !drop_companies(kept, segment)) return false;
  drop_suffix_groups(kept, segment);
  for (std::size_t g = 0; g < kept.count; ++g) {
    strip_end(kept, g, segment);
    strip_inside(kept, g, segment);
  }
  for (std::size_t g = kept.count; g-- > 0;) {
    const std::size_t titles = strip_titles(kept, g);
    if (g == 1 || kept.count == 1) segment.titles = static_cast<std::uint8_t>(titles);
    if (kept.size[g] == 0) kept.erase_group(g);
  }
  if (from_cells) drop_repeated_cells(scanner_, kept);
  if (kept.total == 0 || (from_cells && kept.total == 1)) return false;

  segment.ordered = kept.count > 1;
  segment.begin = static_cast<std::uint8_t>(words_.size());
  bool filler = segment.ordered;  // "None, Smith"
  for (std::size_t n = 0; n < kept.count; ++n) {
    const std::size_t g = (n + 1) % kept.count;  // the surname, in front of the first comma, goes last
    if (segment.ordered && g == 0) segment.surname = static_cast<std::uint8_t>(words_.size());
    for (std::size_t i = 0; i < kept.size[g]; ++i) {
      if (!add_word(kept.at(g, i))) return false;
      filler = filler && (g == 0 || kept.at(g, i).is(name_filler));
    }
  }
  segment.end = static_cast<std::uint8_t>(words_.size());
  return !filler;
}

// Initials with periods between them are words of their own: "J.R. Smith" is "J R Smith".
inline bool name_parser::add_word(const name_token& token) noexcept {
  const std::string_view word = text(token);
  if ((token.shape & name_token::initials) == 0) return words_.add(word, token.classes);
  bool fits = true;
  for (std::size_t i = 0; i < word.size(); ++i) fits = fits && words_.add(word.substr(i, 1), 0);
  return fits;
}

}  // namespace optout::detail
