// What a scrub asks: a Bloom filter in front, since nearly every key of an export is in no list, and the
// exact table behind it.
//
// Answers are those of the table. Cost: one cache line of the filter a key, and one of the table for the keys
// that pass. Views only: the caller keeps the bytes of both alive. Threads: const and without state; each
// worker brings its own scratch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/set/bloom_filter.hpp>
#include <optout/set/key_table.hpp>

#include <absl/status/statusor.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace optout {

// A key of a batch that is in the set.
struct key_hit {
  std::uint32_t index;  // in the batch
  std::uint64_t slot;   // in the table

  friend bool operator==(const key_hit&, const key_hit&) = default;
};

class key_set {
 public:
  class scratch;

  key_set() = default;  // without keys

  // Refuses bytes that are not a whole filter and a whole table.
  // Requires: the filter was filled with every key of the table.
  static absl::StatusOr<key_set> view(std::span<const std::byte> filter, std::span<const std::byte> table);

  const bloom_filter& filter() const noexcept { return filter_; }
  const key_table& table() const noexcept { return table_; }
  std::uint64_t size() const noexcept { return table_.size(); }
  std::uint64_t slot_count() const noexcept { return table_.slot_count(); }

  bool contains(const key& k) const noexcept { return filter_.contains(k) && table_.contains(k); }
  std::optional<std::uint64_t> find(const key& k) const noexcept {
    if (!filter_.contains(k)) return std::nullopt;
    return table_.find(k);
  }

  // The keys that are there, ascending by index; valid until `s` is used again.
  // Requires: keys.size() < 2^32.
  std::span<const key_hit> find(std::span<const key> keys, scratch& s) const {
    return find(keys, s, [](std::uint32_t) { return true; });
  }
  // The same of those keys[i] alone for which ask(i) says so: it is called, ascending, for each that passes the filter. One
  // key in a hundred that is not there does.
  template <typename Ask>
  std::span<const key_hit> find(std::span<const key> keys, scratch& s, Ask&& ask) const;

  // Sets bit i % 64 of mask[i / 64] when keys[i] is there; clears all others.
  // Requires: mask.size() == (keys.size() + 63) / 64.
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask, scratch& s) const;

  // As key_table::for_each_slot.
  template <typename Visit>
  void for_each_slot(Visit&& visit) const {
    table_.for_each_slot(visit);
  }

 private:
  bloom_filter filter_;
  key_table table_;
};

// ---- details ----

// Memory that a worker keeps from batch to batch.
class key_set::scratch {
 private:
  friend class key_set;
  static constexpr std::size_t batch = 4096;  // each begins with a wait for its first lines

  std::array<std::uint64_t, batch / 64> mask_;
  std::array<key, batch> passed_;
  std::array<std::uint32_t, batch> places_;
  std::array<std::uint64_t, batch> slots_;
  std::vector<key_hit> hits_;
};

inline absl::StatusOr<key_set> key_set::view(std::span<const std::byte> filter,
                                             std::span<const std::byte> table) {
  const auto filter_view = bloom_filter::view(filter);
  if (!filter_view.ok()) return filter_view.status();
  const auto table_view = key_table::view(table);
  if (!table_view.ok()) return table_view.status();
  key_set set;
  set.filter_ = *filter_view;
  set.table_ = *table_view;
  return set;
}

// The filter marks a batch in a bit mask, and what passes goes to the table side by side, in a batch again.
template <typename Ask>
std::span<const key_hit> key_set::find(std::span<const key> keys, scratch& s, Ask&& ask) const {
  if (s.hits_.size() < keys.size()) s.hits_.resize(keys.size());
  std::size_t hits = 0;
  for (std::size_t first = 0; first < keys.size(); first += scratch::batch) {
    const auto part = keys.subspan(first, std::min(scratch::batch, keys.size() - first));
    const std::size_t words = (part.size() + 63) / 64;
    filter_.contains(part, std::span(s.mask_).first(words));
    std::size_t passed = 0;
    for (std::size_t w = 0; w < words; ++w) {
      for (std::uint64_t bits = s.mask_[w]; bits != 0; bits &= bits - 1) {
        const std::size_t i = w * 64 + static_cast<unsigned>(std::countr_zero(bits));
        if (!ask(static_cast<std::uint32_t>(first + i))) continue;
        s.places_[passed] = static_cast<std::uint32_t>(first + i);
        s.passed_[passed++] = part[i];
      }
    }
    table_.find(std::span(s.passed_).first(passed), std::span(s.slots_).first(passed));
    for (std::size_t p = 0; p < passed; ++p) {
      s.hits_[hits] = {s.places_[p], s.slots_[p]};
      hits += static_cast<std::size_t>(s.slots_[p] != key_table::no_slot);
    }
  }
  return std::span(s.hits_).first(hits);
}

inline void key_set::contains(std::span<const key> keys, std::span<std::uint64_t> mask, scratch& s) const {
  assert(mask.size() == (keys.size() + 63) / 64);
  std::fill(mask.begin(), mask.end(), 0);
  for (const key_hit& hit : find(keys, s)) {
    mask[hit.index / 64] |= std::uint64_t{1} << (hit.index % 64);
  }
}

}  // namespace optout
