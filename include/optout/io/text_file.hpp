// Files of text, whatever they are encoded in: UTF-8 comes out of a text_source, and goes into a text_file.
//
// Memory: some 200 KB each for UTF-16, nothing for the rest, whose bytes pass through. Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/byte_file.hpp>
#include <optout/io/byte_source.hpp>
#include <optout/io/text_encoding.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace optout {

class text_source {
 public:
  // Finds out what the file is encoded in. Errors: fault::io, fault::input.
  static absl::StatusOr<text_source> open(byte_source file);

  // Fills `into` as far as the source goes: fewer bytes than its size mean the end. A NUL of a UTF-16 file is the end,
  // and stands for what complaint() says.
  absl::StatusOr<std::size_t> read(std::span<char> into);

  text_encoding encoding() const noexcept { return encoding_; }
  std::string_view complaint() const noexcept {
    return decoder_.has_value() ? decoder_->complaint() : std::string_view{};
  }
  const std::string& name() const noexcept { return file_.name(); }
  std::uint64_t size() const noexcept { return file_.size(); }
  std::uint64_t position() const noexcept { return file_.position(); }

 private:
  explicit text_source(byte_source file) : file_(std::move(file)) {}

  absl::Status decode_more();

  byte_source file_;
  text_encoding encoding_ = text_encoding::bytes;
  std::optional<utf16_decoder> decoder_;
  std::string raw_;    // of UTF-16
  std::string ready_;  // to be handed out before the file is read on
  std::size_t used_ = 0;
  bool at_end_ = false;  // of UTF-16
};

class text_file {
 public:
  text_file(byte_file file, text_encoding to) : file_(std::move(file)) {
    if (to != text_encoding::bytes) encoder_.emplace(to);
  }

  // Has `seen` look at every text before it is written; where it fails, so does write().
  void watch(std::function<absl::Status(std::string_view)> seen) { seen_ = std::move(seen); }
  // As byte_file does them. Requires: all that is written to a file in UTF-16 makes valid UTF-8.
  absl::Status write(std::string_view text);
  absl::Status write(std::span<const std::string_view> texts);
  absl::Status finish() { return file_.finish(); }
  absl::Status commit(file_access access) { return file_.commit(access); }
  std::uint64_t bytes_written() const noexcept { return file_.bytes_written(); }

 private:
  byte_file file_;
  std::optional<utf16_encoder> encoder_;
  std::string encoded_;
  std::function<absl::Status(std::string_view)> seen_;
};

}  // namespace optout
