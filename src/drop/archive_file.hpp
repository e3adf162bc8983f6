// The archive that a download makes, from one transfer or several: a file that gets its name when it is complete.
// Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http.hpp"
#include <optout/os/atomic_file.hpp>
#include <optout/os/sha256.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout::detail {

class archive_file {
 public:
  archive_file(std::string folder, std::uint64_t most_bytes)
      : folder_(std::move(folder)), most_bytes_(most_bytes) {}
  archive_file(const archive_file&) = delete;  // file_ knows where digest_ is
  archive_file& operator=(const archive_file&) = delete;

  // Makes ready for one more transfer, which asks for what is missing, if anything is there that can be continued.
  void prepare(http_exchange& transfer);

  // Takes bytes of the transfer's body. Errors: fault::io for an answer that cannot be trusted: no good name, a length
  // unknown or beyond the most, another range than was asked for; and for a file that cannot be written.
  absl::Status receive(const http_exchange& transfer, std::string_view bytes);

  // Gives the file its name, or drops it where one of the same bytes has the name already. Returns the path.
  // Requires: the last transfer was complete.
  absl::StatusOr<std::string> keep();

  std::uint64_t bytes() const noexcept { return file_.has_value() ? file_->bytes_written() : 0; }

 private:
  absl::Status begin(const http_exchange& transfer);
  absl::Status start_over(const http_exchange& transfer);
  absl::StatusOr<std::string> free_path(std::string_view name);

  const std::string folder_;
  const std::uint64_t most_bytes_;
  std::optional<atomic_file> file_;
  sha256 digest_;                   // of file_
  std::string etag_;                // of what is in file_, if the server continues it; else empty
  std::string path_;                // where file_ goes
  std::vector<std::string> taken_;  // older files of the same name
  bool is_begun_ = false;           // whether this transfer has brought anything
};

}  // namespace optout::detail
