// Sorts keys, or records that begin with a key, into the order in which a key set lays them out.
//
// Keys are uniformly random, so two rounds of scattering by the top bits of `hi` leave runs of four to eight,
// and what is left is nearly linear: 14 ns a key at 10 million. Any other keys are sorted too, only slower. Several
// threads share both rounds; records come out the same for any number of them.
// Memory: a second copy of the records while it runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/os/large_array.hpp>
#include <optout/os/parallel.hpp>

#include <algorithm>
#include <array>
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

// Sorts `records` by their `<`. Requires: `<` is a strict weak order that looks at high_of(record) first;
// records are aggregates that may be copied as bytes.
template <typename Record, typename Memory, typename HighOf = key_high>
void sort_by_high(std::vector<Record, Memory>& records, HighOf high_of = {}, unsigned jobs = 1);

// The same on one thread, for records that agree in the top `skip` bits of high_of. The second copy goes to `scratch`, whose
// memory the next call may use.
template <typename Record, typename HighOf>
void sort_by_high(large_array<Record>& records, unsigned skip, HighOf high_of, large_array<Record>& scratch);

// Sorts, and leaves one of each: what key_table_builder asks for.
template <typename Memory>
void sort_unique(std::vector<key, Memory>& keys, unsigned jobs = 1) {
  sort_by_high(keys, key_high{}, jobs);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

// ---- details ----

namespace detail {

// What std::sort does best.
inline constexpr std::size_t few_records = 256;

// What fits a core's own cache as it is, so that the second round does for it.
inline constexpr std::size_t records_of_one_round = std::size_t{1} << 15;

// The first round makes buckets that fit a core's own cache, the second runs of about eight.
inline unsigned bits_of_first_round(std::size_t records) noexcept {
  return std::clamp(static_cast<unsigned>(std::bit_width(records)), 13u, 22u) - 12;
}

// Copies `from` to `to` so that `bits` bits of high_of, below the top `skip`, ascend, and records that agree in them
// keep their order. Returns where each bucket begins in `to`, with the end behind the last.
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

// The same from the top bit on, by several threads: each counts and copies a slice.
template <typename Record, typename HighOf>
std::vector<std::size_t> scatter_by_top(std::span<const Record> from, Record* to, unsigned bits,
                                        HighOf high_of, unsigned jobs) {
  const std::size_t buckets = std::size_t{1} << bits;
  const std::size_t slices = std::max(jobs, 1u);
  const auto slice_of = [&](std::size_t s) {
    const std::size_t first = from.size() * s / slices;
    return from.subspan(first, from.size() * (s + 1) / slices - first);
  };
  const auto bucket_of = [&](const Record& r) { return static_cast<std::size_t>(high_of(r) >> (64 - bits)); };
  std::vector<std::vector<std::size_t>> next(slices);  // counts at first, then where the next copy goes
  parallel_for(slices, jobs, [&](std::size_t s) {
    next[s].assign(buckets, 0);
    for (const Record& r : slice_of(s)) ++next[s][bucket_of(r)];
  });
  std::vector<std::size_t> begins(buckets + 1);
  std::size_t at = 0;
  for (std::size_t b = 0; b < buckets; ++b) {
    begins[b] = at;
    for (std::size_t s = 0; s < slices; ++s) at += std::exchange(next[s][b], at);
  }
  begins[buckets] = at;
  parallel_for(slices, jobs, [&](std::size_t s) {
    for (const Record& r : slice_of(s)) to[next[s][bucket_of(r)]++] = r;
  });
  return begins;
}

// Sorts a run. A few records go to the places that comparing all with all gives them, without a branch to guess.
template <typename Record, typename HighOf>
void sort_run(Record* run, std::size_t size, HighOf high_of) {
  constexpr std::size_t few = 16;
  if (size > few) return std::sort(run, run + size);
  std::array<Record, few> copy;
  std::array<std::uint64_t, few> high;
  std::array<std::uint8_t, few> place;
  bool equal = false;
  for (std::size_t i = 0; i < size; ++i) {
    copy[i] = run[i];
    high[i] = high_of(run[i]);
    place[i] = static_cast<std::uint8_t>(i);
    for (std::size_t j = 0; j < i; ++j) {
      const bool is_before = high[i] < high[j];
      equal |= high[i] == high[j];
      place[j] = static_cast<std::uint8_t>(place[j] + is_before);
      place[i] = static_cast<std::uint8_t>(place[i] - is_before);
    }
  }
  for (std::size_t i = 0; i < size; ++i) run[place[i]] = copy[i];
  if (equal) std::sort(run, run + size);
}

// Sorts `bucket`, whose records agree in the top `skip` bits, into `to`.
template <typename Record, typename HighOf>
void sort_bucket(std::span<const Record> bucket, Record* to, unsigned skip, HighOf high_of,
                 std::vector<std::size_t>& runs) {
  if (bucket.size() <= 16) {
    std::copy(bucket.begin(), bucket.end(), to);
    return sort_run(to, bucket.size(), high_of);
  }
  const auto bits = std::min(static_cast<unsigned>(std::bit_width(bucket.size())) - 3, 12u);
  scatter(bucket, to, skip, bits, high_of, runs);
  for (std::size_t r = 0; r + 1 < runs.size(); ++r) sort_run(to + runs[r], runs[r + 1] - runs[r], high_of);
}

}  // namespace detail

template <typename Record, typename Memory, typename HighOf>
void sort_by_high(std::vector<Record, Memory>& records, HighOf high_of, unsigned jobs) {
  if (records.size() <= detail::few_records) return std::sort(records.begin(), records.end());
  const unsigned first_bits = detail::bits_of_first_round(records.size());
  large_array<Record> scattered(records.size());
  const std::vector<std::size_t> buckets =
      detail::scatter_by_top(std::span<const Record>(records), scattered.data(), first_bits, high_of, jobs);
  // Neighbours go to one thread, so that no two write to one cache line for long.
  const std::size_t groups = std::min<std::size_t>(buckets.size() - 1, 64);
  parallel_for(groups, jobs, [&](std::size_t group) {
    std::vector<std::size_t> runs;
    const std::size_t last = (group + 1) * (buckets.size() - 1) / groups;
    for (std::size_t b = group * (buckets.size() - 1) / groups; b < last; ++b) {
      const std::span<const Record> bucket(scattered.data() + buckets[b], buckets[b + 1] - buckets[b]);
      detail::sort_bucket(bucket, records.data() + buckets[b], first_bits, high_of, runs);
    }
  });
}

template <typename Record, typename HighOf>
void sort_by_high(large_array<Record>& records, unsigned skip, HighOf high_of, large_array<Record>& scratch) {
  const std::size_t size = records.size();
  if (size <= detail::few_records) return std::sort(records.begin(), records.end());
  std::vector<std::size_t> buckets, runs;
  if (size <= detail::records_of_one_round) {
    scratch.resize(size);
    detail::sort_bucket(std::span<const Record>(records), scratch.data(), skip, high_of, runs);
    return records.swap(scratch);
  }
  if (scratch.size() < size) scratch.resize(size);
  const unsigned first_bits = detail::bits_of_first_round(size);
  detail::scatter(std::span<const Record>(records), scratch.data(), skip, first_bits, high_of, buckets);
  for (std::size_t b = 0; b + 1 < buckets.size(); ++b) {
    const std::span<const Record> bucket(scratch.data() + buckets[b], buckets[b + 1] - buckets[b]);
    detail::sort_bucket(bucket, records.data() + buckets[b], skip + first_bits, high_of, runs);
  }
}

}  // namespace optout
