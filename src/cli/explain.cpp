// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/csv.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/scrub/detect.hpp>
#include <optout/scrub/scrubber.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace optout::cli {
namespace {

struct explain_flags {
  std::string file, key_file, map_file, as_of;
  std::vector<std::string> lists;
  std::uint64_t row = 1;
};

struct printer {
  const schema& layout;
  std::string& out;

  std::string where(const identifier_place& place) const {
    std::string text = fmt::format("  {:<9} {}", to_text(place.what), layout.cells()[place.cell].path);
    if (place.person != nobody) text += fmt::format(" ({})", to_text(layout.persons()[place.person]));
    return text;
  }
  void found(const identifier_place& place, std::string_view canonical) {
    out += fmt::format("{}: {}\n", where(place), canonical);
  }
  void junk(const identifier_place& place) { out += fmt::format("{}: gives no key\n", where(place)); }
  void rounded(const identifier_place& place) {
    out += fmt::format("{}: a spreadsheet rounded this number\n", where(place));
  }
  void repaired(std::uint32_t cell) {
    out += fmt::format("  {}: not UTF-8, repaired\n", layout.cells()[cell].path);
  }
};

std::string explain_hits(const scrubber& scrub, const schema& layout, const decisions& decided) {
  std::string out;
  for (const hit& h : decided.hits()) {
    const suppression_list& list = scrub.lists()[h.list];
    const request r = list.request_at(h.request);
    out += fmt::format("  {} in '{}' is held by request {} ({}, received {}) of list {}\n", to_text(h.what),
                       layout.cells()[h.cell].path, r.id, to_text(r.type), day_text(r.received), list.name());
  }
  return out;
}

// Reads on to the chunk that holds the row. Returns the row's place in it.
absl::StatusOr<std::size_t> seek(csv_reader& reader, csv_chunk& chunk, bool more, std::uint64_t row) {
  while (more && chunk.first_row() + chunk.rows() <= row) {
    const auto next = reader.next(chunk);
    if (!next.ok()) return next.status();
    more = *next;
  }
  if (!more) {
    return failure(fault::usage, fmt::format("--row {}: {} has {} rows", row, reader.name(),
                                             chunk.first_row() + chunk.rows() - 1));
  }
  return row - chunk.first_row();
}

int explain(const explain_flags& flags) {
  policy rules;
  rules.as_of = today();
  if (!flags.as_of.empty()) {
    const auto day = parse_day(flags.as_of, "--as-of");
    if (!day.ok()) return fail(day.status());
    rules.as_of = *day;
  }
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  auto lists = open_lists(flags.lists, *keys);
  if (!lists.ok()) return fail(lists.status());
  for (const suppression_list& list : *lists) {
    if (auto status = list.verify(); !status.ok()) return fail(status);
  }
  const scrubber scrub(*keys, *std::move(lists), rules);
  if (!scrub.status().ok()) return fail(scrub.status());

  auto reader = csv_reader::open(flags.file);
  if (!reader.ok()) return fail(reader.status());
  csv_chunk chunk;
  const auto more = reader->next(chunk);
  if (!more.ok()) return fail(more.status());
  const auto layout = find_columns(*reader, chunk, flags.map_file);
  if (!layout.ok()) return fail(layout.status());
  const auto at = seek(*reader, chunk, *more, flags.row);
  if (!at.ok()) return fail(at.status());
  if (chunk.is_ragged(*at)) {
    return fail(failure(fault::input, fmt::format("{}: row {} has {} fields, the header {}", reader->name(),
                                                  flags.row, chunk.fields(*at), chunk.columns())));
  }

  std::vector<std::string_view> values(layout->cells().size());
  std::vector<column_view> columns;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = chunk.field(*at, i);
    columns.emplace_back(std::span(&values[i], 1));
  }
  const batch one{&*layout, columns, 1};
  decisions decided;
  if (auto status = scrub.decide(one, decided); !status.ok()) return fail(status);

  std::string out = "columns\n" + describe(*layout) + fmt::format("\nidentifiers of row {}\n", flags.row);
  row_identifier(*layout, scrub.wanted()).walk(one, 0, printer{*layout, out});
  out += "\nverdict\n" + explain_hits(scrub, *layout, decided);
  if (decided.is_rounded(0)) {
    out += "  the row is refused, or a reject: nothing can match a rounded number\n";
  } else {
    out += decided.verdict(0) == action::drop_row ? "  the row goes\n" : "  the row stays\n";
  }
  if (auto status = print(out); !status.ok()) return fail(status);
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  return done;
}

}  // namespace

void add_explain(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<explain_flags>();
  CLI::App* command =
      app.add_subcommand("explain", R"(Shows how a row is understood, and why it stays or goes.

  optout explain export.csv --row 17 -l people.optout

Prints how the columns were taken, each identifier's canonical form, and the requests that hold one.
What it prints names the row's people: treat it as the export itself.)");
  command->add_option("EXPORT", flags->file, "The export")->required();
  command->add_option("--row", flags->row, "The row, from 1 behind the header")
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->required();
  add_list_flag(*command, flags->lists);
  add_key_flag(*command, flags->key_file);
  command->add_option("--map", flags->map_file, "What columns hold (TOML)")->type_name("FILE");
  command->add_option("--as-of", flags->as_of, "The day to answer for (today)")->type_name("DATE");
  command->callback([flags, &run] { run = [flags] { return explain(*flags); }; });
}

}  // namespace optout::cli
