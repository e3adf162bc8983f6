// Sixteen bytes of text at a time: which of them are what, one bit a byte.
//
// The SSE2 body and the portable one have one meaning; OPTOUT_PORTABLE forces the portable one. A comparison gives a block
// of matches, for |, & and bits(). Nothing reads beyond a text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__) && !defined(OPTOUT_PORTABLE)
#define OPTOUT_TEXT_SSE2 1
#include <emmintrin.h>
#else
#define OPTOUT_TEXT_SSE2 0
#endif

namespace optout::detail {

// In ordinary registers; a match sets the high bit of its byte.
class portable_block {
 public:
  static constexpr std::size_t size = 16;

  portable_block(std::uint64_t first, std::uint64_t last) noexcept : words_{first, last} {}
  explicit portable_block(const char* from) noexcept { std::memcpy(words_, from, size); }
  void store(char* to) const noexcept { std::memcpy(to, words_, size); }

  portable_block equal(char c) const noexcept { return between(c, c); }
  portable_block between(char low, char last) const noexcept {
    return {between(words_[0], low, last), between(words_[1], low, last)};
  }
  portable_block lower() const noexcept {
    return {words_[0] ^ between(words_[0], 'A', 'Z') >> 2, words_[1] ^ between(words_[1], 'A', 'Z') >> 2};
  }
  portable_block operator|(const portable_block& other) const noexcept {
    return {words_[0] | other.words_[0], words_[1] | other.words_[1]};
  }
  std::uint64_t bits() const noexcept { return gather(words_[0]) | gather(words_[1]) << 8; }

 private:
  static constexpr std::uint64_t every = 0x0101010101010101u;
  static constexpr std::uint64_t high = every * 0x80;

  // No byte carries into the next: its high bit is left out of the sums.
  static std::uint64_t between(std::uint64_t word, char low, char last) noexcept {
    const std::uint64_t seven = word & ~high;
    return (seven + every * (0x80u - static_cast<unsigned char>(low))) &
           ~(seven + every * (0x7Fu - static_cast<unsigned char>(last))) & ~word & high;
  }
  static std::uint64_t gather(std::uint64_t matches) noexcept {
    return ((matches >> 7) * 0x0102040810204080u) >> 56;
  }

  std::uint64_t words_[2];
};

#if OPTOUT_TEXT_SSE2
class sse2_block {
 public:
  static constexpr std::size_t size = 16;

  sse2_block(std::uint64_t first, std::uint64_t last) noexcept
      : bytes_(_mm_set_epi64x(static_cast<long long>(last), static_cast<long long>(first))) {}
  explicit sse2_block(const char* from) noexcept
      : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))) {}
  void store(char* to) const noexcept { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes_); }

  sse2_block equal(char c) const noexcept { return sse2_block(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c))); }
  // Bytes compare as signed: what is sought goes to the top of their range.
  sse2_block between(char low, char last) const noexcept {
    const __m128i moved = _mm_add_epi8(bytes_, _mm_set1_epi8(static_cast<char>(0x7F - last)));
    return sse2_block(_mm_cmpgt_epi8(moved, _mm_set1_epi8(static_cast<char>(0x7E - (last - low)))));
  }
  sse2_block lower() const noexcept {
    const __m128i capital = _mm_and_si128(between('A', 'Z').bytes_, _mm_set1_epi8(0x20));
    return sse2_block(_mm_xor_si128(bytes_, capital));
  }
  sse2_block operator|(const sse2_block& other) const noexcept {
    return sse2_block(_mm_or_si128(bytes_, other.bytes_));
  }
  std::uint64_t bits() const noexcept { return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes_)); }

 private:
  explicit sse2_block(__m128i bytes) noexcept : bytes_(bytes) {}

  __m128i bytes_;
};
using byte_block = sse2_block;
#else
using byte_block = portable_block;
#endif

// The start of `text`, or all of it with zeros behind. Requires: text.size() >= 8.
template <typename Block = byte_block>
Block first_block(std::string_view text) noexcept {
  assert(text.size() >= 8);
  if (text.size() >= Block::size) return Block(text.data());
  std::uint64_t first, last;
  std::memcpy(&first, text.data(), 8);
  std::memcpy(&last, text.data() + text.size() - 8, 8);
  const std::size_t half = 4 * (Block::size - text.size());  // in two steps: all 64 bits are too many for one
  return {first, last >> half >> half};
}

// The block behind the one at `at`, or over some of it and up to the end of `text`; false if it was the last.
template <typename Block>
bool next_block(std::string_view text, std::size_t& at, Block& block) noexcept {
  if (at + Block::size >= text.size()) return false;
  at = std::min(at + Block::size, text.size() - Block::size);
  block = Block(text.data() + at);
  return true;
}

}  // namespace optout::detail
