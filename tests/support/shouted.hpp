// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <string>
#include <string_view>

namespace optout::test {

// `text` in capitals, which must mean the same; as it is where a backslash, or an entity that may be one, makes escapes of
// small letters.
inline std::string shouted(std::string_view text) {
  std::string out(text);
  if (text.find_first_of("\\&") != text.npos) return out;
  for (char& c : out) c = is_lower(c) ? static_cast<char>(c ^ 0x20) : c;
  return out;
}

}  // namespace optout::test
