// The words of names, and which of them belong to one person: what the parser finds and the emitter reads.
//
// Nothing allocates. Words are written one behind the other into the text of a name_forms, in the order in
// which they are spoken, so that any joined form ("mary" "ann" -> "maryann") is a view of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_forms.hpp>
#include <optout/normalize/name_words.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout::detail {

// A word of a name.
struct name_word {
  std::uint16_t at;
  std::uint16_t size;
  std::uint32_t classes;
  bool initial;  // one letter

  bool is(std::uint32_t any) const noexcept { return (classes & any) != 0; }
};

// The words [begin, end) of one person. With `ordered`, a comma or the cells said which are the surname:
// those from `surname` on.
struct name_segment {
  std::uint8_t begin;
  std::uint8_t end;
  std::uint8_t surname;
  std::uint8_t titles;      // leading words that may be titles: "Major John Smith"
  std::uint8_t generation;  // index into name_generations
  bool ordered;
  bool tailed;                // an assessor wrote it: "SMITH JOHN ET UX"
  bool last_is_letter;        // the last word (given name, if ordered) is V or I: the fifth, or an initial
  bool last_is_degree;        // the last word is MA or DO: a degree, or a surname
  bool listed;                // behind a comma that may part people: readings only
  bool company;               // nothing but "& Sons LLC": the segment before belongs to it
  std::string_view nickname;  // a view of the scanner's text
  std::string_view birth;     // likewise: the surname behind "née"

  std::size_t size() const noexcept { return static_cast<std::size_t>(end - begin); }
};

// Words [begin, end) of a list.
struct name_range {
  std::size_t begin, end;
  std::size_t size() const noexcept { return end - begin; }
};

class name_word_list {
 public:
  explicit name_word_list(name_text& text) noexcept : text_(text) {}

  // The text stays: views of it live on.
  void clear() noexcept { count_ = 0; }
  std::size_t size() const noexcept { return count_; }
  const name_word& operator[](std::size_t i) const noexcept { return words_[i]; }

  // Adds a word in lower case. False if there is no room.
  bool add(std::string_view word, std::uint32_t classes) noexcept;
  bool add(packed_word word, std::size_t size, std::uint32_t classes) noexcept;

  std::string_view joined(name_range words) const noexcept {
    if (words.begin >= words.end) return {};
    const name_word& last = words_[words.end - 1];
    const std::size_t at = words_[words.begin].at;
    return text_.view(at, static_cast<std::size_t>(last.at + last.size));
  }

 private:
  static constexpr std::size_t most_words = 120;

  name_text& text_;
  std::size_t count_ = 0;
  std::array<name_word, most_words> words_;
};

// ---- details ----

inline bool name_word_list::add(packed_word word, std::size_t size, std::uint32_t classes) noexcept {
  if (count_ == most_words) return false;
  words_[count_++] = {static_cast<std::uint16_t>(text_.size()), static_cast<std::uint16_t>(size), classes,
                      size == 1};
  text_.append(word.lo, word.hi, size);
  return !text_.overflowed();
}

inline bool name_word_list::add(std::string_view word, std::uint32_t classes) noexcept {
  if (count_ == most_words) return false;
  const std::size_t at = text_.size();
  const bool initial = word.size() == 1 || (word.size() == 2 && static_cast<unsigned char>(word[0]) >= 0xC0);
  // "Saint Clair" is "St Clair", in one word too.
  if (word.starts_with("saint") && ((classes & name_particle) != 0 || word.size() >= 9)) {
    text_.append("st");
    word.remove_prefix(5);
  }
  text_.append(word);
  words_[count_++] = {static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(text_.size() - at), classes,
                      initial};
  return !text_.overflowed();
}

}  // namespace optout::detail
