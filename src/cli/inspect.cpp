// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"

#include <memory>

namespace optout::cli {
namespace {

struct inspect_flags {
  std::string list, key_file;
  bool json = false;
};

std::string as_text(const suppression_list& list) {
  std::string out = fmt::format(
      "list       {}\nname       {}\nsource     {}\nas of      {}\nrequests   {} ({} without a key)\nkeys    "
      "   {}\n",
      list.path(), list.name().empty() ? "-" : list.name(), list.source().empty() ? "-" : list.source(),
      day_text(list.as_of()), list.request_count(), list.keyless_count(), list.key_count());
  for (const list_namespace& n : list.namespaces()) {
    const std::string how = n.how == scheme::canonical ? fmt::format("level {}", to_text(n.at))
                                                       : fmt::format("scheme {}", to_text(n.how));
    out += fmt::format("  {:<14}{} ({}, rules version {})\n", to_text(n.what), n.keys, how, n.rules);
  }
  out += fmt::format("size       {} bytes, {:.1f} a key{}\nformat     {}\ndigest     {}\n", list.file_bytes(),
                     list.key_count() == 0
                         ? 0.0
                         : static_cast<double>(list.file_bytes()) / static_cast<double>(list.key_count()),
                     list.compact() ? ", compact" : "", list_format::version, list.digest());
  return out;
}

std::string as_json(const suppression_list& list) {
  std::string kinds;
  for (const list_namespace& n : list.namespaces()) {
    kinds += fmt::format(
        "{}{{\"kind\":\"{}\",\"scheme\":\"{}\",\"level\":\"{}\",\"rules_version\":{},\"keys\":{}}}",
        kinds.empty() ? "" : ",", to_text(n.what), to_text(n.how), to_text(n.at), n.rules, n.keys);
  }
  return fmt::format(
      "{{\"list\":{},\"name\":{},\"source\":{},\"as_of\":{},\"requests\":{},\"keyless_requests\":{},\"keys\":"
      "{},"
      "\"kinds\":[{}],\"bytes\":{},\"compact\":{},\"format\":{},\"digest\":\"{}\"}}\n",
      json_text(list.path()), json_text(list.name()), json_text(list.source()),
      list.as_of() == 0 ? "null" : json_text(day_text(list.as_of())), list.request_count(),
      list.keyless_count(), list.key_count(), kinds, list.file_bytes(), list.compact(), list_format::version,
      list.digest());
}

int inspect(const inspect_flags& flags) {
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  const auto list = suppression_list::open(flags.list, *keys);
  if (!list.ok()) return fail(list.status());
  if (auto status = print(flags.json ? as_json(*list) : as_text(*list)); !status.ok()) return fail(status);
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  return done;
}

}  // namespace

void add_inspect(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<inspect_flags>();
  CLI::App* command =
      app.add_subcommand("inspect", R"(Shows what is in a list: name, source, date, counts, versions.

  optout inspect people.optout
  optout inspect people.optout --json)");
  command->add_option("LIST", flags->list, "The list")->required();
  command->add_flag("--json", flags->json, "As JSON");
  add_key_flag(*command, flags->key_file);
  command->callback([flags, &run] { run = [flags] { return inspect(*flags); }; });
}

}  // namespace optout::cli
