// SPDX-License-Identifier: Apache-2.0
#define TOML_IMPLEMENTATION
#include "toml_file.hpp"

#include <optout/os/file.hpp>

#include <utility>

namespace optout::detail {
namespace {

constexpr std::size_t longest_file = std::size_t{1} << 20;

absl::Status failure_at(const std::string& path, const toml::source_region& place, std::string_view what) {
  return failure(fault::usage, absl::StrCat(path, ":", place.begin.line, ": ", to_absl(what)));
}

}  // namespace

absl::StatusOr<toml::table> read_toml(const std::string& path) {
  const auto text = read_small_file(path, longest_file);
  if (!text.ok()) return text.status();
  toml::parse_result result = toml::parse(*text);
  if (!result) return failure_at(path, result.error().source(), result.error().description());
  return std::move(result).table();
}

absl::Status toml_failure(const std::string& path, const toml::node& place, std::string_view what) {
  return failure_at(path, place.source(), what);
}

}  // namespace optout::detail
