// A split-block Bloom filter over keys: says "no" for good, and "maybe" for what was put in and for a few
// others.
//
//   | header 64 | blocks, 32 bytes each: 8 words of 32 bits |
//
// A key has one bit in each word of one block, so a question costs one cache line and no branch. Keys are
// uniformly random, so the block and the eight 5-bit positions are bits of the key as they are: the block is
// decided by the top of `hi`, which puts sorted keys in the order of blocks, and the positions by bits that
// the key table does not look at (key_line.hpp), which keeps the two independent.
//
// False positives of random keys: 3.3 % at 8 bits a key, 1.3 % at 10, 0.5 % at 12.
// Bytes: as for key_table. The filter must have been filled with every key of the table behind it.
// Threads: the view is const and without state; a builder has one user.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/set/key_line.hpp>

#include <absl/status/statusor.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace optout {

class bloom_filter {
 public:
  bloom_filter() = default;  // without keys

  // Refuses bytes that are not a whole filter.
  static absl::StatusOr<bloom_filter> view(std::span<const std::byte> bytes);

  std::uint64_t block_count() const noexcept { return block_count_; }

  bool contains(const key& k) const noexcept;

  // Sets bit i % 64 of mask[i / 64] when keys[i] may be there; clears all others.
  // Requires: mask.size() == (keys.size() + 63) / 64.
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) const noexcept;

 private:
  const std::byte* block_of(const key& k) const noexcept;

  const std::byte* blocks_ = detail::empty_line.data();
  std::uint64_t block_count_ = 1;
};

// Fills a filter in place, or a part of one. The order of keys does not matter, and a key put in twice changes nothing.
class bloom_filter_builder {
 public:
  static constexpr unsigned default_bits_per_key = 10;

  static std::size_t bytes_needed(std::uint64_t keys, unsigned bits_per_key = default_bits_per_key) noexcept;

  // Starts an empty filter in `filter`, which must outlive the builder and is the result.
  // Requires: filter.size() is one that bytes_needed() gives.
  explicit bloom_filter_builder(std::span<std::byte> filter) noexcept
      : bloom_filter_builder(filter.size(), 0, filter) {}

  // The same for the part `to` of a filter of `size` bytes, which begins at byte `from` of it.
  // Requires: it begins and ends at multiples of piece_unit, or with the filter.
  static constexpr std::size_t piece_unit = 64;
  bloom_filter_builder(std::size_t size, std::size_t from, std::span<std::byte> to) noexcept;

  // The blocks that lie in the part.
  std::uint64_t first_block() const noexcept { return first_block_; }
  std::uint64_t end_block() const noexcept { return end_block_; }
  std::uint64_t block_count() const noexcept { return block_count_; }

  // Uses `hi` and the top 21 bits of `lo` only. Requires: the key's block is there.
  void insert(const key& k) noexcept;

  std::uint64_t block_index_of(const key& k) const noexcept { return detail::fast_range(k.hi, block_count_); }

  // A filter of all `keys`.
  static std::vector<std::byte> build(std::span<const key> keys,
                                      unsigned bits_per_key = default_bits_per_key);

 private:
  std::byte* blocks_;  // of which the first is first_block_
  std::uint64_t block_count_, first_block_, end_block_;
};

// ---- details ----

namespace detail {

// The header: magic and version, blocks, then zeros. These numbers are in stored bytes.
inline constexpr std::uint64_t bloom_magic = 0x3130'4642'4f54'504f;  // "OPTOBF01"
inline constexpr std::size_t bloom_header_size = 64;
inline constexpr std::size_t block_size = 32;
inline constexpr std::size_t words_per_block = 8;

// The position of the key's bit in word i of its block. Seen as eight 16-bit pieces, lowest first, words 0..2
// take the three top fives of piece 3, word 3 of piece 2, words 4..6 of piece 4, word 7 of piece 5.
inline unsigned bloom_position(const key& k, std::size_t i) noexcept {
  constexpr unsigned shift[words_per_block] = {59, 54, 49, 43, 11, 6, 1, 27};
  return static_cast<unsigned>(((i < 4 ? k.lo : k.hi) >> shift[i]) & 31);
}

inline bool block_has_portable(const std::byte* block, const key& k) noexcept {
  std::uint32_t all = 1;
  for (std::size_t i = 0; i < words_per_block; ++i) {
    all &= load_u32(block + 4 * i) >> bloom_position(k, i);
  }
  return all != 0;
}

inline void put_bits_portable(std::byte* block, const key& k) noexcept {
  for (std::size_t i = 0; i < words_per_block; ++i) {
    std::byte* const word = block + 4 * i;
    store_u32(word, load_u32(word) | (std::uint32_t{1} << bloom_position(k, i)));
  }
}

#if OPTOUT_SET_SSE2
// The bits 1 << position of four positions, one in each 32-bit lane. Baseline x86-64 has no shift by lane, so
// -2^position is written down as a float and converted; the negative one is in range for position 31 too.
inline __m128i bits_at(__m128i positions) noexcept {
  const __m128i minus_one = _mm_set1_epi32(static_cast<int>(0xbf800000u));
  const __m128i power = _mm_add_epi32(_mm_slli_epi32(positions, 23), minus_one);
  return _mm_sub_epi32(_mm_setzero_si128(), _mm_cvttps_epi32(_mm_castsi128_ps(power)));
}

// The key's bits of both halves of its block.
struct block_bits_sse2 {
  explicit block_bits_sse2(const key& k) noexcept {
    __m128i pieces = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&k));
    pieces = _mm_shufflelo_epi16(pieces, _MM_SHUFFLE(2, 3, 3, 3));
    pieces = _mm_shufflehi_epi16(pieces, _MM_SHUFFLE(1, 0, 0, 0));
    // A multiplication shifts each lane its own way: the wanted five bits come to the top.
    const __m128i moved = _mm_mullo_epi16(pieces, _mm_setr_epi16(1, 32, 1024, 1, 1, 32, 1024, 1));
    const __m128i positions = _mm_srli_epi16(moved, 11);
    first = bits_at(_mm_unpacklo_epi16(positions, _mm_setzero_si128()));
    second = bits_at(_mm_unpackhi_epi16(positions, _mm_setzero_si128()));
  }
  __m128i first, second;
};

inline bool block_has_sse2(const std::byte* block, const key& k) noexcept {
  const block_bits_sse2 bits(k);
  const auto* const half = reinterpret_cast<const __m128i*>(block);
  const __m128i missing = _mm_or_si128(_mm_andnot_si128(_mm_loadu_si128(half), bits.first),
                                       _mm_andnot_si128(_mm_loadu_si128(half + 1), bits.second));
  return _mm_movemask_epi8(_mm_cmpeq_epi32(missing, _mm_setzero_si128())) == 0xffff;
}

inline void put_bits_sse2(std::byte* block, const key& k) noexcept {
  const block_bits_sse2 bits(k);
  auto* const half = reinterpret_cast<__m128i*>(block);
  _mm_storeu_si128(half, _mm_or_si128(_mm_loadu_si128(half), bits.first));
  _mm_storeu_si128(half + 1, _mm_or_si128(_mm_loadu_si128(half + 1), bits.second));
}
#endif

inline bool block_has(const std::byte* block, const key& k) noexcept {
#if OPTOUT_SET_SSE2
  return block_has_sse2(block, k);
#else
  return block_has_portable(block, k);
#endif
}

// Sets the key's bits in its block.
inline void put_bits(std::byte* block, const key& k) noexcept {
#if OPTOUT_SET_SSE2
  put_bits_sse2(block, k);
#else
  put_bits_portable(block, k);
#endif
}

}  // namespace detail

inline absl::StatusOr<bloom_filter> bloom_filter::view(std::span<const std::byte> bytes) {
  if (bytes.size() < detail::bloom_header_size) {
    return failure(fault::list, "Bloom filter is shorter than its header");
  }
  if (detail::load_u64(bytes.data()) != detail::bloom_magic) {
    return failure(fault::list, "Bloom filter has an unknown format");
  }
  bloom_filter filter;
  filter.blocks_ = bytes.data() + detail::bloom_header_size;
  filter.block_count_ = detail::load_u64(bytes.data() + 8);
  const std::size_t behind_header = bytes.size() - detail::bloom_header_size;
  if (filter.block_count_ == 0 || behind_header % detail::block_size != 0 ||
      filter.block_count_ != behind_header / detail::block_size) {
    return failure(fault::list, "Bloom filter does not have the size that its header says");
  }
  return filter;
}

inline const std::byte* bloom_filter::block_of(const key& k) const noexcept {
  return blocks_ + detail::fast_range(k.hi, block_count_) * detail::block_size;
}

inline bool bloom_filter::contains(const key& k) const noexcept {
  return detail::block_has(block_of(k), k);
}

inline void bloom_filter::contains(std::span<const key> keys, std::span<std::uint64_t> mask) const noexcept {
  assert(mask.size() == (keys.size() + 63) / 64);
  constexpr std::size_t look_ahead = 32;
  const std::size_t size = keys.size();
  for (std::size_t i = 0; i < std::min(look_ahead, size); ++i) detail::prefetch(block_of(keys[i]));
  for (std::size_t first = 0; first < size; first += 64) {
    const std::size_t count = std::min<std::size_t>(64, size - first);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
      detail::prefetch(block_of(keys[std::min(first + i + look_ahead, size - 1)]));
      const key& k = keys[first + i];
      bits |= std::uint64_t{detail::block_has(block_of(k), k)} << i;
    }
    mask[first / 64] = bits;
  }
}

inline std::size_t bloom_filter_builder::bytes_needed(std::uint64_t keys, unsigned bits_per_key) noexcept {
  const std::uint64_t blocks = (keys * bits_per_key + 255) / 256;
  return detail::bloom_header_size + std::max<std::uint64_t>(1, blocks) * detail::block_size;
}

inline bloom_filter_builder::bloom_filter_builder(std::size_t size, std::size_t from,
                                                  std::span<std::byte> to) noexcept {
  const auto blocks_before = [](std::size_t at) {
    return (std::max(at, detail::bloom_header_size) - detail::bloom_header_size) / detail::block_size;
  };
  const std::size_t header = from == 0 ? detail::bloom_header_size : 0;
  assert(from % piece_unit == 0 && (to.size() % piece_unit == 0 || from + to.size() == size));
  blocks_ = to.data() + header;
  block_count_ = blocks_before(size);
  first_block_ = blocks_before(from);
  end_block_ = blocks_before(from + to.size());
  std::fill(to.begin(), to.end(), std::byte{0});
  if (header == 0) return;
  detail::store_u64(to.data(), detail::bloom_magic);
  detail::store_u64(to.data() + 8, block_count_);
}

inline void bloom_filter_builder::insert(const key& k) noexcept {
  detail::put_bits(blocks_ + (block_index_of(k) - first_block_) * detail::block_size, k);
}

inline std::vector<std::byte> bloom_filter_builder::build(std::span<const key> keys, unsigned bits_per_key) {
  std::vector<std::byte> bytes(bytes_needed(keys.size(), bits_per_key));
  bloom_filter_builder builder(bytes);
  for (const key& k : keys) builder.insert(k);
  return bytes;
}

}  // namespace optout
