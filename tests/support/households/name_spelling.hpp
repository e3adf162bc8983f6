// The spellings of a person's name, by the name rules at level standard, in a first-name and a last-name cell.
//
// A person at an address is given name + surname; middle name and generation are left out, so they come and
// go here. Forms whose reading is open to doubt are not written: a full middle name behind the given name, a
// double surname without a comma in one cell, D, E, I, O, V, Y as an initial.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "letters.hpp"
#include "people.hpp"
#include "spelling.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace optout::households {

struct name_cells {
  std::string first, last;
  std::string full;  // the same in one cell
};

using name_family = spelling_family<person, name_cells>;

inline std::string with_middle(const person& p, std::string_view dot = "") {
  std::string out(p.given);
  if (p.middle != 0) out.append(" ").append(1, p.middle).append(dot);
  return out;
}

// The whole name in one cell when `first` and `last` are given: "First Last" where no reader can doubt which is
// which, "Last, First" elsewhere.
inline std::string one_cell(std::string_view first, std::string_view last, bool comma) {
  if (first.empty()) return std::string(last);
  if (last.empty()) return std::string(first);
  if (last.find(',') != std::string_view::npos) return std::string(first).append(" ").append(last);
  if (comma || last.find(' ') != std::string_view::npos || first.find(' ') != std::string_view::npos)
    return std::string(last).append(", ").append(first);
  return std::string(first).append(" ").append(last);
}

// A name as most exports carry it.
inline void write_usual_name(const person& p, dice& d, name_cells& out) {
  out.first = d.chance(25) ? with_middle(p) : std::string(p.given);
  out.last = p.surname;
  out.full = one_cell(out.first, out.last, d.chance(50));
}

namespace detail {
// Sets both cells, and the one-cell form from them.
inline bool set(name_cells& out, std::string_view first, std::string_view last, bool comma = false) {
  out.first = first;
  out.last = last;
  out.full = one_cell(first, last, comma);
  return true;
}

// The capital inside a surname such as McDonald, or npos.
inline std::size_t inner_capital(std::string_view surname) {
  for (std::size_t i = 1; i < surname.size(); ++i)
    if (surname[i] >= 'A' && surname[i] <= 'Z' && surname[i - 1] >= 'a' && surname[i - 1] <= 'z') return i;
  return std::string_view::npos;
}

inline std::string swapped_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' ? to_upper(c) : to_lower(c);
  return out;
}
}  // namespace detail

inline constexpr name_family name_families[] = {
    {"name/case",
     [](const person& p, dice& d, name_cells& out) {
       const auto form = d.chance(50) ? letter_form::upper : letter_form::lower;
       if (is_ascii(p.given) && is_ascii(p.surname) && d.chance(20))
         return detail::set(out, detail::swapped_case(p.given), detail::swapped_case(p.surname));
       return detail::set(out, with_letters(p.given, form), with_letters(p.surname, form));
     }},
    {"name/whitespace",
     [](const person& p, dice& d, name_cells& out) {
       return d.chance(50) ? detail::set(out, "  " + std::string(p.given), std::string(p.surname) + "  ")
                           : detail::set(out, std::string(p.given) + "\t", " " + std::string(p.surname));
     }},
    {"name/last_comma_first",
     [](const person& p, dice& d, name_cells& out) {
       std::string whole = std::string(p.surname) + (d.chance(30) ? "," : ", ");
       whole += d.chance(60) ? with_middle(p, d.chance(30) ? "." : "") : std::string(p.given);
       if (d.chance(60)) whole = with_letters(whole, letter_form::upper);
       return detail::set(out, "", whole);
     }},
    {"name/whole_in_first",
     [](const person& p, dice& d, name_cells& out) {
       const std::string first = d.chance(50) ? with_middle(p) : std::string(p.given);
       if (d.chance(50)) return detail::set(out, std::string(p.surname) + ", " + first, "");
       return detail::set(out, first + " " + std::string(p.surname), "");
     }},
    {"name/middle_initial",
     [](const person& p, dice& d, name_cells& out) {
       if (p.middle == 0) return false;
       return detail::set(out, with_middle(p, d.chance(50) ? "." : ""), p.surname);
     }},
    {"name/honorific",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view titles[] = {"Mr. ",  "Mrs ",  "Ms. ",   "Dr ",  "Dr. ",
                                                     "Rev. ", "Hon. ", "Capt. ", "Sgt. "};
       const std::string titled = std::string(d.pick(titles)) + std::string(p.given);
       return d.chance(70) ? detail::set(out, titled, p.surname)
                           : detail::set(out, "", std::string(p.surname) + ", " + titled);
     }},
    {"name/generation",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view generations[] = {" Jr",   " Jr.", ", Jr.", " JR",  " Sr",
                                                          ", Sr.", " III", ", III", " 3rd", " Junior"};
       const std::string last = std::string(p.surname) + std::string(d.pick(generations));
       return last.find(',') == std::string::npos && d.chance(30)
                  ? detail::set(out, "", last + ", " + with_middle(p))
                  : detail::set(out, p.given, last);
     }},
    {"name/credential",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view credentials[] = {", MD",   ", M.D.", ", PhD", ", Ph.D.",
                                                          ", Esq.", ", CPA",  ", DDS", ", RN"};
       return detail::set(out, p.given, std::string(p.surname) + std::string(d.pick(credentials)));
     }},
    {"name/unicode_space",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view spaces[] = {"\u00A0", "\u2009", "\u3000"};
       const std::string space(d.pick(spaces));
       return d.chance(50)
                  ? detail::set(out, space + std::string(p.given), std::string(p.surname) + space)
                  : detail::set(out, "", std::string(p.surname) + "," + space + std::string(p.given));
     }},
    {"name/zero_width",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view marks[] = {"\u200B", "\uFEFF", "\u2060", "\u00AD"};
       const std::string mark(d.pick(marks));
       return d.chance(50) ? detail::set(out, mark + std::string(p.given), p.surname)
                           : detail::set(out, p.given, std::string(p.surname) + mark);
     }},
    {"name/fullwidth",
     [](const person& p, dice& d, name_cells& out) {
       if (!is_ascii(p.given) || !is_ascii(p.surname)) return false;
       return detail::set(out, fullwidth(p.given),
                          d.chance(50) ? std::string(p.surname) : fullwidth(p.surname));
     }},
    {"name/ligature",
     [](const person& p, dice&, name_cells& out) {
       std::string first(p.given), last(p.surname);
       bool found = false;
       for (std::string* cell : {&first, &last})
         for (const auto& [apart, joined] :
              {std::pair{"ff", "ﬀ"}, std::pair{"fi", "ﬁ"}, std::pair{"fl", "ﬂ"}})
           if (cell->find(apart) != std::string::npos) {
             *cell = replaced_once(*cell, apart, joined);
             found = true;
           }
       return found && detail::set(out, first, last);
     }},
    {"name/diacritics",
     [](const person& p, dice& d, name_cells& out) {
       if (is_ascii(p.given) && is_ascii(p.surname)) return false;
       std::string first = with_letters(p.given, letter_form::plain),
                   last = with_letters(p.surname, letter_form::plain);
       if (d.chance(50))
         first = with_letters(first, letter_form::upper), last = with_letters(last, letter_form::upper);
       return detail::set(out, first, last);
     }},
    {"name/nfd",
     [](const person& p, dice&, name_cells& out) {
       const std::string first = with_letters(p.given, letter_form::decomposed),
                         last = with_letters(p.surname, letter_form::decomposed);
       return (first != p.given || last != p.surname) && detail::set(out, first, last);
     }},
    {"name/apostrophe_variant",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view marks[] = {"’", "‘", "ʼ", "ʻ", "′", "´", "`", "＇"};
       if (p.surname.find('\'') == std::string_view::npos) return false;
       return detail::set(out, p.given, replaced(p.surname, '\'', d.pick(marks)));
     }},
    {"name/apostrophe_missing",
     [](const person& p, dice& d, name_cells& out) {
       if (p.surname.find('\'') == std::string_view::npos) return false;
       const std::string last = replaced(p.surname, '\'', d.chance(40) ? " " : "");
       return d.chance(50)
                  ? detail::set(out, p.given, last)
                  : detail::set(out, "",
                                with_letters(last + ", " + std::string(p.given), letter_form::upper));
     }},
    {"name/hyphen_surname",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view joints[] = {" ",      "",       " - ",    "\u2010",
                                                     "\u2013", "\u2014", "\u2212", "\u00AD-"};
       if (p.surname.find('-') == std::string_view::npos) return false;
       return detail::set(out, p.given, replaced(p.surname, '-', d.pick(joints)), true);
     }},
    {"name/hyphen_given",
     [](const person& p, dice& d, name_cells& out) {
       if (p.given.find('-') == std::string_view::npos) return false;
       return detail::set(out, replaced(p.given, '-', d.chance(50) ? "" : "\u2010"), p.surname);
     }},
    {"name/particle",
     [](const person& p, dice& d, name_cells& out) {
       if (p.surname.find(' ') == std::string_view::npos || p.surname.starts_with("St")) return false;
       std::string last = d.chance(50) ? replaced(p.surname, ' ', "") : std::string(p.surname);
       if (d.chance(50)) last = with_letters(last, letter_form::upper);
       last[0] = to_upper(last[0]);
       return d.chance(60) ? detail::set(out, p.given, last)
                           : detail::set(out, "", last + ", " + std::string(p.given));
     }},
    {"name/surname_spacing",
     [](const person& p, dice& d, name_cells& out) {
       if (p.surname.starts_with("St. ")) {
         const std::string rest(p.surname.substr(4));
         return detail::set(out, p.given, (d.chance(50) ? "Saint " : "St ") + rest);
       }
       const auto capital = detail::inner_capital(p.surname);
       if (capital == std::string_view::npos) return false;
       return detail::set(
           out, p.given,
           std::string(p.surname.substr(0, capital)) + " " + std::string(p.surname.substr(capital)));
     }},
    {"name/nickname_quoted",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view nicknames[] = {" \"Buddy\"", " \"Skip\"", " (Red)", " (Bud)"};
       return detail::set(out, std::string(p.given) + std::string(d.pick(nicknames)), p.surname, true);
     }},
    {"name/nee",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view births[] = {" nee Howard", " née Nelson", " (née Aguilar)"};
       if (p.surname.find(' ') != std::string_view::npos) return false;
       out.first = p.given;
       out.last = std::string(p.surname) + std::string(d.pick(births));
       out.full = out.first + " " + out.last;
       return true;
     }},
    {"name/assessor_tail",
     [](const person& p, dice& d, name_cells& out) {
       static constexpr std::string_view tails[] = {" ET AL", " ET UX", " TRUSTEE", " LIFE EST", " JTWROS"};
       const std::string tail(d.pick(tails));
       const std::string last = with_letters(p.surname, letter_form::upper),
                         first = with_letters(p.given, letter_form::upper);
       if (d.chance(50)) return detail::set(out, "", last + ", " + first + tail);
       out.first = first;
       out.last = last + tail;
       out.full = last + ", " + first + tail;
       return true;
     }},
    {"name/couple",
     [](const person& p, dice& d, name_cells& out) {
       const std::string other(d.pick(spouse_given_names));
       const std::string mine(p.given), last(p.surname);
       switch (d.below(3)) {
         case 0: return detail::set(out, mine + " & " + other, last, true);
         case 1: return detail::set(out, other + " and " + mine, last, true);
         default:
           return detail::set(out, "", with_letters(last + ", " + mine + " & " + other, letter_form::upper));
       }
     }},
};

}  // namespace optout::households
