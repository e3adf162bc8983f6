// One body, two lives: a property of any bytes, guarded in every test run and hunted with libFuzzer.
//
//   OPTOUT_FUZZ_TARGET(phone) {
//     phone_text out;
//     if (normalize_phone(input, level::standard, out)) OPTOUT_HOLDS(out.view().starts_with('+'));
//   }
//
// The body sees `input`, a std::string_view of a heap buffer of exactly its size. It stands in
// tests/fuzz/phone_fuzz.cpp, one target a file. In the usual build it is a Catch2 test: every file of
// tests/fuzz/corpus/phone, then some thousand mutations of them, the same on every machine. Under -DOPTOUT_FUZZ it is
// a libFuzzer program:
//
//   cmake --preset fuzz && cmake --build --preset fuzz --target phone_fuzz
//   mkdir -p build/found && build/fuzz/tests/fuzz/phone_fuzz -max_total_time=60 build/found tests/fuzz/corpus/phone
//
// An input that breaks a property becomes a small file of the corpus, then the bug is mended.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#ifdef OPTOUT_FUZZ

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#define OPTOUT_HOLDS(...)                                                                   \
  do {                                                                                      \
    if (!(__VA_ARGS__)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #__VA_ARGS__); \
      std::abort();                                                                         \
    }                                                                                       \
  } while (false)

#define OPTOUT_FUZZ_TARGET(name)                                                       \
  static void fuzz_##name(std::string_view input);                                     \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) { \
    fuzz_##name(std::string_view(reinterpret_cast<const char*>(bytes), size));         \
    return 0;                                                                          \
  }                                                                                    \
  static void fuzz_##name([[maybe_unused]] std::string_view input)

#else

#include <support/catch.hpp>
#include <support/exact_buffer.hpp>
#include <support/mutate.hpp>
#include <support/temp_folder.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#define OPTOUT_HOLDS(...) REQUIRE((__VA_ARGS__))

#define OPTOUT_FUZZ_TARGET(name)                                               \
  static void fuzz_##name(std::string_view input);                             \
  TEST_CASE("the corpus of " #name " and mutations of it hold its property") { \
    optout::test::replay(#name, fuzz_##name);                                  \
  }                                                                            \
  static void fuzz_##name([[maybe_unused]] std::string_view input)

namespace optout::test {

inline constexpr int mutations_a_replay = 4000;

// Text that `printf` turns back into these bytes.
inline std::string for_printf(std::string_view bytes) {
  constexpr char digits[] = "01234567";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= ' ' && byte < 0x7F && c != '\\' && c != '\'' && c != '%') {
      out += c;
    } else {
      for (const int shift : {9, 6, 3, 0}) out += shift == 9 ? '\\' : digits[byte >> shift & 7];
    }
  }
  return "printf '" + out + "'";
}

inline void replay(const std::string& target, void (*body)(std::string_view)) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(OPTOUT_FUZZ_CORPUS "/" + target)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const auto& path : paths) {
    INFO(path.string());
    corpus.push_back(read_file(path.string()));
    body(exact_buffer(corpus.back()).view());
  }
  REQUIRE_FALSE(corpus.empty());
  mutator mutated(corpus, 20260801);
  for (int i = 0; i < mutations_a_replay; ++i) {
    const exact_buffer text(mutated.next());
    INFO(for_printf(text.view()));
    body(text.view());
  }
}

}  // namespace optout::test

#endif
