// SPDX-License-Identifier: Apache-2.0
#include <optout/io/text_encoding.hpp>
#include <optout/io/text_file.hpp>
#include <reference/text_encoding.hpp>
#include <support/catch.hpp>
#include <support/encode.hpp>
#include <support/temp_folder.hpp>

#include <string>
#include <vector>

using namespace optout;
using optout::test::encoded;
using std::string_literals::operator""s;

namespace {

struct decoded {
  std::string text;
  std::string complaint;
};

decoded decode(std::string_view bytes, text_encoding from) {
  decoded out;
  utf16_decoder decoder(from);
  decoder.decode(bytes, out.text);
  decoder.finish(out.text);
  out.complaint = decoder.complaint();
  return out;
}

}  // namespace

TEST_CASE("every character there is comes through UTF-16 and back") {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t code = 1; code <= 0x10FFFF; ++code) {
    if (code < 0xD800 || code > 0xDFFF) codes.push_back(code);
  }
  const std::string utf8 = reference::write_utf8(codes);
  for (const bool big : {false, true}) {
    const auto in = big ? text_encoding::utf16_be : text_encoding::utf16_le;
    const std::string utf16 = reference::write_utf16(codes, big);
    const decoded got = decode(utf16, in);
    REQUIRE(got.complaint.empty());
    REQUIRE((got.text == utf8));
    REQUIRE((encoded(utf8, in) == utf16));
    REQUIRE(encoded_size(utf8, in) == utf16.size());
  }
  REQUIRE(encoded_size(utf8, text_encoding::bytes) == utf8.size());
}

TEST_CASE("what is no UTF-16 becomes a NUL that ends the text") {
  const auto le = text_encoding::utf16_le;
  CHECK(decode("a\0\0\0b\0"s, le).text == "a\0"s);
  CHECK(decode("a\0\0\0b\0"s, le).complaint.find("NUL") != std::string::npos);
  for (const std::string& surrogate : {"a\0\x3D\xD8"
                                       "b\0"s,
                                       "a\0\x3D\xD8\x3D\xD8\0\xDE"s,
                                       "a\0\0\xDE"
                                       "b\0"s,
                                       "a\0\x3D\xD8"s, "a\0\x3D\xD8x"s}) {
    CHECK(decode(surrogate, le).text == "a\0"s);
    CHECK(decode(surrogate, le).complaint.find("surrogate") != std::string::npos);
  }
  CHECK(decode("a\0b"s, le).text == "a\0"s);
  CHECK(decode("a\0b"s, le).complaint.find("half") != std::string::npos);
  CHECK(decode("", le).text.empty());
  CHECK(decode("", le).complaint.empty());
}

TEST_CASE("UTF-16 is told by its mark, or by a NUL at every second byte of an ASCII line") {
  const auto of = [](const std::string& start) { return detect_encoding(start); };
  CHECK(of("\xFF\xFE"s) == text_encoding::utf16_le);
  CHECK(of("\xFE\xFF\0a"s) == text_encoding::utf16_be);
  CHECK(of("i\0d\0,\0e\0\n\0\xE9\x01"s) == text_encoding::utf16_le);
  CHECK(of("\0i\0d\0,\0e\0\r\x01\xE9"s) == text_encoding::utf16_be);
  for (const std::string& other :
       {""s, "a"s, "id,email\n"s, "\xEF\xBB\xBFid\n"s, "a\0b,c\0"s, "i\0d\0,,"s, "\0\0i\0"s,
        "i\0\0\0d\0\0\0"s, "\0\0\xFE\xFF"s, "\xE9\0i\0"s, "\n\0a\0"s}) {
    CHECK(of(other) == text_encoding::bytes);
  }
  const std::string long_line = encoded(std::string(40, 'x') + "\u0416", text_encoding::utf16_le);
  CHECK(of(long_line) == text_encoding::utf16_le);
  CHECK(of(encoded("x\u0416", text_encoding::utf16_le)) == text_encoding::bytes);
}

TEST_CASE("what is not UTF-8 is repaired, character by character") {
  CHECK(repaired_utf8("T\xE9l\xE9phone \xC3\xA9 \x80\x81") == "Téléphone é €\uFFFD");
  CHECK(repaired_utf8("") == "");
  CHECK(repaired_utf8("Phone 1") == "Phone 1");
}

TEST_CASE("a file read as text and written again has its bytes, whatever it is in") {
  const test::temp_folder folder;
  std::string text = "\uFEFFid,name\r\n";
  for (int i = 0; i < 30000; ++i) text += std::to_string(i) + ",Zoë 🙂 Ω\r\n";
  const std::string raw = "id,name\n1,Jos\xE9\n\xFF\xFE\0"s;
  for (const std::string& bytes :
       {encoded(text, text_encoding::utf16_le), encoded(text, text_encoding::utf16_be), text, raw, ""s}) {
    for (const std::size_t piece : {1, 3, 4096, 1 << 20}) {
      auto source = *text_source::open(input_file::over(bytes));
      text_file out(*atomic_file::create(folder / "out"), source.encoding());
      std::string buffer(piece, '\0'), seen;
      for (std::size_t got = piece; got == piece;) {
        got = *source.read(std::span(buffer));
        seen += buffer.substr(0, got);
        REQUIRE(out.write(std::string_view(buffer).substr(0, got)).ok());
      }
      REQUIRE((source.encoding() != text_encoding::bytes ? seen == text : seen == bytes));
      REQUIRE(out.bytes_written() == bytes.size());
      REQUIRE(out.commit(file_access::shared).ok());
      REQUIRE((test::read_file(folder / "out") == bytes));
    }
  }
}

TEST_CASE("damage in a file ends it with a NUL, and is told") {
  const std::string good = encoded("id\n" + std::string(100000, 'x'), text_encoding::utf16_le);
  auto source = *text_source::open(input_file::over(good));
  std::string buffer(300000, 'z');
  CHECK(*source.read(std::span(buffer)) == 100003);
  CHECK(source.complaint().empty());
  const std::string cut = good.substr(0, good.size() - 1);
  auto damaged = *text_source::open(input_file::over(cut));
  CHECK(*damaged.read(std::span(buffer)) == 100003);
  CHECK(buffer[100002] == '\0');
  CHECK(damaged.complaint().find("half") != std::string_view::npos);
  CHECK(*damaged.read(std::span(buffer)) == 0);
}
