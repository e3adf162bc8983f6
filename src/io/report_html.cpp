// The report of a run as one page that needs nothing else: no script, no font, no picture from anywhere.
// SPDX-License-Identifier: Apache-2.0
#include "json_text.hpp"
#include "report_style.hpp"
#include "report_words.hpp"
#include <optout/io/report.hpp>
#include <optout/key/rules_version.hpp>
#include <optout/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace optout {
namespace {

using detail::counted;
using detail::html_text;
using detail::named_count;
using detail::with_commas;

class report_page {
 public:
  report_page(const scrubber& scrub, const scrub_summary& done, const report_facts& facts)
      : scrub_(scrub), done_(done), n_(done.counts), facts_(facts) {}

  std::string write(std::string_view json);

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> text, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
  }
  void head();
  void opening();
  void warnings();
  void tiles();
  void lists();
  // Of more than `shown` bars the others are told as a sum.
  void chart(std::string_view title, const std::vector<named_count>& bars, std::string_view note = {},
             std::size_t shown = 1000);
  void charts();
  void policy_section();
  void columns();
  void files();
  void fact(std::string_view name, std::string_view html) {
    add("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", name, html);
  }

  const scrubber& scrub_;
  const scrub_summary& done_;
  const scrub_counts& n_;
  const report_facts& facts_;
  std::string out_;
};

void report_page::head() {
  const std::string input = done_.input.has_value() ? html_text(done_.input->name) : std::string();
  out_ = detail::html_start;
  add(">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<title>Scrub of {} on {}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
      input, detail::utc_text(facts_.stamp.started).substr(0, 10), detail::report_style);
}

void report_page::opening() {
  add("<p class=\"soft\">Scrub report · {} · {} UTC</p>\n<h1>{}</h1>\n",
      html_text(done_.input.has_value() ? done_.input->name : ""),
      html_text(detail::minutes_text(facts_.stamp.started)), detail::headline(scrub_, n_));
  add("<p>{}</p>\n", detail::what_else(n_, facts_));
}

void report_page::warnings() {
  const std::vector<std::string> all = detail::warnings(scrub_, done_, facts_);
  if (all.empty()) {
    add("<div class=\"good\"><p>Nothing stands out: every row could be read, every list has a date, and no "
        "column that looks personal was left unread.</p></div>\n");
    return;
  }
  add("<div class=\"warn\">\n<h2>To look at</h2>\n<ul>\n");
  for (const std::string& one : all) add("<li>{}</li>\n", one);
  add("</ul>\n</div>\n");
}

void report_page::tiles() {
  add("<div class=\"tiles\">\n");
  const auto tile = [&](std::string_view name, std::uint64_t count) {
    add("<div class=\"tile\"><b>{}</b><span>{}</span></div>\n", with_commas(count), name);
  };
  tile("rows read", n_.rows_in);
  tile(facts_.dry_run ? "rows that would stay" : "rows written", n_.rows_out());
  tile("rows removed", n_.rows_dropped);
  if (n_.rows_blanked > 0) tile("rows redacted", n_.rows_blanked);
  if (n_.cells_blanked > 0) tile("cells emptied", n_.cells_blanked);
  if (n_.rows_flagged > 0) tile("rows marked", n_.rows_flagged);
  if (n_.rows_exempt > 0) tile("rows exempt", n_.rows_exempt);
  tile("rows set aside", n_.rows_rejected);
  if (done_.canary_rows.has_value()) tile("canary rows found", *done_.canary_rows);
  tile("requests that matched", detail::requests_matched(scrub_, n_));
  add("</div>\n");
}

void report_page::lists() {
  add("<section>\n<h2>Suppression lists</h2>\n<table class=\"rows\">\n<thead><tr><th>List</th><th>Source</th>"
      "<th>As of</th><th class=\"n\">Age</th><th class=\"n\">Requests</th><th class=\"n\">Keys</th>"
      "<th class=\"n\">Requests matched</th><th class=\"n\">Rows matched</th></tr></thead>\n<tbody>\n");
  for (std::uint32_t l = 0; l < scrub_.lists().size(); ++l) {
    const suppression_list& list = scrub_.lists()[l];
    const auto age = detail::age_of(list, scrub_.rules(), facts_);
    const auto number = [&](std::string_view of, const std::string& value) {
      add("<td class=\"n\" data-of=\"{}\">{}</td>", of, value);
    };
    add("<tr><th scope=\"row\">{}</th><td data-of=\"Source\">{}</td><td data-of=\"As of\">{}</td>",
        html_text(list.name()), html_text(list.source().empty() ? "–" : list.source()),
        list.as_of() == 0 ? "no date" : detail::day_text(list.as_of()));
    number("Age", age.has_value() ? counted(*age, "day") : "unknown");
    number("Requests", with_commas(list.request_count()));
    number("Keys", with_commas(list.key_count()));
    number("Requests matched", with_commas(n_.requests.count(l)));
    number("Rows matched", with_commas(n_.rows_by_list[l]));
    add("</tr>\n");
  }
  add("</tbody>\n</table>\n<p class=\"note\">Age is reckoned on the day that the run stands for. A row may "
      "match on several lists.</p>\n</section>\n");
}

void report_page::chart(std::string_view title, const std::vector<named_count>& bars, std::string_view note,
                        std::size_t shown) {
  shown = bars.size() <= shown + 1 ? bars.size() : shown;
  std::uint64_t most = 0, others = 0;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (i < shown) {
      most = std::max(most, bars[i].count);
    } else {
      others += bars[i].count;
    }
  }
  if (most == 0) return;
  add("<div>\n<h3>{}</h3>\n<table class=\"chart\"><tbody>\n", title);
  for (std::size_t i = 0; i < shown; ++i) {
    const named_count& bar = bars[i];
    add("<tr><th scope=\"row\">{}</th><td><div class=\"rail\">", html_text(bar.name));
    if (bar.count > 0)
      add("<i style=\"width:{:.2f}%\"></i>",
          100 * static_cast<double>(bar.count) / static_cast<double>(most));
    add("</div></td><td class=\"n\">{}</td></tr>\n", with_commas(bar.count));
  }
  if (bars.size() > shown) {
    add("<tr><th scope=\"row\">{} others</th><td></td><td class=\"n\">{}</td></tr>\n", bars.size() - shown,
        with_commas(others));
  }
  add("</tbody></table>\n");
  if (!note.empty()) add("<p class=\"note\">{}</p>\n", note);
  add("</div>\n");
}

void report_page::charts() {
  std::vector<named_count> by_list;
  for (std::size_t l = 0; l < scrub_.lists().size(); ++l) {
    by_list.push_back({std::string(scrub_.lists()[l].name()), n_.rows_by_list[l]});
  }
  const auto types = detail::matches_by_type(n_);
  if (std::none_of(types.begin(), types.end(), [](const auto& t) { return t.count > 0; })) return;
  add("<section>\n<h2>What matched</h2>\n<div class=\"charts\">\n");
  chart("Rows by list", by_list);
  chart("Rows by type of request", detail::in_words(types));
  chart("Rows by kind of match", detail::in_words(detail::matches_by_kind(n_)));
  chart("Cells emptied, by what they held", detail::in_words(detail::blanked_by_kind(n_)),
        "Satellites go with a value: a phone's type, a do-not-call flag, a score. They and ids are "
        "counted whether or not they held something.");
  chart("Cells emptied, by type of request", detail::in_words(detail::blanked_by_type(n_)));
  chart("Rows by state", detail::matches_by_state(n_), "The states that the addresses of matched rows name.",
        12);
  add("</div>\n<p class=\"note\">A row that matches in several ways is counted in each.</p>\n</section>\n");
}

void report_page::policy_section() {
  const policy& rules = scrub_.rules();
  add("<section>\n<h2>The policy, as it was understood</h2>\n<table class=\"facts\"><tbody>\n");
  fact(rules.rules.empty() ? "A match" : "A match that no rule fits", detail::action_words(rules.on_match));
  fact("Matching by", detail::kinds_words(rules.kinds));
  if (!rules.strict.empty()) fact("Strictly", detail::kinds_words(rules.strict));
  fact("Households", rules.household ? "everybody at the address of a request goes"
                                     : "an address alone matches only where it is the request");
  fact("Day it stands for",
       rules.as_of == 0 ? "no day: requests never expire" : detail::day_text(rules.as_of));
  if (!rules.scope.empty()) fact("Scope", detail::scope_words(rules.scope));
  if (rules.minors.has_value()) fact("Minors", detail::minors_words(*rules.minors));
  fact("Oldest list allowed", rules.max_list_age_days.has_value()
                                  ? counted(std::int64_t{*rules.max_list_age_days}, "day")
                                  : "of any age");
  for (const age_limit& limit : rules.age_limits) fact("Oldest list allowed", detail::limit_words(limit));
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    const std::uint64_t rows = i < n_.rows_by_rule.size() ? n_.rows_by_rule[i] : 0;
    fact(fmt::format("Rule {}", i + 1), detail::rule_words(rules.rules[i], rows));
  }
  add("</tbody></table>\n</section>\n");
}

void report_page::columns() {
  add("<section>\n<h2>What the columns hold</h2>\n<p class=\"note\">{}</p>\n<table "
      "class=\"rows\">\n<thead><tr>"
      "<th>Column</th><th>Taken for</th><th class=\"n\">Confidence</th><th>Why</th></tr></thead>\n<tbody>\n",
      facts_.column_map ? "A map said what some or all of them hold."
                        : "Found by the names of the columns and what the first rows hold.");
  for (const cell& c : done_.columns.cells()) {
    add("<tr><th scope=\"row\">{}</th><td data-of=\"Taken for\">{}</td><td class=\"n\" "
        "data-of=\"Confidence\">{:.0f} %</td><td data-of=\"Why\">{}</td></tr>\n",
        html_text(c.path),
        c.role.whose == subject::none
            ? (c.looks_personal ? "<b>not read, and looks personal</b>" : "not read")
            : "<code>" + html_text(to_text(c.role)) + "</code>",
        c.confidence * 100, html_text(c.why));
  }
  add("</tbody>\n</table>\n</section>\n");
}

void report_page::files() {
  add("<section>\n<h2>The run and its files</h2>\n<table class=\"facts\"><tbody>\n");
  fact("Run", fmt::format("<code>{}</code>", html_text(facts_.stamp.id)));
  fact("From, to",
       fmt::format("{} – {}", detail::utc_text(facts_.stamp.started), detail::utc_text(facts_.stamp.ended)));
  fact("Took", fmt::format("{:.1f} s, {} rows a second", facts_.seconds,
                           with_commas(detail::rows_per_second(n_, facts_))));
  std::string versions;
  for (const kind k : {kind::email, kind::phone, kind::person_at, kind::address}) {
    versions += fmt::format("{}{} {}", versions.empty() ? "" : ", ", to_text(k), rules_version(k));
  }
  fact("Made by",
       fmt::format("optout {}; rules versions {}; list format {}", version, versions, list_format::version));
  std::string values;
  for (const named_count& one : detail::in_words(detail::junk_by_kind(n_))) {
    values += fmt::format("{}{} {}", values.empty() ? "" : ", ", one.name, with_commas(one.count));
  }
  fact("Values that name nobody", values);
  fact("Cells that are not UTF-8", with_commas(n_.repaired_cells));
  const std::pair<std::string_view, const std::optional<file_digest>*> all[] = {{"Read", &done_.input},
                                                                                {"Written", &done_.output},
                                                                                {"Audit", &done_.audit},
                                                                                {"Rejects", &done_.rejects}};
  for (const auto& [name, file] : all) {
    if (!file->has_value()) continue;
    fact(name, fmt::format("{}, {} bytes<br><code>sha256 {}</code>", html_text((*file)->name),
                           with_commas((*file)->bytes), (*file)->sha256));
  }
  for (const suppression_list& list : scrub_.lists()) {
    fact("List " + html_text(list.name()), fmt::format("<code>digest {}</code>", list.digest()));
  }
  fact("Report before this", facts_.previous_sha256.empty()
                                 ? "none given"
                                 : fmt::format("run {}<br><code>sha256 {}</code>",
                                               html_text(facts_.previous_run), facts_.previous_sha256));
  add("</tbody></table>\n<p class=\"note\">This page is sealed: <code>optout verify REPORT -l LIST</code> "
      "says "
      "whether any byte of it, or of the files above, was changed, and looks once more for everybody on the "
      "lists.</p>\n</section>\n");
}

std::string report_page::write(std::string_view json) {
  head();
  opening();
  warnings();
  tiles();
  lists();
  charts();
  policy_section();
  columns();
  files();
  add("</main>\n{}{}{}</body>\n</html>\n", detail::script_start, json, detail::script_end);
  return std::move(out_);
}

}  // namespace

absl::StatusOr<std::string> report_html(const scrubber& scrub, const scrub_summary& done,
                                        const report_facts& facts, std::string_view json) {
  return detail::seal(scrub.keys(), report_page(scrub, done, facts).write(json), detail::html_seal);
}

}  // namespace optout
