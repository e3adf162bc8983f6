// Watches a scrub for canaries (see canaries.hpp): invented people that are known to be in the export and on a list.
//
// Every canary must be hit in each way that it can be matched by. And, by a second way that shares nothing with the
// first but the request: what tells a canary from everybody (its email's local part, its surname, its phone in the
// usual spellings) may stand in none of the bytes that are written. What was not hit was not planted, or the run is
// broken: both fail it, and the ids of the canaries are named, which are nobody's.
//
// Cost: a look at the requests of each hit, and one pass over what is written, at several GB/s. Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/kind.hpp>
#include <optout/scrub/scrubber.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace optout {

class canary_watch {
 public:
  // Reads the canaries' requests. Only the kinds that the scrubber's policy matches by are ways to be hit by.
  // Errors: those of a requests file; fault::usage if it holds no canaries, or anybody else.
  static absl::StatusOr<canary_watch> open(const std::string& requests, const scrubber& scrub);

  canary_watch(canary_watch&&) noexcept;
  canary_watch& operator=(canary_watch&&) noexcept;
  ~canary_watch();

  // All hits of some rows, ascending by row; each row is shown once, before what is written of it.
  void see_hits(std::span<const decided_hit> hits);
  // What is about to be written of those rows, in whole cells; fault::self_check if a canary stands in it. One that
  // was found there is let pass where the policy leaves something of it: flags, exempts, blanks less than the person.
  absl::Status see_output(std::string_view bytes) const;
  // After the last row: fault::self_check with the ids of the canaries that were not hit in every way.
  absl::Status conclude() const;

  // Rows that held a canary, and those of them that go whole.
  std::uint64_t rows_hit() const noexcept;
  std::uint64_t rows_removed() const noexcept;

 private:
  struct state;
  explicit canary_watch(std::unique_ptr<state> s);

  std::unique_ptr<state> state_;
};

}  // namespace optout
