// Read, work, write: chunks go through in order, worked on by several threads.
//
// One reader, `jobs` workers, and the calling thread as writer share a ring of slots. A slot is filled by the
// reader, worked on by any worker, written in the order of reading and then filled again: memory is the ring, and
// the result does not depend on the number of jobs. With one job everything runs on the calling thread.
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
  ordered_pipeline(unsigned jobs, std::vector<Slot>& slots)
      : jobs_(jobs), slots_(slots), done_(slots.size()) {}

  // read(slot) -> StatusOr<bool>, false at the end; work(slot) -> Status; write(slot) -> Status.
  // Returns the failure of the first slot in order that had one.
  template <typename Read, typename Work, typename Write>
  absl::Status run(Read&& read, Work&& work, Write&& write) {
    if (jobs_ <= 1) return run_here(read, work, write);
    std::vector<std::jthread> threads;
    threads.emplace_back([&] { read_all(read); });
    for (unsigned i = 0; i < jobs_; ++i) threads.emplace_back([&] { work_all(work); });
    return write_all(write);
  }

 private:
  template <typename Read, typename Work, typename Write>
  absl::Status run_here(Read& read, Work& work, Write& write) {
    for (;;) {
      const absl::StatusOr<bool> more = guarded([&] { return read(slots_[0]); });
      if (!more.ok()) return more.status();
      if (!*more) return absl::OkStatus();
      if (auto status = guarded([&] { return work(slots_[0]); }); !status.ok()) return status;
      if (auto status = guarded([&] { return write(slots_[0]); }); !status.ok()) return status;
    }
  }

  template <typename Read>
  void read_all(Read& read) {
    for (std::uint64_t number = 0;; ++number) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_ || number < written_ + slots_.size(); });
        if (stopped_) return;
      }
      const absl::StatusOr<bool> more = guarded([&] { return read(slots_[number % slots_.size()]); });
      const std::lock_guard lock(mutex_);
      if (more.ok() && *more) {
        read_ = number + 1;
      } else {
        end_ = number;
        end_status_ = more.status();
        ended_ = true;
      }
      changed_.notify_all();
      if (ended_) return;
    }
  }

  template <typename Work>
  void work_all(Work& work) {
    for (;;) {
      std::uint64_t number = 0;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_ || taken_ < read_ || ended_; });
        if (stopped_ || taken_ == read_) return;
        number = taken_++;
      }
      const std::size_t at = number % slots_.size();
      absl::Status status = guarded([&] { return work(slots_[at]); });
      const std::lock_guard lock(mutex_);
      done_[at] = {number + 1, std::move(status)};
      changed_.notify_all();
    }
  }

  template <typename Write>
  absl::Status write_all(Write& write) {
    for (std::uint64_t number = 0;; ++number) {
      const std::size_t at = number % slots_.size();
      absl::Status status;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_[at].number == number + 1 || (ended_ && end_ == number); });
        if (done_[at].number != number + 1) return end_status_;
        status = std::move(done_[at].status);
      }
      if (status.ok()) status = guarded([&] { return write(slots_[at]); });
      const std::lock_guard lock(mutex_);
      written_ = number + 1;
      stopped_ = !status.ok();
      changed_.notify_all();
      if (stopped_) return status;
    }
  }

  struct finished {
    std::uint64_t number = 0;  // 1 + the number of the chunk that the slot last finished
    absl::Status status = {};
  };

  const unsigned jobs_;
  std::vector<Slot>& slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<finished> done_;
  std::uint64_t read_ = 0, taken_ = 0, written_ = 0;  // chunks that passed each stage
  std::uint64_t end_ = 0;                             // how many chunks there are, once ended_
  absl::Status end_status_;
  bool ended_ = false;
  bool stopped_ = false;
};

}  // namespace optout::detail
