// Blocks of sixteen bytes: every kind of them against a loop over the bytes, and texts of every size.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"
#include <optout/normalize/ascii.hpp>
#include <optout/normalize/byte_block.hpp>

#include <random>
#include <string>
#include <utility>

using namespace optout;
using optout::test::exact_buffer;

namespace {

template <typename Is>
std::uint64_t bits_of(std::string_view text, Is&& is) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) bits |= std::uint64_t{is(text[i])} << i;
  return bits;
}

template <typename Block>
void check_against_bytes() {
  constexpr std::pair<char, char> ranges[] = {{'0', '9'}, {'a', 'z'}, {'-', '9'},
                                              {'(', ')'}, {'@', '@'}, {'\x01', '\x7F'}};
  std::mt19937 random(1);
  for (int byte = 0; byte < 256; ++byte) {
    std::string text(Block::size, '\0');
    for (char& c : text) c = static_cast<char>(random() % 2 == 0 ? static_cast<unsigned>(byte) : random());
    const Block block(text.data());
    for (const auto& [low, last] : ranges) {
      const auto is_between = [low = low, last = last](char c) {
        return static_cast<unsigned char>(c) >= static_cast<unsigned char>(low) &&
               static_cast<unsigned char>(c) <= static_cast<unsigned char>(last);
      };
      CHECK(block.between(low, last).bits() == bits_of(text, is_between));
      CHECK((block.between(low, last) | block.equal(' ')).bits() ==
            bits_of(text, [&](char c) { return is_between(c) || c == ' '; }));
    }
    CHECK(block.equal('.').bits() == bits_of(text, [](char c) { return c == '.'; }));
    std::string lower(Block::size, '\0');
    block.lower().store(lower.data());
    for (std::size_t i = 0; i < text.size(); ++i) CHECK(lower[i] == to_lower(text[i]));
  }
}

template <typename Block>
void check_sizes() {
  for (std::size_t size = 8; size <= 64; ++size) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(' ' + i);
    const exact_buffer exact(text);
    std::string copy(64, '\0');
    Block block = detail::first_block<Block>(exact.view());
    std::size_t at = 0;
    do {
      REQUIRE(at + Block::size <= 64);
      block.store(copy.data() + at);
    } while (detail::next_block(exact.view(), at, block));
    CHECK(copy.substr(0, size) == text);
    CHECK(copy.find_first_not_of('\0', size) == copy.npos);
  }
}

}  // namespace

TEST_CASE("a block says of each byte what a loop says") {
  check_against_bytes<detail::portable_block>();
  check_against_bytes<detail::byte_block>();
}

TEST_CASE("blocks cover a text of any size, and read no byte beyond it") {
  check_sizes<detail::portable_block>();
  check_sizes<detail::byte_block>();
}
