// The key, the URL and the connection of drop_api; its answers have tests of their own.
// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/api.hpp>
#include <support/catch.hpp>
#include <support/drop_server.hpp>
#include <support/file_system.hpp>

#include <drop/named_file.hpp>

#include <cstdlib>
#include <thread>

using namespace optout;

namespace {

fault fault_of_key(const std::string& path) {
  const auto key = drop_api_key::read(path);
  REQUIRE_FALSE(key.ok());
  INFO(key.status());
  CHECK_FALSE(test::says(key.status(), "sesame"));
  return fault_of(key.status());
}

}  // namespace

TEST_CASE("a key comes from a private file, without the white space around it") {
  const test::temp_folder folder;
  const std::string path = folder / "key";
  REQUIRE(create_private_file(path, " \topen-sesame~!\r\n").ok());
  CHECK(drop_api_key::read(path)->text() == "open-sesame~!");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  CHECK(fault_of_key(path) == fault::list);
  CHECK(fault_of_key(folder / "none") == fault::list);
  CHECK(fault_of_key(folder.path()) == fault::list);
}

TEST_CASE("a key that could end a header is refused") {
  const test::temp_folder folder;
  int number = 0;
  for (const std::string bad :
       {"", "  \n", "sesame\r\nX-Other: 1", "sesame sesame", "sesame\x7Fsesame", "sesam\xC3\xA9"}) {
    const std::string path = folder / std::to_string(number++);
    REQUIRE(create_private_file(path, bad).ok());
    CHECK(fault_of_key(path) == fault::list);
  }
  REQUIRE(create_private_file(folder / "nul", std::string("sesame\0sesame", 13)).ok());
  CHECK(fault_of_key(folder / "nul") == fault::list);
  REQUIRE(create_private_file(folder / "long", std::string(5000, 'x')).ok());
  CHECK(fault_of_key(folder / "long") == fault::list);
}

TEST_CASE("without a file the key comes from the environment") {
  ::unsetenv("OPTOUT_DROP_API_KEY");
  CHECK(fault_of_key("") == fault::usage);
  ::setenv("OPTOUT_DROP_API_KEY", "open-sesame\n", 1);
  CHECK(drop_api_key::read("")->text() == "open-sesame");
  ::setenv("OPTOUT_DROP_API_KEY", "sesame\nX-Other: 1", 1);
  CHECK(fault_of_key("") == fault::list);
  ::unsetenv("OPTOUT_DROP_API_KEY");
}

TEST_CASE("the key goes over https, or stays on this machine") {
  const auto create = [](const std::string& url) {
    drop_api_options options;
    options.url = url;
    return drop_api::create(test::drop_key(), options).status();
  };
  for (const char* good : {"https://api.drop.privacy.ca.gov", "https://api.drop.privacy.ca.gov/sandbox/",
                           "http://127.0.0.1:8080", "http://localhost", "http://[::1]:80/sandbox"}) {
    INFO(good);
    CHECK(create(good).ok());
  }
  for (const char* bad :
       {"", "api.drop.privacy.ca.gov", "http://api.drop.privacy.ca.gov", "http://127.0.0.1.example.org",
        "http://localhost.example.org", "http://127.0.0.1@example.org", "https://me:word@example.org",
        "ftp://127.0.0.1", "file:///etc/passwd", "https://example.org/?a", "https://example.org/#a",
        "https://exa mple.org", "https://"}) {
    INFO(bad);
    const auto status = create(bad);
    CHECK(fault_of(status) == fault::usage);
    CHECK_FALSE(test::says(status, "word"));
  }
  CHECK(drop_api::create(test::drop_key()).ok());
}

TEST_CASE("a sandbox is the same calls under a longer URL") {
  const test::temp_folder folder;
  test::drop_client client;
  client.options.url += "/sandbox/";
  test::the_drop_server().play("/sandbox/data/download", R"({"json": {"message": "nothing new"}})");
  const auto path = client.api().download(folder.path());
  REQUIRE(path.ok());
  CHECK_FALSE(path->has_value());
}

TEST_CASE("a server is talked to under TLS if its certificate is trusted") {
  const test::temp_folder folder;
  const std::string pem = folder / "pem";
  REQUIRE(std::system(("openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=drop -addext "
                       "subjectAltName=IP:127.0.0.1 -keyout " +
                       pem + " -out " + folder / "certificate" + " 2>/dev/null && cat " +
                       folder / "certificate" + " >>" + pem)
                          .c_str()) == 0);
  test::drop_server server(pem);
  server.play("/data/download", R"({"json": {"message": "nothing new"}})");
  REQUIRE(server.url().starts_with("https://"));
  test::drop_client client;
  client.options.url = server.url();
  const auto refused = client.api().download(folder.path());
  REQUIRE_FALSE(refused.ok());
  INFO(refused.status());
  CHECK(test::says(refused.status(), "certificate"));
  CHECK(client.pauses.empty());
  CHECK(server.requests().size() == 0);

  client.options.ca_file = folder / "certificate";
  CHECK(client.api().download(folder.path()).ok());
  client.options.url.replace(client.options.url.find("127.0.0.1"), 9,
                             "localhost");  // not what it was issued for
  CHECK_FALSE(client.api().download(folder.path()).ok());
}

TEST_CASE("threads share one client") {
  const test::temp_folder folder;
  test::drop_client client;
  test::the_drop_server().play("/data/upload", "{}");
  const drop_api api = client.api();
  std::vector<std::thread> threads;
  std::array<bool, 8> good{};
  for (std::size_t i = 0; i < good.size(); ++i) {
    threads.emplace_back([&, i] {
      const std::string path = folder / ("20260312_4821_Email_" + std::to_string(i) + ".csv");
      test::write_file(path, "Id,Status\n");
      std::vector<drop_upload> files = {{path}};
      const auto results = api.upload(files);
      good[i] = results.ok() && results->at(0).verdict == drop_verdict::accepted;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(std::count(good.begin(), good.end(), true) == 8);
}

TEST_CASE("a file is named by the parameter of that name") {
  using detail::named_file;
  CHECK(named_file("attachment; filename=\"a.zip\"") == "a.zip");
  CHECK(named_file("attachment; filename=a.zip; filename*=UTF-8''b.zip") == "a.zip");
  CHECK(named_file("attachment; filename*=UTF-8''b.zip; FileName = a.zip ") == "a.zip");
  CHECK(named_file("filename=\"\"") == "");
  CHECK(named_file("attachment; filename*=UTF-8''b.zip") == "");
  CHECK(named_file("attachment; name=a.zip;;") == "");
  CHECK(named_file("") == "");
}
