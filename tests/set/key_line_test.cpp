// SPDX-License-Identifier: Apache-2.0
#include <optout/set/key_line.hpp>
#include <support/catch.hpp>
#include <support/random_keys.hpp>

#include <array>

using namespace optout;
using namespace optout::test;

namespace {
using line_bytes = std::array<std::byte, detail::line_size>;

std::uint64_t remainder_mask() {
  return (std::uint64_t{1} << detail::remainder_bits) - 1;
}

line_bytes random_line(random_bits& bits) {
  line_bytes line;
  for (std::byte& b : line) b = static_cast<std::byte>(bits());
  return line;
}
}  // namespace

TEST_CASE("the vector compare says what the portable one says") {
#if OPTOUT_SET_SSE2
  random_bits bits(31);
  std::size_t equal = 0;
  for (int round = 0; round < 20000; ++round) {
    line_bytes line = random_line(bits);
    const std::uint64_t wanted = bits() & remainder_mask();
    // Some slots agree wholly, some in one of their two parts only.
    for (std::size_t i = 0; i < detail::slots_per_line; ++i) {
      switch (bits.below(5)) {
        case 0: detail::put_remainder(line.data(), i, wanted); break;
        case 1: detail::put_remainder(line.data(), i, wanted ^ (std::uint64_t{1} << 32)); break;
        case 2: detail::put_remainder(line.data(), i, wanted ^ (std::uint64_t{1} << bits.below(32))); break;
        default: break;
      }
    }
    const std::uint32_t portable = detail::equal_slots_portable(line.data(), wanted);
    REQUIRE(detail::equal_slots_sse2(line.data(), wanted) == portable);
    equal += portable != 0;
  }
  CHECK(equal > 10000);
#else
  SUCCEED("no vector compare in this build");
#endif
}

TEST_CASE("a slot gives back what was put in, and no other slot changes") {
  random_bits bits(32);
  line_bytes line = random_line(bits);
  for (std::size_t i = 0; i < detail::slots_per_line; ++i) {
    for (const std::uint64_t remainder : {std::uint64_t{0}, remainder_mask(), bits() & remainder_mask()}) {
      line_bytes changed = line;
      detail::put_remainder(changed.data(), i, remainder);
      CHECK(detail::remainder_at(changed.data(), i) == remainder);
      for (std::size_t other = 0; other < detail::slots_per_line; ++other) {
        if (other == i) continue;
        CHECK(detail::remainder_at(changed.data(), other) == detail::remainder_at(line.data(), other));
      }
    }
  }
}

TEST_CASE("slots that are not in use never match, whatever their bytes say") {
  line_bytes line{};  // twelve remainders of zero
  for (std::uint32_t used = 0; used <= detail::slots_per_line; ++used) {
    const std::uint32_t word = used << detail::overflow_bits | 0x0fffffff;
    CHECK(detail::matching_slots(line.data(), word, 0) == (1u << used) - 1);
    CHECK(detail::matching_slots(line.data(), word, 1) == 0);
  }
}

TEST_CASE("a count beyond the line's slots is read as full") {
  line_bytes line{};
  CHECK(detail::used_slots(0xf0000000) == detail::slots_per_line);
  CHECK(detail::matching_slots(line.data(), 0xf0000000, 0) == 0xfff);
}

TEST_CASE("a range splits evenly, in order, and covers its ends") {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  for (const std::uint64_t n :
       {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{1000003}, std::uint64_t{1} << 40}) {
    CHECK(detail::fast_range(0, n) == 0);
    CHECK(detail::fast_range(ones, n) == n - 1);
  }
  CHECK(detail::fast_range(ones / 2, 10) == 4);
  CHECK(detail::fast_range(ones / 2 + 1, 10) == 5);
}

TEST_CASE("overflow bits are all used, about equally, and leave the count alone") {
  random_bits bits(33);
  std::array<int, 32> seen{};
  for (int i = 0; i < 28000; ++i) {
    const std::uint32_t bit = detail::overflow_bit_of(bits.next_key());
    REQUIRE(std::has_single_bit(bit));
    ++seen[static_cast<std::size_t>(std::countr_zero(bit))];
  }
  for (std::size_t i = 0; i < 32; ++i) {
    if (i < detail::overflow_bits) {
      CHECK(seen[i] > 800);
      CHECK(seen[i] < 1200);
    } else {
      CHECK(seen[i] == 0);
    }
  }
}
