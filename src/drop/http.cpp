// SPDX-License-Identifier: Apache-2.0
#include "http.hpp"

#include <optout/normalize/ascii.hpp>
#include <optout/version.hpp>

#include <absl/strings/numbers.h>
#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <utility>

namespace optout::detail {
namespace {

constexpr std::string_view plain = "http://";

bool may_pass(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE: return true;
    default: return false;
  }
}

}  // namespace

absl::Status start_http() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started == CURLE_OK) return absl::OkStatus();
  return failure(fault::self_check, fmt::format("libcurl: {}", curl_easy_strerror(started)));
}

absl::Status check_url(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    curl_url_get(parsed.get(), which, &text, 0);
    std::string copy = text == nullptr ? "" : text;
    curl_free(text);
    return copy;
  };
  const bool is_url = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK;
  if (!is_url || !part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty() ||
      !part(CURLUPART_QUERY).empty() || !part(CURLUPART_FRAGMENT).empty()) {
    // Not shown: it may hold a password.
    return failure(fault::usage, "the URL of DROP is no URL, or has a user, a query or a fragment");
  }
  const std::string scheme = part(CURLUPART_SCHEME), host = part(CURLUPART_HOST);
  const bool is_local = host == "127.0.0.1" || host == "[::1]" || host == "localhost";
  if (scheme == "https" || (scheme == "http" && is_local)) return absl::OkStatus();
  return failure(fault::usage, fmt::format("{} is refused: the key goes over https alone", url));
}

template <typename Value>
void http_exchange::set(CURLoption option, Value value) noexcept {
  require(curl_easy_setopt(curl_.get(), option, value) == CURLE_OK);
}

http_exchange::http_exchange(const drop_api_options& options, std::string_view path, const drop_api_key& key)
    : curl_(curl_easy_init()) {
  require(curl_ != nullptr);
  if (!is_ready_) return;
  const bool is_plain = options.url.starts_with(plain);
  set(CURLOPT_URL, fmt::format("{}{}", options.url, path).c_str());
  set(CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https");
  if (is_plain) set(CURLOPT_NOPROXY, "*");  // this machine
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);  // signals are not for a library
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.transfer_timeout.count()));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_timeout.count()));
  set(CURLOPT_USERAGENT, fmt::format("optout/{}", version).c_str());
  std::string line("X-API-KEY: ");
  line += key.text();
  add_header(line);
  OPENSSL_cleanse(line.data(), line.size());
}

http_exchange::~http_exchange() {
  for (curl_slist* line = headers_; line != nullptr; line = line->next) {
    OPENSSL_cleanse(line->data, std::string_view(line->data).size());
  }
  curl_slist_free_all(headers_);
}

void http_exchange::add_header(const std::string& line) {
  curl_slist* more = curl_slist_append(headers_, line.c_str());
  require(more != nullptr);
  if (more != nullptr) headers_ = more;
}

void http_exchange::add_file(const std::string& path, const std::string& name) {
  if (form_ == nullptr) form_.reset(curl_mime_init(curl_.get()));
  curl_mimepart* part = form_ == nullptr ? nullptr : curl_mime_addpart(form_.get());
  require(part != nullptr && curl_mime_name(part, "files") == CURLE_OK &&
          curl_mime_filedata(part, path.c_str()) == CURLE_OK &&
          curl_mime_filename(part, name.c_str()) == CURLE_OK && curl_mime_type(part, "text/csv") == CURLE_OK);
}

// What libcurl hands back to its C callback.
struct http_exchange::sink_call {
  const sink& body;
  absl::Status status;

  static std::size_t take(const char* bytes, std::size_t one, std::size_t size, void* self) noexcept {
    auto& call = *static_cast<sink_call*>(self);
    call.status = call.body({bytes, one * size});
    return call.status.ok() ? one * size : CURL_WRITEFUNC_ERROR;
  }
};

http_end http_exchange::run(const sink& body) {
  sink_call call{body, absl::OkStatus()};
  char reason[CURL_ERROR_SIZE] = "";
  if (is_ready_) {
    set(CURLOPT_HTTPHEADER, headers_);
    if (form_ != nullptr) set(CURLOPT_MIMEPOST, form_.get());
    set(CURLOPT_ERRORBUFFER, static_cast<char*>(reason));
    set(CURLOPT_WRITEFUNCTION, &sink_call::take);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&call));
  }
  if (!is_ready_) return {failure(fault::self_check, "libcurl did not take a setting"), false, false};
  const CURLcode code = curl_easy_perform(curl_.get());
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  long sent = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_REQUEST_SIZE, &sent);
  http_end end{std::move(call.status), may_pass(code), sent > 0};
  if (end.status.ok() && code != CURLE_OK) {
    end.status = failure(fault::io, fmt::format("no answer from DROP: {}",
                                                *reason != '\0' ? reason : curl_easy_strerror(code)));
  }
  return end;
}

long http_exchange::status() const noexcept {
  long status = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::string_view http_exchange::header(const char* name) const noexcept {
  curl_header* found = nullptr;
  if (curl_easy_header(curl_.get(), name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return {};
  return trim(found->value);
}

std::string_view http_exchange::media_type() const noexcept {
  const std::string_view type = header("Content-Type");
  return trim_right(type.substr(0, type.find(';')));
}

std::optional<std::chrono::seconds> http_exchange::retry_after() const {
  const std::string text(header("Retry-After"));
  std::int64_t number = 0;
  if (absl::SimpleAtoi(text, &number)) return std::chrono::seconds(std::max<std::int64_t>(number, 0));
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit)) return std::chrono::seconds::max();
  const std::time_t date = text.empty() ? -1 : curl_getdate(text.c_str(), nullptr);
  if (date == -1) return std::nullopt;
  // Not std::time, whose second may begin some milliseconds after the clock's (Linux: with the next tick).
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return std::chrono::seconds(std::max<std::time_t>(date - now, 0));
}

}  // namespace optout::detail
