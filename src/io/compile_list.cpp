// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/set/key_spool.hpp>

#include <cstdint>
#include <optional>
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

absl::Status compile_values(std::span<const std::string> paths, const keyring& keys, const list_about& about,
                            const value_list_options& options, const std::string& out,
                            const std::function<void(const std::string& path, const value_summary&)>& seen) {
  key_spool spool(options.memory, options.reading.jobs);
  std::optional<scheme> how;
  for (const std::string& path : paths) {
    const auto summary = read_values(path, keys, options.reading, how,
                                     [&](std::span<const key> some) { return spool.add(some); });
    if (!summary.ok()) return summary.status();
    seen(path, *summary);
  }
  const auto all = spool.finish();
  if (!all.ok()) return all.status();
  list_builder builder(keys, about);
  builder.add_request(
      {.id = about.name, .type = options.type, .source = about.source, .received = about.as_of});
  const keys_of_one one{options.reading.what, level::standard, how.value_or(scheme::canonical), all->keys()};
  return builder.write(out, one, options.reading.jobs, [&] { all->let_go(); });
}

}  // namespace optout
