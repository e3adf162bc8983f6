// SPDX-License-Identifier: Apache-2.0
#include <optout/key/hash_scheme.hpp>
#include <support/catch.hpp>
#include <support/tsv.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace optout;

namespace {

std::vector<std::string> hashes(scheme s, hash_kind k, const std::vector<std::string>& fields) {
  return hashes_of(s, k, std::vector<std::string_view>(fields.begin(), fields.end()));
}
std::string first_hash(scheme s, hash_kind k, const std::vector<std::string>& fields) {
  const auto all = hashes(s, k, fields);
  return all.empty() ? "" : all.front();
}
bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}
std::string hex_of_base64(const std::string& text) {
  std::string bytes;
  REQUIRE(absl::Base64Unescape(text, &bytes));
  return absl::BytesToHexString(bytes);
}

// Rows of a file by the names of its columns.
std::vector<std::map<std::string, std::string>> vectors(const std::string& name) {
  auto rows = test::read_tsv("vectors/" + name, test::escapes::no);
  REQUIRE(rows.size() > 20);
  std::vector<std::map<std::string, std::string>> out;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    auto& row = out.emplace_back();
    for (std::size_t c = 0; c < rows[0].size(); ++c) row[rows[0][c]] = c < rows[i].size() ? rows[i][c] : "";
  }
  return out;
}

}  // namespace

TEST_CASE("every published example of DROP comes out") {
  std::size_t official = 0;
  for (auto row : vectors("../../../data/vectors/drop.tsv")) {
    std::string kind = row["kind"];
    INFO(kind << " <" << row["input1"] << "> <" << row["input2"] << ">");
    if (kind.ends_with("_reject")) {
      kind.resize(kind.size() - 7);
      CHECK(hashes(scheme::drop, *hash_kind_from_text(kind), {row["input1"]}).empty());
      continue;
    }
    official += row["source"].starts_with("CalPrivacy");
    using kinds = std::vector<std::string>;
    for (const std::string& one : kind == "name" ? kinds{"first_name", "last_name"} : kinds{kind}) {
      const auto k = *hash_kind_from_text(one);
      std::vector<std::string> fields = {row["input1"], row["input2"], row["input3"], row["input4"]};
      fields.resize(std::max<std::size_t>(parts_of(k).size(), 1));
      CHECK(first_hash(scheme::drop, k, fields) == row["hash"]);
    }
  }
  CHECK(official == 25);
}

TEST_CASE("every published example of UID2 comes out") {
  for (auto row : vectors("uid2.tsv")) {
    const std::string& kind = row["kind"];
    INFO(kind << " <" << row["input"] << ">");
    const auto k = kind.starts_with("email") ? hash_kind::email : hash_kind::phone;
    const std::string found = first_hash(scheme::uid2, k, {row["input"]});
    if (kind.ends_with("_reject")) {
      CHECK(found.empty());
    } else {
      CHECK((row["encoding"] == "sha256/hex" ? hex_of_base64(found) : found) == row["hash"]);
    }
  }
}

TEST_CASE("every published example of Google comes out") {
  for (auto row : vectors("google.tsv")) {
    std::string kind = row["kind"];
    INFO(kind << " <" << row["input"] << ">");
    if (kind == "postal_code") continue;  // is not hashed
    const bool reject = kind.ends_with("_reject");
    const auto k = kind.starts_with("email")   ? hash_kind::email
                   : kind.starts_with("phone") ? hash_kind::phone
                   : kind == "given_name"      ? hash_kind::first_name
                                               : hash_kind::last_name;
    const std::string found = first_hash(scheme::google, k, {row["input"]});
    if (reject) {
      CHECK(found.empty());
    } else {
      CHECK(found == (row["encoding"] == "sha256/hex" ? row["hash"] : hex_of_base64(row["hash"])));
    }
  }
}

TEST_CASE("the published examples of Meta come out, and those of plain digests") {
  const std::map<std::string, hash_kind> kinds = {{"em", hash_kind::email},
                                                  {"ph", hash_kind::phone},
                                                  {"fn", hash_kind::first_name},
                                                  {"ln", hash_kind::last_name}};
  // States, the first letters of names, mailboxes without an @ and others' schemes are none of ours.
  const std::set<std::string> left_out = {"st",           "f5first",    "f5last", "custom_audience_email_sdk",
                                          "tiktok_phone", "tiktok_maid"};
  for (auto row : vectors("meta.tsv")) {
    const std::string& kind = row["kind"];
    INFO(kind << " <" << row["input"] << ">");
    if (kind == "em_reject") {
      CHECK(hashes(scheme::meta, hash_kind::email, {row["input"]}).empty());
    } else if (kind == "optizmo_md5") {
      CHECK(first_hash(scheme::md5, hash_kind::email, {row["input"]}) == row["hash"]);
    } else if (kind == "tiktok_email") {
      CHECK(first_hash(scheme::sha256, hash_kind::email, {row["input"]}) == row["hash"]);
    } else if (!left_out.contains(kind)) {
      REQUIRE(kinds.contains(kind));
      CHECK(first_hash(scheme::meta, kinds.at(kind), {row["input"]}) == row["hash"]);
    }
  }
}

TEST_CASE("where the rules of DROP are silent, every plausible spelling is hashed") {
  const auto drop = [](hash_kind k, const std::string& text) { return hashes(scheme::drop, k, {text}); };
  const auto of = [&](hash_kind k, const std::string& text) { return first_hash(scheme::drop, k, {text}); };
  CHECK(contains(drop(hash_kind::last_name, "Smith Jr."), of(hash_kind::last_name, "smith")));
  CHECK(contains(drop(hash_kind::last_name, "Smith, III"), of(hash_kind::last_name, "Smith")));
  CHECK(drop(hash_kind::last_name, "De Luca").size() == 1);
  CHECK(contains(drop(hash_kind::first_name, "Anna Maria"), of(hash_kind::first_name, "Anna")));
  CHECK(contains(drop(hash_kind::last_name, "김"), "oNXyQapvtUTl0mQx4vQKMQ8PwmCAMFMDjlxgEt2qbOY="));
  CHECK(drop(hash_kind::last_name, "Şəhər").size() == 2);
  CHECK(contains(drop(hash_kind::last_name, "ﬁsher"), of(hash_kind::last_name, "fisher")));
  CHECK(contains(drop(hash_kind::zip, "k1a-0b1"), of(hash_kind::zip, "k1a0b1")));
  CHECK(contains(drop(hash_kind::zip, "k1a-0b1"), of(hash_kind::zip, "k1a")));
  CHECK(contains(drop(hash_kind::zip, "003009999"), of(hash_kind::zip, "300")));
  CHECK(drop(hash_kind::zip, "003009999").size() == 2);
  CHECK(drop(hash_kind::zip, "00000").empty());
  CHECK(drop(hash_kind::zip, "00300-9999").size() == 1);
  CHECK(contains(drop(hash_kind::phone, "(201) 200-0776 ext. 4"), of(hash_kind::phone, "2012000776")));
  CHECK(contains(drop(hash_kind::email, "ÄÖÜ@example.com"), of(hash_kind::email, "äöü@example.com")));
  CHECK(drop(hash_kind::email, "ÄÖÜ@example.com").size() == 2);
  CHECK(drop(hash_kind::dob, "3/7/85").empty());
  CHECK(of(hash_kind::dob, "1985-07-04T00:00:00Z") == of(hash_kind::dob, "July 4, 1985"));
  CHECK(of(hash_kind::dob, "25/03/1985") == of(hash_kind::dob, "1985-03-25"));
  CHECK(drop(hash_kind::dob, "25/13/1985").empty());
}

TEST_CASE("a digest is never hashed again, and an empty text never at all") {
  const std::string email = "foo@bar.com";
  const std::string hex = first_hash(scheme::sha256, hash_kind::email, {email});
  const std::string base64 = first_hash(scheme::uid2, hash_kind::email, {email});
  CHECK(first_hash(scheme::uid2, hash_kind::email, {hex}) == base64);
  CHECK(first_hash(scheme::meta, hash_kind::email, {base64}) == hex);
  CHECK(hashes(scheme::md5, hash_kind::email, {hex}).empty());
  for (const hash_kind k : {hash_kind::email, hash_kind::phone}) {
    for (int s = 1; s < static_cast<int>(scheme_count); ++s) {
      for (const char* text : {"", " ", "\t", "\xC2\xA0"})
        CHECK(hashes(static_cast<scheme>(s), k, {text}).empty());
    }
  }
}

TEST_CASE("a composite has a hash for every combination of its parts, and none without one of them") {
  const std::vector<std::string> person = {"Anna Maria", "Smith Jr", "1980-01-01", "902100000"};
  const auto all = hashes(scheme::drop, hash_kind::ndz, person);
  CHECK(all.size() == 2u * 2 * 1);  // 90210 either way
  CHECK(contains(all, first_hash(scheme::drop, hash_kind::ndz, {"anna", "smith", "19800101", "90210"})));
  for (std::size_t i = 0; i < person.size(); ++i) {
    auto without = person;
    without[i] = " ";
    CHECK(hashes(scheme::drop, hash_kind::ndz, without).empty());
  }
  CHECK(first_hash(scheme::drop, hash_kind::ndz, {"Anna", "Smith", "1980-01-01", "90210"}) !=
        first_hash(scheme::drop, hash_kind::ndz, {"Smith", "Anna", "1980-01-01", "90210"}));
}

TEST_CASE("any bytes are standardized without harm") {
  std::mt19937 random(20260101);
  const char* const pieces[] = {"a",
                                "Z",
                                "7",
                                "@",
                                ".",
                                "+",
                                " ",
                                "-",
                                "É",
                                "й",
                                "김",
                                "ﬁ",
                                "\xFF",
                                "\xC3",
                                "ß",
                                "İ",
                                "\xE2\x80\x8B",
                                "0",
                                "(",
                                "gmail.com"};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::size_t n = random() % 12; n-- > 0;) text += pieces[random() % std::size(pieces)];
    for (int s = 1; s < static_cast<int>(scheme_count); ++s) {
      for (int k = 0; k <= static_cast<int>(hash_kind::ctvid); ++k) {
        if (!is_hashed(static_cast<scheme>(s), static_cast<hash_kind>(k))) continue;
        const auto all = hashes(static_cast<scheme>(s), static_cast<hash_kind>(k), {text});
        REQUIRE(std::set<std::string>(all.begin(), all.end()).size() == all.size());
        const std::string of_nothing = detail::digest_text(static_cast<scheme>(s), "");
        REQUIRE_FALSE(contains(all, of_nothing));
      }
    }
  }
  CHECK(hashes(scheme::drop, hash_kind::last_name, {std::string(5000, 'x')}).empty());
  CHECK(hashes(scheme::drop, hash_kind::last_name, {"é" + std::string(5000, 'x')}).empty());
}
