// SPDX-License-Identifier: Apache-2.0
#include <optout/io/text_file.hpp>

#include <algorithm>
#include <utility>

namespace optout {
namespace {

constexpr std::size_t text_piece_bytes = 64 * 1024;
constexpr std::size_t encoding_sample_bytes = 64;

}  // namespace

absl::StatusOr<text_source> text_source::open(byte_source file) {
  text_source source(std::move(file));
  std::string start(encoding_sample_bytes, '\0');
  const auto got = source.file_.read(std::span(start));
  if (!got.ok()) return got.status();
  start.resize(*got);
  source.encoding_ = detect_encoding(start);
  if (source.encoding_ == text_encoding::bytes) {
    source.ready_ = std::move(start);
  } else {
    source.decoder_.emplace(source.encoding_);
    source.decoder_->decode(start, source.ready_);
  }
  return source;
}

absl::StatusOr<std::size_t> text_source::read(std::span<char> into) {
  std::size_t have = 0;
  for (;;) {
    const std::size_t taken = ready_.copy(into.data() + have, into.size() - have, used_);
    used_ += taken;
    have += taken;
    if (have == into.size()) return have;
    if (!decoder_.has_value()) {
      const auto got = file_.read(into.subspan(have));
      if (!got.ok()) return got.status();
      return have + *got;
    }
    if (at_end_) return have;
    if (auto status = decode_more(); !status.ok()) return status;
  }
}

absl::Status text_source::decode_more() {
  raw_.resize(text_piece_bytes);
  const auto got = file_.read(std::span(raw_));
  if (!got.ok()) return got.status();
  ready_.clear();
  used_ = 0;
  decoder_->decode(std::string_view(raw_).substr(0, *got), ready_);
  if (*got < raw_.size()) decoder_->finish(ready_);
  at_end_ = *got < raw_.size() || !decoder_->complaint().empty();
  return absl::OkStatus();
}

absl::Status text_file::write(std::string_view text) {
  absl::Status status;
  if (seen_) status = seen_(text);
  if (status.ok() && !encoder_.has_value()) return file_.write(text);
  while (!text.empty() && status.ok()) {
    encoded_.clear();
    encoder_->encode(text.substr(0, text_piece_bytes), encoded_);
    text.remove_prefix(std::min(text_piece_bytes, text.size()));
    status = file_.write(encoded_);
  }
  return status;
}

absl::Status text_file::write(std::span<const std::string_view> texts) {
  if (!seen_ && !encoder_.has_value()) return file_.write(texts);
  absl::Status status;
  for (const std::string_view text : texts) {
    if (status.ok()) status = write(text);
  }
  return status;
}

}  // namespace optout
