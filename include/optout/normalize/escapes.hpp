// Text that was escaped on its way out of a page or a database reads as what it says.
//
//   O&#39;Brien, John &amp; Jane, a<br>b     html_entities.hpp
//   O\'Brien, 12 Oak St\nApt 4, Mu\u00F1oz   with backslashes: MySQL's and PostgreSQL's text files, JSON, PHP's addslashes
//   jane%40example.com, Jane%20Doe, Mu%C3%B1oz   as in a URL
//   {"email": "jane@example.com"}            serialized.hpp
//
// A backslash before anything else stays: John Smith\Jane Doe. So does a percent sign before what is no two digits of printed
// ASCII, of UTF-8, or of a tab or the end of a line: 50%, % Ed Smith. Nothing allocates or throws.
// Source: PostgreSQL, COPY, "Text Format"; MySQL, "String Literals"; RFC 8259, section 7; RFC 3986, section 2.1.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/html_entities.hpp>
#include <optout/normalize/serialized.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/utf8.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

namespace optout::detail {

// What a backslash at the start of `text` and what it escapes stand for.
inline replacement read_backslash(std::string_view text) noexcept {
  if (text.size() < 2) return {};
  switch (const char c = text[1]) {
    case 'n': return {{'\n'}, 1, 2};
    case 'r': return {{'\r'}, 1, 2};
    case 't': return {{'\t'}, 1, 2};
    case 'v': return {{'\v'}, 1, 2};
    case '\'':
    case '"':
    case '/':
    case '\\': return {{c}, 1, 2};
    case 'u': break;
    default: return {};
  }
  constexpr std::size_t size = 6;  // "\u00F1"
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(text.data() + 2, text.data() + std::min(text.size(), size), code, 16);
  if (error != std::errc() || end != text.data() + size || code == 0 || (code >= 0xD800 && code < 0xE000)) {
    return {};
  }
  fixed_text<4> bytes;
  append_utf8(code, bytes);
  replacement out{{}, bytes.size(), size};
  std::copy_n(bytes.data(), bytes.size(), out.bytes);
  return out;
}

// What a percent sign at the start of `text` and the digits behind it stand for.
inline replacement read_percent(std::string_view text) noexcept {
  fixed_text<4> bytes;
  std::size_t size = 1;  // of the character in UTF-8
  for (std::size_t at = 0; bytes.size() < size; at += 3) {
    std::uint8_t byte = 0;
    const std::string_view one = text.substr(std::min(at, text.size()), 3);
    const auto [end, error] =
        std::from_chars(one.data() + std::min<std::size_t>(one.size(), 1), one.data() + one.size(), byte, 16);
    if (!one.starts_with('%') || one.size() < 3 || error != std::errc() || end != one.data() + 3) return {};
    if (at == 0 && byte >= 0xC2) size = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    bytes.push_back(static_cast<char>(byte));
  }
  const auto first = static_cast<unsigned char>(bytes.view().front());
  const bool ends_line = first == '\t' || first == '\n' || first == '\r';
  if (!ends_line && (first < ' ' || first == 0x7F || !is_valid_utf8(bytes.view()))) return {};
  replacement out{{}, bytes.size(), 3 * bytes.size()};
  std::copy_n(bytes.data(), bytes.size(), out.bytes);
  return out;
}

// What each mark stands for, serialized texts aside, and escapes of `urls` if asked for; else as unescape().
template <std::size_t N>
bool unescape_marks(std::string_view text, fixed_text<N>& out, bool urls = true) noexcept {
  return replace_each(
      text, out, [urls](char c) { return c == '&' || c == '<' || c == '\\' || (c == '%' && urls); },
      [](std::string_view rest) {
        return rest.front() == '\\'  ? read_backslash(rest)
               : rest.front() == '%' ? read_percent(rest)
                                     : read_html(rest);
      });
}

// unescape() with `marks` in place of unescape_marks().
template <std::size_t N, typename Marks>
bool unescape_by(std::string_view text, fixed_text<N>& out, Marks&& marks) noexcept {
  constexpr std::size_t most = 16;  // bytes that stand for one
  if (text.size() > most * N || (!read_serialized(text, out) && !marks(text, out))) return false;
  fixed_text<N> before;
  for (int more = 3;; --more) {  // a text within a text, escaped in it
    before.clear();
    before.append(out.view());
    if (!read_serialized(before.view(), out) && !marks(before.view(), out)) break;
    if (more == 0) return false;
  }
  out = before;
  return true;
}

// `text` as it was meant, if it was escaped one to four times. False if it was not, or there is no room.
template <std::size_t N>
bool unescape(std::string_view text, fixed_text<N>& out) noexcept {
  return unescape_by(text, out,
                     [](std::string_view from, fixed_text<N>& to) { return unescape_marks(from, to); });
}

}  // namespace optout::detail
