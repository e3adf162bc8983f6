// What does the SHA-256 of an identifier cost? Messages of invented letters, their lengths uniform between two
// numbers: by our batches and by the ways that OpenSSL has.
//
//   batch/FROM/TO/N   sha256_batch, N messages a call        evp_named     EVP with EVP_sha256()
//   fallback          the kernel of CPUs without SHA         evp_fetched   EVP with an EVP_MD fetched once
//                     instructions: EVP with a context       init_update_final   SHA256_Init, _Update, _Final,
//                     made ready once and copied                           which OpenSSL 3 calls deprecated
//
// All reuse what can be reused. Every way must agree with OpenSSL's EVP_Digest before its time counts.
// SPDX-License-Identifier: Apache-2.0
#define OPENSSL_SUPPRESS_DEPRECATED
#include <optout/key/digest.hpp>

#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using optout::sha256_digest;

struct messages {
  std::vector<std::string> texts;
  std::vector<std::string_view> views;
};

constexpr std::size_t count = 8192;

messages make_messages(std::size_t from, std::size_t to) {
  messages made;
  std::mt19937 random(7);
  for (std::size_t i = 0; i < count; ++i) {
    std::string text(from + random() % (to - from + 1), ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 26);
    made.texts.push_back(std::move(text));
  }
  made.views.assign(made.texts.begin(), made.texts.end());
  return made;
}

unsigned char* bytes_of(sha256_digest& digest) {
  return reinterpret_cast<unsigned char*>(digest.data());
}

bool is_right(std::span<const std::string_view> views, std::span<const sha256_digest> digests) {
  for (std::size_t i = 0; i < views.size(); ++i) {
    sha256_digest expected;
    if (EVP_Digest(views[i].data(), views[i].size(), bytes_of(expected), nullptr, EVP_sha256(), nullptr) !=
            1 ||
        digests[i] != expected) {
      return false;
    }
  }
  return true;
}

// Times `digest(messages, out)` over all messages of state.range(0) to state.range(1) bytes.
template <typename Digest>
void measure(benchmark::State& state, Digest digest) {
  const messages m =
      make_messages(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  std::vector<sha256_digest> out(count);
  digest(std::span(m.views), std::span(out));
  if (!is_right(m.views, out)) return state.SkipWithError("digests differ from OpenSSL's");
  for (auto _ : state) {
    digest(std::span(m.views), std::span(out));
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  const auto digests = static_cast<double>(state.iterations()) * static_cast<double>(count);
  state.counters["time/message"] =
      benchmark::Counter(digests, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void batch(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(2));
  measure(state, [size](std::span<const std::string_view> views, std::span<sha256_digest> out) {
    for (std::size_t first = 0; first < views.size(); first += size) {
      const std::size_t n = std::min(size, views.size() - first);
      optout::sha256_batch(views.subspan(first, n), out.subspan(first, n));
    }
  });
}

void fallback(benchmark::State& state) {
  measure(state, optout::detail::sha256_kernels().back().digest);
}

void evp(benchmark::State& state, const EVP_MD* md) {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  measure(state, [&](std::span<const std::string_view> views, std::span<sha256_digest> out) {
    for (std::size_t i = 0; i < views.size(); ++i) {
      EVP_DigestInit_ex(context, md, nullptr);
      EVP_DigestUpdate(context, views[i].data(), views[i].size());
      EVP_DigestFinal_ex(context, bytes_of(out[i]), nullptr);
    }
  });
  EVP_MD_CTX_free(context);
}

void evp_named(benchmark::State& state) {
  evp(state, EVP_sha256());
}

void evp_fetched(benchmark::State& state) {
  EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  evp(state, md);
  EVP_MD_free(md);
}

void init_update_final(benchmark::State& state) {
  measure(state, [](std::span<const std::string_view> views, std::span<sha256_digest> out) {
    for (std::size_t i = 0; i < views.size(); ++i) {
      SHA256_CTX context;
      SHA256_Init(&context);
      SHA256_Update(&context, views[i].data(), views[i].size());
      SHA256_Final(bytes_of(out[i]), &context);
    }
  });
}

void often(benchmark::internal::Benchmark* b) {
  b->Repetitions(9)->ReportAggregatesOnly()->Unit(benchmark::kMicrosecond);
  b->ComputeStatistics("min",
                       [](const std::vector<double>& v) { return *std::min_element(v.begin(), v.end()); });
}

void lengths(benchmark::internal::Benchmark* b) {
  b->Args({10, 40})->Args({60, 110});
  often(b);
}

BENCHMARK(batch)
    ->Args({10, 40, 1})
    ->Args({10, 40, 4})
    ->Args({10, 40, 16})
    ->Args({10, 40, 512})
    ->Args({12, 12, 512})
    ->Args({10, 110, 512})
    ->Args({60, 110, 512})
    ->Apply(often);
BENCHMARK(evp_named)->Apply(lengths);
BENCHMARK(evp_fetched)->Apply(lengths);
BENCHMARK(fallback)->Apply(lengths);
BENCHMARK(init_update_final)->Apply(lengths);

}  // namespace

BENCHMARK_MAIN();
