// The rows of one CSV of DROP: its header held to the specification, then each row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/archive.hpp>
#include <optout/os/input_file.hpp>

#include <optional>

namespace optout::detail {

// As drop_archive::for_each does. Of no list are the rows of a Removed file, which say their lists themselves.
absl::Status read_list_rows(input_file file, std::optional<drop_list> list, const drop_sink& sink);

}  // namespace optout::detail
