// A ZIP written by hand, so that every field of it can lie (PKWARE's APPNOTE, sections 4.3.7 to 4.3.16).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <support/packed.hpp>

#include <zlib.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace optout::test {

struct zip_part {
  std::string name = {}, data = {};
  bool deflated = false;
  std::uint16_t flags = 0;
  std::uint32_t attributes = 0;  // "external": of Unix, the mode is in the upper half
  std::optional<std::uint16_t> method = {};
  std::optional<std::uint32_t> size = {}, crc = {};  // what the ZIP says
};

namespace detail {

inline std::string little(std::uint64_t value, int bytes) {
  std::string out;
  for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 255);
  return out;
}

}  // namespace detail

inline std::string zip_bytes(const std::vector<zip_part>& parts) {
  using detail::little;
  constexpr int raw = -15;  // of a window of 32 KiB, without a frame
  std::string out, directory;
  for (const zip_part& part : parts) {
    const std::string packed = part.deflated ? deflated(part.data, 6, raw) : part.data;
    const auto crc =
        crc32(0, reinterpret_cast<const Bytef*>(part.data.data()), static_cast<uInt>(part.data.size()));
    const std::string both = little(20, 2) + little(part.flags, 2) +
                             little(part.method.value_or(part.deflated ? 8 : 0), 2) + little(0x5A210000, 4) +
                             little(part.crc.value_or(static_cast<std::uint32_t>(crc)), 4) +
                             little(packed.size(), 4) +
                             little(part.size.value_or(static_cast<std::uint32_t>(part.data.size())), 4) +
                             little(part.name.size(), 2) + little(0, 2);
    directory += "PK\1\2" + little(0x031E, 2) + both + little(0, 6) + little(part.attributes, 4) +
                 little(out.size(), 4) + part.name;
    out += "PK\3\4" + both + part.name + packed;
  }
  const std::string end = "PK\5\6" + little(0, 4) + little(parts.size(), 2) + little(parts.size(), 2) +
                          little(directory.size(), 4) + little(out.size(), 4) + little(0, 2);
  return out + directory + end;
}

}  // namespace optout::test
