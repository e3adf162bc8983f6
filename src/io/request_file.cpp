// SPDX-License-Identifier: Apache-2.0
#include "ordered_pipeline.hpp"
#include "request_keyer.hpp"
#include <optout/io/csv.hpp>
#include <optout/io/csv_columns.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/io/request_file.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/word_table.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {
namespace {

// What all chunks of one file share.
struct request_source {
  const std::string name;
  const request_columns columns;
  const keyring& keys;
  const compile_options& options;
};

// Some requests on their way through the pipeline, with the memory that each stage reuses.
class request_chunk {
 public:
  explicit request_chunk(const request_source& source)
      : source_(source), keyer_(consumer(), source.keys, source.options) {}

  // What the reader fills.
  csv_chunk& text() noexcept { return chunk_; }

  // On any thread: reads the requests and makes their keys.
  absl::Status work();

  // In order, one at a time.
  absl::Status hand_over(const std::function<absl::Status(const requests_read&)>& receive,
                         compile_summary& summary);

 private:
  const schema& consumer() const noexcept { return source_.columns.consumer.columns; }
  absl::Status read(std::size_t row, request& out);
  std::string_view text(std::size_t row, request_column column) const {
    return trim(value_at(rows_, row, source_.columns[column]));
  }
  absl::Status refuse(std::size_t row, std::string_view what) const {
    return failure(fault::input, fmt::format("{}: row {}: {}", source_.name, chunk_.first_row() + row, what));
  }

  const request_source& source_;
  csv_chunk chunk_;
  detail::request_keyer keyer_;
  csv_columns values_;
  batch rows_;  // of values_
  struct {
    std::string_view text = {};
    request_type means = {};
  } last_type_;                         // most rows have the one before
  std::vector<request> requests_;       // views of the chunk
  std::vector<char> has_key_;           // of each
  std::vector<std::uint32_t> keyless_;  // of requests_
};

// A type as people write it: "Do Not Call", "do-not-call", "DELETE".
std::optional<request_type> read_type(std::string_view text) {
  fixed_text<16> word;  // longer than any
  for (const char c : text) word.push_back(c == ' ' || c == '-' ? '_' : to_lower(c));
  return request_type_from_text(word.view());
}

absl::Status request_chunk::read(std::size_t row, request& out) {
  if (chunk_.is_ragged(row)) {
    return refuse(row, fmt::format("has {} fields, the header {}", chunk_.fields(row), chunk_.columns()));
  }
  out.id = text(row, request_column::request_id);
  if (out.id.empty()) return refuse(row, "has no request_id");
  if (const std::string_view type = text(row, request_column::type); !type.empty()) {
    if (!same_word(type, last_type_.text)) {
      const auto known = read_type(type);
      if (!known.has_value()) {
        return refuse(row, "column type is none of opt_out, delete, do_not_call, restrict, address");
      }
      last_type_ = {type, *known};
    }
    out.type = last_type_.means;
  }
  out.scope = text(row, request_column::scope);
  out.source = text(row, request_column::source);
  if (out.source.empty()) out.source = source_.options.source;
  for (const auto& [column, day] : {std::pair(request_column::received_date, &out.received),
                                    std::pair(request_column::expires_date, &out.expires)}) {
    const std::string_view value = text(row, column);
    if (value.empty()) continue;
    const auto date = parse_date(value);
    if (!date.has_value()) {
      return refuse(row, fmt::format("column {} is no date (YYYY-MM-DD or MM/DD/YYYY)",
                                     request_column_names[static_cast<std::size_t>(column)]));
    }
    *day = static_cast<day_number>(date->year * 10000 + date->month * 100 + date->day);
  }
  return absl::OkStatus();
}

absl::Status request_chunk::work() {
  values_.view(chunk_);
  rows_ = values_.rows(consumer());
  keyer_.clear();
  last_type_ = {};
  requests_.clear();
  keyless_.clear();
  absl::Status status;
  for (std::uint32_t row = 0; row < chunk_.rows() && status.ok(); ++row) {
    status = read(row, requests_.emplace_back());
    if (!status.ok()) rows_.rows = row;  // what is wrong before comes first
  }
  const auto type_of = [&](std::uint32_t row) { return requests_[row].type; };
  std::uint32_t row = 0;
  if (const auto trouble = keyer_.add_all(rows_, type_of, row); trouble.has_value()) {
    return failure(fault::input,
                   fmt::format("{}: row {}, column {}: {}", source_.name, chunk_.first_row() + row,
                               quoted_column(consumer().cells()[trouble->cell].path), trouble->what));
  }
  if (!status.ok()) return status;
  has_key_.assign(requests_.size(), false);
  for (const auto& held : keyer_.held()) has_key_[held.request] = true;
  for (std::uint32_t i = 0; i < has_key_.size(); ++i) {
    if (!has_key_[i]) keyless_.push_back(i);
  }
  keyer_.finish();
  return absl::OkStatus();
}

absl::Status request_chunk::hand_over(const std::function<absl::Status(const requests_read&)>& receive,
                                      compile_summary& summary) {
  for (const std::uint32_t i : keyless_) summary.keyless.emplace_back(requests_[i].id);
  summary.requests += requests_.size();
  summary.keys += keyer_.keys().size();
  summary.junk += keyer_.junk();
  summary.capped += keyer_.capped();
  return receive({requests_, keyer_.keys(), keyer_.held(), rows_});
}

}  // namespace

absl::StatusOr<compile_summary> read_requests(const std::string& path, const keyring& keys,
                                              const compile_options& options,
                                              const std::function<void(std::uint64_t)>& expected,
                                              const std::function<absl::Status(const requests_read&)>& sink) {
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

  if (chunk.rows() > 0) expected(reader->size() / (chunk.size_in_file() / chunk.rows()));
  const request_source source{reader->name(), *columns, keys, options};
  std::vector<std::unique_ptr<request_chunk>> slots(options.jobs <= 1 ? 1 : options.jobs * 2 + 2);
  for (auto& slot : slots) slot = std::make_unique<request_chunk>(source);
  detail::ordered_pipeline<std::unique_ptr<request_chunk>> pipeline(options.jobs, slots);
  const auto status = pipeline.run(
      [&, first = *more](auto& slot) mutable -> absl::StatusOr<bool> {
        if (!std::exchange(first, false)) return reader->next(slot->text());
        slot->text() = std::move(chunk);
        return true;
      },
      [](auto& slot) { return slot->work(); }, [&](auto& slot) { return slot->hand_over(sink, summary); });
  if (!status.ok()) return status;
  if (options.strict && !summary.keyless.empty()) {
    return failure(fault::input,
                   fmt::format("{}: {} requests give no key, the first is {} (--strict)", reader->name(),
                               summary.keyless.size(), summary.keyless.front()));
  }
  return summary;
}

}  // namespace optout
