// How fast is JSON read? Generated lines of property rows as a search gives them: about 1.2 KB and 70 values a row.
//
//   split     json_reader alone: where records end
//   values    and json_rows: every value walked, checked, given its role, and put into columns
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/json.hpp>
#include <optout/io/json_rows.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

namespace {

using namespace optout;

std::string make_lines(std::size_t bytes) {
  std::mt19937 random(7);
  const auto number = [&](unsigned below) { return static_cast<unsigned>(random()) % below; };
  const auto address = [&] {
    const unsigned house = number(9999) + 1;
    return fmt::format(
        R"({{"street":"{0} Main St","streetNoUnit":"{0} Main St","houseNumber":"{0}","city":"Troy","cityAliases":["Troy"],)"
        R"("county":"Rensselaer","state":"NY","zip":"12180","zipPlus4":"1234","latitude":42.7,"longitude":-73.7}})",
        house);
  };
  std::string text;
  while (text.size() < bytes) {
    std::string names, phones;
    for (unsigned i = 0; i < 1 + number(2); ++i) {
      names += fmt::format(R"({}{{"first":"Ann","middle":"B","last":"Lee","full":"Ann B Lee"}})",
                           i == 0 ? "" : ",");
    }
    for (unsigned i = 0; i < number(5); ++i) {
      phones += fmt::format(
          R"({}{{"number":"217555{:04}","type":"Mobile","carrier":"Some Carrier","score":{},)"
          R"("tested":true,"reachable":true,"dnc":false,"lastReportedDate":"2025-01-01T00:00:00Z"}})",
          i == 0 ? "" : ",", number(10000), number(100));
    }
    text += fmt::format(
        R"({{"_id":"{:024}","address":{},"owner":{{"names":[{}],"mailingAddress":{},"emails":["ann{}@)"
        R"(example.com"],"phoneNumbers":[{}],"litigator":false}},"demographics":{{"age":44,"income":1}},)"
        R"("building":{{"bathroomCount":2,"yearBuilt":1970,"areaSqFt":1850}}}})"
        "\n",
        number(1000000), address(), names, address(), number(100000), phones);
  }
  return text;
}

const std::string& sample() {
  static const std::string text = make_lines(std::size_t{64} << 20);
  return text;
}

[[noreturn]] void give_up(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

template <typename Use>
void read(benchmark::State& state, Use use) {
  for (auto _ : state) {
    auto reader = json_reader::open(input_file::over(sample(), "rows.ndjson"));
    if (!reader.ok()) give_up(reader.status());
    const auto paths = json_paths::find(reader->sample(), "rows.ndjson", "");
    if (!paths.ok()) give_up(paths.status());
    json_rows rows(*paths);
    json_chunk chunk;
    for (;;) {
      const auto more = reader->next(chunk);
      if (!more.ok()) give_up(more.status());
      if (!*more) break;
      use(rows, chunk);
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * sample().size()));
}

void split(benchmark::State& state) {
  read(state, [](json_rows&, const json_chunk& chunk) { benchmark::DoNotOptimize(chunk.rows()); });
}
BENCHMARK(split);

void values(benchmark::State& state) {
  read(state, [](json_rows& rows, const json_chunk& chunk) {
    for (std::size_t first = 0; first < chunk.rows();) {
      const auto got = rows.read(chunk, first, "rows.ndjson");
      if (!got.ok()) give_up(got.status());
      first += *got;
      benchmark::DoNotOptimize(rows.values().rows);
    }
  });
}
BENCHMARK(values);

}  // namespace

BENCHMARK_MAIN();
