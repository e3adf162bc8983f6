// Text in, packed bytes out: what gzip and zstd have in common for a byte_file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/compression.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace optout::detail {

class packer {
 public:
  virtual ~packer() = default;

  // Appends what there is to write, now that `text` follows; with `last`, everything up to the end. The same calls make
  // the same bytes. May throw std::exception.
  virtual absl::Status pack(std::string_view text, bool last, std::string& out) = 0;
};

// Null for compression::none. `jobs`: threads that may pack at the same time. Throws std::bad_alloc.
std::unique_ptr<packer> make_packer(compression as, unsigned jobs = 1);

}  // namespace optout::detail
