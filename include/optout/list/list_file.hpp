// The bytes of a list file while they are made: laid out first, filled in place in whatever memory, then sealed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/digest_blocks.hpp>
#include <optout/list/format.hpp>
#include <optout/os/parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace optout::detail {

class list_file {
 public:
  struct part {
    list_format::section type;
    std::uint64_t bytes;
  };

  // Lays a file of these sections out, in this order; those without a byte are left out. Of the header, what depends on
  // the layout is filled in here.
  list_file(const list_format::header& head, std::span<const part> parts);

  std::uint64_t bytes_needed() const noexcept { return head_.file_bytes; }

  // Takes the room that the file is made in and that must outlive this object.
  // Requires before what follows: all zeros, bytes_needed() of them.
  void take(std::span<std::byte> room) noexcept { bytes_ = room; }

  // The section's content; empty if it was left out. Requires: its size is a multiple of T's.
  template <typename T = std::byte>
  std::span<T> section(list_format::section type) noexcept;

  // Fills a section with bytes as they are, by several threads. Requires: as many as it was laid out for.
  void copy(list_format::section type, std::span<const std::byte> from, unsigned jobs);

  // Writes digests and tag: the file is whole.
  absl::Status seal(const keyring& keys, unsigned jobs, const piece_done& done);

 private:
  list_format::header head_;
  std::vector<list_format::section_entry> sections_;
  std::span<std::byte> bytes_;
};

// ---- details ----

// Calls visit(from, bytes) for pieces that together are `bytes`, by several threads.
template <typename Visit>
void for_each_piece(std::size_t bytes, unsigned jobs, Visit&& visit) {
  constexpr std::size_t piece_bytes = std::size_t{4} << 20;
  parallel_for((bytes + piece_bytes - 1) / piece_bytes, jobs, [&](std::size_t piece) {
    visit(piece * piece_bytes, std::min(piece_bytes, bytes - piece * piece_bytes));
  });
}

inline list_file::list_file(const list_format::header& head, std::span<const part> parts) : head_(head) {
  namespace format = list_format;
  std::uint64_t data_bytes = 0;
  for (const part& p : parts) {
    if (p.bytes == 0) continue;
    sections_.push_back({p.type, 0, data_bytes, p.bytes});  // from data_offset, until it is known
    data_bytes = format::align(data_bytes + p.bytes);
  }
  head_.section_count = static_cast<std::uint32_t>(sections_.size());
  head_.digest_count =
      static_cast<std::uint32_t>((data_bytes + format::block_bytes - 1) / format::block_bytes);
  head_.data_offset = format::align(sizeof head_ + sections_.size() * sizeof(format::section_entry) +
                                    head_.digest_count * format::digest_bytes);
  head_.file_bytes = head_.data_offset + data_bytes;
  for (format::section_entry& s : sections_) s.offset += head_.data_offset;
}

template <typename T>
std::span<T> list_file::section(list_format::section type) noexcept {
  for (const list_format::section_entry& s : sections_) {
    if (s.type == type) return {reinterpret_cast<T*>(bytes_.data() + s.offset), s.bytes / sizeof(T)};
  }
  return {};
}

inline void list_file::copy(list_format::section type, std::span<const std::byte> from, unsigned jobs) {
  const std::span<std::byte> to = section(type);
  for_each_piece(from.size(), jobs, [&](std::size_t at, std::size_t bytes) {
    std::memcpy(to.data() + at, from.data() + at, bytes);
  });
}

inline absl::Status list_file::seal(const keyring& keys, unsigned jobs, const piece_done& done) {
  const auto put = [this](std::uint64_t offset, std::span<const std::byte> from) {
    if (!from.empty()) std::memcpy(bytes_.data() + offset, from.data(), from.size());
  };
  const std::size_t digests_offset = sizeof head_ + sections_.size() * sizeof(list_format::section_entry);
  const std::span<const std::byte> all(bytes_);
  put(sizeof head_, std::as_bytes(std::span(sections_)));
  put(digests_offset, digest_blocks(all.subspan(head_.data_offset), jobs, done));
  const std::span<const std::byte> tagged[] = {std::as_bytes(std::span(&head_, 1)),
                                               all.subspan(sizeof head_, head_.data_offset - sizeof head_)};
  auto tag = keys.tag(tagged);
  if (!tag.ok()) return tag.status();
  head_.tag = *tag;
  put(0, std::as_bytes(std::span(&head_, 1)));
  return absl::OkStatus();
}

}  // namespace optout::detail
