// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/files.hpp>
#include <support/catch.hpp>
#include <support/drop_rows.hpp>
#include <support/mutate.hpp>

#include <absl/strings/escaping.h>

#include <cstring>

using namespace optout;

TEST_CASE("a list has one word and one number for ever") {
  const std::vector<std::pair<drop_list, std::string>> words = {
      {drop_list::ndz, "NDZ"},   {drop_list::email, "Email"},      {drop_list::phone, "Phone"},
      {drop_list::maid, "MAID"}, {drop_list::name_vin, "NameVIN"}, {drop_list::ctvid, "CTVID"}};
  int number = 1;
  for (const auto& [list, word] : words) {
    REQUIRE(static_cast<int>(list) == number++);
    REQUIRE(to_text(list) == word);
    REQUIRE(drop_list_from_text(word) == list);
  }
  for (const char* other : {"", "email", "EMAIL", "NameVin", "Removed", "Email ", "NDZ,"}) {
    REQUIRE_FALSE(drop_list_from_text(other).has_value());
  }
}

TEST_CASE("names of files are read and written alike, byte by byte") {
  const std::vector<std::string> good = {
      "20260312_4821_Email.csv", "20260312_4821_Email_part01.csv",       "20260312_4821_Removed.csv",
      "20240229_0000_NDZ_a.csv", "20260312_4821_NameVIN_0123456789.csv", "20260312_4821_Removed_2.csv"};
  for (const std::string& name : good) {
    INFO(name);
    const auto parsed = drop_file_name::from_text(name);
    REQUIRE(parsed.has_value());
    REQUIRE(to_text(*parsed) == name);
  }
  const auto email = drop_file_name::from_text(good[1]);
  REQUIRE(email->batch == drop_batch{20260312, "4821"});
  REQUIRE(email->list == drop_list::email);
  REQUIRE(email->suffix == "part01");
  REQUIRE_FALSE(drop_file_name::from_text(good[2])->list.has_value());

  for (const char* bad : {"",
                          ".csv",
                          "20260312_4821_.csv",
                          "20260312_4821_Email",
                          "20260312_4821_Email.CSV",
                          "20260312_4821_email.csv",
                          "20260312_4821_Email_.csv",
                          "20260312_4821_Email_part-1.csv",
                          "20260312_4821_Email_01234567890.csv",
                          "20260312_4821_Email_a_b.csv",
                          "20260230_4821_Email.csv",
                          "20261312_4821_Email.csv",
                          "20250229_4821_Email.csv",
                          "00000312_4821_Email.csv",
                          "2026312_4821_Email.csv",
                          "20260312_482_Email.csv",
                          "20260312_48x1_Email.csv",
                          "20260312-4821-Email.csv",
                          "x/20260312_4821_Email.csv",
                          "../20260312_4821_Email.csv",
                          "20260312_4821_Email.csv ",
                          " 20260312_4821_Email.csv",
                          "20260312_4821_Email.csv.csv",
                          "20260312_4821_DROP.zip",
                          "20260312_4821_Removedx.csv",
                          "20260312_4821_Email\n.csv"}) {
    INFO(bad);
    REQUIRE_FALSE(drop_file_name::from_text(bad).has_value());
  }
}

TEST_CASE("an archive is called by its day and its broker") {
  const auto batch = drop_batch::from_archive_name("20260312_4821_DROP.zip");
  REQUIRE(batch == drop_batch{20260312, "4821"});
  REQUIRE(to_text(*batch) == "20260312_4821_DROP.zip");
  for (const char* bad : {"20260312_4821_DROP (1).zip", "20260312_4821_drop.zip", "20260399_4821_DROP.zip",
                          "20260312_4821_Email.csv", "DROP.zip", ""}) {
    REQUIRE_FALSE(drop_batch::from_archive_name(bad).has_value());
  }
}

TEST_CASE("IDs are 12 letters and digits, case told apart") {
  const auto upper = drop_id::from_text("A7kP2xQ9Lm4R"), lower = drop_id::from_text("a7kP2xQ9Lm4R");
  REQUIRE(upper->text() == "A7kP2xQ9Lm4R");
  REQUIRE(*upper != *lower);
  REQUIRE(*upper < *lower);
  REQUIRE(*upper == *drop_id::from_text("A7kP2xQ9Lm4R"));
  for (const char* bad :
       {"", "A7kP2xQ9Lm4", "A7kP2xQ9Lm4RR", "A7kP2xQ9Lm4_", "A7kP2xQ9Lm4 ", "A7kP2xQ9Lm\xC3\xA9"}) {
    REQUIRE_FALSE(drop_id::from_text(bad).has_value());
  }
}

TEST_CASE("a hash is what Abseil's Base64 decodes and encodes back to the same text, and nothing else") {
  std::vector<std::string> texts = {
      std::string(43, 'A') + "=", std::string(43, '/') + "=", std::string(43, '+') + "=",
      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "PQOfn1RffEKmqMmNAzDKKaoZCwxWbQZkQzPWmQo9REA="};
  for (std::uint64_t i = 0; i < 20; ++i) texts.push_back(test::drop_hash_text(i));
  test::mutator mutated(texts, 7);
  int good = 0;
  for (int i = 0; i < 50000; ++i) {
    const std::string text = mutated.next();
    INFO(absl::CEscape(text));
    std::string bytes;
    const bool expected = text.size() == 44 && absl::Base64Unescape(text, &bytes) && bytes.size() == 32 &&
                          absl::Base64Escape(bytes) == text;
    const auto digest = drop_hash_from_text(text);
    REQUIRE(digest.has_value() == expected);
    if (!expected) continue;
    REQUIRE(std::memcmp(digest->data(), bytes.data(), 32) == 0);
    ++good;
  }
  REQUIRE(good > 5000);
  // One more bit than 32 bytes have.
  REQUIRE_FALSE(drop_hash_from_text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=").has_value());
}
