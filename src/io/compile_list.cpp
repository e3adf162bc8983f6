// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>

#include <cstdint>
#include <vector>

namespace optout {

absl::StatusOr<compile_summary> add_requests(const std::string& path, const keyring& keys,
                                             const compile_options& options, list_builder& into) {
  std::vector<std::uint32_t> ordinals;
  return read_requests(
      path, keys, options, [&](std::uint64_t count) { into.expect(count); },
      [&](const requests_read& read) {
        into.add_requests(read.requests, ordinals);
        for (std::size_t i = 0; i < read.keys.size(); ++i) {
          const auto& [what, request, how] = read.held[i];
          const level at = how == scheme::canonical ? options.at : level::standard;
          into.add_key(what, at, read.keys[i], ordinals[request], how);
        }
        return absl::OkStatus();
      });
}

}  // namespace optout
