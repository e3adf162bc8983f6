// What a report says in words. Everything here is HTML: text from outside went through html_text().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/report.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace optout::detail {

// Text for between tags and for attributes in quotes.
std::string html_text(std::string_view text);
// "1,234,567"
std::string with_commas(std::uint64_t count);
// "1 row", "2,000 rows"
std::string counted(std::int64_t count, std::string_view what);
// "2026-08-01 09:30"
std::string minutes_text(std::int64_t seconds_since_1970);
std::uint64_t rows_per_second(const scrub_counts& counts, const report_facts& facts);

// What happened, in one sentence; and in others what that leaves.
std::string headline(const scrubber& scrub, const scrub_counts& counts);
std::string what_else(const scrub_counts& counts, const report_facts& facts);
// What somebody should look at, a sentence each.
std::vector<std::string> warnings(const scrubber& scrub, const scrub_summary& done,
                                  const report_facts& facts);

std::string action_words(action does);
std::string kinds_words(kind_set kinds);
std::string scope_words(const scope_set& scope);
std::string limit_words(const age_limit& limit);
std::string minors_words(const minors_rule& minors);
std::string rule_words(const policy_rule& rule, std::uint64_t rows);

// The same counts under names for people.
std::vector<named_count> in_words(std::vector<named_count> counts);

}  // namespace optout::detail
