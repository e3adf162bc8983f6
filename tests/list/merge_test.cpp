// SPDX-License-Identifier: Apache-2.0
#include <optout/list/merge.hpp>
#include <support/catch.hpp>
#include <support/sample_list.hpp>
#include <support/temp_folder.hpp>

#include <map>
#include <set>
#include <utility>

using namespace optout;

namespace {

using contents = std::map<key, std::set<std::string>>;

contents contents_of(const suppression_list& list) {
  contents out;
  list.for_each_key([&](const key& k, const list_namespace& n, std::uint32_t entry) {
    list.for_each_request(entry, [&](std::uint32_t ordinal) {
      const request r = list.request_at(ordinal);
      out[k].insert(std::string(to_text(n.what)) + " " + std::string(r.id) + " " + std::string(r.source));
    });
  });
  return out;
}

}  // namespace

TEST_CASE("a merged list holds what its sources held, each request once") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  REQUIRE(test::sample_builder(keys, 100).write(folder / "a").ok());
  list_builder other(keys, {.name = "other"});
  for (int i = 50; i < 150; ++i) {  // half of the emails are in the first list too, under another source
    const auto r = other.add_request({.id = "R-" + std::to_string(i), .source = "phone"});
    other.add_key(kind::email, level::standard, test::email_key(keys, i), r);
  }
  REQUIRE(std::move(other).write(folder / "b").ok());
  const auto a = suppression_list::open(folder / "a", keys);
  const auto b = suppression_list::open(folder / "b", keys);
  REQUIRE((a.ok() && b.ok()));

  list_builder merged(keys, {.name = "both"});
  REQUIRE(add_list(*a, merged).ok());
  REQUIRE(add_list(*b, merged).ok());
  REQUIRE(add_list(*a, merged).ok());  // again: changes nothing
  REQUIRE(std::move(merged).write(folder / "merged").ok());
  const auto list = suppression_list::open(folder / "merged", keys);
  REQUIRE(list.ok());
  CHECK(list->verify().ok());
  CHECK(list->request_count() == 101 + 100);

  contents expected = contents_of(*a);
  for (const auto& [k, requests] : contents_of(*b)) expected[k].insert(requests.begin(), requests.end());
  CHECK(contents_of(*list) == expected);
  CHECK(list->key_count() == expected.size());
  CHECK(list->find_namespace(kind::email)->keys == 150);
}

TEST_CASE("the order of adding does not change a list") {
  const keyring keys = test::keyring_of(1);
  list_builder forward(keys, {});
  list_builder backward(keys, {});
  for (list_builder* builder : {&forward, &backward}) builder->add_request({.id = "R-1"});
  for (int i = 0; i < 100; ++i) {
    forward.add_key(kind::email, level::standard, test::email_key(keys, i), 0);
    backward.add_key(kind::email, level::standard, test::email_key(keys, 99 - i), 0);
    backward.add_key(kind::email, level::standard, test::email_key(keys, 99 - i), 0);
  }
  CHECK(*forward.image() == *backward.image());
}

TEST_CASE("compact, damaged and unlike lists are not merged") {
  const keyring keys = test::keyring_of(1);
  const test::temp_folder folder;
  list_builder into(keys, {});
  REQUIRE(test::sample_builder(keys, 10, true).write(folder / "compact").ok());
  const auto compact = add_list(*suppression_list::open(folder / "compact", keys), into);
  CHECK(fault_of(compact) == fault::list);

  REQUIRE(test::sample_builder(keys, 10).write(folder / "bad").ok());
  std::string bytes = test::read_file(folder / "bad");
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  test::write_file(folder / "bad", bytes);
  CHECK(fault_of(add_list(*suppression_list::open(folder / "bad", keys), into)) == fault::list);

  into.add_request({.id = "R"});
  into.add_key(kind::email, level::standard, test::email_key(keys, 1), 0);
  into.add_key(kind::email, level::exact, test::email_key(keys, 2), 0);
  CHECK(fault_of(into.image().status()) == fault::usage);
}
