// SPDX-License-Identifier: Apache-2.0
#include "archive_file.hpp"

#include "named_file.hpp"
#include <optout/drop/files.hpp>
#include <optout/os/input_file.hpp>

#include <absl/strings/numbers.h>
#include <fmt/format.h>
#include <unistd.h>

#include <span>

namespace optout::detail {
namespace {

// What identifies the bytes of an answer, if the server can send the rest of them: a strong ETag, with ranges.
std::string etag_to_continue(const http_exchange& transfer) {
  const std::string_view etag = transfer.header("ETag");
  const bool is_strong = etag.size() > 2 && etag.starts_with('"') && etag.ends_with('"');
  return is_strong && equals_no_case(transfer.header("Accept-Ranges"), "bytes") ? std::string(etag) : "";
}

// Whether a Content-Range is all from byte `start` on: "bytes 9-28/29".
bool is_rest(std::string_view range, std::uint64_t start) {
  const std::string lead = fmt::format("bytes {}-", start);
  const std::size_t slash = range.find('/');
  std::uint64_t last = 0, size = 0;
  return range.starts_with(lead) && slash != range.npos &&
         absl::SimpleAtoi(to_absl(range.substr(lead.size(), slash - lead.size())), &last) &&
         absl::SimpleAtoi(to_absl(range.substr(slash + 1)), &size) && last + 1 == size;
}

}  // namespace

void archive_file::prepare(http_exchange& transfer) {
  is_begun_ = false;
  if (bytes() == 0 || etag_.empty()) return;
  transfer.add_header(fmt::format("Range: bytes={}-", bytes()));
  transfer.add_header(fmt::format("If-Range: {}", etag_));
}

absl::Status archive_file::receive(const http_exchange& transfer, std::string_view bytes) {
  if (!is_begun_) {
    if (auto status = begin(transfer); !status.ok()) return status;
    is_begun_ = true;
  }
  if (file_->bytes_written() + bytes.size() > most_bytes_) {
    return failure(fault::io, fmt::format("the archive from DROP has more than {} bytes", most_bytes_));
  }
  return file_->write(bytes);
}

absl::Status archive_file::begin(const http_exchange& transfer) {
  if (transfer.status() != 206) return start_over(transfer);
  if (!etag_.empty() && transfer.header("ETag") == etag_ &&
      is_rest(transfer.header("Content-Range"), bytes())) {
    return absl::OkStatus();
  }
  return failure(fault::io, "DROP sent another part of the archive than it was asked for");
}

absl::Status archive_file::start_over(const http_exchange& transfer) {
  const std::string_view name = named_file(transfer.header("Content-Disposition"));
  if (!drop_batch::from_archive_name(name).has_value()) {
    return failure(fault::io, "DROP did not name the archive as YYYYMMDD_NNNN_DROP.zip");
  }
  // libcurl holds the bytes against either.
  if (transfer.header("Content-Length").empty() &&
      !equals_no_case(transfer.header("Transfer-Encoding"), "chunked")) {
    return failure(fault::io, "DROP did not say how long the archive is, so nothing tells whether all came");
  }
  auto path = free_path(name);
  if (!path.ok()) return path.status();
  file_.reset();
  auto file = atomic_file::create(*path);
  if (!file.ok()) return file.status();
  file_ = *std::move(file);
  digest_ = sha256();
  file_->digest_into(&digest_);
  path_ = *std::move(path);
  etag_ = etag_to_continue(transfer);
  return absl::OkStatus();
}

absl::StatusOr<std::string> archive_file::free_path(std::string_view name) {
  taken_.clear();
  const std::string_view stem = name.substr(0, name.size() - 4);
  std::string path = fmt::format("{}/{}", folder_, name);
  for (int next = 2; ::access(path.c_str(), F_OK) == 0; ++next) {
    taken_.push_back(std::move(path));
    if (next > 99) return failure(fault::io, fmt::format("{} has too many archives of one name", folder_));
    path = fmt::format("{}/{}-{}.zip", folder_, stem, next);
  }
  return path;
}

absl::StatusOr<std::string> archive_file::keep() {
  if (!is_begun_) return failure(fault::io, "the archive from DROP is empty");
  const auto digest = digest_.finish();
  if (!digest.ok()) return digest.status();
  for (const std::string& path : taken_) {
    const auto same = sha256_of_file(path);
    if (!same.ok()) return same.status();
    if (*same == *digest) return path;
  }
  if (auto status = file_->commit(file_access::owner_only); !status.ok()) return status;
  return path_;
}

}  // namespace optout::detail
