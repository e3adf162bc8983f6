// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/webhook.hpp>
#include <support/catch.hpp>
#include <support/temp_folder.hpp>

#include <cstdlib>
#include <fstream>
#include <random>
#include <vector>

using namespace optout;
using namespace std::chrono_literals;

namespace {

const std::string secret_text = "whsec_example", time_text = "2026-07-02T18:30:00.0000000Z",
                  body_text = R"({"message":"A download is ready."})";
// printf %s 'TIME.BODY' | openssl dgst -sha256 -hmac whsec_example
const std::string signature_text = "sha256=1b476ea8a5210dd12a9e1e95cab4e36230772c7e9f2854340c4835daa3071041";
const auto signed_at = std::chrono::sys_days(std::chrono::year(2026) / 7 / 2) + 18h + 30min;

webhook_verdict verdict(const std::string& time, const std::string& signature, const std::string& body,
                        std::chrono::system_clock::time_point now = signed_at) {
  const auto found = verify_webhook(secret_text, time, signature, body, now);
  REQUIRE(found.ok());
  return *found;
}

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    for (const int shift : {4, 0}) digits += "0123456789abcdef"[static_cast<unsigned char>(c) >> shift & 15];
  }
  return digits;
}

}  // namespace

TEST_CASE("a webhook signed by openssl is accepted, in either case of its hex") {
  CHECK(verdict(time_text, signature_text, body_text) == webhook_verdict::accepted);
  std::string upper = signature_text;
  for (std::size_t i = 7; i < upper.size(); ++i) upper[i] = static_cast<char>(std::toupper(upper[i]));
  CHECK(verdict(time_text, upper, body_text) == webhook_verdict::accepted);
}

TEST_CASE("a byte of difference anywhere is a bad signature") {
  for (std::size_t i = 0; i < body_text.size(); ++i) {
    std::string body = body_text;
    body[i] = static_cast<char>(body[i] ^ 1);
    CHECK(verdict(time_text, signature_text, body) == webhook_verdict::bad_signature);
  }
  for (std::size_t i = 7; i < signature_text.size(); ++i) {
    std::string signature = signature_text;
    signature[i] = signature[i] == '0' ? '1' : '0';
    CHECK(verdict(time_text, signature, body_text) == webhook_verdict::bad_signature);
  }
  CHECK(verdict(time_text, signature_text, body_text + "\n") == webhook_verdict::bad_signature);
  CHECK(verdict(time_text, signature_text, "") == webhook_verdict::bad_signature);
  CHECK(verdict("2026-07-02T18:30:01.0000000Z", signature_text, body_text) == webhook_verdict::bad_signature);
  const auto other = verify_webhook("another", time_text, signature_text, body_text, signed_at);
  CHECK(*other == webhook_verdict::bad_signature);
}

TEST_CASE("the time of a webhook may differ by five minutes in both directions") {
  CHECK(verdict(time_text, signature_text, body_text, signed_at + 5min) == webhook_verdict::accepted);
  CHECK(verdict(time_text, signature_text, body_text, signed_at - 5min) == webhook_verdict::accepted);
  CHECK(verdict(time_text, signature_text, body_text, signed_at + 5min + 1ms) == webhook_verdict::too_old);
  CHECK(verdict(time_text, signature_text, body_text, signed_at - 5min - 1ms) == webhook_verdict::too_old);
  // Who cannot sign learns nothing about the time.
  CHECK(verdict(time_text, signature_text, "other", signed_at + 1h) == webhook_verdict::bad_signature);
}

TEST_CASE("a header of another form is malformed") {
  for (const std::string time :
       {"", "2026-07-02T18:30:00Z", "2026-07-02T18:30:00.000000Z", "2026-07-02T18:30:00.00000000Z",
        "2026-07-02 18:30:00.0000000Z", "2026-07-02T18:30:00.0000000+", "2026-07-02T18:30:00.000000xZ",
        "2026-02-30T18:30:00.0000000Z", "2026-13-02T18:30:00.0000000Z", "2026-00-02T18:30:00.0000000Z",
        "2026-07-02T24:30:00.0000000Z", "2026-07-02T18:60:00.0000000Z", "2026-07-02T18:30:60.0000000Z"}) {
    INFO(time);
    CHECK(verdict(time, signature_text, body_text) == webhook_verdict::malformed);
  }
  const std::string digest = signature_text.substr(7);
  for (const std::string& signature :
       {std::string(), digest, "sha1=" + digest, "SHA256=" + digest, "sha256=" + digest + "0",
        "sha256=" + digest.substr(1), "sha256=g" + digest.substr(1), "sha256=" + digest.substr(1) + " "}) {
    INFO(signature);
    CHECK(verdict(time_text, signature, body_text) == webhook_verdict::malformed);
  }
}

TEST_CASE("without a secret nothing is verified") {
  const auto found = verify_webhook("", time_text, signature_text, body_text, signed_at);
  REQUIRE_FALSE(found.ok());
  CHECK(fault_of(found.status()) == fault::usage);
}

TEST_CASE("what Python's hmac signs is accepted") {
  struct message {
    std::string secret, time, body;
  };
  std::mt19937 random(7);
  const auto bytes = [&](std::size_t size) {
    std::string out(size, '\0');
    for (char& c : out) c = static_cast<char>(random());
    return out;
  };
  const test::temp_folder folder;
  std::vector<message> messages;
  std::ofstream questions(folder / "questions");
  for (int i = 0; i < 200; ++i) {
    // Secrets shorter and longer than a block of the hash.
    messages.push_back({bytes(1 + random() % 150), time_text, bytes(random() % 300)});
    const message& m = messages.back();
    questions << hex(m.secret) << ' ' << m.time << ' ' << (m.body.empty() ? "-" : hex(m.body)) << '\n';
  }
  questions.close();
  const std::string script = OPTOUT_TEST_DATA "/../drop/webhook_oracle.py";
  REQUIRE(std::system(
              ("python3 " + script + " <" + folder / "questions" + " >" + folder / "answers").c_str()) == 0);
  std::ifstream oracle(folder / "answers");
  std::string signature;
  for (const message& m : messages) {
    REQUIRE(std::getline(oracle, signature));
    const auto found = verify_webhook(m.secret, m.time, signature, m.body, signed_at);
    CHECK(*found == webhook_verdict::accepted);
  }
}
