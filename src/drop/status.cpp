// SPDX-License-Identifier: Apache-2.0
#include "../ledger/database.hpp"
#include "../ledger/keys.hpp"
#include "queries.hpp"
#include <optout/drop/cycle.hpp>

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace optout {
namespace {

// Civil Code 1798.99.86(c), and as amended by AB 883 (Stats. 2026, ch. 507).
constexpr struct {
  day_number from;
  int days;
} periods[] = {{20260801, 45}, {20270101, 30}};

absl::CivilDay civil(day_number day) {
  return absl::CivilDay(static_cast<int>(day / 10000), static_cast<int>(day / 100 % 100),
                        static_cast<int>(day % 100));
}
day_number number(absl::CivilDay day) {
  return static_cast<day_number>(day.year() * 10000 + day.month() * 100 + day.day());
}
day_number day_of(std::int64_t seconds) {
  return number(absl::ToCivilDay(absl::FromUnixSeconds(seconds), absl::UTCTimeZone()));
}

}  // namespace

// What began under the longer period ends with the shorter one as soon as that holds.
day_number drop_due(day_number from) {
  absl::CivilDay due = civil(from) + periods[0].days;
  for (const auto& period : periods)
    due = std::min(due, std::max(civil(from) + period.days, civil(period.from)));
  return number(due);
}

absl::StatusOr<drop_cycle_status> status_of_drop(const ledger& book) {
  const detail::database& db = book.tables();
  drop_cycle_status out;
  absl::Status status = db.for_each_row(
      absl::StrCat(
          "SELECT s.name, b.day, b.at, b.items, b.removals, (SELECT count(*) FROM item i WHERE i.batch = "
          "b.id AND ",
          to_absl(detail::is_outstanding),
          ") FROM batch b JOIN source s ON s.id = b.source WHERE s.name LIKE 'drop:%' ORDER BY b.id"),
      [&](const detail::statement& row) {
        out.broker = row.text(0).substr(detail::drop_source.size());
        out.batches.push_back({static_cast<std::uint32_t>(row.number(1)), day_of(row.number(2)),
                               static_cast<std::uint64_t>(row.number(3)),
                               static_cast<std::uint64_t>(row.number(4)),
                               static_cast<std::uint64_t>(row.number(5))});
        out.outstanding += out.batches.back().outstanding;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  const auto count = [&](std::uint64_t& to, const std::string& sql) {
    const auto found = db.number(sql);
    if (found.ok()) to = static_cast<std::uint64_t>(*found);
    return found.status();
  };
  const auto items = [](std::string_view from, std::string_view where) {
    return absl::StrCat("SELECT count(*) ", to_absl(from), " WHERE ", to_absl(where));
  };
  status = count(out.items, "SELECT count(*) FROM item");
  if (status.ok()) status = count(out.removed, "SELECT count(*) FROM item WHERE removed IS NOT NULL");
  if (status.ok()) status = count(out.found, "SELECT count(*) FROM match");
  if (status.ok()) status = count(out.unmatched, items("FROM item i", detail::is_not_looked_for));
  if (status.ok())
    status = count(out.to_amend, items(detail::matches_joined, detail::is_answered_otherwise()));
  if (!status.ok()) return status;
  status = db.for_each_row(
      "SELECT status, count(*) FROM status s WHERE NOT EXISTS (SELECT 1 FROM status l WHERE l.item = s.item "
      "AND l.response"
      " > s.response) GROUP BY status",
      [&](const detail::statement& row) {
        out.by_status.at(static_cast<std::size_t>(row.number(0))) = static_cast<std::uint64_t>(row.number(1));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  if (out.batches.empty()) return out;
  // That there was nothing new is an access, too.
  const auto looked = db.number("SELECT coalesce(max(at), 0) FROM log WHERE what = 'drop access'");
  if (!looked.ok()) return looked.status();
  out.last_access = std::max(out.batches.back().received, *looked == 0 ? 0 : day_of(*looked));
  out.due = drop_due(out.last_access);
  return out;
}

}  // namespace optout
