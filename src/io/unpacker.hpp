// Packed bytes in, text out, a step at a time: what gzip and zstd have in common for a byte_source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/compression.hpp>

#include <memory>
#include <span>
#include <string_view>

namespace optout::detail {

class unpacker {
 public:
  virtual ~unpacker() = default;

  // Takes packed bytes from the front of `in` and puts text to the front of `out`; what is left of either stays in it.
  // Where nothing was taken and nothing put, more is needed. Returns what is wrong with the data, empty if nothing.
  virtual std::string_view step(std::string_view& in, std::span<char>& out) = 0;

  // Whether the data may end here.
  virtual bool is_whole() const = 0;
};

// Requires: what is not compression::none. Throws std::bad_alloc, as its steps do.
std::unique_ptr<unpacker> make_unpacker(compression what);

}  // namespace optout::detail
