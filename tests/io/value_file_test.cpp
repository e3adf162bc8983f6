// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/key/key_batch.hpp>
#include <support/catch.hpp>
#include <support/encode.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

using namespace optout;

namespace {

struct values_read {
  value_summary summary;
  std::set<key> keys;
};

absl::StatusOr<values_read> read_values(const std::string& text, const value_options& options = {}) {
  const test::temp_folder folder;
  test::write_file(folder / "values", text);
  values_read out;
  std::optional<scheme> how;
  const auto summary =
      read_values(folder / "values", test::keyring_of(1), options, how, [&](std::span<const key> keys) {
        out.keys.insert(keys.begin(), keys.end());
        return absl::OkStatus();
      });
  if (!summary.ok()) return summary.status();
  out.summary = *summary;
  return out;
}

// What reading `text` is refused with, behind the file's name.
std::string refusal_of(const std::string& text, fault f = fault::input, const value_options& options = {}) {
  const auto result = read_values(text, options);
  REQUIRE_FALSE(result.ok());
  CHECK(fault_of(result.status()) == f);
  const std::string said(result.status().message());
  return said.substr(said.find("values: ") + 8);
}

std::set<key> keys_of(kind what, std::initializer_list<std::string_view> forms,
                      scheme how = scheme::canonical) {
  std::set<key> out;
  for (const std::string_view form : forms) out.insert(key_batch::make(test::keyring_of(1), what, form, how));
  return out;
}

// That a file holds two certain numbers and no junk.
void check_two(const std::string& text, const value_options& options = {}) {
  INFO(text);
  const auto got = read_values(text, options);
  REQUIRE(got.ok());
  CHECK(got->keys == keys_of(kind::phone, {"+14155552671", "+12125550147"}));
  CHECK(got->summary.values == 2);
  CHECK(got->summary.junk == 0);
}

}  // namespace

TEST_CASE("numbers of any punctuation stand a line each") {
  for (const std::string_view end : {"\n", "\r\n", "\r"}) {
    for (const auto& [a, b] :
         {std::pair("4155552671", "2125550147"), std::pair("(415) 555-2671", "212.555.0147"),
          std::pair("415,5552671", "212,5550147"), std::pair("415\t555\t2671", "1,212,5550147"),
          std::pair("\"415\",\"5552671\"", "\"2125550147\""),
          std::pair("4155552671,", ",,\"(212) 555-0147\",,"),
          std::pair("tel:+1-415-555-2671;ext=5", "+12125550147")}) {
      check_two(fmt::format("{}{}{}{}", a, end, b, end));
      check_two(fmt::format("{0}{0}  {1}{0}{0}{2}", end, a, b));
    }
  }
  check_two("\uFEFF4155552671\n2125550147\n");
  check_two(test::encoded("\uFEFF4155552671\r\n2125550147\r\n", text_encoding::utf16_le));
}

TEST_CASE("a header names the columns") {
  check_two("phone\n4155552671\n212-555-0147\n");
  check_two("Number\n4155552671\n\n212-555-0147\n");
  check_two("number,date\n4155552671,2026-08-01\n2125550147,2026-08-02\n");
  check_two("date;Phone 1;Phone 2\n2026-08-01;4155552671;2125550147\n");
  check_two("Do not call\n4155552671\n2125550147\n");
  check_two(test::encoded("\uFEFFid\tPhone\r\n1\t4155552671\r\n2\t2125550147\r\n", text_encoding::utf16_le));
  CHECK(refusal_of("first,last\nJane,Doe\n", fault::usage)
            .find("no column is known to hold a value of kind phone") != std::string::npos);
  CHECK(refusal_of("phone,date\n4155552671\n") == "row 1: has not as many fields as the header");
  CHECK(read_values("phone\n")->keys.empty());

  const test::temp_folder folder;
  test::write_file(folder / "map.toml", "only = true\n[columns]\n\"which\" = \"owner1.phone\"\n");
  check_two("which,phone\n4155552671,3105550100\n2125550147,\n", {.map_file = folder / "map.toml"});
}

TEST_CASE("the registry's XML gives an area code to its local numbers") {
  check_two(
      "<?xml version='1.0'?>\n<list type='full' val='415'>\n<ph val='5552671'/>\n"
      "<ac val=\"212\"><ph val = \"5550147\" ></ph></ac></list>\n");
  check_two(
      "<LIST><ac val='212'><ph val='5550147'/></ac><ac val='415'><ph id=\"a>b\" val='5552671' "
      "/></ac></LIST>");
  check_two(
      "<!-- <ph val='1'/> --><x><list val='212'><![CDATA[<ph/>]]> text <ac/>\n<ph\nval='5550147'/>"
      "<ac val='415'><ph val='5552671'/></ac></list></x>");
  const auto padded = read_values(
      "<list val='415'><ph val='123'/><ph val='x'/><ph/><ph val='12345678'/>\n<ph val='5552671'/></list>");
  REQUIRE(padded.ok());
  CHECK(padded->summary.values == 1);
  CHECK(padded->summary.junk ==
        4);  // 415-000-0123 is nobody's number, and 123 without zeros would be none either
  CHECK(padded->summary.places == std::vector<std::uint64_t>{1, 1, 1, 1});

  CHECK(refusal_of("<list>\n<ac val='415'></ac>\n<ph val='5552671'/></list>") ==
        "line 3: a number without an area code");
  CHECK(refusal_of("<list val='NY'>\n<ph val='5552671'/></list>") == "line 2: a number without an area code");
  CHECK(refusal_of("<list val='415'><ph val='5552671'/>")
            .ends_with("ends before its list does: it is cut off"));
  CHECK(refusal_of("<list val='415'><ph val='5552671'/></lis")
            .ends_with("ends inside of a tag: it is cut off"));
  CHECK(refusal_of("<html><body>please log in</body></html>") == "holds no value of kind phone");
  CHECK(read_values("<list val='415'></list>")->keys.empty());
}

TEST_CASE("tags and lines may be cut by chunks anywhere") {
  std::string xml = "<list val='415'>\n", lines, spaces;
  std::set<key> expected;
  for (int i = 0; i < 60'000; ++i) {
    const std::string local = fmt::format("5{:06}", i);
    xml += fmt::format("<ph val='{}'/>{}", local, std::string(i % 7, ' '));
    lines += fmt::format("415-{}{}", local, i % 3 == 0 ? "\r\n" : "\n");
    if (i == 41'000) {
      xml += "\n<ph val='none'/>\n";
      lines += "none\n";
    }
    expected.insert(key_batch::make(test::keyring_of(1), kind::phone, "+1415" + local));
  }
  xml += "</list>";
  for (const unsigned jobs : {1u, 2u, 5u}) {
    for (const std::string& text : {xml, lines}) {
      const auto got = read_values(text, {.jobs = jobs});
      REQUIRE(got.ok());
      CHECK((got->keys == expected));
      CHECK(got->summary.places == std::vector<std::uint64_t>{text == xml ? 3u : 41'002u});
      CHECK(refusal_of(text, fault::input, {.strict = true, .jobs = jobs}).find("1 lines hold no value") ==
            0);
    }
  }
}

TEST_CASE("junk is counted and named by its line, never by its text") {
  const auto got =
      read_values("4155552671\n\nsecret words\n000-000-0000\n5, secret\n2125550147\n123-456-7890");
  REQUIRE(got.ok());
  CHECK(got->keys.size() == 2);
  CHECK(got->summary.places == std::vector<std::uint64_t>{3, 4, 5, 7});
  CHECK(refusal_of("secret 1\nsecret 2\n") == "holds no value of kind phone");
  CHECK(refusal_of("") == "holds no value of kind phone");
  CHECK(refusal_of("4155552671\n4.16E+09\n") ==
        "line 2: a spreadsheet rounded this number; export the column as text");
}

TEST_CASE("a change list is refused, not guessed") {
  for (const std::string_view line : {"2125550147,A", "212,5550147,D", "2125550147|2026-08-01",
                                      "A;2125550147;x;y;z", "2125550147,4155552671", "a,b,c,d"}) {
    const std::string said = refusal_of(fmt::format("4155552671\n{}\n", line), fault::usage);
    CHECK(said.starts_with("line 2: has several items, and no header names them"));
    CHECK(said.find("--map FILE") != std::string::npos);
    CHECK(said.find("0147") == std::string::npos);
  }
}

TEST_CASE("emails and digests are read like phones") {
  const value_options emails{.what = kind::email};
  const auto plain = read_values("Jane.Doe@gmail.com\n\"<ann@example.com>\"\nn/a\n", emails);
  REQUIRE(plain.ok());
  CHECK(plain->keys == keys_of(kind::email, {"janedoe@gmail.com", "ann@example.com"}));
  CHECK(plain->summary.junk == 1);
  CHECK(
      refusal_of("ann@example.com,delete\n", fault::usage, emails).starts_with("line 1: has several items"));

  const std::string hash =
      hashes_of(scheme::sha256, hash_kind::email, {{std::string_view("ann@example.com")}})[0];
  const std::string drop =
      hashes_of(scheme::drop, hash_kind::email, {{std::string_view("ann@example.com")}})[0];
  const std::string bytes = read_digest(hash)->bytes;
  for (const std::string& text :
       {hash + "\n", "email_sha256,x\n" + hash + ",1\n", "hash\n\"" + hash + "\"\n"}) {
    const auto got = read_values(text, emails);
    REQUIRE(got.ok());
    CHECK(got->keys == keys_of(kind::email, {bytes}, scheme::sha256));
  }
  CHECK(read_values(drop + "\n", {.what = kind::email, .hashes = scheme::drop})->keys ==
        keys_of(kind::email, {read_digest(drop, scheme::drop)->bytes}, scheme::drop));
  CHECK(refusal_of(drop + "\n", fault::input, emails).find("say whose, by --hashes") != std::string::npos);
  CHECK(refusal_of(hash + "\nann@example.com\n", fault::input, emails) ==
        "line 2: a value of scheme canonical in a list of scheme sha256: compile a list of each");
}

TEST_CASE(
    "a list of values is the builder's, for any memory and number of jobs, and duplicates change nothing") {
  const test::temp_folder folder;
  const keyring keys = test::keyring_of(1);
  const list_about about{.name = "dnc", .source = "FTC", .as_of = 20260801};
  list_builder builder(keys, about);
  builder.add_request(
      {.id = "dnc", .type = request_type::do_not_call, .source = "FTC", .received = 20260801});
  std::string first, second;
  for (int i = 0; i < 30'000; ++i) {
    const std::string number = fmt::format("212555{:04}", i % 10'000),
                      other = fmt::format("415{}", 2'000'000 + i);
    first += number + "\n";
    second += fmt::format("<ph val='{}'/>\n", other.substr(3));
    for (const std::string& n : {number, other})
      builder.add_key(kind::phone, level::standard, key_batch::make(keys, kind::phone, "+1" + n), 0);
  }
  const auto image = builder.image();
  REQUIRE(image.ok());
  test::write_file(folder / "a", first);
  test::write_file(folder / "b", "<list val='415'>" + second + "</list>");
  const std::vector<std::string> paths = {folder / "a", folder / "b", folder / "a"};
  for (const std::size_t memory : {100'000, 1'000'000, 1 << 30}) {
    for (const unsigned jobs : {1u, 2u}) {
      std::uint64_t values = 0;
      const absl::Status made =
          compile_values(paths, keys, about, {.reading = {.jobs = jobs}, .memory = memory}, folder / "list",
                         [&](const std::string&, const value_summary& summary) { values += summary.values; });
      REQUIRE(made.ok());
      CHECK(values == 90'000);
      const std::string file = test::read_file(folder / "list");
      const auto* const bytes = reinterpret_cast<const std::byte*>(file.data());
      CHECK((std::equal(bytes, bytes + file.size(), image->begin(), image->end())));
    }
  }
}
