// A ZIP written by hand, so that every field of it can lie (PKWARE's APPNOTE, sections 4.3.7 to 4.3.16).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
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

inline std::string deflated(std::string text) {
  z_stream stream = {};
  if (deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib");
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib");
  return out;
}

}  // namespace detail

inline std::string zip_bytes(const std::vector<zip_part>& parts) {
  using detail::little;
  std::string out, directory;
  for (const zip_part& part : parts) {
    const std::string packed = part.deflated ? detail::deflated(part.data) : part.data;
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
