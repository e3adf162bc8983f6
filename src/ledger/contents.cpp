// What a ledger holds: as a list, as text, and whether it is sound.
// SPDX-License-Identifier: Apache-2.0
#include "keys.hpp"
#include <optout/io/csv_writer.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/key/sealer.hpp>
#include <optout/ledger/ledger.hpp>

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

namespace optout {
namespace {

using detail::statement;

std::string day_text(std::int64_t day) {
  return day == 0 ? "" : fmt::format("{:04}-{:02}-{:02}", day / 10000, day / 100 % 100, day % 100);
}

std::string csv_field(std::string_view text) {
  std::string out;
  append_csv_field(out, text, ',');
  return out;
}

kind kind_of(const statement& row, int column) {
  return static_cast<kind>(row.number(column));
}
scheme scheme_of(const statement& row, int column) {
  return static_cast<scheme>(row.number(column));
}

}  // namespace

absl::Status ledger::add_to(list_builder& into) const {
  if (auto status = check_rules(); !status.ok()) return status;
  std::uint32_t ordinal = 0;
  std::string source, id;
  // Requests in order, each followed by its keys.
  absl::Status status = tables_->for_each_row(
      "SELECT s.name, r.id, r.type, r.scope, r.received, r.expires, k.kind, k.scheme, k.key FROM request r"
      " JOIN source s ON s.id = r.source LEFT JOIN request_key k ON k.source = r.source AND k.request = r.id"
      " ORDER BY r.source, r.id",
      [&](const statement& row) {
        if (row.text(0) != source || row.text(1) != id) {
          source = row.text(0);
          id = row.text(1);
          ordinal = into.add_request({id, static_cast<request_type>(row.number(2)), source, row.text(3),
                                      static_cast<day_number>(row.number(4)),
                                      static_cast<day_number>(row.number(5))});
        }
        if (row.is_null(6)) return absl::OkStatus();
        const scheme how = scheme_of(row, 7);
        const level at = how == scheme::canonical ? options_.at : level::standard;
        into.add_key(kind_of(row, 6), at, detail::key_from(row.text(8)), ordinal, how);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return tables_->for_each_row(
      "SELECT s.name, i.id, b.day, i.kind, i.scheme, i.key FROM item i JOIN batch b ON b.id = i.batch"
      " JOIN source s ON s.id = b.source WHERE i.removed IS NULL ORDER BY i.id",
      [&](const statement& row) {
        const std::uint32_t item = into.add_request({row.text(1),
                                                     request_type::delete_data,
                                                     row.text(0),
                                                     {},
                                                     static_cast<day_number>(row.number(2)),
                                                     0});
        into.add_key(kind_of(row, 3), level::standard, detail::key_from(row.text(5)), item,
                     scheme_of(row, 4));
        return absl::OkStatus();
      });
}

absl::Status ledger::export_to(text_file& out) const {
  absl::Status status = out.write("source,id,type,list,received,expires,state,status,status_date,basis\n");
  if (!status.ok()) return status;
  status = tables_->for_each_row(
      "SELECT s.name, r.id, r.type, r.received, r.expires FROM request r JOIN source s ON"
      " s.id = r.source ORDER BY s.name, r.id",
      [&](const statement& row) {
        return out.write(fmt::format("{},{},{},,{},{},held,,,\n", csv_field(row.text(0)),
                                     csv_field(row.text(1)),
                                     to_text(static_cast<request_type>(row.number(2))),
                                     day_text(row.number(3)), day_text(row.number(4))));
      });
  if (!status.ok()) return status;
  return tables_->for_each_row(
      "SELECT s.name, i.id, i.kind, i.scheme, b.day, i.removed, x.status, x.at, e.basis FROM item i"
      " JOIN batch b ON b.id = i.batch JOIN source s ON s.id = b.source LEFT JOIN exemption e ON e.item = "
      "i.id"
      " LEFT JOIN (SELECT item, status, max(response), (SELECT at FROM response WHERE id = response) AS at "
      "FROM status"
      " GROUP BY item) x ON x.item = i.id ORDER BY s.name, i.id",
      [&](const statement& row) {
        const auto answered = absl::FromUnixSeconds(row.number(7));
        const std::string date =
            row.is_null(7) ? "" : absl::FormatTime("%Y-%m-%d", answered, absl::UTCTimeZone());
        return out.write(fmt::format("{},{},{},{}:{},{},,{},{},{},{}\n", csv_field(row.text(0)), row.text(1),
                                     "delete", to_text(scheme_of(row, 3)), to_text(kind_of(row, 2)),
                                     day_text(row.number(4)), row.is_null(5) ? "held" : "removed",
                                     row.text(6), date, csv_field(row.text(8))));
      });
}

absl::StatusOr<std::uint64_t> ledger::verify() const {
  if (auto status = detail::check_structure(*tables_); !status.ok()) return status;
  if (auto status = check_rules(); !status.ok()) return status;
  absl::Status status = tables_->for_each_row("PRAGMA foreign_key_check", [&](const statement& row) {
    return failure(fault::self_check,
                   fmt::format("{}: a row of table {} points to nothing", path(), row.text(0)));
  });
  if (!status.ok()) return status;
  std::uint64_t opened = 0;
  sealer seal(keys_);
  key_batch batch(keys_);
  status = tables_->for_each_row(
      "SELECT id, kind, scheme, key, original FROM item WHERE original IS NOT NULL",
      [&](const statement& row) {
        const auto digest = seal.open(row.text(4), detail::item_place(row.text(0)));
        batch.clear();
        if (digest.ok()) batch.add(kind_of(row, 1), *digest, scheme_of(row, 2));
        if (!digest.ok() || batch.finish()[0] != detail::key_from(row.text(3))) {
          return failure(fault::self_check, fmt::format("{}: item {}: its original does not lead to its key",
                                                        path(), row.text(0)));
        }
        ++opened;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  auto keys_of =
      tables_->prepare("SELECT kind, scheme, key FROM request_key WHERE source = ? AND request = ?");
  if (!keys_of.ok()) return keys_of.status();
  status = tables_->for_each_row(
      "SELECT s.name, r.id, r.original, r.type, r.source FROM request r JOIN source s ON s.id = r.source"
      " WHERE r.original IS NOT NULL",
      [&](const statement& row) -> absl::Status {
        const request r{row.text(1), static_cast<request_type>(row.number(3))};
        const auto text = seal.open(row.text(2), detail::request_place(row.text(0), r.id));
        if (!text.ok())
          return failure(fault::self_check,
                         fmt::format("{}: request {}: its original does not open", path(), r.id));
        const auto expected = detail::keys_of_original(*this, keys_, r, *text);
        if (!expected.ok()) return expected.status();
        std::set<detail::stored_key> stored;
        keys_of->bind(0, row.number(4)).bind(1, r.id);
        absl::Status read = detail::for_each_row(*keys_of, [&](const statement& one) {
          stored.emplace(one.number(0), one.number(1), one.text(2));
          return absl::OkStatus();
        });
        if (!read.ok()) return read;
        if (stored != *expected) {
          return failure(fault::self_check,
                         fmt::format("{}: request {}: its original does not lead to its keys", path(), r.id));
        }
        ++opened;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return opened;
}

}  // namespace optout
