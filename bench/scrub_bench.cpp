// How many rows a second? A generated export against requests in other spellings: decide() alone on batches in memory,
// and scrub_csv from file to file.
//
//   scrub_bench [--rows=N] [--requests=M] [benchmark flags]
//
//   full      email, phone and person at an address        simple   email and phone
//   first_cut the loop of peers/first_cut_scrub.hpp, which knows the simple rule without mailbox rules
//
// Before a time counts: the same verdicts from decide() and from a scrub's output, the same bytes for one thread and
// two, and no row dropped by the loop that the library keeps. `leaked` and `wrong` count rows against the truth: the
// simple rule cannot know the rows that go by name and address.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/io/csv.hpp>
#include <optout/io/csv_columns.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/scrub/scrubber.hpp>
#include <support/households.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <absl/strings/numbers.h>
#include <absl/strings/strip.h>
#include <benchmark/benchmark.h>
#include <peers/first_cut_scrub.hpp>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace optout;

std::uint64_t row_count = 200'000;
std::uint64_t request_count = 20'000;

// The files, the list and the truth; made once.
struct town_files {
  test::temp_folder folder;
  std::string rows = folder / "export.csv", requests = folder / "requests.csv", list = folder / "list";
  std::vector<bool> stays;
  std::uint64_t bytes = 0;
  keyring keys = test::keyring_of(1);

  town_files() {
    namespace households = optout::households;
    const households::options how{.rows = row_count, .requests = request_count, .seed = 9};
    const households::town town(how);
    std::string text;
    std::ofstream out(rows, std::ios::binary);
    households::append_header(how, text);
    households::row_cells row;
    for (std::uint64_t n = 0; n < row_count; ++n) {
      stays.push_back(!town.row(n, row).goes);
      households::append_row(how, n, row, text);
      if (text.size() < 1 << 20 && n + 1 < row_count) continue;
      out << text;
      bytes += text.size();
      text.clear();
    }
    out.close();
    households::append_request_header(text);
    households::request_cells request;
    for (std::uint64_t position = 0; position < request_count; ++position) {
      town.request(position, request);
      households::append_request(request, text);
    }
    test::write_file(requests, text);
    list_builder builder(keys, {.name = "bench"});
    if (!add_requests(requests, keys, {}, builder).ok() || !std::move(builder).write(list).ok()) std::abort();
  }
};
const town_files& files() {
  static const town_files made;
  return made;
}

scrubber scrubber_of(bool is_full) {
  policy rules;
  if (!is_full) rules.kinds = {kind::email, kind::phone};
  return scrubber(files().keys, {*suppression_list::open(files().list, files().keys)}, rules);
}

// The whole export as batches: column views over chunks that stay in memory.
struct batches {
  schema columns;
  struct part {
    csv_chunk chunk;
    csv_columns values;
  };
  std::vector<part> parts;

  batches() {
    auto reader = *csv_reader::open(files().rows);
    for (part next; *reader.next(next.chunk); next = {}) parts.push_back(std::move(next));
    columns = *find_columns(reader, parts.front().chunk, "");
    for (part& p : parts) p.values.view(p.chunk);
  }
  batch rows_of(const part& p) const { return {&columns, p.values.views(), p.chunk.rows()}; }
};
const batches& in_memory() {
  static const batches made;
  return made;
}

std::vector<bool> verdicts(const scrubber& scrub) {
  std::vector<bool> stays;
  decisions decided;
  for (const batches::part& p : in_memory().parts) {
    if (!scrub.decide(in_memory().rows_of(p), decided).ok()) std::abort();
    for (std::size_t row = 0; row < decided.rows(); ++row) {
      stays.push_back(decided.verdict(row) == action::keep);
    }
  }
  return stays;
}

// Of the rows that must go, how many stay, and of those that must stay, how many go.
void report(benchmark::State& state, const std::vector<bool>& stays) {
  std::uint64_t leaked = 0, wrong = 0;
  for (std::size_t row = 0; row < stays.size(); ++row) {
    leaked += stays[row] && !files().stays[row];
    wrong += !stays[row] && files().stays[row];
  }
  state.counters["leaked"] = static_cast<double>(leaked);
  state.counters["wrong"] = static_cast<double>(wrong);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * row_count));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * files().bytes));
}

void decide(benchmark::State& state, bool is_full, unsigned threads) {
  const scrubber scrub = scrubber_of(is_full);
  const auto& parts = in_memory().parts;
  std::vector<decisions> decided(threads);
  for (auto _ : state) {
    std::atomic<std::size_t> next{0};
    const auto work = [&](decisions& own) {
      for (std::size_t i = next++; i < parts.size(); i = next++) {
        if (!scrub.decide(in_memory().rows_of(parts[i]), own).ok()) std::abort();
      }
    };
    std::vector<std::jthread> others;
    for (unsigned t = 1; t < threads; ++t) others.emplace_back([&, t] { work(decided[t]); });
    work(decided[0]);
  }
  report(state, verdicts(scrub));
}

// What stands in `out` when the rows that stay are written and no other byte.
std::string expected_output(const std::vector<bool>& stays) {
  auto reader = *csv_reader::open(files().rows);
  std::string text(reader.header_bytes());
  std::size_t first = 0;
  for (csv_chunk chunk; *reader.next(chunk); first += chunk.rows()) {
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      if (stays[first + row]) text += chunk.record(row);
    }
    text += chunk.tail();
  }
  return text;
}

void scrub_file(benchmark::State& state, bool is_full, unsigned jobs) {
  const scrubber scrub = scrubber_of(is_full);
  const std::string out = files().folder / "clean.csv";
  const auto stays = verdicts(scrub);
  if (!scrub_csv(files().rows, out, scrub, {.jobs = jobs}).ok())
    return state.SkipWithError("the scrub failed");
  if (test::read_file(out) != expected_output(stays))
    return state.SkipWithError("output and verdicts differ");
  for (auto _ : state) {
    if (!scrub_csv(files().rows, out, scrub, {.jobs = jobs}).ok())
      return state.SkipWithError("the scrub failed");
  }
  report(state, stays);
}

void first_cut(benchmark::State& state) {
  optout_bench::first_cut_scrub loop(files().requests);
  const std::string out = files().folder / "first_cut.csv";
  const auto stays = loop.run(files().rows, out);
  const auto ours = verdicts(scrubber_of(false));
  if (stays.size() != ours.size()) return state.SkipWithError("the loop lost a row");
  for (std::size_t row = 0; row < ours.size(); ++row) {
    if (ours[row] && !stays[row]) return state.SkipWithError("the loop drops a row that the library keeps");
  }
  for (auto _ : state) benchmark::DoNotOptimize(loop.run(files().rows, out).size());
  report(state, stays);
}

void take_size(int& argc, char** argv) {
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    absl::string_view flag = argv[i];
    if (absl::ConsumePrefix(&flag, "--rows=")) {
      if (!absl::SimpleAtoi(flag, &row_count)) std::exit(2);
    } else if (absl::ConsumePrefix(&flag, "--requests=")) {
      if (!absl::SimpleAtoi(flag, &request_count)) std::exit(2);
    } else {
      argv[kept++] = argv[i];
    }
  }
  argc = kept;
}

template <typename Run>
void add(const std::string& name, Run run) {
  benchmark::RegisterBenchmark(name.c_str(), run)
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime()
      ->MeasureProcessCPUTime();
}

}  // namespace

int main(int argc, char** argv) {
  take_size(argc, argv);
  for (const bool is_full : {true, false}) {
    const std::string rule = is_full ? "full" : "simple";
    for (const unsigned threads : {1u, 2u}) {
      const std::string how = rule + "/threads:" + std::to_string(threads);
      add("decide/" + how, [=](auto& state) { decide(state, is_full, threads); });
      add("scrub_csv/" + how, [=](auto& state) { scrub_file(state, is_full, threads); });
    }
  }
  add("first_cut/threads:1", first_cut);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
