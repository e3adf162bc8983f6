// SPDX-License-Identifier: Apache-2.0
#include "../ledger/database.hpp"
#include <optout/drop/cycle.hpp>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>

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
  auto batches = db.prepare(
      "SELECT s.name, b.day, b.at, b.items, b.removals, (SELECT count(*) FROM item i WHERE i.batch = b.id "
      "AND i.removed IS"
      " NULL AND NOT EXISTS (SELECT 1 FROM status WHERE item = i.id)) FROM batch b JOIN source s ON s.id = "
      "b.source"
      " WHERE s.name LIKE 'drop:%' ORDER BY b.id");
  if (!batches.ok()) return batches.status();
  for (;;) {
    const auto row = batches->step();
    if (!row.ok()) return row.status();
    if (!*row) break;
    out.broker = batches->text(0).substr(5);
    const auto received = absl::ToCivilDay(absl::FromUnixSeconds(batches->number(2)), absl::UTCTimeZone());
    out.batches.push_back({static_cast<std::uint32_t>(batches->number(1)), number(received),
                           static_cast<std::uint64_t>(batches->number(3)),
                           static_cast<std::uint64_t>(batches->number(4)),
                           static_cast<std::uint64_t>(batches->number(5))});
    out.outstanding += out.batches.back().outstanding;
  }
  const auto count = [&](std::uint64_t& to, const char* sql) {
    const auto found = db.number(sql);
    if (found.ok()) to = static_cast<std::uint64_t>(*found);
    return found.status();
  };
  absl::Status status = count(out.items, "SELECT count(*) FROM item");
  if (status.ok()) status = count(out.removed, "SELECT count(*) FROM item WHERE removed IS NOT NULL");
  if (status.ok()) status = count(out.found, "SELECT count(*) FROM match");
  if (status.ok()) {
    status = count(out.unmatched,
                   "SELECT count(*) FROM item i WHERE i.removed IS NULL AND NOT EXISTS (SELECT 1 FROM status "
                   "WHERE item ="
                   " i.id) AND i.batch > (SELECT coalesce(max(batch), 0) FROM run WHERE partial = 0)");
  }
  if (status.ok()) {
    status = count(
        out.to_amend,
        "SELECT count(*) FROM match m JOIN item i ON i.id = m.item LEFT JOIN exemption e ON e.item = i.id"
        " WHERE i.removed IS NULL AND CASE WHEN e.item IS NOT NULL THEN 2 WHEN m.several THEN 4 ELSE 3 END <>"
        " (SELECT s.status FROM status s WHERE s.item = i.id ORDER BY s.response DESC LIMIT 1)");
  }
  if (!status.ok()) return status;
  auto by_status = db.prepare(
      "SELECT status, count(*) FROM status s WHERE NOT EXISTS (SELECT 1 FROM status l WHERE l.item = s.item "
      "AND l.response"
      " > s.response) GROUP BY status");
  if (!by_status.ok()) return by_status.status();
  for (;;) {
    const auto row = by_status->step();
    if (!row.ok()) return row.status();
    if (!*row) break;
    if (by_status->number(0) < 6)
      out.by_status[static_cast<std::size_t>(by_status->number(0))] =
          static_cast<std::uint64_t>(by_status->number(1));
  }
  if (!out.batches.empty()) {
    out.last_access = out.batches.back().received;
    // That there was nothing new is an access, too.
    const auto looked = db.number("SELECT coalesce(max(at), 0) FROM log WHERE what = 'drop access'");
    if (!looked.ok()) return looked.status();
    if (*looked > 0) {
      const auto day = absl::ToCivilDay(absl::FromUnixSeconds(*looked), absl::UTCTimeZone());
      out.last_access = std::max(out.last_access, number(day));
    }
    out.due = drop_due(out.last_access);
  }
  return out;
}

}  // namespace optout
