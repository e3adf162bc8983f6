// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/column_map.hpp>
#include <optout/io/csv.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/io/json.hpp>
#include <optout/io/json_rows.hpp>
#include <optout/scrub/detect.hpp>
#include <optout/scrub/scrubber.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout::cli {
namespace {

struct explain_flags {
  std::string file, key_file, map_file, policy_file, mode, as_of;
  std::vector<std::string> lists;
  std::uint64_t row = 0;
  bool columns = false;
};

// What a row of either format is called where it is explained.
struct row_names {
  const schema& layout;
  std::function<std::string(std::uint32_t)> path_of;  // of a cell
};

struct printer {
  const row_names& names;
  std::string& out;

  std::string where(const identifier_place& place) const {
    const schema& layout = names.layout;
    std::string text = fmt::format("  {:<9} {}", to_text(place.what), names.path_of(place.cell));
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
    out += fmt::format("  {}: not UTF-8, repaired\n", names.path_of(cell));
  }
};

std::string explain_hits(const scrubber& scrub, const row_names& names, const decisions& decided) {
  std::string out;
  for (const hit& h : decided.hits()) {
    if (h.row != 0) break;
    if (h.list == no_list) {
      out += fmt::format("  '{}' says that {} is under {}, and nobody opted in\n", names.path_of(h.cell),
                         to_text(names.layout.persons()[h.person]), scrub.rules().minors->under);
      continue;
    }
    const request r = scrub.request_of(h);
    out += fmt::format("  {} in '{}' is held by request {} ({}, received {}) of list {}\n", to_text(h.what),
                       names.path_of(h.cell), r.id, to_text(r.type), day_text(r.received),
                       scrub.list_name_of(h));
  }
  return out;
}

// Reads on to the chunk that holds the row. Returns the row's place in it.
template <typename Reader, typename Chunk>
absl::StatusOr<std::size_t> seek(Reader& reader, Chunk& chunk, bool more, std::uint64_t row) {
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

// The station of row 0 of `rows`, which is row `number` of the file. `shown`: the columns, as people see them.
int explain_row(const scrubber& scrub, const schema& shown, const batch& rows, const row_names& names,
                std::uint64_t number) {
  decisions decided;
  if (auto status = scrub.decide(rows, decided); !status.ok()) return fail(status);
  std::string out = "columns\n" + describe(shown) + fmt::format("\nidentifiers of row {}\n", number);
  row_identifier(*rows.layout, scrub.wanted()).walk(rows, 0, printer{names, out});
  out += "\nverdict\n" + explain_hits(scrub, names, decided);
  if (decided.is_rounded(0)) {
    out += "  the row is refused, or a reject: nothing can match a rounded number\n";
  } else {
    out += decided.verdict(0) == action::drop_row ? "  the row goes\n" : "  the row stays\n";
    for (const blanked_cell& c : decided.blanked()) {
      out += fmt::format("  without '{}'\n", names.path_of(c.cell));
    }
  }
  if (auto status = print(out); !status.ok()) return fail(status);
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  return done;
}

// The columns as a map file to start from.
int print_columns(const schema& columns) {
  auto status = print(write_column_map(columns));
  if (status.ok()) status = flush_stdout();
  return status.ok() ? done : fail(status);
}

// Of a row against the lists of `scrub`; without one, of the columns alone.
int explain_csv(const explain_flags& flags, const scrubber* scrub, byte_source file) {
  auto reader = csv_reader::open(std::move(file));
  if (!reader.ok()) return fail(reader.status());
  csv_chunk chunk;
  const auto more = reader->next(chunk);
  if (!more.ok()) return fail(more.status());
  const auto layout = find_columns(*reader, chunk, flags.map_file);
  if (!layout.ok()) return fail(layout.status());
  if (scrub == nullptr) return print_columns(*layout);
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
  const row_names names{*layout, [&](std::uint32_t cell) { return layout->cells()[cell].path; }};
  return explain_row(*scrub, *layout, {&*layout, columns, 1}, names, flags.row);
}

int explain_json(const explain_flags& flags, const scrubber* scrub, byte_source file) {
  auto reader = json_reader::open(std::move(file));
  if (!reader.ok()) return fail(reader.status());
  const auto paths = json_paths::find(reader->sample(), reader->name(), flags.map_file);
  if (!paths.ok()) return fail(paths.status());
  if (scrub == nullptr) return print_columns(paths->columns());
  json_chunk chunk;
  const auto more = reader->next(chunk);
  if (!more.ok()) return fail(more.status());
  const auto at = seek(*reader, chunk, *more, flags.row);
  if (!at.ok()) return fail(at.status());
  json_rows rows(*paths);
  const auto read = rows.read(chunk, *at, reader->name());
  if (!read.ok()) return fail(read.status());
  const row_names names{rows.layout(), [&](std::uint32_t cell) { return rows.path_of(0, cell); }};
  return explain_row(*scrub, paths->columns(), rows.values(), names, flags.row);
}

int explain_file(const explain_flags& flags, const scrubber* scrub) {
  auto file = byte_source::open(flags.file);
  if (!file.ok()) return fail(file.status());
  const auto json = is_json(flags.file, *file);
  if (!json.ok()) return fail(json.status());
  return *json ? explain_json(flags, scrub, *std::move(file)) : explain_csv(flags, scrub, *std::move(file));
}

int explain(const explain_flags& flags) {
  if (flags.columns) return explain_file(flags, nullptr);
  if (flags.row == 0 || flags.lists.empty()) {
    return fail(failure(fault::usage, "which row, against which list? --row N -l LIST, or --columns alone"));
  }
  auto rules = open_policy(flags.policy_file, flags.as_of);
  if (!rules.ok()) return fail(rules.status());
  if (!flags.mode.empty()) rules->on_match = *action_from_text(flags.mode);
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  auto lists = open_lists(flags.lists, *keys);
  if (!lists.ok()) return fail(lists.status());
  for (const suppression_list& list : *lists) {
    if (auto status = list.verify(); !status.ok()) return fail(status);
  }
  const scrubber scrub(*keys, *std::move(lists), *std::move(rules));
  if (!scrub.status().ok()) return fail(scrub.status());

  return explain_file(flags, &scrub);
}

}  // namespace

void add_explain(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<explain_flags>();
  CLI::App* command =
      app.add_subcommand("explain", R"(Shows how a row is understood, and why it stays or goes.

  optout explain export.csv --row 17 -l people.optout
  optout explain export.csv --columns > map.toml

Prints how the columns were taken, each identifier's canonical form, the requests that hold one, and the
cells that go. What it prints names the row's people: treat it as the export itself. --columns prints how
the columns were taken, and nothing of any row, as a map file to start from.)");
  command->add_option("EXPORT", flags->file, "The export")->required();
  command->add_option("--row", flags->row, "The row, from 1 (behind a header)")
      ->type_name("N")
      ->check(CLI::PositiveNumber);
  command->add_flag("--columns", flags->columns, "The columns, as a map file (TOML)");
  command->add_option("-l,--list", flags->lists, "A suppression list; repeat for several")
      ->type_name("LIST")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_key_flag(*command, flags->key_file);
  command->add_option("--map", flags->map_file, "What columns hold (TOML)")->type_name("FILE");
  command->add_option("--policy", flags->policy_file, "What a match does (TOML)")->type_name("FILE");
  command->add_option("--mode", flags->mode, "What a match does where the policy's rules say nothing")
      ->type_name("row|person|field|flag")
      ->check(CLI::IsMember({"row", "person", "field", "flag"}))
      ->default_str("row");
  command->add_option("--as-of", flags->as_of, "The day to answer for (today)")->type_name("DATE");
  command->callback([flags, &run] { run = [flags] { return explain(*flags); }; });
}

}  // namespace optout::cli
