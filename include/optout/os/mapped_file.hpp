// A file's bytes as read-only memory, shared with every other process that maps it.
//
// For files that are replaced by renaming and never edited in place (suppression lists): if somebody truncates
// a mapped file, touching the lost pages ends the process. An empty file is an empty span.
// Opening costs microseconds whatever the size; pages come in when touched. Threads: the bytes are constant.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/fd.hpp>

#include <sys/mman.h>

#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace optout {

// How the bytes will be touched; a hint that changes speed alone.
enum class access_pattern {
  normal,
  sequential,  // front to back: read far ahead
  random,      // all over: read nothing around
  soon,        // all of it, shortly: start reading now
};

class mapped_file {
 public:
  mapped_file() = default;  // no file, no bytes
  mapped_file(mapped_file&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  mapped_file& operator=(mapped_file&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~mapped_file();

  // Errors: fault::io if `path` is missing, not readable or not a regular file.
  static absl::StatusOr<mapped_file> open(const std::string& path,
                                          access_pattern pattern = access_pattern::normal);

  // The same of a file that is open, and may be closed again.
  static absl::StatusOr<mapped_file> of(int fd, const std::string& path,
                                        access_pattern pattern = access_pattern::normal);

  // Valid as long as this object or the one it was moved to.
  std::span<const std::byte> bytes() const noexcept { return bytes_; }

  void advise(access_pattern pattern) const noexcept;

  // Lets go of the pages in memory; they come again when they are touched, by other threads too.
  void let_go() const noexcept {
    if (!bytes_.empty()) ::madvise(const_cast<std::byte*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);
  }

 private:
  std::span<const std::byte> bytes_;
};

// ---- details ----

inline mapped_file::~mapped_file() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

inline absl::StatusOr<mapped_file> mapped_file::open(const std::string& path, access_pattern pattern) {
  // Without O_NONBLOCK, opening a pipe would wait for a writer.
  auto fd = detail::open_fd(path, O_RDONLY | O_NONBLOCK);
  if (!fd.ok()) return fd.status();
  return of(fd->get(), path, pattern);
}

inline absl::StatusOr<mapped_file> mapped_file::of(int fd, const std::string& path, access_pattern pattern) {
  auto info = detail::stat_fd(fd, path);
  if (!info.ok()) return info.status();
  if (!S_ISREG(info->st_mode)) {
    return failure(fault::io, absl::StrCat(path, " is not a regular file"));
  }
  mapped_file file;
  const auto size = static_cast<std::size_t>(info->st_size);
  if (size == 0) return file;
  void* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return io_failure("cannot map", path);
  file.bytes_ = {static_cast<const std::byte*>(at), size};
  if (pattern != access_pattern::normal) file.advise(pattern);
  return file;
}

inline void mapped_file::advise(access_pattern pattern) const noexcept {
  if (bytes_.empty()) return;
  int advice = MADV_NORMAL;
  switch (pattern) {
    case access_pattern::normal: advice = MADV_NORMAL; break;
    case access_pattern::sequential: advice = MADV_SEQUENTIAL; break;
    case access_pattern::random: advice = MADV_RANDOM; break;
    case access_pattern::soon: advice = MADV_WILLNEED; break;
  }
  ::madvise(const_cast<std::byte*>(bytes_.data()), bytes_.size(), advice);
}

}  // namespace optout
