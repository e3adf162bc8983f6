// Bytes from front to back: a file, standard input ("-"), memory that somebody else owns, or what a function gives.
//
// Reads with plain read(), so that memory does not grow with the file. Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/fd.hpp>
#include <optout/os/sha256.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace optout {

class input_file {
 public:
  // Errors: fault::io if `path` is missing, not readable, or a folder.
  static absl::StatusOr<input_file> open(const std::string& path);

  // Reads from `bytes`, which must outlive it; messages call it `name`.
  static input_file over(std::string_view bytes, std::string name = "memory");

  // Reads by a function that does as read() does; messages call it `name`.
  using pull = std::function<absl::StatusOr<std::size_t>(std::span<char>)>;
  static input_file through(pull by, std::string name, std::uint64_t size);

  // Fills `into` as far as the source goes: fewer bytes than its size mean the end.
  absl::StatusOr<std::size_t> read(std::span<char> into);

  // Feeds `digest`, which must outlive the reading, with all that is read from here on.
  void digest_into(sha256* digest) noexcept { digest_ = digest; }

  // The path as messages say it: "standard input" for "-".
  const std::string& name() const noexcept { return name_; }

  // How many bytes there are, if that is known beforehand (a regular file or memory), else 0.
  std::uint64_t size() const noexcept { return size_; }

 private:
  input_file() = default;

  std::string name_;
  detail::unique_fd owned_;
  int fd_ = -1;  // owned_'s or standard input's; -1 where pull_ reads
  pull pull_;
  std::uint64_t size_ = 0;
  sha256* digest_ = nullptr;
};

// Of all bytes of the file at `path`, in lower-case hexadecimal.
absl::StatusOr<std::string> sha256_of_file(const std::string& path);

// ---- details ----

inline absl::StatusOr<input_file> input_file::open(const std::string& path) {
  input_file file;
  file.name_ = detail::shown(path, "standard input");
  file.fd_ = STDIN_FILENO;
  if (path != "-") {
    auto fd = detail::open_fd(path, O_RDONLY);
    if (!fd.ok()) return fd.status();
    file.owned_ = *std::move(fd);
    file.fd_ = file.owned_.get();
  }
  auto info = detail::stat_fd(file.fd_, file.name_);
  if (!info.ok()) return info.status();
  if (S_ISDIR(info->st_mode)) return io_failure("cannot read", file.name_, EISDIR);
  if (S_ISREG(info->st_mode)) {
    file.size_ = static_cast<std::uint64_t>(info->st_size);
    ::posix_fadvise(file.fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  return file;
}

inline input_file input_file::over(std::string_view bytes, std::string name) {
  const auto copy = [bytes](std::span<char> into) mutable -> absl::StatusOr<std::size_t> {
    const std::size_t got = bytes.copy(into.data(), into.size());
    bytes.remove_prefix(got);
    return got;
  };
  return through(copy, std::move(name), bytes.size());
}

inline input_file input_file::through(pull by, std::string name, std::uint64_t size) {
  input_file file;
  file.name_ = std::move(name);
  file.pull_ = std::move(by);
  file.size_ = size;
  return file;
}

inline absl::StatusOr<std::size_t> input_file::read(std::span<char> into) {
  if (fd_ < 0) {
    auto got = pull_(into);
    if (got.ok() && digest_ != nullptr) digest_->update({into.data(), *got});
    return got;
  }
  std::size_t have = 0;
  while (have < into.size()) {
    auto got = detail::read_some(fd_, into.subspan(have), name_);
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    if (digest_ != nullptr) digest_->update({into.data() + have, *got});
    have += *got;
  }
  return have;
}

inline absl::StatusOr<std::string> sha256_of_file(const std::string& path) {
  auto file = input_file::open(path);
  if (!file.ok()) return file.status();
  sha256 digest;
  file->digest_into(&digest);
  std::string buffer(std::size_t{1} << 18, '\0');
  for (;;) {
    const auto got = file->read(buffer);
    if (!got.ok()) return got.status();
    if (*got < buffer.size()) return digest.finish();
  }
}

}  // namespace optout
