// SPDX-License-Identifier: Apache-2.0
#include <optout/key/key_batch.hpp>
#include <optout/key/keyring.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <sys/stat.h>

#include <fstream>
#include <set>

using namespace optout;

TEST_CASE("a new secret is 32 private bytes, and never overwrites another") {
  const test::temp_folder folder;
  const std::string path = folder / "my.key";
  REQUIRE(generate_secret(path).ok());
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK(info.st_size == 32);
  CHECK((info.st_mode & 0777) == 0600);

  const auto first = keyring::from_file(path);
  REQUIRE(first.ok());
  CHECK_FALSE(generate_secret(path).ok());
  const auto again = keyring::from_file(path);
  REQUIRE(again.ok());
  CHECK(first->id() == again->id());

  REQUIRE(generate_secret(folder / "other.key").ok());
  CHECK(keyring::from_file(folder / "other.key")->id() != first->id());
}

TEST_CASE("a key file that is missing, malformed or open to others is refused") {
  const test::temp_folder folder;
  const auto refused = [](const std::string& path) {
    const auto keys = keyring::from_file(path);
    REQUIRE_FALSE(keys.ok());
    CHECK(fault_of(keys.status()) == fault::list);
    return std::string(keys.status().message());
  };
  CHECK(refused(folder / "none.key").find("none.key") != std::string::npos);
  CHECK(refused(folder.path()).find(folder.path()) != std::string::npos);
  for (const std::size_t size : {0u, 31u, 33u, 64u}) {
    const std::string path = folder / ("size" + std::to_string(size));
    REQUIRE(create_private_file(path, std::string(size, 'x')).ok());
    CHECK(refused(path).find("32") != std::string::npos);
  }
  const std::string open_to_group = folder / "open.key";
  REQUIRE(create_private_file(open_to_group, std::string(32, 'x')).ok());
  REQUIRE(::chmod(open_to_group.c_str(), 0640) == 0);
  refused(open_to_group);
}

TEST_CASE("a tag covers its parts as one message") {
  const keyring keys = test::keyring_of(1);
  const std::string text = "one message";
  const auto bytes = std::as_bytes(std::span(text));
  const std::span<const std::byte> whole[] = {bytes};
  const std::span<const std::byte> halves[] = {bytes.first(4), bytes.subspan(4)};
  CHECK(*keys.tag(whole) == *keys.tag(halves));
  const std::span<const std::byte> less[] = {bytes.first(10)};
  CHECK(*keys.tag(whole) != *keys.tag(less));
  CHECK(*keys.tag(whole) != *test::keyring_of(2).tag(whole));
}

TEST_CASE("a report's tag is no list's tag") {
  const keyring keys = test::keyring_of(1);
  const std::string text = "one message";
  const std::span<const std::byte> whole[] = {std::as_bytes(std::span(text))};
  CHECK(*keys.report_tag(text) == *keys.report_tag(text));
  CHECK(*keys.report_tag(text) != *keys.tag(whole));
  CHECK(*keys.report_tag(text) != *keys.report_tag("another"));
  CHECK(*keys.report_tag(text) != *test::keyring_of(2).report_tag(text));
}
