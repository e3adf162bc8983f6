// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/compile_list.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/ledger/ledger.hpp>
#include <optout/scrub/identify.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace optout::cli {
namespace {

struct compile_flags {
  std::vector<std::string> requests;
  std::string ledger_file, out, key_file, level_name = "standard", kinds, as_of, hashes;
  list_about about;
  compile_options options;
  std::string values, type_name;  // lists of plain values in place of requests
  std::size_t memory = 1024;      // MB
  bool json = false;
};

constexpr std::size_t ids_shown = 20;

void report_keyless(const std::string& path, const compile_summary& summary) {
  if (summary.keyless.empty()) return;
  std::string ids;
  for (std::size_t i = 0; i < std::min(ids_shown, summary.keyless.size()); ++i) {
    ids += (i == 0 ? "" : ", ") + summary.keyless[i];
  }
  if (summary.keyless.size() > ids_shown)
    ids += fmt::format(" and {} more", summary.keyless.size() - ids_shown);
  say("optout: warning: {}: {} requests give no key and match nobody: {}\n", path, summary.keyless.size(),
      ids);
}

void report_junk(const std::string& path, const value_summary& summary) {
  if (summary.junk == 0) return;
  const std::uint64_t more = summary.junk - summary.places.size();
  say("optout: warning: {}: {} {}s hold something else: {}{}\n", path, summary.junk, summary.place,
      fmt::join(summary.places, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

// Lists of plain values. The flags are those of compile(), read already.
int compile_all_values(const compile_flags& flags, const keyring& keys) {
  value_list_options options{.reading = {.hashes = flags.options.hashes,
                                         .map_file = flags.options.map_file,
                                         .strict = flags.options.strict,
                                         .jobs = flags.options.jobs},
                             .memory = flags.memory << 20};
  options.reading.what = flags.values == "email" ? kind::email : kind::phone;
  if (flags.values == "email") options.type = request_type::opt_out;
  if (!flags.type_name.empty()) {
    const auto type = request_type_from_text(flags.type_name);
    if (!type.has_value()) {
      return fail(failure(
          fault::usage, fmt::format("--type {}: opt_out, delete, do_not_call or restrict", flags.type_name)));
    }
    options.type = *type;
  }
  if (flags.options.at != level::standard || !flags.kinds.empty() || flags.options.household ||
      flags.options.strict_keys || !flags.ledger_file.empty()) {
    return fail(
        failure(fault::usage,
                "--values makes keys of one kind, at level standard, of files alone: without --level, "
                "--kinds, --household, --strict-keys, --ledger"));
  }
  std::uint64_t values = 0, junk = 0;
  const auto seen = [&](const std::string& path, const value_summary& summary) {
    report_junk(path, summary);
    values += summary.values;
    junk += summary.junk;
  };
  const auto status = compile_values(flags.requests, keys, flags.about, options, flags.out, seen);
  if (!status.ok()) return fail(status);
  const auto list = suppression_list::open(flags.out, keys);
  if (!list.ok()) return fail_and_remove(list.status(), {flags.out});
  if (!flags.json) {
    say("{}: {} values, {} keys, {} junk values, {} bytes\n", flags.out, values, list->key_count(), junk,
        list->file_bytes());
    return done;
  }
  auto told = print(fmt::format("{{\"list\":{},\"values\":{},\"keys\":{},\"junk_values\":{},\"bytes\":{}}}\n",
                                json_text(flags.out), values, list->key_count(), junk, list->file_bytes()));
  if (told.ok()) told = flush_stdout();
  return told.ok() ? done : fail_and_remove(told, {flags.out});
}

int compile(compile_flags& flags) {
  std::vector<std::string> inputs = flags.requests;
  inputs.insert(inputs.end(), {flags.key_file, flags.options.map_file, flags.ledger_file});
  if (flags.requests.empty() && flags.ledger_file.empty())
    return fail(failure(fault::usage, "nothing to compile: name request files, or a ledger by --ledger"));
  if (auto status = clear_outputs({flags.out}, inputs); !status.ok()) return fail(status);
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  const auto at = parse_level(flags.level_name);
  if (!at.ok()) return fail(at.status());
  const auto kinds = parse_kinds(flags.kinds);
  if (!kinds.ok()) return fail(kinds.status());
  if (!flags.hashes.empty()) {
    flags.options.hashes = hash_scheme_from_text(flags.hashes);
    if (!flags.options.hashes.has_value()) {
      return fail(failure(fault::usage, fmt::format("--hashes {}: one of {}", flags.hashes,
                                                    fmt::join(hash_scheme_names, ", "))));
    }
  }
  flags.options.at = *at;
  flags.options.kinds = *kinds;
  flags.about.as_of = today();
  if (!flags.as_of.empty()) {
    const auto day = parse_day(flags.as_of, "--as-of");
    if (!day.ok()) return fail(day.status());
    flags.about.as_of = *day;
  }
  if (flags.about.name.empty()) flags.about.name = std::filesystem::path(flags.out).stem().string();
  flags.options.source = flags.about.source;
  if (!flags.values.empty()) return compile_all_values(flags, *keys);

  list_builder builder(*keys, flags.about);
  compile_summary total;
  for (const std::string& path : flags.requests) {
    const auto summary = add_requests(path, *keys, flags.options, builder);
    if (!summary.ok()) return fail(summary.status());
    report_keyless(path, *summary);
    for (const std::string& column : summary->unmapped_personal) {
      say("optout: warning: {}: column '{}' holds what looks like phones or emails and is mapped to "
          "nothing\n",
          path, column);
    }
    total.requests += summary->requests;
    total.keys += summary->keys;
    total.junk += summary->junk;
    total.capped += summary->capped;
    total.keyless.insert(total.keyless.end(), summary->keyless.begin(), summary->keyless.end());
  }
  if (!flags.ledger_file.empty()) {
    const auto book = ledger::open(flags.ledger_file, *keys);
    if (!book.ok()) return fail(book.status());
    const std::uint64_t before = builder.request_count();
    if (auto status = book->add_to(builder); !status.ok()) return fail(status);
    total.requests += builder.request_count() - before;
  }
  if (auto status = std::move(builder).write(flags.out, flags.options.jobs); !status.ok())
    return fail(status);
  const auto list = suppression_list::open(flags.out, *keys);
  if (!list.ok()) return fail_and_remove(list.status(), {flags.out});
  if (flags.json) {
    const std::string text = fmt::format(
        "{{\"list\":{},\"requests\":{},\"keyless_requests\":{},\"keys\":{},\"junk_values\":{},\"capped_"
        "requests\":{},\"bytes\":{}}}"
        "\n",
        json_text(flags.out), total.requests, total.keyless.size(), list->key_count(), total.junk,
        total.capped, list->file_bytes());
    auto status = print(text);
    if (status.ok()) status = flush_stdout();
    if (!status.ok()) return fail_and_remove(status, {flags.out});
  } else {
    say("{}: {} requests, {} keys, {} requests without a key, {} junk values, {} bytes\n", flags.out,
        total.requests, list->key_count(), total.keyless.size(), total.junk, list->file_bytes());
    if (total.capped > 0) {
      say("{} requests have more alternates than the {} that are kept of each\n", total.capped,
          row_identifier::most_alternates);
    }
  }
  return done;
}

}  // namespace

void add_compile(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<compile_flags>();
  flags->options.jobs = std::max(1u, std::thread::hardware_concurrency());
  CLI::App* command = app.add_subcommand("compile", R"(Makes a suppression list of requests.

  optout compile requests.csv -o people.optout
  optout compile web.csv mail.csv -o people.optout --name web+mail --as-of 2026-08-01
  optout compile --values phone 415.xml 212.txt.gz -o dnc.optout --name dnc --as-of 2026-08-01

Requests are CSV: request_id,type,first,last,name,email,phone,address,unit,city,state,zip,dob,
received_date,expires_date,scope,source; all but request_id may be missing or empty. With --values,
files are lists of plain values: a line each, CSV, or the XML of the National Do Not Call Registry.)");
  command->add_option("REQUESTS", flags->requests,
                      "Request files, also in gzip or zstd; '-' is standard input");
  command->add_option("--ledger", flags->ledger_file, "Also everything that holds in this ledger")
      ->type_name("FILE");
  command->add_option("-o,--output", flags->out, "The list")->type_name("LIST")->required();
  add_key_flag(*command, flags->key_file);
  command->add_option("--map", flags->options.map_file, "What columns hold (TOML)")->type_name("FILE");
  command->add_option("--name", flags->about.name, "The list's name (the file's)")->type_name("TEXT");
  command->add_option("--source", flags->about.source, "Where its requests come from")->type_name("TEXT");
  command->add_option("--as-of", flags->as_of, "The day the list stands for (today)")->type_name("DATE");
  add_level_flag(*command, flags->level_name);
  add_kinds_flag(*command, flags->kinds);
  command
      ->add_option("--hashes", flags->hashes,
                   "Whose digests stand in place of emails and phones, where their form does not say: drop, "
                   "uid2, google, "
                   "meta, sha256, ...")
      ->type_name("SCHEME");
  command->add_option("--values", flags->values, "Files hold nothing but values of this kind, phone or email")
      ->check(CLI::IsMember({"phone", "email"}))
      ->type_name("KIND");
  command
      ->add_option("--type", flags->type_name,
                   "What all --values ask for (phones: do_not_call, emails: opt_out)")
      ->type_name("TYPE")
      ->needs("--values");
  command->add_option("--memory", flags->memory, "For --values: MB in memory, more go to $TMPDIR (1024)")
      ->check(CLI::Range(1, 1 << 20))
      ->type_name("MB")
      ->needs("--values");
  command->add_flag("--household", flags->options.household,
                    "Also the address by itself, for household policies");
  command->add_flag("--strict-keys", flags->options.strict_keys,
                    "Also the keys that a strict policy looks up");
  command->add_flag("--compact", flags->about.compact, "Leave out the rest of each key: smaller, no merge");
  command->add_flag("--strict", flags->options.strict,
                    "Refuse requests without a key, and unmapped personal columns");
  command->add_option("-j,--jobs", flags->options.jobs, "Worker threads (all cores)")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  command->add_flag("--json", flags->json, "The summary as JSON on stdout");
  command->callback([flags, &run] { run = [flags] { return compile(*flags); }; });
}

}  // namespace optout::cli
