// A TOML file as a table, and failures that name the place in it. Nothing of toml++ throws here: it is built
// without exceptions, once, in toml_file.cpp, whatever the system's package was built with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <string>
#include <string_view>

#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#undef TOML_EXCEPTIONS
#define TOML_HEADER_ONLY 0
#define TOML_SHARED_LIB 0
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace optout::detail {

// Errors: fault::io if `path` cannot be read, fault::usage with path and line if it is not TOML.
absl::StatusOr<toml::table> read_toml(const std::string& path);

// fault::usage: "PATH:LINE: WHAT", the line being that of `place`.
absl::Status toml_failure(const std::string& path, const toml::node& place, std::string_view what);

}  // namespace optout::detail
