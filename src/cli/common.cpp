// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/policy_file.hpp>
#include <optout/normalize/date.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/os/file.hpp>

#include <unistd.h>

#include <cstdlib>

namespace optout::cli {

int fail(const absl::Status& status) {
  say("optout: {}\n", to_std(status.message()));
  return static_cast<int>(fault_of(status));
}

absl::Status print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    return io_failure("cannot write to", "standard output");
  }
  return absl::OkStatus();
}

absl::Status flush_stdout() {
  return std::fflush(stdout) == 0 ? absl::OkStatus() : io_failure("cannot write to", "standard output");
}

line_printer::line_printer(std::optional<std::uint64_t> limit) {
  constexpr std::uint64_t lines_on_a_terminal = 100;
  const bool terminal = ::isatty(STDOUT_FILENO) != 0;
  left_ = limit.value_or(terminal ? lines_on_a_terminal : 0);
  if (left_ == 0) left_ = UINT64_MAX;
  const char* no_color = std::getenv("NO_COLOR");
  coloured_ = terminal && (no_color == nullptr || *no_color == '\0');
}

absl::Status line_printer::print(std::string_view line, colour in) {
  if (left_ == 0) {
    ++left_out_;
    return absl::OkStatus();
  }
  --left_;
  if (coloured_ && in != plain)
    return cli::print(fmt::format("\033[{}m{}\033[0m\n", static_cast<int>(in), line));
  return cli::print(fmt::format("{}\n", line));
}

absl::Status clear_outputs(const std::vector<std::string>& outputs, std::vector<std::string> inputs) {
  if (const char* named = std::getenv("OPTOUT_KEY_FILE"); named != nullptr) inputs.emplace_back(named);
  for (const std::string& output : outputs) {
    for (const std::string& input : inputs) {
      if (output.empty() || input.empty() || !same_file(input, output)) continue;
      return failure(fault::usage, fmt::format("{} is read and written: name another output", output));
    }
  }
  for (const std::string& output : outputs) {
    if (output.empty()) continue;
    if (auto status = remove_stale_target(output); !status.ok()) return status;
  }
  return absl::OkStatus();
}

int fail_and_remove(const absl::Status& status, const std::vector<std::string>& outputs) {
  for (const std::string& output : outputs) {
    if (!output.empty()) remove_stale_target(output).IgnoreError();
  }
  return fail(status);
}

void add_key_flag(CLI::App& command, std::string& key_file) {
  command.add_option("--key", key_file, "The secret's file (else the one that OPTOUT_KEY_FILE names)")
      ->type_name("FILE");
}

void add_list_flag(CLI::App& command, std::vector<std::string>& lists) {
  command.add_option("-l,--list", lists, "A suppression list; repeat for several")
      ->type_name("LIST")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->required();
}

void add_level_flag(CLI::App& command, std::string& level_name) {
  command.add_option("--level", level_name, "exact, standard or aggressive")
      ->type_name("LEVEL")
      ->default_str("standard");
}

void add_kinds_flag(CLI::App& command, std::string& kinds) {
  command
      .add_option("--kinds", kinds,
                  "Only these: email,phone,person_at,address,maid,ndz,namevin,ctvid (all by default)")
      ->type_name("KINDS");
}

absl::StatusOr<keyring> open_keyring(const std::string& key_file) {
  if (!key_file.empty()) return keyring::from_file(key_file);
  const char* named = std::getenv("OPTOUT_KEY_FILE");
  if (named == nullptr || *named == '\0') {
    return failure(fault::usage,
                   "no key: name its file by --key FILE or OPTOUT_KEY_FILE ('optout keygen -o FILE' "
                   "makes one)");
  }
  return keyring::from_file(named);
}

absl::StatusOr<std::vector<suppression_list>> open_lists(const std::vector<std::string>& paths,
                                                         const keyring& keys) {
  std::vector<suppression_list> lists;
  for (const std::string& path : paths) {
    auto list = suppression_list::open(path, keys);
    if (!list.ok()) return list.status();
    lists.push_back(*std::move(list));
  }
  return lists;
}

absl::StatusOr<level> parse_level(const std::string& name) {
  const auto parsed = level_from_text(name);
  if (parsed.has_value()) return *parsed;
  return failure(fault::usage, fmt::format("--level {}: exact, standard or aggressive", name));
}

absl::StatusOr<kind_set> parse_kinds(const std::string& names, std::string_view flag) {
  if (names.empty()) return matching_kinds;
  kind_set kinds;
  for (std::size_t from = 0; from <= names.size();) {
    const std::size_t to = std::min(names.find(',', from), names.size());
    const std::string name = names.substr(from, to - from);
    const auto k = kind_from_text(name);
    if (!k.has_value() || !matching_kinds.contains(*k)) {
      return failure(
          fault::usage,
          fmt::format("{} {}: of email, phone, person_at, address, maid, ndz, namevin, ctvid", flag, name));
    }
    kinds.insert(*k);
    from = to + 1;
  }
  return kinds;
}

std::string day_text(day_number day) {
  return day == 0 ? "-" : fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
}

absl::StatusOr<day_number> parse_day(const std::string& text, std::string_view flag) {
  const auto parsed = parse_date(text);
  if (!parsed.has_value()) {
    return failure(fault::usage, fmt::format("{} {}: a date is YYYY-MM-DD or MM/DD/YYYY", flag, text));
  }
  return static_cast<day_number>(parsed->year * 10000 + parsed->month * 100 + parsed->day);
}

absl::StatusOr<policy> open_policy(const std::string& policy_file, const std::string& as_of) {
  policy rules;
  if (!policy_file.empty()) {
    auto read = read_policy_file(policy_file);
    if (!read.ok()) return read.status();
    rules = *std::move(read);
  }
  rules.as_of = today();
  if (!as_of.empty()) {
    const auto day = parse_day(as_of, "--as-of");
    if (!day.ok()) return day.status();
    rules.as_of = *day;
  }
  return rules;
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace optout::cli
