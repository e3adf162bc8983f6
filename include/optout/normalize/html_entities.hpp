// Text that was written for a page: "O&#39;Brien" is "O'Brien", "John &amp; Jane" is "John & Jane", "Mu&ntilde;oz" is "Muñoz",
// <br> ends a line, and so do the tags of "<owner>Jane Doe</owner>"; those of "<b>Jane</b> Doe" go.
//
// Read are numbers, decimal and hexadecimal, and the names (HTML 4.01, section 24) of what names, addresses and emails hold,
// in any case, each with its semicolon. Tags are read without attributes, and if one of their name closes soon. Nothing
// allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/utf8.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace optout::detail {

struct html_entity {
  std::string_view name;
  char32_t code;
};

inline constexpr html_entity html_entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"nbsp", 0xA0},    {"ensp", 0x2002},  {"emsp", 0x2003},  {"ndash", 0x2013}, {"mdash", 0x2014},
    {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"shy", 0xAD},
    {"ordf", 0xAA},    {"ordm", 0xBA},    {"frac14", 0xBC},  {"frac12", 0xBD},  {"frac34", 0xBE},
    {"agrave", 0xE0},  {"aacute", 0xE1},  {"acirc", 0xE2},   {"atilde", 0xE3},  {"auml", 0xE4},
    {"aring", 0xE5},   {"aelig", 0xE6},   {"ccedil", 0xE7},  {"egrave", 0xE8},  {"eacute", 0xE9},
    {"ecirc", 0xEA},   {"euml", 0xEB},    {"igrave", 0xEC},  {"iacute", 0xED},  {"icirc", 0xEE},
    {"iuml", 0xEF},    {"eth", 0xF0},     {"ntilde", 0xF1},  {"ograve", 0xF2},  {"oacute", 0xF3},
    {"ocirc", 0xF4},   {"otilde", 0xF5},  {"ouml", 0xF6},    {"oslash", 0xF8},  {"ugrave", 0xF9},
    {"uacute", 0xFA},  {"ucirc", 0xFB},   {"uuml", 0xFC},    {"yacute", 0xFD},  {"thorn", 0xFE},
    {"yuml", 0xFF},    {"szlig", 0xDF},   {"oelig", 0x153},  {"scaron", 0x161},
};

// What the text between '&' and ';' stands for; 0 if for nothing that is known.
inline char32_t read_html_entity(std::string_view text) noexcept {
  if (text.starts_with('#')) {
    text.remove_prefix(1);
    const bool hex = text.starts_with('x') || text.starts_with('X');
    if (hex) text.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code, hex ? 16 : 10);
    const bool is_code = error == std::errc() && end == text.data() + text.size();
    return is_code && code < 0x110000 && (code < 0xD800 || code > 0xDFFF) ? char32_t{code} : U'\0';
  }
  for (const html_entity& entity : html_entities) {
    if (equals_no_case(text, entity.name)) return entity.code;
  }
  return 0;
}

// What a tag without attributes at the start of `text` stands for: one that closes, or that another one closes.
inline replacement read_tag(std::string_view text) noexcept {
  static constexpr std::string_view within_lines[] = {"b", "i", "u", "em", "strong", "span", "small", "font"};
  const auto is_name = [](char c) { return is_alnum(c) || c == '_' || c == '-'; };
  const bool closes = text.substr(1).starts_with('/');
  const std::size_t begin = closes ? 2 : 1;
  std::size_t end = begin;
  while (end < text.size() && is_name(text[end])) ++end;
  const std::string_view name = text.substr(begin, end - begin);
  if (name.empty() || !is_alpha(name.front()) || !text.substr(end).starts_with('>')) return {};
  const auto is_same = [](char a, char b) { return to_lower(a) == to_lower(b); };
  constexpr std::size_t soon = 1024;
  text = text.substr(0, soon);
  bool closed = closes;
  for (std::size_t at = end; !closed && (at = text.find("</", at)) != text.npos;) {
    at += 2;
    const std::string_view other = text.substr(at, name.size());
    closed = text.substr(at + other.size()).starts_with('>') &&
             std::equal(name.begin(), name.end(), other.begin(), other.end(), is_same);
  }
  if (!closed) return {};
  const auto is_word = [&](std::string_view word) { return equals_no_case(name, word); };
  const bool within = std::any_of(std::begin(within_lines), std::end(within_lines), is_word);
  return {{'\n'}, within ? 0u : 1u, end + 1};
}

// What the start of `text` stands for.
inline replacement read_html(std::string_view text) noexcept {
  if (const replacement tag = text.starts_with('<') ? read_tag(text) : replacement{}; tag.taken != 0)
    return tag;
  constexpr std::size_t longest = 10;  // "&#x10FFFF;"
  text = text.substr(0, longest);
  if (text.starts_with('&')) {
    const std::size_t end = text.find(';');
    const char32_t code = end == text.npos ? U'\0' : read_html_entity(text.substr(1, end - 1));
    if (code == 0) return {};
    fixed_text<4> bytes;
    append_utf8(code, bytes);
    replacement out{{}, bytes.size(), end + 1};
    std::copy_n(bytes.data(), bytes.size(), out.bytes);
    return out;
  }
  if (!starts_with_no_case(text, "<br")) return {};
  const std::size_t end = text.find_first_not_of(" /", 3);  // "<br>", "<br />"
  return end != text.npos && text[end] == '>' ? replacement{{'\n'}, 1, end + 1} : replacement{};
}

}  // namespace optout::detail
