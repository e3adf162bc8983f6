// What every peer of the set benchmarks is: an adapter that is built from keys, marks those of a batch that
// it holds, and says how many bytes it takes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace optout_bench {

template <typename Set>
concept peer = requires(Set set, std::span<const optout::key> keys, std::span<std::uint64_t> mask) {
  Set(keys);                 // sorted, each once
  set.contains(keys, mask);  // bit i % 64 of mask[i / 64]; all others cleared
  { set.bytes() } -> std::convertible_to<std::size_t>;
};

// Marks answers of `contains` in a mask, one key after the other: the plain loop.
template <typename Contains>
void mark_each(std::span<const optout::key> keys, std::span<std::uint64_t> mask, Contains contains) {
  for (std::size_t w = 0; w < mask.size(); ++w) {
    std::uint64_t bits = 0;
    for (std::size_t i = w * 64; i < keys.size() && i < w * 64 + 64; ++i) {
      bits |= std::uint64_t{contains(keys[i])} << (i % 64);
    }
    mask[w] = bits;
  }
}

}  // namespace optout_bench
