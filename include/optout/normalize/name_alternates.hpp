// Names at level aggressive: what else a name may be spelled as (alternates.hpp), on either side of a match.
//
//   middle name       missing, or an initial beside a name         J A Smith ~ J Smith, John Allen ~ John A
//   generation        missing                                      John Smith Jr ~ John Smith
//   given name        a short form of it, or an initial            William ~ Bill, Joseph ~ J
//   order             where the words do not tell                  Katsaros Dimitra ~ Dimitra Katsaros
//   née, "Bill"       names in brackets and quotes                 Jane Smith (née Jones) ~ Jane Jones
//   other alphabets   Müller ~ Mueller, Иван ~ Ivan                (name_spellings.hpp)
//
// Different middle initials, generations and given names stay apart. Threads: pure functions. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/alternates.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/name_spellings.hpp>
#include <optout/normalize/nicknames.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout {

// Calls sink(canonical) for each form of the people that `parts` names, "given|middle|surname|generation". At level
// aggressive these depend on the side, and come nearest first within each reading. `names` is scratch.
template <typename Sink>
void for_each_name_form(const name_parts& parts, level lvl, side s, name_forms& names, Sink&& sink);

// ---- details ----

namespace detail {

// The first letter of a name, and whether that is all of it.
inline std::string_view initial_of(std::string_view name) noexcept {
  std::size_t size = name.empty() ? 0 : 1;
  while (size < name.size() && (static_cast<unsigned char>(name[size]) & 0xC0) == 0x80) ++size;
  return name.substr(0, size);
}

// "a*": an initial that names beginning with it may be looked up by. In `room`, which must outlive its use.
using initial_text = fixed_text<8>;
inline std::string_view tagged_initial(std::string_view name, initial_text& room) noexcept {
  room.clear();
  room.append(initial_of(name));
  room.append(wildcard);
  return room.view();
}

// An initial in a field and the names that begin with it.
template <std::size_t Fields>
void add_initials(std::size_t field, side s, initial_text& room, alternates<Fields>& out) noexcept {
  const std::string_view name = out[field];
  if (name.empty()) return;
  const bool full = initial_of(name) != name;
  if (s == side::list) out.add(field, full ? initial_of(name) : tagged_initial(name, room));
  if (s == side::probe && full) out.add(field, tagged_initial(name, room));
}

// What a given name may be besides itself: its short forms on the list's side, an initial on both.
template <std::size_t Fields>
void add_given_names(std::size_t field, side s, initial_text& room, alternates<Fields>& out) noexcept {
  if (s == side::list) {
    for_each_nickname(out[field], [&](std::string_view other) { out.add(field, other); });
  }
  add_initials(field, s, room, out);
}

// Whether the given name is a row of initials in one: "J A Smith" is j|a|smith and ja||smith. Nobody's initial is his.
inline bool is_glued(const name_forms& names, const person_name& one) noexcept {
  for (const person_name& other : names.persons()) {
    if (initial_of(other.given) != other.given || other.surname != one.surname) continue;
    if (one.given.starts_with(other.given) && one.given.substr(other.given.size()) == other.middle) {
      return !other.middle.empty();
    }
  }
  return false;
}

// Calls sink(canonical) for each alternate of one name; of one the other way round, only without what may be missing.
template <typename Sink>
void for_each_alternate_name(std::string_view form, bool turned, bool glued, side s, Sink&& sink) {
  enum : std::size_t { given, middle, surname, generation };
  alternates<4> names(form);
  initial_text given_room, middle_room;
  names.add_optional(middle, s);
  names.add_optional(generation, s);
  if (!turned) add_initials(middle, s, middle_room, names);
  if (!turned && !glued) add_given_names(given, s, given_room, names);
  names.for_each(sink);
}

// What a reading is beside the names of its cell.
enum class reading_kind : std::uint8_t {
  known,    // one of the names
  another,  // a nickname or birth name of the person
  turned,   // a name the other way round
  unlikely  // likewise, but as likely two people: Thomas James, or with a middle name between
};
inline reading_kind kind_of(const name_forms& names, const name_reading& reading) noexcept {
  reading_kind kind = reading_kind::another;
  for (const person_name& person : names.persons()) {
    if (person.given == reading.given && person.surname == reading.surname) return reading_kind::known;
    if (person.given != reading.surname) continue;
    const bool both = is_known_given_name(person.given) && is_known_given_name(reading.given);
    kind = person.surname == reading.given && person.middle.empty() && !both ? reading_kind::turned
                                                                             : reading_kind::unlikely;
  }
  return kind;
}

}  // namespace detail

template <typename Sink>
void for_each_name_form(const name_parts& parts, level lvl, side s, name_forms& names, Sink&& sink) {
  for_each_name_spelling(parts, lvl, [&](const name_parts& spelled) {
    if (!normalize_name(spelled, lvl, names)) return;
    const auto found = [&](const person_name& person, bool turned) {
      fixed_text<1020> form;
      append_name(person, form);
      if (form.overflowed()) return;
      if (lvl == level::aggressive) {
        detail::for_each_alternate_name(form.view(), turned, detail::is_glued(names, person), s, sink);
      } else {
        sink(form.view());
      }
    };
    for (const person_name& person : names.persons()) found(person, false);
    if (lvl != level::aggressive) return;
    for (const name_reading& reading : names.readings()) {
      const detail::reading_kind kind = detail::kind_of(names, reading);
      if (kind == detail::reading_kind::known || kind == detail::reading_kind::unlikely) continue;
      person_name person{reading.given, {}, reading.surname, {}, reading.person};
      for (const person_name& other : names.persons()) {
        if (other.person == reading.person) person.generation = other.generation;
      }
      found(person, kind == detail::reading_kind::turned);
    }
  });
}

}  // namespace optout
