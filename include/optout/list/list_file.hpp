// A list file while it is made: laid out first, then made piece by piece, in any order and on several threads, so that no
// more of it than a piece a thread is in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/digest_blocks.hpp>
#include <optout/list/format.hpp>
#include <optout/os/large_array.hpp>
#include <optout/os/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

namespace optout::detail {

class list_file {
 public:
  // Makes the part `to` of a section, which begins at byte `from` of it; `to` is zeros. It begins and ends with a block, or
  // with the section.
  using part_maker = std::function<void(std::uint64_t from, std::span<std::byte> to)>;
  struct part {
    list_format::section type;
    std::uint64_t bytes;
    part_maker make;
  };

  // Lays a file of these sections out, in this order; those without a byte are left out. Of the header, what depends on
  // the layout is filled in here.
  list_file(const list_format::header& head, std::span<const part> parts);

  std::uint64_t bytes_needed() const noexcept { return head_.file_bytes; }

  // Takes bytes of the file that begin at `offset`.
  using receiver = std::function<absl::Status(std::uint64_t offset, std::span<const std::byte> bytes)>;

  // Makes every byte and hands it to `receive`, on any thread, what begins the file last: then the file is whole. Calls
  // `done` behind each piece. Errors: the receiver's first.
  absl::Status make(const keyring& keys, unsigned jobs, const receiver& receive, const piece_done& done);

 private:
  static constexpr std::size_t piece_bytes = 256 * list_format::block_bytes;

  void make_piece(std::uint64_t offset, std::span<std::byte> to) const;
  absl::Status make_data(std::span<std::byte> digests, unsigned jobs, const receiver& receive,
                         const piece_done& done) const;

  list_format::header head_;
  std::vector<list_format::section_entry> sections_;
  std::vector<part_maker> makers_;  // of each section
};

// ---- details ----

// Makes a section of what is in memory, which must outlive the file.
inline list_file::part_maker copy_of(std::span<const std::byte> bytes) {
  return [bytes](std::uint64_t from, std::span<std::byte> to) {
    std::memcpy(to.data(), bytes.data() + from, to.size());
  };
}

inline list_file::list_file(const list_format::header& head, std::span<const part> parts) : head_(head) {
  namespace format = list_format;
  std::uint64_t data_bytes = 0;
  for (const part& p : parts) {
    if (p.bytes == 0) continue;
    sections_.push_back({p.type, 0, data_bytes, p.bytes});  // from data_offset, until it is known
    makers_.push_back(p.make);
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

// The bytes of the file from `offset` on.
inline void list_file::make_piece(std::uint64_t offset, std::span<std::byte> to) const {
  std::fill(to.begin(), to.end(), std::byte{0});
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    const list_format::section_entry& s = sections_[i];
    const std::uint64_t first = std::max(offset, s.offset);
    const std::uint64_t last = std::min(offset + to.size(), s.offset + s.bytes);
    if (first < last) makers_[i](first - s.offset, to.subspan(first - offset, last - first));
  }
}

inline absl::Status list_file::make_data(std::span<std::byte> digests, unsigned jobs, const receiver& receive,
                                         const piece_done& done) const {
  const std::uint64_t bytes = head_.file_bytes - head_.data_offset;
  const std::uint64_t pieces = (bytes + piece_bytes - 1) / piece_bytes;
  std::atomic<std::uint64_t> next{0};
  std::mutex mutex;
  absl::Status status;  // the first failure
  // Each thread takes the next piece, into memory that it keeps.
  parallel_for(std::min<std::uint64_t>(std::max(jobs, 1u), pieces), jobs, [&](std::size_t) {
    large_array<std::byte> memory(piece_bytes);
    for (std::uint64_t piece; (piece = next.fetch_add(1)) < pieces;) {
      const std::uint64_t from = piece * piece_bytes;
      const std::span<std::byte> made =
          std::span(memory).first(std::min<std::uint64_t>(piece_bytes, bytes - from));
      make_piece(head_.data_offset + from, made);
      digest_blocks(made, digests.subspan(from / list_format::block_bytes * list_format::digest_bytes));
      const absl::Status received = receive(head_.data_offset + from, made);
      if (done) done();
      if (received.ok()) continue;
      const std::lock_guard lock(mutex);
      status.Update(received);
      next = pieces;
    }
  });
  return status;
}

inline absl::Status list_file::make(const keyring& keys, unsigned jobs, const receiver& receive,
                                    const piece_done& done) {
  std::vector<std::byte> front(head_.data_offset);
  const std::span<std::byte> behind_header = std::span(front).subspan(sizeof head_);
  const auto sections = std::as_bytes(std::span(sections_));
  std::copy(sections.begin(), sections.end(), behind_header.begin());
  if (auto status = make_data(behind_header.subspan(sections.size()), jobs, receive, done); !status.ok()) {
    return status;
  }
  const std::span<const std::byte> tagged[] = {std::as_bytes(std::span(&head_, 1)), behind_header};
  auto tag = keys.tag(tagged);
  if (!tag.ok()) return tag.status();
  head_.tag = *tag;
  std::memcpy(front.data(), &head_, sizeof head_);
  return receive(0, front);
}

}  // namespace optout::detail
