// A file that is only in memory and has a path, for tests of what opens files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

namespace optout::test {

class memory_file {
 public:
  explicit memory_file(std::span<const std::byte> bytes) : fd_(::memfd_create("optout-test", MFD_CLOEXEC)) {
    for (std::size_t done = 0; fd_ >= 0 && done < bytes.size();) {
      const auto more = ::write(fd_, bytes.data() + done, bytes.size() - done);
      if (more < 0) throw std::runtime_error("cannot write to a file in memory");
      done += static_cast<std::size_t>(more);
    }
    if (fd_ < 0) throw std::runtime_error("no file in memory");
  }
  ~memory_file() { ::close(fd_); }
  memory_file(const memory_file&) = delete;
  memory_file& operator=(const memory_file&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

}  // namespace optout::test
