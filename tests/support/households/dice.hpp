// Chance that is the same on every machine: a stream of numbers, and a shuffle that needs no memory.
//
// Everything the generator decides is a pure function of the seed and an index, so that any row or request can be
// made alone, in any order, without holding the others. No operator has two operands that
// draw: C++ leaves their order to the compiler, and the bytes would follow it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>

namespace optout::households {

// Scrambles one number (the finalizer of splitmix64).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// What a stream of chance is for: two purposes never share one.
enum class purpose : std::uint64_t {
  household = 1,
  address,
  row,
  request,
  plan,
  names,
  shuffle,
  looseness,
  extra,
  agent,
  partner
};

// A stream of chance for one index and purpose (splitmix64).
class dice {
 public:
  constexpr dice(std::uint64_t seed, purpose what, std::uint64_t index)
      : state_(mix(mix(seed ^ static_cast<std::uint64_t>(what) << 56) ^ index)) {}

  constexpr std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
  }
  // A number in [0, n). Requires: 0 < n < 2^32.
  constexpr std::uint32_t below(std::uint64_t n) {
    return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32);
  }
  constexpr bool chance(unsigned percent) { return below(100) < percent; }

  template <typename T, std::size_t N>
  constexpr const T& pick(const T (&choices)[N]) {
    return choices[below(N)];
  }

 private:
  std::uint64_t state_;
};

// A permutation of 0 .. size-1: x -> (a x + b) mod size, with an `a` from the seed that shares no divisor with size.
class shuffle {
 public:
  // Requires: 0 < size < 2^32.
  constexpr shuffle(std::uint64_t size, std::uint64_t seed) : size_(size), shift_(mix(seed) % size) {
    factor_ = size / 5 + mix(~seed) % (size * 3 / 5 + 1) + 1;
    while (std::gcd(factor_, size_) != 1) ++factor_;
  }
  constexpr std::uint64_t size() const { return size_; }
  constexpr std::uint64_t operator()(std::uint64_t x) const {
    return (factor_ * (x % size_) + shift_) % size_;
  }
  // Returns the x that operator() sends to `y`.
  constexpr std::uint64_t inverse(std::uint64_t y) const {
    return inverse_factor() * ((y + size_ - shift_) % size_) % size_;
  }

 private:
  constexpr std::uint64_t inverse_factor() const {
    std::int64_t r0 = static_cast<std::int64_t>(size_), r1 = static_cast<std::int64_t>(factor_ % size_);
    std::int64_t t0 = 0, t1 = 1;
    while (r1 != 0) {
      const std::int64_t q = r0 / r1;
      const std::int64_t r2 = r0 - q * r1, t2 = t0 - q * t1;
      r0 = r1, r1 = r2, t0 = t1, t1 = t2;
    }
    return static_cast<std::uint64_t>(t0 < 0 ? t0 + static_cast<std::int64_t>(size_) : t0);
  }

  std::uint64_t size_, factor_ = 1, shift_;
};

}  // namespace optout::households
