// How a server names a file that it sends.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace optout::detail {

// The file name in a Content-Disposition header: its parameter "filename"; empty if there is none. One in quotes that
// holds a semicolon or an escape comes out in pieces, and is no name of an archive either way.
inline std::string_view named_file(std::string_view disposition) noexcept {
  while (!disposition.empty()) {
    const std::size_t end = std::min(disposition.find(';'), disposition.size());
    std::string_view part = trim(disposition.substr(0, end));
    disposition.remove_prefix(std::min(end + 1, disposition.size()));
    if (!starts_with_no_case(part, "filename")) continue;
    part = trim(part.substr(8));
    if (!part.starts_with('=')) continue;  // "filename*"
    part = trim(part.substr(1));
    if (part.size() >= 2 && part.front() == '"' && part.back() == '"') part = part.substr(1, part.size() - 2);
    return part;
  }
  return {};
}

}  // namespace optout::detail
