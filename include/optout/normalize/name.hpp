// The names of the people in a cell, or in the cells of one person.
//
// A cell holds what somebody typed: "SMITH, JOHN A JR", "Dr. Mary-Ann O'Brien", "John & Jane Smith",
// "SMITH JOHN TR". normalize_name() finds the people in it and gives two things:
//
//   persons()   given, middle, surname and generation. A spelling that can be read in two ways ("David
//               Jenkins Alvarez" is David Jenkins-Alvarez, or David with a middle name) has an entry for
//               each.
//   readings()  every plausible given name + surname, the likeliest of each person first: what person at an
//               address is made of. Here a leak is worse than a stray key, since the address narrows it to a
//               household: "SMITH JOHN" is read in both orders, "Mary Ann Smith" as mary and maryann. Parts
//               of a double surname are no readings: Fisher-Ferguson is not Ferguson. Never one person's
//               given name with the surname of another who has a different one.
//
// Two spellings are the same name if they share an entry. No entry: text that names nobody (junk, a
// company, "Current Resident", a surname alone). Level exact looks at case and white space only, and gives
// a key where standard does; aggressive reads birth names as well (née Jones), and what else it lets a name
// be is in name_alternates.hpp.
//
// Any bytes, any length; a cell of over 512 bytes gives nothing, and of people in one cell the first sixteen count. No allocation. Plain words cost 50 to 90
// ns, names with commas, suffixes or several people 200 to 300 (AMD EPYC, g++ 12 -O2).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_builder.hpp>
#include <optout/normalize/name_forms.hpp>
#include <optout/normalize/name_pair.hpp>
#include <optout/normalize/text.hpp>

namespace optout {

// Finds the people that `parts` names. False if there are none.
bool normalize_name(const name_parts& parts, level how, name_forms& out) noexcept;

// ---- details ----

namespace detail {
inline bool read_any_name(const name_parts& parts, level how, name_forms& out) noexcept {
  name_builder builder(out, how == level::aggressive);
  return builder.build(parts) && (how != level::exact || builder.build_exact(parts));
}
}  // namespace detail

inline bool normalize_name(const name_parts& parts, level how, name_forms& out) noexcept {
  return (how != level::exact && detail::name_pair::read(parts, out)) ||
         detail::read_any_name(parts, how, out);
}

}  // namespace optout
