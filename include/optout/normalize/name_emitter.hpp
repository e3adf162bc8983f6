// From the words of people to their names and readings: who borrows whose surname, in which orders words
// are read.
//
// One emitter serves one call of normalize_name(). Nothing allocates. name.hpp says what is emitted and
// why.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_forms.hpp>
#include <optout/normalize/name_segment.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace optout::detail {

class name_emitter {
 public:
  // `birth_names`: surnames behind "née" count as well.
  explicit name_emitter(name_forms& out, bool birth_names) noexcept
      : out_(out), words_(out.text_), birth_names_(birth_names) {}

  // Forgets everything, in the name_forms too.
  void reset() noexcept {
    out_.clear();
    words_.clear();
    person_ = 0;
  }

  // Where the words that segments speak of are put.
  name_word_list& words() noexcept { return words_; }
  name_text& text() noexcept { return out_.text_; }
  bool found_any() const noexcept { return out_.reading_count_ != 0; }

  // Emits the people of one cell, or of the cells of one person. If they are nobody but for those that are listed, these
  // are no longer.
  void emit(std::span<name_segment> segments) noexcept;
  // Emits a name that needs no reading.
  void emit_as_is(const person_name& name) noexcept {
    out_.add(name);
    out_.add(name_reading{name.given, name.surname, name.person, false});
  }

 private:
  void emit_people(std::span<const name_segment> segments) noexcept;
  void emit_person(std::span<const name_segment> segments, std::size_t i) noexcept;
  void emit_ordered(const name_segment& s, std::size_t begin) noexcept;
  void emit_unordered(const name_segment& s, std::size_t begin, bool surname_first) noexcept;
  void emit_plain(name_range words, std::uint8_t generation, bool surname_first) noexcept;
  void emit_given_first(name_range given, std::size_t end, std::uint8_t generation, bool ordered) noexcept;
  void emit_surname_first(name_range words, std::size_t surname_end, std::uint8_t generation) noexcept;
  void emit_borrowed(const name_segment& s, const name_segment& lender, bool lender_before) noexcept;

  void read_given(name_range given, std::string_view surname) noexcept;
  void name_given(name_range given, std::string_view surname, std::uint8_t generation) noexcept;
  void add_reading(std::string_view given, std::string_view surname) noexcept;
  void add_name(std::string_view given, std::string_view middle, std::string_view surname,
                std::uint8_t generation) noexcept;

  std::string_view joined(name_range words) const noexcept { return words_.joined(words); }
  const name_word& word(std::size_t i) const noexcept { return words_[i]; }
  bool initial(std::size_t i) const noexcept { return words_[i].initial; }
  std::size_t leading_initials(name_range words) const noexcept {
    std::size_t i = words.begin;
    while (i < words.end && initial(i)) ++i;
    return i - words.begin;
  }
  std::size_t trailing_initials(name_range words) const noexcept {
    std::size_t i = words.end;
    while (i > words.begin + 1 && initial(i - 1)) --i;
    return words.end - i;
  }
  // "de la Cruz": nobody is called De La.
  bool is_surname_alone(name_range words) const noexcept {
    if (words.size() < 3) return false;
    for (std::size_t i = words.begin; i + 1 < words.end; ++i) {
      if (!strong_particle(i)) return false;
    }
    return true;
  }
  // Where the surname starts if it comes last: "de la Cruz" from "de" on, but never the first word.
  std::size_t surname_start(name_range words) const noexcept {
    std::size_t i = words.end - 1;
    while (i > words.begin + 1 && word(i - 1).is(name_particle | name_particle_weak) && !initial(i - 1)) --i;
    return i;
  }
  // Where it ends if it comes first: "DE LA CRUZ MARIA", "O BRIEN WILLIAM".
  std::size_t surname_end(name_range words) const noexcept {
    std::size_t i = words.begin;
    while (i + 2 < words.end && word(i).is(name_particle | name_particle_weak | name_particle_initial)) ++i;
    return i + 1;
  }
  bool strong_particle(std::size_t i) const noexcept {
    return words_[i].is(name_particle) && !words_[i].is(name_particle_weak | name_particle_middle);
  }
  // Whether the particle of a two-word surname may be a middle name: "John Ben Smith", "Minh Van Nguyen".
  bool doubtful_particle(name_range surname) const noexcept {
    if (surname.size() != 2) return false;
    const name_word& particle = words_[surname.begin];
    return particle.is(name_particle_weak) ||
           (particle.is(name_particle_middle) && words_[surname.begin + 1].is(name_vietnamese));
  }
  bool starts_with_particle(name_range words) const noexcept {
    return words.size() >= 3 && surname_end(words) > words.begin + 1;
  }
  // V and I count people too.
  std::uint8_t letter_generation(std::size_t i) const noexcept {
    const auto found =
        std::find(std::begin(name_generations), std::end(name_generations), joined({i, i + 1}));
    return static_cast<std::uint8_t>(found - std::begin(name_generations)) % std::size(name_generations);
  }
  // One word, or one and initials: "Jane", "JANE B". Its surname is somebody else's.
  bool lacks_surname(const name_segment& s) const noexcept {
    return !s.ordered && (s.size() == 1 || trailing_initials({s.begin, s.end}) + 1u == s.size());
  }

  name_forms& out_;
  name_word_list words_;
  bool birth_names_;
  std::uint8_t person_ = 0;
  std::size_t first_reading_ = 0;  // of this person
  bool names_ = true;              // whether names are wanted beside readings
  bool listed_ = false;            // of this person
  bool tailed_ = false;            // whether an assessor wrote it, who puts the surname first
};

// ---- details ----

inline void name_emitter::emit(std::span<name_segment> segments) noexcept {
  emit_people(segments);
  if (out_.person_count_ != 0 || out_.reading_count_ == 0) return;
  for (name_segment& segment : segments) segment.listed = false;  // "Jo c/o Harry, Ann Lee"
  out_.reading_count_ = 0;
  person_ = 0;
  emit_people(segments);
}

inline void name_emitter::emit_people(std::span<const name_segment> segments) noexcept {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    first_reading_ = out_.reading_count_;
    emit_person(segments, i);
    if (out_.reading_count_ == first_reading_) continue;
    const auto kept = [&](std::string_view word) {
      const std::size_t at = out_.text_.size();
      out_.text_.append(word);
      return out_.text_.view(at, out_.text_.size());
    };
    const name_reading first = out_.readings_[first_reading_];
    if (!segments[i].nickname.empty()) add_reading(kept(segments[i].nickname), first.surname);
    if (birth_names_ && !segments[i].birth.empty()) add_reading(first.given, kept(segments[i].birth));
    ++person_;
  }
}

inline void name_emitter::emit_person(std::span<const name_segment> segments, std::size_t i) noexcept {
  const name_segment& s = segments[i];
  listed_ = s.listed;
  names_ = !s.listed;
  if (s.ordered) {
    emit_ordered(s, s.begin + s.titles);
    if (s.titles != 0) emit_ordered(s, s.begin);
    return;
  }
  if (s.listed) return emit_unordered(s, s.begin, false);
  const auto lends = [&](const name_segment& other) { return !other.listed && !lacks_surname(other); };
  const name_segment* before = nullptr;
  const name_segment* after = nullptr;
  for (std::size_t j = i; j-- > 0 && before == nullptr;) {
    if (lends(segments[j])) before = &segments[j];
  }
  for (std::size_t j = i + 1; j < segments.size() && after == nullptr; ++j) {
    if (lends(segments[j])) after = &segments[j];
  }
  if (lacks_surname(s) && (before != nullptr || after != nullptr)) {
    return emit_borrowed(s, before != nullptr ? *before : *after, before != nullptr);
  }
  if (s.size() == 1) return;
  // "SMITH JOHN & JANE": the second has no surname, so the first starts with it.
  const bool first = i + 1 < segments.size() && lacks_surname(segments[i + 1]);
  emit_unordered(s, s.begin + s.titles, first);
  if (s.titles != 0) emit_unordered(s, s.begin, first);
  // "Smith, John & Mary Ann": Ann may be the surname, or Smith.
  if (before != nullptr && (before->ordered || trailing_initials({before->begin, before->end}) != 0)) {
    emit_borrowed(s, *before, true);
  }
}

inline void name_emitter::emit_ordered(const name_segment& s, std::size_t begin) noexcept {
  std::size_t surname = s.surname;
  std::size_t end = s.end;
  // Initials beside a surname are not part of it: last "A Smith".
  while (end - surname >= 2 && initial(surname) && !word(surname).is(name_particle_initial)) ++surname;
  while (end - surname >= 2 && initial(end - 1)) --end;
  emit_given_first({begin, surname}, end, s.generation, true);
  if (s.last_is_letter && s.generation == 0 && surname - begin >= 2) {
    name_given({begin, surname - 1}, joined({surname, end}), letter_generation(surname - 1));
  }
}

inline void name_emitter::emit_unordered(const name_segment& s, std::size_t begin,
                                         bool surname_first) noexcept {
  tailed_ = s.tailed;
  const name_range words{begin, s.end};
  const name_range shorter{begin, s.end - std::size_t{1}};
  if (s.last_is_letter) {
    if (shorter.size() < 2) return;  // "Major John V": the alternative without a title has it
    emit_plain(shorter, s.generation != 0 ? s.generation : letter_generation(shorter.end), surname_first);
    if (out_.reading_count_ == first_reading_) return;  // "A B I" is nobody
    const std::size_t surname = surname_end(shorter);
    name_given({surname, words.end}, joined({begin, surname}), s.generation);
    return;
  }
  emit_plain(words, s.generation, surname_first);
  if (s.last_is_degree) {
    names_ = false;
    emit_plain(shorter, 0, false);
    names_ = true;
  }
}

// Words in an order that nothing tells.
inline void name_emitter::emit_plain(name_range words, std::uint8_t generation, bool surname_first) noexcept {
  if (words.size() < 2 || is_surname_alone(words)) return;
  const std::size_t letters = trailing_initials(words);
  const std::size_t surname = surname_end(words);
  const bool names = names_;
  if (letters != 0) {  // "SMITH JOHN A": nobody's surname is A
    const name_range core{words.begin, words.end - letters};
    emit_surname_first(words, std::min(surname, core.end), generation);
    names_ = names && initial(words.begin) && initial(words.begin + 1);  // "J R Smith A": nor J
    if (core.size() >= 2) {
      emit_given_first({core.begin, surname_start(core)}, core.end, 0, false);
    } else {  // "Prabu A"
      add_reading(joined(core), joined({words.end - 1, words.end}));
    }
  } else {
    // "DE LA CRUZ MARIA" and the first of "SMITH JOHN & JANE" start with the surname.
    const bool particles = surname >= words.begin + 3 && !initial(surname - 1) &&
                           (strong_particle(words.begin) || strong_particle(words.begin + 1));
    if (surname_first || particles) emit_surname_first(words, surname, generation);
    emit_given_first({words.begin, surname_start(words)}, words.end, generation, false);
    names_ = names && (tailed_ || starts_with_particle(words));
    if (!initial(surname - 1)) emit_surname_first(words, surname, generation);  // "J SMITH" has no surname J
    names_ = false;
    // Le Van Minh: Le is a surname here, no article.
    if (surname > words.begin + 1 && word(words.begin).is(name_particle_weak | name_particle_middle)) {
      emit_surname_first(words, words.begin + 1, generation);
    }
  }
  names_ = names;
}

inline void name_emitter::emit_given_first(name_range given, std::size_t end, std::uint8_t generation,
                                           bool ordered) noexcept {
  const std::size_t surname = given.end;
  const auto emit = [&](std::size_t split) {
    name_given({given.begin, split}, joined({split, end}), generation);
    read_given({given.begin, split}, joined({split, end}));
  };
  if (!ordered && doubtful_particle({surname, end})) emit(end - 1);
  emit(surname);
  if (given.size() < 2) return;
  // The last middle name may belong to the surname.
  const name_word& middle = word(surname - 1);
  if (ordered) {
    if (!middle.initial) read_given({given.begin, surname - 1}, joined({surname - 1, end}));
  } else if (!middle.initial || middle.is(name_particle_initial)) {
    emit(surname - 1);
  }
}

inline void name_emitter::emit_surname_first(name_range words, std::size_t surname,
                                             std::uint8_t generation) noexcept {
  const name_range given{surname, words.end};
  name_given(given, joined({words.begin, surname}), generation);
  read_given(given, joined({words.begin, surname}));
  if (given.size() >= 2 && !initial(surname) && !initial(surname + 1)) {  // GARCIA LOPEZ MARIA
    read_given({surname + 1, words.end}, joined({words.begin, surname + 1}));
  }
  if (given.size() >= 2 && word(surname - 1).is(name_vietnamese) &&
      word(surname).is(name_given_last)) {  // Nguyen Van Minh
    read_given({surname + 1, words.end}, joined({words.begin, surname}));
  }
}

inline void name_emitter::emit_borrowed(const name_segment& s, const name_segment& lender,
                                        bool lender_before) noexcept {
  const name_range given{s.begin + std::size_t{s.titles}, s.end};
  const auto lend = [&](name_range surname) {
    name_given(given, joined(surname), s.generation);
    read_given(given, joined(surname));
  };
  if (lender.ordered) return lend({lender.surname, lender.end});
  name_range words{lender.begin + std::size_t{lender.titles}, lender.end};
  if (lender.last_is_letter) --words.end;
  const std::size_t letters = trailing_initials(words);
  words.end -= letters;
  if ((lender_before || letters != 0) && !initial(words.begin)) lend({words.begin, surname_end(words)});
  if (letters == 0) lend({surname_start(words), words.end});
}

inline void name_emitter::read_given(name_range given, std::string_view surname) noexcept {
  add_reading(joined({given.begin, given.begin + 1}), surname);
  if (given.size() < 2) return;
  if (const std::size_t letters = leading_initials(given); letters != 0) {
    if (letters >= 2) add_reading(joined({given.begin, given.begin + letters}), surname);
    // J Robert Smith is called Robert.
    const std::size_t name = given.begin + letters;
    if (name < given.end) add_reading(joined({name, name + 1}), surname);
  } else if (!initial(given.begin + 1)) {
    add_reading(joined({given.begin, given.begin + 2}), surname);  // Mary Ann
  }
}

inline void name_emitter::name_given(name_range given, std::string_view surname,
                                     std::uint8_t generation) noexcept {
  const auto split = [&](std::size_t at) {
    add_name(joined({given.begin, at}), joined({at, given.end}), surname, generation);
  };
  split(given.begin + 1);
  if (given.size() < 2) return;
  const std::size_t letters = leading_initials(given);
  if (letters >= 2) split(given.begin + letters);
  if (letters == 0 && !initial(given.begin + 1)) split(given.begin + 2);
}

inline void name_emitter::add_reading(std::string_view given, std::string_view surname) noexcept {
  if (given.empty() || surname.empty() || given.size() + surname.size() < 3) return;
  for (std::size_t i = 0; i < out_.reading_count_; ++i) {
    const name_reading& other = out_.readings_[i];
    if (other.given == given && other.surname == surname) return;
  }
  if (out_.reading_count_ - first_reading_ == name_forms::most_readings_of_one) return;
  if (out_.reading_count_ == name_forms::most_readings) return;
  out_.add(name_reading{given, surname, person_, listed_});
}

inline void name_emitter::add_name(std::string_view given, std::string_view middle, std::string_view surname,
                                   std::uint8_t generation) noexcept {
  if (!names_ || given.empty() || surname.empty()) return;
  if (given.size() + middle.size() + surname.size() < 3) return;  // two initials are nobody's name
  const std::string_view suffix = name_generations[generation];
  for (std::size_t i = 0; i < out_.person_count_; ++i) {
    const person_name& other = out_.persons_[i];
    if (other.given == given && other.middle == middle && other.surname == surname &&
        other.generation == suffix) {
      return;
    }
  }
  if (out_.person_count_ == name_forms::most_persons) return;
  out_.add(person_name{given, middle, surname, suffix, person_});
}

}  // namespace optout::detail
