// Builds a suppression list: requests and their keys in, one immutable file out.
//
//   list_builder builder(keys, {.name = "california", .as_of = 20260801});
//   const std::uint32_t r = builder.add_request({.id = "R-17", .received = 20260714});
//   builder.add_key(kind::email, level::standard, some_key, r);
//   absl::Status written = builder.write("california.optout");
//
// The same requests and keys in the same order give the same bytes on every machine. Duplicates are fine: of a key,
// and of a key under one request. A request that never gets a key is counted in the list. Memory: 24 bytes a key
// added, plus the file. Not for several threads at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/key/keyring.hpp>
#include <optout/key/kind.hpp>
#include <optout/key/rules_version.hpp>
#include <optout/list/digest_blocks.hpp>
#include <optout/list/format.hpp>
#include <optout/list/request.hpp>
#include <optout/normalize/text.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/set/key_set_builder.hpp>
#include <optout/set/key_sort.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace optout {

// What a list says about itself.
struct list_about {
  std::string name = {};
  std::string source = {};
  day_number as_of = 0;
  bool compact = false;  // leave out the rest of each key: smaller, exact to 2^-40 a slot, cannot be merged
};

class list_builder {
 public:
  list_builder(const keyring& keys, list_about about) : keys_(keys), about_(std::move(about)) {}

  // The request's ordinal. An equal request that was added before is the same request.
  std::uint32_t add_request(const request& r);

  // `k` stands for request `ordinal`. Requires: ordinal came from add_request().
  void add_key(kind what, level at, const key& k, std::uint32_t ordinal, scheme how = scheme::canonical);

  std::uint64_t request_count() const noexcept { return requests_.size(); }

  // The whole file. Errors: fault::usage if keys of one kind were added at two levels.
  absl::StatusOr<std::vector<std::byte>> image();

  // Writes image() to `path`, under its name only when it is complete.
  absl::Status write(const std::string& path);

 private:
  struct entry {
    key k;
    std::uint32_t ordinal;
    kind what;
    scheme how;
    level at;
    std::uint8_t number = 0;  // of its namespace, set by number_namespaces()

    friend bool operator<(const entry& a, const entry& b) noexcept {
      return std::tie(a.k, a.ordinal) < std::tie(b.k, b.ordinal);
    }
  };

  std::uint32_t intern(std::string_view text, std::uint32_t& offset);
  void sort_entries();
  absl::StatusOr<std::vector<list_format::namespace_entry>> number_namespaces();
  std::uint64_t count_keyless() const;

  keyring keys_;
  list_about about_;
  std::vector<entry> entries_;
  std::vector<list_format::request_entry> requests_;
  std::string strings_;
  boost::unordered_flat_map<std::string, std::uint32_t> interned_;  // sources and scopes repeat, ids seldom
  boost::unordered_flat_map<std::string, std::uint32_t> ordinals_;  // by the request's own bytes
};

// ---- details ----

inline std::uint32_t list_builder::intern(std::string_view text, std::uint32_t& offset) {
  const auto [at, is_new] =
      interned_.try_emplace(std::string(text), static_cast<std::uint32_t>(strings_.size()));
  if (is_new) strings_ += text;
  offset = at->second;
  return static_cast<std::uint32_t>(text.size());
}

inline std::uint32_t list_builder::add_request(const request& r) {
  std::string bytes;
  for (std::string_view text : {r.id, r.source, r.scope}) {
    bytes += text;
    bytes += '\0';
  }
  for (std::uint32_t number : {r.received, r.expires, static_cast<std::uint32_t>(r.type)}) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  const auto [at, is_new] =
      ordinals_.try_emplace(std::move(bytes), static_cast<std::uint32_t>(requests_.size()));
  if (!is_new) return at->second;

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
  return at->second;
}

inline void list_builder::add_key(kind what, level at, const key& k, std::uint32_t ordinal, scheme how) {
  assert(ordinal < requests_.size());
  entries_.push_back({k, ordinal, what, how, at, 0});
}

inline void list_builder::sort_entries() {
  sort_by_high(entries_, [](const entry& e) { return e.k.hi; });
  entries_.erase(
      std::unique(entries_.begin(), entries_.end(),
                  [](const entry& a, const entry& b) { return a.k == b.k && a.ordinal == b.ordinal; }),
      entries_.end());
}

// The namespaces in order of kind and scheme; every entry learns the number of its own.
inline absl::StatusOr<std::vector<list_format::namespace_entry>> list_builder::number_namespaces() {
  std::array<std::array<std::uint8_t, 256>, 256>
      number{};  // by kind and scheme: 1 + number in `out`, then 0-based
  std::vector<list_format::namespace_entry> out;
  for (const entry& e : entries_) {
    const auto what = static_cast<std::uint8_t>(e.what);
    const auto how = static_cast<std::uint8_t>(e.how);
    if (number[what][how] == 0) {
      out.push_back({what, how, static_cast<std::uint8_t>(e.at), 0, rules_version(e.what, e.how), 0});
      number[what][how] = static_cast<std::uint8_t>(out.size());
    } else if (out[number[what][how] - 1u].level != static_cast<std::uint8_t>(e.at)) {
      return failure(fault::usage, absl::StrCat("keys of kind ", to_absl(to_text(e.what)),
                                                " at two levels do not go into one list"));
    }
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::tie(a.kind, a.scheme) < std::tie(b.kind, b.scheme);
  });
  for (std::size_t i = 0; i < out.size(); ++i) {
    number[out[i].kind][out[i].scheme] = static_cast<std::uint8_t>(i);
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    entry& e = entries_[i];
    e.number = number[static_cast<std::uint8_t>(e.what)][static_cast<std::uint8_t>(e.how)];
    if (i == 0 || entries_[i - 1].k != e.k) ++out[e.number].key_count;
  }
  return out;
}

inline std::uint64_t list_builder::count_keyless() const {
  std::vector<bool> has_key(requests_.size());
  for (const entry& e : entries_) has_key[e.ordinal] = true;
  return static_cast<std::uint64_t>(std::count(has_key.begin(), has_key.end(), false));
}

inline absl::StatusOr<std::vector<std::byte>> list_builder::image() {
  namespace format = list_format;
  if (requests_.size() >= format::shared_flag || strings_.size() > 0xFFFFFFFF - 2 * 65536) {
    return failure(fault::usage, "too many requests for one list: split it, and load several");
  }
  sort_entries();
  auto namespaces = number_namespaces();
  if (!namespaces.ok()) return namespaces.status();

  format::header head{};
  head.magic = format::magic;
  head.format_version = list_format::version;
  head.flags = about_.compact ? std::uint32_t{format::compact} : 0;
  head.request_count = requests_.size();
  head.keyless_count = count_keyless();
  head.as_of = about_.as_of;
  head.name_bytes = intern(about_.name, head.name_offset);
  head.source_bytes = intern(about_.source, head.source_offset);
  head.secret_id = keys_.id();

  // One entry of the key set for each distinct key, and what it stands for beside it.
  std::vector<key> distinct;
  std::vector<std::uint32_t> holders;  // a key's `ordinals` entry
  std::vector<std::uint8_t> numbers;   // and its namespace
  std::vector<std::uint32_t> shared;
  for (std::size_t from = 0, to = 0; from < entries_.size(); from = to) {
    while (to < entries_.size() && entries_[to].k == entries_[from].k) ++to;
    distinct.push_back(entries_[from].k);
    numbers.push_back(entries_[from].number);
    if (to - from == 1) {
      holders.push_back(entries_[from].ordinal);
      continue;
    }
    holders.push_back(format::shared_flag | static_cast<std::uint32_t>(shared.size()));
    shared.push_back(static_cast<std::uint32_t>(to - from));
    for (std::size_t i = from; i < to; ++i) shared.push_back(entries_[i].ordinal);
  }
  const key_set_image set = build_key_set(distinct);
  head.key_count = distinct.size();

  std::vector<std::uint64_t> rest_high(about_.compact ? 0 : set.slot_count);
  std::vector<std::uint32_t> rest_low(about_.compact ? 0 : set.slot_count);
  std::vector<std::uint8_t> namespace_of(about_.compact || namespaces->size() == 1 ? 0 : set.slot_count);
  // A list whose keys all stand for its one request needs no ordinals.
  std::vector<std::uint32_t> ordinals(requests_.size() == 1 ? 0 : set.slot_count);
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    const std::uint64_t slot = set.slots[i];
    if (!about_.compact) {
      rest_high[slot] = distinct[i].hi;
      rest_low[slot] = static_cast<std::uint32_t>(distinct[i].lo >> 40);
    }
    if (!namespace_of.empty()) namespace_of[slot] = numbers[i];
    if (!ordinals.empty()) ordinals[slot] = holders[i];
  }

  struct part {
    format::section type;
    std::span<const std::byte> content;
  };
  const part parts[] = {
      {format::section::namespaces, std::as_bytes(std::span(*namespaces))},
      {format::section::filter, set.filter},
      {format::section::table, set.table},
      {format::section::rest_high, std::as_bytes(std::span(rest_high))},
      {format::section::rest_low, std::as_bytes(std::span(rest_low))},
      {format::section::namespace_of, std::as_bytes(std::span(namespace_of))},
      {format::section::ordinals, std::as_bytes(std::span(ordinals))},
      {format::section::shared, std::as_bytes(std::span(shared))},
      {format::section::requests, std::as_bytes(std::span(requests_))},
      {format::section::strings, std::as_bytes(std::span(strings_))},
  };
  std::vector<format::section_entry> sections;
  std::uint64_t data_bytes = 0;
  for (const part& p : parts) {
    if (p.content.empty()) continue;
    sections.push_back({p.type, 0, data_bytes, p.content.size()});  // from data_offset, until it is known
    data_bytes = format::align(data_bytes + p.content.size());
  }
  head.section_count = static_cast<std::uint32_t>(sections.size());
  head.digest_count =
      static_cast<std::uint32_t>((data_bytes + format::block_bytes - 1) / format::block_bytes);
  const std::uint64_t digests_offset = sizeof head + sections.size() * sizeof(format::section_entry);
  head.data_offset = format::align(digests_offset + head.digest_count * format::digest_bytes);
  head.file_bytes = head.data_offset + data_bytes;

  std::vector<std::byte> file(head.file_bytes);
  for (std::size_t i = 0, s = 0; i < std::size(parts); ++i) {
    if (parts[i].content.empty()) continue;
    sections[s].offset += head.data_offset;
    std::memcpy(file.data() + sections[s].offset, parts[i].content.data(), parts[i].content.size());
    ++s;
  }
  const auto put = [&](std::uint64_t offset, std::span<const std::byte> bytes) {
    if (!bytes.empty()) std::memcpy(file.data() + offset, bytes.data(), bytes.size());
  };
  put(sizeof head, std::as_bytes(std::span(sections)));
  put(digests_offset, digest_blocks(std::span(file).subspan(head.data_offset)));

  const std::span<const std::byte> tagged[] = {
      std::as_bytes(std::span(&head, 1)),
      std::span(file).subspan(sizeof head, head.data_offset - sizeof head)};
  auto tag = keys_.tag(tagged);
  if (!tag.ok()) return tag.status();
  head.tag = *tag;
  put(0, std::as_bytes(std::span(&head, 1)));
  return file;
}

inline absl::Status list_builder::write(const std::string& path) {
  auto bytes = image();
  if (!bytes.ok()) return bytes.status();
  auto file = atomic_file::create(path);
  if (!file.ok()) return file.status();
  if (auto status = file->write(*bytes); !status.ok()) return status;
  return file->commit(file_access::shared);
}

}  // namespace optout
