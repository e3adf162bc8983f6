// Names written with letters that others spell out: Müller as Mueller, Иван as Ivan.
//
// Level aggressive reads a name as it is and in each of these spellings. Cyrillic and Greek follow
// data/tables/transliteration.tsv; ä, ö, ü, å and ø gain the e (or a) that stands for them in ASCII. Text in ASCII has no
// other spelling, and costs one look at its bytes. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/name_forms.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/tables/transliteration.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout {

// Calls visit(name_parts) with the cells as they are and, at level aggressive, with each other spelling of them. The
// parts live as long as the call.
template <typename Visit>
void for_each_name_spelling(const name_parts& parts, level lvl, Visit&& visit);

// ---- details ----

namespace detail {

enum class respelling : std::uint8_t { digraphs, usual, passport, iso };

inline std::string_view digraph_of(std::string_view letter) noexcept {
  constexpr std::string_view digraphs[][2] = {
      {"\u00E4", "ae"}, {"\u00F6", "oe"}, {"\u00FC", "ue"}, {"\u00E5", "aa"}, {"\u00F8", "oe"}};
  for (const auto& [accented, spelled] : digraphs) {
    if (letter == accented) return spelled;
  }
  return {};
}

// Respells `text`, folded to letters. True if that changed anything.
template <std::size_t N>
bool respell(std::string_view text, respelling how, fixed_text<N>& out) noexcept {
  bool changed = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = is_ascii(text[i]) ? 1 : read_utf8(text.substr(i)).size;
    const std::string_view letter = text.substr(i, size == 0 ? 1 : size);
    std::string_view spelled = letter;
    std::size_t taken = letter.size();
    if (!is_ascii(letter)) {
      if (how == respelling::digraphs) {
        if (const auto digraph = digraph_of(letter); !digraph.empty()) spelled = digraph;
      } else {
        const auto* row = tables::transliteration.find(text.substr(i, 4));  // two letters have two bytes each
        if (row != nullptr) {
          taken = 4;
        } else {
          row = tables::transliteration.find(letter);
        }
        if (row != nullptr) {
          spelled = how == respelling::usual      ? row->usual
                    : how == respelling::passport ? row->passport
                                                  : row->iso;
        }
      }
      changed = changed || spelled.data() != letter.data();
    }
    out.append(spelled);
    i += taken;
  }
  return changed && !out.overflowed();
}

// Text to respell: without the accents of Greek vowels, which say where the stress is.
template <std::size_t N>
bool fold_to_respell(std::string_view text, respelling how, fixed_text<N>& out) noexcept {
  fixed_text<N> folded;
  if (!fold(text, fold_to::letters, folded)) return false;
  if (how == respelling::digraphs) {
    out.append(folded.view());
    return true;
  }
  // Cyrillic marks make letters of their own (й, ё, ї): only what the table does not have loses its marks.
  for (std::size_t i = 0; i < folded.size();) {
    const std::string_view rest = folded.view().substr(i);
    const std::size_t size = is_ascii(rest[0]) ? 1 : read_utf8(rest).size;
    const std::string_view letter = rest.substr(0, size == 0 ? 1 : size);
    fixed_text<16> base;
    const bool known = is_ascii(letter) || tables::transliteration.contains(letter);
    out.append(!known && fold(letter, fold_to::base_letters, base) ? base.view() : letter);
    i += letter.size();
  }
  return !out.overflowed();
}

template <typename Visit>
void for_each_respelling(const name_parts& parts, Visit& visit) {
  const std::array<std::string_view, 5> cells = {parts.full, parts.first, parts.middle, parts.last,
                                                 parts.suffix};
  bool ascii = true;
  for (const std::string_view cell : cells) ascii = ascii && is_ascii(cell);
  if (ascii) return;

  constexpr std::size_t longest = 1024;
  for (const auto how : {respelling::digraphs, respelling::usual, respelling::passport, respelling::iso}) {
    std::array<fixed_text<2 * longest>, 5> respelled;
    bool changed = false;
    bool fits = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      fixed_text<longest> folded;
      fits = fits && fold_to_respell(cells[i], how, folded);
      if (fits) changed = respell(folded.view(), how, respelled[i]) || changed;
    }
    if (!fits || !changed) continue;
    visit(name_parts{respelled[0].view(), respelled[1].view(), respelled[2].view(), respelled[3].view(),
                     respelled[4].view()});
  }
}

}  // namespace detail

template <typename Visit>
void for_each_name_spelling(const name_parts& parts, level lvl, Visit&& visit) {
  visit(parts);
  if (lvl == level::aggressive) detail::for_each_respelling(parts, visit);
}

}  // namespace optout
