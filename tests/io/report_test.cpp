// SPDX-License-Identifier: Apache-2.0
#include <optout/io/compile_list.hpp>
#include <optout/io/report.hpp>
#include <optout/io/verify_report.hpp>
#include <optout/list/digest_blocks.hpp>
#include <optout/os/sha256.hpp>
#include <optout/version.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>
#include <support/temp_folder.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using namespace optout;

namespace {

// Six rows, a list of two requests, a rule with a basis, and a column with an awkward name.
struct report_scene {
  test::temp_folder folder;
  keyring keys = test::keyring_of(1);
  std::string in = folder / "export.csv", clean = folder / "clean.csv", json = folder / "report.json",
              html = folder / "report.html";

  report_scene() {
    test::write_file(in,
                     "id,first_name,last_name,email,phone,address,city,state,zip,\"<script>alert('&\"\"x\"\"'"
                     ")</script>\"\n"
                     "1,Ann,Example,ann@example.com,212-555-0101,9 Pine Rd,Reno,NV,89501,b\n"
                     "2,Bea,Example,bea@example.net,212-555-0102,8 Pine Rd,Reno,NV,89501,b\n"
                     "3,Cal,Example,cal@example.net,212-555-0103,7 Pine Rd,Austin,TX,78701,b\n"
                     "4,Dee,Example,n/a,212-555-0102,6 Pine Rd,Austin,TX,78701,b\n"
                     "5,Eve,Example,eve@example.net,212-555-0105,5 Pine Rd,Austin,TX,78701,b\n"
                     "6,too,few\n");
    test::write_file(folder / "requests.csv",
                     "request_id,type,first,last,email,phone\n"
                     "R-1,opt_out,Ann,Example,ann@example.com,\n"
                     "R-2,do_not_call,,,,212-555-0102\n"
                     "R-3,delete,,,eve@example.net,\n");
  }

  policy rules() const {
    policy out{.as_of = 20260815};
    out.max_list_age_days = 45;
    out.rules.push_back({.types = {request_type::do_not_call}, .does = action::blank_phones});
    out.rules.push_back({.types = {request_type::delete_data},
                         .states = {"tx"},
                         .does = action::keep,
                         .basis = "a contract <with> Eve & others"});
    return out;
  }

  scrubber scrub(unsigned secret = 1) const {
    const keyring under = test::keyring_of(secret);
    list_builder builder(under, {.name = "web", .source = "invented", .as_of = 20260801});
    REQUIRE(add_requests(folder / "requests.csv", under, {}, builder).ok());
    const std::string path = folder / ("web" + std::to_string(secret) + ".optout");
    REQUIRE(std::move(builder).write(path).ok());
    return scrubber(under, {*suppression_list::open(path, under)}, rules());
  }

  scrub_options options() const {
    return {.rejects_file = folder / "rejects.csv",
            .audit_file = folder / "audit.csv",
            .report_files = {json, html},
            .stamp = run_stamp{"00112233445566778899aabbccddeeff", 1786788000, 1786788002}};
  }

  scrub_summary run(const scrub_options& how) const {
    auto done = scrub_csv(in, clean, scrub(), how);
    INFO(done.status().message());
    REQUIRE(done.ok());
    return *std::move(done);
  }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

TEST_CASE("a report says what the run did, field by field") {
  const report_scene s;
  s.run(s.options());
  std::string text = test::read_file(s.json);
  // What other parts of the project decide.
  const std::string digest = s.scrub().lists().front().digest();
  REQUIRE(holds(text, digest));
  text = replaced(text, digest, "LIST");
  text = replaced(text, "\"optout\": \"" + std::string(version) + "\"", "\"optout\": \"VERSION\"");
  const auto cut = [&](const std::string& from, const std::string& to, const std::string& instead) {
    const std::size_t start = text.find(from);
    REQUIRE(start != text.npos);
    const std::size_t end = text.find(to, start + from.size());
    text.replace(start + from.size(), end - start - from.size(), instead);
  };
  cut("\"rules_versions\": {", "}", "VERSIONS");
  cut("\"list_format\": ", ",", "FORMAT");
  cut("\"keys\": ", ",", "KEYS");
  cut("\"tag\": \"", "\"", "TAG");
  CHECK(text == test::read_file(OPTOUT_TEST_DATA "/reports/v1.json"));
}

TEST_CASE("a page holds the JSON report, and lets no text of others out of its place") {
  const report_scene s;
  s.run(s.options());
  const std::string page = test::read_file(s.html), json = test::read_file(s.json);
  CHECK(holds(page, json));
  CHECK_FALSE(holds(page, "<script>alert"));
  CHECK(holds(page, "&lt;script&gt;alert(&#39;&amp;&quot;x&quot;&#39;)&lt;/script&gt;"));
  CHECK(holds(page, "a contract &lt;with&gt; Eve &amp; others"));
  CHECK(json.find_first_of("<>&") == json.npos);
  CHECK(holds(page, "1 of 6 rows was removed and 2 were redacted, for 2 requests."));
  // Nothing is fetched from anywhere, and nothing runs.
  for (const char* outside : {"http:", "https:", "src=", "@import", "url(", "<link", "onload"}) {
    INFO(outside);
    CHECK_FALSE(holds(page, outside));
  }
  for (const std::string& text : {page, json}) {
    for (const char* personal : {"ann@", "Example", "555-01", "Pine", "Austin", "R-1", "Ann"}) {
      INFO(personal);
      CHECK_FALSE(holds(text, personal));
    }
  }
}

TEST_CASE("both forms are read back, with the policy as it was") {
  const report_scene s;
  const scrub_summary done = s.run(s.options());
  for (const std::string& path : {s.json, s.html}) {
    const auto report = read_report(path, s.keys);
    REQUIRE(report.ok());
    CHECK(report->run == "00112233445566778899aabbccddeeff");
    CHECK(report->sha256 == *sha256::of(test::read_file(s.json)));
    CHECK(report->previous_sha256.empty());
    CHECK(report->output->name == "clean.csv");
    CHECK(report->output->sha256 == *sha256::of(test::read_file(s.clean)));
    CHECK(report->input.sha256 == *sha256::of(test::read_file(s.in)));
    CHECK(report->audit->sha256 == *sha256::of(test::read_file(s.folder / "audit.csv")));
    CHECK(report->rejects->sha256 == *sha256::of(test::read_file(s.folder / "rejects.csv")));
    CHECK(report->input.bytes == done.bytes_in);
    CHECK(report->output->bytes == done.bytes_out);
    const policy rules = s.rules();
    CHECK(report->rules.on_match == rules.on_match);
    CHECK(report->rules.kinds == rules.kinds);
    CHECK(report->rules.as_of == rules.as_of);
    CHECK(report->rules.max_list_age_days == rules.max_list_age_days);
    REQUIRE(report->rules.rules.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(report->rules.rules[i].types == rules.rules[i].types);
      CHECK(report->rules.rules[i].states == rules.rules[i].states);
      CHECK(report->rules.rules[i].does == rules.rules[i].does);
      CHECK(report->rules.rules[i].basis == rules.rules[i].basis);
    }
  }
}

TEST_CASE("every byte of a report counts") {
  const report_scene s;
  s.run(s.options());
  const std::string secret_id = to_hex(s.keys.id());
  for (const std::string& path : {s.json, s.html}) {
    const std::string good = test::read_file(path);
    const std::string changed = s.folder / "changed";
    const std::size_t step = path == s.html ? 7 : 1;
    const std::size_t id = good.find(secret_id);
    REQUIRE(id != good.npos);
    for (std::size_t at = 0; at < good.size(); at += step) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ 1);
      test::write_file(changed, bytes);
      const auto report = read_report(changed, s.keys);
      INFO(path << " at " << at);
      REQUIRE_FALSE(report.ok());
      const bool names_secret = at >= id && at < id + secret_id.size();
      REQUIRE(fault_of(report.status()) == (names_secret ? fault::list : fault::self_check));
      REQUIRE(looks_like_report(changed));
    }
    for (const std::string& bytes : {good + "\n", good.substr(0, good.size() - 1), " " + good, good + good}) {
      test::write_file(changed, bytes);
      CHECK(fault_of(read_report(changed, s.keys).status()) == fault::self_check);
    }
  }
}

TEST_CASE("a report of another secret or another version is refused as such") {
  const report_scene s;
  s.run(s.options());
  for (const std::string& path : {s.json, s.html}) {
    CHECK(fault_of(read_report(path, test::keyring_of(2)).status()) == fault::list);
  }
  std::string other = test::read_file(s.json);
  other = other.substr(0, other.rfind(detail::json_seal.lead));
  other = replaced(other, "\"report\": 1", "\"report\": 2");
  test::write_file(s.json, *detail::seal(s.keys, other, detail::json_seal));
  const auto report = read_report(s.json, s.keys);
  REQUIRE(fault_of(report.status()) == fault::usage);
  CHECK(holds(std::string(report.status().message()), "version 2"));
  CHECK_FALSE(looks_like_report(s.in));
  CHECK_FALSE(looks_like_report(s.folder / "nothing"));
  CHECK_FALSE(looks_like_report("-"));
}

TEST_CASE("a report is held against its files, and the clean file searched again") {
  const report_scene s;
  s.run(s.options());
  const auto verify = [&](const verify_options& how = {}) {
    return verify_report(s.html, s.keys, {s.scrub().lists().front()}, how);
  };
  const auto good = verify();
  INFO(good.status().message());
  REQUIRE(good.ok());
  CHECK(good->notes.empty());
  CHECK(good->counts.rows_in == 4);
  CHECK(good->counts.rows_exempt == 1);

  for (const std::string name : {"clean.csv", "export.csv", "audit.csv", "rejects.csv"}) {
    const std::string path = s.folder / name, bytes = test::read_file(path);
    test::write_file(path, bytes.substr(0, bytes.size() - 2) + "x\n");
    INFO(name);
    CHECK(fault_of(verify().status()) == fault::self_check);
    test::write_file(path, bytes);
  }
  REQUIRE(verify().ok());

  std::filesystem::rename(s.in, s.folder / "elsewhere.csv");
  CHECK(verify()->notes.size() == 1);
  CHECK(verify({.input = s.folder / "elsewhere.csv"})->notes.empty());
  std::filesystem::rename(s.clean, s.folder / "moved.csv");
  CHECK(fault_of(verify().status()) == fault::usage);
  CHECK(verify({.output = s.folder / "moved.csv"}).ok());

  // A list that came later: whoever is on it is left.
  test::write_file(s.folder / "requests.csv", "request_id,email\nR-9,cal@example.net\n");
  const auto left = verify({.output = s.folder / "moved.csv"});
  CHECK(fault_of(left.status()) == fault::self_check);
  CHECK(holds(std::string(left.status().message()), "1 of 4 rows"));
}

TEST_CASE("reports make a chain") {
  const report_scene s;
  s.run(s.options());
  scrub_options next = s.options();
  next.previous_report = s.html;
  next.report_files = {s.folder / "second.json"};
  s.run(next);
  const auto second = read_report(next.report_files.front(), s.keys);
  REQUIRE(second.ok());
  CHECK(second->previous_sha256 == *sha256::of(test::read_file(s.json)));
  const auto follows = [&](const std::string& previous) {
    return verify_report(next.report_files.front(), s.keys, {s.scrub().lists().front()},
                         {.previous_report = previous})
        .status();
  };
  CHECK(follows(s.json).ok());
  CHECK(follows(s.html).ok());
  CHECK(fault_of(follows(next.report_files.front())) == fault::self_check);

  // What is no report, or was changed, is followed by none; and a failed run leaves none.
  test::write_file(s.html, test::read_file(s.html) + " ");
  CHECK(fault_of(scrub_csv(s.in, s.clean, s.scrub(), next).status()) == fault::self_check);
  next.previous_report.clear();
  next.rejects_file.clear();
  CHECK(fault_of(scrub_csv(s.in, s.clean, s.scrub(), next).status()) == fault::input);
  CHECK_FALSE(std::filesystem::exists(next.report_files.front()));
  next.report_files = {s.folder / "report.txt"};
  CHECK(fault_of(scrub_csv(s.in, s.clean, s.scrub(), next).status()) == fault::usage);
}
