// From requests to a suppression list: adds the requests of a file (request_file.hpp) and their keys to a builder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/request_file.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/list_builder.hpp>

#include <string>

namespace optout {

// Errors: those of read_requests(); nothing of a file that failed may be used.
absl::StatusOr<compile_summary> add_requests(const std::string& path, const keyring& keys,
                                             const compile_options& options, list_builder& into);

}  // namespace optout
