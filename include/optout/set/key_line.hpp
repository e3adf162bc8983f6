// One line of a key table: 64 bytes that hold up to 12 keys, and how a line answers.
//
//   byte 0                      48              60       64
//        | low 32 bits, 12 x u32 | next 8, 12 x u8 | word  |     word: bits 0..27  overflow filter
//                                                                      bits 28..31 slots in use
//
// A key's line is decided by the top of `hi`, so only its remainder, the low 40 bits of `lo`, is kept in the
// slot. Slots fill from the first; those past the count hold nothing, whatever their bytes say. A key that
// belongs here but is kept in the stash sets one bit of the overflow filter, so that nearly every miss ends
// here.
//
// Keys are uniformly random already: the bits are used as they are, and each use has bits of its own.
//   hi 63..32 line and filter block · 31..27 and 15..1 filter bits · 26..16 overflow bit
//   lo 63..43 filter bits · 39..0 remainder
//
// The compare has an SSE2 and a portable body of one meaning; the bytes never depend on which one runs.
// Define OPTOUT_PORTABLE to force the portable one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/set/little_endian.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__) && !defined(OPTOUT_PORTABLE)
#define OPTOUT_SET_SSE2 1
#include <emmintrin.h>
#else
#define OPTOUT_SET_SSE2 0
#endif

namespace optout::detail {

// These numbers are in stored bytes.
inline constexpr std::size_t line_size = 64;
inline constexpr std::size_t slots_per_line = 12;
inline constexpr std::size_t line_high_offset = 48;
inline constexpr std::size_t line_word_offset = 60;
inline constexpr unsigned remainder_bits = 40;
inline constexpr unsigned overflow_bits = 28;

__extension__ using u128 = unsigned __int128;

// A line without keys, and a filter block without keys, for views of nothing.
inline constexpr std::array<std::byte, line_size> empty_line{};

// Maps a uniform `bits` to [0, n), in the order of `bits`: sorted keys have sorted lines.
inline std::uint64_t fast_range(std::uint64_t bits, std::uint64_t n) noexcept {
  return static_cast<std::uint64_t>((static_cast<u128>(bits) * n) >> 64);
}

inline std::uint64_t remainder_of(const key& k) noexcept {
  return k.lo & ((std::uint64_t{1} << remainder_bits) - 1);
}

// The key's bit of the overflow filter.
inline std::uint32_t overflow_bit_of(const key& k) noexcept {
  const auto eleven = static_cast<std::uint32_t>(k.hi >> 16) & 0x7ffu;
  return std::uint32_t{1} << ((eleven * overflow_bits) >> 11);
}

inline std::uint32_t used_slots(std::uint32_t word) noexcept {
  const std::uint32_t used = word >> overflow_bits;
  return used < slots_per_line ? used : std::uint32_t{slots_per_line};  // any bytes stay in bounds
}

inline std::uint64_t remainder_at(const std::byte* line, std::size_t slot) noexcept {
  return load_u32(line + 4 * slot) |
         (std::uint64_t{std::to_integer<std::uint8_t>(line[line_high_offset + slot])} << 32);
}

inline void put_remainder(std::byte* line, std::size_t slot, std::uint64_t remainder) noexcept {
  store_u32(line + 4 * slot, static_cast<std::uint32_t>(remainder));
  line[line_high_offset + slot] = static_cast<std::byte>(remainder >> 32);
}

// ---- the compare ----

// Bit i is set when slot i of 12 has this remainder, in use or not.
inline std::uint32_t equal_slots_portable(const std::byte* line, std::uint64_t remainder) noexcept {
  std::uint32_t equal = 0;
  for (std::size_t i = 0; i < slots_per_line; ++i) {
    equal |= static_cast<std::uint32_t>(remainder_at(line, i) == remainder) << i;
  }
  return equal;
}

#if OPTOUT_SET_SSE2
inline std::uint32_t equal_slots_sse2(const std::byte* line, std::uint64_t remainder) noexcept {
  const auto quarter = [line](std::size_t i) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(line + 16 * i));
  };
  const __m128i low = _mm_set1_epi32(static_cast<int>(remainder));
  const __m128i high = _mm_set1_epi8(static_cast<char>(remainder >> 32));
  const __m128i first_8 = _mm_packs_epi32(_mm_cmpeq_epi32(quarter(0), low), _mm_cmpeq_epi32(quarter(1), low));
  const __m128i last_4 = _mm_packs_epi32(_mm_cmpeq_epi32(quarter(2), low), _mm_setzero_si128());
  const __m128i equal = _mm_and_si128(_mm_packs_epi16(first_8, last_4), _mm_cmpeq_epi8(quarter(3), high));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
}
#endif

inline std::uint32_t equal_slots(const std::byte* line, std::uint64_t remainder) noexcept {
#if OPTOUT_SET_SSE2
  return equal_slots_sse2(line, remainder);
#else
  return equal_slots_portable(line, remainder);
#endif
}

// Which slots in use have this remainder; a table that optout built has at most one.
inline std::uint32_t matching_slots(const std::byte* line, std::uint32_t word,
                                    std::uint64_t remainder) noexcept {
  return equal_slots(line, remainder) & ((std::uint32_t{1} << (word >> overflow_bits)) - 1);
}

inline void prefetch(const std::byte* where) noexcept {
  __builtin_prefetch(where);
}

}  // namespace optout::detail
