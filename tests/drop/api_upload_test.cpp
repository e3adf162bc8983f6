// What drop_api makes of every answer to an upload, and to a correction.
// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/api.hpp>
#include <support/catch.hpp>
#include <support/drop_server.hpp>
#include <support/file_system.hpp>

using namespace optout;

namespace {

const std::string email = "20260312_4821_Email.csv", phone = "20260312_4821_Phone_part01.csv";
const std::string statuses = "Id,Status\nA7kP2xQ9Lm4R,2\n";

struct upload_test {
  test::temp_folder folder;
  test::drop_client client;
  test::drop_server& server = test::the_drop_server();
  std::vector<drop_upload> files;

  upload_test() {
    add(email);
    add(phone);
  }
  void add(const std::string& name, const std::string& content = statuses) {
    test::write_file(folder / name, content);
    files.push_back({folder / name});
  }
  absl::StatusOr<std::vector<drop_result>> upload(const std::string& answers) {
    client.pauses.clear();
    server.play("/data/upload", answers);
    return client.api().upload(files);
  }
  // The verdicts as letters: accepted, there already, rejected.
  std::string verdicts(const std::string& answers) {
    INFO(answers);
    const auto results = upload(answers);
    INFO(results.status());
    REQUIRE(results.ok());
    std::string letters;
    for (const drop_result& result : *results) letters += "atr"[static_cast<int>(result.verdict)];
    return letters;
  }
  void fails(const std::string& answers, fault f, const std::string& part) {
    INFO(answers);
    const auto results = upload(answers);
    REQUIRE_FALSE(results.ok());
    INFO(results.status());
    CHECK(fault_of(results.status()) == f);
    CHECK(test::says(results.status(), part));
  }
  void set_maybe_sent(bool maybe) {
    for (drop_upload& file : files) file.maybe_sent = maybe;
  }
  // Of the files, as digits.
  std::string maybe_sent() const {
    std::string digits;
    for (const drop_upload& file : files) digits += file.maybe_sent ? '1' : '0';
    return digits;
  }
};

using longs = std::vector<long>;

// An answer that accepts and rejects these names.
std::string answer(int status, const std::string& accepted, const std::string& rejected,
                   const std::string& why = "Only CSV files are accepted.") {
  const auto list = [](const std::string& name, const std::string& more) {
    return name.empty() ? "[]" : "[{\"fileName\": \"" + name + "\", " + more + "}]";
  };
  return "{\"status\": " + std::to_string(status) + R"(, "json": {"message": "m", "accepted": )" +
         list(accepted, "\"fileSizeBytes\": 25") +
         ", \"rejected\": " + list(rejected, "\"message\": \"" + why + "\"") + "}}";
}

}  // namespace

TEST_CASE_METHOD(upload_test, "files go as parts of one form, each under its own name") {
  CHECK(verdicts("{}") == "aa");
  const auto requests = server.requests();
  REQUIRE(requests.size() == 1);
  const auto request = requests.at(0);
  CHECK(request["method"].get_string().value() == "POST");
  CHECK(request["headers"]["x-api-key"].get_string().value() == test::drop_key_text);
  REQUIRE(request["parts"].get_array().size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto part = request["parts"].at(i);
    CHECK(part["name"].get_string().value() == "files");
    CHECK(part["file"].get_string().value() == (i == 0 ? email : phone));
    CHECK(part["type"].get_string().value() == "text/csv");
    CHECK(part["text"].get_string().value() == statuses);
  }
  CHECK(maybe_sent() == "00");
}

TEST_CASE_METHOD(upload_test, "a large file goes whole") {
  files.clear();
  std::string large = "Id,Status\n";
  while (large.size() < 3 << 20) large += "A7kP2xQ9Lm4R,5\n";
  add(email, large);
  CHECK(verdicts("{}") == "a");
  const auto sent = server.requests().at(0)["parts"].at(0)["text"].get_string().value();
  CHECK(sent == large);
}

TEST_CASE_METHOD(upload_test, "corrections go to their own place") {
  server.play("/data/amend", "{}");
  const auto results = client.api().amend(files);
  REQUIRE(results.ok());
  CHECK(results->size() == 2);
  server.play("/data/amend", R"({"status": 409, "json": {"message": "cannot be processed"}})");
  const auto refused = client.api().amend(files);
  CHECK(test::says(refused.status(), "corrections in the current state (409): cannot be processed"));
}

TEST_CASE_METHOD(upload_test, "what is rejected comes with the server's reason") {
  test::write_file(folder / phone, "ID,Status\n");
  CHECK(verdicts("{}") == "ar");
  CHECK(upload("{}")->at(1).message == "Invalid CSV header. Expected: Id,Status.");
  test::write_file(folder / email, "Id,Status\n\xFF\n");
  CHECK(verdicts("{}") == "rr");  // the server says 400
  files.erase(files.begin());
  CHECK(upload(answer(400, "", phone, "a\\nb\\u0007" + std::string(test::drop_key_text)))->at(0).message ==
        "a b [the key]");
  CHECK(client.pauses.empty());
}

TEST_CASE_METHOD(upload_test, "a file that the answer is silent about is an error, not accepted") {
  for (const int status : {202, 400}) {
    set_maybe_sent(false);
    fails(answer(status, email, ""), fault::io, "does not say whether it accepted " + phone);
    CHECK(maybe_sent() == "11");
  }
  fails(answer(202, email, email), fault::io, email);
  fails(answer(202, "20260312_4821_EMAIL.csv", phone), fault::io, email);
}

TEST_CASE_METHOD(upload_test, "an answer that cannot be read is an error") {
  for (const char* odd : {R"({"status": 202, "text": "{nonsense"})", R"({"status": 202, "json": [1]})",
                          R"({"status": 202, "json": {"accepted": []}})", R"({"status": 202, "text": ""})",
                          R"({"status": 202, "json": {"accepted": 1, "rejected": []}})"}) {
    set_maybe_sent(false);
    fails(odd, fault::io, "does not say which");
    CHECK(maybe_sent() == "11");
  }
  set_maybe_sent(false);
  fails(R"({"status": 200, "json": {"accepted": [], "rejected": []}})", fault::io, "unexpected answer (200)");
  CHECK(maybe_sent() == "11");
  fails(R"({"status": 202, "text": ")" + std::string(5 << 20, 'x') + "\"}", fault::io, "more than 4194304");
  fails(R"({"status": 400, "json": {"message": "no form"}})", fault::input, "malformed (400): no form");
}

TEST_CASE_METHOD(upload_test, "a lost reply is read from the next answer") {
  CHECK(verdicts(R"({"lost": true}, {})") == "tt");
  CHECK(client.pauses == longs{1});
  set_maybe_sent(false);
  // Also one that breaks off, and a gateway's.
  CHECK(
      verdicts(R"({"lost": true}, {"status": 202, "json": {}, "cut": 1}, {"status": 504, "json": {}}, {})") ==
      "tt");
  CHECK(client.pauses == longs{1, 2, 4});
  // A request that did not get there: the next one is the first.
  set_maybe_sent(false);
  CHECK(verdicts(R"({"reset": true}, {})") == "aa");
}

TEST_CASE_METHOD(upload_test, "a reply that stays lost leaves its mark for the next call") {
  client.options.attempts = 1;
  server.play("/data/upload", R"({"lost": true}, {})");
  const auto api = client.api();
  CHECK(fault_of(api.upload(files).status()) == fault::io);
  CHECK(maybe_sent() == "11");
  add("20260312_4821_NDZ.csv");
  const auto results = api.upload(files);
  REQUIRE(results.ok());
  CHECK(results->at(0).verdict == drop_verdict::already_accepted);
  CHECK(results->at(1).verdict == drop_verdict::already_accepted);
  CHECK(results->at(2).verdict == drop_verdict::accepted);
}

TEST_CASE_METHOD(upload_test, "a name that is taken is a rejection unless an earlier try may have taken it") {
  server.play("/data/upload", "{}");
  const auto api = client.api();
  REQUIRE(api.upload(files).ok());
  files[1].maybe_sent = true;
  const auto results = api.upload(files);
  REQUIRE(results.ok());
  CHECK(results->at(0).verdict == drop_verdict::rejected);
  CHECK(results->at(1).verdict == drop_verdict::already_accepted);
  CHECK(results->at(0).message.starts_with("A file with this name was already uploaded"));
  // Another reason is no sign of an earlier success.
  set_maybe_sent(true);
  test::write_file(folder / phone, "other\n");
  CHECK(api.upload(files)->at(1).verdict == drop_verdict::rejected);
}

TEST_CASE_METHOD(upload_test, "what the server refuses outright was not taken") {
  fails(R"({"status": 409, "json": {"message": "No active download."}})", fault::io,
        "no archive waits for responses (409): No active download.");
  fails(R"({"status": 401, "text": "API key is missing or invalid."})", fault::list, "(401)");
  fails(R"({"status": 403, "json": {"message": "not eligible"}})", fault::io, "(403): not eligible");
  fails(R"({"status": 404, "json": {}})", fault::io, "(404)");
  fails(R"({"status": 307, "text": "", "headers": {"Location": "/data/amend"}})", fault::io, "redirect");
  CHECK(client.pauses.empty());
  CHECK(maybe_sent() == "00");
  CHECK(verdicts(R"({"status": 429, "json": {}, "headers": {"Retry-After": "30"}}, {})") == "aa");
  CHECK(client.pauses == longs{30});
  CHECK(maybe_sent() == "00");
}

TEST_CASE_METHOD(upload_test, "a batch that a lost reply may have finished is no plain refusal") {
  fails(R"({"lost": true}, {"status": 409, "json": {"message": "No active download."}})", fault::io,
        "or an earlier try was accepted (409)");
  CHECK(maybe_sent() == "11");
}

TEST_CASE_METHOD(upload_test, "what failed on the other side may have been taken") {
  client.options.attempts = 2;
  for (const int status : {500, 502, 503, 504}) {
    set_maybe_sent(false);
    fails("{\"status\": " + std::to_string(status) + R"(, "json": {"message": "m"}})", fault::io,
          "DROP failed");
    CHECK(client.pauses == longs{1});
    CHECK(maybe_sent() == "11");
  }
}

TEST_CASE_METHOD(upload_test, "a server that is not there has received nothing") {
  client.options.url = "http://127.0.0.1:1";
  fails("{}", fault::io, "no answer");
  CHECK(client.pauses == longs{1, 2, 4, 8});
  CHECK(maybe_sent() == "00");
}

TEST_CASE_METHOD(upload_test, "files that cannot be sent are refused before anything is") {
  const auto refused = [&](fault f, const std::string& part) {
    fails("{}", f, part);
    CHECK(server.requests().size() == 0);
    files.resize(2);
  };
  add("20260312_4821_Email.zip");
  refused(fault::usage, "20260312_4821_Email.zip");
  files.push_back({folder / "20260312_4821_MAID.csv"});
  refused(fault::io, "20260312_4821_MAID.csv");
  std::filesystem::create_directory(folder / "again");
  add("again/" + email);
  refused(fault::usage, "two files");
  files.clear();
  CHECK(upload("{}")->empty());
  CHECK(server.requests().size() == 0);
}
