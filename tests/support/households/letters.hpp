// Letters beyond ASCII, as far as the invented names and streets need them: upper and lower case, accents taken apart
// (NFD) or off, fullwidth and ligature forms. Written by hand and small: the generator may not use the
// project's own folding, or both could be wrong together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace optout::households {

struct letter {
  std::string_view lower, upper;
  std::string_view plain;  // in ASCII, lower case
  std::string_view mark;   // the combining mark of its NFD form; empty for a letter of its own
};

inline constexpr letter letters[] = {
    {"á", "Á", "a", "\u0301"}, {"é", "É", "e", "\u0301"}, {"í", "Í", "i", "\u0301"},
    {"ó", "Ó", "o", "\u0301"}, {"ú", "Ú", "u", "\u0301"}, {"è", "È", "e", "\u0300"},
    {"ë", "Ë", "e", "\u0308"}, {"ï", "Ï", "i", "\u0308"}, {"ö", "Ö", "o", "\u0308"},
    {"ü", "Ü", "u", "\u0308"}, {"ê", "Ê", "e", "\u0302"}, {"ç", "Ç", "c", "\u0327"},
    {"ñ", "Ñ", "n", "\u0303"}, {"å", "Å", "a", "\u030A"}, {"ř", "Ř", "r", "\u030C"},
    {"š", "Š", "s", "\u030C"}, {"ć", "Ć", "c", "\u0301"}, {"ń", "Ń", "n", "\u0301"},
    {"ß", "SS", "ss", ""},     {"æ", "Æ", "ae", ""},      {"œ", "Œ", "oe", ""},
    {"ø", "Ø", "o", ""},       {"ł", "Ł", "l", ""},       {"þ", "Þ", "th", ""},
    {"ð", "Ð", "d", ""},       {"đ", "Đ", "d", ""},
};

// Whether `text` is all ASCII.
inline bool is_ascii(std::string_view text) {
  for (char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

inline char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
inline char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

enum class letter_form { lower, upper, plain, decomposed };

// Appends `text` with every letter in `form`; plain keeps the case of each letter. What is in no table stays.
void append_letters(std::string_view text, letter_form form, std::string& out);

inline std::string with_letters(std::string_view text, letter_form form) {
  std::string out;
  append_letters(text, form, out);
  return out;
}

// In ASCII, lower case, letters and digits only: "José" -> "jose", "O'Brien" -> "obrien".
std::string ascii_word(std::string_view text);

// Every printable ASCII character as its fullwidth twin.
std::string fullwidth(std::string_view text);

// Appends one code point as UTF-8. Requires: below U+10000.
void append_utf8(char32_t code_point, std::string& out);

// Puts `what` in place of every `c`.
std::string replaced(std::string_view text, char c, std::string_view what);

// Puts `what` in place of the first `part`. Requires: `part` is in `text`.
std::string replaced_once(std::string_view text, std::string_view part, std::string_view what);

// ---- details ----

inline void append_letters(std::string_view text, letter_form form, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x80) {
      out.push_back(form == letter_form::lower ? to_lower(c) : form == letter_form::upper ? to_upper(c) : c);
      ++i;
      continue;
    }
    const letter* found = nullptr;
    bool is_upper = false;
    for (const letter& l : letters) {
      is_upper = text.substr(i).starts_with(l.upper);
      if (is_upper || text.substr(i).starts_with(l.lower)) {
        found = &l;
        break;
      }
    }
    if (found == nullptr) {
      out.push_back(c);
      ++i;
      continue;
    }
    i += is_upper ? found->upper.size() : found->lower.size();
    const bool apart =
        form == letter_form::plain || (form == letter_form::decomposed && !found->mark.empty());
    if (apart) {
      out.push_back(is_upper ? to_upper(found->plain[0]) : found->plain[0]);
      out.append(found->plain.substr(1));
      if (form == letter_form::decomposed) out.append(found->mark);
    } else if (form == letter_form::upper || (form == letter_form::decomposed && is_upper)) {
      out.append(found->upper);
    } else {
      out.append(found->lower);
    }
  }
}

inline std::string ascii_word(std::string_view text) {
  std::string plain = with_letters(text, letter_form::plain), out;
  for (char c : plain) {
    c = to_lower(c);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.push_back(c);
  }
  return out;
}

inline void append_utf8(char32_t code_point, std::string& out) {
  if (code_point < 0x80) {
    out.push_back(static_cast<char>(code_point));
  } else if (code_point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (code_point >> 6)));
    out.push_back(static_cast<char>(0x80 | (code_point & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xE0 | (code_point >> 12)));
    out.push_back(static_cast<char>(0x80 | ((code_point >> 6) & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code_point & 0x3F)));
  }
}

inline std::string fullwidth(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == ' ') {
      append_utf8(0x3000, out);
    } else if (c > ' ' && c <= '~') {
      append_utf8(static_cast<char32_t>(c) + 0xFEE0, out);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

inline std::string replaced(std::string_view text, char c, std::string_view what) {
  std::string out;
  for (char t : text) {
    if (t == c) {
      out.append(what);
    } else {
      out.push_back(t);
    }
  }
  return out;
}

inline std::string replaced_once(std::string_view text, std::string_view part, std::string_view what) {
  std::string out(text);
  return out.replace(out.find(part), part.size(), what);
}

}  // namespace optout::households
