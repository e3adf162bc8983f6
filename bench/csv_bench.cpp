// How fast is delimited text read? A generated export of homeowners: 23 columns, about 190 bytes a row, a tenth of
// the fields quoted, some with line ends inside.
//
//   scan/KERNEL            the inner loop alone, on pieces of 256 KiB that are in the cache
//   read/file|memory/KiB   csv_reader over 64 MiB, chunks of that size
//   read_columns           the same and the values of 15 columns
//   lines                  for comparison: memchr for line ends, no fields
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/csv.hpp>
#include <optout/io/csv_columns.hpp>
#include <reference/csv.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>

namespace {

using namespace optout;

constexpr std::size_t columns = 23;

std::string make_export(std::size_t bytes) {
  static constexpr std::string_view first[] = {"Maria", "James", "WEI", "Aisha", "Robert J"};
  static constexpr std::string_view last[] = {"Garcia", "SMITH", "O'Neil", "van der Berg", "Lee"};
  std::mt19937 random(7);
  const auto number = [&](unsigned low, unsigned high) {
    return low + static_cast<unsigned>(random()) % (high - low);
  };
  const auto phone = [&] { return fmt::format("({}) 555-0{}", number(201, 989), number(100, 200)); };
  std::string text = "property_id,first_name,last_name,owner2_first,owner2_last";
  for (std::size_t i = 5; i < columns; ++i) text += fmt::format(",column{}", i);
  text += '\n';
  while (text.size() < bytes) {
    const std::string_view given = first[number(0, 5)];
    const std::string street =
        fmt::format("{} {}", number(1, 9999), number(0, 2) == 0 ? "Main St" : "N Oak Avenue");
    std::string mailing = street;
    switch (number(0, 8)) {
      case 0: mailing = fmt::format("\"{}, Unit {}\"", street, number(1, 99)); break;
      case 1: mailing = fmt::format("\"{}\nRear\"", street); break;
      case 2: mailing = "\"The \"\"Old\"\" Mill\""; break;
      default: break;
    }
    text += fmt::format("P{},{},{},,,{},mobile,N,{},,,{}.{}@example.com,,", number(100000, 999999), given,
                        last[number(0, 5)], phone(), phone(), given, number(1, 999));
    text +=
        fmt::format("{},Springfield,IL,{},\"{},{}\",{},Springfield,IL,{},{}\n", mailing, number(60000, 62999),
                    number(100, 900), number(100, 999), street, number(60000, 62999), number(1950, 2020));
  }
  return text;
}

const std::string& sample() {
  static const std::string text = make_export(std::size_t{64} << 20);
  return text;
}

// Where the sample lies as a file for as long as the program runs.
const std::string& sample_file() {
  static const struct file {
    file() {
      path = std::string(std::getenv("TMPDIR") != nullptr ? std::getenv("TMPDIR") : "/tmp") +
             "/optout_csv_bench.csv";
      std::ofstream(path, std::ios::binary) << sample();
    }
    ~file() { std::remove(path.c_str()); }
    std::string path;
  } made;
  return made.path;
}

// Every kernel against the reference parser, before any time counts.
bool answers_agree() {
  const std::string_view text = std::string_view(sample()).substr(0, 500000);
  const auto expected = reference::read_csv(text, ',');
  for (const detail::csv_kernel& kernel : detail::csv_kernels()) {
    detail::csv_index index;
    kernel.scan(text, ',', true, index);
    if (index.rows.size() != expected.records.size() + 1) return false;
    for (std::size_t row = 0; row < expected.records.size(); ++row) {
      if (index.rows[row + 1].first_end - index.rows[row].first_end != expected.records[row].fields.size())
        return false;
    }
  }
  return true;
}

void scan(benchmark::State& state, const detail::csv_kernel& kernel) {
  constexpr std::size_t piece = 256 * 1024;
  detail::csv_index index;
  std::size_t at = 0;
  for (auto _ : state) {
    kernel.scan(std::string_view(sample()).substr(at, piece), ',', false, index);
    benchmark::DoNotOptimize(index.used_ends);
    at = (at + piece) % (piece * 2);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * piece));
}

void read(benchmark::State& state, bool is_file, bool with_columns) {
  csv_chunk chunk;
  csv_columns values;
  std::size_t rows = 0;
  for (auto _ : state) {
    auto source = is_file ? *input_file::open(sample_file()) : input_file::over(sample());
    auto reader =
        *csv_reader::open(std::move(source), {.chunk_bytes = static_cast<std::size_t>(state.range(0)) << 10});
    while (*reader.next(chunk)) {
      rows += chunk.rows();
      if (!with_columns) continue;
      values.view(chunk);
      for (std::size_t column = 1; column <= 15; ++column) {
        for (std::size_t row = 0; row < chunk.rows(); ++row) {
          benchmark::DoNotOptimize(values.views()[column][row].data());
        }
      }
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * sample().size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
}

void lines(benchmark::State& state) {
  for (auto _ : state) {
    std::size_t found = 0;
    const char* at = sample().data();
    const char* const end = at + sample().size();
    while ((at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) !=
           nullptr) {
      ++found;
      if (++at == end) break;
    }
    benchmark::DoNotOptimize(found);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * sample().size()));
}

}  // namespace

int main(int argc, char** argv) {
  if (!answers_agree()) {
    std::fputs("csv_bench: a kernel disagrees with the reference parser\n", stderr);
    return 6;
  }
  for (const detail::csv_kernel& kernel : detail::csv_kernels()) {
    benchmark::RegisterBenchmark((std::string("scan/") + kernel.name).c_str(),
                                 [&kernel](auto& s) { scan(s, kernel); });
  }
  const auto sizes = [](benchmark::internal::Benchmark* b) { b->Arg(64)->Arg(256)->Arg(1024)->Arg(4096); };
  sizes(benchmark::RegisterBenchmark("read/memory", [](auto& s) { read(s, false, false); }));
  sizes(benchmark::RegisterBenchmark("read/file", [](auto& s) { read(s, true, false); }));
  sizes(benchmark::RegisterBenchmark("read_columns", [](auto& s) { read(s, true, true); }));
  benchmark::RegisterBenchmark("lines", lines);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
