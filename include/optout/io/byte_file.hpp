// An output that is packed on its way into an atomic_file: .gz with gzip, .zst with zstd, any other as it is.
//
// The same bytes written make the same file, in whatever pieces they come and with any number of jobs: no time, no
// name, and blocks of one size go to the compressor. Levels are fast ones (bench/README.md); zstd frames carry a checksum.
//
// Memory: some 700 KB for each job of gzip, 2 MB for zstd. Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/compression.hpp>
#include <optout/os/atomic_file.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace optout {

namespace detail {
class packer;
}

class byte_file {
 public:
  // `jobs`: how many blocks may be packed at the same time; more than one only for gzip, which is slow.
  byte_file(atomic_file file, compression as = compression::none, unsigned jobs = 1);
  byte_file(byte_file&&) noexcept;
  byte_file& operator=(byte_file&&) noexcept;
  ~byte_file();

  // After a failure, write, finish and commit give the same again.
  absl::Status write(std::string_view bytes);
  absl::Status write(std::span<const std::string_view> pieces);

  // Ends what is packed: only now does the file's digest cover all of it. Nothing may be written afterwards.
  absl::Status finish();

  // finish(), and as atomic_file does it.
  absl::Status commit(file_access access);

  // Of the file: packed.
  std::uint64_t bytes_written() const noexcept { return file_.bytes_written(); }

 private:
  absl::Status pack(std::string_view bytes, bool last);

  atomic_file file_;
  std::unique_ptr<detail::packer> packer_;  // null: bytes pass through, or all were packed
  std::string block_;                       // not packed yet
  std::string packed_;
  absl::Status status_;  // the first failure
};

}  // namespace optout
