// Any number of keys in bounded memory: put in as they come, given back ascending and each once.
//
//   optout::key_spool spool(std::size_t{1} << 30, jobs);
//   absl::Status added = spool.add(some_keys);                      // again and again
//   absl::StatusOr<optout::spooled_keys> all = spool.finish();
//
// Keys that fit into memory stay there. Otherwise each memory full of them is sorted and put behind the others in a
// private file without a name, in $TMPDIR or /tmp. In the end the range of keys is cut, by their high bits, into parts
// that fit; each is read out of every run, sorted, and put into a second such file, which is mapped. Keys are
// uniformly random, so the parts are alike; of any others some may need more memory.
//
// Cost: a sort within memory, two and the way to the disk and back beyond it; 32 bytes a key of disk, of which 16 stay while
// the result does (bench/README.md). Nothing is left on the disk, whatever happens. Errors: fault::io. Threads: one user, who may lend it several.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/os/fd.hpp>
#include <optout/os/large_array.hpp>
#include <optout/os/mapped_file.hpp>
#include <optout/os/temporary.hpp>
#include <optout/set/key_sort.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

// Ascending keys, each once, in memory or mapped.
class spooled_keys {
 public:
  spooled_keys() = default;  // none
  explicit spooled_keys(large_array<key> keys) : in_memory_(std::move(keys)) {}
  explicit spooled_keys(mapped_file file) : file_(std::move(file)) {}

  // Valid as long as this object or the one it was moved to.
  std::span<const key> keys() const noexcept {
    if (file_.bytes().empty()) return in_memory_;
    return {reinterpret_cast<const key*>(file_.bytes().data()), file_.bytes().size() / sizeof(key)};
  }
  // Lets go of what of a mapped file is in memory.
  void let_go() const noexcept { file_.let_go(); }

 private:
  large_array<key> in_memory_;
  mapped_file file_;
};

class key_spool {
 public:
  // Uses three quarters of `memory` (bytes, at least a few thousand), and leaves the rest to whoever uses the result.
  key_spool(std::size_t memory, unsigned jobs)
      : capacity_(std::max<std::size_t>(memory * 3 / 8 / sizeof(key), 64)), jobs_(jobs) {}

  absl::Status add(std::span<const key> keys);

  // Nothing may be added afterwards.
  absl::StatusOr<spooled_keys> finish();

 private:
  absl::Status spill();
  static absl::Status append(const detail::temporary& file, std::span<const key> keys) {
    const auto bytes = std::as_bytes(keys);
    return detail::write_all(file.fd(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                             "a temporary file");
  }

  std::size_t capacity_;  // of buffer_, which is copied once while it is sorted
  unsigned jobs_;
  large_array<key> buffer_;
  detail::temporary file_;
  std::vector<std::size_t> runs_ = {0};  // where each begins in the file, in keys, and where the last ends
};

// ---- details ----

inline absl::Status key_spool::add(std::span<const key> keys) {
  while (!keys.empty()) {
    if (buffer_.capacity() == 0) buffer_.reserve(capacity_);
    if (buffer_.size() == capacity_) {
      if (auto status = spill(); !status.ok()) return status;
    }
    const std::size_t count = std::min(keys.size(), capacity_ - buffer_.size());
    buffer_.insert(buffer_.end(), keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count));
    keys = keys.subspan(count);
  }
  return absl::OkStatus();
}

// Makes a run of the buffer.
inline absl::Status key_spool::spill() {
  if (!file_.is_open()) {
    auto made = detail::temporary::spool();
    if (!made.ok()) return made.status();
    file_ = *std::move(made);
  }
  sort_unique(buffer_, jobs_);
  if (auto status = append(file_, buffer_); !status.ok()) return status;
  runs_.push_back(runs_.back() + buffer_.size());
  buffer_.clear();
  return absl::OkStatus();
}

inline absl::StatusOr<spooled_keys> key_spool::finish() {
  if (runs_.size() == 1) {
    sort_unique(buffer_, jobs_);
    return spooled_keys(std::move(buffer_));
  }
  if (auto status = spill(); !status.ok()) return status;
  const auto spilled = mapped_file::of(file_.fd(), "a temporary file");
  if (!spilled.ok()) return spilled.status();
  const auto* const first = reinterpret_cast<const key*>(spilled->bytes().data());
  auto sorted = detail::temporary::spool();
  if (!sorted.ok()) return sorted.status();

  const std::uint64_t parts = 2 * runs_.back() / capacity_ + 1;  // half full on average
  const std::uint64_t step = UINT64_MAX / parts;
  std::vector<std::size_t> next(runs_.begin(), runs_.end() - 1);  // of each run
  for (std::uint64_t part = 0; part < parts; ++part) {
    buffer_.clear();
    for (std::size_t run = 0; run < next.size(); ++run) {
      const key* const from = first + next[run];
      const key* to = first + runs_[run + 1];
      // One by one: a search would touch the run all over, and bring it into memory.
      if (part + 1 < parts)
        to = std::find_if(from, to, [&](const key& k) { return k.hi >= (part + 1) * step; });
      buffer_.insert(buffer_.end(), from, to);
      next[run] = static_cast<std::size_t>(to - first);
    }
    spilled->let_go();
    sort_unique(buffer_, jobs_);
    if (auto status = append(*sorted, buffer_); !status.ok()) return status;
  }
  buffer_ = large_array<key>();
  file_ = {};
  auto mapped = mapped_file::of(sorted->fd(), "a temporary file");
  if (!mapped.ok()) return mapped.status();
  return spooled_keys(*std::move(mapped));
}

}  // namespace optout
