// Any bytes, the first one choosing byte order and pieces: they are decoded as the reference does it, damage is found at
// its place, any split into pieces gives one result, and what was decoded is encoded to the same bytes.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/text_encoding.hpp>
#include <optout/normalize/utf8.hpp>
#include <reference/text_encoding.hpp>
#include <support/fuzz.hpp>

#include <algorithm>
#include <string>

using namespace optout;

namespace {

// Feeds `bytes` to `take` in pieces of 1 to 7 bytes that `dial` chooses.
template <typename Take>
void in_pieces(std::string_view bytes, unsigned dial, Take&& take) {
  for (unsigned round = dial; !bytes.empty(); round = round * 5 + 1) {
    const std::size_t size = std::min<std::size_t>(round / 4 % 7 + 1, bytes.size());
    take(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
}

}  // namespace

OPTOUT_FUZZ_TARGET(text_encoding) {
  if (input.empty()) return;
  const auto dial = static_cast<unsigned char>(input[0]);
  const std::string_view bytes = input.substr(1);
  const bool big = dial % 2 != 0;
  const auto in = big ? text_encoding::utf16_be : text_encoding::utf16_le;

  std::string whole, pieces;
  utf16_decoder at_once(in), bit_by_bit(in);
  at_once.decode(bytes, whole);
  at_once.finish(whole);
  in_pieces(bytes, dial, [&](std::string_view piece) { bit_by_bit.decode(piece, pieces); });
  bit_by_bit.finish(pieces);
  OPTOUT_HOLDS(whole == pieces);
  OPTOUT_HOLDS(at_once.complaint() == bit_by_bit.complaint());

  const auto expected = reference::read_utf16(bytes, big);
  OPTOUT_HOLDS(at_once.complaint().empty() == !expected.damage.has_value());
  std::string_view text = whole;
  if (expected.damage.has_value()) {
    OPTOUT_HOLDS(text.ends_with('\0'));
    text.remove_suffix(1);
  }
  OPTOUT_HOLDS(text == reference::write_utf8(expected.codes));
  OPTOUT_HOLDS(is_valid_utf8(text));
  OPTOUT_HOLDS(text.find('\0') == text.npos);
  OPTOUT_HOLDS(encoded_size(text, in) == expected.damage.value_or(bytes.size()));

  std::string again;
  utf16_encoder encoder(in);
  in_pieces(text, dial + 1u, [&](std::string_view piece) { encoder.encode(piece, again); });
  OPTOUT_HOLDS(again == bytes.substr(0, expected.damage.value_or(bytes.size())));

  const std::string repaired = repaired_utf8(bytes);
  OPTOUT_HOLDS(is_valid_utf8(repaired));
  OPTOUT_HOLDS(repaired_utf8(repaired) == repaired);
  OPTOUT_HOLDS(!is_valid_utf8(bytes) || repaired == bytes);
}
