// SHA-256 of a batch by the CPU's SHA instructions: a kernel of digest.hpp.
//
//   16 messages ── copy what fills no block, pad ──> tails ── four side by side, short ones first ──> digests
//
// Each step of SHA-256 needs the step before, so one message alone leaves the CPU waiting; four take turns. Tails
// are made ahead of their use: they are stored in small pieces and loaded in large ones, and such a load waits
// until the stores have reached the cache. Long messages go to the other end of the 16, so that few lanes idle.
//
// `OPTOUT_SHA_NI` says whether this build has the kernel, usable() whether this CPU runs it; OPTOUT_PORTABLE
// leaves it out. Source: FIPS 180-4; ABEF and CDGH are the halves of the state as SHA256RNDS2 takes them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__x86_64__) && !defined(OPTOUT_PORTABLE)
#define OPTOUT_SHA_NI 1

#include <cpuid.h>
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#define OPTOUT_SHA_NI_TARGET __attribute__((target("sha,sse4.1,ssse3")))

namespace optout::detail::sha_ni {

bool usable() noexcept;

// The digest of `messages[i]` to `out[i]`, reading no byte outside the messages.
// Requires: usable(), and as many places as messages.
void digest(std::span<const std::string_view> messages, std::span<std::array<std::byte, 32>> out) noexcept;

// ---- details ----

inline bool usable() noexcept {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  constexpr unsigned sse41_and_ssse3 = 1u << 19 | 1u << 9;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & sse41_and_ssse3) != sse41_and_ssse3) return false;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx >> 29 & 1) != 0;
}

// FIPS 180-4, 4.2.2.
alignas(16) inline constexpr std::uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

template <std::size_t Piece>
inline void copy_ends(unsigned char* to, const char* from, std::size_t size) noexcept {
  std::memcpy(to, from, Piece);
  std::memcpy(to + size - Piece, from + size - Piece, Piece);
}

// Less than 64 bytes, as two pieces that may overlap: cheaper than a call of memcpy.
inline void copy_below_64(unsigned char* to, const char* from, std::size_t size) noexcept {
  if (size >= 32) {
    copy_ends<32>(to, from, size);
  } else if (size >= 16) {
    copy_ends<16>(to, from, size);
  } else if (size >= 8) {
    copy_ends<8>(to, from, size);
  } else if (size >= 4) {
    copy_ends<4>(to, from, size);
  } else if (size >= 2) {
    copy_ends<2>(to, from, size);
  } else if (size == 1) {
    *to = static_cast<unsigned char>(*from);
  }
}

// A message as blocks: the whole ones where they are, the rest and its padding in `tail`.
struct padded_message {
  static constexpr std::size_t block_bytes = 64;

  alignas(64) unsigned char tail[2 * block_bytes];
  const char* bytes;
  std::size_t whole;   // blocks that need no padding
  std::size_t blocks;  // all
  std::array<std::byte, 32>* out;

  void set(std::string_view message, std::array<std::byte, 32>* to) noexcept {
    const std::size_t rest = message.size() % block_bytes;
    bytes = message.data();
    whole = message.size() / block_bytes;
    out = to;
    // FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits, big-endian, in the last eight bytes.
    const std::size_t tail_blocks = rest + 1 + sizeof(std::uint64_t) <= block_bytes ? 1 : 2;
    blocks = whole + tail_blocks;
    std::memset(tail, 0, block_bytes);
    if (tail_blocks == 2) std::memset(tail + block_bytes, 0, block_bytes);
    copy_below_64(tail, bytes + (message.size() - rest), rest);
    tail[rest] = 0x80;
    const std::uint64_t bits = __builtin_bswap64(std::uint64_t{message.size()} * 8);
    std::memcpy(tail + tail_blocks * block_bytes - sizeof bits, &bits, sizeof bits);
  }

  // The n-th block; once the message has ended any, for its lane to pass the time with.
  const void* block(std::size_t n) const noexcept {
    if (n < whole) return bytes + n * block_bytes;
    return n < blocks ? tail + (n - whole) * block_bytes : tail;
  }
};

// The bytes of each 32-bit word in the opposite order.
OPTOUT_SHA_NI_TARGET inline __m128i swapped(__m128i words) noexcept {
  return _mm_shuffle_epi8(words, _mm_set_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203));
}

// One block a lane into the lane's state. FIPS 180-4, 6.2.2.
template <std::size_t Lanes>
OPTOUT_SHA_NI_TARGET inline void compress(const void* const (&block)[Lanes], __m128i (&abef)[Lanes],
                                          __m128i (&cdgh)[Lanes]) noexcept {
  __m128i w[Lanes][4];  // the last 16 words of each message schedule, as a ring
  __m128i a[Lanes];
  __m128i c[Lanes];
#pragma GCC unroll 4
  for (std::size_t lane = 0; lane < Lanes; ++lane) {
    a[lane] = abef[lane];
    c[lane] = cdgh[lane];
#pragma GCC unroll 4
    for (std::size_t i = 0; i < 4; ++i) {
      w[lane][i] = swapped(_mm_loadu_si128(static_cast<const __m128i*>(block[lane]) + i));
    }
  }
  // Unrolled, so that vectors stay in registers.
#pragma GCC unroll 16
  for (std::size_t four = 0; four < 16; ++four) {
    const __m128i constants = _mm_load_si128(reinterpret_cast<const __m128i*>(round_constants + 4 * four));
#pragma GCC unroll 4
    for (std::size_t lane = 0; lane < Lanes; ++lane) {
      __m128i& now = w[lane][four % 4];
      const __m128i& back_1 = w[lane][(four + 3) % 4];
      if (four >= 4) {
        const __m128i back_2 = w[lane][(four + 2) % 4];
        const __m128i back_3 = w[lane][(four + 1) % 4];
        now = _mm_add_epi32(_mm_sha256msg1_epu32(now, back_3), _mm_alignr_epi8(back_1, back_2, 4));
        now = _mm_sha256msg2_epu32(now, back_1);
      }
      const __m128i sums = _mm_add_epi32(now, constants);
      c[lane] = _mm_sha256rnds2_epu32(c[lane], a[lane], sums);
      a[lane] = _mm_sha256rnds2_epu32(a[lane], c[lane], _mm_shuffle_epi32(sums, 0x0e));
    }
  }
#pragma GCC unroll 4
  for (std::size_t lane = 0; lane < Lanes; ++lane) {
    abef[lane] = _mm_add_epi32(abef[lane], a[lane]);
    cdgh[lane] = _mm_add_epi32(cdgh[lane], c[lane]);
  }
}

OPTOUT_SHA_NI_TARGET inline void store(__m128i abef, __m128i cdgh, std::array<std::byte, 32>& out) noexcept {
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  __m128i* const to = reinterpret_cast<__m128i*>(out.data());
  _mm_storeu_si128(to, swapped(_mm_blend_epi16(feba, dchg, 0xf0)));
  _mm_storeu_si128(to + 1, swapped(_mm_alignr_epi8(dchg, feba, 8)));
}

// Digests the first `count` of `messages`, one a lane; lanes left over repeat the last one.
template <std::size_t Lanes>
OPTOUT_SHA_NI_TARGET inline void digest_lanes(const padded_message* messages, std::size_t count) noexcept {
  const padded_message* message[Lanes];
  const void* block[Lanes];
  __m128i abef[Lanes];
  __m128i cdgh[Lanes];
  std::size_t most = 0;
  for (std::size_t lane = 0; lane < Lanes; ++lane) {
    message[lane] = messages + std::min(lane, count - 1);
    most = std::max(most, message[lane]->blocks);
    // FIPS 180-4, 5.3.3.
    abef[lane] =
        _mm_set_epi32(0x6a09e667, static_cast<int>(0xbb67ae85), 0x510e527f, static_cast<int>(0x9b05688c));
    cdgh[lane] = _mm_set_epi32(0x3c6ef372, static_cast<int>(0xa54ff53a), 0x1f83d9ab, 0x5be0cd19);
  }
  if (most == 1) {  // the loop below does the same, but sends the states through memory
    for (std::size_t lane = 0; lane < Lanes; ++lane) block[lane] = message[lane]->tail;
    compress(block, abef, cdgh);
    for (std::size_t lane = 0; lane < Lanes; ++lane) store(abef[lane], cdgh[lane], *message[lane]->out);
    return;
  }
  for (std::size_t n = 0; n < most; ++n) {
    for (std::size_t lane = 0; lane < Lanes; ++lane) block[lane] = message[lane]->block(n);
    compress(block, abef, cdgh);
    for (std::size_t lane = 0; lane < Lanes; ++lane) {
      if (n + 1 == message[lane]->blocks) store(abef[lane], cdgh[lane], *message[lane]->out);
    }
  }
}

OPTOUT_SHA_NI_TARGET inline void digest(std::span<const std::string_view> messages,
                                        std::span<std::array<std::byte, 32>> out) noexcept {
  constexpr std::size_t ahead = 16;
  constexpr std::size_t lanes = 4;
  constexpr std::size_t most_in_one_block = 55;
  padded_message padded[ahead];
  for (std::size_t first = 0; first < messages.size(); first += ahead) {
    const std::size_t count = std::min(ahead, messages.size() - first);
    std::size_t short_end = 0;
    std::size_t long_begin = count;
    for (std::size_t i = first; i < first + count; ++i) {
      const bool is_short = messages[i].size() <= most_in_one_block;
      padded[is_short ? short_end++ : --long_begin].set(messages[i], &out[i]);
    }
    for (std::size_t i = 0; i < count; i += lanes) {
      if (count - i == 1) {
        digest_lanes<1>(padded + i, 1);
      } else {
        digest_lanes<lanes>(padded + i, std::min(lanes, count - i));
      }
    }
  }
}

}  // namespace optout::detail::sha_ni

#undef OPTOUT_SHA_NI_TARGET
#else
#define OPTOUT_SHA_NI 0
#endif
