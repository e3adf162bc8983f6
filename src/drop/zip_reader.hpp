// A ZIP whose entries are plain files to be streamed: nothing that it says of itself is believed without bounds.
//
// Every failure names the ZIP, and the entry if there is one. Threads: one at a time, entries being read included.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/archive.hpp>
#include <optout/os/input_file.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct zip;

namespace optout::detail {

// A text from a ZIP or a folder as messages may show it: quoted, short, and of printable ASCII.
std::string shown_name(std::string_view name);

struct zip_entry {
  std::string name;
  std::uint64_t bytes = 0;  // unpacked, as the ZIP says
  std::size_t number = 0;
};

class zip_reader {
 public:
  // Reads the directory at the ZIP's end. Entries that are folders are left out.
  static absl::StatusOr<zip_reader> open(const std::string& path, const drop_limits& limits);

  const std::vector<zip_entry>& entries() const noexcept { return entries_; }

  // The bytes of an entry, which messages call `name`; more than `bytes`, or others than its checksum knows, are a
  // failure. The reader must outlive it.
  absl::StatusOr<input_file> read(std::size_t number, std::uint64_t bytes, const std::string& name) const;

 private:
  struct closer {
    void operator()(zip* archive) const noexcept;
  };
  std::unique_ptr<zip, closer> zip_;
  std::vector<zip_entry> entries_;
};

}  // namespace optout::detail
