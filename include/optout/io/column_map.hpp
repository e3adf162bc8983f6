// A map of an export's columns as people write it, in TOML. It beats what detection finds, column by column:
//
//   only = false                        # true: nothing beyond this map is guessed
//   [columns]
//   "Owner Email 1" = "owner1.email1"   # roles are listed in optout/scrub/role.hpp
//   "Site Street"   = "property.street"
//   "Notes"         = "ignore"
//
// In the map of a requests file, a column may also be "request_id", "type", "received_date",
// "expires_date", "scope" or "source".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/scrub/known_columns.hpp>
#include <optout/scrub/schema.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

namespace optout {

class column_map {
 public:
  enum class purpose { exports, requests };

  column_map() = default;  // says nothing about any column

  // Errors: fault::usage with path, line and column for anything that is not understood.
  static absl::StatusOr<column_map> read(const std::string& path, purpose what);

  const known_columns& known() const noexcept { return known_; }

  // fault::usage, with path, line and column, if the map speaks of a column that is not among `headers`.
  absl::Status check(std::span<const std::string> headers) const;

 private:
  std::string path_;
  known_columns known_;
  std::map<std::string, std::uint32_t> lines_;  // of each column in the file
};

// A map file to start from: every column with the role that it has. Columns without one stand in a comment
// each, as do those that no map can name.
std::string write_column_map(const schema& columns);

}  // namespace optout
