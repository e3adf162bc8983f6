// Finds some distinctive words in long text, whatever the case of ASCII letters: one pass for all of them.
//
// Every 4th byte the next four are looked up among the fours that the words are made of. A word of 7 bytes or more
// holds one of those whole, wherever it stands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <bitset>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout::detail {

class word_search {
 public:
  static constexpr std::size_t min_bytes = 7;

  word_search() = default;

  // Requires: min_bytes or more in each word. One that begins and ends with a digit is found only where no number goes
  // on beside it, but for the 1 that may stand before a phone.
  explicit word_search(std::vector<std::string> words) : words_(std::move(words)) {
    for (std::uint32_t w = 0; w < words_.size(); ++w) {
      std::string& word = words_[w];
      assert(word.size() >= min_bytes);
      std::transform(word.begin(), word.end(), word.begin(), to_lower);
      for (std::uint32_t offset = 0; offset < step; ++offset) {
        const std::uint32_t bytes = four_at(word.data() + offset);
        seen_.set(slot_of(bytes));
        fours_.push_back({bytes, w, offset});
      }
    }
    std::sort(fours_.begin(), fours_.end(), [](const four& a, const four& b) { return a.bytes < b.bytes; });
  }

  // The number of a word that the text holds, by the order in which they were given; of those with is_sought(number).
  template <typename IsSought>
  std::optional<std::size_t> find(std::string_view text, IsSought is_sought) const {
    for (std::size_t at = 0; at + 4 <= text.size(); at += step) {
      const std::uint32_t bytes = four_at(text.data() + at);
      if (!seen_.test(slot_of(bytes))) continue;
      auto known = std::lower_bound(fours_.begin(), fours_.end(), bytes,
                                    [](const four& f, std::uint32_t b) { return f.bytes < b; });
      for (; known != fours_.end() && known->bytes == bytes; ++known) {
        const bool stands = known->offset <= at && stands_at(text, at - known->offset, words_[known->word]);
        if (stands && is_sought(std::size_t{known->word})) return known->word;
      }
    }
    return std::nullopt;
  }
  std::optional<std::size_t> find(std::string_view text) const {
    return find(text, [](std::size_t) { return true; });
  }

 private:
  static constexpr std::size_t step = 4;
  static constexpr unsigned slot_bits = 18;
  struct four {
    std::uint32_t bytes, word, offset;
  };

  // Folds case, and a few signs with it: stands_at() looks closely.
  static std::uint32_t four_at(const char* at) noexcept {
    std::uint32_t bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes | 0x20202020u;
  }
  static std::size_t slot_of(std::uint32_t bytes) noexcept { return bytes * 2654435769u >> (32 - slot_bits); }

  static bool stands_at(std::string_view text, std::size_t at, std::string_view word) noexcept {
    const std::string_view here = text.substr(at, word.size());
    if (!std::equal(here.begin(), here.end(), word.begin(), word.end(),
                    [](char a, char b) { return to_lower(a) == b; })) {
      return false;
    }
    if (!is_digit(word.front()) || !is_digit(word.back())) return true;
    const std::size_t end = at + word.size();
    return (at == 0 || !is_digit(text[at - 1]) || text[at - 1] == '1') &&
           (end == text.size() || !is_digit(text[end]));
  }

  std::vector<std::string> words_;  // lower case
  std::vector<four> fours_;         // by bytes
  std::bitset<std::size_t{1} << slot_bits> seen_;
};

}  // namespace optout::detail
