// Makes the bytes of a key_table from a set of keys, and says which slot each key got, and which rank (slot_ranks.hpp).
//
// The bytes depend on the set alone. Keys come sorted (sorted_keys.hpp), which is the order of lines: one pass
// plans, one pass writes. A line keeps the first 12 of its keys; the others go to the stash, 4.4 % of random
// keys. Keys that share line and remainder all go to the stash, so that each is found by its whole self. Any
// set is stored exactly, however unlucky: at worst all of it is in the stash.
//
// Cost: 64 bytes for every 9.6 keys, 20 for each in the stash. Threads: one user, who may lend it several; once it is made,
// any of them may write any piece of the table. Memory: a byte for each line, 8 for each key in the stash.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/os/parallel.hpp>
#include <optout/set/key_ranges.hpp>
#include <optout/set/key_table.hpp>
#include <optout/set/slot_ranks.hpp>
#include <optout/set/sorted_keys.hpp>

#include <algorithm>
#include <array>
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
  // Plans a table of `keys`, which must stay where they are as long as the builder.
  // Requires: strictly ascending; fewer than 2^32 of them in the stash (10^11 random keys).
  explicit key_table_builder(sorted_keys keys, unsigned jobs = 1, const piece_done& done = {});

  std::size_t bytes_needed() const noexcept { return detail::table_size(line_count_, stashed_.size()); }
  std::uint64_t key_count() const noexcept { return keys_.size(); }
  std::uint64_t slot_count() const noexcept { return line_count_ * detail::slots_per_line + stashed_.size(); }

  // Writes the table, and to slots[i] the slot of keys[i].
  // Requires: table.size() == bytes_needed(); slots.size() == keys.size(), or slots is empty.
  void write(std::span<std::byte> table, std::span<std::uint64_t> slots = {}) const;

  // Writes the part `to` of the table, which begins at byte `from` of it.
  // Requires: it begins and ends at multiples of table_piece_unit.
  static constexpr std::size_t table_piece_unit = detail::line_size;
  void write_piece(std::uint64_t from, std::span<std::byte> to) const;

  // Calls visit(i, rank) for each key i whose rank is in [first, last), ranks ascending. Requires: last <= keys.
  template <typename Visit>
  void for_each_rank(std::uint64_t first, std::uint64_t last, Visit&& visit) const;

  // Writes the rank_groups from the `first` on. Requires: first + to.size() <= rank_group_count(line_count()).
  std::uint64_t line_count() const noexcept { return line_count_; }
  void write_rank_groups(std::uint64_t first, std::span<rank_group> to) const;

  // Both steps. Requires: as above.
  static built_key_table build(const sorted_keys& keys, unsigned jobs = 1);

 private:
  using reader = sorted_keys::reader<key>;

  std::uint64_t line_of(const key& k) const noexcept { return detail::fast_range(k.hi, line_count_); }
  void plan_range(std::size_t first, std::size_t end, std::vector<std::uint64_t>& stashed);
  void plan_line(reader& keys, std::size_t first, std::size_t last, std::vector<std::uint64_t>& remainders,
                 std::vector<std::uint64_t>& stashed) const;
  template <typename Visit>
  void walk_lines(std::uint64_t first, std::uint64_t last, Visit&& visit) const;
  void write_lines(std::uint64_t first, std::uint64_t last, std::byte* lines) const;
  void index_stash(std::size_t first, std::size_t last);

  static constexpr std::uint8_t many = 255;
  std::size_t first_of_line(std::uint64_t line) const noexcept {
    return detail::first_of_group(keys_.read(), line, line_count_,
                                  [this](const key& k) { return line_of(k); });
  }
  std::size_t find_end_of_line(reader& keys, std::uint64_t line, std::size_t first) const noexcept {
    std::size_t end = first;
    while (end < keys.size() && line_of(keys[end]) == line) ++end;
    return end;
  }
  std::size_t end_of_line(std::uint64_t line, std::size_t first) const noexcept {
    if (line_sizes_[line] != many) return first + line_sizes_[line];
    reader keys = keys_.read();
    return find_end_of_line(keys, line, first);
  }

  sorted_keys keys_;
  unsigned jobs_;
  std::uint64_t line_count_;
  std::vector<std::uint8_t> line_sizes_;  // keys of each line, or `many`
  std::vector<std::uint64_t> stashed_;    // ascending indexes into keys_
  std::vector<std::uint32_t> stash_index_;
};

// ---- details ----

namespace detail {

// Load 0.80: 9.6 keys a line of 12. Never without a line, so that lookups need not ask.
inline constexpr std::uint64_t lines_for(std::uint64_t keys) noexcept {
  return std::max<std::uint64_t>(1, (keys * 5 + 47) / 48);
}

// Whether two of so few keys, [first, last), may share their remainder: asked of its low half, all against all at once.
inline bool may_share_remainder(sorted_keys::reader<key>& keys, std::size_t first, std::size_t last) {
  assert(last - first <= slots_per_line);
  std::array<std::uint32_t, 2 * slots_per_line> low;  // twice, so that keys[i + step] is at i + step
  for (std::size_t i = 0; i < slots_per_line; ++i) low[i] = ~static_cast<std::uint32_t>(i);
  for (std::size_t i = first; i < last; ++i) low[i - first] = static_cast<std::uint32_t>(keys[i].lo);
  std::copy_n(low.begin(), slots_per_line, low.begin() + slots_per_line);
  std::uint32_t equal = 0;
  for (std::size_t step = 1; step <= slots_per_line / 2; ++step) {
    for (std::size_t i = 0; i < slots_per_line; ++i) equal |= std::uint32_t{low[i] == low[i + step]};
  }
  return equal != 0;
}

// Whether any two are equal. Short spans are compared pair by pair.
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

inline key_table_builder::key_table_builder(sorted_keys keys, unsigned jobs, const piece_done& done)
    : keys_(std::move(keys)),
      jobs_(jobs),
      line_count_(detail::lines_for(keys_.size())),
      line_sizes_(line_count_) {
  const auto bounds = detail::cut_between_groups(
      keys_.read(), jobs, [this](const key& k) { return line_of(k); }, done);
  std::vector<std::vector<std::uint64_t>> stashed(bounds.size() - 1);
  const auto plan = [&](std::size_t range) { plan_range(bounds[range], bounds[range + 1], stashed[range]); };
  parallel_for(stashed.size(), jobs, plan, done);
  for (auto& of_range : stashed) {
    stashed_.insert(stashed_.end(), of_range.begin(), of_range.end());
    of_range = std::vector<std::uint64_t>();
  }
  assert(stashed_.size() <= std::numeric_limits<std::uint32_t>::max());
  // What lies behind the last key's group is all of the stash.
  stash_index_.assign(detail::stash_group_count(stashed_.size()) + 1,
                      static_cast<std::uint32_t>(stashed_.size()));
  constexpr std::size_t piece = std::size_t{1} << 16;
  const auto index = [this](std::size_t first, std::size_t count) { index_stash(first, first + count); };
  for_each_piece(stashed_.size(), piece, jobs, index, done);
}

// Plans lines that have keys [first, end) and no others.
inline void key_table_builder::plan_range(std::size_t first, std::size_t end,
                                          std::vector<std::uint64_t>& stashed) {
  reader keys = keys_.read();
  std::vector<std::uint64_t> remainders;
  while (first < end) {
    const std::uint64_t line = line_of(keys[first]);
    const std::size_t last = find_end_of_line(keys, line, first);
    for (std::size_t i = first + 1; i < std::min(last + 1, keys.size()); ++i) assert(keys[i - 1] < keys[i]);
    line_sizes_[line] = static_cast<std::uint8_t>(std::min<std::size_t>(last - first, many));
    plan_line(keys, first, last, remainders, stashed);
    first = last;
  }
}

// Decides which of keys [first, last), all of one line, go to the stash: mostly none.
inline void key_table_builder::plan_line(reader& keys, std::size_t first, std::size_t last,
                                         std::vector<std::uint64_t>& remainders,
                                         std::vector<std::uint64_t>& stashed) const {
  if (last - first <= detail::slots_per_line && !detail::may_share_remainder(keys, first, last)) return;
  remainders.clear();
  for (std::size_t i = first; i < last; ++i) remainders.push_back(detail::remainder_of(keys[i]));
  const bool shared = detail::any_equal(remainders);
  if (shared) detail::keep_repeated(remainders);
  std::size_t used = 0;
  for (std::size_t i = first; i < last; ++i) {
    const bool fits =
        used < detail::slots_per_line &&
        !(shared && std::binary_search(remainders.begin(), remainders.end(), detail::remainder_of(keys[i])));
    if (fits) {
      ++used;
    } else {
      stashed.push_back(i);
    }
  }
}

// Writes the entries of the groups that begin with one of keys [first, last) of the stash.
inline void key_table_builder::index_stash(std::size_t first, std::size_t last) {
  reader keys = keys_.read();
  const auto group_of = [&](std::size_t i) {
    return detail::fast_range(keys[stashed_[i]].hi, stash_index_.size() - 1);
  };
  std::uint64_t next_group = first == 0 ? 0 : group_of(first - 1) + 1;
  for (std::size_t i = first; i < last; ++i) {
    for (const std::uint64_t group = group_of(i); next_group <= group;) {
      stash_index_[next_group++] = static_cast<std::uint32_t>(i);
    }
  }
}

// Calls visit(i, line, place) for each key i of lines [first, last): its place in the line, or slots_per_line if it is in
// the stash.
template <typename Visit>
void key_table_builder::walk_lines(std::uint64_t first, std::uint64_t last, Visit&& visit) const {
  std::size_t i = first_of_line(first);
  auto stashed = std::lower_bound(stashed_.begin(), stashed_.end(), i);
  for (std::uint64_t line = first; line < last; ++line) {
    const std::size_t end = end_of_line(line, i);
    std::size_t used = 0;
    for (; stashed != stashed_.end() && *stashed < end; ++i) {  // for few lines
      const bool is_stashed = *stashed == i;
      stashed += is_stashed;
      visit(i, line, is_stashed ? detail::slots_per_line : used++);
    }
    while (i < end) visit(i++, line, used++);
  }
}

template <typename Visit>
void key_table_builder::for_each_rank(std::uint64_t first, std::uint64_t last, Visit&& visit) const {
  const std::uint64_t in_lines = keys_.size() - stashed_.size();
  // Before a key of the stash lie as many keys in lines as its index less its place in the stash.
  const auto lies_before = [&](const std::uint64_t& index) {
    return index - static_cast<std::uint64_t>(&index - stashed_.data()) <= first;
  };
  auto stashed = std::partition_point(stashed_.begin(), stashed_.end(), lies_before);
  std::uint64_t rank = first;
  for (std::size_t i = first + static_cast<std::size_t>(stashed - stashed_.begin());
       rank < std::min(last, in_lines); ++i) {
    if (stashed != stashed_.end() && *stashed == i) {
      ++stashed;
    } else {
      visit(i, rank++);
    }
  }
  for (; rank < last; ++rank) visit(stashed_[rank - in_lines], rank);
}

inline void key_table_builder::write_rank_groups(std::uint64_t first, std::span<rank_group> to) const {
  std::uint64_t line = first * rank_group::lines;
  std::size_t i = first_of_line(line);
  auto stashed = std::lower_bound(stashed_.begin(), stashed_.end(), i);
  for (rank_group& group : to) {
    const auto rank = [&] { return i - static_cast<std::uint64_t>(stashed - stashed_.begin()); };
    group.first = rank();
    for (std::uint8_t& before : group.before) {
      before = static_cast<std::uint8_t>(rank() - group.first);
      if (line < line_count_) i = end_of_line(line++, i);
      while (stashed != stashed_.end() && *stashed < i) ++stashed;
    }
  }
}

// Lines [first, last) of the table. Requires: zeros.
inline void key_table_builder::write_lines(std::uint64_t first, std::uint64_t last, std::byte* lines) const {
  reader keys = keys_.read();
  walk_lines(first, last, [&](std::size_t i, std::uint64_t line, std::size_t place) {
    std::byte* const to = lines + (line - first) * detail::line_size;
    std::byte* const word_at = to + detail::line_word_offset;
    const std::uint32_t word = detail::load_u32(word_at);
    if (place == detail::slots_per_line) {
      detail::store_u32(word_at, word | detail::overflow_bit_of(keys[i]));
    } else {
      detail::put_remainder(to, place, detail::remainder_of(keys[i]));
      detail::store_u32(word_at, word + (std::uint32_t{1} << detail::overflow_bits));
    }
  });
}

inline void key_table_builder::write_piece(std::uint64_t from, std::span<std::byte> to) const {
  assert(from % table_piece_unit == 0 && to.size() % table_piece_unit == 0);
  std::fill(to.begin(), to.end(), std::byte{0});
  std::uint64_t begin = 0;
  // The table's next part, of `count` elements: calls write(first, last, where) for those within the piece.
  const auto part = [&](std::uint64_t count, std::size_t element, auto&& write) {
    const std::uint64_t end = begin + count * element;
    const std::uint64_t first = std::max(from, begin), last = std::min(from + to.size(), end);
    if (first < last) write((first - begin) / element, (last - begin) / element, to.data() + (first - from));
    begin = end;
  };
  part(1, detail::table_header_size, [this](std::uint64_t, std::uint64_t, std::byte* header) {
    detail::store_u64(header, detail::key_table_magic);
    detail::store_u64(header + 8, keys_.size());
    detail::store_u64(header + 16, line_count_);
    detail::store_u64(header + 24, stashed_.size());
  });
  part(line_count_, detail::line_size, [this](std::uint64_t first, std::uint64_t last, std::byte* lines) {
    write_lines(first, last, lines);
  });
  part(stashed_.size(), detail::stash_key_size,
       [this](std::uint64_t first, std::uint64_t last, std::byte* stash) {
         reader keys = keys_.read();
         for (; first < last; ++first, stash += detail::stash_key_size) {
           detail::store_key(stash, keys[stashed_[first]]);
         }
       });
  part(stash_index_.size(), sizeof stash_index_[0],
       [this](std::uint64_t first, std::uint64_t last, std::byte* index) {
         for (; first < last; ++first, index += 4) detail::store_u32(index, stash_index_[first]);
       });
}

inline void key_table_builder::write(std::span<std::byte> table, std::span<std::uint64_t> slots) const {
  assert(table.size() == bytes_needed());
  assert(slots.empty() || slots.size() == keys_.size());
  constexpr std::size_t piece = std::size_t{1} << 20;
  for_each_piece(table.size(), piece, jobs_,
                 [&](std::size_t from, std::size_t bytes) { write_piece(from, table.subspan(from, bytes)); });
  if (slots.empty()) return;
  constexpr std::size_t each = detail::slots_per_line;
  for_each_piece(line_count_, piece / detail::line_size, jobs_, [&](std::size_t first, std::size_t count) {
    walk_lines(first, first + count, [&](std::size_t i, std::uint64_t line, std::size_t place) {
      if (place != each) slots[i] = line * each + place;
    });
  });
  for (std::size_t s = 0; s < stashed_.size(); ++s) slots[stashed_[s]] = line_count_ * each + s;
}

inline built_key_table key_table_builder::build(const sorted_keys& keys, unsigned jobs) {
  const key_table_builder builder(keys, jobs);
  built_key_table built{std::vector<std::byte>(builder.bytes_needed()),
                        std::vector<std::uint64_t>(keys.size())};
  builder.write(built.bytes, built.slots);
  return built;
}

}  // namespace optout
