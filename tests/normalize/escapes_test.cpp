// Text that a database or a program wrote with backslashes reads as what it says.
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

TEST_CASE("a value that was escaped is the value that was meant") {
  email_text email;
  CHECK(normalize_email(R"(o\'brien@example.com)", level::standard, email) == "o'brien@example.com");
  CHECK(normalize_email(R"("a\"b"@example.com)", level::standard, email) == R"("a\"b"@example.com)");
  phone_text phone;
  CHECK(normalize_phone(R"(415\/555-2671)", level::standard, phone) == "+14155552671");
  using forms = std::vector<std::string>;
  CHECK(test::forms_of(kind::name, R"(Pat O\'Brien)", level::standard, side::list) == forms{"pat||obrien|"});
  CHECK(test::forms_of(kind::address, R"(12 Oak St\nApt 4\nAlbany, NY 12207)", level::standard, side::list) ==
        test::forms_of(kind::address, "12 Oak St\nApt 4\nAlbany, NY 12207", level::standard, side::list));
}
