// SPDX-License-Identifier: Apache-2.0
#include "ordered_pipeline.hpp"
#include "request_keyer.hpp"
#include "value_source.hpp"
#include <optout/io/text_encoding.hpp>
#include <optout/io/value_file.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace optout {
namespace {

using detail::value_source;

// The first line with anything in it, in UTF-8; all of `start` if it is longer.
std::string first_line(std::string_view start) {
  std::string text;
  if (const auto encoding = detect_encoding(start); encoding == text_encoding::bytes) {
    text = start;
  } else {
    utf16_decoder(encoding).decode(start, text);
  }
  constexpr std::string_view mark = "\uFEFF";
  std::string_view line = trim(text.starts_with(mark) ? std::string_view(text).substr(mark.size()) : text);
  return std::string(line.substr(0, line.find_first_of("\r\n")));
}

std::vector<std::string> items_of(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= line.size();) {
    const std::size_t to = std::min(line.find_first_of(detail::value_separators, from), line.size());
    out.emplace_back(detail::unquoted(line.substr(from, to - from)));
    from = to + 1;
  }
  return out;
}

// Whether a first line names columns: by words that are known, or by words alone.
bool names_columns(std::string_view line, kind what) {
  const std::vector<std::string> items = items_of(line);
  const auto is_value = [&](const std::string& item) { return detail::is_one_value(item, what); };
  if (line.empty() || std::any_of(items.begin(), items.end(), is_value)) return false;
  return detail::is_header(items) || line.find_first_of("0123456789@") == line.npos;
}

absl::StatusOr<std::unique_ptr<value_source>> open_source(const std::string& path,
                                                          const value_options& options) {
  auto file = byte_source::open(path);
  if (!file.ok()) return file.status();
  constexpr std::size_t start_bytes = std::size_t{64} << 10;
  const auto start = file->peek(start_bytes);
  if (!start.ok()) return start.status();
  const std::string line = first_line(*start);
  if (options.what == kind::phone && line.starts_with('<')) return detail::open_value_xml(*std::move(file));
  if (!options.map_file.empty() || names_columns(line, options.what))
    return detail::open_value_table(*std::move(file), options);
  return detail::open_value_lines(*std::move(file), options);
}

// What all chunks of one file share.
struct shared_by_chunks {
  const std::string& path;
  const value_source& source;
  const schema layout;
  const compile_options keying;
  const keyring& keys;
};

// Some values on their way through the pipeline.
class keyed_chunk {
 public:
  explicit keyed_chunk(const shared_by_chunks& shared)
      : shared_(shared), keyer_(shared.layout, shared.keys, shared.keying) {}

  // What the reader fills.
  detail::value_chunk& begin() {
    chunk_.clear(shared_.source.columns());
    return chunk_;
  }

  // On any thread: splits the values and makes their keys.
  absl::Status work();

  // In order, one at a time; `before` is how many places there are in front.
  absl::Status hand_over(std::uint64_t& before, std::optional<scheme>& how, value_summary& summary,
                         const std::function<absl::Status(std::span<const key>)>& sink);

 private:
  absl::Status refuse(std::uint64_t place, std::string_view what, fault kind_of = fault::input) const {
    return failure(kind_of,
                   fmt::format("{}: {} {}: {}", shared_.path, shared_.source.place(), place + 1, what));
  }

  const shared_by_chunks& shared_;
  detail::value_chunk chunk_;
  detail::request_keyer keyer_;
  std::vector<column_view> views_;
};

absl::Status keyed_chunk::work() {
  shared_.source.split(chunk_);
  views_.clear();
  for (const auto& column : chunk_.columns) views_.emplace_back(column);
  const batch rows{&shared_.layout, views_, chunk_.places.size()};
  keyer_.clear();
  for (std::uint32_t row = 0; row < rows.rows; ++row) {
    const std::uint64_t before = keyer_.junk();
    if (const auto trouble = keyer_.add(rows, row, request_type::opt_out, row); trouble.has_value()) {
      chunk_.trouble = {chunk_.places[row], trouble->what};
      break;
    }
    if (keyer_.junk() != before) chunk_.junk.push_back(chunk_.places[row]);
  }
  keyer_.finish();
  std::sort(chunk_.junk.begin(), chunk_.junk.end());
  return absl::OkStatus();
}

absl::Status keyed_chunk::hand_over(std::uint64_t& before, std::optional<scheme>& how, value_summary& summary,
                                    const std::function<absl::Status(std::span<const key>)>& sink) {
  if (!how.has_value() && !keyer_.held().empty()) how = keyer_.held().front().how;
  for (const auto& held : keyer_.held()) {
    if (held.how == *how) continue;
    return refuse(before + chunk_.places[held.request],
                  fmt::format("a value of scheme {} in a list of scheme {}: compile a list of each",
                              to_text(held.how), to_text(*how)));
  }
  if (chunk_.trouble.has_value())
    return refuse(before + chunk_.trouble->place, chunk_.trouble->what, chunk_.trouble->kind_of);
  summary.values += keyer_.keys().size();
  summary.junk += chunk_.junk.size();
  for (const std::uint32_t place : chunk_.junk) {
    if (summary.places.size() == value_summary::places_kept) break;
    summary.places.push_back(before + place + 1);
  }
  before += chunk_.place_count;
  return sink(keyer_.keys());
}

// The columns as those of one person.
schema layout_of(std::size_t columns, kind what) {
  std::vector<cell> cells(columns);
  for (std::size_t i = 0; i < columns; ++i) {
    cells[i].role = {subject::owner, what == kind::email ? field::email : field::phone, 1,
                     static_cast<std::uint16_t>(i + 1), field::none};
  }
  return schema(std::move(cells));
}

}  // namespace

absl::StatusOr<value_summary> read_values(const std::string& path, const keyring& keys,
                                          const value_options& options, std::optional<scheme>& how,
                                          const std::function<absl::Status(std::span<const key>)>& sink) {
  auto source = open_source(path, options);
  if (!source.ok()) return source.status();
  const std::string name = path == "-" ? "standard input" : path;
  const shared_by_chunks shared{name,
                                **source,
                                layout_of((*source)->columns(), options.what),
                                {.kinds = {options.what}, .hashes = options.hashes},
                                keys};
  std::vector<std::unique_ptr<keyed_chunk>> slots(options.jobs <= 1 ? 1 : options.jobs * 2 + 2);
  for (auto& slot : slots) slot = std::make_unique<keyed_chunk>(shared);
  value_summary summary;
  summary.place = (*source)->place();
  std::uint64_t before = 0;
  detail::ordered_pipeline<std::unique_ptr<keyed_chunk>> pipeline(options.jobs, slots);
  const auto status = pipeline.run([&](auto& slot) { return (*source)->read(slot->begin()); },
                                   [](auto& slot) { return slot->work(); },
                                   [&](auto& slot) { return slot->hand_over(before, how, summary, sink); });
  if (!status.ok()) return status;
  if (summary.values == 0 && (summary.junk > 0 || !(*source)->is_whole()))
    return failure(fault::input, fmt::format("{}: holds no value of kind {}", name, to_text(options.what)));
  if (options.strict && summary.junk > 0) {
    return failure(fault::input,
                   fmt::format("{}: {} {}s hold no value of kind {}, the first is {} (--strict)", name,
                               summary.junk, summary.place, to_text(options.what), summary.places.front()));
  }
  return summary;
}

}  // namespace optout
