// Any keys, four bytes of input each, many of them alike in the bits that a table keeps: a list of them holds exactly
// these under exactly their requests; built again, in another order, with duplicates, or merged from itself, it has
// the same bytes.
// SPDX-License-Identifier: Apache-2.0
#include <optout/list/list_builder.hpp>
#include <optout/list/merge.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/fuzz.hpp>
#include <support/memory_file.hpp>
#include <support/secrets.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace optout;

namespace {

constexpr std::uint32_t request_count = 8;
using model = std::map<key, std::set<std::uint32_t>>;

struct entry {
  key k;
  kind what;
  std::uint32_t request;
};

// Few lines, few remainders: full lines, one remainder twice in a line, keys that differ where the table is blind.
std::vector<entry> entries_of(std::string_view input) {
  std::vector<entry> entries;
  for (; input.size() >= 4; input.remove_prefix(4)) {
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(input[i])}; };
    const key k{.lo = byte(1) | byte(2) << 40, .hi = byte(0) << 56 | byte(0) % 3};
    entries.push_back({k, byte(1) % 2 == 0 ? kind::email : kind::phone,
                       static_cast<std::uint32_t>(byte(3)) % request_count});
  }
  return entries;
}

list_builder empty_builder(const keyring& keys) {
  return list_builder(keys, {.name = "fuzzed", .source = "invented", .as_of = 20260801});
}

large_array<std::byte> image_of(const keyring& keys, const std::vector<entry>& entries) {
  list_builder builder = empty_builder(keys);
  for (std::uint32_t r = 0; r < request_count; ++r) {
    builder.add_request({.id = std::string(1, static_cast<char>('A' + r)), .received = 20260700 + r});
  }
  for (const entry& e : entries) builder.add_key(e.what, level::standard, e.k, e.request);
  return *builder.image();
}

model content_of(const suppression_list& list) {
  model content;
  list.for_each_key([&](const key& k, const list_namespace& n, std::uint32_t at) {
    OPTOUT_HOLDS(n.what == (k.lo % 2 == 0 ? kind::email : kind::phone));
    list.for_each_request(at, [&](std::uint32_t ordinal) { content[k].insert(ordinal); });
  });
  return content;
}

// Asks for every key of `expected` and for its neighbours.
void require_answers(const suppression_list& list, const model& expected) {
  std::vector<key> asked;
  for (const auto& [k, requests] : expected) {
    asked.insert(asked.end(),
                 {k, {.lo = k.lo ^ std::uint64_t{1} << 40, .hi = k.hi}, {.lo = k.lo, .hi = k.hi ^ 1}});
  }
  key_set::scratch scratch;
  std::vector<list_hit> hits;
  list.find(asked, scratch, hits);
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < asked.size(); ++i) {
    const bool is_hit = next < hits.size() && hits[next].index == i;
    const auto at = expected.find(asked[i]);
    OPTOUT_HOLDS(is_hit == (at != expected.end()));
    if (!is_hit) continue;
    std::set<std::uint32_t> requests;
    list.for_each_request(hits[next++].entry, [&](std::uint32_t ordinal) { requests.insert(ordinal); });
    OPTOUT_HOLDS(requests == at->second);
  }
  OPTOUT_HOLDS(next == hits.size());
}

}  // namespace

OPTOUT_FUZZ_TARGET(set_round_trip) {
  static const keyring keys = test::keyring_of(1);
  const std::vector<entry> entries = entries_of(input);
  const large_array<std::byte> image = image_of(keys, entries);
  std::vector<entry> twice(entries.rbegin(), entries.rend());
  twice.insert(twice.end(), entries.begin(), entries.end());
  OPTOUT_HOLDS(image_of(keys, twice) == image);

  const test::memory_file file(image);
  const auto list = suppression_list::open(file.path(), keys);
  OPTOUT_HOLDS(list.ok());
  OPTOUT_HOLDS(list->verify().ok());
  model expected;
  for (const entry& e : entries) expected[e.k].insert(e.request);
  OPTOUT_HOLDS(list->key_count() == expected.size());
  OPTOUT_HOLDS(content_of(*list) == expected);
  require_answers(*list, expected);

  list_builder merged = empty_builder(keys);
  OPTOUT_HOLDS(add_list(*list, merged).ok());
  OPTOUT_HOLDS(add_list(*list, merged).ok());
  OPTOUT_HOLDS(*merged.image() == image);
}
