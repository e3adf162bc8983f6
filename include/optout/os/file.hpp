// Small questions to the file system: the whole of a small file, a secret's permissions, two names of one file.
//
// Every failure is fault::io and begins with what could not be done, to which path, and why.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/fd.hpp>

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace optout {

// All bytes of `path`, which may also be a pipe. A file of more than `max_bytes` is a failure.
absl::StatusOr<std::string> read_small_file(const std::string& path, std::size_t max_bytes);

// Whether `path` may hold a secret: a regular file without any permission for group and others.
absl::Status check_private(const std::string& path);

// Creates `path` with mode 0600, holding `bytes`, on disk when this returns. An existing file is a failure and
// stays as it is; one that could not be written whole is removed again.
absl::Status create_private_file(const std::string& path, std::string_view bytes);

// Whether an input and an output are one regular file, also through a symbolic or hard link. "-" is standard
// input for the first and standard output for the second. A path that cannot be looked at is no file.
bool same_file(const std::string& input, const std::string& output) noexcept;

// ---- details ----

namespace detail {

inline bool stat_stream_or_path(const std::string& path, int stream, struct stat& info) noexcept {
  return path == "-" ? ::fstat(stream, &info) == 0 : ::stat(path.c_str(), &info) == 0;
}

// Puts a new or renamed name on disk. Some file systems cannot sync a folder; they have nothing to lose.
inline absl::Status sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  auto fd = open_fd(folder, O_RDONLY | O_DIRECTORY);
  if (!fd.ok()) return absl::OkStatus();  // a folder may be writable but not readable
  if (::fsync(fd->get()) != 0 && errno == EIO) return io_failure("cannot sync", folder);
  return absl::OkStatus();
}

// A pipe or device has nothing to sync and says EINVAL.
inline absl::Status sync_file(int fd, std::string_view path) {
  if (::fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP) return io_failure("cannot sync", path);
  return absl::OkStatus();
}

}  // namespace detail

inline absl::StatusOr<std::string> read_small_file(const std::string& path, std::size_t max_bytes) {
  auto fd = detail::open_fd(path, O_RDONLY);
  if (!fd.ok()) return fd.status();
  std::string content;
  for (;;) {
    const std::size_t have = content.size();
    if (have > max_bytes) {
      return failure(fault::io, absl::StrCat(path, " has more than ", max_bytes, " bytes"));
    }
    content.resize(std::min(max_bytes + 1, have + 65536));  // one byte more shows that there is more
    auto got = detail::read_some(fd->get(), std::span(content).subspan(have), path);
    if (!got.ok()) return got.status();
    content.resize(have + *got);
    if (*got == 0) return content;
  }
}

inline absl::Status check_private(const std::string& path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) return io_failure("cannot open", path);
  if (!S_ISREG(info.st_mode)) return failure(fault::io, absl::StrCat(path, " is not a regular file"));
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return failure(fault::io,
                   absl::StrCat(path, " is open to others; make it private with: chmod 600 ", path));
  }
  return absl::OkStatus();
}

inline absl::Status create_private_file(const std::string& path, std::string_view bytes) {
  detail::unique_fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd && errno == EEXIST) return failure(fault::io, absl::StrCat(path, " exists and is left as it is"));
  if (!fd) return io_failure("cannot create", path);
  absl::Status status = detail::write_all(fd.get(), bytes, path);
  if (status.ok()) status = detail::sync_file(fd.get(), path);
  if (status.ok() && !fd.close()) status = io_failure("cannot write", path);
  if (status.ok()) status = detail::sync_folder_of(path);
  if (!status.ok()) ::unlink(path.c_str());
  return status;
}

inline bool same_file(const std::string& input, const std::string& output) noexcept {
  struct stat a, b;
  return detail::stat_stream_or_path(input, STDIN_FILENO, a) &&
         detail::stat_stream_or_path(output, STDOUT_FILENO, b) && S_ISREG(a.st_mode) &&
         a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace optout
