// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/diff_files.hpp>

#include <memory>
#include <optional>
#include <string>

namespace optout::cli {
namespace {

using difference = file_difference::what;

struct diff_flags {
  std::string before, after;
  std::optional<std::uint64_t> limit;
  bool values = false, json = false;
};

// A line for each difference, up to the limit.
class difference_printer {
 public:
  explicit difference_printer(const diff_flags& flags) : flags_(flags), lines_(flags.limit) {}

  absl::Status operator()(const scrub_diff& files, const file_difference& d) {
    if (flags_.json) return absl::OkStatus();
    return lines_.print(line(files, d), colour_of(d.kind));
  }

  std::uint64_t left_out() const noexcept { return lines_.left_out(); }

 private:
  static line_printer::colour colour_of(difference kind) {
    switch (kind) {
      case difference::column_appended: return line_printer::green;
      case difference::row_gone: return line_printer::red;
      case difference::cells_blanked: return line_printer::yellow;
      default: return line_printer::magenta;
    }
  }

  std::string line(const scrub_diff& files, const file_difference& d) const {
    switch (d.kind) {
      case difference::column_appended: return fmt::format("+  column {}", files.column_name(d.column));
      case difference::row_gone: return fmt::format("-  row {}", d.before);
      case difference::cells_blanked: return fmt::format("~  row {}: {}", d.before, cells(files, d));
      case difference::cells_altered: return fmt::format("!  row {}: {}", d.before, cells(files, d));
      case difference::row_added: return fmt::format("!  row {} of AFTER is new", d.after);
      case difference::row_moved:
        return fmt::format("!  row {} moved: it is row {} of AFTER", d.before, d.after);
    }
    return {};
  }

  // "Phone 1, Phone 2 blanked; City changed"; with values, each cell with what it held and holds.
  std::string cells(const scrub_diff& files, const file_difference& d) const {
    std::string out;
    for (const bool blanked : {true, false}) {
      std::string names;
      for (const cell_change& c : d.cells) {
        if (c.is_blanked() != blanked) continue;
        names += (names.empty() ? "" : ", ") + files.column_name(c.column);
        if (flags_.values) names += fmt::format(" {} -> {}", json_text(c.before), json_text(c.after));
      }
      if (names.empty()) continue;
      out += fmt::format("{}{} {}", out.empty() ? "" : "; ", names, blanked ? "blanked" : "changed");
    }
    return out;
  }

  const diff_flags& flags_;
  line_printer lines_;
};

std::string as_text(const scrub_diff& n) {
  std::string out = fmt::format("rows before {}\nrows after  {}\ngone        {}\nblanked     {} rows",
                                n.rows_before, n.rows_after, n.rows_gone, n.rows_blanked);
  for (std::size_t c = 0; c < n.columns; ++c) {
    if (n.blanked[c] > 0) out += fmt::format("\n            {} in {}", n.blanked[c], n.column_name(c));
  }
  out += fmt::format("\nappended    {} columns\n", n.header.size() - n.columns);
  if (n.is_a_scrub()) return out;
  out += fmt::format("no scrub    {} rows changed, {} added, {} moved\n", n.rows_altered, n.rows_added,
                     n.rows_moved);
  for (std::size_t c = 0; c < n.columns; ++c) {
    if (n.altered[c] > 0)
      out += fmt::format("            {} changed in {}\n", n.altered[c], n.column_name(c));
  }
  return out;
}

std::string as_json(const scrub_diff& n) {
  std::string blanked, altered, appended;
  for (std::size_t c = 0; c < n.header.size(); ++c) {
    const std::string name = json_text(n.column_name(c));
    if (c >= n.columns) {
      appended += (appended.empty() ? "" : ",") + name;
      continue;
    }
    const auto add = [&](std::string& to, std::uint64_t count) {
      if (count == 0) return;
      to += fmt::format("{}{{\"column\":{},\"name\":{},\"cells\":{}}}", to.empty() ? "" : ",", c + 1, name,
                        count);
    };
    add(blanked, n.blanked[c]);
    add(altered, n.altered[c]);
  }
  return fmt::format(
      "{{\"is_a_scrub\":{},\"rows_before\":{},\"rows_after\":{},\"gone\":{},\"blanked\":{},\"changed\":{},"
      "\"added\":{},\"moved\":{},\"appended\":[{}],\"blanked_cells\":[{}],\"changed_cells\":[{}]}}\n",
      n.is_a_scrub(), n.rows_before, n.rows_after, n.rows_gone, n.rows_blanked, n.rows_altered, n.rows_added,
      n.rows_moved, appended, blanked, altered);
}

int diff(const diff_flags& flags) {
  difference_printer lines(flags);
  const auto files = diff_files(flags.before, flags.after, {}, std::ref(lines));
  absl::Status status = files.status();
  if (files.ok() && flags.json) status = print(as_json(*files));
  // What was found before a failure is told too.
  const absl::Status flushed = flush_stdout();
  if (status.ok()) status = flushed;
  if (!status.ok()) return fail(status);
  if (lines.left_out() > 0) say("{} more differences; --limit 0 shows all\n", lines.left_out());
  if (!flags.json) say("{}", as_text(*files));
  if (files->is_a_scrub()) return done;
  return fail(failure(
      fault::self_check,
      fmt::format("{} cannot come from {} by a scrub: {} rows changed, {} added, {} moved", flags.after,
                  flags.before, files->rows_altered, files->rows_added, files->rows_moved)));
}

}  // namespace

void add_diff(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<diff_flags>();
  CLI::App* command =
      app.add_subcommand("diff", R"(Shows what a scrub changed: rows gone, cells blanked, columns appended.

  optout diff export.csv clean.csv

  +  column optout_suppressed            appended
  -  row 17                              gone; rows are those of BEFORE, from 1 behind the header
  ~  row 42: Phone 1 blanked
  !  row 43: City changed                no scrub does that: exit 6

Cell contents are shown with --values only: they are personal data of people who asked to be deleted.)");
  command->add_option("BEFORE", flags->before, "What was scrubbed; '-' is standard input")->required();
  command->add_option("AFTER", flags->after, "What came out; '-' is standard input")->required();
  CLI::Option* values = command->add_flag("--values", flags->values, "Show what changed cells held and hold");
  CLI::Option* limit =
      command->add_option("--limit", flags->limit, "Show N differences; 0: all (100 on a terminal, else all)")
          ->type_name("N")
          ->check(CLI::NonNegativeNumber);
  command->add_flag("--json", flags->json, "The summary as JSON on stdout, in place of the differences")
      ->excludes(values)
      ->excludes(limit);
  command->callback([flags, &run] { run = [flags] { return diff(*flags); }; });
}

}  // namespace optout::cli
