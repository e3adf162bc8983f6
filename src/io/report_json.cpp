// The report of a run as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "json_text.hpp"
#include <optout/io/report.hpp>
#include <optout/key/rules_version.hpp>
#include <optout/list/digest_blocks.hpp>
#include <optout/version.hpp>

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace optout {
namespace {

using detail::json_writer;

void write_texts(json_writer& out, const std::vector<std::string>& texts) {
  out.open('[', true);
  for (const std::string& text : texts) out.text(text);
  out.close(']');
}

void write_day(json_writer& out, day_number day) {
  day == 0 ? out.raw("null") : out.text(detail::day_text(day));
}

void write_kinds(json_writer& out, kind_set kinds) {
  out.open('[', true);
  for (const kind k : all_kinds) {
    if (kinds.contains(k)) out.text(to_text(k));
  }
  out.close(']');
}

void write_types(json_writer& out, request_type_set types) {
  out.open('[', true);
  for (const request_type type : all_request_types) {
    if (types.contains(type)) out.text(to_text(type));
  }
  out.close(']');
}

void write_scope(json_writer& out, const scope_set& scope) {
  out.open('[', true);
  for (const auto& [key, value] : scope.items()) out.text(key + '=' + value);
  out.close(']');
}

void write_counts(json_writer& out, std::string_view name, const std::vector<detail::named_count>& counts) {
  out.key(name).open('{', true);
  for (const detail::named_count& one : counts) out.key(one.name).number(one.count);
  out.close('}');
}

void write_file(json_writer& out, std::string_view name, const std::optional<file_digest>& file) {
  out.key(name);
  if (!file.has_value()) return out.raw("null");
  out.open('{', true);
  out.key("name").text(file->name);
  out.key("bytes").number(file->bytes);
  out.key("sha256").text(file->sha256);
  out.close('}');
}

void write_run(json_writer& out, const scrub_summary& done, const report_facts& facts) {
  out.key("run").open('{');
  out.key("id").text(facts.stamp.id);
  out.key("started").text(detail::utc_text(facts.stamp.started));
  out.key("ended").text(detail::utc_text(facts.stamp.ended));
  out.key("seconds").raw(fmt::format("{:.3f}", facts.seconds));
  out.key("rows_per_second")
      .raw(fmt::format("{:.0f}",
                       facts.seconds > 0 ? static_cast<double>(done.counts.rows_in) / facts.seconds : 0.0));
  out.key("dry_run").raw(facts.dry_run ? "true" : "false");
  out.key("previous");
  if (facts.previous_sha256.empty()) {
    out.raw("null");
  } else {
    out.open('{', true);
    out.key("run").text(facts.previous_run);
    out.key("sha256").text(facts.previous_sha256);
    out.close('}');
  }
  out.close('}');
}

void write_lists(json_writer& out, const scrubber& scrub, const scrub_counts& counts,
                 const report_facts& facts) {
  out.key("lists").open('[');
  for (std::uint32_t l = 0; l < scrub.lists().size(); ++l) {
    const suppression_list& list = scrub.lists()[l];
    const auto age = detail::age_of(list, scrub.rules(), facts);
    out.open('{');
    out.key("name").text(list.name());
    out.key("source").text(list.source());
    out.key("digest").text(list.digest());
    write_day(out.key("as_of"), list.as_of());
    out.key("age_days").raw(age.has_value() ? std::to_string(*age) : "null");
    out.key("keys").number(list.key_count());
    out.key("requests").number(list.request_count());
    out.key("requests_matched").number(counts.requests.count(l));
    out.key("rows_matched").number(counts.rows_by_list[l]);
    out.close('}');
  }
  out.close(']');
}

void write_rule(json_writer& out, const policy_rule& rule, std::uint64_t rows) {
  out.open('{');
  write_texts(out.key("lists"), rule.lists);
  write_types(out.key("types"), rule.types);
  write_kinds(out.key("kinds"), rule.kinds);
  write_scope(out.key("scope"), rule.scopes);
  write_texts(out.key("states"), rule.states);
  write_day(out.key("from"), rule.from);
  write_day(out.key("until"), rule.until);
  out.key("mode").text(to_text(rule.does));
  out.key("basis").text(rule.basis);
  out.key("rows").number(rows);
  out.close('}');
}

void write_policy(json_writer& out, const policy& rules, const scrub_counts& counts,
                  const report_facts& facts) {
  out.key("policy").open('{');
  out.key("mode").text(to_text(rules.on_match));
  write_kinds(out.key("kinds"), rules.kinds);
  write_kinds(out.key("strict"), rules.strict);
  out.key("household").raw(rules.household ? "true" : "false");
  write_scope(out.key("scope"), rules.scope);
  write_day(out.key("as_of"), rules.as_of);
  out.key("max_list_age_days")
      .raw(rules.max_list_age_days.has_value() ? std::to_string(*rules.max_list_age_days) : "null");
  if (rules.minors.has_value()) {
    out.key("minors").open('{', true);
    out.key("under").number(rules.minors->under);
    out.key("mode").text(to_text(rules.minors->does));
    out.key("basis").text(rules.minors->basis);
    out.close('}');
  } else {
    out.key("minors").raw("null");
  }
  out.key("rules").open('[');
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    write_rule(out, rules.rules[i], i < counts.rows_by_rule.size() ? counts.rows_by_rule[i] : 0);
  }
  out.close(']');
  out.key("list_age").open('[');
  for (const age_limit& limit : rules.age_limits) {
    out.open('{', true);
    write_texts(out.key("lists"), limit.lists);
    write_day(out.key("from"), limit.from);
    write_day(out.key("until"), limit.until);
    out.key("days").number(limit.days);
    out.close('}');
  }
  out.close(']');
  out.key("refuse_unmapped_personal").raw(facts.strict ? "true" : "false");
  out.close('}');
}

void write_columns(json_writer& out, const schema& columns, const report_facts& facts) {
  out.key("column_map").raw(facts.column_map ? "true" : "false");
  out.key("columns").open('[');
  for (const cell& c : columns.cells()) {
    out.open('{', true);
    out.key("path").text(c.path);
    out.key("role").raw(c.role.whose == subject::none ? "null" : detail::json_string(to_text(c.role)));
    out.key("confidence").raw(fmt::format("{:.2f}", c.confidence));
    out.key("why").text(c.why);
    out.key("looks_personal").raw(c.looks_personal ? "true" : "false");
    out.close('}');
  }
  out.close(']');
}

void write_numbers(json_writer& out, const scrubber& scrub, const scrub_counts& counts) {
  out.key("rows").open('{');
  const std::pair<std::string_view, std::uint64_t> rows[] = {
      {"in", counts.rows_in},           {"out", counts.rows_out()},
      {"dropped", counts.rows_dropped}, {"rejected", counts.rows_rejected},
      {"rounded", counts.rows_rounded}, {"blanked", counts.rows_blanked},
      {"flagged", counts.rows_flagged}, {"exempt", counts.rows_exempt}};
  for (const auto& [name, count] : rows) out.key(name).number(count);
  out.close('}');
  out.key("matches").open('{');
  out.key("requests").number(detail::requests_matched(scrub, counts));
  write_counts(out, "rows_by_request_type", detail::matches_by_type(counts));
  write_counts(out, "rows_by_kind", detail::matches_by_kind(counts));
  write_counts(out, "rows_by_state", detail::matches_by_state(counts));
  out.close('}');
  out.key("cells").open('{');
  out.key("blanked").number(counts.cells_blanked);
  write_counts(out, "blanked_by_kind", detail::blanked_by_kind(counts));
  write_counts(out, "blanked_by_request_type", detail::blanked_by_type(counts));
  out.key("not_utf8").number(counts.repaired_cells);
  write_counts(out, "junk_by_kind", detail::junk_by_kind(counts));
  out.close('}');
}

}  // namespace

absl::StatusOr<std::string> report_json(const scrubber& scrub, const scrub_summary& done,
                                        const report_facts& facts) {
  json_writer out;
  out.open('{');
  out.key("report").number(report_version);
  out.key("optout").text(version);
  out.key("secret").text(to_hex(scrub.keys().id()));
  write_run(out, done, facts);
  write_numbers(out, scrub, done.counts);
  if (done.canary_rows.has_value()) {
    out.key("canaries").open('{', true);
    out.key("rows_found").number(*done.canary_rows);
    out.key("rows_removed").number(done.canary_rows_removed);
    out.close('}');
  } else {
    out.key("canaries").raw("null");
  }
  write_lists(out, scrub, done.counts, facts);
  write_policy(out, scrub.rules(), done.counts, facts);
  write_columns(out, done.columns, facts);
  out.key("rules_versions").open('{', true);
  for (const kind k : all_kinds) {
    if (!is_hashed_only(k)) out.key(to_text(k)).number(rules_version(k));
  }
  out.close('}');
  out.key("list_format").number(list_format::version);
  out.key("files").open('{');
  write_file(out, "input", done.input);
  write_file(out, "output", done.output);
  write_file(out, "audit", done.audit);
  write_file(out, "rejects", done.rejects);
  out.close('}');
  return detail::seal(scrub.keys(), out.take(), detail::json_seal);
}

}  // namespace optout
