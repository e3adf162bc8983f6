// The kernels of csv_scan.cpp: blocks of 64 bytes to bitmaps, and bitmaps to places.
//
// A kernel makes the bitmaps of some blocks at a time, so that one for newer machines is a call and no more: it is
// compiled for them and chosen at run time, while everything else stays what every x86-64 runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>

#if defined(__SSE2__) && !defined(OPTOUT_PORTABLE)
#include <emmintrin.h>
#define OPTOUT_CSV_SSE2 1
#else
#define OPTOUT_CSV_SSE2 0
#endif
#if OPTOUT_CSV_SSE2 && defined(__GNUC__)
#include <immintrin.h>
#define OPTOUT_CSV_AVX2 1
#else
#define OPTOUT_CSV_AVX2 0
#endif

namespace optout::detail::csv {

inline constexpr std::size_t block_bytes = 64;

// Bit i speaks of byte i of a block.
struct block_bits {
  std::uint64_t delimiter, quote, cr, lf;
  std::uint64_t odd_quotes;  // bit i: whether quotes 0 to i are odd in number
  bool has_nul;
};

// Bit i: whether bits 0 to i are odd in number.
inline std::uint64_t prefix_parity(std::uint64_t bits) noexcept {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

// Of a kernel that looks at one block.
template <typename Block>
void classify_each(const char* bytes, std::size_t blocks, char delimiter, block_bits* out) noexcept {
  for (std::size_t i = 0; i < blocks; ++i) {
    out[i] = Block::classify(bytes + i * block_bytes, delimiter);
    out[i].odd_quotes = prefix_parity(out[i].quote);
  }
}

// ---- bitmaps, eight bytes at a time in an ordinary register ----

struct scalar_block {
  static constexpr std::uint64_t low7 = 0x7F7F7F7F7F7F7F7F;

  // Bit 7 of each byte that is zero; exact, since no byte carries into the next.
  static std::uint64_t zero_bytes(std::uint64_t word) noexcept {
    return ~(((word & low7) + low7) | word | low7);
  }
  // The same eight bits side by side.
  static std::uint64_t gather(std::uint64_t high_bits) noexcept {
    return ((high_bits >> 7) * 0x0102040810204080) >> 56;
  }
  static std::uint64_t spread(char c) noexcept {
    return static_cast<unsigned char>(c) * std::uint64_t{0x0101010101010101};
  }

  static block_bits classify(const char* bytes, char delimiter) noexcept {
    block_bits bits{};
    for (unsigned i = 0; i < block_bytes; i += 8) {
      std::uint64_t word;
      std::memcpy(&word, bytes + i, 8);
      bits.delimiter |= gather(zero_bytes(word ^ spread(delimiter))) << i;
      bits.quote |= gather(zero_bytes(word ^ spread('"'))) << i;
      bits.cr |= gather(zero_bytes(word ^ spread('\r'))) << i;
      bits.lf |= gather(zero_bytes(word ^ spread('\n'))) << i;
      bits.has_nul |= zero_bytes(word) != 0;
    }
    return bits;
  }
};
static_assert(std::endian::native == std::endian::little, "bit i is byte i");

// ---- bitmaps, sixteen bytes at a time: the baseline of x86-64 ----

#if OPTOUT_CSV_SSE2
struct sse2_block {
  static std::uint64_t equal(const __m128i (&part)[4], char c) noexcept {
    const __m128i wanted = _mm_set1_epi8(c);
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 4; ++i) {
      const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(part[i], wanted));
      bits |= static_cast<std::uint64_t>(static_cast<unsigned>(mask)) << (16 * i);
    }
    return bits;
  }

  static block_bits classify(const char* bytes, char delimiter) noexcept {
    __m128i part[4];
    std::memcpy(part, bytes, block_bytes);
    const __m128i least = _mm_min_epu8(_mm_min_epu8(part[0], part[1]), _mm_min_epu8(part[2], part[3]));
    return {equal(part, delimiter),
            equal(part, '"'),
            equal(part, '\r'),
            equal(part, '\n'),
            0,
            _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())) != 0};
  }
};
#endif

// ---- bitmaps, thirty-two bytes at a time, and parity by carry-less multiplication ----

#if OPTOUT_CSV_AVX2
__attribute__((target("avx2"))) inline std::uint64_t equal_avx2(__m256i low, __m256i high,
                                                                __m256i wanted) noexcept {
  const auto first = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)));
  const auto second = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)));
  return first | std::uint64_t{second} << 32;
}

// prefix_parity() by one carry-less multiplication.
__attribute__((target("pclmul"))) inline std::uint64_t prefix_parity_clmul(std::uint64_t bits) noexcept {
  const __m128i word = _mm_cvtsi64_si128(static_cast<long long>(bits));
  return static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_clmulepi64_si128(word, _mm_set1_epi8(-1), 0)));
}

__attribute__((target("avx2,pclmul"))) inline void classify_avx2(const char* bytes, std::size_t blocks,
                                                                 char delimiter, block_bits* out) noexcept {
  const __m256i wanted = _mm256_set1_epi8(delimiter);
  const __m256i quote = _mm256_set1_epi8('"');
  const __m256i cr = _mm256_set1_epi8('\r');
  const __m256i lf = _mm256_set1_epi8('\n');
  for (std::size_t i = 0; i < blocks; ++i) {
    const char* const at = bytes + i * block_bytes;
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32));
    block_bits& bits = out[i];
    bits.delimiter = equal_avx2(low, high, wanted);
    bits.quote = equal_avx2(low, high, quote);
    bits.cr = equal_avx2(low, high, cr);
    bits.lf = equal_avx2(low, high, lf);
    bits.odd_quotes = prefix_parity_clmul(bits.quote);
    const __m256i zero = _mm256_cmpeq_epi8(_mm256_min_epu8(low, high), _mm256_setzero_si256());
    bits.has_nul = _mm256_movemask_epi8(zero) != 0;
  }
}
#endif

// ---- bitmaps, sixty-four bytes at a time ----

#if OPTOUT_CSV_AVX2
#define OPTOUT_CSV_AVX512 "avx512f,avx512bw,avx512vbmi2,bmi,popcnt,pclmul"

__attribute__((target(OPTOUT_CSV_AVX512))) inline void classify_avx512(const char* bytes, std::size_t blocks,
                                                                       char delimiter,
                                                                       block_bits* out) noexcept {
  for (std::size_t i = 0; i < blocks; ++i) {
    const __m512i block = _mm512_loadu_si512(bytes + i * block_bytes);
    block_bits& bits = out[i];
    bits.delimiter = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(delimiter));
    bits.quote = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"'));
    bits.cr = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\r'));
    bits.lf = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n'));
    bits.odd_quotes = prefix_parity_clmul(bits.quote);
    bits.has_nul = _mm512_testn_epi8_mask(block, block) != 0;
  }
}
#endif

// ---- places out of bitmaps ----

// Writes the places of the bits, counted from `base`. May write more behind them: sixty-four in all.
struct places_one_by_one {
  static void put(std::uint32_t* out, std::uint32_t base, std::uint64_t bits) noexcept {
    for (; bits != 0; bits &= bits - 1) *out++ = base + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
};

#if OPTOUT_CSV_AVX2
// Sixteen a step: bytes that say where they stand, pressed together.
struct places_pressed {
  __attribute__((target(OPTOUT_CSV_AVX512))) static void put(std::uint32_t* out, std::uint32_t base,
                                                             std::uint64_t bits) noexcept {
    alignas(64) static constexpr auto each = [] {
      std::array<std::uint8_t, block_bytes> numbers{};
      std::iota(numbers.begin(), numbers.end(), std::uint8_t{0});
      return numbers;
    }();
    alignas(64) std::uint8_t at[block_bytes];
    const __m512i from = _mm512_set1_epi32(static_cast<int>(base));
    const __m512i places = _mm512_maskz_compress_epi8(bits, _mm512_load_si512(each.data()));
    const auto put16 = [&](__m128i next, std::uint32_t * to) __attribute__((target(OPTOUT_CSV_AVX512))) {
      _mm512_storeu_si512(to, _mm512_add_epi32(_mm512_maskz_cvtepu8_epi32(0xFFFF, next), from));
    };
    put16(_mm512_maskz_extracti32x4_epi32(0xF, places, 0), out);
    const int count = std::popcount(bits);
    if (count <= 16) [[likely]]
      return;
    _mm512_store_si512(at, places);
    for (int done = 16; done < count; done += 16) {
      put16(_mm_load_si128(reinterpret_cast<const __m128i*>(at + done)), out + done);
    }
  }
};
#endif

}  // namespace optout::detail::csv
