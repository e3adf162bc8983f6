// Splits a column header into words that the header grammar knows: data/tables/header_words.tsv.
//
// Words end at punctuation, blanks, digits and changes of case (`PartyOwner1NameFirst`, `phones.number`,
// `Phone 1 TYPE`); what is glued together without any of these (`PARTYOWNER1NAMEFIRST`, `owner1lastname`)
// is cut into known words when they cover all of it, into as few as possible. Plurals, ordinals (`1st
// Owner's`) and phrases of up to three words (`date of birth`) are one word. Any bytes are accepted; a
// header is not a hot path.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/tables/header_words.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// What a word says about its column.
enum class header_part : std::uint8_t {
  unknown,
  noise,  // says nothing: of, info, current
  label,  // tells columns apart and says no more: home, work, alternate
  number,
  who,        // owner, contact, agent; `value` is the group
  place,      // property, mailing
  kind,       // name, phone, city: what the cells hold
  handset,    // mobile, landline: a phone when nothing better is said
  attribute,  // type, status, hash: goes with a value
  trait,      // age, gender: goes with a person
  geography,  // county, latitude: goes with an address
  id,
  fact,  // about the property or the file
};

struct header_word {
  header_part part = header_part::unknown;
  std::string_view value;    // from the table; empty where the table has none
  std::string text;          // lower case
  std::uint16_t number = 0;  // when part is number
};

std::vector<header_word> split_header(std::string_view header);

// ---- details ----

namespace detail {

inline header_part part_named(std::string_view name) {
  using enum header_part;
  if (name == "noise") return noise;
  if (name == "label") return label;
  if (name == "number") return number;
  if (name == "who") return who;
  if (name == "place") return place;
  if (name == "kind") return kind;
  if (name == "handset") return handset;
  if (name == "attribute") return attribute;
  if (name == "trait") return trait;
  if (name == "geography") return geography;
  if (name == "id") return id;
  return name == "fact" ? fact : unknown;
}

inline std::uint16_t small_number(std::string_view digits) {
  std::uint16_t out = 0;
  for (char c : digits) out = static_cast<std::uint16_t>(out * 10 + (c - '0'));
  return out;
}

inline header_word known_word(const tables::header_words_row& row) {
  header_word out{part_named(row.part), row.value, std::string(row.word), 0};
  if (out.part == header_part::number) out.number = small_number(row.value);
  if (out.value == "number") out.text = "number";  // one spelling for phrases: no, num, #
  return out;
}

inline const tables::header_words_row* find_word(std::string_view word) {
  if (const auto* row = tables::header_words.find(word)) return row;
  for (std::string_view plural : {"s", "es"}) {
    if (!word.ends_with(plural) || word.size() < plural.size() + 3) continue;
    if (const auto* row = tables::header_words.find(word.substr(0, word.size() - plural.size()))) return row;
  }
  return nullptr;
}

// Appends the fewest known words that cover `run`, or all of it as one unknown word. Words under three
// letters are too easily found in anything; three that close many glued headers are let through at the end.
inline void append_glued(std::string_view run, std::vector<header_word>& out) {
  constexpr std::size_t longest_run = 80;
  constexpr std::size_t unreached = 1000;
  if (run.size() <= longest_run) {
    std::vector<std::size_t> words(run.size() + 1, unreached), from(run.size() + 1, 0);
    words[0] = 0;
    for (std::size_t end = 2; end <= run.size(); ++end) {
      for (std::size_t start = 0; start + 2 <= end; ++start) {
        if (words[start] + 1 >= words[end]) continue;
        const std::string_view word = run.substr(start, end - start);
        const bool closes = end == run.size() && (word == "st" || word == "id" || word == "no");
        if ((word.size() < 3 && !closes) || find_word(word) == nullptr) continue;
        words[end] = words[start] + 1;
        from[end] = start;
      }
    }
    if (words.back() < unreached) {
      std::vector<header_word> found;
      for (std::size_t end = run.size(); end > 0; end = from[end]) {
        found.push_back(known_word(*find_word(run.substr(from[end], end - from[end]))));
      }
      out.insert(out.end(), found.rbegin(), found.rend());
      return;
    }
  }
  out.push_back({header_part::unknown, {}, std::string(run), 0});
}

inline void append_letters(std::string_view letters, std::vector<header_word>& out) {
  std::string run;
  for (char c : letters) run += to_lower(c);
  if (const auto* row = find_word(run)) {
    out.push_back(known_word(*row));
  } else {
    append_glued(run, out);
  }
}

inline void append_digits(std::string_view digits, std::vector<header_word>& out) {
  // More than three digits is no count of owners or phones: a year, a code.
  if (digits.size() > 3) return out.push_back({header_part::fact, {}, std::string(digits), 0});
  out.push_back({header_part::number, {}, std::string(digits), small_number(digits)});
}

inline bool is_letter_byte(char c) {
  return is_alpha(c) || static_cast<unsigned char>(c) >= 0x80;
}
inline bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
inline bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

// The length of a possessive 's at `at`, with a straight or a curly apostrophe; 0 if there is none.
inline std::size_t possessive(std::string_view text, std::size_t at) {
  for (std::string_view mark : {"'", "\xE2\x80\x99", "\x92"}) {
    if (text.substr(at, mark.size()) != mark) continue;
    const std::size_t s = at + mark.size();
    if (s >= text.size() || to_lower(text[s]) != 's') return mark.size();
    return s + 1 == text.size() || !is_letter_byte(text[s + 1]) ? mark.size() + 1 : mark.size();
  }
  return 0;
}

// The end of the letters that start at `at` and belong to one word: `Zip|Code`, `DNC|Flag`.
inline std::size_t word_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  for (; end < text.size() && is_letter_byte(text[end]); ++end) {
    if (possessive(text, end) != 0) break;
    if (is_lower(text[end - 1]) && is_upper(text[end])) break;
    if (end + 1 < text.size() && is_upper(text[end - 1]) && is_upper(text[end]) && is_lower(text[end + 1]) &&
        text.substr(end + 1) != "s") {
      break;
    }
  }
  return end;
}

inline bool is_ordinal_ending(std::string_view text, std::size_t at) {
  if (at + 2 > text.size() || (at + 2 < text.size() && is_lower(text[at + 2]))) return false;
  const char ending[] = {to_lower(text[at]), to_lower(text[at + 1])};
  const std::string_view two(ending, 2);
  return two == "st" || two == "nd" || two == "rd" || two == "th";
}

// Replaces runs of words that are a phrase of the table by that one word.
inline void join_phrases(std::vector<header_word>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    for (std::size_t count : {3u, 2u}) {
      if (at + count > words.size()) continue;
      std::string phrase = words[at].text;
      for (std::size_t i = 1; i < count; ++i) phrase += ' ' + words[at + i].text;
      const auto* row = tables::header_words.find(phrase);
      if (row == nullptr) continue;
      words[at] = known_word(*row);
      words.erase(words.begin() + at + 1, words.begin() + at + count);
      break;
    }
  }
}

}  // namespace detail

inline std::vector<header_word> split_header(std::string_view header) {
  std::vector<header_word> out;
  for (std::size_t at = 0; at < header.size();) {
    if (const std::size_t mark = detail::possessive(header, at); mark != 0) {
      at += mark;
    } else if (detail::is_letter_byte(header[at])) {
      const std::size_t end = detail::word_end(header, at);
      detail::append_letters(header.substr(at, end - at), out);
      at = end;
    } else if (is_digit(header[at])) {
      std::size_t end = at + 1;
      while (end < header.size() && is_digit(header[end])) ++end;
      detail::append_digits(header.substr(at, end - at), out);
      at = end + (detail::is_ordinal_ending(header, end) ? 2 : 0);
    } else {
      if (header[at] == '#') detail::append_letters("number", out);
      ++at;
    }
  }
  detail::join_phrases(out);
  return out;
}

}  // namespace optout
