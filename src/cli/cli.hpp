// What the commands of the tool share: exit codes, the key, lists, messages.
//
// Each command lives in a file of its own and adds itself to the application. Data goes to stdout, messages to
// stderr. A command is a function that returns an exit code.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/normalize/text.hpp>
#include <optout/policy/policy.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace optout::cli {

enum exit_code : int {
  done = 0,
  not_suppressed = 1,
  // 2 to 6: optout::fault
};

// Set by the chosen command's callback, run after parsing.
using action_slot = std::function<int()>;

void add_keygen(CLI::App& app, action_slot& run);
void add_compile(CLI::App& app, action_slot& run);
void add_merge(CLI::App& app, action_slot& run);
void add_scrub(CLI::App& app, action_slot& run);
void add_check(CLI::App& app, action_slot& run);
void add_explain(CLI::App& app, action_slot& run);
void add_inspect(CLI::App& app, action_slot& run);
void add_verify(CLI::App& app, action_slot& run);
void add_diff(CLI::App& app, action_slot& run);
void add_canary(CLI::App& app, action_slot& run);
void add_bench(CLI::App& app, action_slot& run);
void add_normalize(CLI::App& app, action_slot& run);
void add_compare(CLI::App& app, action_slot& run);
void add_hash(CLI::App& app, action_slot& run);
void add_ledger(CLI::App& app, action_slot& run);
void add_drop(CLI::App& app, action_slot& run);

// Prints "optout: MESSAGE" to stderr and returns the exit code of the failure.
int fail(const absl::Status& status);

// Makes canaries and writes the two files of them into a folder: the commands canary and drop doctor. Returns the exit code.
int plant_canaries(std::size_t count, const std::string& folder, std::optional<std::uint64_t> seed);

// To stderr. A message that cannot be told (closed, full) changes nothing of what the command does.
template <typename... Args>
void say(fmt::format_string<Args...> text, Args&&... args) {
  const std::string message = fmt::format(text, std::forward<Args>(args)...);
  std::fwrite(message.data(), 1, message.size(), stderr);
}

// Writes to stdout; a failure there is an I/O failure of the command.
absl::Status print(std::string_view text);
absl::Status flush_stdout();

// Prints lines up to a limit, in colour on a terminal (unless NO_COLOR says otherwise).
class line_printer {
 public:
  enum colour : int { plain = 0, red = 31, green = 32, yellow = 33, magenta = 35 };

  // No limit: 100 lines on a terminal, otherwise all. 0: all.
  explicit line_printer(std::optional<std::uint64_t> limit);
  absl::Status print(std::string_view line, colour in);
  std::uint64_t left_out() const noexcept { return left_out_; }

 private:
  std::uint64_t left_, left_out_ = 0;
  bool coloured_;
};

// Whatever fails later, yesterday's file may not stand under an output's name. It is removed when it is sure that
// none of the outputs is an input or the key; empty paths are none.
absl::Status clear_outputs(const std::vector<std::string>& outputs, std::vector<std::string> inputs);

// Takes finished outputs back after a failure that came behind them.
int fail_and_remove(const absl::Status& status, const std::vector<std::string>& outputs);

// Flags that several commands have.
void add_key_flag(CLI::App& command, std::string& key_file);
void add_list_flag(CLI::App& command, std::vector<std::string>& lists);
void add_level_flag(CLI::App& command, std::string& level_name);
void add_kinds_flag(CLI::App& command, std::string& kinds);

// The key file that --key or OPTOUT_KEY_FILE names; fault::usage if neither does.
absl::StatusOr<keyring> open_keyring(const std::string& key_file);
absl::StatusOr<std::vector<suppression_list>> open_lists(const std::vector<std::string>& paths,
                                                         const keyring& keys);
absl::StatusOr<level> parse_level(const std::string& name);
absl::StatusOr<kind_set> parse_kinds(const std::string& names, std::string_view flag = "--kinds");

// "2026-08-01", or "-" for no day.
std::string day_text(day_number day);
// A day given as YYYY-MM-DD or MM/DD/YYYY.
absl::StatusOr<day_number> parse_day(const std::string& text, std::string_view flag);

// The policy of a file (none if it is empty), on the day that --as-of names (today if it is empty).
absl::StatusOr<policy> open_policy(const std::string& policy_file, const std::string& as_of);

// Text as a JSON string, quotes included.
std::string json_text(std::string_view text);

}  // namespace optout::cli
