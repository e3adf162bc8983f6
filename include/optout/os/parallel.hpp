// Pieces of work on several threads, for what is built at once: a sort, a table, the digests of a file.
//
//   parallel_for(pieces, jobs, [&](std::size_t piece) { ... });
//
// Each piece runs once, on one of `jobs` threads of which the caller is one; the first that is free takes the next. With
// one job all run here, in order. Pieces may not depend on one another: then the result does not depend on the jobs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace optout {

// Called behind each piece of a longer work, on any thread: for whoever lets go of memory that lies behind.
using piece_done = std::function<void()>;

// Returns when all pieces are done. An exception of a piece ends the work and is thrown here.
template <typename Work>
void parallel_for(std::size_t pieces, unsigned jobs, Work&& work) {
  const std::size_t threads = std::min<std::size_t>(std::max(jobs, 1u), pieces);
  if (threads <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(piece);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto take_pieces = [&] {
    try {
      for (std::size_t piece; (piece = next.fetch_add(1)) < pieces;) work(piece);
    } catch (...) {
      next = pieces;
      const std::lock_guard lock(mutex);
      thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(take_pieces);
    take_pieces();
  }
  if (thrown != nullptr) std::rethrow_exception(thrown);
}

template <typename Work>
void parallel_for(std::size_t pieces, unsigned jobs, Work&& work, const piece_done& done) {
  if (!done) return parallel_for(pieces, jobs, work);
  parallel_for(pieces, jobs, [&](std::size_t piece) {
    work(piece);
    done();
  });
}

// Calls visit(from, count) for `size` bytes, or whatever they are, cut into pieces of `piece`, of which the last may be
// shorter.
template <typename Visit>
void for_each_piece(std::size_t size, std::size_t piece, unsigned jobs, Visit&& visit,
                    const piece_done& done = {}) {
  const auto take = [&](std::size_t i) { visit(i * piece, std::min(piece, size - i * piece)); };
  parallel_for((size + piece - 1) / piece, jobs, take, done);
}

}  // namespace optout
