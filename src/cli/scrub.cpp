// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/scrub_file.hpp>

#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace optout::cli {
namespace {

struct scrub_flags {
  std::string in, out, key_file, policy_file, level_name, kinds, as_of, progress = "auto";
  std::string mode;
  std::vector<std::string> lists, scopes;
  std::optional<std::uint64_t> limit;
  scrub_options options;
  bool json = false;
};

absl::StatusOr<policy> read_policy(const scrub_flags& flags) {
  auto opened = open_policy(flags.policy_file, flags.as_of);
  if (!opened.ok()) return opened.status();
  policy rules = *std::move(opened);
  if (!flags.mode.empty()) rules.on_match = *action_from_text(flags.mode);
  for (const std::string& scope : flags.scopes) {
    if (rules.scope.add(scope) == 1) continue;
    return failure(fault::usage, fmt::format("--scope {}: a scope is KEY=VALUE", scope));
  }
  if (!flags.kinds.empty()) {
    const auto kinds = parse_kinds(flags.kinds);
    if (!kinds.ok()) return kinds.status();
    rules.kinds = *kinds;
  }
  return rules;
}

// A line on stderr that is written over, and gone at the end.
class progress_line {
 public:
  explicit progress_line(bool shown) : shown_(shown) {}
  ~progress_line() {
    if (drawn_) say("\r\033[K");
  }
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  void operator()(std::uint64_t bytes, std::uint64_t all) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    drawn_ = true;
    if (all > 0) {
      say("\r\033[K{:3} %  {} of {} MB", bytes * 100 / all, bytes / 1000000, all / 1000000);
    } else {
      say("\r\033[K{} MB", bytes / 1000000);
    }
    std::fflush(stderr);
  }

 private:
  bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

// Of a dry run: a line for each row that would change, and why.
class change_printer {
 public:
  explicit change_printer(std::optional<std::uint64_t> limit) : lines_(limit) {}

  absl::Status operator()(const audit_entry& e) {
    absl::Status status;
    if (e.row != row_) status = finish();
    row_ = e.row;
    does_ = std::max(does_, e.does);
    if (!e.cells.empty()) cells_ += fmt::format("{}{}", cells_.empty() ? "" : ";", e.cells);
    if (e.does != action::keep || why_.empty()) {
      why_ +=
          fmt::format("{}{} in {}: {} of {}", why_.empty() ? "" : "; ", e.kind, e.cell, e.request_id, e.list);
    }
    return status;
  }

  // Prints the last row.
  absl::Status finish() {
    if (row_ == 0) return absl::OkStatus();
    const auto [mark, what, in] = looks();
    auto status = lines_.print(fmt::format("{}  row {}{} ({})", mark, row_, what, why_), in);
    row_ = 0;
    does_ = action::keep;
    cells_.clear();
    why_.clear();
    return status;
  }
  std::uint64_t left_out() const noexcept { return lines_.left_out(); }

 private:
  struct look {
    char mark;
    std::string what;
    line_printer::colour in;
  };
  look looks() const {
    if (does_ == action::drop_row) return {'-', "", line_printer::red};
    if (does_ == action::keep) return {'=', " stays, exempt", line_printer::plain};
    if (does_ == action::flag) return {'+', " flagged", line_printer::green};
    return {'~', fmt::format(": {} blanked", cells_.empty() ? "nothing" : cells_), line_printer::yellow};
  }

  line_printer lines_;
  std::uint64_t row_ = 0;
  action does_ = action::keep;
  std::string cells_, why_;
};

double rows_per_second(const scrub_summary& done) {
  return done.seconds > 0 ? static_cast<double>(done.counts.rows_in) / done.seconds : 0;
}

std::uint64_t minor_rows(const scrub_counts& n) {
  return n.rows_by_type[static_cast<std::size_t>(request_type::minor)];
}

std::string as_text(const scrub_summary& done, const scrubber& scrub) {
  const scrub_counts& n = done.counts;
  std::string out = fmt::format("rows in    {}\nrows out   {}\ndropped    {}\nrejected   {}\n", n.rows_in,
                                n.rows_out(), n.rows_dropped, n.rows_rejected);
  if (n.rows_blanked > 0)
    out += fmt::format("blanked    {} cells of {} rows\n", n.cells_blanked, n.rows_blanked);
  if (n.rows_flagged > 0) out += fmt::format("flagged    {}\n", n.rows_flagged);
  if (n.rows_exempt > 0) out += fmt::format("exempt     {}\n", n.rows_exempt);
  for (std::size_t l = 0; l < scrub.lists().size(); ++l) {
    const suppression_list& list = scrub.lists()[l];
    out += fmt::format("list       {} ({}, as of {}): {} rows\n", list.name(), list.digest(),
                       day_text(list.as_of()), n.rows_by_list[l]);
  }
  out += "matched by";
  const char* separator = " ";
  for (const kind k : all_kinds) {
    if (base_kind(k) != k || !scrub.wanted().looks_for(k)) continue;
    const auto at = static_cast<std::size_t>(k);
    out += fmt::format("{}{} {} rows (", separator, to_text(k), n.rows_by_kind[at]);
    if (k == kind::person_at) {
      out += fmt::format("{} names with ZIP code, {} junk; {} addresses read, {} junk",
                         n.identifiers[static_cast<std::size_t>(kind::person_zip)],
                         n.junk[static_cast<std::size_t>(kind::name)], n.addresses_read,
                         n.junk[static_cast<std::size_t>(kind::address)]);
    } else {
      out += fmt::format("{} values, {} junk", n.identifiers[at], n.junk[at]);
    }
    out += ")";
    separator = ", ";
  }
  if (const std::uint64_t minors = minor_rows(n); minors > 0)
    out += fmt::format("\nminors     {} rows, by birth date", minors);
  if (done.canary_rows.has_value())
    out += *done.canary_rows == done.canary_rows_removed
               ? fmt::format("\ncanaries   {} planted rows found and removed", *done.canary_rows)
               : fmt::format("\ncanaries   {} planted rows found, {} removed", *done.canary_rows,
                             done.canary_rows_removed);
  if (n.repaired_cells > 0)
    out += fmt::format("\nnot UTF-8  {} cells, repaired for matching, bytes kept", n.repaired_cells);
  out +=
      fmt::format("\ntime       {:.2f} s, {:.0f} rows/s, {:.0f} MB/s\n", done.seconds, rows_per_second(done),
                  done.seconds > 0 ? static_cast<double>(done.bytes_in) / 1e6 / done.seconds : 0);
  return out;
}

std::string as_json(const scrub_summary& done, const scrubber& scrub) {
  const scrub_counts& n = done.counts;
  std::string lists, kinds, unmapped;
  for (std::size_t l = 0; l < scrub.lists().size(); ++l) {
    const suppression_list& list = scrub.lists()[l];
    lists += fmt::format("{}{{\"name\":{},\"digest\":\"{}\",\"as_of\":{},\"rows\":{}}}", l == 0 ? "" : ",",
                         json_text(list.name()), list.digest(),
                         list.as_of() == 0 ? "null" : json_text(day_text(list.as_of())), n.rows_by_list[l]);
  }
  for (const kind k : all_kinds) {
    if (base_kind(k) != k || !scrub.wanted().looks_for(k)) continue;
    const auto at = static_cast<std::size_t>(k);
    kinds += fmt::format("{}\"{}\":{{\"rows\":{},\"values\":{},\"junk\":{}}}", kinds.empty() ? "" : ",",
                         to_text(k), n.rows_by_kind[at], n.identifiers[at], n.junk[at]);
  }
  for (const std::string& path : done.unmapped_personal) {
    unmapped += (unmapped.empty() ? "" : ",") + json_text(path);
  }
  return fmt::format(
      "{{\"rows_in\":{},\"rows_out\":{},\"dropped\":{},\"rejected\":{},\"rows_blanked\":{},\"cells_blanked\":"
      "{},"
      "\"rows_flagged\":{},\"rows_exempt\":{},\"rows_of_minors\":{},\"repaired_cells\":{},\"lists\":[{}],"
      "\"kinds\":{{{}}},\"person_zip_values\":{},\"name_junk\":{},\"addresses_read\":{},\"address_junk\":{},"
      "\"unmapped_personal_columns\":[{}],\"canary_rows\":{},\"bytes_in\":{},\"bytes_out\":{},\"seconds\":{:."
      "3f},"
      "\"rows_per_second\":{:.0f}}}\n",
      n.rows_in, n.rows_out(), n.rows_dropped, n.rows_rejected, n.rows_blanked, n.cells_blanked,
      n.rows_flagged, n.rows_exempt, minor_rows(n), n.repaired_cells, lists, kinds,
      n.identifiers[static_cast<std::size_t>(kind::person_zip)], n.junk[static_cast<std::size_t>(kind::name)],
      n.addresses_read, n.junk[static_cast<std::size_t>(kind::address)], unmapped,
      done.canary_rows.has_value() ? std::to_string(*done.canary_rows) : "null", done.bytes_in,
      done.bytes_out, done.seconds, rows_per_second(done));
}

int scrub(scrub_flags& flags) {
  std::vector<std::string> inputs = flags.lists;
  for (const std::string* path : {&flags.in, &flags.key_file, &flags.policy_file, &flags.options.map_file,
                                  &flags.options.canaries_file, &flags.options.previous_report}) {
    inputs.push_back(*path);
  }
  std::vector<std::string> outputs = {flags.options.rejects_file, flags.options.audit_file};
  outputs.insert(outputs.end(), flags.options.report_files.begin(), flags.options.report_files.end());
  if (!flags.options.dry_run) outputs.push_back(flags.out);
  if (auto status = clear_outputs(outputs, inputs); !status.ok()) return fail(status);

  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  const auto rules = read_policy(flags);
  if (!rules.ok()) return fail(rules.status());
  auto lists = open_lists(flags.lists, *keys);
  if (!lists.ok()) return fail(lists.status());
  if (!flags.level_name.empty()) {
    const auto at = parse_level(flags.level_name);
    if (!at.ok()) return fail(at.status());
    for (const suppression_list& list : *lists) {
      for (const list_namespace& n : list.namespaces()) {
        if (n.at == *at) continue;
        return fail(failure(fault::list, fmt::format("{}: compiled at level {}, not {}", list.path(),
                                                     to_text(n.at), flags.level_name)));
      }
    }
  }
  scrubber scrub(*keys, *std::move(lists), *rules);
  if (!scrub.status().ok()) return fail(scrub.status());
  scrub.filter_all_lists();

  change_printer changes(flags.limit);
  if (flags.options.dry_run && !flags.json && flags.out != "-") flags.options.on_hit = std::ref(changes);
  absl::StatusOr<scrub_summary> done_run;
  {
    progress_line line(flags.progress == "always" ||
                       (flags.progress == "auto" && !flags.options.on_hit && ::isatty(STDERR_FILENO) != 0 &&
                        std::getenv("CI") == nullptr));
    flags.options.progress = std::ref(line);
    done_run = scrub_file(flags.in, flags.out, scrub, flags.options);
  }
  if (!done_run.ok()) return fail(done_run.status());
  if (auto status = changes.finish(); !status.ok()) return fail(status);
  for (const std::string& path : done_run->unmapped_personal) {
    say("optout: warning: column '{}' holds what looks like phones or emails and is mapped to nothing\n",
        path);
  }
  if (!flags.json) {
    if (auto status = flush_stdout(); !status.ok()) return fail_and_remove(status, outputs);
    if (changes.left_out() > 0) say("{} more rows; --limit 0 shows all\n", changes.left_out());
    say("{}", as_text(*done_run, scrub));
  } else if (flags.out == "-") {
    say("{}", as_json(*done_run, scrub));
  } else {
    auto status = print(as_json(*done_run, scrub));
    if (status.ok()) status = flush_stdout();
    if (!status.ok()) return fail_and_remove(status, outputs);
  }
  return done;
}

}  // namespace

void add_scrub(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<scrub_flags>();
  scrub_options& options = flags->options;
  options.jobs = std::max(1u, std::thread::hardware_concurrency());
  CLI::App* command =
      app.add_subcommand("scrub", R"(Takes suppressed people out of an export: their rows, or their cells.

  optout scrub export.csv -l people.optout -o clean.csv
  optout scrub export.csv -l people.optout -o clean.csv --audit audit.csv --rejects rejects.csv
  optout scrub export.csv -l people.optout -o clean.csv --report report.html --report report.json
  optout scrub export.csv -l people.optout -o clean.csv --mode person
  optout scrub export.csv -l people.optout -l dnc.optout -o clean.csv --policy policy.toml
  optout scrub export.csv.gz -l people.optout -o clean.csv.zst

Columns are found by themselves; --map names them where the guess is not sure. Kept rows pass through
byte for byte. CLEAN appears only when the run held to the end.)");
  command
      ->add_option("EXPORT", flags->in,
                   "CSV, TSV, pipe-separated or JSON, also in gzip or zstd; '-' is standard input")
      ->required();
  command
      ->add_option("-o,--output", flags->out,
                   "The clean file, packed if called .gz or .zst; '-' is standard output")
      ->type_name("CLEAN")
      ->required();
  add_list_flag(*command, flags->lists);
  add_key_flag(*command, flags->key_file);
  command->add_option("--map", options.map_file, "What columns hold (TOML)")->type_name("FILE");
  command->add_option("--policy", flags->policy_file, "What a match does (TOML)")->type_name("FILE");
  command->add_option("--mode", flags->mode, "What a match does where the policy's rules say nothing")
      ->type_name("row|person|field|flag")
      ->check(CLI::IsMember({"row", "person", "field", "flag"}))
      ->default_str("row");
  command
      ->add_option("--scope", flags->scopes,
                   "What the export is for: customer, product, channel, state; repeat for several")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--level", flags->level_name,
                   "Refuse lists of another level: exact, standard or aggressive")
      ->type_name("LEVEL");
  add_kinds_flag(*command, flags->kinds);
  command->add_flag("--strict", options.strict, "Refuse an unmapped column that looks like phones or emails");
  command->add_option("--as-of", flags->as_of, "The day the run stands for (today)")->type_name("DATE");
  command
      ->add_option("--rejects", options.rejects_file,
                   "Set rows with too many or too few fields, or a rounded phone, aside here")
      ->type_name("FILE");
  command->add_option("--audit", options.audit_file, "Why each row went: row, request, kind, list (CSV)")
      ->type_name("FILE");
  command
      ->add_option("--canaries", options.canaries_file,
                   "Fail unless every canary of this file is found and gone")
      ->type_name("REQUESTS");
  command
      ->add_option("--report", options.report_files,
                   "Evidence of the run, sealed: FILE.json, or a page FILE.html; repeat for both")
      ->type_name("FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--previous-report", options.previous_report, "The report that this one follows")
      ->type_name("FILE");
  command->add_option("-j,--jobs", options.jobs, "Worker threads (all cores)")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  CLI::Option* dry_run = command->add_flag(
      "--dry-run", options.dry_run, "Decide, count, audit, and show what would change; write no CLEAN");
  command
      ->add_option("--limit", flags->limit, "Of a dry run, show N rows; 0: all (100 on a terminal, else all)")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->needs(dry_run);
  command->add_flag("--stream", options.stream,
                    "With CLEAN '-': emit at once; then the exit code is the only promise");
  command->add_flag("--json", flags->json, "The summary as JSON, on stdout (on stderr when CLEAN is '-')");
  command->add_option("--progress", flags->progress, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->default_str("auto");
  command->callback([flags, &run] { run = [flags] { return scrub(*flags); }; });
}

}  // namespace optout::cli
