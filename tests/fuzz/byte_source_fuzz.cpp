// Any bytes, the first one choosing pieces: as a file they have one text or one failure, in whatever pieces they are
// read; text packs to something that reads as that text, in whatever pieces it is written.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/byte_source.hpp>
#include <optout/io/compression.hpp>
#include <support/fuzz.hpp>

#include <io/packer.hpp>

#include <algorithm>
#include <span>
#include <string>

using namespace optout;

namespace {

// Beyond this much text nothing new can go wrong: a bomb is not waited for. Read at once, damage is found that is found
// by any piece that begins before.
constexpr std::size_t most = std::size_t{256} << 10, at_once = most + 10000;

struct outcome {
  std::string text, failure;
};

outcome read_all(std::string_view bytes, std::size_t piece) {
  byte_source source(input_file::over(bytes));
  outcome out;
  std::string buffer(piece, '\0');
  while (out.text.size() < most) {
    const auto got = source.read(std::span(buffer));
    if (!got.ok()) {
      OPTOUT_HOLDS(fault_of(got.status()) == fault::input);
      out.failure = std::string(got.status().message());
      return out;
    }
    out.text.append(buffer, 0, *got);
    if (*got < piece) break;
  }
  return out;
}

}  // namespace

OPTOUT_FUZZ_TARGET(byte_source) {
  if (input.empty()) return;
  const auto dial = static_cast<unsigned char>(input[0]);
  const std::string_view bytes = input.substr(1);
  const outcome whole = read_all(bytes, at_once), pieces = read_all(bytes, dial * 37u + 1);
  OPTOUT_HOLDS(whole.failure.empty() || whole.text.empty());
  if (pieces.text.size() < most) {
    OPTOUT_HOLDS(whole.failure.empty() == pieces.failure.empty());
    OPTOUT_HOLDS(!whole.failure.empty() || whole.text == pieces.text);
  }
  if (detect_compression(bytes) == compression::none) OPTOUT_HOLDS(whole.text == bytes);

  for (const compression as : {compression::gzip, compression::zstd}) {
    std::string packed;
    const auto packer = detail::make_packer(as);
    std::string_view left = bytes;
    for (std::size_t size = dial % 64u + 1; left.size() > size; left.remove_prefix(size)) {
      OPTOUT_HOLDS(packer->pack(left.substr(0, size), false, packed).ok());
    }
    OPTOUT_HOLDS(packer->pack(left, true, packed).ok());
    OPTOUT_HOLDS(detect_compression(packed) == as);
    OPTOUT_HOLDS(read_all(packed, at_once).text == bytes.substr(0, at_once));
  }
}
