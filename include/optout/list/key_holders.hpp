// What a list builder was given, put in order where it lies: the distinct keys, and whose each of them is.
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
#include <optout/set/sorted_keys.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace optout::detail {

// One key of one request; once they are in order, one key of all its requests.
struct held_key {
  key k;
  std::uint32_t holder;  // the request's ordinal; then a key_entry::holder
  std::uint32_t number;  // of its namespace, as they came; then as the list has them

  friend bool operator<(const held_key& a, const held_key& b) noexcept {
    if (a.k.hi != b.k.hi) return a.k.hi < b.k.hi;  // as good as always
    return std::tie(a.k.lo, a.holder) < std::tie(b.k.lo, b.holder);
  }
};

// What a list says of a key behind its slot. A key alone is the one request's.
inline list_format::key_entry entry_of(const held_key& held) noexcept {
  return {held.k.hi, static_cast<std::uint32_t>(held.k.lo >> 40) | held.number << 24, held.holder};
}
inline list_format::key_entry entry_of(const key& k) noexcept {
  return entry_of(held_key{k, 0, 0});
}

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
  bool empty() const noexcept { return namespaces_.empty(); }

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
  // `keys` are read where they lie in `entries`; a copy's would not be its own.
  key_holders() = default;
  key_holders(key_holders&&) noexcept = default;
  key_holders& operator=(key_holders&&) noexcept = default;

  std::vector<list_format::namespace_entry> namespaces;  // by kind and scheme
  sorted_keys keys;                   // each once; of held_key records, unless `entries` is empty
  large_array<std::uint32_t> shared;  // the section `shared`
  held_keys entries;

  // The result is the same for any number of threads. Errors: fault::usage if keys of one kind were added at two levels, or
  // too many are held by several requests.
  static absl::StatusOr<key_holders> of(held_keys entries, unsigned jobs);
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

// What a part of sorted entries comes to.
struct held_part {
  std::vector<std::uint64_t> of_number;     // the keys of each namespace
  std::vector<std::uint32_t> shared;        // the part's piece of the section `shared`
  std::vector<std::size_t> shared_entries;  // entries whose holder lies there
};

// Leaves one entry for each key of `part`, which is sorted. Holders that lie in `shared` are of the part's own piece.
inline held_part keep_one_of_each(large_array<held_key>& part, std::span<const std::uint8_t> places) {
  held_part out;
  out.of_number.resize(places.size());
  std::size_t kept = 0;
  for (std::size_t from = 0, to = 0; from < part.size(); from = to) {
    held_key one = part[from];
    std::uint32_t holders = 1;
    for (to = from + 1; to < part.size() && part[to].k == one.k; ++to) {
      if (part[to].holder == part[to - 1].holder) continue;
      if (++holders == 2) {
        out.shared_entries.push_back(kept);
        out.shared.insert(out.shared.end(), {0, part[from].holder});
        one.holder = list_format::shared_flag | static_cast<std::uint32_t>(out.shared.size() - 2);
      }
      out.shared.push_back(part[to].holder);
    }
    if (holders > 1) out.shared[out.shared.size() - 1 - holders] = holders;
    one.number = places[one.number];
    ++out.of_number[one.number];
    part[kept++] = one;
  }
  part.resize(kept);
  return out;
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

inline absl::StatusOr<key_holders> key_holders::of(held_keys entries, unsigned jobs) {
  key_holders out;
  out.namespaces.assign(entries.namespaces().begin(), entries.namespaces().end());
  std::vector<std::uint8_t> places;
  if (auto status = sort_namespaces(out.namespaces, places); !status.ok()) return status;

  out.entries = std::move(entries);
  const auto parts = out.entries.parts();
  std::vector<held_part> kept(parts.size());
  const std::size_t groups = std::min<std::size_t>(jobs <= 1 ? 1 : std::size_t{jobs} * 8, parts.size());
  parallel_for(groups, jobs, [&](std::size_t group) {
    large_array<held_key> scratch;
    for (std::size_t p = group * parts.size() / groups; p < (group + 1) * parts.size() / groups; ++p) {
      sort_by_high(
          parts[p], held_keys::bits, [](const held_key& e) { return e.k.hi; }, scratch);
      kept[p] = keep_one_of_each(parts[p], places);
    }
  });
  std::size_t shared = 0;
  for (const held_part& of_part : kept) shared += of_part.shared.size();
  if (shared >= list_format::shared_flag) {
    return failure(fault::usage,
                   "too many keys of several requests for one list: split it, and load several");
  }
  out.shared.reserve(shared);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const held_part of_part = std::exchange(kept[p], {});
    for (std::size_t i = 0; i < places.size(); ++i) out.namespaces[i].key_count += of_part.of_number[i];
    for (const std::size_t e : of_part.shared_entries) {
      parts[p][e].holder += static_cast<std::uint32_t>(out.shared.size());
    }
    out.shared.insert(out.shared.end(), of_part.shared.begin(), of_part.shared.end());
    out.keys.append(std::span<const held_key>(parts[p]));
  }
  return out;
}

}  // namespace optout::detail
