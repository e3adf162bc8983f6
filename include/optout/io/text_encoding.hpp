// The encodings that exports come in. Inside there is UTF-8 alone: UTF-16 is decoded as it is read, and what is written
// is encoded back, so that text which passes through keeps its bytes.
//
//   file     FF FE 4A 00 6F 00 73 00 E9 00  ── decode ──>  EF BB BF J o s C3 A9  ── encode ──>  the same bytes
//
// A byte order mark is a character like any other. Pure functions and two small state machines: text may be cut into
// pieces anywhere, inside a character too, with the same result. No memory beside the output.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace optout {

enum class text_encoding : std::uint8_t {
  bytes,  // UTF-8, Windows-1252, or both by turns: nothing is converted
  utf16_le,
  utf16_be,
};

// As messages say it: "UTF-16 (little endian)".
std::string_view to_text(text_encoding e) noexcept;

// What a file is in that begins with `start`: UTF-16 by its byte order mark, or where its first line, or the first 32
// characters of that, is ASCII with a NUL at every second byte.
text_encoding detect_encoding(std::string_view start) noexcept;

// How many bytes valid UTF-8 has in an encoding.
std::uint64_t encoded_size(std::string_view utf8, text_encoding e) noexcept;

// `text` as UTF-8: what is none is read as Windows-1252, as fold() does.
std::string repaired_utf8(std::string_view text);

// UTF-16 to UTF-8. The first thing that is no text becomes a NUL, which no other text becomes, and ends the output.
class utf16_decoder {
 public:
  // Requires: `from` is UTF-16.
  explicit utf16_decoder(text_encoding from) noexcept : big_(from == text_encoding::utf16_be) {}

  // Appends what `bytes` completes.
  void decode(std::string_view bytes, std::string& out);
  // Says that the text ends here.
  void finish(std::string& out);

  // What the NUL stands for; empty if there is none.
  std::string_view complaint() const noexcept { return complaint_; }

 private:
  void take(char first, char second, std::string& out);
  void refuse(std::string_view complaint, std::string& out);

  bool big_;
  bool has_half_ = false;
  char half_ = 0;      // of a unit that the last piece cut in two
  char16_t high_ = 0;  // a surrogate that waits for its other
  std::string_view complaint_;
};

// UTF-8 to UTF-16.
class utf16_encoder {
 public:
  // Requires: `to` is UTF-16.
  explicit utf16_encoder(text_encoding to) noexcept : big_(to == text_encoding::utf16_be) {}

  // Appends what `utf8` completes. Requires: the pieces make valid UTF-8.
  void encode(std::string_view utf8, std::string& out);

 private:
  void put(char16_t unit, std::string& out);

  bool big_;
  unsigned missing_ = 0;  // bytes of the character at hand
  char32_t code_ = 0;
};

}  // namespace optout
