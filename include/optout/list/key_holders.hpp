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
  kind what;
  scheme how;
  level at;

  friend bool operator<(const held_key& a, const held_key& b) noexcept {
    return std::tie(a.k, a.ordinal) < std::tie(b.k, b.ordinal);
  }
};

// Keys as they come, parted by their first byte: each part is sorted by itself, in little more memory than it takes.
class held_keys {
 public:
  static constexpr unsigned bits = 8;

  void add(const held_key& e) { parts_[e.k.hi >> (64 - bits)].push_back(e); }
  // Room for so many more, if they are random.
  void expect(std::size_t count);
  std::span<large_array<held_key>> parts() noexcept { return parts_; }

 private:
  std::array<large_array<held_key>, std::size_t{1} << bits> parts_;
};

struct key_holders {
  std::vector<list_format::namespace_entry> namespaces;  // by kind and scheme
  large_array<key> keys;                                 // ascending, each once
  large_array<std::uint32_t> holders;                    // a key's entry of the section `ordinals`
  large_array<std::uint8_t> numbers;                     // and its namespace
  large_array<std::uint32_t> shared;                     // the section `shared`

  // Sorts `entries`, and lets them go unless they are to be kept. The result is the same for any number of threads.
  // Errors: fault::usage if keys of one kind were added at two levels.
  static absl::StatusOr<key_holders> of(held_keys& entries, bool keep, unsigned jobs);
};

// ---- details ----

inline void held_keys::expect(std::size_t count) {
  const std::size_t each = count >> bits;
  for (large_array<held_key>& part : parts_) make_room(part, each + each / 16);
}

// What a part of sorted entries comes to.
struct held_counts {
  std::size_t keys = 0, shared = 0;
  std::vector<list_format::namespace_entry> namespaces;  // one for each level, too

  list_format::namespace_entry& of(const held_key& e);
};

inline list_format::namespace_entry& held_counts::of(const held_key& e) {
  const auto what = static_cast<std::uint8_t>(e.what), how = static_cast<std::uint8_t>(e.how),
             at = static_cast<std::uint8_t>(e.at);
  for (list_format::namespace_entry& n : namespaces) {
    if (n.kind == what && n.scheme == how && n.level == at) return n;
  }
  return namespaces.emplace_back(
      list_format::namespace_entry{what, how, at, 0, rules_version(e.what, e.how), 0});
}

// Calls visit(entries of one key, how many requests hold it) for each key.
template <typename Visit>
void for_each_held_key(std::span<const held_key> entries, Visit&& visit) {
  for (std::size_t from = 0, to = 0; from < entries.size(); from = to) {
    std::size_t holders = 0;
    for (; to < entries.size() && entries[to].k == entries[from].k; ++to) {
      holders += static_cast<std::size_t>(to == from || entries[to].ordinal != entries[to - 1].ordinal);
    }
    visit(entries.subspan(from, to - from), holders);
  }
}

inline held_counts count_held(std::span<const held_key> entries) {
  held_counts counts;
  for_each_held_key(entries, [&](std::span<const held_key> same, std::size_t holders) {
    ++counts.keys;
    if (holders > 1) counts.shared += 1 + holders;
    for (const held_key& e : same) counts.of(e);
    ++counts.of(same.front()).key_count;
  });
  return counts;
}

// The namespaces of all parts, in order of kind and scheme.
inline absl::StatusOr<std::vector<list_format::namespace_entry>> join_namespaces(
    std::span<const held_counts> counts) {
  std::vector<list_format::namespace_entry> all, out;
  for (const held_counts& c : counts) all.insert(all.end(), c.namespaces.begin(), c.namespaces.end());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.kind, a.scheme, a.level) < std::tie(b.kind, b.scheme, b.level);
  });
  for (const list_format::namespace_entry& n : all) {
    if (out.empty() || out.back().kind != n.kind || out.back().scheme != n.scheme) {
      out.push_back(n);
    } else if (out.back().level != n.level) {
      return failure(fault::usage, absl::StrCat("keys of kind ", to_absl(to_text(kind{n.kind})),
                                                " at two levels do not go into one list"));
    } else {
      out.back().key_count += n.key_count;
    }
  }
  return out;
}

inline absl::StatusOr<key_holders> key_holders::of(held_keys& entries, bool keep, unsigned jobs) {
  const auto parts = entries.parts();
  std::vector<held_counts> counts(parts.size());
  const std::size_t groups = std::min<std::size_t>(jobs <= 1 ? 1 : std::size_t{jobs} * 8, parts.size());
  parallel_for(groups, jobs, [&](std::size_t group) {
    large_array<held_key> scratch;
    for (std::size_t p = group * parts.size() / groups; p < (group + 1) * parts.size() / groups; ++p) {
      sort_by_high(
          std::span(parts[p]), held_keys::bits, [](const held_key& e) { return e.k.hi; }, scratch);
      counts[p] = count_held(parts[p]);
    }
  });

  key_holders out;
  auto namespaces = join_namespaces(counts);
  if (!namespaces.ok()) return namespaces.status();
  out.namespaces = *std::move(namespaces);
  std::array<std::array<std::uint8_t, 256>, 256> number{};  // by kind and scheme
  for (std::size_t i = 0; i < out.namespaces.size(); ++i) {
    number[out.namespaces[i].kind][out.namespaces[i].scheme] = static_cast<std::uint8_t>(i);
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
    std::size_t i = counts[p].keys, s = counts[p].shared;
    for_each_held_key(parts[p], [&](std::span<const held_key> same, std::size_t count) {
      const held_key& first = same.front();
      out.keys[i] = first.k;
      out.numbers[i] = number[static_cast<std::uint8_t>(first.what)][static_cast<std::uint8_t>(first.how)];
      out.holders[i++] =
          count == 1 ? first.ordinal : list_format::shared_flag | static_cast<std::uint32_t>(s);
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
