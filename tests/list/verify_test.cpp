// SPDX-License-Identifier: Apache-2.0
#include <optout/list/suppression_list.hpp>
#include <support/catch.hpp>
#include <support/random_keys.hpp>
#include <support/sample_list.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>
#include <vector>

using namespace optout;
using test::email_key;
using test::phone_key;

namespace {

constexpr int requests_a_list = 6000;

// Keys with holders, alone and shared, and many without, some of which pass the filter.
struct questions {
  std::vector<key> keys;

  explicit questions(const keyring& secret) {
    for (int i = 0; i < requests_a_list; i += requests_a_list / 10) {
      keys.push_back(email_key(secret, i));
      keys.push_back(phone_key(secret, i + 8));
    }
    for (const key& k : test::random_keys(1000, 3)) keys.push_back(k);
  }

  // Indexes of hits, each with the requests behind it, behind those that may be hits.
  std::vector<std::pair<std::uint32_t, std::vector<request>>> answers_of(const suppression_list& list) const {
    key_set::scratch scratch;
    std::vector<list_hit> hits;
    std::vector<std::pair<std::uint32_t, std::vector<request>>> found;
    // Every third is only asked whether it may be there.
    list.find(keys, scratch, hits, [&](std::uint32_t i) {
      if (i % 3 == 0) found.push_back({i, {}});
      return i % 3 != 0;
    });
    for (const list_hit& hit : hits) {
      auto& holders = found.emplace_back(hit.index, std::vector<request>()).second;
      list.for_each_request(hit.entry, [&](std::uint32_t o) { holders.push_back(list.request_at(o)); });
    }
    return found;
  }
};

}  // namespace

TEST_CASE("a block that does not match its digest changes no answer unnoticed, whatever it holds") {
  const keyring keys = test::keyring_of(1);
  const questions ask(keys);
  list_builder for_one(keys, {.name = "one"});  // its entries are shorter
  for_one.add_request({.id = "R"});
  for (int i = 0; i < requests_a_list; ++i) {
    for_one.add_key(kind::email, level::standard, email_key(keys, i), 0);
    for_one.add_key(kind::phone, level::standard, phone_key(keys, i), 0);
  }
  for (const auto& image : {test::sample_builder(keys, requests_a_list).image(), for_one.image(),
                            test::sample_builder(keys, requests_a_list, true).image()}) {
    REQUIRE(image.ok());
    const auto sound = suppression_list::from_image(*image, keys, "sound");
    REQUIRE(sound.ok());
    CHECK(sound->verify_read().ok());
    const bool compact = sound->compact();
    const auto expected = ask.answers_of(*sound);
    CHECK(expected.size() >= 20);
    CHECK(sound->verify_read().ok());
    CHECK(sound->verify().ok());

    list_format::header head;
    std::memcpy(&head, image->data(), sizeof head);
    std::uint64_t random = 1;
    const auto spoil = [&](large_array<std::byte>& bytes, std::uint64_t block) {
      const std::uint64_t from = head.data_offset + block * list_format::block_bytes;
      const std::uint64_t end = std::min<std::uint64_t>(from + list_format::block_bytes, bytes.size());
      for (std::uint64_t at = from; at < end; ++at) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        bytes[at] ^= static_cast<std::byte>(random >> 56 | 1);
      }
    };
    large_array<std::byte> unread = *image;
    std::size_t noticed = 0, unnoticed = 0;
    for (std::uint64_t block = 0; block < head.digest_count; ++block) {
      large_array<std::byte> damaged = *image;
      spoil(damaged, block);
      const auto list = suppression_list::from_image(std::move(damaged), keys, "damaged");
      if (!list.ok()) {
        ++noticed;  // a section contradicts the head
        continue;
      }
      const auto found = ask.answers_of(*list);
      CAPTURE(compact, block);
      if (const auto status = list->verify_read(); status.ok()) {
        ++unnoticed;
        CHECK((found == expected));
        spoil(unread, block);
      } else {
        ++noticed;
        CHECK(fault_of(status) == fault::list);
      }
      CHECK_FALSE(list->verify().ok());
      CHECK_FALSE(list->verify_read().ok());  // a block that was found bad is never taken for verified
    }
    CHECK(noticed > 20);
    CHECK(unnoticed > 10);

    // All that the answers do not rest on, spoiled at once.
    const auto list = suppression_list::from_image(std::move(unread), keys, "unread");
    REQUIRE(list.ok());
    CHECK((ask.answers_of(*list) == expected));
    CHECK(list->verify_read().ok());
    if (compact) continue;
    list->for_each_key([](const key&, const list_namespace&, std::uint32_t) {});
    CHECK_FALSE(list->verify_read().ok());  // this read every slot
  }
}

TEST_CASE("block digests are SHA-256, for any number of threads") {
  std::vector<std::byte> data(37 * list_format::block_bytes + 11);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i * i >> 7);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, list_format::block_bytes, data.size()}) {
    const std::span<const std::byte> some = std::span<const std::byte>(data).first(size);
    std::vector<std::byte> expected;
    for (std::size_t from = 0; from < size; from += list_format::block_bytes) {
      sha256_digest digest;
      const auto block = some.subspan(from, std::min(list_format::block_bytes, size - from));
      REQUIRE(EVP_Digest(block.data(), block.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                         EVP_sha256(), nullptr) == 1);
      expected.insert(expected.end(), digest.begin(), digest.begin() + list_format::digest_bytes);
    }
    std::vector<std::byte> table(expected.size());
    digest_blocks(some, table);
    CHECK((table == expected));
    std::vector<std::uint64_t> blocks((size + list_format::block_bytes - 1) / list_format::block_bytes);
    std::iota(blocks.begin(), blocks.end(), 0);
    CHECK(first_bad_block(some, expected, blocks) == -1);
    if (size == 0) continue;
    expected.back() ^= std::byte{1};
    CHECK(first_bad_block(some, expected, blocks) == static_cast<std::int64_t>(blocks.back()));
    blocks.pop_back();
    CHECK(first_bad_block(some, expected, blocks) == -1);  // of these alone
  }
}
