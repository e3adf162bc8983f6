// How anything in optout reports failure: an absl::Status that says what went wrong, where (path, byte, row or
// column), and whose fault it is. Never a person's data.
//
// Text that is not an email, phone, ... is not an error: normalizers return nothing for it. A broken contract
// is an assert. The library prints nothing and never exits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/cord.h>
#include <absl/strings/str_cat.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace optout {

// Whose fault a failure is. The values are the tool's exit codes.
enum class fault : int {
  usage = 2,       // a flag, a file name, or columns that need a mapping
  input = 3,       // malformed input refused
  list = 4,        // anything wrong with a list or a key
  io = 5,          // reading or writing failed
  self_check = 6,  // a check of our own failed: never trust the output
};

// A failure of kind `f`; `what` is a finished sentence without a full stop.
absl::Status failure(fault f, std::string_view what);

// Like failure(fault::io, ...), with the system's reason for `error_number` behind it.
absl::Status io_failure(std::string_view what, std::string_view path, int error_number = errno);

// The kind of failure that `status` carries; `io` for one that did not come from optout.
// Requires: !status.ok().
fault fault_of(const absl::Status& status);

// The one place where std::string_view meets absl's own (Debian builds Abseil with its own type).
inline absl::string_view to_absl(std::string_view text) {
  return {text.data(), text.size()};
}
inline std::string_view to_std(absl::string_view text) {
  return {text.data(), text.size()};
}

// ---- details ----

namespace detail {
inline constexpr char fault_url[] = "optout/fault";

inline absl::StatusCode code_of(fault f) {
  switch (f) {
    case fault::usage: return absl::StatusCode::kInvalidArgument;
    case fault::input: return absl::StatusCode::kDataLoss;
    case fault::list: return absl::StatusCode::kFailedPrecondition;
    case fault::io: return absl::StatusCode::kUnavailable;
    case fault::self_check: return absl::StatusCode::kInternal;
  }
  return absl::StatusCode::kUnknown;
}
}  // namespace detail

inline absl::Status failure(fault f, std::string_view what) {
  absl::Status status(detail::code_of(f), to_absl(what));
  status.SetPayload(detail::fault_url, absl::Cord(absl::StrCat(static_cast<int>(f))));
  return status;
}

inline absl::Status io_failure(std::string_view what, std::string_view path, int error_number) {
  return failure(fault::io,
                 absl::StrCat(to_absl(what), " ", to_absl(path), ": ", std::strerror(error_number)));
}

inline fault fault_of(const absl::Status& status) {
  const auto payload = status.GetPayload(detail::fault_url);
  if (!payload.has_value()) return fault::io;
  return static_cast<fault>(std::string(*payload)[0] - '0');
}

}  // namespace optout
