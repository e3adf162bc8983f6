// SPDX-License-Identifier: Apache-2.0
#include <optout/io/byte_source.hpp>
#include <support/catch.hpp>
#include <support/packed.hpp>
#include <support/temp_folder.hpp>

#include <algorithm>
#include <string>

using namespace optout;
using optout::test::packed;
using optout::test::some_rows;
using std::string_literals::operator""s;

namespace {

constexpr compression both[] = {compression::gzip, compression::zstd};

// The whole text, read `piece` bytes at a time; or the failure.
absl::StatusOr<std::string> read_all(byte_source source, std::size_t piece = 1000) {
  std::string text, buffer(piece, '\0');
  for (;;) {
    const auto got = source.read(std::span(buffer));
    if (!got.ok()) {
      REQUIRE(source.read(std::span(buffer)).status() == got.status());
      return got.status();
    }
    text += buffer.substr(0, *got);
    if (*got < piece) return text;
  }
}

std::string why(const absl::StatusOr<std::string>& text) {
  REQUIRE_FALSE(text.ok());
  REQUIRE(fault_of(text.status()) == fault::input);
  return std::string(text.status().message());
}

bool says(const std::string& message, const std::string& words) {
  return message.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a file reads as its text, packed or not, in pieces of any size") {
  for (const std::size_t size : {0, 1, 3, 4, 5, 1000, 128 << 10, 400000}) {
    const std::string text = some_rows(size);
    for (const compression as : {compression::none, compression::gzip, compression::zstd}) {
      const std::string file = packed(text, as);
      for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, size + 1}) {
        if (piece < 7 && size > 1000) continue;
        CAPTURE(size, to_text(as), piece);
        REQUIRE((*read_all(input_file::over(file), std::max<std::size_t>(piece, 1)) == text));
      }
    }
  }
}

TEST_CASE("a file that may not be packed is read as it lies there") {
  for (const compression as : both) {
    const std::string file = packed(some_rows(1000), as);
    REQUIRE((*read_all(byte_source::as_it_is(input_file::over(file))) == file));
  }
}

TEST_CASE("members and frames are read to the last one") {
  const std::string text = some_rows(300000), skipped = "\x5F\x2A\x4D\x18\x03\0\0\0abc"s;
  for (const compression as : both) {
    const bool is_zstd = as == compression::zstd;
    const std::string more = is_zstd ? skipped : std::string();
    std::string file = more;
    for (std::size_t at = 0; at < text.size(); at += 777) {
      file += packed(text.substr(at, 777), as) + more + (at % 2 == 0 ? packed("", as) : "");
    }
    for (const std::size_t piece : {11, 50000, 1 << 20})
      REQUIRE((*read_all(input_file::over(file), piece) == text));
    // Zeros behind a member fill up a block; zstd has none.
    const auto padded = read_all(input_file::over(file + std::string(5000, '\0')));
    REQUIRE(padded.ok() == !is_zstd);
    if (padded.ok()) REQUIRE((*padded == text));
  }
}

TEST_CASE("a file that was cut off says where, at any length") {
  const std::string text = some_rows(5000);
  for (const compression as : both) {
    const std::string file = packed(text, as) + packed("x", as);
    const std::size_t first = packed(text, as).size();
    for (std::size_t size = 2; size < file.size(); ++size) {
      const std::string start = file.substr(0, size);
      const auto read = read_all(input_file::over(start, "cut.csv"), size % 2 == 0 ? 100 : 100000);
      if (size == first) {
        REQUIRE((*read == text));
        continue;
      }
      CAPTURE(size);
      REQUIRE(says(why(read), absl::StrCat("cut.csv: byte ", size, " of the file, ")));
      REQUIRE(says(why(read), " data are cut off"));
    }
  }
}

TEST_CASE("a flipped bit is damage, or changes nothing") {
  const std::string text = some_rows(3000);
  for (const compression as : both) {
    // Frames of zstd's simplest call have no checksum: theirs are written by the stream's.
    std::string file = packed(text, as);
    if (as == compression::zstd) {
      file.resize(ZSTD_compressBound(text.size()));
      ZSTD_CCtx* context = ZSTD_createCCtx();
      ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
      file.resize(ZSTD_compress2(context, file.data(), file.size(), text.data(), text.size()));
      ZSTD_freeCCtx(context);
    }
    std::size_t damaged = 0;
    for (std::size_t bit = 4 * 8; bit < file.size() * 8; ++bit) {
      std::string flipped = file;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
      const auto read = read_all(input_file::over(flipped), 4096);
      damaged += !read.ok();
      if (read.ok()) REQUIRE((*read == text));
      if (!read.ok()) REQUIRE(says(why(read), "memory: byte "));
    }
    REQUIRE(damaged > file.size() * 8 - 32 - 100);
  }
}

TEST_CASE("what follows the end is refused with its place") {
  for (const compression as : both) {
    const std::string text = some_rows(200), file = packed(text, as);
    const std::string message = why(read_all(input_file::over(file + "something", "x.csv")));
    CHECK(says(message, absl::StrCat(", 200 of its text: damaged ", std::string(to_text(as)), " data: ")));
    CHECK(says(message, "something else follows their end"));
  }
}

TEST_CASE("a window of more than 128 MB is refused, one of 128 MB is not") {
  const std::string text = "id,email\n";
  const auto frame = [&](int window_log) {
    const auto size = static_cast<char>(text.size() << 3 | 1);  // of one raw block, the last
    return "\x28\xB5\x2F\xFD\0"s + static_cast<char>((window_log - 10) << 3) + size + "\0\0"s + text;
  };
  CHECK(*read_all(input_file::over(frame(27))) == text);
  CHECK(says(why(read_all(input_file::over(frame(28)))), "larger than 128 MB"));
}

TEST_CASE("a look at the beginning takes nothing, however often") {
  const std::string text = some_rows(100000);
  const test::temp_folder folder;
  for (const compression as : {compression::none, compression::gzip, compression::zstd}) {
    test::write_file(folder / "file", packed(text, as));
    auto source = *byte_source::open(folder / "file");
    CHECK(source.name() == folder / "file");
    CHECK(source.size() == packed(text, as).size());
    CHECK(source.position() == 0);
    for (const std::size_t most : {0, 5, 4096, 2, 70000, 10}) {
      REQUIRE((*source.peek(most) == std::string_view(text).substr(0, most)));
    }
    REQUIRE((*read_all(std::move(source), 3000) == text));
  }
  auto small = byte_source(input_file::over("id\n"));
  CHECK(*small.peek(4096) == "id\n");
  auto cut = byte_source(input_file::over("\x1F\x8B\x08"));
  CHECK_FALSE(cut.peek(10).ok());
  CHECK_FALSE(byte_source::open(folder / "none").ok());
}

TEST_CASE("the digest and the position are of the file as it lies there") {
  const std::string text = some_rows(500000);
  for (const compression as : {compression::none, compression::gzip, compression::zstd}) {
    const std::string bytes = packed(text, as) + (as == compression::none ? "" : packed("", as));
    sha256 digest;
    auto file = input_file::over(bytes);
    file.digest_into(&digest);
    auto source = byte_source(std::move(file));
    std::string buffer(65536, '\0');
    while (*source.read(std::span(buffer)) == buffer.size()) REQUIRE(source.position() <= bytes.size());
    CHECK(source.position() == bytes.size());
    CHECK(*digest.finish() == *sha256::of(bytes));
  }
}
