// How fast is "is it there?", and how many bytes a key does the answer cost? Batches of 4096 keys against
// sets of 1e6, 1e7 and 1e8 (the flat sets alone; 9 GB of memory), hit rates of 0, 1 and 50 %; nearly every probe of a
// real export is a miss.
//
// Before a peer is timed its answers are compared with those of binary search over the same probes.
// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_sort.hpp>

#include <benchmark/benchmark.h>
#include <peers/absl_flat.hpp>
#include <peers/boost_behind_filter.hpp>
#include <peers/boost_flat.hpp>
#include <peers/ours.hpp>
#include <peers/probes.hpp>
#include <peers/sorted_vector.hpp>

#include <memory>

namespace {

using namespace optout_bench;

constexpr std::size_t batch = 4096;
constexpr std::size_t probe_count = batch * 512;

const std::vector<optout::key>& stored_keys(std::size_t n) {
  static std::vector<optout::key> keys;
  if (keys.size() != n) {
    keys = random_keys(n, 17);
    optout::sort_unique(keys);
  }
  return keys;
}

// The set of the case before, if it is of the same kind and size: building takes longer than asking.
template <peer Set>
Set& built(std::size_t n) {
  static std::unique_ptr<Set> set;
  static std::size_t size = 0;
  if (size != n) {
    set.reset();
    set = std::make_unique<Set>(stored_keys(n));
    size = n;
  }
  return *set;
}

template <peer Set>
bool answers_agree(Set& set, const std::vector<optout::key>& asked, const std::vector<optout::key>& stored) {
  std::vector<std::uint64_t> mask(batch / 64);
  for (std::size_t first = 0; first < asked.size(); first += batch) {
    const auto part = std::span(asked).subspan(first, batch);
    set.contains(part, mask);
    for (std::size_t i = 0; i < part.size(); i += 7) {
      const bool there = std::binary_search(stored.begin(), stored.end(), part[i]);
      if (there != ((mask[i / 64] >> (i % 64) & 1) != 0)) return false;
    }
  }
  return true;
}

template <peer Set>
void lookup(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto asked = probes(stored_keys(n), probe_count, static_cast<unsigned>(state.range(1)), 99);
  Set& set = built<Set>(n);
  if (!answers_agree(set, asked, stored_keys(n))) {
    state.SkipWithError("answers differ from binary search");
    return;
  }
  std::vector<std::uint64_t> mask(batch / 64);
  std::size_t first = 0;
  for (auto _ : state) {
    set.contains(std::span(asked).subspan(first, batch), mask);
    benchmark::DoNotOptimize(mask.data());
    benchmark::ClobberMemory();
    first = (first + batch) % asked.size();
  }
  const auto keys = static_cast<double>(state.iterations()) * batch;
  state.counters["time/key"] =
      benchmark::Counter(keys, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes/key"] = static_cast<double>(set.bytes()) / static_cast<double>(n);
}

void sizes_and_hits(benchmark::internal::Benchmark* b) {
  b->ArgNames({"n", "hits%"})
      ->ArgsProduct({{1'000'000, 10'000'000}, {0, 1, 50}})
      ->Unit(benchmark::kMicrosecond);
}
void up_to_the_largest(benchmark::internal::Benchmark* b) {
  sizes_and_hits(b);
  for (const int hits : {0, 1, 50}) b->Args({100'000'000, hits});
}

BENCHMARK(lookup<filter_and_table>)->Apply(up_to_the_largest);
BENCHMARK(lookup<in_huge_pages>)->Apply(up_to_the_largest);
BENCHMARK(lookup<table_only>)->Apply(sizes_and_hits);
BENCHMARK(lookup<boost_flat>)->Apply(up_to_the_largest);
BENCHMARK(lookup<boost_behind_filter>)->Apply(up_to_the_largest);
BENCHMARK(lookup<absl_flat>)->Apply(sizes_and_hits);
BENCHMARK(lookup<absl_flat_ahead>)->Apply(sizes_and_hits);
BENCHMARK(lookup<sorted_vector>)->Apply(sizes_and_hits);

}  // namespace

BENCHMARK_MAIN();
