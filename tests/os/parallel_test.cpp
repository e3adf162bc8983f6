// SPDX-License-Identifier: Apache-2.0
#include <optout/os/large_array.hpp>
#include <optout/os/parallel.hpp>
#include <support/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

using namespace optout;

TEST_CASE("every piece of work is done once, by any number of threads") {
  for (const unsigned jobs : {0u, 1u, 2u, 3u, 8u}) {
    for (const std::size_t pieces : {0u, 1u, 2u, 7u, 1000u}) {
      std::vector<std::atomic<int>> done(pieces);
      parallel_for(pieces, jobs, [&](std::size_t piece) { ++done[piece]; });
      for (const auto& times : done) CHECK(times == 1);
    }
  }
}

TEST_CASE("one job takes the pieces in order, on the caller's thread") {
  std::vector<std::size_t> order;
  parallel_for(5, 1, [&](std::size_t piece) { order.push_back(piece); });
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

TEST_CASE("what a piece throws comes out, when all threads are done") {
  for (const unsigned jobs : {1u, 2u, 8u}) {
    const auto work = [](std::size_t piece) {
      if (piece == 17) throw std::runtime_error("seventeen");
    };
    CHECK_THROWS_AS(parallel_for(100, jobs, work), std::runtime_error);
  }
}

TEST_CASE("a large array is a vector, small or large") {
  struct pair {
    std::uint64_t a = 0;
    std::uint32_t b = 0;
    bool operator==(const pair&) const = default;
  };
  large_array<pair> grown;
  std::vector<pair> expected;
  for (std::uint32_t i = 0; i < 600'000; ++i) {  // grows past where memory comes in huge pages
    grown.push_back({i, i / 2});
    expected.push_back({i, i / 2});
  }
  CHECK(std::equal(grown.begin(), grown.end(), expected.begin(), expected.end()));
  const large_array<pair> copy = grown;
  CHECK((copy == grown));
  large_array<std::byte> bytes(std::size_t{9} << 20);
  bytes.front() = bytes.back() = std::byte{7};
  bytes.resize(5);
  bytes.shrink_to_fit();
  CHECK(bytes.front() == std::byte{7});
}

TEST_CASE("pieces are the whole, in their order on one thread") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{10}, std::size_t{11}}) {
    std::size_t next = 0, calls = 0;
    const auto visit = [&](std::size_t from, std::size_t count) {
      CHECK(from == next);
      CHECK((count == 5 || from + count == size));
      next += count;
    };
    for_each_piece(size, 5, 1, visit, [&] { ++calls; });
    CHECK(next == size);
    CHECK(calls == (size + 4) / 5);
  }
}
