// Folding of text into the few spellings that the normalizers read, and UTF-8 checks.
//
// fold() accepts any bytes; it never allocates or throws. Normalizers skip it for ASCII text. In order:
//
//   repair    a byte that is not UTF-8 is read as Windows-1252, and so is a C1 control: real exports mix both. A byte
//             without a meaning there becomes U+FFFD. UTF-8 that was read so once is put right (mojibake.hpp)
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
#include <optout/normalize/mojibake.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/utf8.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace optout {

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

namespace detail {

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

// Composes code points in canonical order (NFC), in place; returns how many are left.
inline std::size_t compose(std::span<utf8proc_int32_t> codes) noexcept {
  const auto size =
      utf8proc_normalize_utf32(codes.data(), static_cast<utf8proc_ssize_t>(codes.size()),
                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  return size < 0 ? 0 : static_cast<std::size_t>(size);
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
    return space_.first(compose(space_.first(size_)));
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

// What a code point becomes wherever it stands, kept for those that names, emails and addresses are full of: accented
// Latin, typographic punctuation, invisible and fullwidth characters, the ideographic space, the minus, Arabic and Indian
// digits. Filled at first use from folding itself.
class fold_memo {
 public:
  struct entry {
    char bytes[3];
    std::uint8_t size;  // `unknown`: what stands around it matters, or it does not fit
  };
  static constexpr std::uint8_t unknown = 0xFF;

  static const entry& of(char32_t code, fold_to to) noexcept {
    static const fold_memo memo;
    return memo.entries_[static_cast<std::size_t>(to)][row_of(code)];
  }

 private:
  static constexpr std::size_t modes = 4;
  static constexpr std::size_t page_size = 16;
  static constexpr char32_t ranges[][2] = {{0xA0, 0x250},    {0x660, 0x670},   {0x6F0, 0x700},
                                           {0x960, 0x970},   {0x1E00, 0x1F00}, {0x2000, 0x2070},
                                           {0x2210, 0x2220}, {0x3000, 0x3010}, {0xFEF0, 0xFF70}};
  // The kept page of each in Unicode; 0, a page of unknown ones, where there is none.
  static constexpr auto pages = [] {
    std::array<std::uint8_t, 0x10000 / page_size> all{};
    std::uint8_t kept = 0;
    for (const auto& range : ranges) {
      for (char32_t page = range[0] / page_size; page < range[1] / page_size; ++page) all[page] = ++kept;
    }
    return all;
  }();
  static std::size_t row_of(char32_t code) noexcept {
    const std::size_t page = code < 0x10000 ? pages[code / page_size] : 0;
    return page * page_size + code % page_size;
  }
  static constexpr std::size_t rows = page_size * (1 + *std::max_element(pages.begin(), pages.end()));

  fold_memo() noexcept {
    for (std::size_t mode = 0; mode < modes; ++mode) {
      std::fill_n(entries_[mode], page_size, entry{{}, unknown});
      for (const auto& range : ranges) {
        for (char32_t code = range[0]; code < range[1]; ++code) {
          entries_[mode][row_of(code)] = made(code, static_cast<fold_to>(mode));
        }
      }
    }
  }
  static entry made(char32_t code, fold_to to) noexcept {
    const auto* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(code));
    // A fraction minds the digit before it, a mark the letter before it.
    if (property->category == UTF8PROC_CATEGORY_MN || property->decomp_type == UTF8PROC_DECOMP_TYPE_FRACTION)
      return {{}, unknown};
    utf8proc_int32_t space[64];
    folding one(to, space);
    one.add(code);
    fixed_text<3> text;
    for (const auto part : one.finish()) {
      const auto* of_part = utf8proc_get_property(part);
      if (of_part->category == UTF8PROC_CATEGORY_MN || of_part->combining_class != 0) return {{}, unknown};
      append_utf8(static_cast<char32_t>(part), text);
    }
    if (one.overflowed() || text.overflowed()) return {{}, unknown};
    entry out{{}, static_cast<std::uint8_t>(text.size())};
    if (text.size() != 0) std::memcpy(out.bytes, text.data(), text.size());
    return out;
  }

  entry entries_[modes][rows];
};

// What becomes of ASCII bytes: spelling keeps their case.
constexpr char fold_ascii(char c, bool spelling) noexcept {
  return is_space(c) ? ' ' : spelling ? c : to_lower(c);
}
inline constexpr auto folded_ascii = [] {
  std::array<std::array<char, 128>, 2> bytes{};
  for (std::size_t spelling : {0, 1}) {
    for (std::size_t c = 0; c < 128; ++c)
      bytes[spelling][c] = fold_ascii(static_cast<char>(c), spelling != 0);
  }
  return bytes;
}();

// fold() for text whose characters all mean the same wherever they stand. False if some do not, or there may be no room.
template <std::size_t N>
bool fold_each(std::string_view text, fold_to to, fixed_text<N>& out) noexcept {
  static_assert(N >= sizeof(fold_memo::entry));
  const std::array<char, 128>& ascii = folded_ascii[to == fold_to::spelling];
  char* at = out.data();
  const char* const last = at + N - sizeof(fold_memo::entry);
  while (!text.empty()) {
    if (at > last) return false;
    const char c = text.front();
    if (is_ascii(c)) {
      *at++ = ascii[static_cast<unsigned char>(c)];
      text.remove_prefix(1);
      continue;
    }
    const auto character = read_utf8(text);
    if (character.size == 0) return false;
    const fold_memo::entry& known = fold_memo::of(character.code, to);
    if (known.size == fold_memo::unknown) return false;
    std::memcpy(at, known.bytes, sizeof known.bytes);
    at += known.size;
    text.remove_prefix(character.size);
  }
  out.assume(static_cast<std::size_t>(at - out.data()));
  return true;
}

// fold() for any text: all of it is taken apart, and composed again.
template <std::size_t N>
bool fold_together(std::string_view text, fold_to to, fixed_text<N>& out) noexcept {
  out.clear();
  utf8proc_int32_t space[2 * N];  // a composed letter of two bytes or more comes apart into no more than that
  folding whole(to, space);
  while (!text.empty() && !whole.overflowed()) whole.add(take_repaired(text));
  if (whole.overflowed()) return false;
  for (const auto code : whole.finish()) append_utf8(static_cast<char32_t>(code), out);
  return !out.overflowed();
}

// The code points of `text` in NFC, repaired, in `space`. False if they do not fit.
template <std::size_t N>
bool read_composed(std::string_view text, std::array<utf8proc_int32_t, 2 * N>& space,
                   std::span<const utf8proc_int32_t>& out) noexcept {
  fixed_text<N> repaired;
  while (!text.empty() && !repaired.overflowed()) append_utf8(take_repaired(text), repaired);
  if (repaired.overflowed()) return false;
  const auto size = utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(repaired.data()),
                                       static_cast<utf8proc_ssize_t>(repaired.size()), space.data(),
                                       static_cast<utf8proc_ssize_t>(space.size()), UTF8PROC_DECOMPOSE);
  if (size < 0 || static_cast<std::size_t>(size) > space.size()) return false;
  out = std::span(space).first(compose(std::span(space).first(static_cast<std::size_t>(size))));
  return true;
}

}  // namespace detail

template <std::size_t N>
bool fold(std::string_view text, fold_to to, fixed_text<N>& out) noexcept {
  out.clear();
  if (is_ascii(text)) {
    if (text.size() > N) return false;
    const bool spelling = to == fold_to::spelling;
    std::transform(text.begin(), text.end(), out.data(),
                   [=](char c) { return detail::fold_ascii(c, spelling); });
    out.assume(text.size());
    return true;
  }
  fixed_text<N> repaired;
  if (detail::repair_mojibake(text, repaired)) text = repaired.view();
  for (int more = 2; detail::fold_each(text, to, out) || detail::fold_together(text, to, out); --more) {
    if (more == 0 || !detail::repair_mojibake(out.view(), repaired)) return true;  // composing may make some
    text = repaired.view();
  }
  return false;
}

}  // namespace optout
