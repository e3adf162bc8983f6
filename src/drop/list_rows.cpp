// SPDX-License-Identifier: Apache-2.0
#include "list_rows.hpp"

#include <optout/io/csv.hpp>

#include <absl/strings/ascii.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace optout::detail {
namespace {

constexpr std::array<std::string_view, 3> column_names = {"ID", "Hash", "ListType"};

// The name of a column for a message. A file without a header has data there: only words that are nobody's are shown.
std::string shown_column(const std::string& name) {
  constexpr std::string_view known[] = {"id", "hash", "listtype", "status"};
  const bool is_known =
      std::find(std::begin(known), std::end(known), absl::AsciiStrToLower(name)) != std::end(known);
  return is_known ? name : absl::StrCat("(", name.size(), " bytes)");
}

// The columns that are due come first, each by its exact name, and none of them comes again.
absl::Status check_header(const csv_reader& reader, std::size_t due) {
  const std::span<const std::string> header(reader.header());
  bool good = header.size() >= due && std::equal(header.begin(), header.begin() + due, column_names.begin());
  for (std::size_t i = due; i < header.size(); ++i) {
    good = good && std::find(column_names.begin(), column_names.end(), header[i]) == column_names.end();
  }
  if (good) return absl::OkStatus();
  const auto append = [](std::string* out, const std::string& name) { *out += shown_column(name); };
  return failure(fault::input,
                 absl::StrCat(reader.name(), ": the header is ", absl::StrJoin(header, ",", append),
                              " where it must be ", due == 2 ? "ID,Hash" : "ID,Hash,ListType"));
}

// What is wrong with a row, which becomes `out`; empty if nothing is.
std::string_view read_row(const csv_chunk& chunk, std::size_t row, std::optional<drop_list> list,
                          drop_row& out) {
  if (chunk.is_ragged(row)) return "has not as many fields as the header";
  const auto id = drop_id::from_text(chunk.field(row, 0));
  if (!id.has_value()) return "the ID is not of 12 letters and digits";
  const auto digest = drop_hash_from_text(chunk.field(row, 1));
  if (!digest.has_value()) return "the hash is not Base64 of 32 bytes, in 44 characters";
  if (!list.has_value()) list = drop_list_from_text(chunk.field(row, 2));
  if (!list.has_value()) return "the list type is none of NDZ, Email, Phone, MAID, NameVIN, CTVID";
  out = {*id, *digest, *list};
  return {};
}

}  // namespace

absl::Status read_list_rows(input_file file, std::optional<drop_list> list, const drop_sink& sink) {
  auto reader = csv_reader::open(byte_source::as_it_is(std::move(file)), {.delimiter = ','});
  if (!reader.ok()) return reader.status();
  if (auto status = check_header(*reader, list.has_value() ? 2 : 3); !status.ok()) return status;
  csv_chunk chunk;
  drop_row out;
  for (;;) {
    const auto more = reader->next(chunk);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      if (const std::string_view wrong = read_row(chunk, row, list, out); !wrong.empty()) {
        return failure(fault::input,
                       absl::StrCat(reader->name(), ": row ", chunk.first_row() + row, ": ", to_absl(wrong)));
      }
      if (auto status = sink(out); !status.ok()) return status;
    }
  }
}

}  // namespace optout::detail
