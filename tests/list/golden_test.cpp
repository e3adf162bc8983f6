// SPDX-License-Identifier: Apache-2.0
#include <optout/list/suppression_list.hpp>
#include <support/catch.hpp>
#include <support/sample_list.hpp>
#include <support/temp_folder.hpp>

#include <iterator>
#include <string_view>

using namespace optout;

// One file per format version, kept for ever. If this goes red, lists out there no longer open, or new ones no
// longer open elsewhere: raise list_format::version and add a file. Only a new rules version writes the last one again.
TEST_CASE("a list is byte for byte what it always was") {
  const keyring keys = test::keyring_of(1);
  const std::string golden = std::string(OPTOUT_TEST_DATA) + "/lists/v3_sample.optout";
  const auto bytes = test::sample_builder(keys, 40).image();
  REQUIRE(bytes.ok());
  const std::string built(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  if (std::getenv("OPTOUT_WRITE_GOLDEN") != nullptr) test::write_file(golden, built);
  CHECK(built == test::read_file(golden));

  const auto list = suppression_list::open(golden, keys);
  REQUIRE(list.ok());
  CHECK(list->verify().ok());
  CHECK(list->request_at(39).id == "R-39");
}

TEST_CASE("a list of an earlier format is refused, with what to do") {
  for (const std::string_view version : {"1", "2"}) {
    const auto list = suppression_list::open(
        absl::StrCat(OPTOUT_TEST_DATA, "/lists/v", to_absl(version), "_sample.optout"), test::keyring_of(1));
    CHECK(fault_of(list.status()) == fault::list);
    const std::string said = absl::StrCat("list format ", to_absl(version),
                                          ", this optout reads 3; rebuild it with 'optout compile'");
    CHECK(list.status().message().find(said) != absl::string_view::npos);
  }
}

TEST_CASE("the numbers of kinds and schemes are promises") {
  constexpr std::string_view kinds[] = {"email", "phone", "person_at",  "address",      "name",
                                        "dob",   "zip",   "person_zip", "phone_strict", "person_strict",
                                        "maid",  "ndz",   "namevin",    "ctvid"};
  REQUIRE(std::size(kinds) == kind_count);
  for (std::size_t i = 0; i < kind_count; ++i) {
    CHECK(to_text(static_cast<kind>(i + 1)) == kinds[i]);
    CHECK(all_kinds[i] == static_cast<kind>(i + 1));
  }
  constexpr std::string_view schemes[] = {"canonical", "drop", "uid2", "google", "meta",
                                          "sha256",    "sha1", "md5",  "sha512"};
  REQUIRE(std::size(schemes) == scheme_count);
  for (std::size_t i = 0; i < scheme_count; ++i) CHECK(to_text(static_cast<scheme>(i)) == schemes[i]);
}
