// SPDX-License-Identifier: Apache-2.0
#include "json_scan.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__) && !defined(OPTOUT_PORTABLE)
#include <emmintrin.h>
#define OPTOUT_JSON_SSE2 1
#else
#define OPTOUT_JSON_SSE2 0
#endif

namespace optout::detail {
namespace {

constexpr std::size_t block_bytes = 64;

// Bit i speaks of byte i of a block.
struct block_bits {
  std::uint64_t quote = 0, backslash = 0, open = 0, close = 0;
};

#if OPTOUT_JSON_SSE2
block_bits classify(const char* bytes) noexcept {
  block_bits bits;
  const __m128i fold = _mm_set1_epi8(0x20);  // [ and { differ by this bit, and so do ] and }
  for (unsigned i = 0; i < 4; ++i) {
    __m128i part;
    std::memcpy(&part, bytes + std::size_t{16} * i, sizeof part);
    const __m128i folded = _mm_or_si128(part, fold);
    const auto equal = [i](__m128i text, char c) {
      const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8(c)));
      return static_cast<std::uint64_t>(static_cast<unsigned>(mask)) << (16 * i);
    };
    bits.quote |= equal(part, '"');
    bits.backslash |= equal(part, '\\');
    bits.open |= equal(folded, '{');
    bits.close |= equal(folded, '}');
  }
  return bits;
}
#else
block_bits classify(const char* bytes) noexcept {
  block_bits bits;
  for (unsigned i = 0; i < block_bytes; ++i) {
    const char c = bytes[i];
    bits.quote |= std::uint64_t{c == '"'} << i;
    bits.backslash |= std::uint64_t{c == '\\'} << i;
    bits.open |= std::uint64_t{c == '{' || c == '['} << i;
    bits.close |= std::uint64_t{c == '}' || c == ']'} << i;
  }
  return bits;
}
#endif

// Bit i: how many of bits 0 to i are set, odd or even.
std::uint64_t prefix_parity(std::uint64_t bits) noexcept {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// The bytes that a backslash before them escapes. `carry`: whether the first one is; then whether the next block's
// is.
std::uint64_t escaped_bytes(std::uint64_t backslash, bool& carry) noexcept {
  std::uint64_t escaped = carry ? 1 : 0;
  carry = false;
  backslash &= ~escaped;
  while (backslash != 0) {
    const int at = std::countr_zero(backslash);
    if (at == 63) {
      carry = true;
      break;
    }
    const std::uint64_t next = std::uint64_t{2} << at;
    escaped |= next;
    backslash &= ~(next | (next - 1));
  }
  return escaped;
}

}  // namespace

std::size_t end_of_json(std::string_view text, std::size_t from) noexcept {
  std::size_t depth = 0;
  std::uint64_t in_string = 0;  // all ones inside a string
  bool escapes = false;
  for (std::size_t base = from; base < text.size(); base += block_bytes) {
    block_bits bits;
    if (const std::size_t rest = text.size() - base; rest < block_bytes) {
      char last[block_bytes] = {};
      std::memcpy(last, text.data() + base, rest);
      bits = classify(last);
    } else {
      bits = classify(text.data() + base);
    }
    const std::uint64_t quote = bits.quote & ~escaped_bytes(bits.backslash, escapes);
    const std::uint64_t strings = prefix_parity(quote) ^ in_string;
    in_string = std::uint64_t{0} - (strings >> 63);
    const std::uint64_t open = bits.open & ~strings;
    std::uint64_t close = bits.close & ~strings;
    // As a rule the object cannot end here: it is deeper than all that closes.
    std::uint64_t counted = 0;
    if (depth <= static_cast<std::size_t>(std::popcount(close))) {
      for (; close != 0; close &= close - 1) {
        const std::uint64_t before = (close & (~close + 1)) - 1;
        depth += static_cast<std::size_t>(std::popcount(open & before & ~counted));
        counted |= before;
        if (--depth == 0) return base + static_cast<std::size_t>(std::countr_zero(close)) + 1;
      }
    }
    depth += static_cast<std::size_t>(std::popcount(open & ~counted));
    depth -= static_cast<std::size_t>(std::popcount(close));
  }
  return std::string_view::npos;
}

std::size_t end_of_json_string(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = from + 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

std::size_t skip_json_space(std::string_view text, std::size_t from) noexcept {
  while (from < text.size() &&
         (text[from] == ' ' || text[from] == '\n' || text[from] == '\r' || text[from] == '\t')) {
    ++from;
  }
  return from;
}

std::size_t find_json_rows(std::string_view text, std::size_t from) noexcept {
  std::size_t at = from;
  while (at < text.size()) {
    if (text[at] == '"') {
      at = end_of_json_string(text, at);
    } else if (text[at] == '[') {
      const std::size_t first = skip_json_space(text, at + 1);
      if (first < text.size() && text[first] == '{') return at + 1;
      at = end_of_json(text, at);
    } else {
      ++at;
    }
  }
  return std::string_view::npos;
}

}  // namespace optout::detail
