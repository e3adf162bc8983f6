// Which blocks of a list have been read, and which of those are verified: a run verifies what its answers rest on, and
// need not verify the rest.
//
// Lookups read a list through marked_section, which marks as it reads. Threads: all members may be called at once; a block
// that is marked while others are verified waits for the next round. Memory: two bits a block.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/list/format.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace optout::detail {

class block_marks {
 public:
  explicit block_marks(std::uint64_t blocks) : words_((blocks + blocks_a_word - 1) / blocks_a_word) {}

  // Requires: block < blocks.
  void mark(std::uint64_t block) noexcept {
    std::atomic<std::uint64_t>& read = words_[block / blocks_a_word].read;
    const std::uint64_t bit = std::uint64_t{1} << block % blocks_a_word;
    if ((read.load(std::memory_order_relaxed) & bit) == 0) read.fetch_or(bit, std::memory_order_relaxed);
  }

  // Blocks come in pieces of 4 MiB. Asks first_bad(blocks) for the first of a piece's blocks that were read and are not
  // verified which is damaged, or -1; if none is, they are verified from now on. Returns what it said.
  // Requires: piece < pieces().
  std::size_t pieces() const noexcept { return (words_.size() + words_a_piece - 1) / words_a_piece; }
  template <typename FirstBad>
  std::int64_t verify(std::size_t piece, FirstBad&& first_bad);

 private:
  static constexpr std::size_t blocks_a_word = 64, words_a_piece = 16;

  struct pair_of_words {
    std::atomic<std::uint64_t> read = 0, verified = 0;
  };
  std::vector<pair_of_words> words_;
};

template <typename FirstBad>
std::int64_t block_marks::verify(std::size_t piece, FirstBad&& first_bad) {
  const std::size_t first = piece * words_a_piece, end = std::min(first + words_a_piece, words_.size());
  std::array<std::uint64_t, words_a_piece> unverified;
  std::array<std::uint64_t, words_a_piece * blocks_a_word> blocks;
  std::size_t count = 0;
  for (std::size_t word = first; word < end; ++word) {
    unverified[word - first] = words_[word].read.load(std::memory_order_relaxed) &
                               ~words_[word].verified.load(std::memory_order_relaxed);
    for (std::uint64_t bits = unverified[word - first]; bits != 0; bits &= bits - 1) {
      blocks[count++] = word * blocks_a_word + static_cast<unsigned>(std::countr_zero(bits));
    }
  }
  const std::int64_t bad = first_bad(std::span<const std::uint64_t>(blocks).first(count));
  if (bad >= 0) return bad;
  for (std::size_t word = first; word < end; ++word) {
    words_[word].verified.fetch_or(unverified[word - first], std::memory_order_relaxed);
  }
  return bad;
}

// A section of a list's data. Marks and bytes are the list's.
class marked_section {
 public:
  marked_section() = default;  // empty
  // Requires: `from` is a multiple of block_bytes, and [from, from + size) lies in `data`.
  marked_section(std::span<const std::byte> data, std::uint64_t from, std::uint64_t size, block_marks& marks)
      : bytes_(data.subspan(from, size)), first_block_(from / list_format::block_bytes), marks_(&marks) {}

  bool empty() const noexcept { return bytes_.empty(); }
  std::uint64_t size() const noexcept { return bytes_.size(); }
  template <typename T>
  std::uint64_t count() const noexcept {
    return bytes_.size() / sizeof(T);
  }

  // The `index`-th T, of which the first `kept` bytes are there and zeros behind them; zeros beyond the end, so that a lookup
  // in a damaged list stays inside it.
  template <typename T>
  T at(std::uint64_t index, std::size_t kept = sizeof(T)) const noexcept {
    T value{};
    if (index >= bytes_.size() / kept) return value;
    mark(index * kept, kept);
    std::memcpy(&value, bytes_.data() + index * kept, kept);
    return value;
  }

  // Empty if it does not lie inside.
  std::string_view text(std::uint64_t offset, std::uint64_t size) const noexcept {
    if (offset > bytes_.size() || size > bytes_.size() - offset) return {};
    mark(offset, size);
    return {reinterpret_cast<const char*>(bytes_.data()) + offset, size};
  }

  // For who reads by other ways, and marks what that reads. Requires: it lies inside.
  std::span<const std::byte> unmarked() const noexcept { return bytes_; }
  void mark(std::uint64_t offset, std::uint64_t size) const noexcept {
    if (size == 0) return;
    const std::uint64_t last = (offset + size - 1) / list_format::block_bytes;
    for (std::uint64_t b = offset / list_format::block_bytes; b <= last; ++b) marks_->mark(first_block_ + b);
  }
  void mark_from(std::uint64_t offset) const noexcept { mark(offset, bytes_.size() - offset); }

 private:
  std::span<const std::byte> bytes_;
  std::uint64_t first_block_ = 0;
  block_marks* marks_ = nullptr;
};

}  // namespace optout::detail
