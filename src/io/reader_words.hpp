// What the readers of CSV and of JSON say and see alike.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/strings/str_cat.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace optout::detail {

inline constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

inline std::string in_mib(std::size_t bytes) {
  return bytes % (1 << 20) == 0 ? absl::StrCat(bytes >> 20, " MiB") : absl::StrCat(bytes, " bytes");
}

}  // namespace optout::detail
