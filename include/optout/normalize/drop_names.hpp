// First and last names as California's DROP standardizes them, version 1.2.0.
//
//   "Juan Pablo" -> juanpablo     "D'Angelo-Smith" -> dangelosmith     "Щербакова" -> shcherbakova
//
// In order: Unicode normalization, lower case, Greek and Cyrillic letters by a table, Latin letters to ASCII, then letters
// and digits only. What the text leaves open is read every way that implementers read it, the commonest first:
//   normalization     NFC before the table and NFD behind it; or NFKD behind it
//   other letters     only Han, kana, Hangul, Arabic and Hebrew stay; or letters and digits of every script
//   Hangul            taken apart into jamo; or whole
// Source: the table and these readings as two independent implementations of version 1.2.0 have them; the official
// table has not been seen. Bytes that are not UTF-8 are read as Windows-1252 (docs/decisions/0003).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/candidates.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

namespace optout::detail {

struct drop_letter {
  char16_t letter;
  std::string_view latin;
};

// In the order of code points.
inline constexpr drop_letter drop_letters[] = {
    {u'ß', "ss"}, {u'æ', "ae"}, {u'ð', "d"},  {u'ø', "o"},  {u'þ', "th"},   {u'đ', "d"},  {u'ħ', "h"},
    {u'ı', "i"},  {u'ĳ', "ij"}, {u'ŀ', "l"},  {u'ł', "l"},  {u'ŋ', "n"},    {u'œ', "oe"},  //
    {u'ΐ', "i"},  {u'ά', "a"},  {u'έ', "e"},  {u'ή', "i"},  {u'ί', "i"},    {u'ΰ', "y"},  {u'α', "a"},
    {u'β', "v"},  {u'γ', "g"},  {u'δ', "d"},  {u'ε', "e"},  {u'ζ', "z"},    {u'η', "i"},  {u'θ', "th"},
    {u'ι', "i"},  {u'κ', "k"},  {u'λ', "l"},  {u'μ', "m"},  {u'ν', "n"},    {u'ξ', "x"},  {u'ο', "o"},
    {u'π', "p"},  {u'ρ', "r"},  {u'ς', "s"},  {u'σ', "s"},  {u'τ', "t"},    {u'υ', "y"},  {u'φ', "f"},
    {u'χ', "ch"}, {u'ψ', "ps"}, {u'ω', "o"},  {u'ϊ', "i"},  {u'ϋ', "y"},    {u'ό', "o"},  {u'ύ', "y"},
    {u'ώ', "o"},  //
    {u'а', "a"},  {u'б', "b"},  {u'в', "v"},  {u'г', "g"},  {u'д', "d"},    {u'е', "e"},  {u'ж', "zh"},
    {u'з', "z"},  {u'и', "i"},  {u'й', "y"},  {u'к', "k"},  {u'л', "l"},    {u'м', "m"},  {u'н', "n"},
    {u'о', "o"},  {u'п', "p"},  {u'р', "r"},  {u'с', "s"},  {u'т', "t"},    {u'у', "u"},  {u'ф', "f"},
    {u'х', "kh"}, {u'ц', "ts"}, {u'ч', "ch"}, {u'ш', "sh"}, {u'щ', "shch"}, {u'ъ', ""},   {u'ы', "y"},
    {u'ь', ""},   {u'э', "e"},  {u'ю', "yu"}, {u'я', "ya"}, {u'ё', "yo"},   {u'є', "e"},  {u'і', "i"},
    {u'ї', "i"},  {u'ў', "u"},  {u'ґ', "g"}};
static_assert(std::is_sorted(std::begin(drop_letters), std::end(drop_letters),
                             [](const drop_letter& a, const drop_letter& b) { return a.letter < b.letter; }));

inline const drop_letter* find_drop_letter(char32_t code) noexcept {
  const auto* found =
      std::lower_bound(std::begin(drop_letters), std::end(drop_letters), code,
                       [](const drop_letter& entry, char32_t wanted) { return entry.letter < wanted; });
  return found != std::end(drop_letters) && found->letter == code ? found : nullptr;
}

// One text in lower case and NFC, and the ways to write it.
class drop_name_text {
 public:
  struct reading {
    bool compatible;   // NFKD, not NFD
    bool all_scripts;  // letters and digits of every script stay
    bool whole;        // Hangul is composed again
  };

  // False if the text is too long.
  bool read(std::string_view text) noexcept {
    std::array<utf8proc_int32_t, 2 * candidates::longest> space;
    std::span<const utf8proc_int32_t> composed;
    if (!read_composed<candidates::longest>(text, space, composed)) return false;
    size_ = 0;
    for (const utf8proc_int32_t code : composed) {
      if (size_ + 2 > codes_.size()) return false;
      codes_[size_++] = utf8proc_tolower(code);
      if (code == 0x130) codes_[size_++] = 0x307;  // İ is i and a dot
    }
    return true;
  }

  // False if it does not fit.
  bool write(reading how, fixed_text<candidates::longest>& out) const noexcept {
    std::array<utf8proc_int32_t, 4 * candidates::longest> codes;
    std::size_t size = 0;
    const auto push = [&](utf8proc_int32_t code) {
      if (size < codes.size()) codes[size++] = code;
    };
    for (std::size_t i = 0; i < size_; ++i) {
      if (const drop_letter* known = find_drop_letter(static_cast<char32_t>(codes_[i])); known != nullptr) {
        for (const char c : known->latin) push(c);
        continue;
      }
      utf8proc_int32_t parts[32];
      int boundary = 0;
      const auto count = utf8proc_decompose_char(
          codes_[i], parts, 32,
          static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | (how.compatible ? UTF8PROC_COMPAT : 0)),
          &boundary);
      for (utf8proc_ssize_t p = 0; p < std::min<utf8proc_ssize_t>(count, 32); ++p) {
        const utf8proc_int32_t part = utf8proc_tolower(parts[p]);
        if (stays(part, how.all_scripts)) push(part);
      }
    }
    if (size == codes.size()) return false;
    if (how.whole) size = compose(std::span(codes).first(size));
    out.clear();
    for (std::size_t i = 0; i < size; ++i) append_utf8(static_cast<char32_t>(codes[i]), out);
    return !out.overflowed();
  }

 private:
  static bool stays(utf8proc_int32_t code, bool all_scripts) noexcept {
    if (code < 0x80) return is_alnum(static_cast<char>(code));
    const auto category = utf8proc_category(code);
    const bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
    if (all_scripts) return letter || category == UTF8PROC_CATEGORY_ND;
    constexpr char32_t kept[][2] = {{0x05D0, 0x05EB}, {0x0620, 0x0700}, {0x0750, 0x0780}, {0x1100, 0x1200},
                                    {0x3005, 0x3008}, {0x3040, 0x3100}, {0x3130, 0x3190}, {0x3400, 0x4DC0},
                                    {0x4E00, 0xA000}, {0xAC00, 0xD7A4}, {0xF900, 0xFB00}, {0x20000, 0x32000}};
    const auto c = static_cast<char32_t>(code);
    return letter && std::any_of(std::begin(kept), std::end(kept),
                                 [c](const auto& range) { return c >= range[0] && c < range[1]; });
  }

  std::size_t size_ = 0;
  std::array<utf8proc_int32_t, 2 * candidates::longest> codes_;
};

// Adds every reading of a name, or of a part of one.
inline void add_drop_name(std::string_view text, candidates& out) noexcept {
  fixed_text<candidates::longest> form;
  if (is_ascii(text)) {
    for (const char c : text) {
      if (is_alnum(c)) form.push_back(to_lower(c));
    }
    return form.overflowed() ? out.set_overflowed() : out.add(form.view());
  }
  drop_name_text name;
  if (!name.read(text)) return out.set_overflowed();
  for (const bool compatible : {false, true}) {
    for (const bool whole : {false, true}) {
      for (const bool all_scripts : {false, true}) {
        if (!name.write({compatible, all_scripts, whole}, form)) return out.set_overflowed();
        out.add(form.view());
      }
    }
  }
}

}  // namespace optout::detail
