// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/report.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/io/verify_report.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace optout::cli {
namespace {

struct verify_flags {
  std::string file, key_file, policy_file, as_of, input, output, previous_report;
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

// Nothing that is read may be where the audit goes.
absl::Status clear_audit(const verify_flags& flags) {
  std::vector<std::string> inputs = flags.lists;
  inputs.insert(inputs.end(), {flags.file, flags.key_file, flags.options.map_file, flags.policy_file,
                               flags.input, flags.output, flags.previous_report});
  return clear_outputs({flags.options.audit_file}, inputs);
}

int verify_clean(verify_flags& flags, const keyring& keys) {
  if (auto status = clear_audit(flags); !status.ok()) return fail(status);
  auto lists = open_lists(flags.lists, keys);
  if (!lists.ok()) return fail(lists.status());
  auto rules = open_policy(flags.policy_file, flags.as_of);
  if (!rules.ok()) return fail(rules.status());
  scrubber scrub(keys, *std::move(lists), *std::move(rules));
  scrub.read_every_address();  // not the way that made the file
  flags.options.dry_run = true;
  const auto summary = scrub_file(flags.file, "", scrub, flags.options);
  if (!summary.ok()) return fail(summary.status());
  const scrub_counts& counts = summary->counts;
  if (counts.rows_leaking > 0) {
    return fail(
        failure(fault::self_check, fmt::format("{}: {} of {} rows hold a suppressed person; --audit FILE "
                                               "names them",
                                               flags.file, counts.rows_leaking, counts.rows_in)));
  }
  say("{}: nobody left of {} lists in {} rows\n", flags.file, flags.lists.size(), counts.rows_in);
  return done;
}

int verify_run(const verify_flags& flags, const keyring& keys) {
  if (flags.lists.empty()) {
    return fail(
        failure(fault::usage, fmt::format("{} is a report: name the lists of its run by -l", flags.file)));
  }
  for (const auto& [flag, value] :
       {std::pair{"--policy", &flags.policy_file}, std::pair{"--as-of", &flags.as_of}}) {
    if (value->empty()) continue;
    return fail(failure(fault::usage, fmt::format("{}: a report says that itself", flag)));
  }
  if (auto status = clear_audit(flags); !status.ok()) return fail(status);
  auto lists = open_lists(flags.lists, keys);
  if (!lists.ok()) return fail(lists.status());
  const auto found = verify_report(flags.file, keys, *std::move(lists),
                                   {.input = flags.input,
                                    .output = flags.output,
                                    .previous_report = flags.previous_report,
                                    .map_file = flags.options.map_file,
                                    .audit_file = flags.options.audit_file,
                                    .jobs = std::max(1u, std::thread::hardware_concurrency())});
  if (!found.ok()) return fail(found.status());
  for (const std::string& note : found->notes) say("optout: note: {}\n", note);
  say("{}: sealed and whole; nobody left of {} lists in {} rows\n", flags.file, flags.lists.size(),
      found->counts.rows_in);
  return done;
}

}  // namespace

void add_verify(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<verify_flags>();
  CLI::App* command = app.add_subcommand(
      "verify",
      R"(Checks a list byte for byte, that nobody suppressed is left in a file, or a report of a run.

  optout verify people.optout
  optout verify clean.csv -l people.optout
  optout verify report.json -l people.optout

A report is held against the files that it speaks of, which lie beside it or are named by flags.
Exit 6: somebody is left, or a byte was changed.)");
  command->add_option("FILE", flags->file, "A list; or, with -l, a scrubbed file or a report")->required();
  command->add_option("-l,--list", flags->lists, "The lists that FILE was scrubbed against")
      ->type_name("LIST")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_key_flag(*command, flags->key_file);
  command->add_option("--map", flags->options.map_file, "What columns hold (TOML)")->type_name("FILE");
  command
      ->add_option("--policy", flags->policy_file, "What a match did: what is exempt or marked is not left")
      ->type_name("FILE");
  command->add_option("--as-of", flags->as_of, "The day to answer for (today)")->type_name("DATE");
  command->add_option("--input", flags->input, "Of a report: where the export is")->type_name("EXPORT");
  command->add_option("--output", flags->output, "Of a report: where the clean file is")->type_name("CLEAN");
  command->add_option("--previous-report", flags->previous_report, "The report that a report must follow")
      ->type_name("FILE");
  command->add_option("--audit", flags->options.audit_file, "Which rows are left, and why (CSV)")
      ->type_name("FILE");
  command->callback([flags, &run] {
    run = [flags] {
      const auto keys = open_keyring(flags->key_file);
      if (!keys.ok()) return fail(keys.status());
      const bool of_report =
          !flags->input.empty() || !flags->output.empty() || !flags->previous_report.empty();
      if (of_report || looks_like_report(flags->file)) return verify_run(*flags, *keys);
      return flags->lists.empty() ? verify_list(*flags, *keys) : verify_clean(*flags, *keys);
    };
  });
}

}  // namespace optout::cli
