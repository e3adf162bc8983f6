// The version of the library and the tool. What is stored has versions of its own: rules in key/, the file
// format in list/.
//
// The number is CMake's project version; a test keeps the two equal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace optout {

inline constexpr std::string_view version = "0.1.0";

}  // namespace optout
