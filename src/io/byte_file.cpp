// SPDX-License-Identifier: Apache-2.0
#include "ordered_pipeline.hpp"
#include "packer.hpp"
#include <optout/io/byte_file.hpp>

#include <algorithm>
#include <utility>

namespace optout {
namespace {

// What is packed at a time, however it was written: compressors may cut by their calls.
constexpr std::size_t block_bytes = std::size_t{128} << 10;

}  // namespace

byte_file::byte_file(atomic_file file, compression as, unsigned jobs)
    : file_(std::move(file)), packer_(detail::make_packer(as, jobs)) {}
byte_file::byte_file(byte_file&&) noexcept = default;
byte_file& byte_file::operator=(byte_file&&) noexcept = default;
byte_file::~byte_file() = default;

absl::Status byte_file::write(std::string_view bytes) {
  if (packer_ == nullptr) return file_.write(bytes);
  while (!bytes.empty() && status_.ok()) {
    const std::string_view piece = bytes.substr(0, block_bytes - block_.size());
    bytes.remove_prefix(piece.size());
    if (piece.size() == block_bytes) {
      status_ = pack(piece, false);
      continue;
    }
    block_ += piece;
    if (block_.size() < block_bytes) break;
    status_ = pack(block_, false);
    block_.clear();
  }
  return status_;
}

absl::Status byte_file::write(std::span<const std::string_view> pieces) {
  if (packer_ == nullptr) return file_.write(pieces);
  for (const std::string_view piece : pieces) {
    if (!write(piece).ok()) break;
  }
  return status_;
}

absl::Status byte_file::pack(std::string_view bytes, bool last) {
  packed_.clear();
  const auto status = detail::guarded([&] { return packer_->pack(bytes, last, packed_); });
  return status.ok() ? file_.write(packed_) : status;
}

absl::Status byte_file::finish() {
  if (packer_ == nullptr || !status_.ok()) return status_;
  status_ = pack(block_, true);
  packer_ = nullptr;
  return status_;
}

absl::Status byte_file::commit(file_access access) {
  if (auto status = finish(); !status.ok()) return status;
  status_ = file_.commit(access);
  return status_;
}

}  // namespace optout
