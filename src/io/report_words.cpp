// SPDX-License-Identifier: Apache-2.0
#include "report_words.hpp"

#include "json_text.hpp"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace optout::detail {
namespace {

std::string counted(std::uint64_t count, std::string_view what) {
  return detail::counted(static_cast<std::int64_t>(count), what);
}

// "a, b and c"
std::string joined(const std::vector<std::string>& parts, std::string_view last = " and ") {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? last : ", ";
    out += parts[i];
  }
  return out;
}

std::string escaped_join(const std::vector<std::string>& texts, std::string_view last) {
  std::vector<std::string> parts;
  for (const std::string& text : texts) parts.push_back(html_text(text));
  return joined(parts, last);
}

std::string word_for(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"opt_out", "opt-out"},
      {"delete", "deletion"},
      {"do_not_call", "do not call"},
      {"restrict", "restriction of use"},
      {"minor", "minor, by birth date"},
      {"person_at", "person at an address"},
      {"dob", "date of birth"},
      {"id", "id or hash"},
  };
  for (const auto& [from, to] : words) {
    if (from == name) return std::string(to);
  }
  return std::string(name);
}

std::string days_words(day_number from, day_number until) {
  std::string out;
  if (from != 0) out += " from " + day_text(from);
  if (until != 0) out += " until " + day_text(until);
  return out;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          out += "\xEF\xBF\xBD";
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::string with_commas(std::uint64_t count) {
  std::string out = std::to_string(count);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, 1, ',');
  return out;
}

std::string counted(std::int64_t count, std::string_view what) {
  const std::string number = count < 0 ? "-" + with_commas(static_cast<std::uint64_t>(-count))
                                       : with_commas(static_cast<std::uint64_t>(count));
  return fmt::format("{} {}{}", number, what, count == 1 ? "" : "s");
}

std::string minutes_text(std::int64_t seconds_since_1970) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(seconds_since_1970), absl::UTCTimeZone());
}

std::uint64_t rows_per_second(const scrub_counts& counts, const report_facts& facts) {
  return facts.seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(counts.rows_in) / facts.seconds)
                           : 0;
}

std::string headline(const scrubber& scrub, const scrub_counts& n) {
  std::vector<std::string> parts;
  const auto part = [&](std::uint64_t rows, std::string_view what) {
    if (rows == 0) return;
    const std::string of = parts.empty() ? fmt::format(" of {}", counted(n.rows_in, "row")) : std::string();
    parts.push_back(fmt::format("{}{} {} {}", with_commas(rows), of, rows == 1 ? "was" : "were", what));
  };
  part(n.rows_dropped, "removed");
  part(n.rows_blanked, "redacted");
  part(n.rows_flagged, "marked");
  if (parts.empty()) return fmt::format("Nothing was removed from {}.", counted(n.rows_in, "row"));
  std::string why = counted(requests_matched(scrub, n), "request");
  if (n.rows_by_type[static_cast<std::size_t>(request_type::minor)] > 0) why += " and as minors";
  return fmt::format("{}, for {}.", joined(parts), why);
}

std::string what_else(const scrub_counts& n, const report_facts& facts) {
  std::string out;
  if (facts.dry_run) return "This was a dry run: nothing was written.";
  if (n.rows_blanked > 0)
    out += fmt::format("{} of redacted rows were emptied. ", counted(n.cells_blanked, "cell"));
  if (n.rows_flagged > 0) {
    out += "Marked rows are kept whole, with three columns that say so.";
  } else {
    out += n.rows_blanked > 0 ? "Every other cell passed on byte for byte."
                              : "Every other row that could be read passed on byte for byte.";
  }
  return out;
}

std::vector<std::string> warnings(const scrubber& scrub, const scrub_summary& done,
                                  const report_facts& facts) {
  const scrub_counts& n = done.counts;
  std::vector<std::string> out;
  if (facts.dry_run) out.push_back("A dry run: no clean file was written.");
  for (const std::string& path : done.unmapped_personal) {
    out.push_back(
        fmt::format("Column <code>{}</code> holds what looks like phones or emails, and nobody looked "
                    "for people in it. Map it, or map it to <code>ignore</code>.",
                    html_text(path)));
  }
  if (n.rows_rejected > 0) {
    out.push_back(
        fmt::format("{} could not be decided on and {} set aside{}; nobody looked for people in {}.",
                    counted(n.rows_rejected, "row"), n.rows_rejected == 1 ? "was" : "were",
                    done.rejects.has_value() ? " in " + html_text(done.rejects->name) : "",
                    n.rows_rejected == 1 ? "it" : "them"));
  }
  if (n.rows_rounded > 0) {
    out.push_back(
        fmt::format("{} of them {} a phone or ZIP code that a spreadsheet rounded: export the columns "
                    "as text.",
                    n.rows_rounded, n.rows_rounded == 1 ? "holds" : "hold"));
  }
  for (const suppression_list& list : scrub.lists()) {
    if (list.as_of() == 0) {
      out.push_back(
          fmt::format("List <b>{}</b> has no date: nobody can say how old it is.", html_text(list.name())));
    }
    if (list.keyless_count() > 0) {
      out.push_back(fmt::format("{} of list <b>{}</b> {} no identifier and can match nobody.",
                                counted(list.keyless_count(), "request"), html_text(list.name()),
                                list.keyless_count() == 1 ? "has" : "have"));
    }
  }
  for (std::size_t i = 0; i < scrub.rules().rules.size() && i < n.rows_by_rule.size(); ++i) {
    const policy_rule& rule = scrub.rules().rules[i];
    if (rule.does != action::keep || n.rows_by_rule[i] == 0) continue;
    out.push_back(fmt::format("{} {} a match that rule {} exempts: {}.", counted(n.rows_by_rule[i], "row"),
                              n.rows_by_rule[i] == 1 ? "has" : "have", i + 1, html_text(rule.basis)));
  }
  for (const cell& c : done.columns.cells()) {
    if (c.role.whose == subject::none || c.role.whose == subject::ignored || c.confidence >= 0.6f) continue;
    out.push_back(
        fmt::format("Column <code>{}</code> was taken for <code>{}</code> without much to say for it.",
                    html_text(c.path), html_text(to_text(c.role))));
  }
  if (n.repaired_cells > 0) {
    out.push_back(fmt::format("{} {} not UTF-8; {} repaired for matching, and kept as {}.",
                              counted(n.repaired_cells, "cell"), n.repaired_cells == 1 ? "is" : "are",
                              n.repaired_cells == 1 ? "it was" : "they were",
                              n.repaired_cells == 1 ? "it is" : "they are"));
  }
  return out;
}

std::string action_words(action does) {
  switch (does) {
    case action::keep: return "changes nothing";
    case action::flag: return "marks the row";
    case action::blank_field: return "empties the value that matched, and what belongs to it";
    case action::blank_phones: return "empties the phones of whoever matched";
    case action::blank_address: return "empties the address that matched, and every phone of the row";
    case action::blank_person: return "empties everything about whoever matched; the property stays";
    case action::drop_row: return "removes the row";
  }
  return "?";
}

std::string kinds_words(kind_set kinds) {
  std::vector<std::string> parts;
  for (const kind k : all_kinds) {
    if (kinds.contains(k)) parts.push_back(word_for(to_text(k)));
  }
  return joined(parts);
}

std::string scope_words(const scope_set& scope) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : scope.items()) parts.push_back(html_text(key + " = " + value));
  return joined(parts);
}

std::string limit_words(const age_limit& limit) {
  return fmt::format("{} for {}{}", counted(std::int64_t{limit.days}, "day"),
                     limit.lists.empty() ? "every list" : "list " + escaped_join(limit.lists, " and "),
                     days_words(limit.from, limit.until));
}

std::string minors_words(const minors_rule& minors) {
  std::string out = fmt::format("A person under {} by birth date, where nobody opted in, {}", minors.under,
                                action_words(minors.does));
  if (!minors.basis.empty()) out += ". Basis: " + html_text(minors.basis);
  return out;
}

std::string rule_words(const policy_rule& rule, std::uint64_t rows) {
  std::vector<std::string> when;
  if (!rule.lists.empty()) when.push_back("on list " + escaped_join(rule.lists, " or "));
  if (!rule.types.empty()) {
    std::vector<std::string> types;
    for (const request_type type : all_request_types) {
      if (rule.types.contains(type)) types.push_back(word_for(to_text(type)));
    }
    when.push_back("of type " + joined(types, " or "));
  }
  if (!rule.kinds.empty()) when.push_back("by " + kinds_words(rule.kinds));
  if (!rule.scopes.empty()) when.push_back("where " + scope_words(rule.scopes));
  if (!rule.states.empty()) {
    std::vector<std::string> states = rule.states;
    for (std::string& state : states) {
      for (char& c : state) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    when.push_back("in " + escaped_join(states, " or "));
  }
  const std::string limits = days_words(rule.from, rule.until);
  std::string out = fmt::format("A match{}{}{} {}", when.empty() ? "" : " ", joined(when, ", "), limits,
                                action_words(rule.does));
  if (!rule.basis.empty()) out += ". Basis: " + html_text(rule.basis);
  return out + fmt::format(". <span class=\"soft\">Decided on {}.</span>", counted(rows, "row"));
}

std::vector<named_count> in_words(std::vector<named_count> counts) {
  for (named_count& one : counts) one.name = word_for(one.name);
  return counts;
}

}  // namespace optout::detail
