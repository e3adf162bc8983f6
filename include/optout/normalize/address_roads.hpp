// Numbered roads (USPS Publication 28, appendix F): US HIGHWAY 50, INTERSTATE 10, COUNTY ROAD 12, FM 1960.
//
// Their spellings become one; state road, highway and route stay apart, and so do county road, highway and route. A
// bare SR is a state route. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_tokens.hpp>

#include <cstddef>
#include <string_view>

namespace optout::detail {

struct numbered_road {
  std::size_t taken = 0;    // tokens; 0 if there is no such road
  std::string_view kind;    // "us highway", "interstate", "county road", ...; its words joined
  std::string_view number;  // "50", "4a", "kk"
};

// Reads a numbered road at tokens[at].
numbered_road match_road(const token_list& tokens, std::size_t at, std::size_t end) noexcept;

// How many tokens at the start of a street's name are a numbered road: US 50, Old US 50; 0 if none.
std::size_t road_length(const token_list& tokens, std::size_t at, std::size_t end) noexcept;

// ---- details ----

class road_reader {
 public:
  road_reader(const token_list& tokens, std::size_t at, std::size_t end) noexcept
      : tokens_(tokens), begin_(at), at_(at), end_(end) {}

  numbered_road read() noexcept {
    // "I10"
    const address_token& first = tokens_[at_];
    if (first.has_digit && first.text.size() > 1 && first.text[0] == 'i' && is_digit(first.text[1])) {
      return {1, "interstate", first.text.substr(1)};
    }
    if (first.starts() != term::road) return {};
    const std::string_view kind = read_kind();
    if (kind.empty()) return {};
    while (has(1) && (is("#") || is("no") || is("number")) && tokens_[at_ + 1].has_digit) ++at_;
    if (!has(0) || tokens_[at_].starts_piece) return {};
    const address_token& number = tokens_[at_];
    // County roads have letters too: County Road KK. One letter alone, or two that are alike.
    const bool lettered =
        kind.front() == 'c' && kind != "carr" && !number.has_digit &&
        (number.is_letter() || (number.text.size() == 2 && number.text[0] == number.text[1]));
    const bool numbered = number.has_digit && (number.starts_with_digit() || number.text.size() <= 4) &&
                          !is_ordinal(number.text);
    if (!numbered && !lettered) return {};
    ++at_;
    if (kind == "fm" || kind == "rm") skip_road();  // FM 1960 Rd W
    return {at_ - begin_, kind, number.text};
  }

 private:
  bool has(std::size_t ahead) const noexcept { return at_ + ahead < end_; }
  bool is(std::string_view word) const noexcept { return has(0) && tokens_[at_].is(word); }
  bool skip(std::string_view word) noexcept { return is(word) && skip(std::size_t{1}); }
  bool skip(std::size_t count) noexcept {
    at_ += count;
    return true;
  }
  bool skip_highway() noexcept {
    return has(0) && tokens_[at_].is_suffix() && tokens_[at_].word->suffix == "hwy" && skip(std::size_t{1});
  }
  bool skip_route() noexcept { return skip("route") || skip("rte") || skip("rt"); }
  bool skip_road() noexcept { return skip("road") || skip("rd"); }
  static bool is_ordinal(std::string_view text) noexcept {
    return text.size() > 2 &&
           (text.ends_with("st") || text.ends_with("nd") || text.ends_with("rd") || text.ends_with("th"));
  }

  // One of three by the type that follows; nothing if none does.
  std::string_view by_type(std::string_view road, std::string_view highway, std::string_view route) noexcept {
    if (skip_road()) return road;
    if (skip_highway()) return highway;
    if (skip_route()) return route;
    return {};
  }

  std::string_view read_kind() noexcept {
    if (skip("us") || (is("u") && has(1) && tokens_[at_ + 1].is("s") && skip(2)) ||
        (is("united") && has(1) && tokens_[at_ + 1].is("states") && skip(2))) {
      if (!skip_highway()) skip_route();
      return "ushighway";
    }
    if (skip("interstate") || skip("ih") || skip("i")) {
      skip_highway();
      return "interstate";
    }
    if (skip("county") || skip("cnty") || skip("cty") || skip("co")) {
      if (skip("trunk")) {
        skip_highway();
        return "countyhighway";
      }
      return by_type("countyroad", "countyhighway", "countyroute");
    }
    if (skip("cr")) return "countyroad";
    if (skip("fm") || (is("f") && has(1) && tokens_[at_ + 1].is("m") && skip(2)) || skip_to_market("farm")) {
      skip_road();
      return "fm";
    }
    if (skip("farm")) return skip_road() ? "fm" : "";
    if (skip("rm") || skip_to_market("ranch")) {
      skip_road();
      return "rm";
    }
    if (skip("ranch")) return skip_road() ? "ranchroad" : "";
    if (skip("state") || skip("st")) return by_type("stateroad", "statehighway", "stateroute");
    if (skip("sr")) return "stateroute";
    if (skip("sh")) return "statehighway";
    if (skip("township") || skip("twp")) return by_type("townshiproad", "townshiphighway", "townshiproute");
    if (skip("private")) return skip_road() ? "privateroad" : "";
    if (skip("carretera") || skip("carr")) return "carr";
    if (skip_highway()) return "highway";
    if (skip_route()) return "route";
    return {};
  }

  // "Farm to Market"
  bool skip_to_market(std::string_view first) noexcept {
    return is(first) && has(2) && tokens_[at_ + 1].is("to") &&
           (tokens_[at_ + 2].is("market") || tokens_[at_ + 2].is("mkt")) && skip(3);
  }

  const token_list& tokens_;
  std::size_t begin_;
  std::size_t at_;
  std::size_t end_;
};

inline numbered_road match_road(const token_list& tokens, std::size_t at, std::size_t end) noexcept {
  if (at >= end || (tokens[at].word == nullptr && !tokens[at].has_digit)) return {};
  return road_reader(tokens, at, end).read();
}

inline std::size_t road_length(const token_list& tokens, std::size_t at, std::size_t end) noexcept {
  const std::size_t old = at < end && (tokens[at].is("old") || tokens[at].is("new")) ? 1 : 0;
  const std::size_t taken = match_road(tokens, at + old, end).taken;
  return taken == 0 ? 0 : taken + old;
}

}  // namespace optout::detail
