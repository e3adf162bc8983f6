// Cells that a program wrote values into read as these.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/serialized.hpp>
#include <support/catch.hpp>

#include <string>
#include <string_view>
#include <utility>

using namespace optout;

namespace {

std::string values_of(std::string_view text) {
  fixed_text<128> out;
  return detail::read_serialized(text, out) ? std::string(out.view()) : "-";
}

}  // namespace

TEST_CASE("serialized values stand on lines, without their keys") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"({"email":"jane@example.com","ok":true})", "jane@example.com"},
      {R"({"email": "a@example.com", "other": ["b@example.com", "c@example.com"], "n": null})",
       "a@example.com\nb@example.com\nc@example.com"},
      {R"([{"phone": 4155552671}, {"phone": 2125550198}])", "4155552671\n2125550198"},
      {R"({'name': "Pat O'Brien", 'dnc': True, 'at': None})", "Pat O'Brien"},
      {R"({"name":"Pat \"Pip\" Roe"})", R"(Pat \"Pip\" Roe)"},
      {R"({""name"":""Jane Doe""})", "Jane Doe"},
      {R"({"name": ""})", ""},
      {R"({"true": "true"})", "true"},
      {R"("mobile"=>"4155552671", "home"=>NULL)", "4155552671"},
      {R"({:email=>"jane@example.com", :n=>nil})", "jane@example.com"},
      {R"({name: "Jane Doe"})", "Jane Doe"},
      {R"(b'Jane Doe')", "Jane Doe"},
      {R"(U"Jane Doe")", "Jane Doe"},
      {R"([u'Jane', u'John'])", "Jane\nJohn"},
      {R"((u'Jane', u'John'))", "Jane\nJohn"},
      // Parts of a name, in any order and under many names, are one.
      {R"({"last":"Doe","first":"Jane"})", "Jane Doe"},
      {R"({"firstName":"Jane","middle_initial":"Q","Last Name":"Doe","suffix":"Jr","id":7})",
       "7\nJane Q Doe Jr"},
      {R"([{"given":"Jane","family":"Doe"},{"given":"John","family":"Roe"}])", "Jane Doe\nJohn Roe"},
      {R"({"first":"Jane","last":"Doe","first":"John","last":"Roe"})", "Jane Doe\nJohn Roe"},
      // Cut off by a column's width.
      {R"({"email":"jane@example.com","verif)", "jane@example.com"},
      {R"({"email":"jane@exam)", ""},
      {R"({"phone":4155552671)", "4155552671"},
      // PHP
      {R"(a:1:{i:0;s:8:"Jane Doe";})", "Jane Doe"},
      {R"(a:2:{s:4:"name";s:9:"Pat "P" R";s:3:"age";i:45;})", "Pat \"P\" R\n45"},
      {R"(a:2:{i:0;a:1:{s:1:"e";N;}i:1;b:1;})", ""},
      {R"(O:4:"User":2:{s:5:"first";s:4:"Jane";s:4:"last";s:3:"Doe";})", "Jane Doe"},
      {R"(s:8:"Jane Doe";)", "Jane Doe"},
      {R"(a:2:{i:0;s:4:"Jane";i:1;s:8:"John)", "Jane"},
      // Nothing of the kind.
      {R"(["Jane Doe","John Smith"])", "-"},
      {R"({Jane,John})", "-"},
      {"(415) 555-2671", "-"},
      {R"("Jane" Doe)", "-"},
      {R"("Jane Doe" <jane@example.com>)", "-"},
      {"[home]: jane@example.com", "-"},
      {"Jane Doe", "-"},
      {"A:1 Jane", "-"},
      {R"(a:1:{i:0;x})", "-"},
      {R"(s:9:"Jane Doe";)", "-"},
      {"b'Jane", "-"},
      {"b'Jane b'x", "-"},
      {"{\"", "-"},
      {"", "-"},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(values_of(text) == expected);
  }
  CHECK(values_of(R"({"a":")" + std::string(128, 'x') + "\"}") == std::string(128, 'x'));
  CHECK(values_of(R"({"a":")" + std::string(129, 'x') + "\"}") == "-");
}
