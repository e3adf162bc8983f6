// drop download, upload, amend: California's DROP over its API; drop doctor: whether its rules are what they should be.
// SPDX-License-Identifier: Apache-2.0
#include "drop.hpp"
#include <optout/drop/doctor.hpp>
#include <optout/drop/transfer.hpp>
#include <optout/normalize/drop.hpp>

#include <fmt/ranges.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace optout::cli {
namespace {

struct api_flags {
  std::string ledger = "optout.db", key_file, api_key_file, url, folder = ".", sample;
  std::size_t canaries = 0;
  bool sandbox = false, import = false, json = false;
  std::int64_t wait_seconds = 1800;
};

absl::StatusOr<drop_api> open_api(const api_flags& flags) {
  auto key = drop_api_key::read(flags.api_key_file);
  if (!key.ok()) return key.status();
  drop_api_options options;
  if (flags.sandbox) options.url = std::string(drop_sandbox_url);
  if (!flags.url.empty()) options.url = flags.url;
  options.longest_wait = std::chrono::seconds(flags.wait_seconds);
  options.sleep = [](std::chrono::seconds pause) {
    say("DROP asks to wait: {} s\n", pause.count());
    std::this_thread::sleep_for(pause);
  };
  return drop_api::create(*std::move(key), std::move(options));
}

int download(const api_flags& flags) {
  const auto api = open_api(flags);
  if (!api.ok()) return fail(api.status());
  // Before anything is fetched: an archive that cannot be taken in is fetched for nothing, and only once.
  std::optional<ledger> book;
  if (flags.import) {
    const auto keys = open_keyring(flags.key_file);
    if (!keys.ok()) return fail(keys.status());
    auto opened = ledger::open(flags.ledger, *keys);
    if (!opened.ok()) return fail(opened.status());
    if (auto status = opened->check_rules(); !status.ok()) return fail(status);
    book.emplace(*std::move(opened));
  }
  const auto archive = api->download(flags.folder);
  if (!archive.ok()) return fail(archive.status());
  if (!archive->has_value()) {
    say("nothing new\n");
    if (!book.has_value()) return done;
    const absl::Status noted = book->note("drop access", "nothing new");
    return noted.ok() ? static_cast<int>(done) : fail(noted);
  }
  if (auto status = print(**archive + "\n"); !status.ok()) return fail(status);
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  if (!book.has_value()) return done;
  const std::string paths[] = {**archive};
  const auto came = import_drop(*book, paths);
  if (!came.ok()) return fail(came.status());
  say_imported(*came);
  return done;
}

int send(const api_flags& flags, bool amend) {
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  auto book = ledger::open(flags.ledger, *keys);
  if (!book.ok()) return fail(book.status());
  const auto api = open_api(flags);
  if (!api.ok()) return fail(api.status());
  const auto results = send_responses(*book, *api, amend);
  if (!results.ok()) return fail(results.status());
  std::string files;
  std::size_t rejected = 0;
  for (const sent_file& file : *results) {
    const char* const verdict = file.verdict == drop_verdict::accepted           ? "accepted"
                                : file.verdict == drop_verdict::already_accepted ? "already accepted"
                                                                                 : "rejected";
    rejected += file.verdict == drop_verdict::rejected;
    if (flags.json) {
      files += fmt::format("{}{{\"name\":{},\"verdict\":\"{}\",\"message\":{}}}", files.empty() ? "" : ",",
                           json_text(file.name), verdict, json_text(file.message));
    } else {
      say("{}: {}{}{}\n", file.name, verdict, file.message.empty() ? "" : ": ", file.message);
    }
  }
  if (flags.json) {
    absl::Status status = print(fmt::format("{{\"files\":[{}],\"rejected\":{}}}\n", files, rejected));
    if (status.ok()) status = flush_stdout();
    if (!status.ok()) return fail(status);
  } else if (results->empty()) {
    say("nothing to send\n");
  }
  if (rejected == 0) return done;
  return fail(failure(fault::input, fmt::format("DROP rejected {} of {} files", rejected, results->size())));
}

int doctor(const api_flags& flags) {
  if (flags.canaries > 0) return plant_canaries(flags.canaries, flags.folder, std::nullopt);
  const drop_checkup vectors = check_drop_vectors();
  std::string out =
      fmt::format("rules      {}\nexamples   {} of {} published ones come out ({} of them CalPrivacy's)\n",
                  drop_rules, vectors.vectors - vectors.wrong.size(), vectors.vectors, vectors.official);
  for (const std::string& wrong : vectors.wrong) out += fmt::format("  WRONG    {}\n", wrong);
  drop_drift drift;
  if (!flags.sample.empty()) {
    const auto compared = compare_drop_hashes(flags.sample);
    if (!compared.ok()) return fail(compared.status());
    drift = *compared;
    out += fmt::format(
        "sample     {} hashes: {} as ours, {} another reading that we look up too, {} of no reading, {} of "
        "what "
        "gives no hash\n",
        drift.lines, drift.same, drift.other, drift.different, drift.no_hash);
    if (!drift.first_different.empty())
      out += fmt::format("  DIFFERENT at line {}\n", fmt::join(drift.first_different, ", "));
  }
  if (auto status = print(out); !status.ok()) return fail(status);
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  if (vectors.wrong.empty() && drift.different + drift.no_hash == 0) return done;
  return fail(failure(fault::self_check, "hashes are not what they should be"));
}

void add_api_flags(CLI::App& command, api_flags& flags) {
  command
      .add_option("--api-key", flags.api_key_file,
                  "The file of the API key (else OPTOUT_DROP_API_KEY in the environment holds it)")
      ->type_name("FILE");
  CLI::Option* const sandbox =
      command.add_flag("--sandbox", flags.sandbox, "DROP's sandbox, with a key of its own");
  command.add_option("--url", flags.url, "Another address of the API")->type_name("URL")->excludes(sandbox);
  command.add_option("--wait", flags.wait_seconds, "The longest to wait for DROP, in seconds (1800)")
      ->check(CLI::Range(0, 86400))
      ->type_name("N");
}

}  // namespace

void add_drop_api(CLI::App& group, action_slot& run) {
  const auto flags = std::make_shared<api_flags>();
  const auto with_book = [&](CLI::App& command) {
    command.add_option("--ledger", flags->ledger, "The ledger (optout.db)")->type_name("FILE");
    add_key_flag(command, flags->key_file);
  };

  CLI::App* command =
      group.add_subcommand("download", "Fetches what is new, as an archive; DROP hands it out once.");
  add_api_flags(*command, *flags);
  command->add_option("-o,--output", flags->folder, "The folder for archives (.)")->type_name("FOLDER");
  command->add_flag("--import", flags->import, "And takes it into the ledger");
  with_book(*command);
  command->callback([flags, &run] { run = [flags] { return download(*flags); }; });

  for (const bool amend : {false, true}) {
    command = group.add_subcommand(amend ? "amend" : "upload",
                                   amend ? "Sends the corrections that 'respond --amend' wrote."
                                         : "Sends the response files that were not accepted yet.");
    add_api_flags(*command, *flags);
    with_book(*command);
    command->add_flag("--json", flags->json, "What became of each file, as JSON on stdout");
    command->callback([flags, amend, &run] { run = [flags, amend] { return send(*flags, amend); }; });
  }

  command = group.add_subcommand("doctor",
                                 R"(Checks the rules: against published examples, and against your own hashes.

  optout drop doctor --sample ours.tsv

A sample has lines of a kind, its values and the hash that you made, with tabs between, as 'optout hash' takes them.
People planted to be found are the third check: --plant writes requests of invented people, and records to put among
your own; 'drop match --canaries' must find every one.

  optout drop doctor --plant 5 -o canaries)");
  command->add_option("--sample", flags->sample, "Hashes of your own to compare with ours")
      ->type_name("FILE");
  CLI::Option* const plant =
      command->add_option("--plant", flags->canaries, "Write so many canaries in place of checking")
          ->check(CLI::Range(1, 1000))
          ->type_name("N");
  plant->needs(
      command->add_option("-o,--output", flags->folder, "The folder for canaries")->type_name("FOLDER"));
  command->callback([flags, &run] { run = [flags] { return doctor(*flags); }; });
}

}  // namespace optout::cli
