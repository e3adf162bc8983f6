// How long does it take to make a set of n keys that come in no order? Ours, step by step, whole and on several
// threads, and peers.
//
// What was built is asked for a few of its keys before any time counts.
// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_set_builder.hpp>
#include <optout/set/key_sort.hpp>

#include <benchmark/benchmark.h>
#include <peers/absl_flat.hpp>
#include <peers/boost_flat.hpp>
#include <peers/ours.hpp>
#include <peers/probes.hpp>
#include <peers/sorted_vector.hpp>

#include <algorithm>

namespace {

using namespace optout_bench;

void report(benchmark::State& state, std::size_t n) {
  const auto keys = static_cast<double>(state.iterations()) * static_cast<double>(n);
  state.counters["time/key"] =
      benchmark::Counter(keys, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <peer Set>
bool holds_its_keys(std::span<const optout::key> keys) {
  Set set(keys);
  const auto asked = keys.first(std::min<std::size_t>(keys.size(), 64));
  std::uint64_t mask = 0;
  set.contains(asked, {&mask, 1});
  return asked.size() == 64 && mask == ~std::uint64_t{0};
}

std::vector<optout::key> sorted_keys(std::size_t n) {
  std::vector<optout::key> keys = random_keys(n, 23);
  optout::sort_unique(keys);
  return keys;
}

void sort_keys(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const std::vector<optout::key> shuffled = random_keys(n, 23);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<optout::key> keys = shuffled;
    state.ResumeTiming();
    optout::sort_unique(keys);
    benchmark::DoNotOptimize(keys.data());
  }
  report(state, n);
}

void std_sort_keys(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const std::vector<optout::key> shuffled = random_keys(n, 23);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<optout::key> keys = shuffled;
    state.ResumeTiming();
    std::sort(keys.begin(), keys.end());
    benchmark::DoNotOptimize(keys.data());
  }
  report(state, n);
}

// From sorted keys.
template <peer Set>
void build_sorted(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const std::vector<optout::key> keys = sorted_keys(n);
  if (!holds_its_keys<Set>(keys)) return state.SkipWithError("a key is missing");
  for (auto _ : state) {
    const Set set{std::span<const optout::key>(keys)};
    benchmark::DoNotOptimize(set.bytes());
  }
  report(state, n);
}

// From keys in no order.
template <peer Set, bool Sorts>
void build_whole(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const std::vector<optout::key> shuffled = random_keys(n, 23);
  if (!holds_its_keys<Set>(sorted_keys(n))) return state.SkipWithError("a key is missing");
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<optout::key> keys = shuffled;
    state.ResumeTiming();
    if constexpr (Sorts) optout::sort_unique(keys);
    const Set set{std::span<const optout::key>(keys)};
    benchmark::DoNotOptimize(set.bytes());
  }
  report(state, n);
}

// The whole way on several threads: keys in no order to filter, table and slots.
void build_on_threads(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto jobs = static_cast<unsigned>(state.range(1));
  const std::vector<optout::key> shuffled = random_keys(n, 23);
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<optout::key> keys = shuffled;
    state.ResumeTiming();
    optout::sort_unique(keys, jobs);
    const optout::key_set_image image = optout::build_key_set(keys, jobs);
    benchmark::DoNotOptimize(image.table.data());
  }
  report(state, n);
}

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgName("n")->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond);
}

BENCHMARK(sort_keys)->Apply(sizes);
BENCHMARK(std_sort_keys)->Apply(sizes);
BENCHMARK(build_sorted<table_only>)->Apply(sizes);
BENCHMARK(build_sorted<filter_only>)->Apply(sizes);
BENCHMARK(build_whole<filter_and_table, true>)->Apply(sizes);
BENCHMARK(build_on_threads)
    ->ArgNames({"n", "jobs"})
    ->ArgsProduct({{1'000'000, 10'000'000}, {1, 2}})
    ->Args({100'000'000, 2})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(build_whole<boost_flat, false>)->Apply(sizes);
BENCHMARK(build_whole<absl_flat, false>)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
