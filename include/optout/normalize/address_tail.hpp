// What stands behind the street: city, state, ZIP code and country, found from the end of the line.
//
// The key of an address has none of them but the ZIP code, so they are only looked for to be taken off. A token that
// could belong to the street (CT is a court, NE a direction, FL a floor) is a state only where the ZIP code and the
// words before it agree. Cities are known by their cell or from a table, by the state that the ZIP code lies in.
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_tokens.hpp>
#include <optout/normalize/zip.hpp>
#include <optout/tables/cities.hpp>
#include <optout/tables/states.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace optout::detail {

// A city's words in one, each abbreviated: Palm Beach Gardens and PALM BCH GDNS are "palmbchgdns".
using city_text = fixed_text<96>;

// The state that a ZIP code lies in ("ma"); empty where there is none.
std::string_view state_of_zip(std::string_view zip) noexcept;

// The state's code for its name or abbreviation in the tokens [begin, end); empty if they are none.
std::string_view state_of_tokens(const token_list& tokens, std::size_t begin, std::size_t end) noexcept;

void append_city_word(const address_token& token, city_text& out) noexcept;
city_text city_of_tokens(const token_list& tokens, std::size_t begin, std::size_t end) noexcept;

// Whether the table has this city in that state.
bool is_city_in(std::string_view city, std::string_view state) noexcept;

// How the end of a line was understood.
struct address_tail {
  zip_text zip;            // the ZIP code in the line; empty if it has none
  bool has_state = false;  // a state stood in the line
  std::string_view state;  // and which
  bool has_city = false;   // the city of the city cell stood in the line
};

// Takes country, ZIP code, state and the known city off the end of `tokens`. `cell_zip` (normalized) and `cell_city`
// are what the other cells say; empty if there are none.
address_tail take_tail(token_list& tokens, std::string_view cell_zip, std::string_view cell_city) noexcept;

// ---- details ----

// Three-digit prefixes of ZIP codes, a row for each run within one state; runs lie in order and close up.
struct zip_run {
  std::uint16_t first;
  char state[3];
};
inline constexpr zip_run zip_runs[] = {
    {0, "??"},   {5, "ny"},   {6, "pr"},   {8, "vi"},   {9, "pr"},   {10, "ma"},  {28, "ri"},  {30, "nh"},
    {39, "me"},  {50, "vt"},  {55, "ma"},  {56, "vt"},  {60, "ct"},  {70, "nj"},  {90, "ae"},  {100, "ny"},
    {150, "pa"}, {197, "de"}, {200, "dc"}, {201, "va"}, {202, "dc"}, {206, "md"}, {220, "va"}, {247, "wv"},
    {270, "nc"}, {290, "sc"}, {300, "ga"}, {320, "fl"}, {340, "aa"}, {341, "fl"}, {350, "al"}, {370, "tn"},
    {386, "ms"}, {398, "ga"}, {400, "ky"}, {430, "oh"}, {460, "in"}, {480, "mi"}, {500, "ia"}, {530, "wi"},
    {550, "mn"}, {569, "dc"}, {570, "sd"}, {580, "nd"}, {590, "mt"}, {600, "il"}, {630, "mo"}, {660, "ks"},
    {680, "ne"}, {700, "la"}, {716, "ar"}, {730, "ok"}, {733, "tx"}, {734, "ok"}, {750, "tx"}, {800, "co"},
    {820, "wy"}, {832, "id"}, {840, "ut"}, {850, "az"}, {870, "nm"}, {885, "tx"}, {889, "nv"}, {900, "ca"},
    {962, "ap"}, {967, "hi"}, {969, "gu"}, {970, "or"}, {980, "wa"}, {995, "ak"}};

// The run of each prefix.
inline constexpr auto runs_by_prefix = [] {
  std::array<std::uint8_t, 1000> runs{};
  for (std::size_t prefix = 0, run = 0; prefix < runs.size(); ++prefix) {
    if (run + 1 < std::size(zip_runs) && zip_runs[run + 1].first == prefix) ++run;
    runs[prefix] = static_cast<std::uint8_t>(run);
  }
  return runs;
}();

inline std::string_view state_of_zip(std::string_view zip) noexcept {
  if (zip.size() < 3) return {};
  const int prefix = (zip[0] - '0') * 100 + (zip[1] - '0') * 10 + (zip[2] - '0');
  return {zip_runs[runs_by_prefix[static_cast<std::size_t>(prefix)]].state, std::size_t{2}};
}

inline std::string_view state_of_tokens(const token_list& tokens, std::size_t begin,
                                        std::size_t end) noexcept {
  if (end - begin == 1) {
    const auto* row = tables::states.find(tokens[begin].text);
    return row == nullptr ? std::string_view() : row->standard;
  }
  fixed_text<32> name;
  for (std::size_t i = begin; i < end; ++i) {
    if (i != begin) name.push_back(' ');
    name.append(tokens[i].text);
  }
  const auto* row = tables::states.find(name.view());
  return row == nullptr ? std::string_view() : row->standard;
}

inline void append_city_word(const address_token& token, city_text& out) noexcept {
  if (token.is_direction()) {
    out.append(token.word->direction);
  } else if (token.is_suffix()) {
    out.append(token.word->suffix);
  } else {
    out.append(token.is("saint") ? std::string_view("st") : token.text);
  }
}

inline city_text city_of_tokens(const token_list& tokens, std::size_t begin, std::size_t end) noexcept {
  city_text out;
  for (std::size_t i = begin; i < end; ++i) append_city_word(tokens[i], out);
  return out;
}

inline bool is_city_in(std::string_view city, std::string_view state) noexcept {
  const auto* row = tables::cities.find(city);
  return row != nullptr && !state.empty() && row->states.find(state) != std::string_view::npos;
}

// The tokens [0, end) of a line whose end is being taken off.
class tail_taker {
 public:
  tail_taker(token_list& tokens, std::string_view cell_zip, std::string_view cell_city) noexcept
      : tokens_(tokens), cell_zip_(cell_zip), cell_city_(cell_city), end_(tokens.size()) {}

  address_tail take() noexcept {
    take_country();
    // A ZIP code cell says what the ZIP code is. Five digits in the line are then the end of something else (Highway
    // 12345), but where they are the same, or a state or the city stands before them.
    const std::size_t all = end_;
    take_zip();
    const bool found_zip = !result_.zip.empty();
    take_state(found_zip);
    take_city();
    if (found_zip && !cell_zip_.empty() && result_.zip.view() != cell_zip_ && !result_.has_state &&
        !result_.has_city) {
      end_ = all;
    }
    tokens_.truncate(end_);
    return result_;
  }

 private:
  const address_token& token(std::size_t from_end) const noexcept { return tokens_[end_ - from_end]; }

  void take_country() noexcept {
    if (end_ > 1 && (token(1).is("usa") || (token(1).is("us") && token(2).has_digit))) {
      --end_;
    } else if (end_ > 2 && token(2).is("united") && token(1).is("states")) {
      end_ -= 2;
    } else if (end_ > 4 && token(4).is("united") && token(3).is("states") && token(2).is("of") &&
               token(1).is("america")) {
      end_ -= 4;
    } else if (end_ > 3 && token(3).is("u") && token(2).is("s") && token(1).is("a")) {
      end_ -= 3;
    }
  }

  void take_zip() noexcept {
    if (end_ < 2 || !token(1).is_number()) return;
    std::size_t size = 1;
    if (token(1).text.size() == 4 && end_ > 2 && token(2).is_number() && token(2).text.size() == 5) size = 2;
    const address_token& zip = token(size);
    const address_token& before = token(size + 1);
    if (zip.glued) return;
    const std::size_t digits = zip.text.size();
    if (digits != 5 && digits != 9) {
      // Zeros lost from the front: only where a state says that there were some.
      if (digits < 3 || digits > 4 || size != 1 || !normalize_zip(zip.text, level::standard, result_.zip)) {
        result_.zip.clear();
        return;
      }
      const auto state = state_of_tokens(tokens_, end_ - 2, end_ - 1);
      if (state.empty() || state != state_of_zip(result_.zip.view())) return result_.zip.clear();
      end_ -= 1;
      return;
    }
    // An identifier of that many digits: APT 17771, PO BOX 58102.
    const bool belongs = before.is("#") || before.starts() == term::box || before.starts() == term::po_box ||
                         (before.is_unit() && before.word->ranged && !before.is("fl"));
    if (belongs || !normalize_zip(zip.text, level::standard, result_.zip)) return result_.zip.clear();
    end_ -= size;
  }

  void take_state(bool found_zip) noexcept {
    if (end_ < 2) return;
    const bool code =
        token(1).text.size() == 2 && !token(1).has_digit && !(token(1).is("va") && token(2).is("w"));
    const bool long_name = !code && (token(1).text.size() >= 4 || token(1).is_letter() ||
                                     token(1).is("va"));  // New York, N Y, W Va
    for (std::size_t size = !long_name ? 1 : end_ < 5 ? end_ : 5; size > 0; --size) {
      const std::string_view state = state_of_tokens(tokens_, end_ - size, end_);
      if (state.empty()) continue;
      if (is_the_state(end_ - size, state, found_zip)) {
        end_ -= size;
        result_.has_state = true;
        result_.state = state;
      }
      return;
    }
  }

  // Whether the tokens [at, end_), a state's name, are the state and not the street's end.
  bool is_the_state(std::size_t at, std::string_view state, bool found_zip) const noexcept {
    if (at == 0) return false;
    if (tokens_[at].starts_piece) return true;
    if (at < 2 && tokens_[0].starts_with_digit()) return false;  // nothing but a number would remain
    const std::string_view zip = found_zip ? result_.zip.view() : cell_zip_;
    const bool agrees = state == state_of_zip(zip);
    if (city_before(at, state, found_zip)) return true;
    const address_token& first = tokens_[at];
    const bool ambiguous = end_ - at == 1 && (first.is_suffix() || first.is_direction() || first.is_unit());
    if (!tokens_[0].starts_with_digit()) return !ambiguous || agrees;  // a box, a route, a name
    if (found_zip && !ambiguous && first.text.size() == 2) return true;
    const address_token& before = tokens_[at - 1];
    // The street must have ended, and a city begun.
    const bool city_begun =
        street_ends_before(at - 1) && !before.is_strong_suffix() && !before.is_direction();
    if (ambiguous) return agrees && city_begun;
    if (found_zip) return agrees || street_ends_before(at);
    return city_begun && !before.is_unit();
  }

  // Whether a strong suffix, or a piece's end, lies in the street before `at`.
  bool street_ends_before(std::size_t at) const noexcept {
    for (std::size_t i = 2; i < at; ++i) {
      if (tokens_[i].is_strong_suffix() || tokens_[i].starts_piece) return true;
    }
    return false;
  }

  // Whether a known city ends at `at`, with a street before it.
  bool city_before(std::size_t at, std::string_view state, bool found_zip) const noexcept {
    for (std::size_t size = 1; size <= 4 && size + 1 < at; ++size) {
      const city_text city = city_of_tokens(tokens_, at - size, at);
      if (city.view() == cell_city_) return true;
      if ((found_zip || cell_city_.empty()) && is_city_in(city.view(), state)) return true;
      if (tokens_[at - size].starts_piece) break;
    }
    return false;
  }

  // The city's words, twice where line and cell both have them.
  void take_city() noexcept {
    while (take_city_once()) result_.has_city = true;
  }
  bool take_city_once() noexcept {
    if (cell_city_.empty()) return false;
    for (std::size_t size = 1; size <= 6 && size < end_; ++size) {
      const std::size_t at = end_ - size;
      const city_text city = city_of_tokens(tokens_, at, end_);
      if (city.size() > cell_city_.size()) return false;
      if (city.view() != cell_city_) continue;
      if (!tokens_[at].starts_piece && !leaves_a_street(at)) return false;
      end_ = at;
      return true;
    }
    return false;
  }

  // Whether the tokens before `at` have a street name without what follows: in "12 S Orange" or "12 Lake Forest" the
  // city's word is the street's.
  bool leaves_a_street(std::size_t at) const noexcept {
    for (std::size_t i = 1; i < at; ++i) {
      if (!tokens_[i].is_direction() && !tokens_[i].is_suffix()) return true;
      if (tokens_[i].is_suffix() && i > 1) return true;
    }
    return !tokens_[0].starts_with_digit();
  }

  token_list& tokens_;
  std::string_view cell_zip_;
  std::string_view cell_city_;
  std::size_t end_;
  address_tail result_;
};

inline address_tail take_tail(token_list& tokens, std::string_view cell_zip,
                              std::string_view cell_city) noexcept {
  return tail_taker(tokens, cell_zip, cell_city).take();
}

}  // namespace optout::detail
