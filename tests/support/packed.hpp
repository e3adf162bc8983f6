// Text as gzip and zstd pack it, made by their own libraries' simplest calls.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/compression.hpp>

#include <zlib.h>
#include <zstd.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace optout::test {

// By zlib; `window_bits` chooses the frame, as deflateInit2() has it.
inline std::string deflated(std::string text, int level, int window_bits) {
  z_stream stream = {};
  if (deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("deflate");
  return out;
}

// One member or one frame, at `level`.
inline std::string packed(std::string text, compression as, int level = 6) {
  if (as == compression::none) return text;
  std::string out;
  if (as == compression::zstd) {
    out.resize(ZSTD_compressBound(text.size()));
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), level));
    return out;
  }
  constexpr int gzip = 15 + 16;
  return deflated(std::move(text), level, gzip);
}

// What lines of an export may look like: they compress, but not to nothing.
inline std::string some_rows(std::size_t bytes) {
  std::string text = "id,email\n";
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += std::to_string(i) + ",somebody" + std::to_string(i * 2654435761u % 1000003) + "@example.com\n";
  }
  text.resize(bytes);
  return text;
}

}  // namespace optout::test
