// A compiled suppression list: an immutable file, mapped into memory, that says which keys are suppressed and
// under which requests.
//
// open() checks the header, the secret, the rules versions and the authentication tag: milliseconds, whatever the
// size. The data behind them is covered by block digests: verify() checks all of them, and lookups stay inside the
// file whatever its bytes say. Reports of hits are exact: a hit agrees in all 128 bits (in a compact list in the
// 40 bits and the line that the table keeps).
//
// A list is a handle: copies share the mapping. Threads: all members may be called at once.
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
#include <optout/os/large_array.hpp>
#include <optout/os/mapped_file.hpp>
#include <optout/set/key_set.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// What a list holds of one kind and scheme.
struct list_namespace {
  kind what;
  scheme how;
  level at;
  std::uint32_t rules;
  std::uint64_t keys;
};

// Where a key was found: `index` in the probed batch, `entry` to ask the list for the requests.
struct list_hit {
  std::uint32_t index;
  std::uint32_t entry;
};

class suppression_list {
 public:
  // Errors: fault::list for anything wrong with the file or the secret, with the path and, for a list of other
  // rules, the command that rebuilds it.
  static absl::StatusOr<suppression_list> open(const std::string& path, const keyring& keys);
  // The same of what list_builder::image() made, without a file: requests since the last compile, asked in one pass with
  // the compiled lists beside them. `name` is said in messages in place of a path.
  static absl::StatusOr<suppression_list> from_image(large_array<std::byte> image, const keyring& keys,
                                                     std::string name);

  const std::string& path() const noexcept { return state_->path; }
  std::string_view name() const noexcept { return state_->name; }
  std::string_view source() const noexcept { return state_->source; }
  day_number as_of() const noexcept { return state_->head.as_of; }
  bool compact() const noexcept { return (state_->head.flags & list_format::compact) != 0; }
  std::uint64_t key_count() const noexcept { return state_->head.key_count; }
  std::uint64_t request_count() const noexcept { return state_->head.request_count; }
  std::uint64_t keyless_count() const noexcept { return state_->head.keyless_count; }
  std::uint64_t file_bytes() const noexcept { return state_->head.file_bytes; }
  std::span<const list_namespace> namespaces() const noexcept { return state_->namespaces; }
  // The namespace of `k`, or null if the list holds none.
  const list_namespace* find_namespace(kind k, scheme s = scheme::canonical) const noexcept;
  // What identifies this very file: the head of its authentication tag, in hex.
  std::string digest() const;

  // Replaces `hits` by the keys of the batch that the list holds, ascending by index.
  void find(std::span<const key> keys, key_set::scratch& scratch, std::vector<list_hit>& hits) const;

  // Calls `visit(ordinal)` for each request that holds the key behind `entry`.
  template <typename Visit>
  void for_each_request(std::uint32_t entry, Visit&& visit) const;

  // Requires: ordinal < request_count(). The views live as long as any copy of the list.
  request request_at(std::uint32_t ordinal) const noexcept;

  // Calls `visit(key, namespace, entry)` for every key, in the table's order. Requires: !compact().
  template <typename Visit>
  void for_each_key(Visit&& visit) const;

  // Checks every block against its digest. Cost: one SHA-256 over the file.
  absl::Status verify() const;
  // The same in pieces of some megabytes, for several threads. Requires: piece < verify_pieces().
  std::size_t verify_pieces() const noexcept;
  absl::Status verify_piece(std::size_t piece) const;

 private:
  struct state {
    std::string path;
    mapped_file file;
    large_array<std::byte> image;  // where there is no file
    list_format::header head;
    std::vector<list_namespace> namespaces;
    key_set keys;
    std::span<const std::byte> digests, data;
    std::span<const std::byte> rest_high, rest_low, namespace_of, ordinals, shared, requests, strings;
    std::string_view name, source;
  };
  explicit suppression_list(std::shared_ptr<const state> s) : state_(std::move(s)) {}

  static absl::StatusOr<suppression_list> read(std::shared_ptr<state> s, std::span<const std::byte> bytes,
                                               const keyring& keys);
  static absl::Status read_sections(state& s, std::span<const std::byte> bytes);
  std::uint32_t entry_of(std::uint64_t slot) const noexcept;

  std::shared_ptr<const state> state_;
};

// ---- details ----

namespace detail {

// The `index`-th T of `bytes`; zeros beyond the end, so that a lookup in a damaged list stays inside it.
template <typename T>
T element(std::span<const std::byte> bytes, std::uint64_t index) noexcept {
  T value{};
  if (index < bytes.size() / sizeof(T)) std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

inline std::string_view text_at(std::span<const std::byte> strings, std::uint64_t offset,
                                std::uint64_t size) noexcept {
  if (offset > strings.size() || size > strings.size() - offset) return {};
  return {reinterpret_cast<const char*>(strings.data()) + offset, size};
}

inline absl::Status list_failure(const std::string& path, std::string_view what) {
  return failure(fault::list, absl::StrCat(path, ": ", to_absl(what)));
}

}  // namespace detail

inline absl::StatusOr<suppression_list> suppression_list::open(const std::string& path, const keyring& keys) {
  auto file = mapped_file::open(path);
  if (!file.ok()) return failure(fault::list, absl::StrCat("list ", file.status().message()));

  auto s = std::make_shared<state>();
  s->path = path;
  s->file = *std::move(file);
  const std::span<const std::byte> bytes = s->file.bytes();
  return read(std::move(s), bytes, keys);
}

inline absl::StatusOr<suppression_list> suppression_list::from_image(large_array<std::byte> image,
                                                                     const keyring& keys, std::string name) {
  auto s = std::make_shared<state>();
  s->path = std::move(name);
  s->image = std::move(image);
  const std::span<const std::byte> bytes = s->image;
  return read(std::move(s), bytes, keys);
}

inline absl::StatusOr<suppression_list> suppression_list::read(std::shared_ptr<state> s,
                                                               std::span<const std::byte> bytes,
                                                               const keyring& keys) {
  namespace format = list_format;
  const std::string& path = s->path;
  if (bytes.size() < sizeof(format::header)) {
    return detail::list_failure(
        path, bytes.empty() ? "an empty file, not a suppression list" : "too short for a suppression list");
  }
  std::memcpy(&s->head, bytes.data(), sizeof s->head);
  const format::header& head = s->head;
  if (head.magic != format::magic) return detail::list_failure(path, "not a suppression list");
  if (head.format_version != list_format::version) {
    return detail::list_failure(
        path, absl::StrCat("list format ", head.format_version, ", this optout reads ", list_format::version,
                           "; rebuild it with 'optout compile'"));
  }
  if (head.secret_id != keys.id()) {
    return detail::list_failure(path, "made with another secret; use the key file it was compiled with");
  }
  if (head.file_bytes != bytes.size()) {
    return detail::list_failure(
        path, absl::StrCat("cut short or grown: ", bytes.size(), " bytes instead of ", head.file_bytes));
  }
  const std::uint64_t sections_end =
      sizeof(format::header) + std::uint64_t{head.section_count} * sizeof(format::section_entry);
  const std::uint64_t digests_end = sections_end + std::uint64_t{head.digest_count} * format::digest_bytes;
  if (head.data_offset > bytes.size() || digests_end > head.data_offset ||
      head.digest_count !=
          (bytes.size() - head.data_offset + format::block_bytes - 1) / format::block_bytes) {
    return detail::list_failure(path, "corrupt: its header contradicts itself");
  }

  format::header untagged = head;
  untagged.tag = {};
  const std::span<const std::byte> parts[] = {
      std::as_bytes(std::span(&untagged, 1)),
      bytes.subspan(sizeof(format::header), head.data_offset - sizeof(format::header))};
  const auto tag = keys.tag(parts);
  if (!tag.ok()) return tag.status();
  if (CRYPTO_memcmp(tag->data(), head.tag.data(), tag->size()) != 0) {
    return detail::list_failure(path, "corrupt or altered: its authentication tag does not match");
  }
  s->digests = bytes.subspan(sections_end, digests_end - sections_end);
  s->data = bytes.subspan(head.data_offset);
  if (auto status = read_sections(*s, bytes); !status.ok()) return status;
  return suppression_list(std::move(s));
}

inline absl::Status suppression_list::read_sections(state& s, std::span<const std::byte> bytes) {
  namespace format = list_format;
  std::span<const std::byte> namespaces, filter, table;
  for (std::uint32_t i = 0; i < s.head.section_count; ++i) {
    const auto entry = detail::element<format::section_entry>(bytes.subspan(sizeof(format::header)), i);
    if (entry.offset < s.head.data_offset || entry.offset > bytes.size() ||
        entry.bytes > bytes.size() - entry.offset) {
      return detail::list_failure(s.path, absl::StrCat("corrupt: section ", i, " lies outside the file"));
    }
    const auto content = bytes.subspan(entry.offset, entry.bytes);
    switch (entry.type) {
      case format::section::namespaces: namespaces = content; break;
      case format::section::filter: filter = content; break;
      case format::section::table: table = content; break;
      case format::section::rest_high: s.rest_high = content; break;
      case format::section::rest_low: s.rest_low = content; break;
      case format::section::namespace_of: s.namespace_of = content; break;
      case format::section::ordinals: s.ordinals = content; break;
      case format::section::shared: s.shared = content; break;
      case format::section::requests: s.requests = content; break;
      case format::section::strings: s.strings = content; break;
      default: break;  // of a later writer: nothing that a lookup needs
    }
  }
  for (std::uint64_t i = 0; i < namespaces.size() / sizeof(format::namespace_entry); ++i) {
    const auto entry = detail::element<format::namespace_entry>(namespaces, i);
    const kind what{entry.kind};
    const scheme how{entry.scheme};
    const std::uint32_t ours = rules_version(what, how);
    if (ours != entry.rules_version) {
      return detail::list_failure(
          s.path, absl::StrCat("its keys of kind ", to_absl(to_text(what)), " follow rules version ",
                               entry.rules_version, ", this optout has ", ours,
                               "; rebuild it: optout compile REQUESTS -o ", s.path));
    }
    s.namespaces.push_back({what, how, level{entry.level}, entry.rules_version, entry.key_count});
  }
  auto keys = key_set::view(filter, table);
  if (!keys.ok()) return detail::list_failure(s.path, absl::StrCat("corrupt: ", keys.status().message()));
  s.keys = *keys;
  const std::uint64_t slots = s.keys.slot_count();
  const bool compact = (s.head.flags & format::compact) != 0;
  if (s.keys.size() != s.head.key_count ||
      (!compact && s.rest_high.size() / sizeof(std::uint64_t) != slots) ||
      (!compact && s.rest_low.size() / sizeof(std::uint32_t) != slots) ||
      (!s.ordinals.empty() && s.ordinals.size() / sizeof(std::uint32_t) != slots) ||
      s.requests.size() / sizeof(format::request_entry) != s.head.request_count) {
    return detail::list_failure(s.path, "corrupt: its sections contradict each other");
  }
  s.name = detail::text_at(s.strings, s.head.name_offset, s.head.name_bytes);
  s.source = detail::text_at(s.strings, s.head.source_offset, s.head.source_bytes);
  return absl::OkStatus();
}

inline const list_namespace* suppression_list::find_namespace(kind k, scheme s) const noexcept {
  for (const list_namespace& n : state_->namespaces) {
    if (n.what == k && n.how == s) return &n;
  }
  return nullptr;
}

inline std::string suppression_list::digest() const {
  const auto& tag = state_->head.tag;
  return to_hex(std::span(tag).first(8));
}

inline std::uint32_t suppression_list::entry_of(std::uint64_t slot) const noexcept {
  return state_->ordinals.empty() ? 0 : detail::element<std::uint32_t>(state_->ordinals, slot);
}

inline void suppression_list::find(std::span<const key> keys, key_set::scratch& scratch,
                                   std::vector<list_hit>& hits) const {
  hits.clear();
  for (const key_hit& found : state_->keys.find(keys, scratch)) {
    const key& k = keys[found.index];
    if (!compact() && (detail::element<std::uint64_t>(state_->rest_high, found.slot) != k.hi ||
                       detail::element<std::uint32_t>(state_->rest_low, found.slot) != k.lo >> 40)) {
      continue;
    }
    hits.push_back({found.index, entry_of(found.slot)});
  }
}

template <typename Visit>
void suppression_list::for_each_request(std::uint32_t entry, Visit&& visit) const {
  const std::uint64_t requests = request_count();
  if ((entry & list_format::shared_flag) == 0) {
    if (entry < requests) visit(entry);
    return;
  }
  const std::uint64_t at = entry & ~list_format::shared_flag;
  const std::uint64_t end = state_->shared.size() / sizeof(std::uint32_t);
  const std::uint64_t count = detail::element<std::uint32_t>(state_->shared, at);
  for (std::uint64_t i = at + 1; i <= at + count && i < end; ++i) {
    const auto ordinal = detail::element<std::uint32_t>(state_->shared, i);
    if (ordinal < requests) visit(ordinal);
  }
}

inline request suppression_list::request_at(std::uint32_t ordinal) const noexcept {
  const auto entry = detail::element<list_format::request_entry>(state_->requests, ordinal);
  const auto text = [this](std::uint32_t offset, std::uint32_t size) {
    return detail::text_at(state_->strings, offset, size);
  };
  return {text(entry.id_offset, entry.id_bytes),
          request_type{entry.type},
          text(entry.source_offset, entry.source_bytes),
          text(entry.scope_offset, entry.scope_bytes),
          entry.received,
          entry.expires};
}

template <typename Visit>
void suppression_list::for_each_key(Visit&& visit) const {
  state_->keys.for_each_slot([&](std::uint64_t slot, std::uint64_t remainder) {
    const std::uint64_t high = detail::element<std::uint64_t>(state_->rest_high, slot);
    const std::uint64_t low = detail::element<std::uint32_t>(state_->rest_low, slot);
    const std::size_t number = detail::element<std::uint8_t>(state_->namespace_of, slot);
    if (number >= state_->namespaces.size()) return;
    visit(key{.lo = low << 40 | remainder, .hi = high}, state_->namespaces[number], entry_of(slot));
  });
}

inline absl::Status suppression_list::verify() const {
  absl::Status status;
  for (std::size_t piece = 0; piece < verify_pieces() && status.ok(); ++piece) status = verify_piece(piece);
  return status;
}

inline std::size_t suppression_list::verify_pieces() const noexcept {
  return (state_->data.size() + digested_piece_bytes - 1) / digested_piece_bytes;
}

inline absl::Status suppression_list::verify_piece(std::size_t piece) const {
  const std::size_t from = piece * digested_piece_bytes;
  const std::span<const std::byte> data = state_->data.subspan(from);
  const std::int64_t bad =
      first_bad_block(data.first(std::min(digested_piece_bytes, data.size())),
                      state_->digests.subspan(from / list_format::block_bytes * list_format::digest_bytes));
  if (bad < 0) return absl::OkStatus();
  return detail::list_failure(path(),
                              absl::StrCat("corrupt or altered: the block at byte ",
                                           state_->head.data_offset + from +
                                               static_cast<std::uint64_t>(bad) * list_format::block_bytes,
                                           " does not match its digest"));
}

}  // namespace optout
