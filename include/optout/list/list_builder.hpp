// Builds a suppression list: requests and their keys in, one immutable file out.
//
//   list_builder builder(keys, {.name = "california", .as_of = 20260801});
//   const std::uint32_t r = builder.add_request({.id = "R-17", .received = 20260714});
//   builder.add_key(kind::email, level::standard, some_key, r);
//   absl::Status written = std::move(builder).write("california.optout");
//
// The same requests and keys in the same order give the same bytes on every machine and for any number of threads.
// Duplicates are fine: of a key, and of a key under one request. A request that never gets a key is counted in the
// list. Memory: 24 bytes a key added and about 40 a request; while the list is made, a twentieth more and a 256th for each
// thread. The file goes to disk piece by piece. Not for several threads at once; it may use several itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#define XXH_INLINE_ALL
#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/key/keyring.hpp>
#include <optout/key/kind.hpp>
#include <optout/list/format.hpp>
#include <optout/list/key_holders.hpp>
#include <optout/list/list_file.hpp>
#include <optout/list/request.hpp>
#include <optout/list/request_index.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/os/large_array.hpp>
#include <optout/set/key_set_builder.hpp>
#include <optout/set/sorted_keys.hpp>

#include <boost/unordered/unordered_flat_map.hpp>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <functional>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

// What a list says about itself.
struct list_about {
  std::string name = {};
  std::string source = {};
  day_number as_of = 0;
  bool compact = false;  // leave out the rest of each key: smaller, exact to 2^-40 a slot, cannot be merged
};

// Keys of one kind, scheme and level: strictly ascending.
struct keys_of_one {
  kind what;
  level at;
  scheme how;
  std::span<const key> keys;
};

class list_builder {
 public:
  list_builder(const keyring& keys, list_about about) : keys_(keys), about_(std::move(about)) {}

  // Makes room for so many more requests of a short id and four keys each, so that nothing has to move as they come. A guess
  // will do.
  void expect(std::uint64_t requests);

  // The request's ordinal. An equal request that was added before is the same request.
  std::uint32_t add_request(const request& r);

  // The same for many at once, which look ahead: ordinals[i] becomes that of requests[i].
  void add_requests(std::span<const request> requests, std::vector<std::uint32_t>& ordinals);

  // `k` stands for request `ordinal`. Requires: ordinal came from add_request().
  void add_key(kind what, level at, const key& k, std::uint32_t ordinal, scheme how = scheme::canonical);

  std::uint64_t request_count() const noexcept { return requests_.size(); }

  // The whole file, of a copy of all keys. Errors: fault::usage if keys of one kind were added at two levels, or more requests or
  // keys of several requests than one list holds.
  absl::StatusOr<large_array<std::byte>> image(unsigned jobs = 1);

  // Writes the file to `path`, under its name only when it is complete, and uses up what was added.
  absl::Status write(const std::string& path, unsigned jobs = 1) &&;

  // The same file as if each of `keys` had been added for request 0, in little memory: they may lie on a disk, and `done`,
  // which is called again and again, may let go of them in memory. Requires: one request, no key added.
  absl::Status write(const std::string& path, const keys_of_one& keys, unsigned jobs = 1,
                     const piece_done& done = {});

 private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return XXH3_64bits(text.data(), text.size());
    }
  };

  // Makes the file of what was added, and hands its pieces to what receiver_of(its size) returns.
  template <typename ReceiverOf>
  absl::Status make(const detail::key_holders& held, unsigned jobs, const piece_done& done,
                    ReceiverOf&& receiver_of);
  absl::Status write(const std::string& path, const detail::key_holders& held, unsigned jobs,
                     const piece_done& done);

  // What a request is known by: which terms it has, and a hash of it all.
  struct request_mark {
    std::uint32_t terms;
    std::uint64_t hash;
  };
  std::uint64_t hash_seed() const noexcept;
  request_mark mark_of(const request& r);
  std::uint32_t add_request(const request& r, request_mark mark);
  std::uint32_t add_terms(const request& r);
  bool are_terms_of(std::uint32_t terms, const request& r) const noexcept;
  // Where a text lies among the strings.
  struct interned {
    std::uint32_t offset, bytes;
  };
  interned intern(std::string_view text);

  keyring keys_;
  list_about about_;
  detail::held_keys entries_;
  large_array<list_format::request_entry> requests_;
  std::vector<bool> has_key_;  // by ordinal
  std::uint64_t keyless_ = 0;
  std::string ids_, strings_;
  boost::unordered_flat_map<std::string, std::uint32_t, text_hash, std::equal_to<>> interned_;
  std::vector<list_format::terms_entry> terms_;
  detail::request_index numbers_of_terms_;
  std::array<std::uint32_t, 128> recent_terms_{};  // most requests have one of these
  detail::request_index ordinals_;                 // by request_mark::hash
};

// ---- details ----

inline list_builder::interned list_builder::intern(std::string_view text) {
  auto at = interned_.find(text);
  if (at == interned_.end()) {
    at = interned_.emplace(text, static_cast<std::uint32_t>(strings_.size())).first;
    strings_ += text;
  }
  return {at->second, static_cast<std::uint32_t>(text.size())};
}

// Where requests lie in an index shows nowhere; a secret start keeps anybody from crowding them.
inline std::uint64_t list_builder::hash_seed() const noexcept {
  std::uint64_t seed;
  std::memcpy(&seed, keys_.id().data(), sizeof seed);
  return seed;
}

inline bool list_builder::are_terms_of(std::uint32_t terms, const request& r) const noexcept {
  const list_format::terms_entry& t = terms_[terms];
  const std::string_view texts = strings_;
  return t.expires == r.expires && t.type == static_cast<std::uint8_t>(r.type) &&
         texts.substr(t.source_offset, t.source_bytes) == r.source &&
         texts.substr(t.scope_offset, t.scope_bytes) == r.scope;
}

// The number of a request's terms, which are put in if they are new.
inline std::uint32_t list_builder::add_terms(const request& r) {
  // Where to look first: told cheaply, and who is not there is in the index.
  const std::size_t first = r.source.empty() ? 0 : static_cast<unsigned char>(r.source.front());
  const std::size_t texts = 3 * first + r.source.size() + r.scope.size();
  std::uint32_t& recent =
      recent_terms_[(8 * texts + static_cast<std::size_t>(r.type) + r.expires) % recent_terms_.size()];
  if (recent < terms_.size() && are_terms_of(recent, r)) return recent;
  std::uint64_t hash = hash_seed() ^ (r.expires | std::uint64_t{static_cast<std::uint8_t>(r.type)} << 32);
  for (const std::string_view text : {r.source, r.scope}) {
    hash = XXH3_64bits_withSeed(text.data(), text.size(), hash);
  }
  const auto next = static_cast<std::uint32_t>(terms_.size());
  recent =
      numbers_of_terms_.find_or_add(hash, next, [&](std::uint32_t terms) { return are_terms_of(terms, r); });
  if (recent != next) return recent;
  const interned source = intern(r.source), scope = intern(r.scope);
  terms_.push_back({source.offset,
                    source.bytes,
                    scope.offset,
                    scope.bytes,
                    r.expires,
                    static_cast<std::uint8_t>(r.type),
                    {}});
  return next;
}

inline list_builder::request_mark list_builder::mark_of(const request& r) {
  const std::uint32_t terms = add_terms(r);
  const std::uint64_t numbers = r.received | std::uint64_t{terms} << 32;
  return {terms, XXH3_64bits_withSeed(r.id.data(), r.id.size(), hash_seed() ^ numbers)};
}

inline void list_builder::expect(std::uint64_t requests) {
  constexpr std::size_t short_id = 10;
  try {
    make_room(requests_, requests);
    ids_.reserve(ids_.size() + short_id * requests);
    ordinals_.expect(requests);
    entries_.expect(4 * requests);
  } catch (const std::bad_alloc&) {
    // Fewer may come.
  }
}

inline std::uint32_t list_builder::add_request(const request& r) {
  return add_request(r, mark_of(r));
}

inline void list_builder::add_requests(std::span<const request> requests,
                                       std::vector<std::uint32_t>& ordinals) {
  constexpr std::size_t look_ahead = 16;
  std::array<request_mark, look_ahead> marks{};  // of the requests to come, in a ring
  ordinals.clear();
  for (std::size_t i = 0; i < requests.size() + look_ahead; ++i) {
    request_mark& mark = marks[i % look_ahead];
    if (i >= look_ahead) ordinals.push_back(add_request(requests[i - look_ahead], mark));
    if (i >= requests.size()) continue;
    mark = mark_of(requests[i]);
    ordinals_.prefetch(mark.hash);
  }
}

inline std::uint32_t list_builder::add_request(const request& r, request_mark mark) {
  const auto is_same = [&](std::uint32_t ordinal) {
    const list_format::request_entry& e = requests_[ordinal];
    return e.terms == mark.terms && e.received == r.received &&
           std::string_view(ids_).substr(e.id_offset, e.id_bytes) == r.id;
  };
  const auto next = static_cast<std::uint32_t>(requests_.size());
  const std::uint32_t ordinal = ordinals_.find_or_add(mark.hash, next, is_same);
  if (ordinal != next) return ordinal;
  requests_.push_back({static_cast<std::uint32_t>(ids_.size()), static_cast<std::uint32_t>(r.id.size()),
                       r.received, mark.terms});
  ids_ += r.id;
  has_key_.push_back(false);
  ++keyless_;
  return ordinal;
}

inline void list_builder::add_key(kind what, level at, const key& k, std::uint32_t ordinal, scheme how) {
  assert(ordinal < requests_.size());
  entries_.add(what, how, at, k, ordinal);
  if (has_key_[ordinal]) return;
  has_key_[ordinal] = true;
  --keyless_;
}

namespace detail {

// Makes a section with so many bytes for each key, by rank: the first ones of value_of(what is held of a key).
template <std::size_t Bytes, typename Record, typename ValueOf>
list_file::part make_entries(list_format::section type, const key_table_builder& table,
                             sorted_keys::reader<Record> records, ValueOf value_of) {
  const auto make = [&table, records, value_of](std::uint64_t from, std::span<std::byte> to) {
    auto held = records;
    const std::uint64_t end = from + to.size();
    table.for_each_rank(from / Bytes, (end + Bytes - 1) / Bytes, [&](std::size_t i, std::uint64_t rank) {
      const auto value = value_of(held[i]);
      static_assert(sizeof value >= Bytes);
      const auto bytes = std::as_bytes(std::span(&value, 1));
      const std::uint64_t at = rank * Bytes;
      if (at >= from && at + Bytes <= end) {
        std::memcpy(to.data() + (at - from), bytes.data(), Bytes);
      } else {  // part of it is the neighbour's
        const std::uint64_t first = std::max(at, from), last = std::min(at + Bytes, end);
        std::memcpy(to.data() + (first - from), bytes.data() + (first - at), last - first);
      }
    });
  };
  return {type, table.key_count() * Bytes, make};
}

}  // namespace detail

template <typename ReceiverOf>
absl::Status list_builder::make(const detail::key_holders& held, unsigned jobs, const piece_done& done,
                                ReceiverOf&& receiver_of) {
  namespace format = list_format;
  using format::section;
  if (requests_.size() >= format::shared_flag ||
      std::max(ids_.size(), strings_.size()) > 0xFFFFFFFF - 2 * 65536) {
    return failure(fault::usage, "too many requests for one list: split it, and load several");
  }
  const sorted_keys& keys = held.keys;
  const key_table_builder table(keys, jobs, done);

  format::header head{};
  head.magic = format::magic;
  head.format_version = list_format::version;
  head.flags = about_.compact ? std::uint32_t{format::compact} : 0;
  head.key_count = keys.size();
  head.request_count = requests_.size();
  head.keyless_count = keyless_;
  head.as_of = about_.as_of;
  const interned name = intern(about_.name), source = intern(about_.source);
  head.name_offset = name.offset;
  head.name_bytes = name.bytes;
  head.source_offset = source.offset;
  head.source_bytes = source.bytes;
  head.secret_id = keys_.id();

  const auto copied = [](section type, auto values) {
    return detail::list_file::part{type, values.size_bytes(), detail::copy_of(std::as_bytes(values))};
  };
  const bool one_request = requests_.size() == 1;  // then it is everybody's holder
  const auto entries_of = [&](auto records) -> detail::list_file::part {
    const auto holder_of = [](const auto& one) { return detail::entry_of(one).holder; };
    const auto entry_of = [](const auto& one) { return detail::entry_of(one); };
    if (about_.compact && one_request) return {};
    if (about_.compact)
      return detail::make_entries<sizeof(std::uint32_t)>(section::holders, table, records, holder_of);
    if (one_request)
      return detail::make_entries<format::short_entry_bytes>(section::entries, table, records, entry_of);
    return detail::make_entries<sizeof(format::key_entry)>(section::entries, table, records, entry_of);
  };
  const auto ranks = [&]() -> detail::list_file::part {
    if (keys.empty() || (about_.compact && one_request)) return {};
    return {section::ranks, rank_group_count(table.line_count()) * sizeof(rank_group),
            [&](std::uint64_t from, std::span<std::byte> to) {
              std::vector<rank_group> groups(to.size() / sizeof(rank_group));
              table.write_rank_groups(from / sizeof(rank_group), groups);
              std::memcpy(to.data(), groups.data(), to.size());
            }};
  };
  const detail::list_file::part parts[] = {
      copied(section::namespaces, std::span(held.namespaces)),
      {section::filter, bloom_filter_builder::bytes_needed(keys.size()),
       [&](std::uint64_t from, std::span<std::byte> to) { write_filter_piece(keys, from, to); }},
      {section::table, table.bytes_needed(),
       [&](std::uint64_t from, std::span<std::byte> to) { table.write_piece(from, to); }},
      ranks(),
      held.entries.empty() ? entries_of(keys.read()) : entries_of(keys.read<detail::held_key>()),
      copied(section::shared, std::span(held.shared)),
      copied(section::requests, std::span(requests_)),
      copied(section::terms, std::span(terms_)),
      copied(section::ids, std::span(ids_)),
      copied(section::strings, std::span(strings_)),
  };
  detail::list_file file(head, parts);
  return file.make(keys_, jobs, receiver_of(file.bytes_needed()), done);
}

inline absl::StatusOr<large_array<std::byte>> list_builder::image(unsigned jobs) {
  const auto held = detail::key_holders::of(entries_, jobs);
  if (!held.ok()) return held.status();
  large_array<std::byte> image;
  const auto into_image = [&](std::uint64_t bytes) {
    image.resize(bytes);
    return [&](std::uint64_t offset, std::span<const std::byte> piece) {
      std::memcpy(image.data() + offset, piece.data(), piece.size());
      return absl::OkStatus();
    };
  };
  if (auto status = make(*held, jobs, {}, into_image); !status.ok()) return status;
  return image;
}

inline absl::Status list_builder::write(const std::string& path, const detail::key_holders& held,
                                        unsigned jobs, const piece_done& done) {
  auto file = atomic_file::create(path);
  if (!file.ok()) return file.status();
  const auto into_file = [&](std::uint64_t) {
    return
        [&](std::uint64_t offset, std::span<const std::byte> piece) { return file->write_at(offset, piece); };
  };
  if (auto status = make(held, jobs, done, into_file); !status.ok()) return status;
  return file->commit(file_access::shared);
}

inline absl::Status list_builder::write(const std::string& path, unsigned jobs) && {
  ordinals_ = detail::request_index();  // nothing comes any more
  const auto held = detail::key_holders::of(std::exchange(entries_, {}), jobs);
  if (!held.ok()) return held.status();
  return write(path, *held, jobs, {});
}

inline absl::Status list_builder::write(const std::string& path, const keys_of_one& keys, unsigned jobs,
                                        const piece_done& done) {
  assert(requests_.size() == 1 && keyless_ == 1);
  detail::key_holders held;
  keyless_ = keys.keys.empty() ? 1 : 0;
  if (!keys.keys.empty()) {
    held.namespaces.push_back({static_cast<std::uint8_t>(keys.what), static_cast<std::uint8_t>(keys.how),
                               static_cast<std::uint8_t>(keys.at), 0, rules_version(keys.what, keys.how),
                               keys.keys.size()});
  }
  held.keys = keys.keys;
  return write(path, held, jobs, done);
}

}  // namespace optout
