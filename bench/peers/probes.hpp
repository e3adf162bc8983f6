// Batches of keys to ask for, with a given share of hits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <support/random_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace optout_bench {

using optout::test::random_keys;

// `count` keys, `percent` of them from `stored` at random places, the others new.
inline std::vector<optout::key> probes(std::span<const optout::key> stored, std::size_t count,
                                       unsigned percent, std::uint64_t seed) {
  optout::test::random_bits bits(seed);
  std::vector<optout::key> keys(count);
  for (optout::key& k : keys) {
    k = bits.below(100) < percent ? stored[bits.below(stored.size())] : bits.next_key();
  }
  return keys;
}

}  // namespace optout_bench
