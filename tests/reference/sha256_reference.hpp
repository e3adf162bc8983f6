// SHA-256 as FIPS 180-4 writes it down, one word at a time; its constants come from their definition.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace optout::reference {

inline std::vector<int> first_primes(std::size_t count) {
  std::vector<int> primes;
  for (int n = 2; primes.size() < count; ++n) {
    bool is_prime = true;
    for (const int p : primes) is_prime = is_prime && n % p != 0;
    if (is_prime) primes.push_back(n);
  }
  return primes;
}

// The first 32 bits of the fraction.
inline std::uint32_t fraction_bits(double root) {
  return static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0);
}

inline std::uint32_t rotated(std::uint32_t x, int n) {
  return x >> n | x << (32 - n);
}

inline std::array<std::byte, 32> sha256(std::string_view message) {
  // 5.1.1: padding.
  std::string padded(message);
  padded += '\x80';
  while (padded.size() % 64 != 56) padded += '\0';
  for (int shift = 56; shift >= 0; shift -= 8) {
    padded += static_cast<char>(std::uint64_t{message.size()} * 8 >> shift);
  }

  // 4.2.2 and 5.3.3: cube roots of the first 64 primes, square roots of the first 8.
  std::array<std::uint32_t, 64> k;
  std::array<std::uint32_t, 8> hash;
  const std::vector<int> primes = first_primes(64);
  for (std::size_t i = 0; i < 64; ++i) k[i] = fraction_bits(std::cbrt(primes[i]));
  for (std::size_t i = 0; i < 8; ++i) hash[i] = fraction_bits(std::sqrt(primes[i]));

  // 6.2.2: each block.
  for (std::size_t block = 0; block < padded.size(); block += 64) {
    std::array<std::uint32_t, 64> w{};
    for (std::size_t i = 0; i < 64; ++i) {
      if (i < 16) {
        for (std::size_t j = 0; j < 4; ++j) {
          w[i] = w[i] << 8 | static_cast<unsigned char>(padded[block + 4 * i + j]);
        }
        continue;
      }
      const std::uint32_t s0 = rotated(w[i - 15], 7) ^ rotated(w[i - 15], 18) ^ w[i - 15] >> 3;
      const std::uint32_t s1 = rotated(w[i - 2], 17) ^ rotated(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = s1 + w[i - 7] + s0 + w[i - 16];
    }
    auto [a, b, c, d, e, f, g, h] = hash;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint32_t sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const std::uint32_t ch = (e & f) ^ (~e & g);
      const std::uint32_t t1 = h + sum1 + ch + k[i] + w[i];
      const std::uint32_t sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const std::uint32_t maj = (a & b) ^ (a & c) ^ (b & c);
      const std::uint32_t t2 = sum0 + maj;
      h = g, g = f, f = e, e = d + t1;
      d = c, c = b, b = a, a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> step = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) hash[i] += step[i];
  }

  std::array<std::byte, 32> digest;
  for (std::size_t i = 0; i < 32; ++i) digest[i] = static_cast<std::byte>(hash[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

}  // namespace optout::reference
