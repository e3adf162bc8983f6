// The spellings of an email address, by the email rules at level standard.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "letters.hpp"
#include "people.hpp"
#include "spelling.hpp"

#include <string>
#include <string_view>

namespace optout::households {

using email_family = spelling_family<email, std::string>;

inline std::string usual(const email& e) {
  return e.local + "@" + std::string(e.domain->name);
}

inline std::string some_tag(dice& d) {
  static constexpr std::string_view tags[] = {"+news", "+zillow",   "+x",  "+optout",
                                              "+2024", "+shopping", "+a.b"};
  return std::string(d.pick(tags));
}

// Each ASCII letter in a case of its own.
inline std::string mixed_case(std::string_view text, dice& d) {
  std::string out(text);
  for (char& c : out)
    if (d.chance(50)) c = to_upper(c);
  return out;
}

// Dots between the letters of a local part, never two together and none at an end.
inline std::string dotted(std::string_view local, dice& d) {
  std::string out;
  for (std::size_t i = 0; i < local.size(); ++i) {
    out.push_back(local[i]);
    const bool between = i + 1 < local.size() && local[i] != '.' && local[i + 1] != '.';
    if (between && (i == 0 || d.chance(15))) out.push_back('.');
  }
  return out;
}

// An email as most exports carry it: lower case, now and then capitals or a stray space.
inline void write_usual_email(const email& e, dice& d, std::string& out) {
  out = usual(e);
  const unsigned how = d.below(20);
  if (how == 0) out = with_letters(out, letter_form::upper);
  if (how == 1) out[0] = to_upper(out[0]);
  if (how == 2) out += ' ';
  if (how == 3) out = mixed_case(out, d);
}

inline constexpr email_family email_families[] = {
    {"email/case",
     [](const email& e, dice& d, std::string& out) {
       out = d.chance(50) ? mixed_case(usual(e), d) : with_letters(usual(e), letter_form::upper);
       return true;
     }},
    {"email/domain_case",
     [](const email& e, dice& d, std::string& out) {
       if (!is_ascii(e.domain->name)) return false;
       out = e.local + "@" + mixed_case(e.domain->name, d);
       return true;
     }},
    {"email/padding",
     [](const email& e, dice& d, std::string& out) {
       static constexpr std::string_view pads[] = {" ", "  ", "\t"};
       out = std::string(d.pick(pads)) + usual(e);
       out += d.pick(pads);
       return true;
     }},
    {"email/inner_space",
     [](const email& e, dice& d, std::string& out) {
       out = e.local + (d.chance(50) ? " @" : "@ ") + std::string(e.domain->name);
       return true;
     }},
    {"email/unicode_space",
     [](const email& e, dice& d, std::string& out) {
       static constexpr std::string_view pads[] = {"\u00A0", "\u200B", "\uFEFF", "\u3000"};
       const std::string pad(d.pick(pads));
       out = d.chance(50) ? pad + usual(e) : usual(e) + pad;
       return true;
     }},
    {"email/gmail_dots",
     [](const email& e, dice& d, std::string& out) {
       if (!e.domain->gmail) return false;
       out = dotted(e.local, d) + "@gmail.com";
       return true;
     }},
    {"email/gmail_tag",
     [](const email& e, dice& d, std::string& out) {
       if (!e.domain->gmail) return false;
       out = e.local + some_tag(d) + "@gmail.com";
       return true;
     }},
    {"email/googlemail",
     [](const email& e, dice& d, std::string& out) {
       if (!e.domain->gmail) return false;
       out = e.local + (d.chance(50) ? "@googlemail.com" : "@GoogleMail.com");
       return true;
     }},
    {"email/gmail_combined",
     [](const email& e, dice& d, std::string& out) {
       if (!e.domain->gmail) return false;
       out = dotted(e.local, d);
       out += some_tag(d);
       out = " " + mixed_case(out, d);
       out += d.chance(50) ? "@GMAIL.COM " : "@googlemail.com ";
       return true;
     }},
    {"email/provider_tag",
     [](const email& e, dice& d, std::string& out) {
       if (!e.domain->tags || e.domain->gmail) return false;
       out = e.local + some_tag(d) + "@" + std::string(e.domain->name);
       return true;
     }},
    {"email/mailto",
     [](const email& e, dice& d, std::string& out) {
       out = (d.chance(50) ? "mailto:" : "MAILTO:") + usual(e);
       return true;
     }},
    {"email/label",
     [](const email& e, dice&, std::string& out) {
       out = "Email: " + usual(e);
       return true;
     }},
    {"email/angle",
     [](const email& e, dice&, std::string& out) {
       out = "<" + usual(e) + ">";
       return true;
     }},
    {"email/display_name",
     [](const email& e, dice& d, std::string& out) {
       static constexpr std::string_view names[] = {"\"Owner, Home\" <", "Home Owner <", "\"My Mail\" <"};
       out = std::string(d.pick(names)) + usual(e) + ">";
       return true;
     }},
    {"email/parentheses",
     [](const email& e, dice&, std::string& out) {
       out = "(" + usual(e) + ")";
       return true;
     }},
    {"email/trailing_punctuation",
     [](const email& e, dice& d, std::string& out) {
       out = usual(e) + (d.chance(50) ? ";" : ",");
       return true;
     }},
    {"email/root_dot",
     [](const email& e, dice&, std::string& out) {
       out = usual(e) + ".";
       return true;
     }},
    {"email/quoted_local",
     [](const email& e, dice& d, std::string& out) {
       std::string local = e.local;
       if (d.chance(40)) local.insert(local.size() - 1, "\\");  // an escape that is not needed
       out = "\"" + local + "\"@" + std::string(e.domain->name);
       return !e.domain->gmail && is_ascii(e.local);
     }},
    {"email/fullwidth",
     [](const email& e, dice& d, std::string& out) {
       if (!is_ascii(e.domain->name) || !is_ascii(e.local)) return false;
       const std::string at = "@" + std::string(e.domain->name);
       switch (d.below(3)) {
         case 0: out = fullwidth(usual(e)); break;
         case 1: out = e.local + fullwidth("@") + std::string(e.domain->name); break;
         default: out = fullwidth(e.local) + at;
       }
       return true;
     }},
    {"email/idn_punycode",
     [](const email& e, dice& d, std::string& out) {
       if (e.domain->punycode.empty()) return false;
       const std::string domain(e.domain->punycode);
       out = e.local + "@" + (d.chance(30) ? with_letters(domain, letter_form::upper) : domain);
       return true;
     }},
    {"email/idn_nfd_case",
     [](const email& e, dice& d, std::string& out) {
       if (e.domain->apart.empty()) return false;
       out = e.local + "@" +
             (d.chance(50) ? std::string(e.domain->apart) : with_letters(e.domain->name, letter_form::upper));
       return true;
     }},
    {"email/local_nfd",
     [](const email& e, dice&, std::string& out) {
       if (is_ascii(e.local)) return false;
       out = with_letters(e.local, letter_form::decomposed) + "@" + std::string(e.domain->name);
       return true;
     }},
    {"email/local_unicode_case",
     [](const email& e, dice&, std::string& out) {
       if (is_ascii(e.local)) return false;
       out = with_letters(e.local, letter_form::upper) + "@" + std::string(e.domain->name);
       return true;
     }},
};

}  // namespace optout::households
