// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compression.hpp>
#include <optout/normalize/ascii.hpp>

#include <algorithm>

namespace optout {
namespace {

constexpr std::string_view gzip_mark = "\x1F\x8B";
constexpr std::string_view zstd_mark = "\x28\xB5\x2F\xFD";
constexpr std::string_view zstd_skipped_mark = "\x2A\x4D\x18";  // behind 0x50 to 0x5F

bool ends_with(std::string_view path, std::string_view ending) noexcept {
  return path.size() > ending.size() &&
         std::equal(ending.begin(), ending.end(), path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                    [](char a, char b) { return a == to_lower(b); });
}

}  // namespace

std::string_view to_text(compression c) noexcept {
  switch (c) {
    case compression::none: break;
    case compression::gzip: return "gzip";
    case compression::zstd: return "zstd";
  }
  return "not compressed";
}

compression detect_compression(std::string_view start) noexcept {
  start = start.substr(0, compression_mark_bytes);
  if (start.starts_with(gzip_mark)) return compression::gzip;
  // Fewer bytes are a file cut off inside the mark.
  if (start.size() > 1 && zstd_mark.starts_with(start)) return compression::zstd;
  if (start.size() == compression_mark_bytes && (start[0] & 0xF0) == 0x50 &&
      start.substr(1) == zstd_skipped_mark) {
    return compression::zstd;
  }
  return compression::none;
}

compression compression_of_name(std::string_view path) noexcept {
  if (ends_with(path, ".gz")) return compression::gzip;
  if (ends_with(path, ".zst")) return compression::zstd;
  return compression::none;
}

std::string_view unpacked_name(std::string_view path) noexcept {
  return compression_of_name(path) == compression::none ? path : path.substr(0, path.rfind('.'));
}

}  // namespace optout
