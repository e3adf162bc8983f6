// Folding of text into the few spellings that the normalizers read, and UTF-8 checks.
//
// fold() accepts any bytes; it never allocates or throws. Normalizers skip it for ASCII text. In order:
//
//   repair    a byte that is not UTF-8 is read as Windows-1252, and so is a C1 control: real exports
//             mix both. A byte without a meaning there becomes U+FFFD
//   NFKC      with a space before a vulgar fraction: 123½ is "123 1/2" and not "1231/2"
//   drop      default-ignorables and format characters (zero width, bidi marks, BOM, soft hyphen),
//             enclosing marks
//   simplify  spaces and controls to ' ', dashes to '-', apostrophes to '\'', double quotes to '"',
//             digits of every script to 0-9, fullwidth forms to ASCII
//   case      full case folding without a locale; dotted and dotless I are i (except in emails)
//   accents   kept composed (NFC), or stripped
//
// ASCII text is put into lower case and its controls become spaces, and nothing else: '`' stays '`'.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>

#include <utf8proc.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace optout {

// Whether every byte is below 0x80.
bool is_ascii(std::string_view text) noexcept;

// Whether `text` is well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text) noexcept;

// How far fold() goes.
enum class fold_to : std::uint8_t {
  letters,       // everything above, accents kept
  base_letters,  // accents stripped, and ß æ œ ø đ ð ł þ ħ as ss ae oe o d d l th h: names
  caseless,      // NFC in place of NFKC, digits of other scripts kept: the local part of an email
  spelling,      // like caseless, and case kept, ASCII's too: text that IDNA has still to read
};

// Folds `text` into `out`. False if it does not fit; `out` is of no use then.
template <std::size_t N>
bool fold(std::string_view text, fold_to to, fixed_text<N>& out) noexcept;

// ---- details ----

inline bool is_ascii(std::string_view text) noexcept {
  constexpr std::uint64_t high = 0x8080808080808080u;
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t seen = 0;
  std::uint64_t word = 0;
  if (left >= 8) {
    for (; left > 8; at += 8, left -= 8) {
      std::memcpy(&word, at, 8);
      seen |= word;
    }
    std::memcpy(&word, at + left - 8, 8);  // the last eight bytes, some perhaps seen before
    return ((seen | word) & high) == 0;
  }
  for (; left != 0; ++at, --left) seen |= static_cast<unsigned char>(*at);
  return (seen & high) == 0;
}

namespace detail {

// One character at the head of `text`: its code point and length, or length 0 where there is none.
struct utf8_character {
  char32_t code = 0;
  std::size_t size = 0;
};

inline utf8_character read_utf8(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char head = byte(0);
  if (head < 0x80) return {head, 1};
  const std::size_t size = head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : 2;
  if (head < 0xC2 || head > 0xF4 || text.size() < size) return {};
  char32_t code = head & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr char32_t smallest[] = {0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < smallest[size - 2] || surrogate || code > 0x10FFFF) return {};
  return {code, size};
}

template <std::size_t N>
void append_utf8(char32_t code, fixed_text<N>& out) noexcept {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  char bytes[4];
  std::size_t size = 0;
  if (code < 0x80) {
    bytes[size++] = static_cast<char>(code);
  } else if (code < 0x800) {
    bytes[size++] = static_cast<char>(0xC0 | code >> 6);
    bytes[size++] = tail(0);
  } else if (code < 0x10000) {
    bytes[size++] = static_cast<char>(0xE0 | code >> 12);
    bytes[size++] = tail(6);
    bytes[size++] = tail(0);
  } else {
    bytes[size++] = static_cast<char>(0xF0 | code >> 18);
    bytes[size++] = tail(12);
    bytes[size++] = tail(6);
    bytes[size++] = tail(0);
  }
  out.append({bytes, size});
}

// What the bytes 0x80 to 0x9F mean in Windows-1252.
inline constexpr char16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,  //
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,  //
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,  //
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

constexpr char32_t read_windows_1252(char byte) noexcept {
  const auto code = static_cast<unsigned char>(byte);
  return code >= 0x80 && code < 0xA0 ? windows_1252[code - 0x80] : code;
}

constexpr bool is_apostrophe(char32_t code) noexcept {
  switch (code) {
    case 0x00B4:
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x02CA:
    case 0x02CB:
    case 0x05F3:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0x2039:
    case 0x203A:
    case 0xA78B:
    case 0xA78C: return true;
    default: return false;
  }
}

constexpr bool is_double_quote(char32_t code) noexcept {
  switch (code) {
    case 0x00AB:
    case 0x00BB:
    case 0x02BA:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x2036:
    case 0x301D:
    case 0x301E:
    case 0x301F: return true;
    default: return false;
  }
}

// The value of a digit of any script: Unicode lays every script's digits out in a row from 0 to 9.
inline char digit_value(char32_t code) noexcept {
  unsigned before = 0;
  while (utf8proc_category(static_cast<utf8proc_int32_t>(code - before - 1)) == UTF8PROC_CATEGORY_ND) {
    ++before;
  }
  return static_cast<char>('0' + before % 10);
}

// The code points of a text on their way through fold(). Space is lent by the caller.
class folding {
 public:
  folding(fold_to to, std::span<utf8proc_int32_t> space) noexcept : to_(to), space_(space) {}

  void add(char32_t code) noexcept {
    // U+0085 alone is in use as what it is, a line end.
    if (code < 0xA0 && code != 0x85) code = read_windows_1252(static_cast<char>(code));
    if (code < 0x80) {
      const char c = static_cast<char>(code);
      push(is_space(c) ? U' ' : static_cast<unsigned char>(to_ == fold_to::spelling ? c : to_lower(c)));
      return;
    }
    // Before decomposition: it would make a space and an accent of U+00B4.
    if (is_apostrophe(code)) return push(U'\'');
    if (is_double_quote(code)) return push(U'"');

    const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(code));
    if (compatible() && property->decomp_type == UTF8PROC_DECOMP_TYPE_FRACTION) push(U' ');
    int options = UTF8PROC_DECOMPOSE;
    if (compatible() || is_width(property->decomp_type)) options |= UTF8PROC_COMPAT;
    if (to_ != fold_to::spelling) options |= UTF8PROC_CASEFOLD;
    utf8proc_int32_t parts[32];  // 18 is the longest decomposition there is (U+FDFA)
    int boundary = 0;
    const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(code), parts, 32,
                                               static_cast<utf8proc_option_t>(options), &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < 32; ++i) simplify(static_cast<char32_t>(parts[i]));
  }

  // Composes what was added; empty if it did not fit.
  std::span<const utf8proc_int32_t> finish() noexcept {
    if (overflowed_) return {};
    order_marks();
    const auto size =
        utf8proc_normalize_utf32(space_.data(), static_cast<utf8proc_ssize_t>(size_),
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    return size < 0 ? space_.first(0) : space_.first(static_cast<std::size_t>(size));
  }
  bool overflowed() const noexcept { return overflowed_; }

 private:
  bool compatible() const noexcept { return to_ == fold_to::letters || to_ == fold_to::base_letters; }
  static bool is_width(unsigned type) noexcept {
    return type == UTF8PROC_DECOMP_TYPE_WIDE || type == UTF8PROC_DECOMP_TYPE_NARROW ||
           type == UTF8PROC_DECOMP_TYPE_SMALL || type == UTF8PROC_DECOMP_TYPE_NOBREAK;
  }

  void push(char32_t code) noexcept {
    if (size_ < space_.size()) {
      space_[size_++] = static_cast<utf8proc_int32_t>(code);
    } else {
      overflowed_ = true;
    }
  }
  void push(const char* text) noexcept {
    for (; *text != 0; ++text) push(static_cast<char32_t>(*text));
  }

  // A decomposed code point, in the form that goes out.
  void simplify(char32_t code) noexcept {
    if (code < 0x80) return push(code);
    if (is_apostrophe(code)) return push(U'\'');
    switch (code) {
      case 0x2043:
      case 0x2212: return push(U'-');  // hyphen bullet, minus
      case 0x2044:
      case 0x2215: return push(U'/');  // fraction slash, division slash
      case 0x2800: return push(U' ');  // an empty Braille cell looks like one
      case 0x30FC:                     // a Japanese long vowel is typed for a dash between digits
        if (size_ != 0 && space_[size_ - 1] < 0x80 && is_digit(static_cast<char>(space_[size_ - 1]))) {
          return push(U'-');
        }
        return push(code);
      case 0x0307:  // İ, composed or not, is i
        if (compatible() && size_ != 0 && space_[size_ - 1] == 'i') return;
        break;
      case 0x0131: return push(compatible() ? U'i' : code);
      default: break;
    }
    const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(code));
    if (property->ignorable) return;
    switch (property->category) {
      case UTF8PROC_CATEGORY_CF:
      case UTF8PROC_CATEGORY_ME: return;
      case UTF8PROC_CATEGORY_ZS:
      case UTF8PROC_CATEGORY_ZL:
      case UTF8PROC_CATEGORY_ZP:
      case UTF8PROC_CATEGORY_CC: return push(U' ');
      case UTF8PROC_CATEGORY_PD: return push(U'-');
      case UTF8PROC_CATEGORY_ND: return push(compatible() ? static_cast<char32_t>(digit_value(code)) : code);
      case UTF8PROC_CATEGORY_MN:
        if (to_ == fold_to::base_letters) return;
        break;
      default: break;
    }
    if (to_ != fold_to::base_letters) return push(code);
    switch (code) {
      case 0x00DF: return push("ss");
      case 0x00E6: return push("ae");
      case 0x0153: return push("oe");
      case 0x00F8: return push(U'o');
      case 0x00F0:
      case 0x0111: return push(U'd');
      case 0x0142: return push(U'l');
      case 0x00FE: return push("th");
      case 0x0127: return push(U'h');
      default: return push(code);
    }
  }

  // Marks on one letter into canonical order, which composition asks for.
  void order_marks() noexcept {
    for (std::size_t i = 1; i < size_; ++i) {
      const utf8proc_int32_t mark = space_[i];
      const auto rank = utf8proc_get_property(mark)->combining_class;
      if (rank == 0) continue;
      std::size_t at = i;
      for (; at > 0 && utf8proc_get_property(space_[at - 1])->combining_class > rank; --at) {
        space_[at] = space_[at - 1];
      }
      space_[at] = mark;
    }
  }

  fold_to to_;
  bool overflowed_ = false;
  std::size_t size_ = 0;
  std::span<utf8proc_int32_t> space_;
};

}  // namespace detail

inline bool is_valid_utf8(std::string_view text) noexcept {
  if (is_ascii(text)) return true;
  while (!text.empty()) {
    const auto character = detail::read_utf8(text);
    if (character.size == 0) return false;
    text.remove_prefix(character.size);
  }
  return true;
}

template <std::size_t N>
bool fold(std::string_view text, fold_to to, fixed_text<N>& out) noexcept {
  out.clear();
  if (is_ascii(text)) {
    if (text.size() > N) return false;
    for (char c : text) {
      out.push_back(is_space(c) ? ' ' : to == fold_to::spelling ? c : to_lower(c));
    }
    return true;
  }
  utf8proc_int32_t space[2 * N];  // a composed letter of two bytes or more comes apart into no more than that
  detail::folding folding(to, space);
  while (!text.empty() && !folding.overflowed()) {
    const auto character = detail::read_utf8(text);
    if (character.size != 0) {
      folding.add(character.code);
      text.remove_prefix(character.size);
    } else {
      folding.add(detail::read_windows_1252(text.front()));
      text.remove_prefix(1);
    }
  }
  if (folding.overflowed()) return false;
  for (const auto code : folding.finish()) detail::append_utf8(static_cast<char32_t>(code), out);
  return !out.overflowed();
}

}  // namespace optout
