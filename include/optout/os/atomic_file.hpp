// An output that appears under its name only when it is complete.
//
//   create ──> .NAME.optout-XXXXXX.tmp (0600, locked, in NAME's folder) ── write* ──> commit: flush, fsync,
//              final mode, rename to NAME, fsync of the folder
//
// Without commit nothing is left: not by a failure (the destructor removes the temporary), and under NAME not
// even by a kill or a power cut. The temporary of a killed run is removed by the next `create` for the same NAME:
// a run holds flock() on its own, so an unlocked one belongs to nobody.
//
// A symbolic link is followed: what it points to is replaced, and the link stays. An output that is no regular
// file ("-" for standard output, a pipe, a device such as /dev/null) cannot be renamed to: it is spooled to an
// unnamed private file in $TMPDIR (else /tmp) and copied out by commit, all or, short of an I/O error, nothing.
//
// Every failure is fault::io and names the path; after one, each later call gives the same failure again.
// Writes are buffered. Threads: one at a time, but for write_at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/fd.hpp>
#include <optout/os/file.hpp>
#include <optout/os/sha256.hpp>
#include <optout/os/temporary.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

// Who may read a finished file.
enum class file_access {
  owner_only,  // mode 0600: audits, rejects, secrets
  shared,      // mode 0666 without the umask's bits, as other programs create files
};

class atomic_file {
 public:
  // Starts an output for `path`. What is under that name stays until commit (see remove_stale_target).
  static absl::StatusOr<atomic_file> create(const std::string& path);

  // An output that is written as it comes (through the buffer) and cannot be taken back: "-", a pipe or a device.
  // commit flushes it. A regular file or a free name is fault::usage: such output has no reason to
  // be incomplete.
  static absl::StatusOr<atomic_file> stream(const std::string& path);

  atomic_file(atomic_file&&) noexcept = default;
  atomic_file& operator=(atomic_file&&) noexcept = default;
  ~atomic_file() = default;

  absl::Status write(std::string_view bytes) { return write(std::span(&bytes, 1)); }
  // The pieces one after the other.
  absl::Status write(std::span<const std::string_view> pieces);
  absl::Status write(std::span<const std::byte> bytes) {
    return write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }

  // Writes at an offset, in place of any write: in any order, on any thread. A failure does not stick: who was told of one
  // may not commit. bytes_written() does not count it. Requires: not streaming; no digest.
  absl::Status write_at(std::uint64_t offset, std::span<const std::byte> bytes) const {
    return detail::write_all_at(fd_, offset, {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                target_);
  }

  // Makes all that was written the content of the target. Nothing may be written afterwards.
  absl::Status commit(file_access access);

  std::uint64_t bytes_written() const noexcept { return bytes_written_; }

  // Feeds `digest`, which must outlive the writing, with all that is written from here on.
  void digest_into(sha256* digest) noexcept { digest_ = digest; }

 private:
  atomic_file() = default;

  absl::Status flush();
  absl::Status deliver(file_access access);
  absl::Status copy_to_target();

  std::string target_;       // links resolved; or the stream
  detail::temporary temp_;   // the bytes until commit; closed when streaming
  detail::unique_fd owned_;  // when streaming to a path: that
  int fd_ = -1;              // where bytes go: temp_'s, owned_'s, or standard output
  std::string buffer_;
  std::vector<std::string_view> gathered_;  // the buffer and what is written behind it
  std::uint64_t bytes_written_ = 0;
  sha256* digest_ = nullptr;
  absl::Status status_;  // the first failure; sticks
  bool is_committed_ = false;
};

// Removes an older file under an output's name, so that a run that fails leaves nothing that could be taken for
// its result. No file, "-", a pipe and a device are fine; a folder is a failure.
absl::Status remove_stale_target(const std::string& path);

// ---- details ----

namespace detail {

inline constexpr std::size_t write_buffer_bytes = 256 * 1024;

// Writes start and end at its multiples: the page cache takes them in larger pieces.
inline constexpr std::size_t write_block_bytes = 64 * 1024;

enum class target_kind { replaceable, special };

// Whether `path` can be renamed to.
inline absl::StatusOr<target_kind> kind_of_target(const std::string& path) {
  if (path == "-") return target_kind::special;
  if (path.empty()) return io_failure("cannot write", "an output without a name", ENOENT);
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) return io_failure("cannot write", path);
    return target_kind::replaceable;
  }
  if (S_ISDIR(info.st_mode)) return io_failure("cannot write", path, EISDIR);
  return S_ISREG(info.st_mode) ? target_kind::replaceable : target_kind::special;
}

}  // namespace detail

inline absl::StatusOr<atomic_file> atomic_file::create(const std::string& path) {
  auto kind = detail::kind_of_target(path);
  if (!kind.ok()) return kind.status();
  atomic_file file;
  if (*kind == detail::target_kind::special) {
    // Opened before the work starts, so that a target that cannot be written costs no run.
    file.target_ = detail::shown(path, "standard output");
    if (path != "-") {
      auto fd = detail::open_fd(path, O_WRONLY);
      if (!fd.ok()) return fd.status();
      file.owned_ = *std::move(fd);
    }
  } else {
    auto resolved = detail::resolve_links(path);
    if (!resolved.ok()) return resolved.status();
    file.target_ = *std::move(resolved);
  }
  auto temp = *kind == detail::target_kind::special ? detail::temporary::spool()
                                                    : detail::temporary::beside(file.target_);
  if (!temp.ok()) return temp.status();
  file.temp_ = *std::move(temp);
  file.fd_ = file.temp_.fd();
  file.buffer_.reserve(detail::write_buffer_bytes);
  return file;
}

inline absl::StatusOr<atomic_file> atomic_file::stream(const std::string& path) {
  auto kind = detail::kind_of_target(path);
  if (!kind.ok()) return kind.status();
  if (*kind == detail::target_kind::replaceable) {
    return failure(fault::usage, absl::StrCat("cannot stream to ", path, ", which is no pipe or device"));
  }
  atomic_file file;
  file.target_ = detail::shown(path, "standard output");
  file.fd_ = STDOUT_FILENO;
  if (path != "-") {
    auto fd = detail::open_fd(path, O_WRONLY);
    if (!fd.ok()) return fd.status();
    file.owned_ = *std::move(fd);
    file.fd_ = file.owned_.get();
  }
  file.buffer_.reserve(detail::write_buffer_bytes);
  return file;
}

inline absl::Status atomic_file::write(std::span<const std::string_view> pieces) {
  if (!status_.ok()) return status_;
  std::size_t bytes = buffer_.size();
  for (const std::string_view piece : pieces) {
    bytes += piece.size();
    bytes_written_ += piece.size();
    if (digest_ != nullptr) digest_->update(piece);
  }
  if (bytes < detail::write_buffer_bytes) {
    for (const std::string_view piece : pieces) buffer_.append(piece);
    return status_;
  }
  // A file takes whole blocks, from where they are, and what is left over waits for more; a stream takes all.
  const std::size_t block = temp_.is_open() ? detail::write_block_bytes : 1;
  std::size_t left = bytes / block * block - buffer_.size();
  gathered_.assign(1, buffer_);
  auto next = pieces.begin();
  for (; next != pieces.end() && next->size() <= left; ++next) {
    gathered_.push_back(*next);
    left -= next->size();
  }
  if (left > 0) gathered_.push_back(next->substr(0, left));
  status_ = detail::write_all(fd_, gathered_, target_);
  buffer_.clear();
  for (; next != pieces.end(); ++next) buffer_.append(next->substr(std::exchange(left, 0)));
  return status_;
}

inline absl::Status atomic_file::flush() {
  absl::Status status = detail::write_all(fd_, buffer_, target_);
  buffer_.clear();
  return status;
}

inline absl::Status atomic_file::commit(file_access access) {
  if (status_.ok() && is_committed_)
    status_ = failure(fault::io, absl::StrCat(target_, " was committed twice"));
  if (status_.ok()) status_ = flush();
  if (status_.ok()) status_ = deliver(access);
  is_committed_ = true;
  return status_;
}

inline absl::Status atomic_file::deliver(file_access access) {
  if (!temp_.is_open()) return absl::OkStatus();  // streamed: it is there already
  if (!temp_.is_named()) return copy_to_target();
  const mode_t mode = access == file_access::owner_only ? 0600 : 0666 & ~detail::current_umask();
  // The mode is set before the sync, so that it is on disk no later than the bytes.
  if (::fchmod(temp_.fd(), mode) != 0) return io_failure("cannot set the mode of", target_);
  if (auto status = detail::sync_file(temp_.fd(), target_); !status.ok()) return status;
  if (!temp_.rename_to(target_)) return io_failure("cannot create", target_);
  return detail::sync_folder_of(target_);
}

inline absl::Status atomic_file::copy_to_target() {
  if (::lseek(temp_.fd(), 0, SEEK_SET) != 0) return io_failure("cannot read back", "a temporary file");
  const int out = owned_ ? owned_.get() : STDOUT_FILENO;
  buffer_.resize(detail::write_buffer_bytes);
  for (;;) {
    auto got = detail::read_some(temp_.fd(), std::span(buffer_), "a temporary file");
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    const std::string_view piece = std::string_view(buffer_).substr(0, *got);
    if (auto status = detail::write_all(out, piece, target_); !status.ok()) return status;
  }
  buffer_.clear();
  return absl::OkStatus();
}

inline absl::Status remove_stale_target(const std::string& path) {
  auto kind = detail::kind_of_target(path);
  if (!kind.ok()) return kind.status();
  if (*kind == detail::target_kind::special) return absl::OkStatus();
  auto resolved = detail::resolve_links(path);
  if (!resolved.ok()) return resolved.status();
  if (::unlink(resolved->c_str()) != 0 && errno != ENOENT) {
    return io_failure("cannot remove the older", path);
  }
  return absl::OkStatus();
}

}  // namespace optout
