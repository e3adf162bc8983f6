// Seeded keys for the tests of the set layer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace optout::test {

// splitmix64: the same numbers on every machine, which std's distributions do not promise.
class random_bits {
 public:
  explicit random_bits(std::uint64_t seed) : state_(seed) {}
  std::uint64_t operator()() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return (*this)() % n; }
  key next_key() {
    const std::uint64_t lo = (*this)();
    return {.lo = lo, .hi = (*this)()};
  }

 private:
  std::uint64_t state_;
};

inline std::vector<key> random_keys(std::size_t count, std::uint64_t seed) {
  random_bits bits(seed);
  std::vector<key> keys(count);
  for (key& k : keys) k = bits.next_key();
  return keys;
}

// Fisher-Yates by our own bits, for the same reason.
template <typename T>
void shuffle(std::vector<T>& items, std::uint64_t seed) {
  random_bits bits(seed);
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[bits.below(i)]);
}

}  // namespace optout::test
