// What does one value cost? Each normalizer over the cells of a generated export and its requests, apart for
// values in ASCII and values beyond it. A pass reads every value once, so nothing is learnt by heart.
//
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
#include <string>
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

template <typename Case, typename Value>
void measure(benchmark::State& state, const std::vector<Value>& mix, bool in_ascii) {
  std::vector<Value> values;
  std::size_t bytes = 0;
  for (const Value& value : mix) {
    const auto parts = Case::of(value);
    const bool all = std::all_of(parts.begin(), parts.end(), [](auto text) { return is_ascii(text); });
    if (all != in_ascii) continue;
    values.push_back(value);
    for (const std::string_view text : parts) bytes += text.size();
  }
  if (values.empty()) return state.SkipWithError("no such values in the mix");
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
  for (const bool in_ascii : {true, false}) {
    const std::string name = kind + (in_ascii ? "/ascii" : "/beyond_ascii");
    benchmark::RegisterBenchmark(name.c_str(),
                                 [&mix, in_ascii](benchmark::State& s) { measure<Case>(s, mix, in_ascii); })
        ->Repetitions(5)
        ->ReportAggregatesOnly()

        ->Unit(benchmark::kMicrosecond);
  }
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
