// drop_server.py beside a test: a DROP on this machine that plays a script. Its answers are described there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/api.hpp>
#include <optout/os/file.hpp>
#include <support/temp_folder.hpp>

#include <fcntl.h>
#include <simdjson.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace optout::test {

class drop_server {
 public:
  // With TLS under the certificate (and key) in a file, if one is given.
  explicit drop_server(const std::string& certificate = {}) {
    int to[2], from[2];
    if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(to[0], STDIN_FILENO);
      ::dup2(from[1], STDOUT_FILENO);
      ::execlp("python3", "python3", OPTOUT_TEST_DATA "/../support/drop_server.py",
               certificate.empty() ? nullptr : certificate.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(to[0]);
    ::close(from[1]);
    to_ = ::fdopen(to[1], "w");
    from_ = ::fdopen(from[0], "r");
    url_ = line();
  }
  ~drop_server() {
    std::fclose(to_);  // the server ends with its input
    std::fclose(from_);
    ::waitpid(child_, nullptr, 0);
  }
  drop_server(const drop_server&) = delete;
  drop_server& operator=(const drop_server&) = delete;

  const std::string& url() const noexcept { return url_; }

  // Plays `answers`, elements of a JSON array, for `path` from here on.
  void play(const std::string& path, const std::string& answers) {
    if (ask("{\"" + path + "\": [" + answers + "]}") != "ready") throw std::runtime_error("a bad script");
  }

  // What was asked since then.
  simdjson::dom::array requests() { return parser_.parse(ask("")).get_array().value(); }

 private:
  std::string ask(const std::string& text) {
    std::fprintf(to_, "%s\n", text.c_str());
    std::fflush(to_);
    return line();
  }
  std::string line() {
    std::string text;
    for (int c = std::fgetc(from_); c != '\n'; c = std::fgetc(from_)) {
      if (c == EOF) throw std::runtime_error("drop_server.py ended");
      text += static_cast<char>(c);
    }
    return text;
  }

  pid_t child_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
  std::string url_;
  simdjson::dom::parser parser_;
};

// One for all tests of a program.
inline drop_server& the_drop_server() {
  static drop_server server;
  return server;
}

inline constexpr char drop_key_text[] = "test-key-0123456789";

inline drop_api_key drop_key() {
  const temp_folder folder;
  if (!create_private_file(folder / "key", drop_key_text).ok()) throw std::runtime_error("no key file");
  return *drop_api_key::read(folder / "key");
}

// A client of the server whose pauses take no time, and are written down.
struct drop_client {
  drop_api_options options;
  std::vector<long> pauses;

  drop_client() {
    options.url = the_drop_server().url();
    options.sleep = [this](std::chrono::seconds pause) {
      pauses.push_back(static_cast<long>(pause.count()));
    };
  }
  drop_client(const drop_client&) = delete;
  drop_client& operator=(const drop_client&) = delete;

  drop_api api() const { return *drop_api::create(drop_key(), options); }
};

}  // namespace optout::test
