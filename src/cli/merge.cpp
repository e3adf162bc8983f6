// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/list/merge.hpp>

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

namespace optout::cli {
namespace {

struct merge_flags {
  std::vector<std::string> lists;
  std::string out, key_file, name;
  bool compact = false;
};

int merge(const merge_flags& flags) {
  std::vector<std::string> inputs = flags.lists;
  inputs.push_back(flags.key_file);
  if (auto status = clear_outputs({flags.out}, inputs); !status.ok()) return fail(status);
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  const auto lists = open_lists(flags.lists, *keys);
  if (!lists.ok()) return fail(lists.status());
  // A merged list is as fresh as its oldest source.
  day_number as_of = lists->front().as_of();
  for (const suppression_list& list : *lists) as_of = std::min(as_of, list.as_of());

  list_builder builder(*keys,
                       {.name = flags.name, .source = "merge", .as_of = as_of, .compact = flags.compact});
  for (const suppression_list& list : *lists) {
    if (auto status = add_list(list, builder); !status.ok()) return fail(status);
  }
  if (auto status = std::move(builder).write(flags.out, std::max(1u, std::thread::hardware_concurrency()));
      !status.ok())
    return fail(status);
  const auto merged = suppression_list::open(flags.out, *keys);
  if (!merged.ok()) return fail_and_remove(merged.status(), {flags.out});
  say("{}: {} requests, {} keys from {} lists\n", flags.out, merged->request_count(), merged->key_count(),
      lists->size());
  return done;
}

}  // namespace

void add_merge(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<merge_flags>();
  CLI::App* command = app.add_subcommand("merge", R"(Makes one list of several that share a secret and rules.

  optout merge state.optout web.optout -o all.optout

Every key keeps its requests. The result is as old as its oldest source.)");
  command->add_option("LIST", flags->lists, "Lists to merge")->required();
  command->add_option("-o,--output", flags->out, "The merged list")->type_name("LIST")->required();
  command->add_option("--name", flags->name, "The list's name")->type_name("TEXT");
  command->add_flag("--compact", flags->compact, "Leave out the rest of each key: smaller, no further merge");
  add_key_flag(*command, flags->key_file);
  command->callback([flags, &run] { run = [flags] { return merge(*flags); }; });
}

}  // namespace optout::cli
