// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

using namespace optout;

namespace {

struct compiled {
  compile_summary summary;
  std::vector<std::byte> image;
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
