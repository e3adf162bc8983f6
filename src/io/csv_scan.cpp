// The scanner of csv_scan.hpp: bitmaps from blocks, quoted bytes by parity, ends and rows out of the bitmaps.
//
// A kernel makes the bitmaps of some blocks at a time, so that one for newer machines is a call and no more: it is
// compiled for them and chosen at run time, while everything else stays what every x86-64 runs.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/csv_scan.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <utility>

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

namespace optout::detail {
namespace {

constexpr std::size_t block_bytes = 64;

constexpr std::size_t blocks_at_once = 16;

// Bit i speaks of byte i of a block.
struct block_bits {
  std::uint64_t delimiter, quote, cr, lf;
  std::uint64_t odd_quotes;  // bit i: whether quotes 0 to i are odd in number
  bool has_nul;
};

// Bit i: whether bits 0 to i are odd in number.
std::uint64_t prefix_parity(std::uint64_t bits) noexcept {
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

__attribute__((target("avx2,pclmul"))) void classify_avx2(const char* bytes, std::size_t blocks,
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

__attribute__((target(OPTOUT_CSV_AVX512))) void classify_avx512(const char* bytes, std::size_t blocks,
                                                                char delimiter, block_bits* out) noexcept {
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

// ---- the scan ----

template <typename Places>
class scan_state {
 public:
  scan_state(std::string_view text, char delimiter, csv_index& index)
      : text_(text), delimiter_(delimiter), index_(index) {
    index_.used_ends = 0;
    index_.rows.clear();
    index_.rows.push_back({0, 0});
  }

  // Takes the block at `base` of `size` bytes, whose bitmaps have no bit behind them.
  void take(std::size_t base, std::size_t size, const block_bits& bits) {
    const std::uint64_t quoted = bits.odd_quotes ^ quoted_;  // the opening quote is in, the closing out
    const std::uint64_t cr = bits.cr & ~quoted;
    const std::uint64_t lf = bits.lf & ~quoted;
    const std::uint64_t boundary = (bits.delimiter & ~quoted) | cr | lf;
    // A quote may open after a boundary, or just after a closing quote: then the two are an escaped quote.
    const std::uint64_t may_open = boundary << 1 | after_boundary_ | bits.quote << 1 | after_quote_;
    if ((bits.quote & quoted & ~may_open) != 0) [[unlikely]] {
      walk(base, size);
      return;
    }
    const std::uint64_t second_half = lf & (cr << 1 | after_cr_);
    quoted_ = std::uint64_t{0} - (quoted >> 63);
    after_boundary_ = boundary >> 63;
    after_quote_ = bits.quote >> 63;
    after_cr_ = cr >> 63;
    put(base, boundary & ~second_half, (cr | lf) & ~second_half);
  }

  csv_scan_result finish(bool at_end) {
    const csv_index::row last = index_.rows.back();
    csv_scan_result result;
    if (!at_end) {
      // A CR that ends text and record may be half a line end.
      if (last.begin == text_.size() && text_.ends_with('\r')) index_.rows.pop_back();
    } else if (quoted_ != 0) {
      result.open_quote =
          index_.used_ends > last.first_end ? index_.ends[index_.used_ends - 1] + 1 : last.begin;
    } else if (last.begin < text_.size()) {
      make_room();
      index_.ends[index_.used_ends++] = static_cast<std::uint32_t>(text_.size());
      index_.rows.push_back(
          {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(index_.used_ends)});
    }
    return result;
  }

 private:
  void make_room() {
    if (index_.used_ends + block_bytes > index_.ends.size()) {
      index_.ends.resize(2 * index_.ends.size() + text_.size() / 8 + block_bytes);
    }
  }

  // Adds what ends in the block: `newlines` are those of `ends` that end a record.
  void put(std::size_t base, std::uint64_t ends, std::uint64_t newlines) {
    make_room();
    const auto from = static_cast<std::uint32_t>(base);
    const auto used = static_cast<std::uint32_t>(index_.used_ends);
    Places::put(index_.ends.data() + used, from, ends);
    for (; newlines != 0; newlines &= newlines - 1) {
      const std::size_t at = base + static_cast<std::size_t>(std::countr_zero(newlines));
      const bool is_crlf = text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n';
      const auto up_to_it = static_cast<std::uint32_t>(std::popcount(ends & (newlines ^ (newlines - 1))));
      index_.rows.push_back({static_cast<std::uint32_t>(at) + (is_crlf ? 2 : 1), used + up_to_it});
    }
    index_.used_ends += static_cast<std::size_t>(std::popcount(ends));
  }

  // One block by the rules themselves.
  void walk(std::size_t base, std::size_t size) {
    enum { field_start, in_field, in_quotes, behind_quote } where = in_field;
    if (quoted_ != 0) {
      where = in_quotes;
    } else if (after_boundary_ != 0) {
      where = field_start;
    } else if (after_quote_ != 0) {
      where = behind_quote;
    }
    bool is_after_cr = after_cr_ != 0;
    std::uint64_t ends = 0;
    std::uint64_t newlines = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const char c = text_[base + i];
      const std::uint64_t bit = std::uint64_t{1} << i;
      const bool was_after_cr = std::exchange(is_after_cr, false);
      if (where == in_quotes) {
        if (c == '"') where = behind_quote;
      } else if (c == '"' && where != in_field) {
        where = in_quotes;
      } else if (c == delimiter_) {
        ends |= bit;
        where = field_start;
      } else if (c == '\r' || (c == '\n' && !was_after_cr)) {
        ends |= bit;
        newlines |= bit;
        where = field_start;
        is_after_cr = c == '\r';
      } else if (c != '\n') {
        where = in_field;
      }
    }
    quoted_ = where == in_quotes ? ~std::uint64_t{0} : 0;
    after_boundary_ = where == field_start ? 1 : 0;
    after_quote_ = where == behind_quote ? 1 : 0;
    after_cr_ = is_after_cr ? 1 : 0;
    put(base, ends, newlines);
  }

  std::string_view text_;
  char delimiter_;
  csv_index& index_;
  // What the block before ended with.
  std::uint64_t quoted_ = 0;          // all ones inside a quoted field
  std::uint64_t after_boundary_ = 1;  // a field's or record's end; the text's start counts
  std::uint64_t after_quote_ = 0;     // a closing quote, if not inside a quoted field
  std::uint64_t after_cr_ = 0;        // a CR that ended a record
};

using classifier = void (*)(const char* bytes, std::size_t blocks, char delimiter, block_bits* out) noexcept;

template <classifier Classify, typename Places>
csv_scan_result scan(std::string_view text, char delimiter, bool at_end, csv_index& index) {
  scan_state<Places> state(text, delimiter, index);
  std::size_t base = 0;
  bool has_nul = false;
  block_bits bits[blocks_at_once];
  while (base + block_bytes <= text.size() && !has_nul) {
    const std::size_t blocks = std::min(blocks_at_once, (text.size() - base) / block_bytes);
    Classify(text.data() + base, blocks, delimiter, bits);
    for (std::size_t i = 0; i < blocks && !has_nul; ++i, base += block_bytes) {
      state.take(base, block_bytes, bits[i]);
      has_nul = bits[i].has_nul;
    }
  }
  if (const std::size_t rest = text.size() - base; rest > 0 && rest < block_bytes && !has_nul) {
    char last[block_bytes];
    std::memset(last, 1, sizeof last);  // any byte but NUL: its bits are masked off
    std::memcpy(last, text.data() + base, rest);
    Classify(last, 1, delimiter, bits);
    const std::uint64_t mask = (std::uint64_t{1} << rest) - 1;
    bits[0].delimiter &= mask;
    state.take(base, rest, bits[0]);
    has_nul = bits[0].has_nul;
  }
  if (!has_nul) return state.finish(at_end);
  return {.nul = text.find('\0'), .open_quote = csv_scan_result::none};
}

#if OPTOUT_CSV_AVX2
// All that they call is compiled for these machines too, which walk the bits of a word in half the instructions.
__attribute__((target("avx2,bmi,popcnt,pclmul"), flatten)) csv_scan_result scan_avx2(std::string_view text,
                                                                                     char delimiter,
                                                                                     bool at_end,
                                                                                     csv_index& index) {
  return scan<classify_avx2, places_one_by_one>(text, delimiter, at_end, index);
}
__attribute__((target(OPTOUT_CSV_AVX512), flatten)) csv_scan_result scan_avx512(std::string_view text,
                                                                                char delimiter, bool at_end,
                                                                                csv_index& index) {
  return scan<classify_avx512, places_pressed>(text, delimiter, at_end, index);
}

bool has_avx2() noexcept {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
         __builtin_cpu_supports("popcnt") != 0 && __builtin_cpu_supports("pclmul") != 0;
}
bool has_avx512() noexcept {
  return has_avx2() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512vbmi2") != 0;
}
#endif

constexpr csv_kernel kernels[] = {
#if OPTOUT_CSV_AVX2
    {"avx512", scan_avx512},
    {"avx2", scan_avx2},
#endif
#if OPTOUT_CSV_SSE2
    {"sse2", scan<classify_each<sse2_block>, places_one_by_one>},
#endif
    {"scalar", scan<classify_each<scalar_block>, places_one_by_one>},
};

}  // namespace

std::span<const csv_kernel> csv_kernels() noexcept {
#if OPTOUT_CSV_AVX2
  static const std::size_t too_new = has_avx512() ? 0 : has_avx2() ? 1 : 2;
  return std::span(kernels).subspan(too_new);
#else
  return kernels;
#endif
}

const csv_kernel& csv_kernel_in_use() noexcept {
  static const csv_kernel& chosen = []() -> const csv_kernel& {
    const char* forced = std::getenv("OPTOUT_KERNEL");
    for (const csv_kernel& kernel : csv_kernels()) {
      if (forced != nullptr && std::string_view(kernel.name) == forced) return kernel;
    }
    return csv_kernels().front();
  }();
  return chosen;
}

}  // namespace optout::detail
