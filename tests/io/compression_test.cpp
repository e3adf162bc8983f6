// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compression.hpp>
#include <optout/io/json.hpp>
#include <support/catch.hpp>

#include <string>

using namespace optout;
using std::string_literals::operator""s;

TEST_CASE("the first bytes tell what a file is packed with") {
  const auto of = [](const std::string& start) { return detect_compression(start); };
  CHECK(of("\x1F\x8B\x08\0"s) == compression::gzip);
  CHECK(of("\x1F\x8B"s) == compression::gzip);
  CHECK(of("\x28\xB5\x2F\xFD"s) == compression::zstd);
  CHECK(of("\x28\xB5\x2F\xFDmore"s) == compression::zstd);
  for (int low = 0x50; low <= 0x5F; ++low) {
    CHECK(of(std::string(1, static_cast<char>(low)) + "\x2A\x4D\x18") == compression::zstd);
  }
  // A whole file that ends inside the mark was cut off.
  CHECK(of("\x28\xB5"s) == compression::zstd);
  CHECK(of("\x28\xB5\x2F"s) == compression::zstd);
  for (const std::string& other : {""s, "("s, "\x1F"s, "P*M"s, "\x60\x2A\x4D\x18"s, "\x28\xB5\x2F\xFC"s,
                                   "id,e"s, "\xFF\xFEi\0"s, "\x1F,\x8B"s, "(\xB5,x"s}) {
    CHECK(of(other) == compression::none);
  }
}

TEST_CASE("the name tells what a file is to be packed with, and what is inside") {
  struct named {
    const char *path, *inside;
    compression as;
  };
  for (const auto& [path, inside, as] : {named{"clean.csv.gz", "clean.csv", compression::gzip},
                                         {"a/clean.csv.zst", "a/clean.csv", compression::zstd},
                                         {"CLEAN.GZ", "CLEAN", compression::gzip},
                                         {"x.tsv.ZSt", "x.tsv", compression::zstd},
                                         {"clean.csv", "clean.csv", compression::none},
                                         {"clean.gz.csv", "clean.gz.csv", compression::none},
                                         {"gz", "gz", compression::none},
                                         {".gz", ".gz", compression::none},
                                         {"-", "-", compression::none},
                                         {"", "", compression::none},
                                         {"clean.tgz", "clean.tgz", compression::none}}) {
    CAPTURE(path);
    CHECK(compression_of_name(path) == as);
    CHECK(unpacked_name(path) == inside);
  }
  CHECK(is_json_name("rows.json.gz"));
  CHECK(is_json_name("rows.NDJSON.zst"));
  CHECK_FALSE(is_json_name("rows.csv.gz"));
  CHECK_FALSE(is_json_name("rows.gz"));
}
