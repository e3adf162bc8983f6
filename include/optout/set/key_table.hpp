// An immutable set of keys, asked where it lies: a view over bytes that key_table_builder made.
//
//   | header 64 | lines, 64 each | stash, 16 each, sorted | stash index, u32 each | zeros to 64 |
//
// Every stored key has a slot of its own in [0, slot_count()): 12 a line, then one for each key of the stash.
// Slots number arrays that stand beside the table. The lines keep 40 bits of a key beside its place, so a key
// that is not in the table is taken for one that is with a chance of 1e-11; whoever keeps the other 88 bits
// beside the slots (`hi` and `lo >> 40`) can tell. A stored key always gets its own slot: keys that share
// line and remainder are all in the stash, which keeps whole keys.
//
// Bytes: position-independent, any alignment (64 is fastest), the same on every CPU. The caller owns them and
// keeps them alive. view() checks sizes once; after that every lookup stays in bounds whatever the bytes say.
// Cost: about one random cache line a key, looked up ahead in a batch; 7.4 bytes a key.
// Threads: const and without state, so any number may ask.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/set/key_line.hpp>

#include <absl/status/statusor.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace optout {

class key_table {
 public:
  // What find() of a batch says of a key that is not there.
  static constexpr std::uint64_t no_slot = ~std::uint64_t{0};

  key_table() = default;  // without keys

  // Refuses bytes that are not a whole table.
  static absl::StatusOr<key_table> view(std::span<const std::byte> bytes);

  std::uint64_t size() const noexcept { return key_count_; }
  std::uint64_t line_count() const noexcept { return line_count_; }
  std::uint64_t slot_count() const noexcept { return line_count_ * detail::slots_per_line + stash_count_; }

  // Of the bytes that view() was given, a lookup of `k` reads the 64 of its line, which begin at line_offset(k), and it may
  // read those that are in no line: before lines_begin and from lines_end() on.
  static constexpr std::uint64_t lines_begin = 64;
  std::uint64_t line_offset(const key& k) const noexcept {
    return lines_begin + detail::fast_range(k.hi, line_count_) * detail::line_size;
  }
  std::uint64_t lines_end() const noexcept { return lines_begin + line_count_ * detail::line_size; }

  bool contains(const key& k) const noexcept { return slot_of(k) != no_slot; }
  std::optional<std::uint64_t> find(const key& k) const noexcept;

  // Writes to slots[i] the slot of keys[i], or no_slot.
  // Requires: slots.size() == keys.size().
  void find(std::span<const key> keys, std::span<std::uint64_t> slots) const noexcept;

  // Sets bit i % 64 of mask[i / 64] when keys[i] is there; clears all others.
  // Requires: mask.size() == (keys.size() + 63) / 64.
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) const noexcept;

  // Calls visit(slot, remainder) for every stored key, slots ascending; the remainder is the low 40 bits of
  // `lo`.
  template <typename Visit>
  void for_each_slot(Visit&& visit) const;

 private:
  struct stash_range {
    std::uint64_t begin;
    std::uint64_t end;
  };
  static constexpr std::size_t batch = 2048;  // each begins with a wait for its first lines; 52 KB of stack
  static constexpr std::size_t look_ahead = 32;

  const std::byte* line_at(std::uint64_t line) const noexcept { return lines_ + line * detail::line_size; }
  std::uint64_t slot_of(const key& k) const noexcept;
  stash_range range_of(const key& k) const noexcept;
  std::uint64_t slot_in_stash(const key& k, stash_range range) const noexcept;
  void find_batch(const key* keys, std::size_t count, std::uint64_t* slots) const noexcept;

  // From the start one empty line and an empty stash, so that no lookup has a case of its own for them.
  const std::byte* lines_ = detail::empty_line.data();
  const std::byte* stash_ = detail::empty_line.data();
  const std::byte* stash_index_ = detail::empty_line.data();
  std::uint64_t key_count_ = 0;
  std::uint64_t line_count_ = 1;
  std::uint64_t stash_count_ = 0;
};

// ---- details ----

namespace detail {

// The header: magic and version, keys, lines, keys in the stash, then zeros. These numbers are in stored
// bytes.
inline constexpr std::uint64_t key_table_magic = 0x3130'544b'4f54'504f;  // "OPTOKT01"
inline constexpr std::size_t table_header_size = key_table::lines_begin;
inline constexpr std::size_t stash_key_size = 16;

// The stash is found through an index: entry g is where the keys of group g begin, with an end behind the
// last. A group holds four keys on average, so that a search touches one line or two.
inline constexpr std::uint64_t stash_group_count(std::uint64_t stash_count) noexcept {
  return stash_count / 4 + 1;
}

// The size of a whole table. Requires: counts that cannot overflow (see key_table::view).
inline constexpr std::uint64_t table_size(std::uint64_t lines, std::uint64_t stash_count) noexcept {
  const std::uint64_t index_size = 4 * (stash_group_count(stash_count) + 1);
  const std::uint64_t size =
      table_header_size + lines * line_size + stash_count * stash_key_size + index_size;
  return (size + 63) / 64 * 64;
}

// Packs "has a slot" into bits. Requires: mask has room for slots.size() bits.
inline void mark_found(std::span<const std::uint64_t> slots, std::uint64_t* mask) noexcept {
  for (std::size_t first = 0; first < slots.size(); first += 64) {
    const std::size_t count = std::min<std::size_t>(64, slots.size() - first);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
      bits |= std::uint64_t{slots[first + i] != key_table::no_slot} << i;
    }
    mask[first / 64] = bits;
  }
}

}  // namespace detail

inline absl::StatusOr<key_table> key_table::view(std::span<const std::byte> bytes) {
  if (bytes.size() < detail::table_header_size) {
    return failure(fault::list, "key table is shorter than its header");
  }
  const std::byte* at = bytes.data();
  if (detail::load_u64(at) != detail::key_table_magic) {
    return failure(fault::list, "key table has an unknown format");
  }
  key_table table;
  table.key_count_ = detail::load_u64(at + 8);
  table.line_count_ = detail::load_u64(at + 16);
  table.stash_count_ = detail::load_u64(at + 24);
  // Counts are bounded first, so that the sizes below cannot overflow.
  if (table.line_count_ == 0 || table.line_count_ > bytes.size() / detail::line_size ||
      table.stash_count_ > bytes.size() / detail::stash_key_size ||
      detail::table_size(table.line_count_, table.stash_count_) != bytes.size()) {
    return failure(fault::list, "key table does not have the size that its header says");
  }
  if (table.key_count_ > table.slot_count()) {
    return failure(fault::list, "key table has more keys than slots");
  }
  table.lines_ = at + detail::table_header_size;
  table.stash_ = table.line_at(table.line_count_);
  table.stash_index_ = table.stash_ + table.stash_count_ * detail::stash_key_size;
  return table;
}

inline std::uint64_t key_table::slot_of(const key& k) const noexcept {
  const std::uint64_t index = detail::fast_range(k.hi, line_count_);
  const std::byte* line = line_at(index);
  const std::uint32_t word = detail::load_u32(line + detail::line_word_offset);
  const std::uint32_t matches = detail::matching_slots(line, word, detail::remainder_of(k));
  if (matches != 0) {
    return index * detail::slots_per_line + static_cast<unsigned>(std::countr_zero(matches));
  }
  return (word & detail::overflow_bit_of(k)) != 0 ? slot_in_stash(k, range_of(k)) : no_slot;
}

inline key_table::stash_range key_table::range_of(const key& k) const noexcept {
  const std::uint64_t group = detail::fast_range(k.hi, detail::stash_group_count(stash_count_));
  const std::uint64_t end =
      std::min<std::uint64_t>(detail::load_u32(stash_index_ + 4 * group + 4), stash_count_);
  return {std::min<std::uint64_t>(detail::load_u32(stash_index_ + 4 * group), end), end};
}

inline std::uint64_t key_table::slot_in_stash(const key& k, stash_range range) const noexcept {
  const std::uint64_t end = range.end;
  while (range.begin < range.end) {
    const std::uint64_t middle = range.begin + (range.end - range.begin) / 2;
    if (detail::load_key(stash_ + middle * detail::stash_key_size) < k) {
      range.begin = middle + 1;
    } else {
      range.end = middle;
    }
  }
  const bool found =
      range.begin < end && detail::load_key(stash_ + range.begin * detail::stash_key_size) == k;
  return found ? line_count_ * detail::slots_per_line + range.begin : no_slot;
}

inline std::optional<std::uint64_t> key_table::find(const key& k) const noexcept {
  const std::uint64_t slot = slot_of(k);
  if (slot == no_slot) return std::nullopt;
  return slot;
}

// Lines are fetched `look_ahead` keys before they are read; the few keys that may be in the stash wait for
// the end of the batch, so that their lines are fetched together too.
inline void key_table::find_batch(const key* keys, std::size_t count, std::uint64_t* slots) const noexcept {
  const auto fetch = [&](std::size_t i) {
    detail::prefetch(line_at(detail::fast_range(keys[i].hi, line_count_)));
  };
  for (std::size_t i = 0; i < std::min(look_ahead, count); ++i) fetch(i);

  std::array<std::uint16_t, batch> waiting;
  std::size_t waiting_count = 0;
  for (std::size_t i = 0; i < count; ++i) {
    fetch(std::min(i + look_ahead, count - 1));
    const key& k = keys[i];
    const std::uint64_t index = detail::fast_range(k.hi, line_count_);
    const std::byte* line = line_at(index);
    const std::uint32_t word = detail::load_u32(line + detail::line_word_offset);
    const std::uint32_t matches = detail::matching_slots(line, word, detail::remainder_of(k));
    // Without branches: hits come at random, and a wrong guess costs more than a line.
    const auto first = static_cast<unsigned>(std::countr_zero(matches | (1u << 31)));
    const std::uint64_t none = matches == 0 ? no_slot : 0;
    slots[i] = (index * detail::slots_per_line + first) | none;
    waiting[waiting_count] = static_cast<std::uint16_t>(i);
    waiting_count += static_cast<std::size_t>(matches == 0) &
                     static_cast<std::size_t>((word & detail::overflow_bit_of(k)) != 0);
  }

  std::array<stash_range, batch> ranges;
  for (std::size_t w = 0; w < waiting_count; ++w) {
    ranges[w] = range_of(keys[waiting[w]]);
    detail::prefetch(stash_ + ranges[w].begin * detail::stash_key_size);
  }
  for (std::size_t w = 0; w < waiting_count; ++w) {
    slots[waiting[w]] = slot_in_stash(keys[waiting[w]], ranges[w]);
  }
}

inline void key_table::find(std::span<const key> keys, std::span<std::uint64_t> slots) const noexcept {
  assert(slots.size() == keys.size());
  for (std::size_t first = 0; first < keys.size(); first += batch) {
    find_batch(keys.data() + first, std::min(batch, keys.size() - first), slots.data() + first);
  }
}

inline void key_table::contains(std::span<const key> keys, std::span<std::uint64_t> mask) const noexcept {
  assert(mask.size() == (keys.size() + 63) / 64);
  std::array<std::uint64_t, batch> slots;
  for (std::size_t first = 0; first < keys.size(); first += batch) {
    const std::size_t count = std::min(batch, keys.size() - first);
    find_batch(keys.data() + first, count, slots.data());
    detail::mark_found({slots.data(), count}, mask.data() + first / 64);
  }
}

template <typename Visit>
void key_table::for_each_slot(Visit&& visit) const {
  for (std::uint64_t index = 0; index < line_count_; ++index) {
    const std::byte* line = line_at(index);
    const std::uint32_t used = detail::used_slots(detail::load_u32(line + detail::line_word_offset));
    for (std::uint32_t i = 0; i < used; ++i) {
      visit(index * detail::slots_per_line + i, detail::remainder_at(line, i));
    }
  }
  for (std::uint64_t i = 0; i < stash_count_; ++i) {
    visit(line_count_ * detail::slots_per_line + i,
          detail::remainder_of(detail::load_key(stash_ + i * detail::stash_key_size)));
  }
}

}  // namespace optout
