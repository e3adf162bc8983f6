// A file descriptor that closes itself, and the two system calls that everything here goes through.
//
// `read_some`, `write_all` and `write_all_at` retry interrupted calls and short writes, and name the path when they fail.
// Threads: a descriptor is used by one thread at a time, but for write_all_at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace optout::detail {

class unique_fd {
 public:
  unique_fd() = default;
  explicit unique_fd(int fd) noexcept : fd_(fd) {}
  unique_fd(unique_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  unique_fd& operator=(unique_fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~unique_fd() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

  // Closes now and tells whether the system was content; a network file system reports late errors here.
  bool close() noexcept { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_ = -1;
};

// `path` opened with `flags`; never inherited by a child process. A new file gets `mode`.
inline absl::StatusOr<unique_fd> open_fd(const std::string& path, int flags, mode_t mode = 0600) {
  int fd = -1;
  do fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return io_failure("cannot open", path);
  return unique_fd(fd);
}

inline absl::StatusOr<struct stat> stat_fd(int fd, std::string_view path) {
  struct stat info;
  if (::fstat(fd, &info) != 0) return io_failure("cannot read the attributes of", path);
  return info;
}

// The most that one call is asked for: Linux moves no more than this anyway.
inline constexpr std::size_t one_transfer = std::size_t{1} << 30;

// Reads what is there, at most into.size() bytes; 0 at the end of the file.
inline absl::StatusOr<std::size_t> read_some(int fd, std::span<char> into, std::string_view path) {
  for (;;) {
    const ssize_t got = ::read(fd, into.data(), std::min(into.size(), one_transfer));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return io_failure("cannot read", path);
  }
}

inline absl::Status write_all(int fd, std::string_view bytes, std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), std::min(bytes.size(), one_transfer));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return io_failure("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return absl::OkStatus();
}

// From `offset` on, wherever the descriptor stands.
inline absl::Status write_all_at(int fd, std::uint64_t offset, std::string_view bytes,
                                 std::string_view path) {
  while (!bytes.empty()) {
    const ssize_t put =
        ::pwrite(fd, bytes.data(), std::min(bytes.size(), one_transfer), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return io_failure("cannot write", path);
    bytes.remove_prefix(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return absl::OkStatus();
}

// The pieces one after the other.
inline absl::Status write_all(int fd, std::span<const std::string_view> pieces, std::string_view path) {
  constexpr std::size_t most = 1024;  // IOV_MAX of Linux
  struct iovec waiting[most];
  while (!pieces.empty()) {
    const std::size_t count = std::min(pieces.size(), most);
    for (std::size_t i = 0; i < count; ++i) {
      waiting[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    }
    ssize_t put = 0;
    do put = ::writev(fd, waiting, static_cast<int>(count));
    while (put < 0 && errno == EINTR);
    if (put < 0) return io_failure("cannot write", path);
    // A call may write a part: the rest of the piece in which it ends goes by itself.
    auto done = static_cast<std::size_t>(put);
    while (!pieces.empty() && done >= pieces.front().size()) {
      done -= pieces.front().size();
      pieces = pieces.subspan(1);
    }
    if (done == 0) continue;
    if (auto status = write_all(fd, pieces.front().substr(done), path); !status.ok()) return status;
    pieces = pieces.subspan(1);
  }
  return absl::OkStatus();
}

// What a message calls `path`: "-" is a standard stream.
inline std::string shown(std::string_view path, std::string_view stream) {
  return std::string(path == "-" ? stream : path);
}

}  // namespace optout::detail
