// Read, work, write: chunks go through in order, worked on by several threads.
//
// Every thread takes the next chunk, works on it, and writes what is next in order if it is done. One reads at a time, one
// writes at a time, in the order of reading, and any number works, so that a chunk stays in the caches of one core and
// the result does not depend on the number of threads. Memory is the slots; the one that was written last is filled
// first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace optout::detail {

// A stage that throws (memory, OpenSSL) fails like one that says so.
template <typename Stage>
auto guarded(Stage&& stage) -> decltype(stage()) {
  try {
    return stage();
  } catch (const std::exception& e) {
    return failure(fault::self_check, e.what());
  }
}

template <typename Slot>
class ordered_pipeline {
 public:
  // `jobs` threads, the calling one among them. Requires: slots, as many as jobs at least.
  ordered_pipeline(unsigned jobs, std::vector<Slot>& slots)
      : jobs_(jobs), slots_(slots), chunks_(slots.size()) {
    for (std::size_t i = slots.size(); i-- > 0;) free_.push_back(i);
  }

  // read(slot) -> StatusOr<bool>, false at the end; work(slot) -> Status; write(slot) -> Status; on any thread.
  // Returns the failure of the first chunk in order that had one.
  template <typename Read, typename Work, typename Write>
  absl::Status run(Read&& read, Work&& work, Write&& write) {
    {
      std::vector<std::jthread> others;
      for (unsigned i = 1; i < jobs_; ++i) others.emplace_back([&] { take_part(read, work, write); });
      take_part(read, work, write);
    }
    return failed_.ok() ? end_status_ : failed_;
  }

 private:
  // A chunk on its way.
  struct chunk {
    std::size_t slot = 0;
    bool is_done = false;
    absl::Status status = {};
  };
  chunk& chunk_of(std::uint64_t number) { return chunks_[number % chunks_.size()]; }
  bool is_over() const { return ended_ || !failed_.ok(); }

  template <typename Read, typename Work, typename Write>
  void take_part(Read& read, Work& work, Write& write) {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return is_over() || (!reading_ && !free_.empty()); });
      if (is_over()) return;
      const std::size_t at = free_.back();
      free_.pop_back();
      reading_ = true;
      lock.unlock();
      const absl::StatusOr<bool> more = guarded([&] { return read(slots_[at]); });
      lock.lock();
      reading_ = false;
      if (!more.ok() || !*more) {
        end_status_ = more.status();
        ended_ = true;
        changed_.notify_all();
        return;
      }
      chunk& one = chunk_of(read_++);
      one.slot = at;
      changed_.notify_one();
      lock.unlock();
      absl::Status status = guarded([&] { return work(slots_[at]); });
      lock.lock();
      one.status = std::move(status);
      one.is_done = true;
      write_done(lock, write);
    }
  }

  // Writes what is done and next in order, unless somebody does.
  template <typename Write>
  void write_done(std::unique_lock<std::mutex>& lock, Write& write) {
    while (!writing_ && failed_.ok() && chunk_of(written_).is_done) {
      chunk& next = chunk_of(written_);
      writing_ = true;
      lock.unlock();
      absl::Status status = std::move(next.status);
      if (status.ok()) status = guarded([&] { return write(slots_[next.slot]); });
      lock.lock();
      writing_ = false;
      next.is_done = false;
      free_.push_back(next.slot);
      ++written_;
      failed_ = std::move(status);
      failed_.ok() ? changed_.notify_one() : changed_.notify_all();
    }
  }

  const unsigned jobs_;
  std::vector<Slot>& slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::size_t> free_;  // slots
  std::vector<chunk> chunks_;  // by number, round and round: no more are on their way than there are slots
  std::uint64_t read_ = 0, written_ = 0;
  absl::Status end_status_;  // of the read that found no more
  absl::Status failed_;      // of the first chunk that did
  bool reading_ = false, writing_ = false;
  bool ended_ = false;
};

}  // namespace optout::detail
