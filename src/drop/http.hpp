// One request to DROP and its answer, over libcurl; each on a connection of its own, so that libcurl itself never
// sends a request again. Cost: a connection. Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/api.hpp>
#include <optout/error.hpp>

#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace optout::detail {

// How an exchange ended.
struct http_end {
  absl::Status status;    // not OK: there was no answer, not all of it, or the sink failed
  bool may_pass = false;  // the connection failed in a way that another try may not
  bool was_sent = false;  // a part of the request, maybe all, left this machine
};

class http_exchange {
 public:
  // Takes the body piece by piece; status() and header() are known by then. A failure ends the exchange.
  using sink = std::function<absl::Status(std::string_view)>;

  // Requires: `options` outlives it.
  http_exchange(const drop_api_options& options, std::string_view path, const drop_api_key& key);
  ~http_exchange();
  http_exchange(const http_exchange&) = delete;
  http_exchange& operator=(const http_exchange&) = delete;

  void add_header(const std::string& line);
  // Makes the request a POST of a form, with one more field "files".
  void add_file(const std::string& path, const std::string& name);

  http_end run(const sink& body);

  long status() const noexcept;                              // 0 without an answer
  std::string_view header(const char* name) const noexcept;  // empty if the answer has none
  std::string_view media_type() const noexcept;              // of the answer, without parameters
  // From now on, 0 for a date gone by; nothing without the header, or where it is neither a number nor a date.
  std::optional<std::chrono::seconds> retry_after() const;

 private:
  struct deleter {
    void operator()(CURL* curl) const noexcept { curl_easy_cleanup(curl); }
    void operator()(curl_mime* form) const noexcept { curl_mime_free(form); }
  };
  struct sink_call;

  template <typename Value>
  void set(CURLoption option, Value value) noexcept;
  void require(bool good) noexcept { is_ready_ = is_ready_ && good; }

  std::unique_ptr<CURL, deleter> curl_;
  std::unique_ptr<curl_mime, deleter> form_;  // before curl_ goes
  curl_slist* headers_ = nullptr;
  bool is_ready_ = true;  // whether libcurl has accepted all settings
};

// Makes libcurl ready, once.
absl::Status start_http();

// Errors: fault::usage unless it is https, or http to this machine, without user, query and fragment.
absl::Status check_url(const std::string& url);

}  // namespace optout::detail
