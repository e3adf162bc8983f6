// UTF-8 text in the encoding of a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/text_encoding.hpp>

#include <string>
#include <string_view>

namespace optout::test {

inline std::string encoded(std::string_view utf8, text_encoding to) {
  if (to == text_encoding::bytes) return std::string(utf8);
  std::string out;
  utf16_encoder(to).encode(utf8, out);
  return out;
}

}  // namespace optout::test
