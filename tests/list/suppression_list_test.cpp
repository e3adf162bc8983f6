// SPDX-License-Identifier: Apache-2.0
#include <optout/list/suppression_list.hpp>
#include <optout/os/mapped_file.hpp>
#include <support/catch.hpp>
#include <support/random_keys.hpp>
#include <support/sample_list.hpp>
#include <support/temp_folder.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <utility>
#include <vector>

using namespace optout;
using test::email_key;
using test::phone_key;

namespace {

std::set<std::string> holders(const suppression_list& list, const key& k) {
  key_set::scratch scratch;
  std::vector<list_hit> hits;
  list.find({&k, 1}, scratch, hits);
  std::set<std::string> ids;
  for (const list_hit& h : hits) {
    list.for_each_request(h.entry, [&](std::uint32_t ordinal) { ids.emplace(list.request_at(ordinal).id); });
  }
  return ids;
}

std::string refusal(const std::string& path, const keyring& keys) {
  const auto list = suppression_list::open(path, keys);
  REQUIRE_FALSE(list.ok());
  CHECK(fault_of(list.status()) == fault::list);
  CHECK(list.status().message().find(path) != absl::string_view::npos);
  return std::string(list.status().message());
}

}  // namespace

TEST_CASE("a list gives back every key with the requests behind it") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  for (const bool compact : {false, true}) {
    const std::string path = folder / (compact ? "compact" : "full");
    REQUIRE(test::sample_builder(keys, 500, compact).write(path).ok());
    const auto list = suppression_list::open(path, keys);
    REQUIRE(list.ok());
    CHECK(list->verify().ok());
    CHECK(list->name() == "sample");
    CHECK(list->source() == "invented");
    CHECK(list->as_of() == 20260801);
    CHECK(list->compact() == compact);
    CHECK(list->request_count() == 501);
    CHECK(list->keyless_count() == 1);
    CHECK(list->key_count() == 950);
    REQUIRE(list->namespaces().size() == 2);
    CHECK(list->find_namespace(kind::email)->keys == 500);
    CHECK(list->find_namespace(kind::phone)->keys == 450);
    CHECK(list->find_namespace(kind::dob) == nullptr);
    for (int i = 0; i < 500; ++i) {
      CHECK(holders(*list, email_key(keys, i)) == std::set{"R-" + std::to_string(i)});
    }
    CHECK(holders(*list, phone_key(keys, 7)) == std::set<std::string>{"R-7"});
    CHECK(holders(*list, phone_key(keys, 8)) == std::set<std::string>{"R-8", "R-9"});
    for (int i = 500; i < 5000; ++i) CHECK(holders(*list, email_key(keys, i)).empty());

    const request r = list->request_at(12);
    CHECK(r == request{"R-12", request_type::do_not_call, "web", "CA", 20260713, 20270101});
  }
}

TEST_CASE("a list whose keys all stand for one request says so of each") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  list_builder builder(keys, {.name = "dnc"});
  const auto r = builder.add_request({.id = "DNC-2026-08", .type = request_type::do_not_call});
  for (int i = 0; i < 300; ++i) builder.add_key(kind::phone, level::standard, phone_key(keys, i), r);
  const auto bytes = builder.image();
  REQUIRE(bytes.ok());
  REQUIRE(std::move(builder).write(folder / "dnc").ok());
  const auto list = suppression_list::open(folder / "dnc", keys);
  REQUIRE(list.ok());
  for (int i = 0; i < 300; ++i)
    CHECK(holders(*list, phone_key(keys, i)) == std::set<std::string>{"DNC-2026-08"});
  CHECK(holders(*list, phone_key(keys, 300)).empty());
}

TEST_CASE("a list in memory is the list in the file, and is refused for the same reasons") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  REQUIRE(test::sample_builder(keys, 500).write(folder / "file").ok());
  const auto file = suppression_list::open(folder / "file", keys);
  auto image = test::sample_builder(keys, 500).image();
  REQUIRE((file.ok() && image.ok()));
  const auto memory = suppression_list::from_image(*image, keys, "memory");
  REQUIRE(memory.ok());
  CHECK(memory->path() == "memory");
  CHECK(memory->verify().ok());
  CHECK(memory->digest() == file->digest());
  for (int i = 0; i < 600; ++i) {
    CHECK(holders(*memory, email_key(keys, i)) == holders(*file, email_key(keys, i)));
    CHECK(holders(*memory, phone_key(keys, i)) == holders(*file, phone_key(keys, i)));
  }
  const auto reason = [&](const auto& bytes, const keyring& with) {
    return std::string(suppression_list::from_image(bytes, with, "memory").status().message());
  };
  CHECK(reason(*image, test::keyring_of(2)).find("memory: made with another secret") != std::string::npos);
  CHECK(reason(large_array<std::byte>(), keys).find("memory: an empty file") != std::string::npos);
  image->resize(image->size() - 1);
  CHECK(reason(*image, keys).find("cut short") != std::string::npos);
}

TEST_CASE("an empty list opens and holds nothing") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  REQUIRE(list_builder(keys, {}).write(folder / "empty").ok());
  const auto list = suppression_list::open(folder / "empty", keys);
  REQUIRE(list.ok());
  CHECK(list->key_count() == 0);
  CHECK(list->verify().ok());
  CHECK(holders(*list, email_key(keys, 1)).empty());
}

TEST_CASE("a list of another secret is refused, never an empty match") {
  const test::temp_folder folder;
  REQUIRE(test::sample_builder(test::keyring_of(1), 10).write(folder / "list").ok());
  CHECK(refusal(folder / "list", test::keyring_of(2)).find("another secret") != std::string::npos);
}

TEST_CASE("a missing, empty or foreign file is refused") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  refusal(folder / "missing", keys);
  refusal(folder.path(), keys);
  test::write_file(folder / "empty", "");
  CHECK(refusal(folder / "empty", keys).find("empty") != std::string::npos);
  test::write_file(folder / "text", std::string(5000, 'x'));
  CHECK(refusal(folder / "text", keys).find("not a suppression list") != std::string::npos);
}

TEST_CASE("a list cut short at any byte is refused") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  const auto bytes = test::sample_builder(keys, 20).image();
  REQUIRE(bytes.ok());
  const std::string whole(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  for (std::size_t size = 0; size < whole.size(); size += size < 600 ? 1 : 211) {
    test::write_file(folder / "cut", whole.substr(0, size));
    refusal(folder / "cut", keys);
  }
  test::write_file(folder / "cut", whole + "x");
  refusal(folder / "cut", keys);
}

TEST_CASE("a flipped bit anywhere is found: in the head by open, behind it by verify") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  const auto bytes = test::sample_builder(keys, 20).image();
  REQUIRE(bytes.ok());
  const std::string whole(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  std::size_t opened = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; bit += bit < 3000 ? 1 : 397) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    test::write_file(folder / "flipped", damaged);
    const auto list = suppression_list::open(folder / "flipped", keys);
    CAPTURE(bit);
    if (list.ok()) {
      ++opened;
      CHECK_FALSE(list->verify().ok());
      for (int i = 0; i < 25; ++i) holders(*list, phone_key(keys, i));  // stays in bounds
    } else {
      CHECK(fault_of(list.status()) == fault::list);
    }
  }
  CHECK(opened > 100);
}

TEST_CASE("random data behind a valid head never leads a lookup astray") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  const auto bytes = test::sample_builder(keys, 60).image();
  REQUIRE(bytes.ok());
  std::string damaged(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  std::uint64_t random = 1;
  for (int round = 0; round < 50; ++round) {
    for (std::size_t i = 4096; i < damaged.size(); ++i) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      if ((random >> 60) == 0) damaged[i] = static_cast<char>(random >> 40);
    }
    test::write_file(folder / "damaged", damaged);
    const auto list = suppression_list::open(folder / "damaged", keys);
    if (!list.ok()) continue;
    for (int i = 0; i < 60; ++i) holders(*list, email_key(keys, i));
    for (std::uint32_t r = 0; r < list->request_count(); ++r)
      CHECK(list->request_at(r).id.size() < damaged.size());
  }
}

TEST_CASE("any number of threads makes the same list, as an image and as a file") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  for (const int requests : {0, 1, 40, 3000}) {
    for (const bool compact : {false, true}) {
      list_builder builder = test::sample_builder(keys, requests, compact);
      const auto expected = builder.image();
      REQUIRE(expected.ok());
      for (const unsigned jobs : {1u, 2u, 3u, 8u}) {
        CHECK((*test::sample_builder(keys, requests, compact).image(jobs) == *expected));
        CHECK((*builder.image(jobs) == *expected));  // and asked again
        REQUIRE(test::sample_builder(keys, requests, compact).write(folder / "list", jobs).ok());
        const auto written = mapped_file::open(folder / "list");
        REQUIRE(written.ok());
        CHECK(std::ranges::equal(written->bytes(), *expected));
      }
    }
  }
}

TEST_CASE("a list of several pieces is written whole") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  list_builder builder(keys, {.name = "long"});
  const auto r = builder.add_request({.id = "R"});
  const std::vector<key> stored = test::random_keys(300'000, 5);
  for (const key& k : stored) builder.add_key(kind::email, level::standard, k, r);
  const auto expected = builder.image(2);
  REQUIRE(expected.ok());
  REQUIRE(expected->size() > std::size_t{6} << 20);
  REQUIRE(std::move(builder).write(folder / "list", 2).ok());
  const auto written = mapped_file::open(folder / "list");
  REQUIRE(written.ok());
  CHECK(std::ranges::equal(written->bytes(), *expected));

  // Exact hits: of every key the rest is there, where two pieces meet too.
  const auto list = suppression_list::open(folder / "list", keys);
  REQUIRE(list.ok());
  key_set::scratch scratch;
  std::vector<list_hit> hits;
  list->find(stored, scratch, hits);
  CHECK(hits.size() == stored.size());
  CHECK(std::ranges::all_of(hits, [](const list_hit& hit) { return hit.entry == 0; }));
}

TEST_CASE("a key that is added again, for one request or many, is there once") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  list_builder builder(keys, {});
  std::set<std::string> ids;
  for (int i = 0; i < 300; ++i) {
    const std::string id = "R-" + std::to_string(i);
    ids.insert(id);
    const auto r = builder.add_request({.id = id});
    for (int again = 0; again < 3; ++again) {
      builder.add_key(kind::phone, level::standard, phone_key(keys, 1), r);
      builder.add_key(kind::email, level::standard, email_key(keys, i % 2), r);
    }
  }
  REQUIRE(std::move(builder).write(folder / "list", 3).ok());
  const auto list = suppression_list::open(folder / "list", keys);
  REQUIRE(list.ok());
  CHECK(list->key_count() == 3);
  CHECK(holders(*list, phone_key(keys, 1)) == ids);
  CHECK(holders(*list, email_key(keys, 1)).size() == 150);
}

TEST_CASE("whoever holds a key holds it in the list, as a map of sets has it") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  std::mt19937 random(5);
  list_builder builder(keys, {});
  std::map<int, std::set<std::string>> expected;
  std::set<std::uint32_t> with_key;
  for (int i = 0; i < 5000; ++i) {
    const std::string id = "R-" + std::to_string(random() % 2000);
    const auto r = builder.add_request({.id = id});
    const int number = static_cast<int>(random() % 3000);
    builder.add_key(kind::email, level::standard, email_key(keys, number), r);
    expected[number].insert(id);
    with_key.insert(r);
  }
  const auto first = builder.image(2);
  const auto again = builder.image();  // a builder keeps what it was given
  REQUIRE((first.ok() && again.ok()));
  CHECK((*first == *again));
  REQUIRE(std::move(builder).write(folder / "list").ok());
  const auto list = suppression_list::open(folder / "list", keys);
  REQUIRE(list.ok());
  CHECK(list->key_count() == expected.size());
  CHECK(list->request_count() == with_key.size());
  CHECK(list->keyless_count() == 0);
  for (int number = 0; number < 3000; ++number) {
    CHECK(holders(*list, email_key(keys, number)) == expected[number]);
  }
}

TEST_CASE("requests keep what they say, however many terms there are") {
  const keyring keys = test::keyring_of(1);
  list_builder builder(keys, {});
  std::vector<std::string> ids, sources;
  for (int i = 0; i < 2000; ++i) {
    ids.push_back("R-" + std::to_string(i));
    sources.push_back("source " + std::to_string(i * i % 701));
  }
  std::vector<request> requests;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    requests.push_back({.id = ids[i],
                        .type = all_request_types[i % 5],
                        .source = i % 11 == 0 ? std::string_view() : sources[i],
                        .scope = i % 7 < 3 ? std::string_view() : sources[i % 3],
                        .received = 20260701,
                        .expires = i % 2 == 0 ? 0 : 20270101 + static_cast<day_number>(i % 9)});
  }
  std::vector<std::uint32_t> ordinals, twice;
  builder.add_requests(requests, ordinals);
  builder.add_requests(requests, twice);
  CHECK(ordinals == twice);
  const auto image = builder.image();
  REQUIRE(image.ok());
  const auto list = suppression_list::from_image(*image, keys, "memory");
  REQUIRE(list.ok());
  CHECK(list->request_count() == requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) CHECK(list->request_at(ordinals[i]) == requests[i]);
}

TEST_CASE("keys of one kind at two levels are refused, wherever they stand") {
  const keyring keys = test::keyring_of(1);
  for (const unsigned jobs : {1u, 8u}) {
    list_builder builder = test::sample_builder(keys, 2000);
    builder.add_key(kind::phone, level::aggressive, phone_key(keys, 5000), 0);
    const auto image = builder.image(jobs);
    REQUIRE_FALSE(image.ok());
    CHECK(fault_of(image.status()) == fault::usage);
    CHECK(image.status().message().find("phone") != absl::string_view::npos);
  }
}
