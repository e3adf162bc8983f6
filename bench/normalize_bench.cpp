// What does one value cost? Each normalizer over the cells of a generated export and its requests, apart for
// values in ASCII and values beyond it. A pass reads every value once, so nothing is learnt by heart.
//
//   .../middle   the values of ASCII that half of the others cost less than, and half more: the middle fifth, ranked
//                by what each costs alone
//   share%   of the mix that is in ASCII, or beyond        keyed%   of these that give a canonical form
// SPDX-License-Identifier: Apache-2.0
#include "town_cells.hpp"
#include <optout/normalize/address.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/zip.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace optout;
using optout_bench::town_cells;

constexpr std::uint64_t rows = 12'000;
constexpr level at = level::standard;

// For each kind: the texts of a value, and whether it gives a key. Buffers are reused, as in a scrub.

struct phone_case {
  static std::vector<std::string_view> of(const std::string& cell) { return {cell}; }
  bool operator()(const std::string& cell) { return normalize_phone(cell, at, out).has_value(); }
  phone_text out;
};
struct email_case {
  static std::vector<std::string_view> of(const std::string& cell) { return {cell}; }
  bool operator()(const std::string& cell) { return normalize_email(cell, at, out).has_value(); }
  email_text out;
};
struct zip_case {
  static std::vector<std::string_view> of(const std::string& cell) { return {cell}; }
  bool operator()(const std::string& cell) { return normalize_zip(cell, at, out).has_value(); }
  zip_text out;
};
struct name_case {
  static std::vector<std::string_view> of(const households::name_cells& n) {
    return {n.full, n.first, n.last};
  }
  bool operator()(const households::name_cells& n) {
    return normalize_name({n.full, n.first, {}, n.last, {}}, at, out);
  }
  name_forms out;
};
struct address_case {
  static std::vector<std::string_view> of(const households::address_cells& a) {
    return {a.line, a.unit, a.city, a.state, a.zip};
  }
  bool operator()(const households::address_cells& a) {
    return normalize_address({a.line, {}, a.unit, a.city, a.state, a.zip}, at, out);
  }
  address_forms out;
};

// Leaves the middle fifth of `values`, ranked by the least time that 16 passes over each take, in their order.
template <typename Case, typename Value>
void keep_middle(std::vector<Value>& values) {
  using clock = std::chrono::steady_clock;
  Case normalize;
  std::vector<std::pair<clock::duration, std::size_t>> costs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    clock::duration least = clock::duration::max();
    for (int run = 0; run < 5; ++run) {
      const auto start = clock::now();
      for (int again = 0; again < 16; ++again) benchmark::DoNotOptimize(normalize(values[i]));
      least = std::min(least, clock::now() - start);
    }
    costs.emplace_back(least, i);
  }
  std::sort(costs.begin(), costs.end());
  std::vector<std::size_t> places;
  for (std::size_t rank = costs.size() * 2 / 5; rank < costs.size() * 3 / 5; ++rank)
    places.push_back(costs[rank].second);
  std::sort(places.begin(), places.end());
  std::vector<Value> kept;
  for (const std::size_t place : places) kept.push_back(values[place]);
  values = std::move(kept);
}

template <typename Case, typename Value>
void measure(benchmark::State& state, const std::vector<Value>& mix, bool in_ascii, bool middle) {
  std::vector<Value> values;
  for (const Value& value : mix) {
    const auto parts = Case::of(value);
    const bool all = std::all_of(parts.begin(), parts.end(), [](auto text) { return is_ascii(text); });
    if (all == in_ascii) values.push_back(value);
  }
  if (middle) keep_middle<Case>(values);
  if (values.empty()) return state.SkipWithError("no such values in the mix");
  std::size_t bytes = 0;
  for (const Value& value : values) {
    for (const std::string_view text : Case::of(value)) bytes += text.size();
  }
  Case normalize;
  std::size_t keyed = 0;
  for (auto _ : state) {
    keyed = 0;
    for (const Value& value : values) keyed += normalize(value);
    benchmark::DoNotOptimize(keyed);
  }
  const auto count = static_cast<double>(values.size());
  state.counters["time/value"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * count,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes/value"] = static_cast<double>(bytes) / count;
  state.counters["share%"] = 100 * count / static_cast<double>(mix.size());
  state.counters["keyed%"] = 100 * static_cast<double>(keyed) / count;
}

template <typename Case, typename Value>
void add(const std::string& kind, const std::vector<Value>& mix) {
  const auto one = [&](const char* of, bool in_ascii, bool middle) {
    benchmark::RegisterBenchmark(
        (kind + of).c_str(),
        [&mix, in_ascii, middle](benchmark::State& s) { measure<Case>(s, mix, in_ascii, middle); })
        ->Repetitions(5)
        ->ReportAggregatesOnly()
        ->Unit(benchmark::kMicrosecond);
  };
  one("/ascii", true, false);
  one("/ascii/middle", true, true);
  one("/beyond_ascii", false, false);
}

}  // namespace

int main(int argc, char** argv) {
  const town_cells cells = optout_bench::cells_of_town(rows);
  add<phone_case>("phone", cells.phones);
  add<email_case>("email", cells.emails);
  add<zip_case>("zip", cells.zips);
  add<name_case>("name", cells.names);
  add<address_case>("address", cells.addresses);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
