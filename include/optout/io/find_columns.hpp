// What the columns of a file hold: by header, checked against the first rows, overridden by a map file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/csv.hpp>
#include <optout/key/kind.hpp>
#include <optout/scrub/request_columns.hpp>
#include <optout/scrub/schema.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace optout {

// Of an export. `first` holds its first rows; `map_file` may be empty. Errors: fault::usage with the guess and how to
// mend it, when the columns are not sure enough to match by.
absl::StatusOr<schema> find_columns(const csv_reader& reader, const csv_chunk& first,
                                    const std::string& map_file);

// Of a file of requests.
absl::StatusOr<request_columns> find_request_columns(const csv_reader& reader, const csv_chunk& first,
                                                     const std::string& map_file);

// Of a file of values: the columns that hold some of `what` (email or phone), by a map, by what they hold, or by a name
// such as "number" or "md5"; the only column of a file in any case.
absl::StatusOr<std::vector<std::uint32_t>> find_value_columns(const csv_reader& reader,
                                                              const csv_chunk& first,
                                                              const std::string& map_file, kind what);

// Paths of the unmapped columns whose content looks like phones or emails; fault::usage if there are any and
// `strict` says so.
absl::StatusOr<std::vector<std::string>> unmapped_personal(const schema& columns, const std::string& file,
                                                           bool strict);

}  // namespace optout
