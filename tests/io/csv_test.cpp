// SPDX-License-Identifier: Apache-2.0
#include <optout/io/csv.hpp>
#include <optout/io/csv_columns.hpp>
#include <reference/csv.hpp>
#include <support/catch.hpp>
#include <support/csv_text.hpp>
#include <support/encode.hpp>
#include <support/temp_folder.hpp>

#include <thread>

using namespace optout;
using optout::reference::read_csv;
using optout::test::csv_text;

namespace {

// What a reader makes of a text: as the reference parser, the header being the first record, or a failure.
absl::StatusOr<reference::csv_text> read_all(std::string_view text, const csv_options& options = {}) {
  auto reader = csv_reader::open(input_file::over(text, "export.csv"), options);
  if (!reader.ok()) return reader.status();
  reference::csv_text all;
  all.records.push_back({reader->header(), std::string(reader->header_bytes())});
  csv_chunk chunk;
  csv_columns columns;
  std::uint64_t row_number = 1;
  std::uint64_t offset = reader->offset();
  REQUIRE(test::encoded(reader->header_bytes(), reader->encoding()) == text.substr(0, offset));
  for (;;) {
    auto more = reader->next(chunk);
    if (!more.ok()) return more.status();
    if (!*more) break;
    REQUIRE((chunk.rows() > 0 || !chunk.tail().empty()));
    REQUIRE(chunk.first_row() == row_number);
    REQUIRE(chunk.offset() == offset);
    REQUIRE(test::encoded(chunk.bytes(), reader->encoding()) == text.substr(offset, chunk.size_in_file()));
    REQUIRE(all.tail.empty());
    columns.view(chunk);
    REQUIRE(columns.views().size() == chunk.columns());
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      reference::csv_record record{{}, std::string(chunk.record(row))};
      for (std::size_t column = 0; column < chunk.fields(row); ++column) {
        const std::string_view value = chunk.field(row, column);
        REQUIRE(chunk.field(row, column).data() == value.data());
        record.fields.emplace_back(value);
      }
      for (std::size_t column = 0; column < chunk.columns(); ++column) {
        REQUIRE(columns.views()[column][row] == chunk.value(row, column));
      }
      REQUIRE(chunk.is_ragged(row) == (record.fields.size() != reader->header().size()));
      all.records.push_back(record);
    }
    all.tail = chunk.tail();
    row_number += chunk.rows();
    offset += chunk.size_in_file();
    REQUIRE(reader->offset() == offset);
  }
  REQUIRE(offset == text.size());
  REQUIRE_FALSE(*reader->next(chunk));
  return all;
}

std::string complaint(std::string_view text, const csv_options& options = {}) {
  const auto read = read_all(text, options);
  if (read.ok()) return "no complaint";
  REQUIRE(fault_of(read.status()) == fault::input);
  return std::string(read.status().message());
}

}  // namespace

TEST_CASE("any text in chunks of any size reads as with the reference parser") {
  csv_text texts(3);
  int accepted = 0;
  for (int round = 0; round < 1500; ++round) {
    const char delimiter = ",\t|;"[round % 4];
    texts.use_line_end(round % 3 == 0 ? "\n" : round % 3 == 1 ? "\r\n" : "\r");
    std::string text = texts.well_formed(1 + texts.below(8), 1 + texts.below(6), delimiter);
    if (round % 5 == 0) text = texts.noise(texts.below(500), delimiter);
    if (round % 2 == 0) text = texts.mutated(text, delimiter);
    auto expected = read_csv(text, delimiter);
    if (!expected.records.empty()) {
      for (std::string& name : expected.records[0].fields) name = repaired_utf8(name);
    }
    const bool has_header = !expected.records.empty() && expected.records[0].bytes[0] != '\n' &&
                            expected.records[0].bytes[0] != '\r';
    for (const std::size_t chunk_bytes : {1, 2, 3, 7, 63, 64, 65, 200, 1 << 20}) {
      INFO("round " << round << ", chunks of " << chunk_bytes);
      const auto got = read_all(text, {.delimiter = delimiter, .chunk_bytes = chunk_bytes});
      REQUIRE(got.ok() == (has_header && !expected.has_open_quote));
      if (got.ok()) REQUIRE(*got == expected);
      accepted += got.ok();
    }
  }
  REQUIRE(accepted > 1000 * 9);
}

TEST_CASE("a column is the fields of its rows, and empty where the row is ragged") {
  const std::string text = "a,b\n1,\"x \"\"y\"\"\"\n2\n3,z,\n,\n";
  auto reader = *csv_reader::open(input_file::over(text));
  csv_chunk chunk;
  REQUIRE(*reader.next(chunk));
  csv_columns columns;
  columns.view(chunk);
  const auto values = [&](std::size_t column) {
    std::vector<std::string_view> out;
    for (std::size_t row = 0; row < chunk.rows(); ++row) out.push_back(columns.views()[column][row]);
    return out;
  };
  REQUIRE(values(1) == std::vector<std::string_view>{"x \"y\"", "", "", ""});
  REQUIRE(values(0) == std::vector<std::string_view>{"1", "", "", ""});
  REQUIRE(chunk.columns() == 2);
  REQUIRE(chunk.raw_field(0, 1) == "\"x \"\"y\"\"\"");
  REQUIRE(chunk.fields(1) == 1);
  REQUIRE(chunk.fields(2) == 3);
}

TEST_CASE("a quote is special at the start of a field and nowhere else") {
  const auto read = *read_all("h\n5\" pipe\n\"a\"b\"c\n\"\"\"\"\n\"\"\nx\"\"y\n \"q\"\n\"a\n\"\"b\"\n");
  std::vector<std::string> values;
  for (const auto& record : read.records) values.push_back(record.fields[0]);
  REQUIRE(values ==
          std::vector<std::string>{"h", "5\" pipe", "ab\"c", "\"", "", "x\"\"y", " \"q\"", "a\n\"b"});
}

TEST_CASE("a byte order mark is part of the header's bytes and of no name") {
  auto reader = *csv_reader::open(input_file::over("\xEF\xBB\xBFname,city\r\nJane,\r\n"));
  REQUIRE(reader.header() == std::vector<std::string>{"name", "city"});
  REQUIRE(reader.header_bytes() == "\xEF\xBB\xBFname,city\r\n");
  csv_chunk chunk;
  REQUIRE(*reader.next(chunk));
  REQUIRE(chunk.offset() == 14);
  REQUIRE(chunk.record(0) == "Jane,\r\n");
}

TEST_CASE("the delimiter is found in the header, and in the next record when in doubt") {
  REQUIRE(detect_delimiter("a,b,c\n1,2,3\n") == ',');
  REQUIRE(detect_delimiter("a\tb\n1,2,3\t4\n") == '\t');
  REQUIRE(detect_delimiter("a|b|c\n") == '|');
  REQUIRE(detect_delimiter("\"a,b,c,d\";e\n1;2\n") == ';');
  REQUIRE(detect_delimiter("Street, No;Name\n1 Main;Jane\n") == ';');
  REQUIRE(detect_delimiter("Street, No;Name\n1 Main,Jane\n") == ',');
  REQUIRE(detect_delimiter("email\na;b\n") == ',');
  REQUIRE(detect_delimiter("a;b;c") == ';');
  REQUIRE(detect_delimiter("") == ',');
}

TEST_CASE("blank lines are rows, except at the end of the file") {
  for (const std::size_t chunk_bytes : {1, 3, 1 << 20}) {
    const auto read = *read_all("a,b\n\n1,2\n\r\n\n", {.chunk_bytes = chunk_bytes});
    REQUIRE(read.records.size() == 3);
    REQUIRE(read.records[1].fields == std::vector<std::string>{""});
    REQUIRE(read.tail == "\r\n\n");
    REQUIRE(read_all("a,b\n\n\n", {.chunk_bytes = chunk_bytes})->tail == "\n\n");
  }
}

TEST_CASE("what is no text, or has no end, is refused with its place, for any size of chunks") {
  using std::string_literals::operator""s;
  const std::string long_record = "a,b\n1,2\n3," + std::string(5000, 'x') + "\n";
  const std::string blank_run = "a,b\n1,2\n" + std::string(5000, '\n') + "1,2\n";
  for (const std::size_t chunk_bytes : {1, 5, 64, 300, 1 << 20}) {
    const csv_options options{.chunk_bytes = chunk_bytes, .max_record_bytes = 4096};
    const auto refused = [&](const std::string& text) { return complaint(text, options); };
    REQUIRE(refused("") == "export.csv: no header: the file is empty");
    REQUIRE(refused("\xEF\xBB\xBF") == "export.csv: no header: the file is empty");
    REQUIRE(refused("\n\n") == "export.csv: no header: the first line is blank");
    REQUIRE(refused("\na,b\n1,2\n") == "export.csv: no header: the first line is blank");
    REQUIRE(refused("\xFF\xFE"s) == "export.csv: no header: the file is empty");
    REQUIRE(refused("a\0,b\n"s).starts_with("export.csv: the header, byte 1: a NUL byte"));
    REQUIRE(refused("\0\0\xFE\xFF\0\0\0a"s).starts_with("export.csv: the header, byte 0: a NUL byte"));
    REQUIRE(refused("\xFF\xFE\0\0a\0\0\0"s) == "export.csv: the header, byte 2: a NUL character");
    REQUIRE(refused("a,b\n1,2\n3,\"\0\"\n"s).starts_with("export.csv: row 2, byte 11: a NUL byte"));
    REQUIRE(refused("\xEF\xBB\xBF"
                    "a,b\n1,2\0"s)
                .starts_with("export.csv: row 1, byte 10: a NUL byte"));
    REQUIRE(refused("a,b\n1,2\n3,\"x\n4,5\n") ==
            "export.csv: row 2, byte 10: a quote that is not closed by the end of the file");
    REQUIRE(refused("\"a,b\n").starts_with("export.csv: the header, byte 0: a quote"));
    REQUIRE(refused(long_record).starts_with("export.csv: row 2, byte 8: a record of more than 4096 bytes"));
    REQUIRE(refused(long_record + "\0"s) == refused(long_record));
    REQUIRE(refused(std::string(long_record).replace(3000, 1, 1, '\0'))
                .starts_with("export.csv: row 2, byte 3000: a NUL"));
    REQUIRE(refused(blank_run) == "export.csv: row 2, byte 8: more than 4096 bytes of blank lines");
  }
}

TEST_CASE("UTF-16 reads as the same text in UTF-8 does, with or without a byte order mark") {
  csv_text texts(5);
  for (int round = 0; round < 200; ++round) {
    std::string text = "id,name\n" + texts.well_formed(1 + texts.below(8), 2, ',') + "1,Zoë 🙂\n\n";
    if (round % 2 == 0) text.insert(0, "\uFEFF");
    for (const std::size_t chunk_bytes : {1, 2, 7, 64, 1 << 20}) {
      const csv_options options{.delimiter = ',', .chunk_bytes = chunk_bytes};
      const auto expected = *read_all(text, options);
      for (const auto in : {text_encoding::utf16_le, text_encoding::utf16_be}) {
        REQUIRE(*read_all(test::encoded(text, in), options) == expected);
      }
    }
  }
}

TEST_CASE("damage in UTF-16 is refused at its row and its byte in the file, for any size of chunks") {
  for (const auto in : {text_encoding::utf16_le, text_encoding::utf16_be}) {
    const bool big = in == text_encoding::utf16_be;
    const std::string start = test::encoded("\uFEFFa,b\né,🙂\n2,\"", in);  // 13 units
    const std::string nul(2, '\0'), high = big ? "\xD8\x3D" : "\x3D\xD8", low = big ? "\xDE\x42" : "\x42\xDE";
    const std::string end = test::encoded("x\"\n3,4\n", in);
    const std::string long_record = test::encoded(std::string(5000, 'x') + "\"\n", in);
    for (const std::size_t chunk_bytes : {1, 5, 64, 300, 1 << 20}) {
      const csv_options options{.chunk_bytes = chunk_bytes, .max_record_bytes = 4096};
      const auto refused = [&](const std::string& text) { return complaint(text, options); };
      CHECK(refused(start + end) == "no complaint");
      CHECK(refused(start + nul + end) == "export.csv: row 2, byte 26: a NUL character");
      for (const std::string& surrogate : {high, low}) {
        CHECK(refused(start + surrogate + end) ==
              "export.csv: row 2, byte 26: an unpaired surrogate (damaged UTF-16)");
      }
      CHECK(refused(start + high) == "export.csv: row 2, byte 26: an unpaired surrogate (damaged UTF-16)");
      CHECK(refused(start + end + "x") ==
            "export.csv: row 4, byte 40: half a character at the end of the file (UTF-16 cut off)");
      CHECK(refused(start) ==
            "export.csv: row 2, byte 24: a quote that is not closed by the end of the file");
      CHECK(
          refused(start + long_record).starts_with("export.csv: row 2, byte 20: a record of more than 4096"));
    }
  }
}

TEST_CASE("names of columns that are not UTF-8 are repaired, and the header's bytes are kept") {
  const auto reader = *csv_reader::open(input_file::over("Pr\xE9nom,\"T\xE9l, \x80\",\xC3\xA9t\xC3\xA9\n"));
  REQUIRE(reader.header() == std::vector<std::string>{"Prénom", "Tél, €", "été"});
  REQUIRE(reader.header_bytes() == "Pr\xE9nom,\"T\xE9l, \x80\",\xC3\xA9t\xC3\xA9\n");
}

TEST_CASE("a record of just the largest size is read, one byte more is refused, whatever the line end") {
  for (const std::string line_end : {"\n", "\r\n", "\r"}) {
    const std::string record = "1," + std::string(200 - 2 - line_end.size(), 'x') + line_end;
    for (const std::size_t chunk_bytes : {1, 50, 199, 200, 201, 1000}) {
      const csv_options exact{.chunk_bytes = chunk_bytes, .max_record_bytes = 200};
      const csv_options less{.chunk_bytes = chunk_bytes, .max_record_bytes = 199};
      REQUIRE(read_all("a,b\n" + record + record, exact)->records.size() == 3);
      REQUIRE(
          complaint("a,b\n1,2\n" + record, less).starts_with("export.csv: row 2, byte 8: a record of more"));
    }
  }
}

TEST_CASE("a chunk can be moved, used on another thread, and filled again in its own memory") {
  csv_text texts(4);
  const std::string text = "h,i,j\n" + texts.well_formed(300, 3, ',');
  auto reader = *csv_reader::open(input_file::over(text), {.chunk_bytes = 1000});
  csv_chunk chunk;
  REQUIRE(*reader.next(chunk));
  const char* memory = chunk.bytes().data();
  std::string seen;
  int chunks = 0;
  do {
    const std::string_view first = chunk.field(0, 1);
    std::thread([&, moved = std::move(chunk)]() mutable {
      if (moved.field(0, 1) == first) seen += moved.bytes();
      chunk = std::move(moved);
    }).join();
    REQUIRE(chunk.bytes().data() == memory);
    ++chunks;
  } while (*reader.next(chunk));
  REQUIRE(seen == text.substr(6));
  REQUIRE(chunks > 8);
}

TEST_CASE("a file, a pipe and memory read alike, and a missing file is named") {
  const test::temp_folder folder;
  const std::string path = folder / "export.csv";
  std::string text = "a|b\n";
  for (int i = 0; i < 50000; ++i) text += std::to_string(i) + "|x\n";
  test::write_file(path, text);
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  std::thread writer([&] { test::write_file(folder / "pipe", text); });
  for (const std::string& name : {path, folder / "pipe"}) {
    auto reader = *csv_reader::open(name, {.chunk_bytes = 10000});
    REQUIRE(reader.delimiter() == '|');
    REQUIRE(reader.name() == name);
    REQUIRE(reader.size() == (name == path ? text.size() : 0));
    std::string seen(reader.header_bytes());
    for (csv_chunk chunk; *reader.next(chunk);) seen += chunk.bytes();
    REQUIRE(seen == text);
  }
  writer.join();
  const auto missing = csv_reader::open(folder / "none");
  REQUIRE_FALSE(missing.ok());
  REQUIRE(fault_of(missing.status()) == fault::io);
  REQUIRE(std::string(missing.status().message()).find(folder / "none") != std::string::npos);
}
