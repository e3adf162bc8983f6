// Keys in ascending order where they lie: in one array, or at the beginning of records in several.
//
//   sorted_keys keys(some_span);                    // or: sorted_keys keys; keys.append(records); ...
//   auto at = keys.read();                          // one a thread
//   for (std::size_t i = 0; i < at.size(); ++i) use(at[i]);
//
// What makes tables and filters out of keys reads them through it, so that they need not be copied into one array first. A
// view: whoever made the arrays owns them, and they must not move. Reading on costs an array access and a comparison, reading
// somewhere else a binary search of the arrays.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <span>
#include <type_traits>
#include <vector>

namespace optout {

class sorted_keys {
 public:
  sorted_keys() = default;
  template <typename Keys>
  requires std::is_convertible_v<const Keys&, std::span<const key>> sorted_keys(const Keys& keys) {
    append(std::span<const key>(keys));
  }

  // Requires: their keys come after those that are there; the same type in all calls.
  template <typename Record>
  void append(std::span<const Record> records);

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  // The i-th key, or the record that it begins.
  template <typename Record>
  class reader;
  // Requires: `Record` is key, or what was appended. This view must stay where it is as long as the reader is used.
  template <typename Record = key>
  reader<Record> read() const& noexcept;
  template <typename Record = key>
  reader<Record> read() const&& = delete;

 private:
  struct run {
    std::size_t first;  // of all keys
    const std::byte* records;
  };
  std::vector<run> runs_;
  std::size_t record_size_ = sizeof(key);
  std::size_t size_ = 0;
};

template <typename Record>
class sorted_keys::reader {
 public:
  explicit reader(const sorted_keys& keys) noexcept : keys_(&keys) {}

  std::size_t size() const noexcept { return keys_->size(); }
  // Requires: i < size().
  const Record& operator[](std::size_t i) noexcept {
    if (i - first_ >= count_) [[unlikely]]
      seek(i);
    const std::size_t each = std::is_same_v<Record, key> ? keys_->record_size_ : sizeof(Record);
    return *reinterpret_cast<const Record*>(records_ + (i - first_) * each);
  }

 private:
  void seek(std::size_t i) noexcept;

  const sorted_keys* keys_;
  std::size_t first_ = 0, count_ = 0;  // the run that was read last
  const std::byte* records_ = nullptr;
};

// ---- details ----

template <typename Record>
void sorted_keys::append(std::span<const Record> records) {
  static_assert(std::is_standard_layout_v<Record>);  // begins where its first member does
  if (records.empty()) return;
  assert(runs_.empty() || record_size_ == sizeof(Record));
  record_size_ = sizeof(Record);
  runs_.push_back({size_, std::as_bytes(records).data()});
  size_ += records.size();
}

template <typename Record>
sorted_keys::reader<Record> sorted_keys::read() const& noexcept {
  assert((std::is_same_v<Record, key>) || runs_.empty() || record_size_ == sizeof(Record));
  return reader<Record>(*this);
}

template <typename Record>
void sorted_keys::reader<Record>::seek(std::size_t i) noexcept {
  assert(i < size());
  const auto& runs = keys_->runs_;
  const auto next = std::upper_bound(runs.begin(), runs.end(), i,
                                     [](std::size_t at, const run& r) { return at < r.first; });
  first_ = std::prev(next)->first;
  count_ = (next == runs.end() ? size() : next->first) - first_;
  records_ = std::prev(next)->records;
}

}  // namespace optout
