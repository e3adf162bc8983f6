// Any text in any encoding, its first byte choosing delimiter, chunks and kept rows: fields and records are those of
// the reference parser, the sizes of chunks change nothing, kept rows are the file's own bytes, and written fields read
// back.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compression.hpp>
#include <optout/io/csv.hpp>
#include <optout/io/csv_writer.hpp>
#include <reference/csv.hpp>
#include <reference/text_encoding.hpp>
#include <support/encode.hpp>
#include <support/fuzz.hpp>

#include <string>
#include <vector>

using namespace optout;

namespace {

constexpr std::string_view delimiters = ",\t|;";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct file_read {
  reference::csv_text text = {};  // the header is the first record
  std::string kept = {};
  std::string refused = {};

  friend bool operator==(const file_read&, const file_read&) = default;
};

bool is_kept(std::uint64_t row, unsigned dial) {
  return (row * 7 + dial) % 3 != 0;
}

file_read read_file(std::string_view bytes, unsigned dial, std::size_t chunk_bytes) {
  const csv_options options{.delimiter = delimiters[dial % 4], .chunk_bytes = chunk_bytes};
  auto reader = csv_reader::open(input_file::over(bytes), options);
  if (!reader.ok()) return {.refused = std::string(reader.status().message())};
  file_read got;
  got.text.records.push_back({reader->header(), std::string(reader->header_bytes())});
  std::string all(reader->header_bytes());
  csv_chunk chunk;
  for (;;) {
    const auto more = reader->next(chunk);
    if (!more.ok()) return {.refused = std::string(more.status().message())};
    if (!*more) break;
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      reference::csv_record record{{}, std::string(chunk.record(row))};
      for (std::size_t column = 0; column < chunk.fields(row); ++column) {
        record.fields.emplace_back(chunk.field(row, column));
      }
      got.text.records.push_back(std::move(record));
    }
    got.text.tail += chunk.tail();
    all += chunk.bytes();
    std::vector<std::uint32_t> gone;
    for (std::uint32_t row = 0; row < chunk.rows(); ++row) {
      if (!is_kept(chunk.first_row() + row, dial)) gone.push_back(row);
    }
    std::vector<std::string_view> runs;
    append_kept_runs(runs, chunk, gone);
    for (const std::string_view run : runs) got.kept += run;
  }
  OPTOUT_HOLDS(test::encoded(all, reader->encoding()) == bytes);
  OPTOUT_HOLDS(reader->offset() == bytes.size());
  return got;
}

// What the reference parser makes of it; no records where the file must be refused.
reference::csv_text expected_of(std::string_view bytes, char delimiter) {
  std::string decoded;
  if (const auto in = detect_encoding(bytes); in != text_encoding::bytes) {
    const auto text = reference::read_utf16(bytes, in == text_encoding::utf16_be);
    if (text.damage.has_value()) return {};
    decoded = reference::write_utf8(text.codes);
    bytes = decoded;
  }
  const bool has_mark = bytes.starts_with(byte_order_mark);
  auto expected = reference::read_csv(bytes.substr(has_mark ? byte_order_mark.size() : 0), delimiter);
  if (expected.has_nul || expected.has_open_quote || expected.records.empty() ||
      expected.records[0].bytes[0] == '\r' || expected.records[0].bytes[0] == '\n') {
    return {};
  }
  if (has_mark) expected.records[0].bytes.insert(0, byte_order_mark);
  for (std::string& name : expected.records[0].fields) name = repaired_utf8(name);
  return expected;
}

void require_writes_back(const reference::csv_text& text, char delimiter) {
  std::string written;
  for (const reference::csv_record& record : text.records) {
    const std::vector<std::string_view> fields(record.fields.begin(), record.fields.end());
    append_csv_record(written, fields, delimiter);
  }
  const auto again = reference::read_csv(written, delimiter);
  OPTOUT_HOLDS(again.records.size() == text.records.size());
  for (std::size_t i = 0; i < again.records.size(); ++i) {
    OPTOUT_HOLDS(again.records[i].fields == text.records[i].fields);
  }
}

}  // namespace

OPTOUT_FUZZ_TARGET(csv) {
  if (input.empty()) return;
  const auto dial = static_cast<unsigned char>(input[0]);
  const std::string_view bytes = input.substr(1);
  if (detect_compression(bytes.substr(0, compression_mark_bytes)) != compression::none)
    return;  // byte_source_fuzz
  OPTOUT_HOLDS(delimiters.find(detect_delimiter(bytes)) != delimiters.npos);

  const file_read whole = read_file(bytes, dial, std::size_t{1} << 18);
  for (const std::size_t chunk_bytes : {std::size_t{1}, std::size_t{dial} + 2, std::size_t{64}}) {
    OPTOUT_HOLDS(read_file(bytes, dial, chunk_bytes) == whole);
  }
  const auto expected = expected_of(bytes, delimiters[dial % 4]);
  OPTOUT_HOLDS(whole.refused.empty() == !expected.records.empty());
  OPTOUT_HOLDS(whole.text == expected);
  std::string kept = {};
  for (std::size_t row = 1; row < expected.records.size(); ++row) {
    if (is_kept(row, dial)) kept += expected.records[row].bytes;
  }
  OPTOUT_HOLDS(whole.kept == kept + expected.tail);
  require_writes_back(expected, delimiters[dial % 4]);
}
