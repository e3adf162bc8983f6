// What does the filter cost, in time and bytes, and how many strangers does it let through? By bits a key,
// with filters that fit a core's cache, the shared cache, and neither.
//
// Every key that was put in is asked for before any time counts.
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>
#include <peers/ours.hpp>
#include <peers/probes.hpp>

#include <bit>

namespace {

using namespace optout_bench;

constexpr std::size_t batch = 4096;
constexpr std::size_t probe_count = batch * 256;

std::size_t count_found(const optout::bloom_filter& filter, std::span<const optout::key> keys) {
  std::vector<std::uint64_t> mask((keys.size() + 63) / 64);
  filter.contains(keys, mask);
  std::size_t found = 0;
  for (const std::uint64_t bits : mask) found += static_cast<std::size_t>(std::popcount(bits));
  return found;
}

void strangers(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const std::vector<optout::key> keys = random_keys(n, 29);
  const filter_only set(keys, static_cast<unsigned>(state.range(1)));
  if (count_found(set.view(), keys) != n) return state.SkipWithError("a key is missing");
  const std::vector<optout::key> asked = random_keys(probe_count, 31);
  std::vector<std::uint64_t> mask(batch / 64);
  std::size_t first = 0;
  for (auto _ : state) {
    set.contains(std::span(asked).subspan(first, batch), mask);
    benchmark::DoNotOptimize(mask.data());
    benchmark::ClobberMemory();
    first = (first + batch) % asked.size();
  }
  const auto probed = static_cast<double>(state.iterations()) * batch;
  state.counters["time/key"] =
      benchmark::Counter(probed, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes/key"] = static_cast<double>(set.bytes()) / static_cast<double>(n);
  state.counters["false+%"] =
      100.0 * static_cast<double>(count_found(set.view(), asked)) / static_cast<double>(asked.size());
}

BENCHMARK(strangers)
    ->ArgNames({"n", "bits"})
    ->ArgsProduct({{100'000, 1'000'000, 10'000'000}, {8, 10, 12}})
    ->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
