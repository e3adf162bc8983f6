// SPDX-License-Identifier: Apache-2.0
#include <optout/io/column_map.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/normalize/spreadsheet.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace optout {
namespace {

sample sample_of(const csv_chunk& first) {
  sample out;
  out.rows.resize(std::min(first.rows(), detail::sample_rows));
  for (std::size_t row = 0; row < out.rows.size(); ++row) {
    for (std::size_t c = 0; c < first.fields(row); ++c) {
      out.rows[row].push_back(cell_text(first.field(row, c)));
    }
  }
  return out;
}

absl::StatusOr<column_map> map_of(const csv_reader& reader, const std::string& map_file,
                                  column_map::purpose what) {
  if (map_file.empty()) return column_map();
  auto map = column_map::read(map_file, what);
  if (!map.ok()) return map.status();
  if (auto status = map->check(reader.header()); !status.ok()) return status;
  return map;
}

// The guess that is not sure enough, and the way out: the same guess as a map file to mend.
absl::Status unsure(const absl::Status& why, const std::string& file, const schema& guess) {
  return failure(fault::usage,
                 fmt::format("{}: {}\n\n{}\nname the columns by --map FILE; a file to start from:\n\n{}",
                             file, to_std(why.message()), describe(guess), write_column_map(guess)));
}

// Whether a column is called after what it holds and no more: number, "Phone MD5", email_sha256.
bool is_value_name(std::string_view header, kind what) {
  static constexpr std::string_view names[] = {"number", "value", "digest", "hash",  "hashed",
                                               "md5",    "sha1",  "sha256", "sha512"};
  std::string name;
  for (const char c : header) {
    if (is_alnum(c)) name += to_lower(c);
  }
  std::string_view rest = name;
  if (rest.starts_with(to_text(what))) rest.remove_prefix(to_text(what).size());
  return std::find(std::begin(names), std::end(names), rest) != std::end(names);
}

}  // namespace

absl::StatusOr<schema> find_columns(const csv_reader& reader, const csv_chunk& first,
                                    const std::string& map_file) {
  const auto map = map_of(reader, map_file, column_map::purpose::exports);
  if (!map.ok()) return map.status();
  detected found = detect_schema(reader.header(), sample_of(first), map->known());
  if (auto status = found.status(); !status.ok()) return unsure(status, reader.name(), found.columns);
  return std::move(found.columns);
}

absl::StatusOr<request_columns> find_request_columns(const csv_reader& reader, const csv_chunk& first,
                                                     const std::string& map_file) {
  const auto map = map_of(reader, map_file, column_map::purpose::requests);
  if (!map.ok()) return map.status();
  request_columns found = detect_request_columns(reader.header(), sample_of(first), map->known());
  if (auto status = found.status(); !status.ok()) {
    return unsure(status, reader.name(), found.consumer.columns);
  }
  return found;
}

absl::StatusOr<std::vector<std::uint32_t>> find_value_columns(const csv_reader& reader,
                                                              const csv_chunk& first,
                                                              const std::string& map_file, kind what) {
  const auto map = map_of(reader, map_file, column_map::purpose::exports);
  if (!map.ok()) return map.status();
  const detected found = detect_schema(reader.header(), sample_of(first), map->known());
  const std::vector<cell>& cells = found.columns.cells();
  std::vector<std::uint32_t> out;
  const auto add_where = [&](auto&& is_one) {
    for (std::uint32_t i = 0; i < reader.header().size() && out.size() < 1000; ++i) {
      if (is_one(i)) out.push_back(i);
    }
  };
  const field wanted = what == kind::email ? field::email : field::phone;
  add_where(
      [&](std::uint32_t i) { return cells[i].role.what == wanted && cells[i].role.whose != subject::other; });
  if (!map_file.empty() || !out.empty()) {
    if (out.empty())
      return unsure(failure(fault::usage, "the map names no such column"), reader.name(), found.columns);
    return out;
  }
  add_where([&](std::uint32_t i) { return is_value_name(reader.header()[i], what); });
  if (out.empty() && reader.header().size() == 1) out.push_back(0);
  if (out.empty()) {
    const std::string why = fmt::format("no column is known to hold a value of kind {}", to_text(what));
    return unsure(failure(fault::usage, why), reader.name(), found.columns);
  }
  return out;
}

absl::StatusOr<std::vector<std::string>> unmapped_personal(const schema& columns, const std::string& file,
                                                           bool strict) {
  std::vector<std::string> paths;
  for (const cell& c : columns.cells()) {
    if (c.looks_personal) paths.push_back(c.path);
  }
  if (strict && !paths.empty()) {
    return failure(fault::usage,
                   fmt::format("{}: column {} holds what looks like phones or emails and is mapped to "
                               "nothing; map it, or map it to \"ignore\"",
                               file, quoted_column(paths.front())));
  }
  return paths;
}

}  // namespace optout
