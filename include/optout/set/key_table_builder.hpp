// Makes the bytes of a key_table from a set of keys, and says which slot each key got.
//
// The bytes depend on the set alone. Keys come sorted (key_sort.hpp), which is the order of lines: one pass
// plans, one pass writes. A line keeps the first 12 of its keys; the others go to the stash, 4.4 % of random
// keys. Keys that share line and remainder all go to the stash, so that each is found by its whole self. Any
// set is stored exactly, however unlucky: at worst all of it is in the stash.
//
// Cost: 64 bytes for every 9.6 keys, 20 for each in the stash. Threads: one user, who may lend it several; each plans
// and writes the lines of a range of keys, and the bytes are the same for any number of them. Keys and table are gone
// through in their order, and nothing else grows with them but 8 bytes for each key in the stash.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/os/parallel.hpp>
#include <optout/set/key_ranges.hpp>
#include <optout/set/key_table.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace optout {

// A table with the slot of each key that it was built from, in their order.
struct built_key_table {
  std::vector<std::byte> bytes;
  std::vector<std::uint64_t> slots;
};

class key_table_builder {
 public:
  // Plans a table of `keys`, which must outlive the builder.
  // Requires: strictly ascending; fewer than 2^32 of them in the stash (10^11 random keys).
  explicit key_table_builder(std::span<const key> keys, unsigned jobs = 1, piece_done done = {});

  std::size_t bytes_needed() const noexcept { return detail::table_size(line_count_, stashed_.size()); }
  std::uint64_t slot_count() const noexcept { return line_count_ * detail::slots_per_line + stashed_.size(); }

  // Writes the table, and to slots[i] the slot of keys[i].
  // Requires: table.size() == bytes_needed(); slots.size() == keys.size(), or slots is empty.
  void write(std::span<std::byte> table, std::span<std::uint64_t> slots = {}) const;

  // The same, but calls visit(i, slot) for each key, on several threads if there are several.
  template <typename Visit>
  void write_each(std::span<std::byte> table, Visit&& visit) const;

  // Both steps. Requires: as above.
  static built_key_table build(std::span<const key> keys, unsigned jobs = 1);

 private:
  std::uint64_t line_of(const key& k) const noexcept { return detail::fast_range(k.hi, line_count_); }
  std::uint64_t first_line_of(std::size_t range) const noexcept;
  void plan_range(std::size_t range, std::vector<std::uint64_t>& stashed) const;
  void plan_line(std::size_t first, std::size_t last, std::vector<std::uint64_t>& remainders,
                 std::vector<std::uint64_t>& stashed) const;
  template <typename Visit>
  void write_lines(std::byte* lines, std::size_t range, Visit& visit) const;
  void write_stash(std::byte* stash, std::size_t first, std::size_t last) const noexcept;

  std::span<const key> keys_;
  unsigned jobs_;
  piece_done done_;
  std::uint64_t line_count_;
  std::vector<std::size_t> bounds_;     // of ranges of keys that share no line
  std::vector<std::uint64_t> stashed_;  // ascending indexes into keys_
};

// ---- details ----

namespace detail {

// Load 0.80: 9.6 keys a line of 12. Never without a line, so that lookups need not ask.
inline constexpr std::uint64_t lines_for(std::uint64_t keys) noexcept {
  return std::max<std::uint64_t>(1, (keys * 5 + 47) / 48);
}

// Whether any two are equal. Short spans, nearly all of them, are compared pair by pair.
inline bool any_equal(std::vector<std::uint64_t>& numbers) {
  if (numbers.size() > 32) {
    std::sort(numbers.begin(), numbers.end());
    return std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end();
  }
  bool equal = false;
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) equal |= numbers[i] == numbers[j];
  }
  return equal;
}

// Leaves, sorted, each number that was there more than once.
inline void keep_repeated(std::vector<std::uint64_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::size_t kept = 0;
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    if (numbers[i] == numbers[i - 1]) numbers[kept++] = numbers[i];
  }
  numbers.resize(kept);
}

}  // namespace detail

inline key_table_builder::key_table_builder(std::span<const key> keys, unsigned jobs, piece_done done)
    : keys_(keys), jobs_(jobs), done_(std::move(done)), line_count_(detail::lines_for(keys.size())) {
  bounds_ = detail::cut_between_groups(
      keys, jobs, [this](const key& k) { return line_of(k); }, done_);
  std::vector<std::vector<std::uint64_t>> stashed(bounds_.size() - 1);
  parallel_for(
      stashed.size(), jobs, [&](std::size_t range) { plan_range(range, stashed[range]); }, done_);
  for (auto& of_range : stashed) {
    stashed_.insert(stashed_.end(), of_range.begin(), of_range.end());
    of_range = std::vector<std::uint64_t>();
  }
  assert(stashed_.size() <= std::numeric_limits<std::uint32_t>::max());
}

// Ranges share all lines among them, those without a key too.
inline std::uint64_t key_table_builder::first_line_of(std::size_t range) const noexcept {
  const std::size_t first = bounds_[range];
  if (range == 0 || first == 0) return 0;
  return first == keys_.size() ? line_count_ : line_of(keys_[first]);
}

inline void key_table_builder::plan_range(std::size_t range, std::vector<std::uint64_t>& stashed) const {
  std::vector<std::uint64_t> remainders;
  const std::size_t end = bounds_[range + 1];
  for (std::size_t first = bounds_[range]; first < end;) {
    const std::uint64_t line = line_of(keys_[first]);
    std::size_t last = first + 1;
    while (last < end && line_of(keys_[last]) == line) {
      assert(keys_[last - 1] < keys_[last]);
      ++last;
    }
    assert(last == keys_.size() || keys_[last - 1] < keys_[last]);
    plan_line(first, last, remainders, stashed);
    first = last;
  }
}

// Decides which of keys [first, last), all of one line, go to the stash.
inline void key_table_builder::plan_line(std::size_t first, std::size_t last,
                                         std::vector<std::uint64_t>& remainders,
                                         std::vector<std::uint64_t>& stashed) const {
  remainders.clear();
  for (std::size_t i = first; i < last; ++i) remainders.push_back(detail::remainder_of(keys_[i]));
  const bool shared = detail::any_equal(remainders);
  if (shared) detail::keep_repeated(remainders);
  std::size_t used = 0;
  for (std::size_t i = first; i < last; ++i) {
    const bool fits =
        used < detail::slots_per_line &&
        !(shared && std::binary_search(remainders.begin(), remainders.end(), detail::remainder_of(keys_[i])));
    if (fits) {
      ++used;
    } else {
      stashed.push_back(i);
    }
  }
}

template <typename Visit>
void key_table_builder::write_each(std::span<std::byte> table, Visit&& visit) const {
  assert(table.size() == bytes_needed());
  std::fill_n(table.begin(), detail::table_header_size, std::byte{0});
  detail::store_u64(table.data(), detail::key_table_magic);
  detail::store_u64(table.data() + 8, keys_.size());
  detail::store_u64(table.data() + 16, line_count_);
  detail::store_u64(table.data() + 24, stashed_.size());

  std::byte* const lines = table.data() + detail::table_header_size;
  parallel_for(
      bounds_.size() - 1, jobs_, [&](std::size_t range) { write_lines(lines, range, visit); }, done_);

  std::byte* const stash = lines + line_count_ * detail::line_size;
  const std::size_t pieces = std::clamp<std::size_t>(stashed_.size(), 1, bounds_.size() - 1);
  const auto write_piece = [&](std::size_t piece) {
    write_stash(stash, stashed_.size() * piece / pieces, stashed_.size() * (piece + 1) / pieces);
  };
  parallel_for(pieces, jobs_, write_piece, done_);
  const std::size_t index_size = 4 * (detail::stash_group_count(stashed_.size()) + 1);
  std::fill(stash + stashed_.size() * detail::stash_key_size + index_size, table.data() + table.size(),
            std::byte{0});
}

// The lines of a range of keys.
template <typename Visit>
void key_table_builder::write_lines(std::byte* lines, std::size_t range, Visit& visit) const {
  const std::uint64_t end_line = range + 2 == bounds_.size() ? line_count_ : first_line_of(range + 1);
  std::fill(lines + first_line_of(range) * detail::line_size, lines + end_line * detail::line_size,
            std::byte{0});
  auto stash_next = static_cast<std::size_t>(
      std::lower_bound(stashed_.begin(), stashed_.end(), bounds_[range]) - stashed_.begin());
  for (std::size_t i = bounds_[range]; i < bounds_[range + 1]; ++i) {
    const key& k = keys_[i];
    const std::uint64_t index = line_of(k);
    std::byte* const line = lines + index * detail::line_size;
    std::byte* const word_at = line + detail::line_word_offset;
    const std::uint32_t word = detail::load_u32(word_at);
    std::uint64_t slot;
    if (stash_next < stashed_.size() && stashed_[stash_next] == i) {
      slot = line_count_ * detail::slots_per_line + stash_next++;
      detail::store_u32(word_at, word | detail::overflow_bit_of(k));
    } else {
      const std::uint32_t used = word >> detail::overflow_bits;
      slot = index * detail::slots_per_line + used;
      detail::put_remainder(line, used, detail::remainder_of(k));
      detail::store_u32(word_at, word + (std::uint32_t{1} << detail::overflow_bits));
    }
    visit(i, slot);
  }
}

// Keys [first, last) of the stash, and the index of the groups that begin with one of them; the end of the stash
// comes with its last key.
inline void key_table_builder::write_stash(std::byte* stash, std::size_t first,
                                           std::size_t last) const noexcept {
  const std::size_t size = stashed_.size();
  std::byte* const index = stash + size * detail::stash_key_size;
  const std::uint64_t groups = detail::stash_group_count(size);
  const auto group_of = [&](std::size_t i) { return detail::fast_range(keys_[stashed_[i]].hi, groups); };
  std::uint64_t next_group = first == 0 ? 0 : group_of(first - 1) + 1;
  for (std::size_t i = first; i < last; ++i) {
    detail::store_key(stash + i * detail::stash_key_size, keys_[stashed_[i]]);
    for (const std::uint64_t group = group_of(i); next_group <= group;) {
      detail::store_u32(index + 4 * next_group++, static_cast<std::uint32_t>(i));
    }
  }
  while (last == size && next_group <= groups) {
    detail::store_u32(index + 4 * next_group++, static_cast<std::uint32_t>(size));
  }
}

inline void key_table_builder::write(std::span<std::byte> table, std::span<std::uint64_t> slots) const {
  assert(slots.empty() || slots.size() == keys_.size());
  write_each(table, [&](std::size_t i, std::uint64_t slot) {
    if (!slots.empty()) slots[i] = slot;
  });
}

inline built_key_table key_table_builder::build(std::span<const key> keys, unsigned jobs) {
  const key_table_builder builder(keys, jobs);
  built_key_table built{std::vector<std::byte>(builder.bytes_needed()),
                        std::vector<std::uint64_t>(keys.size())};
  builder.write(built.bytes, built.slots);
  return built;
}

}  // namespace optout
