// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/catch.hpp>
#include <support/encode.hpp>
#include <support/households.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <utility>

using namespace optout;

namespace {

struct compiled {
  compile_summary summary;
  large_array<std::byte> image;
};

absl::StatusOr<compiled> compile(const std::string& text, const compile_options& options = {}) {
  const test::temp_folder folder;
  test::write_file(folder / "requests.csv", text);
  const keyring keys = test::keyring_of(1);
  list_builder builder(keys, {.name = "web"});
  auto summary = add_requests(folder / "requests.csv", keys, options, builder);
  if (!summary.ok()) return summary.status();
  auto image = builder.image();
  if (!image.ok()) return image.status();
  return compiled{*summary, *image};
}

std::string refusal(const std::string& text, fault f, const compile_options& options = {}) {
  const auto result = compile(text, options);
  REQUIRE_FALSE(result.ok());
  CHECK(fault_of(result.status()) == f);
  return std::string(result.status().message());
}

}  // namespace

TEST_CASE("columns of any order and alias give one list") {
  const auto a = compile("request_id,email,phone\nR-1,a@example.com,415-555-2671\n");
  const auto b = compile("Phone,Request ID,E-mail\n(415) 555-2671,R-1,A@example.com\n");
  REQUIRE((a.ok() && b.ok()));
  CHECK(a->image == b->image);
  CHECK(a->summary.requests == 1);
  CHECK(a->summary.keys == 2);
}

TEST_CASE("requests in UTF-16, in Windows-1252 and in a spreadsheet's armour give the same list") {
  const std::string text =
      "request_id,type,first,last,email,phone,address,zip,received_date\n"
      "R-1,delete,José,Núñez,a@example.com,415-555-2671,12 Oak St,02139,2026-07-14\n";
  const auto want = compile(text);
  REQUIRE(want.ok());
  CHECK(want->summary.keys >= 3);
  for (const auto in : {text_encoding::utf16_le, text_encoding::utf16_be}) {
    CHECK(compile(test::encoded("\uFEFF" + text, in))->image == want->image);
    CHECK(compile(test::encoded(text, in))->image == want->image);
  }
  std::string latin = text, armoured = text;
  for (const auto& [utf8, byte] : {std::pair("é", "\xE9"), std::pair("ú", "\xFA"), std::pair("ñ", "\xF1")}) {
    latin.replace(latin.find(utf8), 2, byte);
  }
  CHECK(compile(latin)->image == want->image);
  for (const std::string value : {"R-1", "delete", "José", "Núñez", "a@example.com", "415-555-2671",
                                  "12 Oak St", "02139", "2026-07-14"}) {
    armoured.replace(armoured.find(value), value.size(), "=\"" + value + "\"");
  }
  CHECK(compile(armoured)->image == want->image);
}

TEST_CASE(
    "a request with a phone or ZIP code that a spreadsheet rounded is refused with its row and column") {
  const std::string head =
      "request_id,first,last,phone,address,zip\nR-1,Jane,Doe,4.155552671E+09,12 Oak St,02139\n";
  REQUIRE(compile(head).ok());
  CHECK(refusal(head + "R-2,Jane,Doe,5.55E+09,12 Oak St,02139\n", fault::input)
            .ends_with(
                "requests.csv: row 2, column \"phone\": a spreadsheet rounded this number; export the column "
                "as text"));
  CHECK(refusal(head + "R-2,Jane,Doe,,12 Oak St,2.14E+07\n", fault::input).find("row 2, column \"zip\"") !=
        std::string::npos);
  CHECK(compile(head + "R-2,Jane,Doe,5.55E+09,12 Oak St,02139\n", {.kinds = {kind::person_at}}).ok());
}

TEST_CASE("a request without a key is counted and named by its id") {
  const auto result = compile("request_id,email,first,last\nR-1,a@example.com,,\nR-2,n/a,Jane,Doe\n");
  REQUIRE(result.ok());
  CHECK(result->summary.keyless == std::vector<std::string>{"R-2"});
  CHECK(result->summary.junk == 1);
  refusal("request_id,email,first,last\nR-1,a@example.com,,\nR-2,n/a,Jane,Doe\n", fault::input,
          {.strict = true});
}

TEST_CASE("malformed requests are refused with their row") {
  const std::string head = "request_id,type,email,received_date\n";
  const std::string good = "R-1,Do Not Call,a@example.com,2026-07-14\n";
  REQUIRE(compile(head + good).ok());
  CHECK(refusal(head + good + ",opt_out,b@example.com,\n", fault::input).find("row 2") != std::string::npos);
  CHECK(refusal(head + good + "R-2,forget,b@example.com,\n", fault::input).find("row 2") !=
        std::string::npos);
  CHECK(refusal(head + good + "R-2,delete,b@example.com,soon\n", fault::input).find("row 2") !=
        std::string::npos);
  CHECK(refusal(head + good + "R-2,delete,b@example.com,2026-02-30\n", fault::input).find("row 2") !=
        std::string::npos);
  CHECK(refusal(head + good + "R-2,delete\n", fault::input).find("row 2") != std::string::npos);
  const std::string personal = refusal(head + good + "R-2,forget,secret@example.com,\n", fault::input);
  CHECK(personal.find("secret") == std::string::npos);
  refusal("email\na@example.com\n", fault::usage);
  refusal("", fault::input);
}

TEST_CASE("of several malformed requests the first is named, in whatever column") {
  const std::string head = "request_id,first,last,email,phone,address,zip\n";
  const std::string fine = "R,Jane,Doe,a@example.com,415-555-2671,12 Oak St,02139\n";
  std::string before = head;  // enough to tell the columns by
  for (int i = 0; i < 20; ++i) before += fine;
  REQUIRE(compile(before).ok());
  const std::pair<std::string, std::string> wrong[] = {
      {",Jane,Doe,,,12 Oak St,02139\n", "row 21 has no request_id"},
      {"R,Jane,Doe,,5.55E+09,12 Oak St,02139\n", "row 21, column \"phone\""},
      {"R,Jane,Doe,,,12 Oak St,2.14E+07\n", "row 21, column \"zip\""},
      {"R,Jane,Doe," + std::string(43, 'A') + "=,,12 Oak St,02139\n", "row 21, column \"email\""},
      {"R,Jane,Doe,,,12 Oak St,02139,more\n", "row 21 has 8 fields"},
  };
  for (const auto& [first, said] : wrong) {
    for (const auto& [second, unsaid] : wrong) {
      std::string message = refusal(before + first + second, fault::input);
      if (const auto colon = message.find("row 21: "); colon != message.npos) message.erase(colon + 6, 1);
      INFO(message << " <" << said << ">");
      CHECK(message.find(said) != message.npos);
    }
  }
}

TEST_CASE("any number of jobs makes the same list, and tells the same of it") {
  households::town town({.rows = 1, .requests = 20'000, .seed = 12});
  std::string text;
  households::append_request_header(text);
  households::request_cells request;
  for (std::uint64_t i = 0; i < 20'000; ++i) {  // 2.8 MB: a dozen chunks
    town.request(i, request);
    households::append_request(request, text);
    if (i % 1000 == 17) text += "K" + std::to_string(i) + std::string(16, ',') + "\n";  // without a key
  }
  const auto expected = compile(text);
  REQUIRE(expected.ok());
  CHECK(expected->summary.requests == 20'020);
  CHECK(expected->summary.keyless.size() == 20);
  for (const unsigned jobs : {2u, 3u, 8u}) {
    const auto got = compile(text, {.jobs = jobs});
    REQUIRE(got.ok());
    CHECK((got->image == expected->image));
    CHECK(got->summary.requests == expected->summary.requests);
    CHECK(got->summary.keys == expected->summary.keys);
    CHECK(got->summary.junk == expected->summary.junk);
    CHECK(got->summary.keyless == expected->summary.keyless);
  }
  // Of two lines that are wrong, the first is named.
  std::string wrong = text + "R-1,forget" + std::string(15, ',') + "\n";
  wrong.insert(wrong.find("\nR", wrong.size() / 2) + 1, ",opt_out" + std::string(15, ',') + "\n");
  const std::string said = refusal(wrong, fault::input);
  CHECK(said.find("has no request_id") != std::string::npos);
  for (const unsigned jobs : {2u, 8u}) {
    const std::string also = refusal(wrong, fault::input, {.jobs = jobs});
    CHECK(also.substr(also.find("row ")) == said.substr(said.find("row ")));
  }
}
