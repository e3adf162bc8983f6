// SPDX-License-Identifier: Apache-2.0
#include <optout/list/list_builder.hpp>
#include <optout/list/request_index.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

using namespace optout;

TEST_CASE("a request is found again, whatever its hash shares with others") {
  // Bits of the hash that are kept: all of it, little of it, nothing; and all hashes in the last slots.
  const std::uint64_t ones = ~std::uint64_t{0};
  for (const auto& [kept, set] : {std::pair{ones, std::uint64_t{0}},
                                  {ones << 60, std::uint64_t{0}},
                                  {std::uint64_t{0}, std::uint64_t{0}},
                                  {ones, ones << 40}}) {
    detail::request_index index;
    std::map<std::uint64_t, std::uint32_t> expected;
    std::vector<std::uint64_t> names;  // by ordinal
    std::uint64_t random = 5;
    for (int i = 0; i < 3000; ++i) {
      if (i % 1000 == 500) index.expect(static_cast<std::size_t>(i));
      random = random * 6364136223846793005u + 1442695040888963407u;
      const std::uint64_t name = (random >> 33) % 1000;  // every one comes three times
      const std::uint64_t hash = ((name + 1) * 0x9e3779b97f4a7c15 & kept) | set;
      const auto next = static_cast<std::uint32_t>(names.size());
      index.prefetch(hash);
      const std::uint32_t got =
          index.find_or_add(hash, next, [&](std::uint32_t o) { return names[o] == name; });
      const auto [at, is_new] = expected.try_emplace(name, next);
      if (is_new) names.push_back(name);
      REQUIRE(got == at->second);
    }
  }
}

TEST_CASE("requests added together get the ordinals that they get one by one") {
  const keyring keys = test::keyring_of(1);
  for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 500u}) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back("R-" + std::to_string(i % 300));
    std::vector<request> requests;
    for (std::size_t i = 0; i < count; ++i) {
      requests.push_back({.id = ids[i], .source = i % 2 == 0 ? "web" : "mail", .received = 20260701u});
    }
    list_builder one(keys, {}), many(keys, {});
    std::vector<std::uint32_t> expected, got = {7};
    for (const request& r : requests) expected.push_back(one.add_request(r));
    many.add_requests(requests, got);
    CHECK(got == expected);
    CHECK(many.request_count() == one.request_count());
    CHECK((*many.image() == *one.image()));
  }
}
