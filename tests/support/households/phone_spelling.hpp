// The spellings of a ten-digit phone number, by the phone rules at level standard.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "letters.hpp"
#include "spelling.hpp"

#include <string>
#include <string_view>

namespace optout::households {

using phone_family = spelling_family<std::string_view, std::string>;

// `digits` by `pattern`: a for the area code, e for the exchange, l for the line, d for all ten digits.
inline void write_phone(std::string_view digits, std::string_view pattern, std::string& out) {
  out.clear();
  for (char c : pattern) {
    switch (c) {
      case 'a': out.append(digits.substr(0, 3)); break;
      case 'e': out.append(digits.substr(3, 3)); break;
      case 'l': out.append(digits.substr(6)); break;
      case 'd': out.append(digits); break;
      default: out.push_back(c);
    }
  }
}

// One of the formats that most exports use.
inline void write_usual_phone(std::string_view digits, dice& d, std::string& out) {
  static constexpr std::string_view patterns[] = {"(a) e-l", "a-e-l",   "d",     "a.e.l",
                                                  "+1d",     "1-a-e-l", "a e l", "d"};
  write_phone(digits, d.pick(patterns), out);
}

// An extension, as people write it.
inline void append_extension(dice& d, std::string& out) {
  static constexpr std::string_view marks[] = {" x",          "x",      " ext. ", " ext ", ", ext ", " #",
                                               " extension ", " Ext: ", " extn ", ";ext=", " X"};
  out.append(d.pick(marks)).append(std::to_string(2 + d.below(9000)));
}

inline constexpr phone_family phone_families[] = {
    {"phone/separators",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view patterns[] = {"(a) e-l", "a-e-l", "a.e.l",     "d",
                                                       "a e l",   "a/e-l", "[a] e-l",   "a-el",
                                                       "(a)e-l",  "a-e.l", "  a  e  l "};
       write_phone(digits, d.pick(patterns), out);
       return true;
     }},
    {"phone/country_code",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view patterns[] = {"+1d",     "1d",      "+1 a e l",   "1-a-e-l",
                                                       "1.a.e.l", "1 a e l", "+1 (a) e-l", "+1-a-e-l"};
       write_phone(digits, d.pick(patterns), out);
       return true;
     }},
    {"phone/idd_prefix",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view patterns[] = {"011 1 a e l", "++1 (a) e-l", "(1) a e l",
                                                       "+1.a.e.l",    "1 (a) e l",   "+1-(a)-e-l"};
       write_phone(digits, d.pick(patterns), out);
       return true;
     }},
    {"phone/unicode_dash",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view dashes[] = {"\u2010", "\u2011", "\u2012", "\u2013",
                                                     "\u2014", "\u2212", "\uFF0D"};
       write_phone(digits, "a-e-l", out);
       out = replaced(out, '-', d.pick(dashes));
       return true;
     }},
    {"phone/unicode_space",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view spaces[] = {"\u00A0", "\u2009", "\u2007",
                                                     "\u202F", "\u2003", "\u3000"};
       write_phone(digits, d.chance(50) ? "(a) e l" : "a e l", out);
       out = replaced(out, ' ', d.pick(spaces));
       return true;
     }},
    {"phone/zero_width",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view marks[] = {"\u00AD", "\u2060", "\uFEFF", "\u202D", "\u200B"};
       write_phone(digits, "*ae*l", out);
       out = replaced(out, '*', d.pick(marks));
       return true;
     }},
    {"phone/fullwidth",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view patterns[] = {"(a) e-l", "a-e-l", "+1d"};
       std::string ascii;
       write_phone(digits, d.pick(patterns), ascii);
       out = fullwidth(ascii);
       return true;
     }},
    {"phone/other_digits",
     [](const std::string_view& digits, dice& d, std::string& out) {
       const char32_t zero = d.chance(50) ? 0x0660 : 0x06F0;  // Arabic-Indic, Persian
       std::string ascii;
       write_phone(digits, "a-e-l", ascii);
       out.clear();
       for (char c : ascii) append_utf8(c == '-' ? U'-' : zero + static_cast<char32_t>(c - '0'), out);
       return true;
     }},
    {"phone/label",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view labels[] = {"Tel: ",    "Phone: ", "Cell: ", "T: ", "☎ ",
                                                     "mobile: ", "home: ",  "(h) ",   "ph ", "tel:"};
       std::string number;
       write_phone(digits, d.chance(50) ? "a-e-l" : "(a) e-l", number);
       out.assign(d.pick(labels)).append(number);
       return true;
     }},
    {"phone/rfc3966",
     [](const std::string_view& digits, dice& d, std::string& out) {
       // "tel" and ";phone-context" hold letters of the pattern, so they stand outside it.
       std::string number;
       switch (d.below(3)) {
         case 0: write_phone(digits, "+1-a-e-l", number); break;
         case 1: write_phone(digits, "a-e-l", number); break;
         default: write_phone(digits, "+1d", number);
       }
       out = "tel:" + number;
       if (number[0] != '+') {
         out += ";phone-context=+1";
       } else if (d.chance(50)) {
         out += ";isub=12";
       }
       return true;
     }},
    {"phone/extension",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view patterns[] = {"(a) e-l", "a-e-l", "d", "a.e.l", "+1d"};
       write_phone(digits, d.pick(patterns), out);
       append_extension(d, out);
       return true;
     }},
    {"phone/spreadsheet",
     [](const std::string_view& digits, dice& d, std::string& out) {
       static constexpr std::string_view patterns[] = {"d.0", "'d", "=\"d\""};
       write_phone(digits, d.pick(patterns), out);
       return true;
     }},
    {"phone/vanity",
     [](const std::string_view& digits, dice& d, std::string& out) {
       // No vowels and no X: nothing that could be read as a label or an extension.
       static constexpr std::string_view keypad = "..CDGKMPTW";
       std::string number(digits);
       const std::size_t from = d.chance(50) ? 3 : 6;
       if (number.find_first_of("01", from) != std::string::npos) return false;
       for (std::size_t i = from; i < number.size(); ++i)
         number[i] = keypad[static_cast<std::size_t>(number[i] - '0')];
       write_phone(number, from == 3 ? "1-a-el" : "a-e-l", out);
       return true;
     }},
};

}  // namespace optout::households
