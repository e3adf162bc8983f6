// What does a key cost? Canonical forms of a generated export to keys: all in one batch, in batches of other sizes,
// one by one; and the two steps of a batch apart.
//
//   make            a key alone, with a cipher of its own        batch/N   N forms added, then finish()
//   hash            add(), the XXH3-128 of each form             encrypt   finish(), the AES-128 of a whole batch
//
// The keys of every batch size are compared with those made alone before any time counts.
// SPDX-License-Identifier: Apache-2.0
#include "town_cells.hpp"
#include <optout/key/key_batch.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/person_at.hpp>
#include <optout/normalize/phone.hpp>
#include <support/secrets.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace optout;

struct form {
  kind what;
  std::string text;
};

// As many emails and phones as rows have, and twice as many persons at an address, in turn.
std::vector<form> make_forms() {
  const auto cells = optout_bench::cells_of_town(12'000);
  std::vector<form> forms;
  email_text email;
  phone_text phone;
  name_forms names;
  address_forms places;
  const std::size_t most = std::min({cells.emails.size(), cells.phones.size(), cells.names.size(),
                                     cells.addresses.size(), std::size_t{8192}});
  for (std::size_t i = 0; i < most; ++i) {
    if (const auto text = normalize_email(cells.emails[i], level::standard, email)) {
      forms.push_back({kind::email, std::string(*text)});
    }
    if (const auto text = normalize_phone(cells.phones[i], level::standard, phone)) {
      forms.push_back({kind::phone, std::string(without_extension(*text))});
    }
    const auto& name = cells.names[i];
    const auto& at = cells.addresses[i];
    if (!normalize_name({name.full, name.first, {}, name.last, {}}, level::standard, names) ||
        !normalize_address({at.line, {}, at.unit, at.city, at.state, at.zip}, level::standard, places)) {
      continue;
    }
    for (const address_form& place : places.forms()) {
      for_each_person_at(names.readings()[0], place, places.locality(), level::standard, side::probe, 0,
                         [&](std::string_view text) {
                           forms.push_back({kind::person_at, std::string(text)});
                         });
    }
  }
  return forms;
}

const std::vector<form>& forms() {
  static const std::vector<form> made = make_forms();
  return made;
}

const keyring& secret_keys() {
  static const keyring keys = test::keyring_of(1);
  return keys;
}

void report(benchmark::State& state) {
  const auto keys = static_cast<double>(state.iterations()) * static_cast<double>(forms().size());
  state.counters["time/key"] =
      benchmark::Counter(keys, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// Calls take(keys) for every `size` forms.
template <typename Take>
void make_in_batches(key_batch& batch, std::size_t size, Take take) {
  for (std::size_t first = 0; first < forms().size(); first += size) {
    batch.clear();
    for (std::size_t i = first; i < std::min(first + size, forms().size()); ++i) {
      batch.add(forms()[i].what, forms()[i].text);
    }
    take(batch.finish());
  }
}

bool answers_agree(std::size_t size) {
  key_batch batch(secret_keys());
  std::size_t next = 0;
  bool agree = true;
  make_in_batches(batch, size, [&](std::span<const key> keys) {
    for (const key& k : keys) {
      const form& f = forms()[next++];
      if (next % 17 == 0) agree = agree && k == key_batch::make(secret_keys(), f.what, f.text);
    }
  });
  return agree && next == forms().size();
}

void make(benchmark::State& state) {
  for (auto _ : state) {
    for (const form& f : forms()) {
      benchmark::DoNotOptimize(key_batch::make(secret_keys(), f.what, f.text).lo);
    }
  }
  report(state);
}

void batch(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  if (!answers_agree(size)) return state.SkipWithError("keys differ from those made alone");
  key_batch batch(secret_keys());
  for (auto _ : state) {
    make_in_batches(batch, size, [](std::span<const key> keys) { benchmark::DoNotOptimize(keys.data()); });
    benchmark::ClobberMemory();
  }
  report(state);
}

void hash(benchmark::State& state) {
  key_batch batch(secret_keys());
  for (auto _ : state) {
    batch.clear();
    for (const form& f : forms()) batch.add(f.what, f.text);
    benchmark::DoNotOptimize(batch.size());
    benchmark::ClobberMemory();
  }
  report(state);
}

void encrypt(benchmark::State& state) {
  key_batch batch(secret_keys());
  for (const form& f : forms()) batch.add(f.what, f.text);
  for (auto _ : state) {
    benchmark::DoNotOptimize(batch.finish().data());
    benchmark::ClobberMemory();
  }
  report(state);
}

void often(benchmark::internal::Benchmark* b) {
  b->Repetitions(5)->ReportAggregatesOnly()->Unit(benchmark::kMicrosecond);
}

BENCHMARK(make)->Apply(often);
BENCHMARK(batch)->Arg(1)->Arg(8)->Arg(32)->Arg(512)->Arg(4096)->Apply(often);
BENCHMARK(hash)->Apply(often);
BENCHMARK(encrypt)->Apply(often);

}  // namespace

BENCHMARK_MAIN();
