// The scanner of csv_scan.hpp: bitmaps from blocks, quoted bytes by parity, ends and rows out of the bitmaps.
// SPDX-License-Identifier: Apache-2.0
#include "csv_blocks.hpp"
#include <optout/io/csv_scan.hpp>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace optout::detail {
namespace {

using namespace csv;

// Blocks that a kernel classifies in a call.
constexpr std::size_t blocks_at_once = 16;

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
