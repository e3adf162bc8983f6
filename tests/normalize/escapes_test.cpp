// Text that a database, a program or a URL holds escaped reads as what it says.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/address.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/escapes.hpp>
#include <optout/normalize/phone.hpp>
#include <support/catch.hpp>
#include <support/pairs.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace optout;

namespace {

std::string unescaped(std::string_view text) {
  fixed_text<64> out;
  return detail::unescape(text, out) ? std::string(out.view()) : "-";
}

}  // namespace

TEST_CASE("a backslash before what it escapes goes, any other stays") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"(O\'Brien)", "O'Brien"},
      {R"(O\\\'Brien)", "O'Brien"},
      {R"(12 Oak St\nApt 4)", "12 Oak St\nApt 4"},
      {R"(a\r\nb\tc\vd)", "a\r\nb\tc\vd"},
      {R"(c\/o \"Jane\")", "c/o \"Jane\""},
      {R"(Mu\u00f1oz, Mu\u00F1oz)", "Mu\u00F1oz, Mu\u00F1oz"},
      {R"(Jane \u0026 John &amp; Ann)", "Jane & John & Ann"},
      {R"(a&#92;nb)", "a\nb"},
      {R"(John Smith\Jane Doe)", "-"},
      {R"(a\)", "-"},
      {R"(\u00f)", "-"},
      {R"(\u00fx)", "-"},
      {R"(\u0000)", "-"},
      {R"(\ud83d\ude00)", "-"},
      {R"(\u+0f1)", "-"},
      {R"(\N)", "-"},
      {"", "-"},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(unescaped(text) == expected);
  }
  CHECK(unescaped(std::string(16, '\\')) == "\\");
  CHECK(unescaped(std::string(64, '\\')) == "-");  // escaped five times and more is junk, and left alone
}

TEST_CASE("a percent sign and two digits are what they say in a URL, any other percent sign stays") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"jane%40example.com", "jane@example.com"},
      {"Jane%20Doe%0a", "Jane Doe\n"},
      {"Mu%C3%B1oz%2c%20%e2%80%99", "Mu\u00F1oz, \u2019"},
      {"Jane%2520Doe", "Jane Doe"},
      {"%F0%9F%8F%A0", "\U0001F3E0"},
      {"50% Jane", "-"},
      {"%Ed Smith", "-"},
      {"%", "-"},
      {"100%2", "-"},
      {"%2g%-1%+1% 1", "-"},
      {"%00%01%7F%80%C3%C3%", "-"},
      {"%C3%", "-"},
      {"%C0%AF%FF", "-"},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(unescaped(text) == expected);
  }
}

TEST_CASE("serialized text within serialized text is read to its end") {
  CHECK(unescaped(R"({"name":"Mu\u00f1oz"})") == "Mu\u00F1oz");
  CHECK(unescaped(R"({\"name\":\"Jane\"})") == "Jane");
  CHECK(unescaped(R"({"data":"{\"name\":\"Jane\"}"})") == "Jane");
  CHECK(unescaped("{&quot;name&quot;:&quot;Jane&quot;}") == "Jane");
  CHECK(unescaped("%7B%22name%22%3A%22Jane%22%7D") == "Jane");
}

TEST_CASE("a value that was escaped is the value that was meant") {
  email_text email;
  CHECK(normalize_email(R"(o\'brien@example.com)", level::standard, email) == "o'brien@example.com");
  CHECK(normalize_email(R"("a\"b"@example.com)", level::standard, email) == R"("a\"b"@example.com)");
  phone_text phone;
  CHECK(normalize_phone(R"(415\/555-2671)", level::standard, phone) == "+14155552671");
  using forms = std::vector<std::string>;
  CHECK(test::forms_of(kind::name, R"(Pat O\'Brien)", level::standard, side::list) == forms{"pat||obrien|"});
  for (const std::string_view jane :
       {R"({"first":"Jane","last":"Doe"})", R"([{"name":"Jane Doe","role":"owner"}])",
        R"(a:1:{i:0;s:8:"Jane Doe";})", "b'Jane Doe'", "<owner>Jane Doe</owner>", "<b>Jane</b> Doe",
        "<FIRST>Jane</first><last>Doe</last>", "name=Jane Doe", "Jane%20Doe", "Jane Doe <jane@example.com>",
        "jane.doe@example.com Jane Doe", "50% Jane Doe", "1/2 Jane Doe"}) {
    INFO(jane);
    CHECK(test::forms_of(kind::name, jane, level::standard, side::list) == forms{"jane||doe|"});
  }
  for (const std::string_view oak :
       {R"({"street":"12 Oak St","city":"Albany","state":"NY","zip":"12207"})",
        "12%20Oak%20St, Albany, NY 12207",
        "<line1>12 Oak St</line1><city>Albany</city><state>NY</state><zip>12207</zip>",
        "Situs: 12 Oak St, Albany, NY 12207", "Mailing Address 1: 12 Oak St, Albany, NY 12207",
        "12 Oak St\nAlbany, NY 12207\n(42.6526, -73.7562)"}) {
    INFO(oak);
    CHECK(test::forms_of(kind::address, oak, level::standard, side::list) ==
          test::forms_of(kind::address, "12 Oak St, Albany, NY 12207", level::standard, side::list));
  }
  CHECK(test::forms_of(kind::address, R"(12 Oak St\nApt 4\nAlbany, NY 12207)", level::standard, side::list) ==
        test::forms_of(kind::address, "12 Oak St\nApt 4\nAlbany, NY 12207", level::standard, side::list));
}
