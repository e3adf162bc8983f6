// SPDX-License-Identifier: Apache-2.0
#include <optout/list/list_builder.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/set/key_spool.hpp>
#include <support/catch.hpp>
#include <support/random_keys.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <sys/resource.h>

#include <csignal>
#include <filesystem>

using namespace optout;

namespace {

list_builder builder_of(const list_about& about) {
  list_builder builder(test::keyring_of(1), about);
  builder.add_request({.id = "dnc", .type = request_type::do_not_call, .received = 20260801});
  return builder;
}

std::string text_of(const large_array<std::byte>& image) {
  return {reinterpret_cast<const char*>(image.data()), image.size()};
}

}  // namespace

TEST_CASE("keys that lie on a disk make the same file as keys that are added one by one") {
  const test::temp_folder folder;
  const std::string path = folder / "dnc.optout";
  for (const std::size_t count : {0, 1, 2, 1'000, 70'000, 2'200'000}) {
    const std::vector<key> keys = test::random_keys(count, 11);
    const bool compact = count % 2 == 1 || count == 70'000;
    list_builder one_by_one =
        builder_of({.name = "dnc", .source = "FTC", .as_of = 20260801, .compact = compact});
    for (const key& k : keys) one_by_one.add_key(kind::phone, level::standard, k, 0);
    const auto image = one_by_one.image();
    REQUIRE(image.ok());
    const std::string expected = text_of(*image);
    for (const std::size_t memory : {std::size_t{0}, std::size_t{1} << 20, std::size_t{1} << 30}) {
      if (memory == 0 && count > 100'000) continue;
      for (const unsigned jobs : {1u, 2u}) {
        key_spool spool(memory, jobs);
        REQUIRE(spool.add(keys).ok());
        REQUIRE(spool.add(std::span(keys).first(count / 3)).ok());  // duplicates
        const auto all = spool.finish();
        REQUIRE(all.ok());
        list_builder builder =
            builder_of({.name = "dnc", .source = "FTC", .as_of = 20260801, .compact = compact});
        const keys_of_one of{kind::phone, level::standard, scheme::canonical, all->keys()};
        REQUIRE(builder.write(path, of, jobs, [&] { all->let_go(); }).ok());
        CHECK((test::read_file(path) == expected));
      }
    }
    const auto list = suppression_list::open(path, test::keyring_of(1));
    REQUIRE(list.ok());
    CHECK(list->verify().ok());
    CHECK(list->key_count() == count);
  }
}

TEST_CASE("a list that finds no room is refused, and nothing of it is left") {
  const test::temp_folder folder;
  const std::vector<key> keys = test::random_keys(100'000, 12);
  key_spool spool(std::size_t{1} << 30, 1);
  REQUIRE(spool.add(keys).ok());
  const auto all = spool.finish();
  REQUIRE(all.ok());
  rlimit before;
  ::getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1 << 20, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  list_builder builder = builder_of({.name = "dnc"});
  const keys_of_one of{kind::phone, level::standard, scheme::canonical, all->keys()};
  const absl::Status refused = builder.write(folder / "dnc.optout", of);
  ::setrlimit(RLIMIT_FSIZE, &before);
  REQUIRE_FALSE(refused.ok());
  CHECK(fault_of(refused) == fault::io);
  CHECK(std::filesystem::is_empty(folder.path()));
}
