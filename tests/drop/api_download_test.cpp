// What drop_api makes of every answer to a download.
// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/api.hpp>
#include <support/catch.hpp>
#include <support/drop_server.hpp>
#include <support/file_system.hpp>

using namespace optout;
using namespace std::chrono_literals;

namespace {

const std::string sent_name = "20260312_4821_DROP.zip", sent_bytes = "PK\3\4 an archive of some bytes";
const std::string zip = R"({"zip": "PK\u0003\u0004 an archive of some bytes"})";

// The same archive, with more about how it is sent.
std::string zip_with(const std::string& more) {
  return zip.substr(0, zip.size() - 1) + ", " + more + "}";
}

struct download_test {
  test::temp_folder folder;
  test::drop_client client;
  test::drop_server& server = test::the_drop_server();

  absl::StatusOr<std::optional<std::string>> download(const std::string& answers) {
    client.pauses.clear();
    server.play("/data/download", answers);
    return client.api().download(folder.path());
  }
  void saves(const std::string& answers, const std::string& as = sent_name) {
    INFO(answers);
    const auto path = download(answers);
    INFO(path.status());
    REQUIRE(path.ok());
    REQUIRE(*path == folder / as);
    CHECK(test::read_file(**path) == sent_bytes);
    CHECK(test::mode_of(**path) == 0600);
  }
  // Fails so, and leaves nothing.
  void fails(const std::string& answers, fault f, const std::string& part) {
    INFO(answers);
    const auto path = download(answers);
    REQUIRE_FALSE(path.ok());
    INFO(path.status());
    CHECK(fault_of(path.status()) == f);
    CHECK(test::says(path.status(), part));
    CHECK_FALSE(test::says(path.status(), test::drop_key_text));
    CHECK(test::names_in(folder.path()).empty());
  }
  // The header `which` of the requests, "-" for one without it.
  std::vector<std::string> seen(const std::string& which) {
    std::vector<std::string> values;
    for (const simdjson::dom::element request : server.requests()) {
      std::string_view value;
      if (request["headers"][which].get(value) != simdjson::SUCCESS) value = "-";
      values.emplace_back(value);
    }
    return values;
  }
};

using texts = std::vector<std::string>;
using longs = std::vector<long>;

}  // namespace

TEST_CASE_METHOD(download_test, "an archive is saved under the name that the server gives it") {
  saves(zip);
  CHECK(test::names_in(folder.path()) == texts{sent_name});
  CHECK(seen("x-api-key") == texts{test::drop_key_text});
  CHECK(seen("accept") == texts{"application/zip, application/json"});
  CHECK(client.pauses.empty());
  saves(zip_with(R"("chunked": true)"));
}

TEST_CASE_METHOD(download_test,
                 "the archive that is there already stays; one with other bytes gets a number") {
  saves(zip);
  saves(zip);
  CHECK(test::names_in(folder.path()) == texts{sent_name});
  test::write_file(folder / sent_name, "other bytes");
  saves(zip, "20260312_4821_DROP-2.zip");
  test::write_file(folder / "20260312_4821_DROP-2.zip", "still others");
  saves(zip, "20260312_4821_DROP-3.zip");
  saves(zip, "20260312_4821_DROP-3.zip");
  CHECK(test::read_file(folder / sent_name) == "other bytes");
  CHECK(test::names_in(folder.path()).size() == 3);
}

TEST_CASE_METHOD(download_test, "nothing new is no archive and no failure") {
  const auto path = download(R"({"json": {"message": "No new consumer request data"}})");
  REQUIRE(path.ok());
  CHECK_FALSE(path->has_value());
  fails(R"({"text": "{}", "headers": {"Content-Type": "application/json"}})", fault::io, "unexpected");
  fails(R"({"text": "{nonsense", "headers": {"Content-Type": "application/json"}})", fault::io, "unexpected");
  fails(R"({"text": "hello"})", fault::io, "unexpected answer (200): hello");
}

TEST_CASE_METHOD(download_test, "an archive in preparation is asked for again when the server says") {
  const std::string soon =
      R"({"status": 202, "json": {"message": "later"}, "headers": {"Retry-After": "60"}}, )";
  saves(soon + soon + zip);
  CHECK(client.pauses == longs{60, 60});
  for (const char* none : {"", R"(, "headers": {"Retry-After": "soon"})"}) {
    saves(R"({"status": 202, "json": {"message": "later"})" + std::string(none) + "}, " + zip);
    CHECK(client.pauses == longs{60});
  }
  saves(R"({"status": 202, "json": {}, "retry_in": 90}, )" + zip);
  REQUIRE(client.pauses.size() == 1);
  CHECK(client.pauses[0] >= 87);
  CHECK(client.pauses[0] <= 90);
}

TEST_CASE_METHOD(download_test, "no pause is longer than the caller allows, whatever the server asks for") {
  for (const char* absurd : {"99999999999999999999", "31536000", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    saves(R"({"status": 202, "json": {}, "headers": {"Retry-After": ")" + std::string(absurd) + "\"}}, " +
          zip);
    CHECK(client.pauses == longs{300});
  }
  for (const char* short_one : {"0", "-5", "Mon, 01 Jan 2001 00:00:00 GMT"}) {
    saves(R"({"status": 202, "json": {}, "headers": {"Retry-After": ")" + std::string(short_one) + "\"}}, " +
          zip);
    CHECK(client.pauses == longs{1});
  }
}

TEST_CASE_METHOD(download_test, "waiting for an archive ends when the caller's time is over") {
  client.options.longest_wait = 150s;
  fails(R"({"status": 202, "json": {}, "headers": {"Retry-After": "60"}})", fault::io, "still preparing");
  CHECK(client.pauses == longs{60, 60});
}

TEST_CASE_METHOD(download_test, "what fails in passing is tried again") {
  for (const int status : {429, 500, 502, 503, 504}) {
    saves("{\"status\": " + std::to_string(status) + R"(, "json": {}}, )" + zip);
    CHECK(client.pauses == longs{1});
  }
  saves(
      R"({"status": 429, "json": {}, "headers": {"Retry-After": "30"}}, {"reset": true}, {"lost": true}, )" +
      zip);
  CHECK(client.pauses == longs{30, 2, 4});
  // A wait for the archive is progress: failures are counted anew.
  client.options.attempts = 2;
  const std::string broken = R"({"status": 500, "json": {}}, )";
  saves(broken + R"({"status": 202, "json": {}}, )" + broken + zip);
  CHECK(client.pauses == longs{1, 60, 1});
}

TEST_CASE_METHOD(download_test, "what goes on failing is given up") {
  fails(R"({"status": 503, "json": {"message": "The system is temporarily unavailable."}})", fault::io,
        "DROP failed (503): The system is temporarily unavailable.");
  CHECK(client.pauses == longs{1, 2, 4, 8});
  client.options.attempts = 1;
  fails(R"({"status": 429, "json": {"message": "Too many requests."}})", fault::io,
        "(429): Too many requests.");
  CHECK(client.pauses.empty());
}

TEST_CASE_METHOD(download_test, "what the server refuses is said plainly, once") {
  fails(R"({"status": 401, "text": "API key is missing or invalid."})", fault::list,
        "does not accept the API key (401): API key is missing or invalid.");
  fails(R"({"status": 403, "json": {"message": "No identifier list preferences are enabled."}})", fault::io,
        "chosen no list (403): No identifier list preferences");
  fails(R"({"status": 404, "json": {"message": "not found"}})", fault::io, "no DROP under the URL (404)");
  fails(R"({"status": 409, "json": {"message": "Complete the current batch."}})", fault::io,
        "responses outstanding (409): Complete the current batch.");
  fails(R"({"status": 400, "json": {}})", fault::io, "unexpected answer (400)");
  fails(R"({"status": 501, "text": "<html>", "headers": {"Content-Type": "text/html"}})", fault::io,
        "failed (501)");
  fails(R"({"status": 302, "text": "", "headers": {"Location": "/data/elsewhere"}})", fault::io,
        "redirect, which is not followed (302)");
  CHECK(client.pauses.empty());
  CHECK(seen("host").size() == 1);
}

TEST_CASE_METHOD(download_test, "a message of the server is made printable, cut, and rid of the key") {
  fails(R"({"status": 401, "text": "no such key: )" + std::string(test::drop_key_text) + "!\"}", fault::list,
        "no such key: [the key]!");
  fails(R"({"status": 403, "json": {"message": "a\nb\u001b[31m\u202e\u00e9"}})", fault::io, "a b [31m?????");
  const auto path = download(R"({"status": 403, "text": ")" + std::string(5000, 'x') + "\"}");
  CHECK(path.status().message().size() < 400);
}

TEST_CASE_METHOD(download_test, "an archive of any other name is refused") {
  for (const char* bad :
       {"", "../20260312_4821_DROP.zip", "/tmp/20260312_4821_DROP.zip", "20260312_4821_DROP.zip.exe",
        "20260312_4821_drop.zip", "2026031_4821_DROP.zip", "x"}) {
    fails(zip_with(R"("name": ")" + std::string(bad) + "\""), fault::io, "YYYYMMDD_NNNN_DROP.zip");
  }
  fails(zip_with(R"("headers": {"Content-Disposition": "attachment"})"), fault::io, "YYYYMMDD_NNNN_DROP.zip");
}

TEST_CASE_METHOD(download_test, "a transfer that breaks off is taken up where it ended, if that is safe") {
  saves(zip_with(R"("ranges": true, "cut": 9)") + ", " + zip_with(R"("ranges": true, "cut": 5)") + ", " +
        zip_with(R"("ranges": true)"));
  CHECK(seen("range") == texts{"-", "bytes=9-", "bytes=14-"});
  CHECK(seen("if-range") == texts{"-", "\"1\"", "\"1\""});
}

TEST_CASE_METHOD(download_test, "a transfer that breaks off is begun anew where it cannot be continued") {
  // No ranges, a weak ETag, ranges in another unit, an ETag without ranges.
  for (const char* how : {R"("cut": 9)", R"("ranges": true, "etag": "W/\"1\"", "cut": 9)",
                          R"("cut": 9, "headers": {"Accept-Ranges": "none", "ETag": "\"1\""})",
                          R"("cut": 9, "headers": {"ETag": "\"1\""})"}) {
    saves(zip_with(how) + ", " + zip_with(R"("ranges": true)"));
    CHECK(seen("range") == texts{"-", "-"});
  }
  // Another archive by now: the server sends all of it.
  saves(R"({"zip": "PK, another one", "ranges": true, "etag": "\"0\"", "cut": 9}, )" +
        zip_with(R"("ranges": true)"));
  CHECK(seen("range") == texts{"-", "bytes=9-"});
}

TEST_CASE_METHOD(download_test, "a part that was not asked for is refused") {
  const auto part = [](const std::string& etag, const std::string& range) {
    return zip_with(R"("status": 206, "headers": {"ETag": ")" + etag + R"(", "Content-Range": ")" + range +
                    "\"}");
  };
  const std::string broken = zip_with(R"("ranges": true, "cut": 9)") + ", ";
  fails(part("", "bytes 0-28/29"), fault::io, "another part");
  fails(part(R"(\"1\")", "bytes 0-28/29"), fault::io, "another part");
  fails(broken + part(R"(\"2\")", "bytes 9-28/29"), fault::io, "another part");
  for (const char* range :
       {"", "bytes 8-28/29", "bytes 9-27/29", "bytes 9-28", "bytes 9-28/*", "bytes 9-/29"}) {
    fails(broken + part(R"(\"1\")", range), fault::io, "another part");
  }
}

TEST_CASE_METHOD(download_test, "an archive is whole or there is none") {
  fails(zip_with(R"("cut": 9)"), fault::io, "no answer");
  CHECK(client.pauses == longs{1, 2, 4, 8});
  fails(zip_with(R"("cut": 9, "chunked": true)"), fault::io, "no answer");
  fails(zip_with(R"("unframed": true)"), fault::io, "how long");
  fails(R"({"zip": ""})", fault::io, "empty");
  fails(zip_with(R"("cut": 9)") + R"(, {"status": 409, "json": {"message": "Complete the current batch."}})",
        fault::io, "broke off");
}

TEST_CASE_METHOD(download_test, "no body is larger than allowed") {
  client.options.largest_archive = sent_bytes.size();
  saves(zip);
  std::filesystem::remove(folder / sent_name);
  client.options.largest_archive = sent_bytes.size() - 1;
  fails(zip, fault::io, "more than 28 bytes");
  fails(zip_with(R"("chunked": true)"), fault::io, "more than 28 bytes");
  fails(R"({"json": {"message": ")" + std::string(5 << 20, 'x') + "\"}}", fault::io,
        "more than 4194304 bytes");
  CHECK(client.pauses.empty());
}

TEST_CASE_METHOD(download_test, "a body that takes too long is a timeout") {
  client.options.transfer_timeout = 300ms;
  client.options.attempts = 2;
  fails(zip_with(R"("slow": 0.05)"), fault::io, "timed out");
  CHECK(client.pauses == longs{1});
}

TEST_CASE_METHOD(download_test, "nothing is asked for that cannot be written") {
  server.play("/data/download", zip);
  const auto path = client.api().download(folder / "none");
  REQUIRE_FALSE(path.ok());
  CHECK(test::says(path.status(), folder / "none"));
  CHECK(seen("host").empty());
}
