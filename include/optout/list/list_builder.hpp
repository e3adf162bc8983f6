// Builds a suppression list: requests and their keys in, one immutable file out.
//
//   list_builder builder(keys, {.name = "california", .as_of = 20260801});
//   const std::uint32_t r = builder.add_request({.id = "R-17", .received = 20260714});
//   builder.add_key(kind::email, level::standard, some_key, r);
//   absl::Status written = std::move(builder).write("california.optout");
//
// The same requests and keys in the same order give the same bytes on every machine and for any number of threads.
// Duplicates are fine: of a key, and of a key under one request. A request that never gets a key is counted in the
// list. Memory: 24 bytes a key added and about 60 a request, then 21 a key and the file, of which write() lets go as it
// writes. Not for several threads at once; it may use several itself.
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

  // Makes room for so many more requests of four keys each, so that nothing has to move as they come. A guess will do.
  void expect(std::uint64_t requests);

  // The request's ordinal. An equal request that was added before is the same request.
  std::uint32_t add_request(const request& r);

  // The same for many at once, which look ahead: ordinals[i] becomes that of requests[i].
  void add_requests(std::span<const request> requests, std::vector<std::uint32_t>& ordinals);

  // `k` stands for request `ordinal`. Requires: ordinal came from add_request().
  void add_key(kind what, level at, const key& k, std::uint32_t ordinal, scheme how = scheme::canonical);

  std::uint64_t request_count() const noexcept { return requests_.size(); }

  // The whole file. Errors: fault::usage if keys of one kind were added at two levels.
  absl::StatusOr<large_array<std::byte>> image(unsigned jobs = 1);

  // Writes image() to `path`, under its name only when it is complete, and uses up what was added.
  absl::Status write(const std::string& path, unsigned jobs = 1) &&;

  // The same file as if each of `keys` had been added for request 0, in little memory: they may lie on a disk, and the
  // file is made in place there. `done` may let go of the keys in memory. Requires: one request, no key added.
  absl::Status write(const std::string& path, const keys_of_one& keys, unsigned jobs = 1,
                     const piece_done& done = {});

 private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return XXH3_64bits(text.data(), text.size());
    }
  };

  // Says where a file of so many bytes is to be made: zeros.
  using room_maker = std::function<absl::StatusOr<std::span<std::byte>>(std::uint64_t bytes)>;
  absl::Status make(const detail::key_holders& held, std::span<const key> keys, const room_maker& room,
                    unsigned jobs, const piece_done& done);
  absl::StatusOr<large_array<std::byte>> make_image(bool keep, unsigned jobs);

  std::uint32_t add_request(const request& r, std::uint64_t hash);
  std::uint32_t intern(std::string_view text, std::uint32_t& offset);
  std::uint64_t hash_of(const request& r) const noexcept;
  bool is_stored_at(std::uint32_t ordinal, const request& r) const noexcept;

  keyring keys_;
  list_about about_;
  detail::held_keys entries_;
  large_array<list_format::request_entry> requests_;
  std::vector<bool> has_key_;  // by ordinal
  std::uint64_t keyless_ = 0;
  std::string strings_;
  // Sources and scopes repeat, ids seldom.
  boost::unordered_flat_map<std::string, std::uint32_t, text_hash, std::equal_to<>> interned_;
  detail::request_index ordinals_;  // by hash_of
};

// ---- details ----

inline std::uint32_t list_builder::intern(std::string_view text, std::uint32_t& offset) {
  auto at = interned_.find(text);
  if (at == interned_.end()) {
    at = interned_.emplace(text, static_cast<std::uint32_t>(strings_.size())).first;
    strings_ += text;
  }
  offset = at->second;
  return static_cast<std::uint32_t>(text.size());
}

inline std::uint64_t list_builder::hash_of(const request& r) const noexcept {
  // Where requests lie in the map shows nowhere; a secret start keeps anybody from crowding them.
  std::uint64_t hash;
  std::memcpy(&hash, keys_.id().data(), sizeof hash);
  for (const std::string_view text : {r.id, r.source, r.scope}) {
    hash = XXH3_64bits_withSeed(text.data(), text.size(), hash);
  }
  const std::uint32_t numbers[] = {r.received, r.expires, static_cast<std::uint32_t>(r.type)};
  return XXH3_64bits_withSeed(numbers, sizeof numbers, hash);
}

inline bool list_builder::is_stored_at(std::uint32_t ordinal, const request& r) const noexcept {
  const list_format::request_entry& e = requests_[ordinal];
  const auto text = [this](std::uint32_t offset, std::uint32_t bytes) {
    return std::string_view(strings_).substr(offset, bytes);
  };
  return text(e.id_offset, e.id_bytes) == r.id && text(e.source_offset, e.source_bytes) == r.source &&
         text(e.scope_offset, e.scope_bytes) == r.scope && e.received == r.received &&
         e.expires == r.expires && e.type == static_cast<std::uint8_t>(r.type);
}

inline void list_builder::expect(std::uint64_t requests) {
  try {
    make_room(requests_, requests);
    entries_.expect(4 * requests);
  } catch (const std::bad_alloc&) {
    // Fewer may come.
  }
}

inline std::uint32_t list_builder::add_request(const request& r) {
  return add_request(r, hash_of(r));
}

inline void list_builder::add_requests(std::span<const request> requests,
                                       std::vector<std::uint32_t>& ordinals) {
  constexpr std::size_t look_ahead = 16;
  std::array<std::uint64_t, look_ahead> hashes{};  // of the requests to come, in a ring
  ordinals.clear();
  for (std::size_t i = 0; i < requests.size() + look_ahead; ++i) {
    std::uint64_t& hash = hashes[i % look_ahead];
    if (i >= look_ahead) ordinals.push_back(add_request(requests[i - look_ahead], hash));
    if (i >= requests.size()) continue;
    hash = hash_of(requests[i]);
    ordinals_.prefetch(hash);
  }
}

inline std::uint32_t list_builder::add_request(const request& r, std::uint64_t hash) {
  const auto next = static_cast<std::uint32_t>(requests_.size());
  const std::uint32_t ordinal =
      ordinals_.find_or_add(hash, next, [&](std::uint32_t o) { return is_stored_at(o, r); });
  if (ordinal != next) return ordinal;
  list_format::request_entry stored{};
  stored.id_offset = static_cast<std::uint32_t>(strings_.size());
  stored.id_bytes = static_cast<std::uint32_t>(r.id.size());
  strings_ += r.id;
  stored.source_bytes = intern(r.source, stored.source_offset);
  stored.scope_bytes = intern(r.scope, stored.scope_offset);
  stored.received = r.received;
  stored.expires = r.expires;
  stored.type = static_cast<std::uint8_t>(r.type);
  requests_.push_back(stored);
  has_key_.push_back(false);
  ++keyless_;
  return ordinal;
}

inline void list_builder::add_key(kind what, level at, const key& k, std::uint32_t ordinal, scheme how) {
  assert(ordinal < requests_.size());
  entries_.add({k, ordinal, what, how, at});
  if (!has_key_[ordinal]) --keyless_;
  has_key_[ordinal] = true;
}

inline absl::Status list_builder::make(const detail::key_holders& held, std::span<const key> keys,
                                       const room_maker& room, unsigned jobs, const piece_done& done) {
  namespace format = list_format;
  using format::section;
  if (requests_.size() >= format::shared_flag || strings_.size() > 0xFFFFFFFF - 2 * 65536) {
    return failure(fault::usage, "too many requests for one list: split it, and load several");
  }
  const key_table_builder table(keys, jobs, done);
  const std::uint64_t slots = table.slot_count();

  format::header head{};
  head.magic = format::magic;
  head.format_version = list_format::version;
  head.flags = about_.compact ? std::uint32_t{format::compact} : 0;
  head.key_count = keys.size();
  head.request_count = requests_.size();
  head.keyless_count = keyless_;
  head.as_of = about_.as_of;
  head.name_bytes = intern(about_.name, head.name_offset);
  head.source_bytes = intern(about_.source, head.source_offset);
  head.secret_id = keys_.id();

  const auto namespaces = std::as_bytes(std::span(held.namespaces));
  const auto shared = std::as_bytes(std::span(held.shared));
  const auto requests = std::as_bytes(std::span(requests_));
  const auto strings = std::as_bytes(std::span(strings_));
  const bool rest = !about_.compact;
  const detail::list_file::part parts[] = {
      {section::namespaces, namespaces.size()},
      {section::filter, bloom_filter_builder::bytes_needed(keys.size())},
      {section::table, table.bytes_needed()},
      {section::rest_high, rest ? slots * sizeof(std::uint64_t) : 0},
      {section::rest_low, rest ? slots * sizeof(std::uint32_t) : 0},
      {section::namespace_of, rest && held.namespaces.size() != 1 ? slots : 0},
      // A list whose keys all stand for its one request needs no ordinals.
      {section::ordinals, requests_.size() != 1 ? slots * sizeof(std::uint32_t) : 0},
      {section::shared, shared.size()},
      {section::requests, requests.size()},
      {section::strings, strings.size()},
  };
  detail::list_file file(head, parts);
  const auto bytes = room(file.bytes_needed());
  if (!bytes.ok()) return bytes.status();
  file.take(*bytes);
  file.copy(section::namespaces, namespaces, jobs);
  file.copy(section::shared, shared, jobs);
  file.copy(section::requests, requests, jobs);
  file.copy(section::strings, strings, jobs);
  build_filter(file.section(section::filter), keys, jobs, done);
  const auto rest_high = file.section<std::uint64_t>(section::rest_high);
  const auto rest_low = file.section<std::uint32_t>(section::rest_low);
  const auto namespace_of = file.section<std::uint8_t>(section::namespace_of);
  const auto ordinals = file.section<std::uint32_t>(section::ordinals);
  table.write_each(file.section(section::table), [&](std::size_t i, std::uint64_t slot) {
    if (rest) {
      rest_high[slot] = keys[i].hi;
      rest_low[slot] = static_cast<std::uint32_t>(keys[i].lo >> 40);
    }
    if (!namespace_of.empty()) namespace_of[slot] = held.numbers[i];
    if (!ordinals.empty()) ordinals[slot] = held.holders[i];
  });
  return file.seal(keys_, jobs, done);
}

inline absl::StatusOr<large_array<std::byte>> list_builder::make_image(bool keep, unsigned jobs) {
  const auto held = detail::key_holders::of(entries_, keep, jobs);
  if (!held.ok()) return held.status();
  large_array<std::byte> image;
  const auto room = [&](std::uint64_t bytes) {
    image.resize(bytes);
    detail::for_each_piece(
        bytes, jobs, [&](std::size_t at, std::size_t count) { std::memset(image.data() + at, 0, count); });
    return std::span(image);
  };
  if (auto status = make(*held, held->keys, room, jobs, {}); !status.ok()) return status;
  return image;
}

inline absl::StatusOr<large_array<std::byte>> list_builder::image(unsigned jobs) {
  return make_image(true, jobs);
}

inline absl::Status list_builder::write(const std::string& path, unsigned jobs) && {
  auto image = make_image(false, jobs);
  if (!image.ok()) return image.status();
  auto file = atomic_file::create(path);
  if (!file.ok()) return file.status();
  // What is written is let go, so that the system has it in hand for the file's pages.
  constexpr std::size_t piece = std::size_t{4} << 20;
  for (std::span<std::byte> left = *image; !left.empty();) {
    const std::span<std::byte> next = left.first(std::min(piece, left.size()));
    if (auto status = file->write(next); !status.ok()) return status;
    let_go_of_pages(next);
    left = left.subspan(next.size());
  }
  return file->commit(file_access::shared);
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
  auto file = atomic_file::create(path);
  if (!file.ok()) return file.status();
  detail::mapped_room room;
  const auto take_room = [&](std::uint64_t bytes) -> absl::StatusOr<std::span<std::byte>> {
    auto taken = file->room(bytes);
    if (!taken.ok()) return taken.status();
    room = *std::move(taken);
    return room.bytes();
  };
  const auto let_go = [&] {
    room.let_go();
    if (done) done();
  };
  if (auto status = make(held, keys.keys, take_room, jobs, let_go); !status.ok()) return status;
  return file->commit(file_access::shared);
}

}  // namespace optout
