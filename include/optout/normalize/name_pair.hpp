// The names of most persons, read at a glance: a word in the cell of the given name, one in that of the surname, and an
// initial at most ("John" and "Smith", "John A." and "Smith", "John", "A" and "Smith"); or the same in one cell ("Smith,
// John A", "John Smith").
//
// If the words are plain, that is one name and one reading; without a comma two, since nothing tells the order.
// name_builder.hpp comes to the same, and reads whatever else a cell may hold. Nothing allocates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_forms.hpp>
#include <optout/normalize/name_plain.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>

#include <cstddef>
#include <string_view>

namespace optout::detail {

class name_pair {
 public:
  // Fills `out` as level standard has it. False, and `out` is of no use, if the cells need a closer look.
  static bool read(const name_parts& parts, name_forms& out) noexcept {
    if (!parts.suffix.empty()) return false;
    if (parts.full.empty()) {
      const bool both = !parts.first.empty() && !parts.last.empty();
      return both ? read(parts.first, parts.middle, parts.last, true, out) : read_alone(parts, out);
    }
    return parts.first.empty() && parts.middle.empty() && parts.last.empty() && read_full(parts.full, out);
  }

 private:
  static bool read(std::string_view given, std::string_view middle, std::string_view surname, bool ordered,
                   name_forms& out) noexcept;
  // The cell of the given name, or that of the surname, may hold the whole name.
  [[gnu::noinline]] static bool read_alone(const name_parts& parts, name_forms& out) noexcept {
    return parts.middle.empty() && read_full(parts.first.empty() ? parts.last : parts.first, out);
  }
  // "Smith, John A", "John Smith"
  [[gnu::noinline]] static bool read_full(std::string_view name, name_forms& out) noexcept {
    const std::size_t comma = name.find(',');
    const std::size_t end = comma != name.npos ? comma : name.find(' ');
    if (end == name.npos) return false;
    const std::string_view before = name.substr(0, end);
    std::string_view after = name.substr(end + 1);
    if (comma == name.npos) return read(before, {}, after, false, out);
    if (after.starts_with(' ')) after.remove_prefix(1);
    return read(after, {}, before, true, out);
  }
  // Take all of `text` as a plain word: of letters alone, or with accents and what may stand between letters.
  static bool read_letters(std::string_view text, plain_word& word) noexcept {
    if (text.empty() || text.size() > longest_name_word) return false;
    word.size = text.size();
    word.letters = pack_name_word(text.data(), text.size());
    return fold_letters(word.letters, word.size) && is_plain_name(word);
  }
  // Out of line, so that the usual way need not save registers for it.
  [[gnu::noinline]] static bool read_other_word(std::string_view text, plain_word& word) noexcept {
    fixed_text<4 * longest_name_word> folded;
    if (text.size() > folded.capacity) return false;
    if (!is_ascii(text)) {
      if (!fold(text, fold_to::base_letters, folded)) return false;
      text = folded.view();
    }
    const char* at = text.data();
    const char* const end = at + text.size();
    return read_plain_word(at, end, word) && at == end;
  }
  static std::string_view undotted(std::string_view text) noexcept {
    if (text.ends_with('.')) text.remove_suffix(1);
    return text;
  }
};

// ---- details ----

inline bool name_pair::read(std::string_view given, std::string_view middle_name, std::string_view surname,
                            bool ordered, name_forms& out) noexcept {
  std::string_view initial = undotted(middle_name);
  const std::string_view both = undotted(given);
  if (!middle_name.empty()) {
    if (initial.size() != 1) return false;
  } else if (both.size() >= 3 && both[both.size() - 2] == ' ') {
    given = {both.data(), both.size() - 2};
    initial = {both.data() + both.size() - 1, 1};
  }
  plain_word first, middle, last;
  bool letters = true;
  const auto read_word = [&letters](std::string_view text, plain_word& word) {
    if (read_letters(text, word)) return true;
    letters = false;
    return read_other_word(text, word);
  };
  if (!read_word(given, first) || !read_word(surname, last)) return false;
  // A surname of one letter may be an initial too.
  if (last.size < 2 || (!ordered && first.size < 2)) return false;
  if (!initial.empty()) {
    // "J A" are two initials, "Ph D" is a degree, and one cell may repeat the other.
    if (first.size < 3 || !read_word(initial, middle) || middle.size != 1) return false;
    if (first.letters == last.letters) return false;
  }
  out.clear();
  out.known_ascii_ = letters;
  const auto put = [&out](const plain_word& word) {
    return out.text_.put(word.letters.lo, word.letters.hi, word.size);
  };
  const std::string_view one = put(first), other = put(last);
  const std::string_view between = initial.empty() ? std::string_view() : put(middle);
  out.add(person_name{one, between, other, {}, 0});
  out.add(name_reading{one, other, 0, false});
  if (!ordered && one != other) out.add(name_reading{other, one, 0, false});
  return true;
}

}  // namespace optout::detail
