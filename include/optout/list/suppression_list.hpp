// A compiled suppression list: an immutable file, mapped into memory, that says which keys are suppressed and
// under which requests.
//
// open() checks the header, the secret, the rules versions and the authentication tag: milliseconds, whatever the
// size. The data behind them is covered by block digests. Lookups note which blocks they read, and stay inside the file
// whatever its bytes say; verify_read() then checks what their answers rest on, verify() all of the file. Reports of hits
// are exact: a hit agrees in all 128 bits (in a compact list in the 40 bits and the line that the table keeps).
//
// A list is a handle: copies share the mapping. Threads: all members may be called at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/key/keyring.hpp>
#include <optout/key/kind.hpp>
#include <optout/key/rules_version.hpp>
#include <optout/list/block_marks.hpp>
#include <optout/list/digest_blocks.hpp>
#include <optout/list/format.hpp>
#include <optout/list/request.hpp>
#include <optout/normalize/text.hpp>
#include <optout/os/large_array.hpp>
#include <optout/os/mapped_file.hpp>
#include <optout/set/key_set.hpp>
#include <optout/set/slot_ranks.hpp>

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
  void find(std::span<const key> keys, key_set::scratch& scratch, std::vector<list_hit>& hits) const {
    find(keys, scratch, hits, [](std::uint32_t) { return true; });
  }
  // The same of those keys[i] alone for which ask(i) says so. It is called for each that may be on the list: one in a
  // hundred that is not may seem so.
  template <typename Ask>
  void find(std::span<const key> keys, key_set::scratch& scratch, std::vector<list_hit>& hits,
            Ask&& ask) const;

  // Calls `visit(ordinal)` for each request that holds the key behind `entry`.
  template <typename Visit>
  void for_each_request(std::uint32_t entry, Visit&& visit) const;

  // Requires: ordinal < request_count(). The views live as long as any copy of the list.
  request request_at(std::uint32_t ordinal) const noexcept;
  // The same without its id, which is not read then.
  request terms_at(std::uint32_t ordinal) const noexcept;

  // Calls `visit(key, namespace, entry)` for every key, in the table's order. Requires: !compact().
  template <typename Visit>
  void for_each_key(Visit&& visit) const;

  // Checks every block against its digest, but for those that this or verify_read() found sound before. Cost: one SHA-256
  // over the file.
  absl::Status verify() const;
  // Checks the blocks that were read since open(), by it or by lookups, and are not checked yet: every answer so far,
  // "not on the list" as well, rests on these alone. Cost: SHA-256 over filter and stash (1.9 bytes a key), and 4 KiB for each
  // line that was looked at and for what was read behind a hit: its rank, entry, request and texts.
  absl::Status verify_read() const;
  // The same in pieces, for several threads, and beside lookups. Requires: piece < verify_pieces().
  std::size_t verify_pieces() const noexcept;
  absl::Status verify_read(std::size_t piece) const;

 private:
  struct state {
    std::string path;
    mapped_file file;
    large_array<std::byte> image;  // where there is no file
    list_format::header head;
    std::vector<list_namespace> namespaces;
    key_set keys;  // in `filter` and `table`
    std::span<const std::byte> digests, data;
    mutable detail::block_marks marks{0};
    detail::marked_section filter, table, ranks, entries, holders, shared, requests, terms, ids, strings;
    std::string_view name, source;
  };
  explicit suppression_list(std::shared_ptr<const state> s) : state_(std::move(s)) {}

  static absl::StatusOr<suppression_list> read(std::shared_ptr<state> s, std::span<const std::byte> bytes,
                                               const keyring& keys);
  static absl::Status read_sections(state& s, std::span<const std::byte> bytes);
  static std::size_t entry_bytes(const state& s) noexcept {
    return s.head.request_count == 1 ? list_format::short_entry_bytes : sizeof(list_format::key_entry);
  }

  std::shared_ptr<const state> state_;
};

// ---- details ----

namespace detail {

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
  s->marks = detail::block_marks(head.digest_count);
  if (auto status = read_sections(*s, bytes); !status.ok()) return status;
  return suppression_list(std::move(s));
}

inline absl::Status suppression_list::read_sections(state& s, std::span<const std::byte> bytes) {
  namespace format = list_format;
  detail::marked_section namespaces;
  for (std::uint32_t i = 0; i < s.head.section_count; ++i) {
    format::section_entry entry;
    std::memcpy(&entry, bytes.data() + sizeof(format::header) + i * sizeof entry, sizeof entry);
    const std::uint64_t from = entry.offset - s.head.data_offset;
    if (entry.offset < s.head.data_offset || from > s.data.size() || entry.bytes > s.data.size() - from ||
        from % format::block_bytes != 0) {
      return detail::list_failure(s.path, absl::StrCat("corrupt: section ", i, " lies outside the file"));
    }
    const detail::marked_section content(s.data, from, entry.bytes, s.marks);
    switch (entry.type) {
      case format::section::namespaces: namespaces = content; break;
      case format::section::filter: s.filter = content; break;
      case format::section::table: s.table = content; break;
      case format::section::entries: s.entries = content; break;
      case format::section::holders: s.holders = content; break;
      case format::section::shared: s.shared = content; break;
      case format::section::requests: s.requests = content; break;
      case format::section::strings: s.strings = content; break;
      case format::section::ids: s.ids = content; break;
      case format::section::terms: s.terms = content; break;
      case format::section::ranks: s.ranks = content; break;
      default: break;  // of a later writer: nothing that a lookup needs
    }
  }
  for (std::uint64_t i = 0; i < namespaces.count<format::namespace_entry>(); ++i) {
    const auto entry = namespaces.at<format::namespace_entry>(i);
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
  auto keys = key_set::view(s.filter.unmarked(), s.table.unmarked());
  if (!keys.ok()) return detail::list_failure(s.path, absl::StrCat("corrupt: ", keys.status().message()));
  s.keys = *keys;
  // Every lookup reads the filter and may read the stash: they count as read. Of the lines, find() marks its own.
  s.filter.mark_from(0);
  s.table.mark(0, key_table::lines_begin);
  s.table.mark_from(s.keys.table().lines_end());
  const std::uint64_t keys_held = s.head.key_count;
  const bool compact = (s.head.flags & format::compact) != 0;
  if (s.keys.size() != keys_held || (!compact && s.entries.size() != keys_held * entry_bytes(s)) ||
      (!s.holders.empty() && s.holders.count<std::uint32_t>() != keys_held) ||
      (!(s.entries.empty() && s.holders.empty()) &&
       s.ranks.count<rank_group>() != rank_group_count(s.keys.table().line_count())) ||
      s.requests.count<format::request_entry>() != s.head.request_count) {
    return detail::list_failure(s.path, "corrupt: its sections contradict each other");
  }
  s.name = s.strings.text(s.head.name_offset, s.head.name_bytes);
  s.source = s.strings.text(s.head.source_offset, s.head.source_bytes);
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

template <typename Ask>
void suppression_list::find(std::span<const key> keys, key_set::scratch& scratch, std::vector<list_hit>& hits,
                            Ask&& ask) const {
  hits.clear();
  const auto ask_table = [&](std::uint32_t index) {
    if (!ask(index)) return false;
    state_->table.mark(state_->keys.table().line_offset(keys[index]), detail::line_size);
    return true;
  };
  for (const key_hit& found : state_->keys.find(keys, scratch, ask_table)) {
    const std::uint64_t rank = rank_of_slot(state_->keys.table(), found.slot, [&](std::uint64_t group) {
      return state_->ranks.at<rank_group>(group);
    });
    if (compact()) {
      hits.push_back({found.index, state_->holders.at<std::uint32_t>(rank)});
    } else {
      const auto entry = state_->entries.at<list_format::key_entry>(rank, entry_bytes(*state_));
      const key& k = keys[found.index];
      const bool same = entry.high == k.hi && (entry.low_and_space & 0xFFFFFF) == k.lo >> 40;
      if (same) hits.push_back({found.index, entry.holder});
    }
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
  const std::uint64_t end = state_->shared.count<std::uint32_t>();
  const std::uint64_t count = state_->shared.at<std::uint32_t>(at);
  for (std::uint64_t i = at + 1; i <= at + count && i < end; ++i) {
    const auto ordinal = state_->shared.at<std::uint32_t>(i);
    if (ordinal < requests) visit(ordinal);
  }
}

inline request suppression_list::request_at(std::uint32_t ordinal) const noexcept {
  const auto entry = state_->requests.at<list_format::request_entry>(ordinal);
  request r = terms_at(ordinal);
  r.id = state_->ids.text(entry.id_offset, entry.id_bytes);
  return r;
}

inline request suppression_list::terms_at(std::uint32_t ordinal) const noexcept {
  const auto entry = state_->requests.at<list_format::request_entry>(ordinal);
  const auto terms = state_->terms.at<list_format::terms_entry>(entry.terms);
  // A type that nobody writes is damage, which verify_read() finds; until then it counts as the plainest.
  const bool is_known = terms.type >= static_cast<std::uint8_t>(request_type::opt_out) &&
                        terms.type <= static_cast<std::uint8_t>(request_type::minor);
  return {.type = is_known ? request_type{terms.type} : request_type::opt_out,
          .source = state_->strings.text(terms.source_offset, terms.source_bytes),
          .scope = state_->strings.text(terms.scope_offset, terms.scope_bytes),
          .received = entry.received,
          .expires = terms.expires};
}

template <typename Visit>
void suppression_list::for_each_key(Visit&& visit) const {
  state_->table.mark_from(0);
  std::uint64_t rank = 0;
  state_->keys.for_each_slot([&](std::uint64_t, std::uint64_t remainder) {
    const auto rest = state_->entries.at<list_format::key_entry>(rank++, entry_bytes(*state_));
    const std::size_t number = rest.low_and_space >> 24;
    if (number >= state_->namespaces.size()) return;
    const std::uint64_t low = rest.low_and_space & 0xFFFFFF;
    visit(key{.lo = low << 40 | remainder, .hi = rest.high}, state_->namespaces[number], rest.holder);
  });
}

inline absl::Status suppression_list::verify() const {
  for (std::uint64_t block = 0; block < state_->head.digest_count; ++block) state_->marks.mark(block);
  return verify_read();
}

inline absl::Status suppression_list::verify_read() const {
  absl::Status status;
  for (std::size_t piece = 0; piece < verify_pieces() && status.ok(); ++piece) status = verify_read(piece);
  return status;
}

inline std::size_t suppression_list::verify_pieces() const noexcept {
  return state_->marks.pieces();
}

inline absl::Status suppression_list::verify_read(std::size_t piece) const {
  const std::int64_t bad = state_->marks.verify(piece, [&](std::span<const std::uint64_t> blocks) {
    return first_bad_block(state_->data, state_->digests, blocks);
  });
  if (bad < 0) return absl::OkStatus();
  const std::uint64_t at =
      state_->head.data_offset + static_cast<std::uint64_t>(bad) * list_format::block_bytes;
  return detail::list_failure(
      path(), absl::StrCat("corrupt or altered: the block at byte ", at, " does not match its digest"));
}

}  // namespace optout
