// From files to a suppression list: requests (request_file.hpp), or values that all stand for one (value_file.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/request_file.hpp>
#include <optout/io/value_file.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/list_builder.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>

namespace optout {

// Adds the requests of a file and their keys to a builder.
// Errors: those of read_requests(); nothing of a file that failed may be used.
absl::StatusOr<compile_summary> add_requests(const std::string& path, const keyring& keys,
                                             const compile_options& options, list_builder& into);

struct value_list_options {
  value_options reading = {};
  request_type type =
      request_type::do_not_call;  // of the request that all values stand for; its id is the list's name
  std::size_t memory = std::size_t{1}
                       << 30;  // bytes that keys may take; more are on a disk until the list is made
};

// Writes the list of the values of all files to `out`: the same bytes as list_builder makes of these keys, for any memory
// and number of jobs. `seen` is told of each file. Memory: `memory`, or, if that is more, 60 MB a job and half a
// byte a key. Disk: key_spool.hpp.
// Errors: those of read_values(), key_spool and list_builder; then there is no list.
absl::Status compile_values(std::span<const std::string> paths, const keyring& keys, const list_about& about,
                            const value_list_options& options, const std::string& out,
                            const std::function<void(const std::string& path, const value_summary&)>& seen);

}  // namespace optout
