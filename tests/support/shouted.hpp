// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace optout::test {

// `text` in capitals, which must mean the same, but for the letters that a backslash escapes; as it is where one may be
// escaped itself, as &#92; or \u005c.
inline std::string shouted(std::string_view text) {
  std::string out(text);
  const bool escapes = text.find_first_of("\\&") != text.npos;
  if (escapes &&
      (text.find("92") != text.npos || text.find("5c") != text.npos || text.find("5C") != text.npos))
    return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool escaped = i > 0 && out[i - 1] == '\\';
    if (is_lower(out[i]) && !escaped) out[i] = static_cast<char>(out[i] ^ 0x20);
  }
  return out;
}

}  // namespace optout::test
