// What the steps of the cycle ask of the ledger's tables in the same words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace optout::detail {

// What an item comes to by all that is known: of items `i`, with a match `m` and an exemption `e` joined to them. Only of an
// item that was found can an answer change: amendments look at matches alone.
inline constexpr std::string_view items_joined =
    " FROM item i LEFT JOIN match m ON m.item = i.id LEFT JOIN exemption e ON e.item = i.id ";
inline constexpr std::string_view matches_joined =
    " FROM match m JOIN item i ON i.id = m.item LEFT JOIN exemption e ON e.item = i.id ";
inline constexpr std::string_view status_now =
    "CASE WHEN m.item IS NULL THEN 5 WHEN e.item IS NOT NULL THEN 2 WHEN m.several THEN 4 ELSE 3 END";

// Conditions on items `i`. Those that are outstanding, and of these the ones that nobody looked for to the end; and those
// whose answer is not what they come to now.
inline constexpr std::string_view is_outstanding =
    "i.removed IS NULL AND NOT EXISTS (SELECT 1 FROM status WHERE item = i.id)";
inline constexpr std::string_view is_not_looked_for =
    "i.removed IS NULL AND NOT EXISTS (SELECT 1 FROM status WHERE item = i.id) AND NOT EXISTS (SELECT 1 FROM "
    "match WHERE"
    " item = i.id) AND i.batch > (SELECT coalesce(max(batch), 0) FROM run WHERE partial = 0)";
// NULL, and so no condition, where there was no answer.
inline std::string is_answered_otherwise() {
  return "i.removed IS NULL AND " + std::string(status_now) +
         " <> (SELECT status FROM status WHERE item = i.id ORDER BY response DESC LIMIT 1)";
}

}  // namespace optout::detail
