// What a list builder was given, put in order: the distinct keys, and whose each of them is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/key/kind.hpp>
#include <optout/key/rules_version.hpp>
#include <optout/list/format.hpp>
#include <optout/normalize/text.hpp>
#include <optout/os/large_array.hpp>
#include <optout/os/parallel.hpp>
#include <optout/set/key_sort.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace optout::detail {

// One key of one request.
struct held_key {
  key k;
  std::uint32_t ordinal;
  std::uint32_t number;  // of its namespace

  friend bool operator<(const held_key& a, const held_key& b) noexcept {
    if (a.k.hi != b.k.hi) return a.k.hi < b.k.hi;  // as good as always
    return std::tie(a.k.lo, a.ordinal) < std::tie(b.k.lo, b.ordinal);
  }
};

// Keys as they come, parted by their first byte: each part is sorted by itself, in little more memory than it takes.
class held_keys {
 public:
  static constexpr unsigned bits = 8;

  void add(kind what, scheme how, level at, const key& k, std::uint32_t ordinal) {
    large_array<held_key>& part = parts_[k.hi >> (64 - bits)];
    part.push_back({k, ordinal, number_of(what, how, at)});
    __builtin_prefetch(&part.back() + 4, 1);  // the line that a later key of the part goes to
  }
  // Room for so many more, if they are random.
  void expect(std::size_t count);
  std::span<large_array<held_key>> parts() noexcept { return parts_; }

  // What keys were added of, by number, without counts.
  std::span<const list_format::namespace_entry> namespaces() const noexcept { return namespaces_; }

 private:
  std::uint32_t number_of(kind what, scheme how, level at);

  std::array<large_array<held_key>, std::size_t{1} << bits> parts_;
  std::vector<list_format::namespace_entry> namespaces_;
  // By kind, scheme and level: 1 + the number, 0 for none.
  std::array<std::array<std::array<std::uint16_t, 4>, scheme_count>, kind_count + 1> numbers_{};
};

struct key_holders {
  std::vector<list_format::namespace_entry> namespaces;  // by kind and scheme
  large_array<key> keys;                                 // ascending, each once
  large_array<std::uint32_t> holders;                    // a key's key_entry::holder; empty: each 0
  large_array<std::uint8_t> numbers;                     // and its namespace; likewise
  large_array<std::uint32_t> shared;                     // the section `shared`

  std::uint32_t holder_of(std::size_t key) const noexcept { return holders.empty() ? 0 : holders[key]; }
  std::uint32_t number_of(std::size_t key) const noexcept { return numbers.empty() ? 0 : numbers[key]; }

  // Sorts `entries`, and lets them go unless they are to be kept. The result is the same for any number of threads.
  // Errors: fault::usage if keys of one kind were added at two levels.
  static absl::StatusOr<key_holders> of(held_keys& entries, bool keep, unsigned jobs);
};

// ---- details ----

inline void held_keys::expect(std::size_t count) {
  const std::size_t each = count >> bits;
  for (large_array<held_key>& part : parts_) make_room(part, each + each / 16);
}

inline std::uint32_t held_keys::number_of(kind what, scheme how, level at) {
  std::uint16_t& number =
      numbers_[static_cast<std::size_t>(what)][static_cast<std::size_t>(how)][static_cast<std::size_t>(at)];
  if (number == 0) {
    namespaces_.push_back({static_cast<std::uint8_t>(what), static_cast<std::uint8_t>(how),
                           static_cast<std::uint8_t>(at), 0, rules_version(what, how), 0});
    number = static_cast<std::uint16_t>(namespaces_.size());
  }
  return number - 1u;
}

// Calls visit(entries of one key, how many requests hold it) for each key.
template <typename Visit>
void for_each_held_key(std::span<const held_key> entries, Visit&& visit) {
  for (std::size_t from = 0, to = 0; from < entries.size(); from = to) {
    std::size_t holders = 1;
    for (to = from + 1; to < entries.size() && entries[to].k == entries[from].k; ++to) {
      holders += static_cast<std::size_t>(entries[to].ordinal != entries[to - 1].ordinal);
    }
    visit(entries.subspan(from, to - from), holders);
  }
}

// What a part of sorted entries comes to.
struct held_counts {
  std::size_t keys = 0, shared = 0;
  std::vector<std::uint64_t> of_number;  // the keys of each namespace
};

inline held_counts count_held(std::span<const held_key> entries, std::size_t namespaces) {
  held_counts counts;
  counts.of_number.resize(namespaces);
  for_each_held_key(entries, [&](std::span<const held_key> same, std::size_t holders) {
    ++counts.keys;
    if (holders > 1) counts.shared += 1 + holders;
    ++counts.of_number[same.front().number];
  });
  return counts;
}

// Puts namespaces in order of kind and scheme; places[i] becomes where the i-th went.
inline absl::Status sort_namespaces(std::vector<list_format::namespace_entry>& namespaces,
                                    std::vector<std::uint8_t>& places) {
  const auto order = [](const list_format::namespace_entry& n) { return std::tie(n.kind, n.scheme); };
  const auto is_same = [&](const auto& a, const auto& b) { return order(a) == order(b); };
  const std::vector<list_format::namespace_entry> added = namespaces;
  std::sort(namespaces.begin(), namespaces.end(),
            [&](const auto& a, const auto& b) { return order(a) < order(b); });
  const auto twice = std::adjacent_find(namespaces.begin(), namespaces.end(), is_same);
  if (twice != namespaces.end()) {
    return failure(fault::usage, absl::StrCat("keys of kind ", to_absl(to_text(kind{twice->kind})),
                                              " at two levels do not go into one list"));
  }
  for (const list_format::namespace_entry& n : added) {
    const auto place = std::find_if(namespaces.begin(), namespaces.end(),
                                    [&](const auto& other) { return is_same(other, n); });
    places.push_back(static_cast<std::uint8_t>(place - namespaces.begin()));
  }
  return absl::OkStatus();
}

inline absl::StatusOr<key_holders> key_holders::of(held_keys& entries, bool keep, unsigned jobs) {
  key_holders out;
  out.namespaces.assign(entries.namespaces().begin(), entries.namespaces().end());
  std::vector<std::uint8_t> places;
  if (auto status = sort_namespaces(out.namespaces, places); !status.ok()) return status;

  const auto parts = entries.parts();
  std::vector<held_counts> counts(parts.size());
  const std::size_t groups = std::min<std::size_t>(jobs <= 1 ? 1 : std::size_t{jobs} * 8, parts.size());
  parallel_for(groups, jobs, [&](std::size_t group) {
    large_array<held_key> scratch;
    for (std::size_t p = group * parts.size() / groups; p < (group + 1) * parts.size() / groups; ++p) {
      sort_by_high(
          parts[p], held_keys::bits, [](const held_key& e) { return e.k.hi; }, scratch);
      counts[p] = count_held(parts[p], places.size());
    }
  });
  for (const held_counts& c : counts) {
    for (std::size_t i = 0; i < places.size(); ++i) out.namespaces[places[i]].key_count += c.of_number[i];
  }
  // From how many each part holds to where it begins.
  std::size_t keys = 0, shared = 0;
  for (held_counts& c : counts) {
    keys += std::exchange(c.keys, keys);
    shared += std::exchange(c.shared, shared);
  }
  out.keys.resize(keys);
  out.holders.resize(keys);
  out.numbers.resize(keys);
  out.shared.resize(shared);
  parallel_for(parts.size(), jobs, [&](std::size_t p) {
    key* k = out.keys.data() + counts[p].keys;
    std::uint32_t* holder = out.holders.data() + counts[p].keys;
    std::uint8_t* number = out.numbers.data() + counts[p].keys;
    std::size_t s = counts[p].shared;
    for_each_held_key(parts[p], [&](std::span<const held_key> same, std::size_t count) {
      const held_key& first = same.front();
      *k++ = first.k;
      *number++ = places[first.number];
      *holder++ = count == 1 ? first.ordinal : list_format::shared_flag | static_cast<std::uint32_t>(s);
      if (count == 1) return;
      out.shared[s++] = static_cast<std::uint32_t>(count);
      for (std::size_t e = 0; e < same.size(); ++e) {
        if (e == 0 || same[e].ordinal != same[e - 1].ordinal) out.shared[s++] = same[e].ordinal;
      }
    });
    if (!keep) parts[p] = large_array<held_key>();
  });
  return out;
}

}  // namespace optout::detail
