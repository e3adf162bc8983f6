// Invents people whom nobody is called, to be asked for and planted: proof that a scrub finds whom it must find.
//
// Each canary is one request with an email, a phone, and a name at an address; and three rows to plant in the source
// data, each of which carries one of the three alone and in another spelling. A run that works removes all of them.
//
// No real person is meant: names and streets are made of syllables, phones are of the range 555-0100 to 555-0199 that
// is kept for fiction, emails are at example.com, .net and .org.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace optout {

// What every canary's request id begins with.
inline constexpr char canary_prefix[] = "canary-";

struct canaries {
  static constexpr std::size_t most = 1000;

  std::string requests;  // CSV that `compile` reads
  std::string profiles;  // CSV rows to plant, under a header that a scrub understands
};

// The same canaries for the same seed, others for another. Requires: 1 <= count <= canaries::most.
canaries make_canaries(std::size_t count, std::uint64_t seed);

// A seed from the system's random generator.
absl::StatusOr<std::uint64_t> random_seed();

}  // namespace optout
