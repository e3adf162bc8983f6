// Any bytes: head, records and tail are the file again, whatever the size of the chunks, or the same refusal; rows have
// values that lie in their records; and whatever value is looked at, path and person are told.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/json.hpp>
#include <optout/io/json_rows.hpp>
#include <optout/scrub/identify.hpp>
#include <support/fuzz.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace optout;

namespace {

struct json_file_read {
  std::string all = {};
  std::vector<std::string> objects = {}, values = {};
  std::string refused = {};

  friend bool operator==(const json_file_read&, const json_file_read&) = default;
};

// Every value that a scrub would look at, with its path.
void read_values(json_rows& rows, const json_chunk& chunk, json_file_read& got) {
  for (std::size_t first = 0; first < chunk.rows();) {
    const auto count = rows.read(chunk, first, "fuzz");
    if (!count.ok()) {
      got.refused = std::string(count.status().message());
      return;
    }
    OPTOUT_HOLDS(*count >= 1 && first + *count <= chunk.rows());
    const batch values = rows.values();
    OPTOUT_HOLDS(values.rows == *count);
    for (std::size_t row = 0; row < *count; ++row) {
      std::vector<blanked_cell> cells;
      for (const std::uint32_t cell : cells_read(rows.layout())) {
        const std::string_view text = values.columns[cell][row];
        if (text.empty()) continue;
        got.values.push_back(rows.path_of(row, cell) + ' ' + std::string(text));
        cells.push_back({static_cast<std::uint32_t>(row), cell, 0});
      }
      const hit why{static_cast<std::uint32_t>(row), 0, nobody, kind::email, action::blank_person, 0, 0};
      std::vector<json_rows::gone_value> gone;
      if (!cells.empty()) rows.find_gone(row, cells, std::span(&why, 1), gone);
      const std::string_view object = chunk.object(first + row);
      for (const json_rows::gone_value& value : gone) {
        OPTOUT_HOLDS(value.raw.data() >= object.data());
        OPTOUT_HOLDS(value.raw.data() + value.raw.size() <= object.data() + object.size());
      }
    }
    first += *count;
  }
}

json_file_read read_file(std::string_view bytes, std::size_t chunk_bytes) {
  auto reader = json_reader::open(input_file::over(bytes), json_options{.chunk_bytes = chunk_bytes});
  if (!reader.ok()) return {.refused = std::string(reader.status().message())};
  json_file_read got;
  got.all = reader->head();
  const auto paths = json_paths::find(reader->sample(), "fuzz", "");
  std::optional<json_rows> rows;
  if (paths.ok()) rows.emplace(*paths);
  json_chunk chunk;
  for (;;) {
    const auto more = reader->next(chunk);
    if (!more.ok()) return {.refused = std::string(more.status().message())};
    if (!*more) break;
    got.all += chunk.bytes();
    for (std::size_t row = 0; row < chunk.rows(); ++row) got.objects.emplace_back(chunk.object(row));
    if (rows.has_value() && got.refused.empty()) read_values(*rows, chunk, got);
  }
  OPTOUT_HOLDS(got.all == bytes);
  return got;
}

}  // namespace

OPTOUT_FUZZ_TARGET(json) {
  holds_personal_json(input);
  const json_file_read whole = read_file(input, std::size_t{1} << 18);
  for (const std::size_t chunk_bytes : {std::size_t{1}, std::size_t{7}, std::size_t{64}}) {
    OPTOUT_HOLDS(read_file(input, chunk_bytes) == whole);
  }
}
