// A plain cell of an address in lower case, cut into words: what address_plain.hpp reads.
//
//   "4735 S D'Arcy Rd, #2"  ->  4735 s darcy rd # 2
//
// Nothing allocates or throws. Cost: a table lookup a word.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_words.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/normalize/byte_block.hpp>
#include <optout/normalize/text.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace optout::detail {

class plain_line {
 public:
  static constexpr std::size_t longest = 63;  // bytes: their bits and one behind them are a word
  static constexpr std::size_t most_tokens = 12;

  struct token {
    const char* at;
    const address_word* word;
    std::uint32_t size;
    bool digits;    // has a digit
    bool piece;     // a comma stood before it
    bool fraction;  // has a slash

    std::string_view text() const noexcept { return {at, size}; }
    char front() const noexcept { return *at; }
    bool is_sign() const noexcept { return *at == '#'; }
    bool is_suffix() const noexcept { return word != nullptr && !word->suffix.empty(); }
    bool is_direction() const noexcept { return word != nullptr && !word->direction.empty(); }
    bool is_unit() const noexcept { return word != nullptr && !word->unit.empty(); }
  };
  // False if the text is not plain. The tokens live until the next cut(), with a byte_block's room behind each.
  bool cut(std::string_view text) noexcept;

  const token* tokens() const noexcept { return tokens_; }
  std::size_t size() const noexcept { return size_; }
  const token& operator[](std::size_t i) const noexcept { return tokens_[i]; }

 private:
  // One bit a byte.
  struct byte_bits {
    std::uint64_t words = 0, digits = 0, filled = 0;  // filled: no space
  };
  static constexpr std::uint64_t from_bit(std::size_t i) noexcept { return ~std::uint64_t{0} << i; }
  bool go_on(const byte_bits& bits, std::size_t& end, token& word) noexcept;

  std::size_t size_ = 0;
  token tokens_[most_tokens];  // left as they are: most are never used
  char bytes_[longest + byte_block::size];
};

// ---- details ----

// Words are found in bitmaps of the text, and stay where its lower case was put.
inline bool plain_line::cut(std::string_view text) noexcept {
  size_ = 0;
  if (text.size() > longest) return false;
  char few[byte_block::size] = {};
  std::string_view all = text;
  if (text.size() < 8) {
    put_text(few, text);
    all = {few, sizeof few};
  }
  byte_bits bits;
  byte_block block = first_block(all);
  std::size_t at = 0;
  std::uint64_t spaces = 0;
  do {
    const byte_block bytes = block.lower(), is_digit = bytes.between('0', '9');
    bytes.store(bytes_ + at);
    bits.digits |= is_digit.bits() << at;
    bits.words |= (is_digit | bytes.between('a', 'z')).bits() << at;
    spaces |= bytes.equal(' ').bits() << at;
  } while (next_block(all, at, block));
  bits.filled = ~spaces & ~from_bit(text.size());

  bool piece = false;
  token* to = tokens_;
  for (std::uint64_t left = bits.filled; left != 0;) {
    at = static_cast<std::size_t>(std::countr_zero(left));
    auto end = static_cast<std::size_t>(std::countr_zero(~bits.words & from_bit(at)));
    const bool sign = end == at;
    if (sign && bytes_[at] == ',' && !piece) {
      piece = true;
      left &= left - 1;
      continue;
    }
    if (to == tokens_ + most_tokens || (sign && bytes_[at] != '#')) return false;
    end += sign;
    token& t = *to++;
    t = {.at = bytes_ + at,
         .word = nullptr,
         .size = static_cast<std::uint32_t>(end - at),
         .digits = (bits.digits & (from_bit(at) ^ from_bit(end))) != 0,
         .piece = piece,
         .fraction = false};
    piece = false;
    if (!sign && (bits.filled >> end & 1) != 0 && !go_on(bits, end, t)) return false;
    if (!t.digits && t.size <= address_word_table::longest) {
      t.word = address_words.find(bytes_of_word(t.at, t.size));
    }
    left &= from_bit(end);
  }
  size_ = static_cast<std::size_t>(to - tokens_);
  return true;
}

// Takes to `word` what belongs to it of a sign at its `end` and what is behind that, as in D'Arcy, 1/2 and St.
inline bool plain_line::go_on(const byte_bits& bits, std::size_t& end, token& word) noexcept {
  char* to = bytes_ + end;
  do {
    const char c = bytes_[end];
    const std::size_t next = end + 1;
    const bool goes_on = (bits.words >> next & 1) != 0;
    if (c == ',' || c == '#') break;
    if (c == '.' && (bits.filled >> next & 1) == 0) {
      end = next;
      break;
    }
    if (c == '/' && is_digit(to[-1]) && (bits.digits >> next & 1) != 0 && !word.fraction) {
      word.fraction = true;
      *to++ = '/';
    } else if (c != '\'' || !goes_on) {
      return false;
    }
    end = static_cast<std::size_t>(std::countr_zero(~bits.words & from_bit(next)));
    word.digits |= (bits.digits & (from_bit(next) ^ from_bit(end))) != 0;
    std::memmove(to, bytes_ + next, end - next);
    to += end - next;
  } while ((bits.filled >> end & 1) != 0);
  word.size = static_cast<std::uint32_t>(to - word.at);
  return true;
}

}  // namespace optout::detail
