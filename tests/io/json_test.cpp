// The reader of JSON: shapes, chunks, and what is refused where.
// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include <optout/io/json.hpp>
#include <optout/io/json_rows.hpp>

#include <string>
#include <vector>

using namespace optout;

namespace {

struct text_read {
  std::string head, tail;
  std::vector<std::string> objects;
  std::string joined;  // all bytes again
  json_reader::shape shape = json_reader::shape::lines;
  std::string error;
};

text_read read_all(std::string_view text, std::size_t chunk_bytes, const std::string& name = "rows.json",
                   std::size_t most = std::size_t{16} << 20) {
  text_read out;
  auto reader = json_reader::open(input_file::over(text, name), {chunk_bytes, most});
  if (!reader.ok()) {
    out.error = std::string(reader.status().message());
    return out;
  }
  out.head = out.joined = std::string(reader->head());
  out.shape = reader->records();
  json_chunk chunk;
  for (;;) {
    const auto more = reader->next(chunk);
    if (!more.ok()) {
      out.error = std::string(more.status().message());
      CHECK(fault_of(more.status()) == fault::input);
      return out;
    }
    if (!*more) return out;
    CHECK(chunk.first_row() == out.objects.size() + 1);
    CHECK(chunk.offset() == out.joined.size());
    for (std::size_t row = 0; row < chunk.rows(); ++row) out.objects.emplace_back(chunk.object(row));
    out.tail += chunk.tail();
    out.joined += chunk.bytes();
  }
}

// Reads with many sizes of chunks, which must not matter.
text_read read(std::string_view text, const std::string& name = "rows.json",
               std::size_t most = std::size_t{16} << 20) {
  const text_read first = read_all(text, std::size_t{256} << 10, name, most);
  for (const std::size_t bytes : {1, 2, 3, 7, 16, 64, 100}) {
    const text_read again = read_all(text, bytes, name, most);
    CHECK(again.objects == first.objects);
    CHECK(again.error == first.error);
    CHECK(again.tail == first.tail);
    CHECK(again.joined == first.joined);
  }
  if (first.error.empty()) CHECK(first.joined == text);
  return first;
}

}  // namespace

TEST_CASE("objects one behind the other are rows") {
  const text_read got = read("\xEF\xBB\xBF{\"a\":1}\n\n {\"a\":\"}\\\"{\"} \r\n{\"a\":[{}]}");
  CHECK(got.error.empty());
  CHECK(got.shape == json_reader::shape::lines);
  CHECK(got.objects == std::vector<std::string>{R"({"a":1})", R"({"a":"}\"{"})", R"({"a":[{}]})"});
  CHECK(read("", "rows.ndjson").objects.empty());
  CHECK(read(" \n", "standard input").objects.empty());
  CHECK(read(" \n").error == "rows.json: byte 0: no JSON: the file is empty");
}

TEST_CASE("the objects of an array are rows, wherever it is") {
  const text_read plain = read("[ {\"a\":1},\n{\"a\":2} ]\n");
  CHECK(plain.objects == std::vector<std::string>{R"({"a":1})", R"({"a":2})"});
  CHECK(plain.head == "[");
  CHECK(plain.tail == " ]\n");
  const text_read wrapped =
      read(R"({"status":{"code":200,"tags":["[","x"]},"results":{"properties":[{"a":1},{"a":[{}]}],"n":2}})");
  CHECK(wrapped.error.empty());
  CHECK(wrapped.shape == json_reader::shape::array);
  CHECK(wrapped.objects == std::vector<std::string>{R"({"a":1})", R"({"a":[{}]})"});
  CHECK(wrapped.tail == R"(],"n":2}})");
  CHECK(read("[]").objects.empty());
  CHECK(read(R"({"results":{"properties":[]}})").objects.size() ==
        1);  // no array of objects: the document is a row
}

TEST_CASE("one object is a row where somebody's data stand around its array") {
  const std::string row =
      R"({"owner":{"names":[{"first":"Ann","last":"Lee"}],"emails":["ann@example.com"]}})";
  CHECK(read(row).objects == std::vector<std::string>{row});
  const std::string nothing_around = R"({"persons":[{"name":"Ann Lee"}]})";
  CHECK(read(nothing_around).shape == json_reader::shape::array);
  CHECK(read(nothing_around, "rows.ndjson").objects == std::vector<std::string>{nothing_around});
}

TEST_CASE("what is malformed is refused with its place") {
  const auto error = [](std::string_view text) { return read(text).error; };
  CHECK(error("[{\"a\":1},{\"a\":2}") ==
        "rows.json: row 3, byte 16: cut off: the array of rows is not closed");
  CHECK(error("[{\"a\":1},{\"a\":2") == "rows.json: row 2, byte 15: cut off: the object is not closed");
  CHECK(error("{\"a\":1}\n{\"a\":\"") == "rows.json: row 2, byte 14: cut off: the object is not closed");
  CHECK(error("[{\"a\":1} {\"a\":2}]") ==
        "rows.json: row 2, byte 9: neither a comma nor the end of the array behind a row");
  CHECK(error("[{\"a\":1},]") == "rows.json: row 2, byte 9: no object: a row is { ... }");
  CHECK(error("[{\"a\":1},7]") == "rows.json: row 2, byte 9: no object: a row is { ... }");
  CHECK(error("[1]") == "rows.json: row 1, byte 1: no object: a row is { ... }");
  CHECK(error("{\"a\":1}\n[]\n") == "rows.json: row 2, byte 8: no object: a row is { ... }");
  CHECK(error("[{\"a\":1}] x") == "rows.json: row 2, byte 10: something behind the end of the document");
  CHECK(error("{\"r\":[{\"a\":1}], oops}") ==
        "rows.json: row 2, byte 13: cut off, or no JSON: what stands around the rows");
  CHECK(error("{\"r\":[{\"a\":1}]") ==
        "rows.json: row 2, byte 13: cut off, or no JSON: what stands around the rows");
  CHECK(error("\xFF\xFE{") == "rows.json: byte 0: UTF-16; save it as UTF-8");
}

TEST_CASE("records and surroundings have a limit") {
  const std::string large = "{\"a\":\"" + std::string(100, 'x') + "\"}";
  CHECK(read(large + '\n', "rows.json", 120).error.empty());
  CHECK(read("{}\n" + large + '\n', "rows.json", 60).error ==
        "rows.json: row 2, byte 3: a row has more than 60 bytes");
  CHECK(read("[{}," + large + "]", "rows.json", 60).error ==
        "rows.json: row 2, byte 3: a row has more than 60 bytes");
  CHECK(read("[{}]" + std::string(100, ' '), "rows.json", 60).error ==
        "rows.json: row 2, byte 3: what stands behind the rows has more than 60 bytes");
}

TEST_CASE("a file is JSON by its name or its first bytes") {
  CHECK(is_json_name("x/rows.NDJSON"));
  CHECK(is_json_name("rows.jsonl"));
  CHECK_FALSE(is_json_name("rows.csv"));
  CHECK(is_json_text("\xEF\xBB\xBF {\"a\":1}"));
  CHECK(is_json_text("[\n{"));
  CHECK_FALSE(is_json_text("[ATTOM ID],Name\n"));
  CHECK_FALSE(is_json_text("{ATTOM},Name\n"));
  CHECK_FALSE(is_json_text(""));
}
