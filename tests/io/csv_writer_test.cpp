// SPDX-License-Identifier: Apache-2.0
#include <optout/io/csv.hpp>
#include <optout/io/csv_writer.hpp>
#include <optout/io/text_encoding.hpp>
#include <support/catch.hpp>
#include <support/csv_text.hpp>

using namespace optout;

TEST_CASE("a field is quoted only where it must be") {
  REQUIRE(csv_escape("plain text", ',') == "plain text");
  REQUIRE(csv_escape("", ',') == "");
  REQUIRE(csv_escape("a,b", ',') == "\"a,b\"");
  REQUIRE(csv_escape("a,b", '|') == "a,b");
  REQUIRE(csv_escape("a|b", '|') == "\"a|b\"");
  REQUIRE(csv_escape("say \"hi\"", ',') == "\"say \"\"hi\"\"\"");
  REQUIRE(csv_escape("a\nb", ',') == "\"a\nb\"");
  REQUIRE(csv_escape("a\rb", ',') == "\"a\rb\"");
}

TEST_CASE("what is written reads back as it was") {
  test::csv_text texts(5);
  for (const char delimiter : {',', '\t', '|', ';'}) {
    for (std::size_t columns : {1, 2, 5}) {
      std::vector<std::vector<std::string>> records;
      std::string text;
      for (int row = 0; row < 200; ++row) {
        auto& record = records.emplace_back();
        for (std::size_t i = 0; i < columns; ++i) record.push_back(texts.noise(texts.below(6), delimiter));
        append_csv_record(text, std::vector<std::string_view>(record.begin(), record.end()), delimiter);
      }
      auto reader = *csv_reader::open(input_file::over(text), {.delimiter = delimiter});
      for (std::size_t i = 0; i < columns; ++i) REQUIRE(reader.header()[i] == repaired_utf8(records[0][i]));
      csv_chunk chunk;
      REQUIRE(*reader.next(chunk));
      REQUIRE(chunk.rows() == 199);
      for (std::size_t row = 0; row < 199; ++row) {
        REQUIRE(chunk.fields(row) == columns);
        for (std::size_t i = 0; i < columns; ++i) REQUIRE(chunk.field(row, i) == records[row + 1][i]);
      }
    }
  }
}

TEST_CASE("kept records come out byte for byte, neighbours in one piece, the tail behind the last") {
  const std::string text = "a,b\n0,x\n1,\"x\ny\"\n2,x\n3,x\n4,x\n\n\n";
  auto reader = *csv_reader::open(input_file::over(text));
  csv_chunk chunk;
  REQUIRE(*reader.next(chunk));
  const auto pieces = [&](std::string_view kept) {
    std::vector<std::uint32_t> gone;
    for (std::uint32_t row = 0; row < 5; ++row) {
      if (kept.find(static_cast<char>('0' + row)) == kept.npos) gone.push_back(row);
    }
    std::vector<std::string_view> runs;
    append_kept_runs(runs, chunk, gone);
    return std::vector<std::string>(runs.begin(), runs.end());
  };
  using list = std::vector<std::string>;
  REQUIRE(pieces("01234") == list{text.substr(4)});
  REQUIRE(pieces("014") == list{"0,x\n1,\"x\ny\"\n", "4,x\n\n\n"});
  REQUIRE(pieces("123") == list{"1,\"x\ny\"\n2,x\n3,x\n", "\n\n"});
  REQUIRE(pieces("") == list{"\n\n"});
}

TEST_CASE("a blanked field is empty, and every other byte of the record stays") {
  const std::string text = "a,b,c\r\n1,\"x, \"\"y\"\"\",z\r\n,\"\",\"q\nr\"";
  auto reader = *csv_reader::open(input_file::over(text));
  csv_chunk chunk;
  REQUIRE(*reader.next(chunk));
  const auto blanked = [&](std::size_t row, std::vector<std::uint32_t> columns) {
    std::string out;
    append_blanked_record(out, chunk, row, columns);
    return out;
  };
  CHECK(blanked(0, {}) == "1,\"x, \"\"y\"\"\",z");
  CHECK(blanked(0, {1}) == "1,,z");
  CHECK(blanked(0, {0, 1, 2}) == ",,");
  CHECK(blanked(1, {0, 1}) == ",,\"q\nr\"");
  CHECK(split_line_end(chunk.record(0)).end == "\r\n");
  CHECK(split_line_end(chunk.record(1)).end.empty());
}

TEST_CASE("a blanked record of one field is no blank line") {
  auto reader = *csv_reader::open(input_file::over("email\na@example.com\n"));
  csv_chunk chunk;
  REQUIRE(*reader.next(chunk));
  std::string out;
  append_blanked_record(out, chunk, 0, std::vector<std::uint32_t>{0});
  CHECK(out == "\"\"");
}
