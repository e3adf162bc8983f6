// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/scrub_file.hpp>

#include <memory>
#include <string>
#include <vector>

namespace optout::cli {
namespace {

struct verify_flags {
  std::string file, key_file, as_of;
  std::vector<std::string> lists;
  scrub_options options;
};

int verify_list(const verify_flags& flags, const keyring& keys) {
  const auto list = suppression_list::open(flags.file, keys);
  if (!list.ok()) return fail(list.status());
  if (auto status = list->verify(); !status.ok()) return fail(status);
  say("{}: sound, {} keys of {} requests, every byte checked\n", flags.file, list->key_count(),
      list->request_count());
  return done;
}

int verify_clean(verify_flags& flags, const keyring& keys) {
  std::vector<std::string> inputs = flags.lists;
  inputs.insert(inputs.end(), {flags.file, flags.key_file, flags.options.map_file});
  if (auto status = clear_outputs({flags.options.audit_file}, inputs); !status.ok()) return fail(status);
  auto lists = open_lists(flags.lists, keys);
  if (!lists.ok()) return fail(lists.status());
  policy rules;
  rules.as_of = today();
  if (!flags.as_of.empty()) {
    const auto day = parse_day(flags.as_of, "--as-of");
    if (!day.ok()) return fail(day.status());
    rules.as_of = *day;
  }
  scrubber scrub(keys, *std::move(lists), rules);
  scrub.read_every_address();  // not the way that made the file
  flags.options.dry_run = true;
  const auto summary = scrub_file(flags.file, "", scrub, flags.options);
  if (!summary.ok()) return fail(summary.status());
  const scrub_counts& counts = summary->counts;
  if (counts.rows_dropped > 0) {
    return fail(
        failure(fault::self_check, fmt::format("{}: {} of {} rows hold a suppressed person; --audit FILE "
                                               "names them",
                                               flags.file, counts.rows_dropped, counts.rows_in)));
  }
  say("{}: nobody left of {} lists in {} rows\n", flags.file, flags.lists.size(), counts.rows_in);
  return done;
}

}  // namespace

void add_verify(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<verify_flags>();
  CLI::App* command = app.add_subcommand(
      "verify", R"(Checks a list byte for byte, or that nobody suppressed is left in a file.

  optout verify people.optout
  optout verify clean.csv -l people.optout

Exit 6: somebody is left.)");
  command->add_option("FILE", flags->file, "A list; or, with -l, a scrubbed file")->required();
  command->add_option("-l,--list", flags->lists, "The lists that FILE was scrubbed against")
      ->type_name("LIST")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_key_flag(*command, flags->key_file);
  command->add_option("--map", flags->options.map_file, "What columns hold (TOML)")->type_name("FILE");
  command->add_option("--as-of", flags->as_of, "The day to answer for (today)")->type_name("DATE");
  command->add_option("--audit", flags->options.audit_file, "Which rows are left, and why (CSV)")
      ->type_name("FILE");
  command->callback([flags, &run] {
    run = [flags] {
      const auto keys = open_keyring(flags->key_file);
      if (!keys.ok()) return fail(keys.status());
      return flags->lists.empty() ? verify_list(*flags, *keys) : verify_clean(*flags, *keys);
    };
  });
}

}  // namespace optout::cli
