// The bytes that a reader sees of a file: what is inside if it is gzip or zstd, else the file as it is.
//
//   auto file = optout::byte_source::open("export.csv.gz");
//   absl::StatusOr<std::size_t> got = file->read(buffer);
//
// The first bytes tell, not the name, and standard input may be packed too. Read to the end: gzip of several members
// (zeros behind one are padding), zstd of several frames, frames to be skipped among them. Data that are damaged, or
// cut off, or followed by anything else, are fault::input with their place in the file and in the text; so is a zstd
// window of more than 128 MB. Text before the place may have been handed out: whoever writes keeps its output back.
//
// Memory: what passes through costs nothing; else 128 KB and a window: 32 KB for gzip, at most 128 MB for zstd (8 MB by
// what its tool makes without --ultra or --long). Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/input_file.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace optout {

class byte_source {
 public:
  // Errors: as input_file::open has them.
  static absl::StatusOr<byte_source> open(const std::string& path);
  // Any file of which nothing was read is one.
  byte_source(input_file file);
  // The file as it is, whatever it begins with: for one that may not be packed.
  static byte_source as_it_is(input_file file);
  byte_source(byte_source&&) noexcept;
  byte_source& operator=(byte_source&&) noexcept;
  ~byte_source();

  // Fills `into` as far as the source goes: fewer bytes than its size mean the end. After a failure, the same again.
  absl::StatusOr<std::size_t> read(std::span<char> into);

  // The first bytes, at most `most` (fewer at the end), without taking them. Only before the first read().
  absl::StatusOr<std::string_view> peek(std::size_t most);

  // The file as messages call it, and its size as it lies there, if known (else 0).
  const std::string& name() const noexcept;
  std::uint64_t size() const noexcept;
  // How much of that was read. Any thread may ask.
  std::uint64_t position() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace optout
