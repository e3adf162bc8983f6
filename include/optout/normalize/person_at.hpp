// A person at an address: given name + surname + place, the identifier that finds a consumer without phone or email.
//
// The address already narrows it to a household, so middle name, generation and the unit's designator are left
// out: "given|surname|zip|number|predir|street|suffix|postdir|unit". One name and one address can be read in several
// ways; each reading gives a form of its own, and two persons are the same if any form is. Father and son of one
// name at one address share a form: the leak would be worse.
//
// Level aggressive lets the given name be a short form or an initial, and the address lack what
// address_alternates.hpp says. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address.hpp>
#include <optout/normalize/address_alternates.hpp>
#include <optout/normalize/alternates.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/name_alternates.hpp>
#include <optout/normalize/text.hpp>

#include <cstddef>
#include <string_view>

namespace optout {

// Calls emit(canonical) for each form of the person at the address with exactly `changes` changes: below aggressive, one
// with none. `locality`: city and state, from address_forms.
template <typename Emit>
void for_each_person_at(const name_reading& name, const address_form& where, std::string_view locality,
                        level lvl, side s, std::size_t changes, Emit&& emit);

// The person at the address with all that the cells say of them: "given|middle|surname|generation|" and the household. Calls
// emit(canonical) for each name in `names` that the reading may be. It has no alternates at any level.
template <typename Emit>
void for_each_strict_person(const name_reading& name, const name_forms& names, const address_form& where,
                            Emit&& emit);

// The same person in a ZIP code, "given|surname|zip": whoever is at an address of a list is in its ZIP code too. `zip` is
// empty for an address that has none.
template <typename Emit>
void for_each_person_zip(const name_reading& name, std::string_view zip, level lvl, side s, Emit&& emit);

// ---- details ----

namespace detail {
using person_text = char[1020];

// "given|surname|place", empty if there is no room for it.
inline std::string_view write_person(const name_reading& name, std::string_view place,
                                     person_text& out) noexcept {
  if (name.given.size() + name.surname.size() + place.size() + 2 > sizeof out) return {};
  char* end = put_text(out, name.given);
  *end++ = '|';
  end = put_text(end, name.surname);
  *end++ = '|';
  end = put_text(end, place);
  return {out, static_cast<std::size_t>(end - out)};
}
}  // namespace detail

template <typename Emit>
void for_each_person_at(const name_reading& name, const address_form& where, std::string_view locality,
                        level lvl, side s, std::size_t changes, Emit&& emit) {
  detail::person_text text;
  const std::string_view form = detail::write_person(name, where.place, text);
  if (form.empty()) return;
  if (lvl != level::aggressive) {
    if (changes == 0) emit(form);
    return;
  }
  alternates<9> fields(form);
  detail::initial_text initial;
  address_alternate_texts texts;
  detail::add_given_names(0, s, initial, fields);
  add_address_alternates(2, locality, s, texts, fields);
  fields.for_each(changes, emit);
}

template <typename Emit>
void for_each_strict_person(const name_reading& name, const name_forms& names, const address_form& where,
                            Emit&& emit) {
  const auto write = [&](const person_name& person) {
    fixed_text<1020> form;
    append_name(person, form);
    form.push_back('|');
    form.append(where.household);
    if (!form.overflowed()) emit(form.view());
  };
  bool any = false;
  person_name other{name.given, {}, name.surname, {}, name.person};
  for (const person_name& person : names.persons()) {
    if (person.person == name.person) {
      other.middle = person.middle;
      other.generation = person.generation;
    }
    if (person.given != name.given || person.surname != name.surname) continue;
    write(person);
    any = true;
  }
  if (!any) write(other);
}

namespace detail {
template <typename Emit>
void for_each_alternate_zip(std::string_view form, bool has_zip, side s, Emit& emit) {
  alternates<3> fields(form);
  initial_text initial;
  add_given_names(0, s, initial, fields);
  if (s == side::probe && has_zip) fields.add(2, wildcard);
  fields.for_each(emit);
}
}  // namespace detail

template <typename Emit>
void for_each_person_zip(const name_reading& name, std::string_view zip, level lvl, side s, Emit&& emit) {
  detail::person_text text;
  const std::string_view form = detail::write_person(name, zip.empty() ? wildcard : zip, text);
  if (form.empty()) return;
  if (lvl != level::aggressive) return emit(form);
  detail::for_each_alternate_zip(form, !zip.empty(), s, emit);
}

}  // namespace optout
