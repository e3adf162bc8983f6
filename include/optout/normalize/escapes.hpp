// Text that was escaped on its way out of a page or a database reads as what it says.
//
//   O&#39;Brien, John &amp; Jane, a<br>b     html_entities.hpp
//   O\'Brien, 12 Oak St\nApt 4, Mu\u00F1oz   with backslashes: MySQL's and PostgreSQL's text files, JSON, PHP's addslashes
//
// A backslash before anything else stays: John Smith\Jane Doe. Nothing allocates or throws.
// Source: PostgreSQL, COPY, "Text Format"; MySQL, "String Literals"; RFC 8259, section 7.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/html_entities.hpp>
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

// `text` as it was meant, if it was escaped one to four times. False if it was not, or there is no room.
template <std::size_t N>
bool unescape(std::string_view text, fixed_text<N>& out) noexcept {
  return replace_each(
      text, out, [](char c) { return c == '&' || c == '<' || c == '\\'; },
      [](std::string_view rest) { return rest.front() == '\\' ? read_backslash(rest) : read_html(rest); });
}

}  // namespace optout::detail
