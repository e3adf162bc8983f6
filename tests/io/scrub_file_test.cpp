// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/catch.hpp>
#include <support/encode.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <filesystem>
#include <string>
#include <utility>

using namespace optout;

namespace {

// A folder with a list of every seventh person, and an export of all of them in messy quoting.
struct scrub_scene {
  test::temp_folder folder;
  keyring keys = test::keyring_of(1);
  std::string in = folder / "export.csv", out = folder / "clean.csv";
  std::string expected;

  explicit scrub_scene(int rows = 3000, const std::string& line_end = "\n") {
    std::string requests = "request_id,email\n";
    std::string text = "id,first_name,last_name,email,notes" + line_end;
    expected = text;
    for (int i = 0; i < rows; ++i) {
      const std::string number = std::to_string(i);
      const bool goes = i % 7 == 3;
      if (goes) requests += "R-" + number + ",person" + number + "@gmail.com\n";
      const std::string row = number + ",Jane,Doe,Person." + number + "@Gmail.com,\"line" + line_end +
                              "two, \"\"q\"\"\"" + line_end;
      text += row;
      if (!goes) expected += row;
    }
    test::write_file(in, text);
    test::write_file(folder / "requests.csv", requests);
  }

  scrubber scrub(policy rules = {}) const {
    list_builder builder(keys, {.name = "web", .as_of = 20260801});
    REQUIRE(add_requests(folder / "requests.csv", keys, {}, builder).ok());
    REQUIRE(std::move(builder).write(folder / "web.optout").ok());
    return scrubber(keys, {*suppression_list::open(folder / "web.optout", keys)}, rules);
  }
};

}  // namespace

TEST_CASE("kept rows pass byte for byte, for any number of jobs and any size of chunks") {
  for (const std::string line_end : {"\n", "\r\n"}) {
    const scrub_scene s(3000, line_end);
    const scrubber scrub = s.scrub();
    std::string audit;
    for (const unsigned jobs : {1u, 2u, 5u}) {
      for (const std::size_t chunk : {std::size_t{100}, std::size_t{4096}, std::size_t{1} << 20}) {
        const auto done = scrub_csv(
            s.in, s.out, scrub, {.audit_file = s.folder / "audit.csv", .jobs = jobs, .chunk_bytes = chunk});
        REQUIRE(done.ok());
        CHECK(done->counts.rows_in == 3000);
        CHECK(done->counts.rows_dropped == 429);
        CHECK(done->counts.rows_out() == 2571);
        CHECK(test::read_file(s.out) == s.expected);
        if (audit.empty()) audit = test::read_file(s.folder / "audit.csv");
        CHECK(test::read_file(s.folder / "audit.csv") == audit);
      }
    }
    CHECK(audit.find("4,owner1,email,email,web,R-3,opt_out,row,\n") != std::string::npos);
    CHECK(audit.find("@") == std::string::npos);
  }
}

TEST_CASE("a ragged row ends the run, or is set aside whole") {
  const scrub_scene s(10);
  std::string text = test::read_file(s.in) + "10,too,few\n11,Jane,Doe,j@example.com,x\n12,a,b,c,d,too many";
  test::write_file(s.in, text);
  const scrubber scrub = s.scrub();
  const auto refused = scrub_csv(s.in, s.out, scrub);
  CHECK(fault_of(refused.status()) == fault::input);
  CHECK(refused.status().message().find("row 11 ") != absl::string_view::npos);
  CHECK_FALSE(std::filesystem::exists(s.out));

  const auto done = scrub_csv(s.in, s.out, scrub, {.rejects_file = s.folder / "rejects.csv"});
  REQUIRE(done.ok());
  CHECK(done->counts.rows_rejected == 2);
  CHECK(done->counts.rows_in == 13);
  CHECK(test::read_file(s.out) == s.expected + "11,Jane,Doe,j@example.com,x\n");
  CHECK(test::read_file(s.folder / "rejects.csv") ==
        "id,first_name,last_name,email,notes\n10,too,few\n12,a,b,c,d,too many");
}

TEST_CASE("an export in UTF-16 gives the bytes that stay, for any number of jobs and any size of chunks") {
  const scrub_scene s(500);
  const scrubber scrub = s.scrub();
  const std::string text = test::read_file(s.in);
  const std::string ragged = "500,Zoë,🙂\n";
  for (const std::string mark : {"", "\uFEFF"}) {
    for (const auto in : {text_encoding::utf16_le, text_encoding::utf16_be}) {
      test::write_file(s.in, test::encoded(mark + text + ragged, in));
      for (const unsigned jobs : {1u, 3u}) {
        for (const std::size_t chunk : {std::size_t{100}, std::size_t{1} << 18}) {
          std::uint64_t most = 0;
          const auto done =
              scrub_csv(s.in, s.out, scrub,
                        {.rejects_file = s.folder / "rejects.csv",
                         .jobs = jobs,
                         .chunk_bytes = chunk,
                         .progress = [&](std::uint64_t bytes, std::uint64_t) { most = bytes; }});
          REQUIRE(done.ok());
          CHECK(done->counts.rows_dropped == 71);
          CHECK(test::read_file(s.out) == test::encoded(mark + s.expected, in));
          const std::string header = text.substr(0, text.find('\n') + 1);
          CHECK(test::read_file(s.folder / "rejects.csv") == test::encoded(mark + header + ragged, in));
          CHECK(done->bytes_in == test::read_file(s.in).size());
          CHECK(most == done->bytes_in);
          CHECK(done->bytes_out == test::read_file(s.out).size());
        }
      }
    }
  }
}

TEST_CASE("a row with a phone or ZIP code that a spreadsheet rounded ends the run, or is set aside") {
  const test::temp_folder folder;
  const keyring keys = test::keyring_of(1);
  test::write_file(folder / "requests.csv",
                   "request_id,email,phone,first,last,address,zip\n"
                   "R-1,a@example.com,212-555-0147,Jane,Doe,12 Oak St,89501\n");
  list_builder builder(keys, {.name = "web"});
  REQUIRE(add_requests(folder / "requests.csv", keys, {}, builder).ok());
  REQUIRE(std::move(builder).write(folder / "web.optout").ok());
  const scrubber scrub(keys, {*suppression_list::open(folder / "web.optout", keys)}, {});
  const std::string in = folder / "export.csv", out = folder / "clean.csv";
  const std::string head = "Owner Name,Email,Phone 1,Property Address,Zip\n";
  const std::string fine = "Ann Lee,,(415) 555-0142,9 Elm St,89501\n";
  const std::string goes = "Jane Doe,a@example.com,5.55E+09,12 Oak St,89501\n";
  const std::string phone = "Ann Lee,,5.55E+09,9 Elm St,89501\n", zip = "Ann Lee,,,9 Elm St,8.95E+08\n";
  const std::string whole = "Ann Lee,,4.155552671E+09,9 Elm St,89501\n";

  test::write_file(in, head + fine + goes + whole + fine + phone + zip);
  for (const unsigned jobs : {1u, 3u}) {
    const auto refused = scrub_csv(in, out, scrub, {.jobs = jobs, .chunk_bytes = 50});
    CHECK(fault_of(refused.status()) == fault::input);
    CHECK(std::string(refused.status().message()) == in +
                                                         ": row 5, column \"Phone 1\": a spreadsheet rounded "
                                                         "this number; export the column as text, or set "
                                                         "such rows aside with --rejects FILE");
    CHECK_FALSE(std::filesystem::exists(out));
    // Who goes anyway is no reject.
    const auto done = scrub_csv(in, out, scrub, {.rejects_file = folder / "rejects.csv", .jobs = jobs});
    REQUIRE(done.ok());
    CHECK(done->counts.rows_dropped == 1);
    CHECK(done->counts.rows_rejected == 2);
    CHECK(test::read_file(out) == head + fine + whole + fine);
    CHECK(test::read_file(folder / "rejects.csv") == head + phone + zip);
  }
  // What is not decided on is not blanked or flagged either, and no audit speaks of it.
  for (const action does : {action::blank_person, action::flag}) {
    policy rules;
    rules.on_match = does;
    const scrubber mild(keys, {*suppression_list::open(folder / "web.optout", keys)}, rules);
    const auto done = scrub_csv(in, out, mild,
                                {.rejects_file = folder / "rejects.csv", .audit_file = folder / "audit.csv"});
    REQUIRE(done.ok());
    CHECK(done->counts.rows_rejected == 3);
    CHECK(done->counts.rows_blanked + done->counts.rows_flagged == 0);
    CHECK(test::read_file(folder / "rejects.csv") == head + goes + phone + zip);
    CHECK(test::read_file(out).find("Jane") == std::string::npos);
    CHECK(test::read_file(folder / "audit.csv").find("R-1") == std::string::npos);
  }
  scrubber thorough = scrub;
  thorough.read_every_address();
  test::write_file(in, head + fine + zip);
  for (const scrubber* one : {&scrub, static_cast<const scrubber*>(&thorough)}) {
    const auto refused = scrub_csv(in, out, *one);
    CHECK(std::string(refused.status().message()).find("row 2, column \"Zip\"") != std::string::npos);
  }
  policy emails;
  emails.kinds = {kind::email};
  CHECK(scrub_csv(in, out, scrubber(keys, {*suppression_list::open(folder / "web.optout", keys)}, emails))
            .ok());
}

TEST_CASE("a list damaged behind its head leaves no output, and no older one") {
  const scrub_scene s(500);
  const scrubber scrub = s.scrub();
  test::write_file(s.out, "yesterday's");
  {
    std::fstream list(s.folder / "web.optout", std::ios::in | std::ios::out | std::ios::binary);
    list.seekp(-1, std::ios::end);
    list.put('\x7f');
  }
  const auto done = scrub_csv(s.in, s.out, scrub);
  CHECK(fault_of(done.status()) == fault::list);
  CHECK_FALSE(std::filesystem::exists(s.out));
}

TEST_CASE("a list damaged anywhere behind its head is refused, or what is damaged had no say") {
  const scrub_scene s(9000);
  const scrubber sound = s.scrub();
  const std::string whole = test::read_file(s.folder / "web.optout");
  std::size_t refused = 0;
  for (const unsigned jobs : {1u, 3u}) {
    // Blocks are smaller than the steps, which go through all of a block's places.
    for (std::size_t at = whole.size() - 1; at > 8192; at -= std::min<std::size_t>(at, 4099)) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
      test::write_file(s.folder / "damaged.optout", damaged);
      const auto list = suppression_list::open(s.folder / "damaged.optout", s.keys);
      if (!list.ok()) continue;
      const auto done = scrub_csv(s.in, s.out, scrubber(s.keys, {*list}, {}), {.jobs = jobs});
      CAPTURE(jobs, at);
      if (done.ok()) {
        CHECK(test::read_file(s.out) == s.expected);
      } else {
        ++refused;
        CHECK(fault_of(done.status()) == fault::list);
        CHECK_FALSE(std::filesystem::exists(s.out));
      }
    }
  }
  CHECK(refused > 10);
}

TEST_CASE("no file is read and written at once, and none is named twice") {
  const scrub_scene s(10);
  const scrubber scrub = s.scrub();
  const std::string before = test::read_file(s.in);
  std::filesystem::create_symlink(s.in, s.folder / "link.csv");
  for (const scrub_options& options : {scrub_options{}, scrub_options{.rejects_file = s.out},
                                       scrub_options{.audit_file = s.folder / "web.optout"}}) {
    const std::string out =
        options.rejects_file.empty() && options.audit_file.empty() ? s.folder / "link.csv" : s.out;
    CHECK(fault_of(scrub_csv(s.in, out, scrub, options).status()) == fault::usage);
  }
  CHECK(test::read_file(s.in) == before);
  CHECK(suppression_list::open(s.folder / "web.optout", s.keys).ok());
}

TEST_CASE("a dry run counts and writes nothing") {
  const scrub_scene s(100);
  const auto done = scrub_csv(s.in, s.out, s.scrub(), {.dry_run = true});
  REQUIRE(done.ok());
  CHECK(done->counts.rows_dropped == 14);
  CHECK_FALSE(std::filesystem::exists(s.out));
}

TEST_CASE("an unmapped column of phones is reported, and refused when strict") {
  const scrub_scene s(1);
  std::string text = "id,first_name,last_name,email,zzz\n";
  for (int i = 0; i < 20; ++i)
    text += std::to_string(i) + ",Jane,Doe,a@example.com,415-555-26" + std::to_string(10 + i) + "\n";
  test::write_file(s.in, text);
  test::write_file(s.folder / "requests.csv", "request_id,email\nR,x@example.com\n");
  const scrubber scrub = s.scrub();
  const auto done = scrub_csv(s.in, s.out, scrub);
  REQUIRE(done.ok());
  CHECK(done->unmapped_personal == std::vector<std::string>{"zzz"});
  CHECK(fault_of(scrub_csv(s.in, s.out, scrub, {.strict = true}).status()) == fault::usage);
  CHECK_FALSE(std::filesystem::exists(s.out));
  test::write_file(s.folder / "map.toml", "[columns]\nzzz = \"ignore\"\n");
  CHECK(scrub_csv(s.in, s.out, scrub, {.map_file = s.folder / "map.toml", .strict = true}).ok());
}

namespace {

// A small export of two owners with every way of quoting, and one request.
struct small_scene {
  test::temp_folder folder;
  keyring keys = test::keyring_of(1);
  std::string in = folder / "export.csv", out = folder / "clean.csv";
  const std::string header = "id,owner1_name,owner2_name,property_address,zip,phone1,phone1_type,notes\r\n";
  const std::string other = "1,\"Poe, Sam\",,9 Elm St,89501,212-555-0101,\"Mo\"\"bile\",x\r\n";

  // Scrubs one row beside one of somebody else, in both line orders.
  std::string scrub(const std::string& row, policy rules, const scrub_options& options = {}) const {
    test::write_file(folder / "requests.csv",
                     "request_id,name,phone,address,zip\n\"R,1\",Jane Doe,(415) 555-2671,12 Oak St,89501\n");
    list_builder builder(keys, {.name = "web", .as_of = 20260801});
    REQUIRE(add_requests(folder / "requests.csv", keys, {}, builder).ok());
    REQUIRE(std::move(builder).write(folder / "web.optout").ok());
    const scrubber scrub(keys, {*suppression_list::open(folder / "web.optout", keys)}, std::move(rules));
    test::write_file(in, header + other + row + other);
    const auto done = scrub_csv(in, out, scrub, options);
    INFO(done.status().ToString());
    REQUIRE(done.ok());
    return test::read_file(out);
  }
};

}  // namespace

TEST_CASE("cells are blanked in place, and every other byte stays") {
  const small_scene s;
  const std::string row =
      "2,\"DOE, \"\"JANE\"\"\",Ann Roe,\"12 Oak St\",89501,\"415-555-2671\",\"\",\"a\nb\"\r\n";
  CHECK(s.scrub(row, {.on_match = action::blank_person}) ==
        s.header + s.other + "2,,Ann Roe,\"12 Oak St\",89501,,,\"a\nb\"\r\n" + s.other);
  CHECK(s.scrub("2,Jo Roe,Ann Roe,12 Oak St,89501,415-555-2671,Mobile,x\r\n",
                {.on_match = action::blank_field}) ==
        s.header + s.other + "2,Jo Roe,Ann Roe,12 Oak St,89501,,,x\r\n" + s.other);
  CHECK(s.scrub(row, {.on_match = action::drop_row}) == s.header + s.other + s.other);
}

TEST_CASE("a flag is three columns at the end of every row") {
  const small_scene s;
  const std::string row = "2,Jane Doe,,12 Oak St,89501,415-555-2671,,\"a\nb\"\r\n";
  const auto with = [](std::string line, const std::string& end) {
    return line.insert(line.size() - 2, end);
  };
  const std::string flagged = s.scrub(row, {.on_match = action::flag});
  CHECK(flagged == with(s.header, ",optout_suppressed,optout_kinds,optout_requests") + with(s.other, ",,,") +
                       with(row, ",1,person_at;phone,\"R,1\"") + with(s.other, ",,,"));
  // No second time.
  const scrubber scrub(s.keys, {*suppression_list::open(s.folder / "web.optout", s.keys)},
                       {.on_match = action::flag});
  const auto again = scrub_csv(s.out, s.folder / "again.csv", scrub);
  CHECK(fault_of(again.status()) == fault::usage);
  CHECK_FALSE(std::filesystem::exists(s.folder / "again.csv"));
}

TEST_CASE("an audit names the cells that went for each request") {
  const small_scene s;
  const std::string audit = s.folder / "audit.csv";
  s.scrub("2,Jane Doe,,12 Oak St,89501,415-555-2671,Mobile,x\r\n", {.on_match = action::blank_person},
          {.audit_file = audit});
  CHECK(test::read_file(audit) ==
        "row,person,kind,column,list,request_id,request_type,action,cells\n"
        "2,owner1,person_at,owner1_name,web,\"R,1\",opt_out,person,owner1_name;phone1;phone1_type\n"
        "2,row,phone,phone1,web,\"R,1\",opt_out,person,\n");
}

TEST_CASE("chunks and jobs change nothing of what is blanked") {
  const scrub_scene s;
  const scrubber scrub = s.scrub({.on_match = action::blank_person});
  std::string first;
  for (const unsigned jobs : {1u, 3u}) {
    for (const std::size_t chunk : {std::size_t{100}, std::size_t{1} << 20}) {
      const auto done = scrub_csv(s.in, s.out, scrub, {.jobs = jobs, .chunk_bytes = chunk});
      REQUIRE(done.ok());
      CHECK(done->counts.rows_out() == 3000);
      CHECK(done->counts.rows_blanked == 429);
      CHECK(done->counts.cells_blanked == 429 * 3);
      if (first.empty()) first = test::read_file(s.out);
      CHECK(test::read_file(s.out) == first);
    }
  }
  CHECK(first.find("Person.3@") == std::string::npos);
  CHECK(first.find("Person.4@") != std::string::npos);
}
