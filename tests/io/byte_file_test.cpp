// SPDX-License-Identifier: Apache-2.0
#include <optout/io/byte_file.hpp>
#include <optout/io/byte_source.hpp>
#include <support/catch.hpp>
#include <support/packed.hpp>
#include <support/temp_folder.hpp>

#include <string>

using namespace optout;
using optout::test::some_rows;

namespace {

std::string read_all(const std::string& path, std::size_t most) {
  std::string text(most + 1, '\0');
  text.resize(*byte_source::open(path)->read(std::span(text)));
  return text;
}

}  // namespace

TEST_CASE("what was written is read again, and its bytes do not depend on the pieces") {
  const test::temp_folder folder;
  for (const compression as : {compression::none, compression::gzip, compression::zstd}) {
    for (const std::size_t size : {0, 1, 5000, 128 << 10, 700001}) {
      const std::string text = some_rows(size);
      std::string first;
      for (const std::size_t piece :
           {std::size_t{1}, std::size_t{999}, std::size_t{128} << 10, size + 1, size + 2, size + 3}) {
        if (piece == 1 && size > 5000) continue;
        CAPTURE(to_text(as), size, piece);
        const auto jobs = static_cast<unsigned>(1 + size % 7 + piece % 3);
        byte_file out(*atomic_file::create(folder / "out"), as, jobs);
        for (std::size_t at = 0; at < text.size(); at += piece) {
          REQUIRE(out.write(std::string_view(text).substr(at, piece)).ok());
        }
        REQUIRE(out.commit(file_access::shared).ok());
        const std::string bytes = test::read_file(folder / "out");
        REQUIRE(out.bytes_written() == bytes.size());
        REQUIRE((read_all(folder / "out", size) == text));
        if (first.empty()) first = bytes;
        REQUIRE((bytes == first));
        if (as != compression::none) {
          REQUIRE(detect_compression(bytes) == as);
          REQUIRE((size < 5000 || bytes.size() < size / 2));
        }
      }
    }
  }
}

TEST_CASE("the digest covers all of a file once it is finished") {
  const test::temp_folder folder;
  for (const compression as : {compression::none, compression::gzip, compression::zstd}) {
    sha256 digest;
    auto file = *atomic_file::create(folder / "out");
    file.digest_into(&digest);
    byte_file out(std::move(file), as);
    REQUIRE(out.write(some_rows(200000)).ok());
    REQUIRE(out.finish().ok());
    REQUIRE(out.finish().ok());
    const std::uint64_t bytes = digest.bytes();
    const std::string hex = *digest.finish();
    REQUIRE(out.commit(file_access::shared).ok());
    CHECK(bytes == out.bytes_written());
    CHECK(hex == *sha256::of(test::read_file(folder / "out")));
  }
}

TEST_CASE("without commit nothing is left, and a full disk is told") {
  const test::temp_folder folder;
  {
    byte_file out(*atomic_file::create(folder / "out"), compression::zstd);
    REQUIRE(out.write(some_rows(1000)).ok());
    REQUIRE(out.finish().ok());
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  byte_file full(*atomic_file::stream("/dev/full"), compression::gzip);
  CHECK(full.write(some_rows(100)).ok());
  const absl::Status status = full.commit(file_access::shared);
  REQUIRE_FALSE(status.ok());
  CHECK(fault_of(status) == fault::io);
  CHECK(full.write("more") == status);
  CHECK(full.finish() == status);
  CHECK(full.commit(file_access::shared) == status);
}
