// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/scrub_file.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace optout::cli {
namespace {

struct bench_flags {
  std::string in, key_file, policy_file, map_file, as_of;
  std::vector<std::string> lists;
  unsigned jobs = 1, runs = 5;
  bool json = false;
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Whole scrubs with the same number of jobs.
struct scrub_timing {
  unsigned jobs;
  std::vector<double> seconds = {};
  scrub_summary last = {};

  double rows_a_second() const { return static_cast<double>(last.counts.rows_in) / median(seconds); }
  double megabytes_a_second() const { return static_cast<double>(last.bytes_in) / 1e6 / median(seconds); }
};

struct list_timing {
  const suppression_list* list;
  double open_ms = 0;     // opened anew and asked for a first batch, its pages in memory
  double absent_ns = 0;   // a key that the list does not hold
  double few_ns = 0;      // one in a hundred that it holds; 0: nobody can say, the list is compact
  double present_ns = 0;  // one that it holds; likewise

  double bytes_a_key() const {
    return list->key_count() == 0
               ? 0
               : static_cast<double>(list->file_bytes()) / static_cast<double>(list->key_count());
  }
};

// The scrub's own way, nothing written: output goes to the null device.
absl::Status time_scrubs(const bench_flags& flags, const scrubber& scrub, std::vector<scrub_timing>& out) {
  for (unsigned run = 0; run <= flags.runs; ++run) {  // one more, to warm up
    for (scrub_timing& timing : out) {
      auto done = scrub_file(flags.in, "/dev/null", scrub,
                             {.map_file = flags.map_file, .jobs = timing.jobs, .stream = true});
      if (!done.ok()) return done.status();
      if (run != 0) timing.seconds.push_back(done->seconds);
      timing.last = *std::move(done);
    }
  }
  return absl::OkStatus();
}

// Nanoseconds a key, asked as a scrub asks: in batches. Keys are asked for in an order that memory cannot foresee.
double time_find(const suppression_list& list, std::vector<key> keys, std::mt19937_64& random,
                 unsigned runs) {
  constexpr std::size_t batch = 4096;
  std::shuffle(keys.begin(), keys.end(), random);
  key_set::scratch scratch;
  std::vector<list_hit> hits;
  std::vector<double> ns;
  for (unsigned run = 0; run <= runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t from = 0; from < keys.size(); from += batch) {
      list.find(std::span(keys).subspan(from, std::min(batch, keys.size() - from)), scratch, hits);
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    if (run != 0) ns.push_back(took.count() / static_cast<double>(keys.size()));
  }
  return median(std::move(ns));
}

absl::StatusOr<double> time_open(const std::string& path, const keyring& secret, std::span<const key> batch,
                                 unsigned runs) {
  std::vector<double> ms;
  for (unsigned run = 0; run <= runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const auto list = suppression_list::open(path, secret);
    if (!list.ok()) return list.status();
    key_set::scratch scratch;
    std::vector<list_hit> hits;
    list->find(batch, scratch, hits);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (run != 0) ms.push_back(took.count());
  }
  return median(std::move(ms));
}

absl::StatusOr<list_timing> time_list(const std::string& path, const keyring& secret,
                                      const suppression_list& list, unsigned runs) {
  constexpr std::size_t most = std::size_t{1} << 20;
  list_timing timing{&list};
  std::mt19937_64 random(20260801);
  std::vector<key> keys(most);
  for (key& k : keys) k = {random(), random()};
  const auto opened = time_open(path, secret, std::span(keys).first(512), runs);
  if (!opened.ok()) return opened.status();
  timing.open_ms = *opened;
  timing.absent_ns = time_find(list, keys, random, runs);
  if (list.compact() || list.key_count() == 0) return timing;
  const std::uint64_t step = list.key_count() / most + 1;
  std::uint64_t number = 0;
  std::vector<key> held;
  list.for_each_key([&](const key& k, const list_namespace&, std::uint32_t) {
    if (number++ % step == 0) held.push_back(k);
  });
  for (std::size_t i = 0; i < keys.size(); i += 100) keys[i] = held[i % held.size()];
  timing.few_ns = time_find(list, std::move(keys), random, runs);
  timing.present_ns = time_find(list, std::move(held), random, runs);
  return timing;
}

std::string as_text(const std::vector<scrub_timing>& scrubs, const std::vector<list_timing>& lists) {
  std::string out =
      fmt::format("export     {} rows, {:.1f} MB; {} go\n", scrubs[0].last.counts.rows_in,
                  static_cast<double>(scrubs[0].last.bytes_in) / 1e6, scrubs[0].last.counts.rows_dropped);
  for (const scrub_timing& s : scrubs) {
    out += fmt::format(
        "scrub      -j {}: {:.0f} rows/s, {:.0f} MB/s, {:.3f} s (median of {}, {:.3f} to {:.3f})\n", s.jobs,
        s.rows_a_second(), s.megabytes_a_second(), median(s.seconds), s.seconds.size(),
        *std::min_element(s.seconds.begin(), s.seconds.end()),
        *std::max_element(s.seconds.begin(), s.seconds.end()));
  }
  for (const list_timing& l : lists) {
    out +=
        fmt::format("list       {}: {} keys, {:.1f} bytes a key; {:.2f} ms to open; {:.1f} ns to miss a key",
                    l.list->name(), l.list->key_count(), l.bytes_a_key(), l.open_ms, l.absent_ns);
    out += l.present_ns > 0 ? fmt::format(", {:.1f} where one in a hundred is there, {:.1f} ns to find one\n",
                                          l.few_ns, l.present_ns)
                            : "\n";
  }
  return out;
}

std::string or_null(double ns) {
  return ns > 0 ? fmt::format("{:.2f}", ns) : "null";
}

std::string as_json(const std::vector<scrub_timing>& scrubs, const std::vector<list_timing>& lists) {
  std::string runs, keys;
  for (const scrub_timing& s : scrubs) {
    std::string seconds;
    for (const double one : s.seconds) seconds += fmt::format("{}{:.4f}", seconds.empty() ? "" : ",", one);
    runs += fmt::format(
        "{}{{\"jobs\":{},\"rows_per_second\":{:.0f},\"mb_per_second\":{:.1f},\"median_seconds\":{:.4f},"
        "\"seconds\":[{}]}}",
        runs.empty() ? "" : ",", s.jobs, s.rows_a_second(), s.megabytes_a_second(), median(s.seconds),
        seconds);
  }
  for (const list_timing& l : lists) {
    keys += fmt::format(
        "{}{{\"name\":{},\"keys\":{},\"bytes_per_key\":{:.2f},\"open_ms\":{:.3f},\"miss_ns\":{:.2f},"
        "\"one_percent_ns\":{},\"find_ns\":{}}}",
        keys.empty() ? "" : ",", json_text(l.list->name()), l.list->key_count(), l.bytes_a_key(), l.open_ms,
        l.absent_ns, or_null(l.few_ns), or_null(l.present_ns));
  }
  const scrub_summary& last = scrubs[0].last;
  return fmt::format("{{\"rows\":{},\"bytes\":{},\"dropped\":{},\"scrub\":[{}],\"lists\":[{}]}}\n",
                     last.counts.rows_in, last.bytes_in, last.counts.rows_dropped, runs, keys);
}

int bench(const bench_flags& flags) {
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  auto rules = open_policy(flags.policy_file, flags.as_of);
  if (!rules.ok()) return fail(rules.status());
  auto lists = open_lists(flags.lists, *keys);
  if (!lists.ok()) return fail(lists.status());
  if (flags.in == "-") return fail(failure(fault::usage, "an export is read several times: name a file"));
  scrubber scrub(*keys, *std::move(lists), *std::move(rules));
  if (!scrub.status().ok()) return fail(scrub.status());
  scrub.filter_all_lists();

  std::vector<scrub_timing> scrubs = {{1}};
  if (flags.jobs > 1) scrubs.push_back({flags.jobs});
  if (auto status = time_scrubs(flags, scrub, scrubs); !status.ok()) return fail(status);
  std::vector<list_timing> timings;
  for (std::size_t i = 0; i < flags.lists.size(); ++i) {
    auto timing = time_list(flags.lists[i], *keys, scrub.lists()[i], flags.runs);
    if (!timing.ok()) return fail(timing.status());
    timings.push_back(*std::move(timing));
  }
  auto status = print(flags.json ? as_json(scrubs, timings) : as_text(scrubs, timings));
  if (status.ok()) status = flush_stdout();
  return status.ok() ? done : fail(status);
}

}  // namespace

void add_bench(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<bench_flags>();
  flags->jobs = std::max(1u, std::thread::hardware_concurrency());
  CLI::App* command =
      app.add_subcommand("bench", R"(Measures a scrub on this machine, with your export and your lists.

  optout bench export.csv -l people.optout
  optout bench export.csv -l people.optout -l dnc.optout --json

Whole scrubs, one job and all cores by turns, to the null device; then each list is opened and asked.
Nothing is written.)");
  command->add_option("EXPORT", flags->in, "CSV, TSV, pipe-separated or JSON")->required();
  add_list_flag(*command, flags->lists);
  add_key_flag(*command, flags->key_file);
  command->add_option("--map", flags->map_file, "What columns hold (TOML)")->type_name("FILE");
  command->add_option("--policy", flags->policy_file, "What a match does (TOML)")->type_name("FILE");
  command->add_option("--as-of", flags->as_of, "The day the run stands for (today)")->type_name("DATE");
  command->add_option("-j,--jobs", flags->jobs, "Worker threads beside one (all cores)")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  command->add_option("-n,--runs", flags->runs, "Runs of each, behind one to warm up (5)")
      ->type_name("N")
      ->check(CLI::Range(1, 1000));
  command->add_flag("--json", flags->json, "As JSON");
  command->callback([flags, &run] { run = [flags] { return bench(*flags); }; });
}

}  // namespace optout::cli
