// SPDX-License-Identifier: Apache-2.0
#include <optout/io/text_encoding.hpp>
#include <optout/normalize/utf8.hpp>

#include <algorithm>

namespace optout {
namespace {

constexpr bool is_high_surrogate(char32_t unit) noexcept {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_low_surrogate(char32_t unit) noexcept {
  return unit >= 0xDC00 && unit < 0xE000;
}

void append(char32_t code, std::string& out) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
    return;
  }
  fixed_text<4> character;
  detail::append_utf8(code, character);
  out.append(character.view());
}

// Whether the first line is ASCII in units of two bytes, of which the one at `zero` is NUL.
bool is_ascii_in_units(std::string_view start, std::size_t zero) noexcept {
  constexpr std::size_t enough = 32;
  std::size_t units = 0;
  for (; units < enough && 2 * units + 1 < start.size(); ++units) {
    const char c = start[2 * units + (1 - zero)];
    if (start[2 * units + zero] != '\0' || c == '\0' || !is_ascii(c)) return false;
    if (c == '\r' || c == '\n') break;
  }
  return units >= 1;
}

}  // namespace

std::string_view to_text(text_encoding e) noexcept {
  switch (e) {
    case text_encoding::bytes: break;
    case text_encoding::utf16_le: return "UTF-16 (little endian)";
    case text_encoding::utf16_be: return "UTF-16 (big endian)";
  }
  return "UTF-8 or Windows-1252";
}

text_encoding detect_encoding(std::string_view start) noexcept {
  if (start.starts_with("\xFF\xFE")) return text_encoding::utf16_le;
  if (start.starts_with("\xFE\xFF")) return text_encoding::utf16_be;
  if (is_ascii_in_units(start, 1)) return text_encoding::utf16_le;
  if (is_ascii_in_units(start, 0)) return text_encoding::utf16_be;
  return text_encoding::bytes;
}

std::uint64_t encoded_size(std::string_view utf8, text_encoding e) noexcept {
  if (e == text_encoding::bytes) return utf8.size();
  std::uint64_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80;  // one for each character,
    units += byte >= 0xF0;           // and another for one beyond U+FFFF
  }
  return 2 * units;
}

std::string repaired_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto character = detail::read_utf8(text);
    append(character.size != 0 ? character.code : detail::read_windows_1252(text.front()), out);
    text.remove_prefix(std::max<std::size_t>(character.size, 1));
  }
  return out;
}

void utf16_decoder::decode(std::string_view bytes, std::string& out) {
  std::size_t at = 0;
  if (has_half_ && !bytes.empty()) {
    has_half_ = false;
    take(half_, bytes[at++], out);
  }
  for (; complaint_.empty() && at + 1 < bytes.size(); at += 2) take(bytes[at], bytes[at + 1], out);
  if (complaint_.empty() && at < bytes.size()) {
    has_half_ = true;
    half_ = bytes[at];
  }
}

void utf16_decoder::take(char first, char second, std::string& out) {
  const auto upper = static_cast<unsigned char>(big_ ? first : second);
  const auto lower = static_cast<unsigned char>(big_ ? second : first);
  const auto unit = static_cast<char16_t>(upper << 8 | lower);
  if ((high_ != 0) != is_low_surrogate(unit)) return refuse("an unpaired surrogate (damaged UTF-16)", out);
  if (unit == 0) return refuse("a NUL character", out);
  if (is_high_surrogate(unit)) {
    high_ = unit;
  } else if (high_ != 0) {
    append(0x10000 + ((high_ - 0xD800u) << 10 | (unit - 0xDC00u)), out);
    high_ = 0;
  } else {
    append(unit, out);
  }
}

void utf16_decoder::finish(std::string& out) {
  if (!complaint_.empty()) return;
  if (high_ != 0) return refuse("an unpaired surrogate (damaged UTF-16)", out);
  if (has_half_) refuse("half a character at the end of the file (UTF-16 cut off)", out);
}

void utf16_decoder::refuse(std::string_view complaint, std::string& out) {
  complaint_ = complaint;
  out.push_back('\0');
}

void utf16_encoder::encode(std::string_view utf8, std::string& out) {
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      put(byte, out);
      continue;
    }
    if (byte >= 0xC0) {
      missing_ = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
      code_ = byte & (0x3Fu >> missing_);
      continue;
    }
    code_ = code_ << 6 | (byte & 0x3Fu);
    if (--missing_ != 0) continue;
    if (code_ >= 0x10000) {
      put(static_cast<char16_t>(0xD800 + ((code_ - 0x10000) >> 10)), out);
      code_ = 0xDC00 + (code_ & 0x3FF);
    }
    put(static_cast<char16_t>(code_), out);
  }
}

void utf16_encoder::put(char16_t unit, std::string& out) {
  const char upper = static_cast<char>(unit >> 8), lower = static_cast<char>(unit & 0xFF);
  const char pair[] = {big_ ? upper : lower, big_ ? lower : upper};
  out.append(pair, sizeof pair);
}

}  // namespace optout
