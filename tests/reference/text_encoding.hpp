// The slow, obvious way from UTF-16 to UTF-8 and back: the whole text at once, by the tables of the Unicode standard.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace optout::reference {

// The code points of a text, up to the first thing that is none; and the byte at which that stands.
struct utf16_text {
  std::vector<std::uint32_t> codes;
  std::optional<std::size_t> damage;
};

inline utf16_text read_utf16(std::string_view bytes, bool big_endian) {
  utf16_text out;
  const auto unit = [&](std::size_t at) -> std::uint32_t {
    const std::uint32_t first = static_cast<unsigned char>(bytes[at]);
    const std::uint32_t second = static_cast<unsigned char>(bytes[at + 1]);
    return big_endian ? first * 256 + second : second * 256 + first;
  };
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const bool has_unit = at + 2 <= bytes.size(), has_two = at + 4 <= bytes.size();
    const std::uint32_t one = has_unit ? unit(at) : 0, two = has_two ? unit(at + 2) : 0;
    if (one >= 0xD800 && one <= 0xDBFF && two >= 0xDC00 && two <= 0xDFFF) {
      out.codes.push_back(0x10000 + (one - 0xD800) * 0x400 + (two - 0xDC00));
      at += 2;
    } else if (one == 0 || (one >= 0xD800 && one <= 0xDFFF)) {
      out.damage = at;
      return out;
    } else {
      out.codes.push_back(one);
    }
  }
  return out;
}

inline std::string write_utf8(const std::vector<std::uint32_t>& codes) {
  std::string out;
  for (const std::uint32_t code : codes) {
    const auto tail = [&](std::uint32_t unit) { return static_cast<char>(0x80 + code / unit % 64); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += {static_cast<char>(0xC0 + code / 64), tail(1)};
    } else if (code < 0x10000) {
      out += {static_cast<char>(0xE0 + code / 4096), tail(64), tail(1)};
    } else {
      out += {static_cast<char>(0xF0 + code / 262144), tail(4096), tail(64), tail(1)};
    }
  }
  return out;
}

inline std::string write_utf16(const std::vector<std::uint32_t>& codes, bool big_endian) {
  std::string out;
  const auto put = [&](std::uint32_t unit) {
    const char upper = static_cast<char>(unit / 256), lower = static_cast<char>(unit % 256);
    out += big_endian ? upper : lower;
    out += big_endian ? lower : upper;
  };
  for (const std::uint32_t code : codes) {
    if (code >= 0x10000) put(0xD800 + (code - 0x10000) / 0x400);
    put(code >= 0x10000 ? 0xDC00 + (code - 0x10000) % 0x400 : code);
  }
  return out;
}

}  // namespace optout::reference
