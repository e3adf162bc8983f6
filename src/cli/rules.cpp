// normalize and compare: the rules at work on lines of text, without a secret or a list.
// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/scrub/forms.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace optout::cli {
namespace {

struct rule_flags {
  std::string kind_name;
  std::string level_name = "standard";
};

using forms = std::vector<std::string>;

// The canonical forms of a line, each once; none when it gives no key.
forms forms_of(kind k, level at, side s, std::string_view text) {
  forms out;
  for_each_form(k, text, at, s, [&](std::string_view form) {
    if (std::find(out.begin(), out.end(), form) == out.end()) out.emplace_back(form);
  });
  return out;
}

// Prints `answer(kind, level, line)` for every line of standard input. Only LF ends a line; nothing is trimmed.
template <typename Answer>
int answer_lines(const rule_flags& flags, Answer&& answer) {
  const auto k = kind_from_text(flags.kind_name);
  if (!k.has_value()) {
    return fail(failure(
        fault::usage,
        fmt::format("{}: a kind is email, phone, name, address, person_at, dob or zip", flags.kind_name)));
  }
  const auto at = parse_level(flags.level_name);
  if (!at.ok()) return fail(at.status());
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    if (auto status = print(answer(*k, *at, line) + "\n"); !status.ok()) return fail(status);
  }
  if (std::cin.bad()) return fail(io_failure("cannot read", "standard input"));
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  return done;
}

std::string normalize_line(kind k, level at, std::string_view line) {
  std::string out;
  for (const std::string& form : forms_of(k, at, side::list, line)) {
    if (!out.empty()) out += '\t';
    out += form;
  }
  return out;
}

// The left side as a list would hold it, the right side as a probe.
std::string compare_line(kind k, level at, std::string_view line) {
  const std::size_t tab = std::min(line.find('\t'), line.size());
  const forms held = forms_of(k, at, side::list, line.substr(0, tab));
  const forms probed = tab == line.size() ? forms{} : forms_of(k, at, side::probe, line.substr(tab + 1));
  const bool same = std::find_first_of(held.begin(), held.end(), probed.begin(), probed.end()) != held.end();
  return same ? "same" : "different";
}

std::shared_ptr<rule_flags> add_rule_flags(CLI::App& command) {
  auto flags = std::make_shared<rule_flags>();
  command.add_option("KIND", flags->kind_name, "email, phone, name, address, person_at, dob or zip")
      ->required();
  add_level_flag(command, flags->level_name);
  return flags;
}

}  // namespace

void add_normalize(CLI::App& app, action_slot& run) {
  CLI::App* command = app.add_subcommand("normalize", R"(Shows canonical forms: a line in, a line out.

  printf '(415) 555-2671 x508\n' | optout normalize phone
  printf 'Jane Doe|12 Oak St Apt 4, Reno, NV 89501\n' | optout normalize person_at

A TAB stands between several forms; an empty line says that there is no key.)");
  const auto flags = add_rule_flags(*command);
  command->callback([flags, &run] { run = [flags] { return answer_lines(*flags, normalize_line); }; });
}

void add_compare(CLI::App& app, action_slot& run) {
  CLI::App* command = app.add_subcommand("compare", R"(Says of pairs of spellings whether they meet.

  printf 'J.Doe@gmail.com\tjdoe+x@googlemail.com\n' | optout compare email

Reads "left TAB right"; answers "same" or "different", a line each. Left is compiled, right is probed.)");
  const auto flags = add_rule_flags(*command);
  command->callback([flags, &run] { run = [flags] { return answer_lines(*flags, compare_line); }; });
}

}  // namespace optout::cli
