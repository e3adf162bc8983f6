// drop: California's Delete Request and Opt-out Platform, on a ledger.
// SPDX-License-Identifier: Apache-2.0
#include "drop.hpp"

#include "with_ledger.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace optout::cli {
namespace {

struct drop_flags {
  std::string ledger = "optout.db", key_file, out = ".", not_held, as_of;
  std::vector<std::string> files;
  drop_match_options match;
  drop_response_options response;
  bool json = false;
};

absl::Status import(ledger& book, const drop_flags& flags) {
  const auto came = import_drop(book, flags.files);
  if (!came.ok()) return came.status();
  if (flags.json) {
    return print(fmt::format(
        "{{\"archive\":{},\"again\":{},\"items\":{},\"known\":{},\"removed\":{},\"removed_unknown\":{}}}\n",
        json_text(to_text(came->batch)), came->again, came->items, came->known, came->removed,
        came->removed_unknown));
  }
  say_imported(*came);
  return absl::OkStatus();
}

absl::Status match(ledger& book, drop_flags& flags) {
  if (!flags.not_held.empty()) {
    const auto kinds = parse_kinds(flags.not_held, "--not-held");
    if (!kinds.ok()) return kinds.status();
    flags.match.not_held = *kinds;
  }
  const auto found = match_drop(book, flags.files, flags.match);
  if (!found.ok()) return found.status();
  if (flags.json) {
    std::string looked_up;
    for (const drop_list list : all_drop_lists) {
      looked_up += fmt::format("{}\"{}\":{}", looked_up.empty() ? "" : ",", to_text(list),
                               found->looked_up[static_cast<std::size_t>(kind_of(list))]);
    }
    return print(fmt::format(
        "{{\"records\":{},\"rejected\":{},\"partial\":{},\"clean\":{},\"matches\":{},\"items\":{},"
        "\"several\":{},\"canaries\":{},\"looked_up\":{{{}}}}}\n",
        found->records, found->rejected, found->partial, found->clean(), found->matches, found->items,
        found->several, found->canaries, looked_up));
  }
  std::string out = fmt::format(
      "records    {}\nfound      {} items, {} of them by several consumers ({} matches)\nlooked up ",
      found->records, found->items, found->several, found->matches);
  for (const drop_list list : all_drop_lists) {
    const std::uint64_t count = found->looked_up[static_cast<std::size_t>(kind_of(list))];
    if (count > 0) out += fmt::format(" {} {}", to_text(list), count);
  }
  out += '\n';
  if (found->canaries > 0) out += fmt::format("canaries   {} planted identifiers found\n", found->canaries);
  if (!found->clean()) {
    out += fmt::format(
        "PARTIAL    {} rows were set aside, {} persons or values had more spellings than were looked up: "
        "nothing may be "
        "called not found by this match\n",
        found->rejected, found->partial);
  }
  if (auto status = print(out); !status.ok()) return status;
  if (found->clean()) return absl::OkStatus();
  return failure(fault::self_check, "the match is a partial one");
}

absl::Status respond(ledger& book, const drop_flags& flags) {
  const auto sent = respond_drop(book, flags.out, flags.response);
  if (!sent.ok()) return sent.status();
  std::uint64_t rows = 0;
  std::string files;
  for (const response_file& file : sent->files) {
    rows += file.rows;
    if (flags.json) {
      files += fmt::format("{}{{\"name\":\"{}\",\"rows\":{},\"sha256\":\"{}\"}}", files.empty() ? "" : ",",
                           to_text(file.name), file.rows, file.sha256);
    } else {
      say("{}: {} rows\n", to_text(file.name), file.rows);
    }
  }
  const auto& by = sent->by_status;
  if (flags.json) {
    return print(fmt::format(
        "{{\"rows\":{},\"exempted\":{},\"deleted\":{},\"opted_out\":{},\"not_found\":{},\"files\":[{}]}}\n",
        rows, by[2], by[3], by[4], by[5], files));
  }
  if (sent->files.empty()) {
    say("{}\n", flags.response.amend ? "nothing to amend" : "nothing is outstanding");
    return absl::OkStatus();
  }
  say("{} items: {} exempted, {} deleted, {} opted out, {} not found\n", rows, by[2], by[3], by[4], by[5]);
  if (by[3] + by[4] > 0)
    say("These files state that you have deleted and opted out whom the match found: send them when it is "
        "so.\n");
  return absl::OkStatus();
}

absl::Status show_status(const ledger& book, const drop_flags& flags) {
  const auto now = status_of_drop(book);
  if (!now.ok()) return now.status();
  day_number day = today();
  if (!flags.as_of.empty()) {
    const auto said = parse_day(flags.as_of, "--as-of");
    if (!said.ok()) return said.status();
    day = *said;
  }
  const std::int64_t left = now->due == 0 ? 0 : days_between(day, now->due);
  const auto& by = now->by_status;
  std::string out, batches;
  if (flags.json) {
    for (const auto& b : now->batches) {
      batches += fmt::format(
          "{}{{\"day\":\"{}\",\"received\":\"{}\",\"items\":{},\"removals\":{},\"outstanding\":{}}}",
          batches.empty() ? "" : ",", day_text(b.day), day_text(b.received), b.items, b.removals,
          b.outstanding);
    }
    out = fmt::format(
        "{{\"broker\":{},\"items\":{},\"removed\":{},\"found\":{},\"outstanding\":{},\"not_looked_for\":{},"
        "\"to_amend\":{},"
        "\"exempted\":{},\"deleted\":{},\"opted_out\":{},\"not_found\":{},\"last_access\":{},\"due\":{},"
        "\"days_left\":{},"
        "\"batches\":[{}]}}\n",
        json_text(now->broker), now->items, now->removed, now->found, now->outstanding, now->unmatched,
        now->to_amend, by[2], by[3], by[4], by[5],
        now->due == 0 ? "null" : json_text(day_text(now->last_access)),
        now->due == 0 ? "null" : json_text(day_text(now->due)), now->due == 0 ? "null" : std::to_string(left),
        batches);
    return print(out);
  }
  if (now->batches.empty()) return print("nothing of DROP was imported yet\n");
  out = fmt::format(
      "broker     {}\nitems      {} ({} withdrawn), {} found\noutstanding {}{}\nanswered   {} exempted, {} "
      "deleted, {} opted "
      "out, {} not found\n",
      now->broker, now->items, now->removed, now->found, now->outstanding,
      now->unmatched == 0 ? ""
                          : fmt::format(" ({} not looked for yet: run 'optout drop match')", now->unmatched),
      by[2], by[3], by[4], by[5]);
  if (now->to_amend > 0)
    out +=
        fmt::format("to amend   {} were answered otherwise: 'optout drop respond --amend'\n", now->to_amend);
  for (const auto& b : now->batches) {
    out += fmt::format("  {}  received {}, {} items, {} withdrawals, {} outstanding\n", day_text(b.day),
                       day_text(b.received), b.items, b.removals, b.outstanding);
  }
  out += fmt::format("next access due by {} ({})\n", day_text(now->due),
                     left < 0 ? fmt::format("{} days ago", -left) : fmt::format("{} days left", left));
  return print(out);
}

CLI::App* add_command(CLI::App& group, const char* name, const char* text,
                      const std::shared_ptr<drop_flags>& flags) {
  CLI::App* command = group.add_subcommand(name, text);
  command->add_option("--ledger", flags->ledger, "The ledger (optout.db)")->type_name("FILE");
  add_key_flag(*command, flags->key_file);
  command->add_flag("--json", flags->json, "The summary as JSON on stdout");
  return command;
}

}  // namespace

void say_imported(const drop_imported& came) {
  if (came.again) {
    say("{}: was imported before; nothing changed\n", to_text(came.batch));
    return;
  }
  say("{}: {} items, {} known, {} withdrawn\n", to_text(came.batch), came.items, came.known, came.removed);
  if (came.removed_unknown > 0) {
    say("optout: warning: {} withdrawals are of items that were never received here; is an archive "
        "missing?\n",
        came.removed_unknown);
  }
}

void add_drop(CLI::App& app, action_slot& run) {
  CLI::App* group = app.add_subcommand("drop", R"(Works California's deletion lists (DROP), on a ledger.

  optout drop import 20260812_4821_DROP.zip
  optout drop match households.csv --matches act_on.csv
  optout drop respond -o responses
  optout drop status

and with the API: download, upload, amend.)");
  group->require_subcommand(1);
  const auto flags = std::make_shared<drop_flags>();
  flags->match.jobs = std::max(1u, std::thread::hardware_concurrency());
  const auto on = [&run, flags](CLI::App* command, auto work) {
    command->callback([work, flags, &run] {
      run = [work, flags] {
        return with_ledger(flags->ledger, flags->key_file, [&](ledger& book) { return work(book, *flags); });
      };
    });
  };

  CLI::App* command = add_command(*group, "import", "Takes in an archive as DROP delivers it.", flags);
  command->add_option("ARCHIVE", flags->files, "The ZIP, its CSVs, or a folder of them")->required();
  on(command, [](ledger& book, drop_flags& f) { return import(book, f); });

  command = add_command(*group, "match",
                        "Looks for every item in the broker's own records: all of them, in one call.", flags);
  command->add_option("RECORDS", flags->files, "Exports or dumps: CSV or JSON, also in gzip or zstd")
      ->required();
  command
      ->add_option("--map", flags->match.map_files,
                   "What columns hold (TOML): once for all files, or once for each, in order ('' for none)")
      ->type_name("FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--matches", flags->match.matches_file,
                   "Where to write which rows were found, by which item")
      ->type_name("FILE");
  command
      ->add_option("--rejects", flags->match.rejects_file,
                   "Where rows go that cannot be read (of a second file: FILE.2); the match is partial then")
      ->type_name("FILE");
  command->add_option("--not-held", flags->not_held, "Identifiers of which you hold none: ndz,maid,...")
      ->type_name("KINDS");
  command
      ->add_option("--canaries", flags->match.canaries_file,
                   "Requests of planted records, each of which must be found")
      ->type_name("FILE");
  command->add_option("-j,--jobs", flags->match.jobs, "Worker threads (all cores)")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  on(command, [](ledger& book, drop_flags& f) { return match(book, f); });

  command = add_command(*group, "respond", "Writes a status for every outstanding item, once.", flags);
  command->add_option("-o,--output", flags->out, "The folder for the files")->type_name("FOLDER")->required();
  command
      ->add_option("--exempt", flags->response.exempt_file,
                   "CSV 'ID,Basis' of items whose consumers' data are all exempt")
      ->type_name("FILE");
  command->add_option("--rows", flags->response.rows_per_file, "Rows a file; more are split")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->add_flag("--amend", flags->response.amend,
                    "Correct what was answered before and is not so any more");
  on(command, [](ledger& book, drop_flags& f) { return respond(book, f); });

  command =
      add_command(*group, "status", "Shows the cycle: what came, what is outstanding, the days left.", flags);
  command->add_option("--as-of", flags->as_of, "Another day than today")->type_name("DATE");
  on(command, [](ledger& book, drop_flags& f) { return show_status(book, f); });
  add_drop_api(*group, run);
}

}  // namespace optout::cli
