// Sorts keys, or records that begin with a key, into the order in which a key set lays them out.
//
// Keys are uniformly random, so two rounds of scattering by the top bits of `hi` leave runs of about ten, and
// what is left is nearly linear: 35 ns a key at 10 million. Any other keys are sorted too, only slower.
// Memory: a second copy of the records while it runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace optout {

struct key_high {
  std::uint64_t operator()(const key& k) const noexcept { return k.hi; }
};

// Sorts `records` by their `<`. Requires: `<` is a strict weak order that looks at high_of(record) first.
template <typename Record, typename HighOf = key_high>
void sort_by_high(std::vector<Record>& records, HighOf high_of = {});

// Sorts, and leaves one of each: what key_table_builder asks for.
inline void sort_unique(std::vector<key>& keys) {
  sort_by_high(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

// ---- details ----

namespace detail {

// Copies `from` to `to` so that `bits` bits of high_of, below the top `skip`, ascend. Returns where each
// bucket begins in `to`, with the end behind the last.
template <typename Record, typename HighOf>
void scatter(std::span<const Record> from, Record* to, unsigned skip, unsigned bits, HighOf high_of,
             std::vector<std::size_t>& begins) {
  const std::size_t buckets = std::size_t{1} << bits;
  const auto bucket_of = [&](const Record& r) {
    return static_cast<std::size_t>((high_of(r) << skip) >> (64 - bits));
  };
  // Counted two places up: after the sums, begins[b + 1] is where bucket b begins, and after the copies,
  // ends.
  begins.assign(buckets + 2, 0);
  for (const Record& r : from) ++begins[bucket_of(r) + 2];
  for (std::size_t b = 2; b < begins.size(); ++b) begins[b] += begins[b - 1];
  for (const Record& r : from) to[begins[bucket_of(r) + 1]++] = r;
  begins.pop_back();
}

}  // namespace detail

template <typename Record, typename HighOf>
void sort_by_high(std::vector<Record>& records, HighOf high_of) {
  constexpr std::size_t small = 256;
  if (records.size() <= small) {
    std::sort(records.begin(), records.end());
    return;
  }
  // The first round makes buckets that fit a core's own cache, the second runs of about eight.
  const auto magnitude = static_cast<unsigned>(std::bit_width(records.size()));
  const unsigned first_bits = std::clamp(magnitude, 13u, 22u) - 12;
  std::vector<Record> scattered(records.size());
  std::vector<std::size_t> buckets;
  std::vector<std::size_t> runs;
  detail::scatter(std::span<const Record>(records), scattered.data(), 0, first_bits, high_of, buckets);
  for (std::size_t b = 0; b + 1 < buckets.size(); ++b) {
    const std::span<const Record> bucket(scattered.data() + buckets[b], buckets[b + 1] - buckets[b]);
    Record* const to = records.data() + buckets[b];
    if (bucket.size() <= 16) {
      std::copy(bucket.begin(), bucket.end(), to);
      std::sort(to, to + bucket.size());
      continue;
    }
    const auto bits = std::min(static_cast<unsigned>(std::bit_width(bucket.size())) - 3, 12u);
    detail::scatter(bucket, to, first_bits, bits, high_of, runs);
    for (std::size_t r = 0; r + 1 < runs.size(); ++r) std::sort(to + runs[r], to + runs[r + 1]);
  }
}

}  // namespace optout
