// SPDX-License-Identifier: Apache-2.0
#include <support/catch.hpp>

#include <io/ordered_pipeline.hpp>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace optout;
using detail::ordered_pipeline;

namespace {

struct slot {
  int number = -1;
  int result = -1;
};

// Squares 0 ... count-1, and fails where told to.
struct counting_run {
  int count = 500;
  int read_fails_at = -1, work_fails_at = -1, write_fails_at = -1;
  std::vector<int> written;

  absl::Status operator()(unsigned jobs) {
    std::vector<slot> slots(jobs <= 1 ? 1 : jobs * 2 + 2);
    int next = 0;
    written.clear();
    return ordered_pipeline<slot>(jobs, slots)
        .run(
            [&](slot& s) -> absl::StatusOr<bool> {
              if (next == read_fails_at) return failure(fault::input, "read");
              s.number = next++;
              return s.number < count;
            },
            [&](slot& s) -> absl::Status {
              if (s.number == work_fails_at) throw std::runtime_error("work");
              if (s.number % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(50));
              s.result = s.number * s.number;
              return absl::OkStatus();
            },
            [&](slot& s) -> absl::Status {
              if (s.number == write_fails_at) return failure(fault::io, "write");
              written.push_back(s.result);
              return absl::OkStatus();
            });
  }
};

}  // namespace

TEST_CASE("chunks come out in order, whatever the number of jobs") {
  for (const unsigned jobs : {1u, 2u, 3u, 8u}) {
    counting_run run;
    REQUIRE(run(jobs).ok());
    REQUIRE(run.written.size() == 500);
    for (int i = 0; i < 500; ++i) CHECK(run.written[static_cast<std::size_t>(i)] == i * i);
  }
  counting_run empty{.count = 0, .written = {}};
  CHECK(empty(2).ok());
  CHECK(empty.written.empty());
}

TEST_CASE("a failure anywhere ends the run, behind all that came before it") {
  for (const unsigned jobs : {1u, 2u, 8u}) {
    CAPTURE(jobs);
    counting_run read{.read_fails_at = 100, .written = {}};
    CHECK(read(jobs).message() == "read");
    CHECK(read.written.size() == 100);
    counting_run work{.work_fails_at = 100, .written = {}};
    const absl::Status thrown = work(jobs);
    CHECK(thrown.message() == "work");
    CHECK(fault_of(thrown) == fault::self_check);
    CHECK(work.written.size() == 100);
    counting_run write{.write_fails_at = 100, .written = {}};
    CHECK(fault_of(write(jobs)) == fault::io);
    CHECK(write.written.size() == 100);
  }
}
