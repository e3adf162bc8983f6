// Scrubs an export: the library's main job in twenty lines.
//
//   scrub_a_csv KEY_FILE LIST EXPORT CLEAN
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/scrub_file.hpp>
#include <optout/optout.hpp>

#include <fmt/format.h>

// [readme]
absl::Status run(const char* key_file, const char* list_file, const char* in, const char* out) {
  auto keys = optout::keyring::from_file(key_file);
  if (!keys.ok()) return keys.status();
  auto list = optout::suppression_list::open(list_file, *keys);  // refuses another secret's list
  if (!list.ok()) return list.status();
  optout::scrubber scrubber(*keys, {*list}, optout::policy{.on_match = optout::action::drop_row});
  auto done = optout::scrub_csv(in, out, scrubber);
  if (!done.ok()) return done.status();
  fmt::print("{} rows in, {} out\n", done->counts.rows_in, done->counts.rows_out());
  return absl::OkStatus();
}
// [readme]

int main(int argc, char** argv) {
  if (argc != 5) return fmt::print(stderr, "usage: scrub_a_csv KEY_FILE LIST EXPORT CLEAN\n"), 2;
  const absl::Status status = run(argv[1], argv[2], argv[3], argv[4]);
  if (!status.ok()) fmt::print(stderr, "{}\n", status.ToString());
  return status.ok() ? 0 : 1;
}
