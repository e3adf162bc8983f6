// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/io/csv.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/spreadsheet.hpp>
#include <optout/scrub/detect.hpp>
#include <optout/scrub/identify.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace optout {
namespace {

// Requests that are worked on together, so that keys are made in batches.
class request_reader {
 public:
  request_reader(const csv_reader& reader, const request_columns& columns, const keyring& keys,
                 const compile_options& options, list_builder& into)
      : reader_(reader),
        columns_(columns),
        options_(options),
        into_(into),
        batch_(keys),
        for_persons_(columns.consumer.columns, wanted(options, options.household), side::list),
        for_addresses_(columns.consumer.columns, wanted(options, true), side::list) {}

  absl::Status add(const csv_chunk& chunk, compile_summary& summary);

 private:
  static wanted_kinds wanted(const compile_options& options, bool address) {
    wanted_kinds out;
    for (const kind k : {kind::email, kind::phone, kind::person_at, kind::address}) {
      if (options.kinds.contains(k) && (k != kind::address || address)) out.want(k, options.at);
    }
    if (out.has(kind::person_at)) out.want(kind::person_zip, options.at);
    for (const kind k : {kind::phone, kind::person_at}) {
      if (options.strict_keys && out.has(k)) out.want(strict_kind(k), options.at);
    }
    return out;
  }
  absl::StatusOr<request> read(const csv_chunk& chunk, std::size_t row) const;
  absl::StatusOr<day_number> read_day(const csv_chunk& chunk, std::size_t row, request_column column) const;
  std::string_view text(const csv_chunk& chunk, std::size_t row, request_column column) const {
    return columns_[column] == no_cell ? std::string_view{}
                                       : trim(unarmoured(chunk.field(row, columns_[column])));
  }
  absl::Status refuse(const csv_chunk& chunk, std::size_t row, std::string_view what) const {
    return failure(fault::input,
                   fmt::format("{}: row {}: {}", reader_.name(), chunk.first_row() + row, what));
  }

  const csv_reader& reader_;
  const request_columns& columns_;
  const compile_options& options_;
  list_builder& into_;
  key_batch batch_;
  struct pending {
    kind what;
    std::uint32_t request;
  };
  std::vector<pending> pending_;  // what each key of the batch is for
  row_identifier for_persons_, for_addresses_;
};

// Type words as people write them: "Do Not Call", "do-not-call", "DELETE".
std::string plain_word(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == ' ' || c == '-' ? '_' : to_lower(c);
  return out;
}

absl::StatusOr<day_number> request_reader::read_day(const csv_chunk& chunk, std::size_t row,
                                                    request_column column) const {
  const std::string_view value = text(chunk, row, column);
  if (value.empty()) return day_number{0};
  const auto day = parse_date(value);
  if (!day.has_value()) {
    return refuse(chunk, row,
                  fmt::format("column {} is no date (YYYY-MM-DD or MM/DD/YYYY)",
                              request_column_names[static_cast<std::size_t>(column)]));
  }
  return static_cast<day_number>(day->year * 10000 + day->month * 100 + day->day);
}

absl::StatusOr<request> request_reader::read(const csv_chunk& chunk, std::size_t row) const {
  if (chunk.is_ragged(row)) {
    return refuse(chunk, row,
                  fmt::format("has {} fields, the header {}", chunk.fields(row), chunk.columns()));
  }
  request r;
  r.id = text(chunk, row, request_column::request_id);
  if (r.id.empty()) return refuse(chunk, row, "has no request_id");
  if (const std::string type = plain_word(text(chunk, row, request_column::type)); !type.empty()) {
    const auto known = request_type_from_text(type);
    if (!known.has_value()) {
      return refuse(chunk, row, "column type is none of opt_out, delete, do_not_call, restrict, address");
    }
    r.type = *known;
  }
  r.scope = text(chunk, row, request_column::scope);
  r.source = text(chunk, row, request_column::source);
  if (r.source.empty()) r.source = options_.source;
  const auto received = read_day(chunk, row, request_column::received_date);
  if (!received.ok()) return received.status();
  const auto expires = read_day(chunk, row, request_column::expires_date);
  if (!expires.ok()) return expires.status();
  r.received = *received;
  r.expires = *expires;
  return r;
}

absl::Status request_reader::add(const csv_chunk& chunk, compile_summary& summary) {
  const schema& consumer = columns_.consumer.columns;
  std::vector<std::vector<std::string_view>> values(consumer.cells().size());
  std::vector<column_view> columns(values.size());
  for (const std::uint32_t cell : cells_read(consumer)) {
    values[cell].resize(chunk.rows());
    chunk.column(cell, values[cell]);
    columns[cell] = column_view(values[cell]);
  }
  const batch rows{&consumer, columns, chunk.rows()};

  struct sink {
    request_reader& self;
    compile_summary& summary;
    std::uint32_t request;
    bool keyless = true;
    std::uint32_t rounded_cell = no_cell;
    void found(const identifier_place& where, std::string_view form) {
      self.batch_.add(where.what, form);
      self.pending_.push_back({where.what, request});
      keyless = false;
    }
    void junk(const identifier_place&) { ++summary.junk; }
    void rounded(const identifier_place& where) { rounded_cell = std::min(rounded_cell, where.cell); }
    void repaired(std::uint32_t) {}
  };
  batch_.clear();
  pending_.clear();
  for (std::size_t row = 0; row < chunk.rows(); ++row) {
    const auto r = read(chunk, row);
    if (!r.ok()) return r.status();
    sink found{*this, summary, into_.add_request(*r)};
    row_identifier& identifiers = r->type == request_type::address ? for_addresses_ : for_persons_;
    identifiers.walk(rows, row, found);
    if (found.rounded_cell != no_cell) {
      return failure(
          fault::input,
          fmt::format("{}: row {}, column {}: a spreadsheet rounded this number; export the column as text",
                      reader_.name(), chunk.first_row() + row,
                      quoted_column(consumer.cells()[found.rounded_cell].path)));
    }
    summary.capped += identifiers.capped();
    if (found.keyless) summary.keyless.emplace_back(r->id);
  }
  const auto keys = batch_.finish();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    into_.add_key(pending_[i].what, options_.at, keys[i], pending_[i].request);
  }
  summary.requests += chunk.rows();
  summary.keys += keys.size();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<compile_summary> add_requests(const std::string& path, const keyring& keys,
                                             const compile_options& options, list_builder& into) {
  auto reader = csv_reader::open(path);
  if (!reader.ok()) return reader.status();
  csv_chunk chunk;
  absl::StatusOr<bool> more = reader->next(chunk);
  if (!more.ok()) return more.status();
  const auto columns = find_request_columns(*reader, chunk, options.map_file);
  if (!columns.ok()) return columns.status();
  compile_summary summary;
  summary.columns = columns->consumer.columns;
  auto personal = unmapped_personal(summary.columns, reader->name(), options.strict);
  if (!personal.ok()) return personal.status();
  summary.unmapped_personal = *std::move(personal);

  request_reader requests(*reader, *columns, keys, options, into);
  while (*more) {
    if (auto status = requests.add(chunk, summary); !status.ok()) return status;
    more = reader->next(chunk);
    if (!more.ok()) return more.status();
  }
  if (options.strict && !summary.keyless.empty()) {
    return failure(fault::input,
                   fmt::format("{}: {} requests give no key, the first is {} (--strict)", reader->name(),
                               summary.keyless.size(), summary.keyless.front()));
  }
  return summary;
}

}  // namespace optout
