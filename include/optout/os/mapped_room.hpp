// Room of a new file as memory of zeros, to be filled in any order: for an output that may be larger than memory.
//
// The room is taken on the disk first: that it is full is a failure of of(), and no signal while the room is filled.
// What is written is the file's, whenever the system puts it there; a failure to do so is told by fsync.
// Threads: as for memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/fd.hpp>

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace optout::detail {

class mapped_room {
 public:
  mapped_room() = default;  // without a byte
  mapped_room(mapped_room&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  mapped_room& operator=(mapped_room&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~mapped_room() {
    if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
  }

  // Makes the empty file behind `fd` so large. Requires: bytes > 0.
  static absl::StatusOr<mapped_room> of(int fd, std::uint64_t bytes, const std::string& path);

  // Valid as long as this object or the one it was moved to.
  std::span<std::byte> bytes() const noexcept { return bytes_; }

  // Lets the pages in memory go to the file; they come again when they are touched, by other threads too.
  void let_go() const noexcept {
    if (!bytes_.empty()) ::madvise(bytes_.data(), bytes_.size(), MADV_DONTNEED);
  }

 private:
  std::span<std::byte> bytes_;
};

// ---- details ----

inline absl::StatusOr<mapped_room> mapped_room::of(int fd, std::uint64_t bytes, const std::string& path) {
  int error = EINTR;
  while (error == EINTR) error = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes));
  if (error != 0) return io_failure("cannot write", path, error);
  void* const at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return io_failure("cannot map", path);
  mapped_room room;
  room.bytes_ = {static_cast<std::byte*>(at), bytes};
  return room;
}

}  // namespace optout::detail
