// ledger: every request and work item ever received, and what holds.
// SPDX-License-Identifier: Apache-2.0
#include "with_ledger.hpp"
#include <optout/io/text_file.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/os/atomic_file.hpp>

#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <vector>

namespace optout::cli {
namespace {

struct ledger_flags {
  std::string ledger = "optout.db", key_file, out, new_key, level_name = "standard", hashes;
  std::vector<std::string> files;
  ledger_options options;
  bool no_originals = false, json = false;
  compile_options how;
};

int init(ledger_flags& flags) {
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  const auto at = parse_level(flags.level_name);
  if (!at.ok()) return fail(at.status());
  flags.options.at = *at;
  flags.options.originals = !flags.no_originals;
  const auto made = ledger::create(flags.ledger, *keys, flags.options);
  if (!made.ok()) return fail(made.status());
  say("{}: a new ledger, of secret {}\n", flags.ledger, to_hex(keys->id()));
  if (flags.no_originals) {
    say("It keeps no originals: when rules or the secret change, its requests must be imported once more "
        "from their sources, "
        "and downloads of DROP are not served again.\n");
  }
  return done;
}

int import(ledger_flags& flags) {
  if (!flags.hashes.empty()) {
    flags.how.hashes = hash_scheme_from_text(flags.hashes);
    if (!flags.how.hashes.has_value()) {
      return fail(failure(fault::usage, fmt::format("--hashes {}: one of {}", flags.hashes,
                                                    fmt::join(hash_scheme_names, ", "))));
    }
  }
  return with_ledger(flags.ledger, flags.key_file, [&](ledger& book) {
    for (const std::string& path : flags.files) {
      const auto added = book.import_requests(path, flags.how);
      if (!added.ok()) return added.status();
      say("{}: {} requests added, {} changed, {} known; {} without a key, {} junk values\n", path,
          added->added, added->changed, added->unchanged, added->read.keyless.size(), added->read.junk);
    }
    return absl::OkStatus();
  });
}

absl::Status print_status(const ledger& book, bool json) {
  const auto counts = book.counts();
  if (!counts.ok()) return counts.status();
  std::string out;
  if (json) {
    std::string sources;
    for (const auto& s : counts->sources) {
      sources += fmt::format("{}{{\"name\":{},\"requests\":{},\"items\":{},\"last_day\":{}}}",
                             sources.empty() ? "" : ",", json_text(s.name), s.requests, s.items,
                             s.last_day == 0 ? "null" : json_text(day_text(s.last_day)));
    }
    out = fmt::format(
        "{{\"ledger\":{},\"requests\":{},\"items\":{},\"items_removed\":{},\"keys\":{},\"originals\":{},"
        "\"level\":\"{}\","
        "\"sources\":[{}]}}\n",
        json_text(book.path()), counts->requests, counts->items, counts->items_removed, counts->keys,
        book.options().originals, to_text(book.options().at), sources);
  } else {
    out = fmt::format(
        "ledger     {}\nrequests   {}\nitems      {} ({} withdrawn)\nkeys       {} (level {})\noriginals  "
        "{}\n",
        book.path(), counts->requests, counts->items, counts->items_removed, counts->keys,
        to_text(book.options().at), book.options().originals ? "sealed" : "none");
    for (const auto& s : counts->sources)
      out += fmt::format("  {:<20} {} requests, {} items, last of {}\n", s.name, s.requests, s.items,
                         day_text(s.last_day));
  }
  return print(out);
}

absl::Status export_ledger(const ledger& book, const std::string& path) {
  auto file = atomic_file::create(path);
  if (!file.ok()) return file.status();
  text_file out(byte_file(*std::move(file)), text_encoding::bytes);
  absl::Status status = book.export_to(out);
  if (status.ok()) status = out.finish();
  return status.ok() ? out.commit(file_access::owner_only) : status;
}

CLI::App* add_command(CLI::App& group, const char* name, const char* text,
                      const std::shared_ptr<ledger_flags>& flags) {
  CLI::App* command = group.add_subcommand(name, text);
  command->add_option("--ledger", flags->ledger, "The ledger (optout.db)")->type_name("FILE");
  add_key_flag(*command, flags->key_file);
  return command;
}

}  // namespace

void add_ledger(CLI::App& app, action_slot& run) {
  CLI::App* group =
      app.add_subcommand("ledger", R"(Keeps every request and work item ever received, and what holds.

  optout ledger init
  optout ledger import requests.csv
  optout compile --ledger optout.db -o people.optout

A ledger is one SQLite file without personal data in clear: keys, and originals sealed under the secret.)");
  group->require_subcommand(1);
  const auto flags = std::make_shared<ledger_flags>();
  const auto on = [&run](CLI::App* command, auto work) { command->callback([work, &run] { run = work; }); };

  CLI::App* command = add_command(*group, "init", "Makes a new ledger.", flags);
  command->add_flag("--no-originals", flags->no_originals,
                    "Do not keep originals, even sealed: nothing can be keyed anew from it");
  add_level_flag(*command, flags->level_name);
  command->add_flag("--household", flags->options.household, "Also the keys that household policies look up");
  command->add_flag("--strict-keys", flags->options.strict_keys,
                    "Also the keys that strict policies look up");
  on(command, [flags] { return init(*flags); });

  command =
      add_command(*group, "import",
                  "Adds requests of CSV files, or changes those that are known by source and id.", flags);
  command->add_option("REQUESTS", flags->files, "Request files, as 'compile' reads them")->required();
  command->add_option("--map", flags->how.map_file, "What columns hold (TOML)")->type_name("FILE");
  command->add_option("--source", flags->how.source, "Where requests come from that do not say so")
      ->type_name("TEXT");
  command
      ->add_option("--hashes", flags->hashes,
                   "Whose digests stand in place of emails and phones, where their form does not say")
      ->type_name("SCHEME");
  command->add_flag("--strict", flags->how.strict,
                    "Refuse requests without a key, and unmapped personal columns");
  on(command, [flags] { return import(*flags); });

  command = add_command(*group, "status", "Shows what is in a ledger.", flags);
  command->add_flag("--json", flags->json, "As JSON");
  on(command, [flags] {
    return with_ledger(flags->ledger, flags->key_file,
                       [&](ledger& book) { return print_status(book, flags->json); });
  });

  command = add_command(*group, "export",
                        "Writes a line for each request and work item, as CSV without personal data.", flags);
  command->add_option("-o,--output", flags->out, "The file; '-' is standard output")
      ->type_name("FILE")
      ->required();
  on(command, [flags] {
    return with_ledger(flags->ledger, flags->key_file,
                       [&](ledger& book) { return export_ledger(book, flags->out); });
  });

  command = add_command(*group, "backup", "Copies a ledger, also one that is in use.", flags);
  command->add_option("FILE", flags->out, "The copy; nothing may be there")->required();
  on(command, [flags] {
    return with_ledger(flags->ledger, flags->key_file, [&](ledger& book) {
      auto status = book.backup(flags->out);
      if (status.ok()) say("{}: a copy of {}\n", flags->out, book.path());
      return status;
    });
  });

  command = add_command(*group, "verify",
                        "Checks the file, its references, and that originals lead to their keys.", flags);
  on(command, [flags] {
    return with_ledger(flags->ledger, flags->key_file, [&](ledger& book) {
      const auto opened = book.verify();
      if (opened.ok()) say("{}: sound; {} originals lead to their keys\n", book.path(), *opened);
      return opened.status();
    });
  });

  command = add_command(*group, "rekey",
                        "Makes all keys anew: by this version's rules, or under a new secret.", flags);
  command->add_option("--new-key", flags->new_key, "The new secret's file; the same secret without it")
      ->type_name("FILE");
  on(command, [flags] {
    return with_ledger(flags->ledger, flags->key_file, [&](ledger& book) {
      auto to =
          flags->new_key.empty() ? absl::StatusOr<keyring>(book.keys()) : keyring::from_file(flags->new_key);
      if (!to.ok()) return to.status();
      auto status = book.rekey(*to);
      if (status.ok()) say("{}: keyed anew, of secret {}\n", book.path(), to_hex(to->id()));
      return status;
    });
  });
}

}  // namespace optout::cli
