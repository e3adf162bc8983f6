// How long does a suppression list take, from its keys to its first answer? Lists of n requests with four
// identifiers each: an email, two phones, a person at an address.
//
//   build    ready keys to the file's bytes          open     open a written list and ask it for 512 keys
//   compile  requests as CSV to the file's bytes,    verify   every block against its digest
//            by one thread and by two                merge    two halves to the bytes of one list
//
// The list is asked for every key that went in, and merging is compared with building at once, before any time counts.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/list/list_builder.hpp>
#include <optout/list/merge.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/households.hpp>
#include <support/random_keys.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <absl/strings/str_cat.h>
#include <benchmark/benchmark.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace optout;

constexpr kind kinds[] = {kind::email, kind::phone, kind::phone, kind::person_at};

const keyring& secret_keys() {
  static const keyring keys = test::keyring_of(1);
  return keys;
}

const test::temp_folder& folder() {
  static const test::temp_folder made;
  return made;
}

// The keys of n requests, four each.
const std::vector<key>& keys_of(std::size_t n) {
  static std::vector<key> keys;
  if (keys.size() != 4 * n) keys = test::random_keys(4 * n, 37);
  return keys;
}

// Requests [first, last) of n.
list_builder builder_of(std::size_t first, std::size_t last, std::size_t n) {
  const std::vector<key>& keys = keys_of(n);
  list_builder builder(secret_keys(), {.name = "bench", .source = "invented", .as_of = 20260801});
  for (std::size_t i = first; i < last; ++i) {
    const std::string id = absl::StrCat("R", i);
    const std::uint32_t r = builder.add_request({.id = id, .source = "web_form", .received = 20260701});
    for (std::size_t k = 0; k < 4; ++k) builder.add_key(kinds[k], level::standard, keys[4 * i + k], r);
  }
  return builder;
}

// A list of n requests, written once.
std::string list_file(std::size_t n) {
  const std::string path = folder() / std::to_string(n);
  if (!std::filesystem::exists(path) && !builder_of(0, n, n).write(path).ok()) return {};
  return path;
}

std::uint64_t count_found(const suppression_list& list, std::span<const key> keys) {
  key_set::scratch scratch;
  std::vector<list_hit> hits;
  std::uint64_t found = 0;
  for (std::size_t first = 0; first < keys.size(); first += 4096) {
    list.find(keys.subspan(first, std::min<std::size_t>(4096, keys.size() - first)), scratch, hits);
    found += hits.size();
  }
  return found;
}

bool holds_its_keys(std::size_t n) {
  const auto list = suppression_list::open(list_file(n), secret_keys());
  return list.ok() && list->verify().ok() && list->request_count() == n &&
         count_found(*list, keys_of(n)) == 4 * n && count_found(*list, test::random_keys(10'000, 41)) == 0;
}

void report(benchmark::State& state, std::size_t n, std::size_t bytes) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * n));
  state.counters["MB"] = static_cast<double>(bytes) / 1e6;
}

void build(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  if (!holds_its_keys(n)) return state.SkipWithError("the list lacks a key");
  std::size_t bytes = 0;
  for (auto _ : state) bytes = builder_of(0, n, n).image()->size();
  report(state, n, bytes);
}

void compile(benchmark::State& state) {
  namespace households = optout::households;
  const auto n = static_cast<std::uint64_t>(state.range(0));
  const auto jobs = static_cast<unsigned>(state.range(1));
  const std::string path = folder() / "requests.csv";
  std::string csv;
  households::append_request_header(csv);
  const households::town town({.rows = 2 * n, .requests = n, .seed = 5});
  households::request_cells request;
  for (std::uint64_t position = 0; position < n; ++position) {
    town.request(position, request);
    households::append_request(request, csv);
  }
  test::write_file(path, csv);
  std::size_t bytes = 0;
  std::uint64_t keys = 0;
  for (auto _ : state) {
    list_builder builder(secret_keys(), {.name = "bench"});
    const auto read = add_requests(path, secret_keys(), {.jobs = jobs}, builder);
    if (!read.ok() || read->requests != n) return state.SkipWithError("the requests were not all read");
    keys = read->keys;
    bytes = builder.image(jobs)->size();
  }
  report(state, n, bytes);
  state.counters["keys/request"] = static_cast<double>(keys) / static_cast<double>(n);
}

void open(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  if (!holds_its_keys(n)) return state.SkipWithError("the list lacks a key");
  const std::string path = list_file(n);
  const auto asked = std::span(keys_of(n)).first(512);
  for (auto _ : state) {
    const auto list = suppression_list::open(path, secret_keys());
    if (count_found(*list, asked) != 512) return state.SkipWithError("the list lacks a key");
  }
}

void verify(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  if (!holds_its_keys(n)) return state.SkipWithError("the list lacks a key");
  std::uint64_t bytes = 0;
  for (auto _ : state) {  // opened anew: what is verified stays so
    const auto list = suppression_list::open(list_file(n), secret_keys());
    if (!list->verify().ok()) return state.SkipWithError("a block does not match");
    bytes += list->file_bytes();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void merge(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  std::vector<suppression_list> halves;
  for (const std::size_t half : {0, 1}) {
    const std::string path = folder() / absl::StrCat("half", half);
    if (!builder_of(half * n / 2, (half + 1) * n / 2, n).write(path).ok()) {
      return state.SkipWithError("cannot write");
    }
    halves.push_back(*suppression_list::open(path, secret_keys()));
  }
  large_array<std::byte> merged;
  for (auto _ : state) {
    list_builder builder(secret_keys(), {.name = "bench", .source = "invented", .as_of = 20260801});
    for (const suppression_list& half : halves) {
      if (!add_list(half, builder).ok()) return state.SkipWithError("cannot merge");
    }
    merged = *builder.image();
  }
  if (merged != *builder_of(0, n, n).image()) return state.SkipWithError("merged and built lists differ");
  report(state, n, merged.size());
}

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgName("n")->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
}

BENCHMARK(build)->Apply(sizes);
BENCHMARK(compile)
    ->ArgNames({"n", "jobs"})
    ->ArgsProduct({{100'000, 1'000'000}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();
BENCHMARK(open)->Apply(sizes);
BENCHMARK(verify)->Apply(sizes);
BENCHMARK(merge)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
