// What both forms of a report share: the seal, days and times, and counts under their names.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/report.hpp>
#include <optout/list/digest_blocks.hpp>

#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace optout::detail {
namespace {

// The words for what cells hold, as a reader counts them.
std::string_view kind_of_value(field what) {
  if (is_name_field(what) || what == field::care_of) return "name";
  if (is_address_field(what)) return "address";
  switch (what) {
    case field::email: return "email";
    case field::phone:
    case field::phone_extension: return "phone";
    case field::dob: return "dob";
    case field::id: return "id";
    default: return "satellite";
  }
}

template <typename Counts>
std::vector<named_count> by_type(const Counts& counts) {
  std::vector<named_count> out;
  for (const request_type type : all_request_types) {
    if (type == request_type::opt_in) continue;
    out.push_back({std::string(to_text(type)), counts[static_cast<std::size_t>(type)]});
  }
  return out;
}

}  // namespace

absl::StatusOr<std::string> seal(const keyring& keys, std::string text, const seal_form& form) {
  const auto tag = keys.report_tag(text);
  if (!tag.ok()) return tag.status();
  text += form.lead;
  text += to_hex(*tag);
  text += form.trail;
  return text;
}

std::string utc_text(std::int64_t seconds_since_1970) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds_since_1970),
                          absl::UTCTimeZone());
}

std::string day_text(day_number day) {
  return day == 0 ? std::string() : fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
}

std::vector<named_count> matches_by_type(const scrub_counts& counts) {
  return by_type(counts.rows_by_type);
}

std::vector<named_count> blanked_by_type(const scrub_counts& counts) {
  return by_type(counts.cells_by_type);
}

std::vector<named_count> matches_by_kind(const scrub_counts& counts) {
  std::vector<named_count> out;
  for (const kind k : {kind::email, kind::phone, kind::person_at, kind::address, kind::dob}) {
    out.push_back({std::string(to_text(k)), counts.rows_by_kind[static_cast<std::size_t>(k)]});
  }
  return out;
}

std::vector<named_count> junk_by_kind(const scrub_counts& counts) {
  std::vector<named_count> out;
  for (const kind k : {kind::email, kind::phone, kind::name, kind::address}) {
    out.push_back({std::string(to_text(k)), counts.junk[static_cast<std::size_t>(k)]});
  }
  return out;
}

std::vector<named_count> matches_by_state(const scrub_counts& counts) {
  std::vector<named_count> out;
  for (std::size_t at = 0; at < scrub_counts::no_state; ++at) {
    if (counts.rows_by_state[at] == 0) continue;
    out.push_back(
        {{static_cast<char>('A' + at / 26), static_cast<char>('A' + at % 26)}, counts.rows_by_state[at]});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const named_count& a, const named_count& b) { return a.count > b.count; });
  if (const std::uint64_t unknown = counts.rows_by_state[scrub_counts::no_state]; unknown > 0) {
    out.push_back({"unknown", unknown});
  }
  return out;
}

std::vector<named_count> blanked_by_kind(const scrub_counts& counts) {
  std::vector<named_count> out;
  for (const char* name : {"name", "email", "phone", "address", "dob", "id", "satellite"}) {
    out.push_back({name, 0});
  }
  for (std::size_t f = 0; f < counts.cells_by_field.size(); ++f) {
    const std::string_view name = kind_of_value(static_cast<field>(f));
    std::find_if(out.begin(), out.end(), [&](const named_count& c) { return c.name == name; })->count +=
        counts.cells_by_field[f];
  }
  return out;
}

std::uint64_t requests_matched(const scrubber& scrub, const scrub_counts& counts) {
  std::uint64_t all = 0;
  for (std::uint32_t l = 0; l < scrub.lists().size(); ++l) all += counts.requests.count(l);
  return all;
}

std::optional<std::int64_t> age_of(const suppression_list& list, const policy& rules,
                                   const report_facts& facts) {
  if (list.as_of() == 0) return std::nullopt;
  const absl::CivilDay day =
      absl::ToCivilDay(absl::FromUnixSeconds(facts.stamp.started), absl::UTCTimeZone());
  const auto started = static_cast<day_number>(day.year() * 10000 + day.month() * 100 + day.day());
  return days_between(list.as_of(), rules.as_of == 0 ? started : rules.as_of);
}

}  // namespace optout::detail
