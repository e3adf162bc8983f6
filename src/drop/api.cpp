// SPDX-License-Identifier: Apache-2.0
#include "archive_file.hpp"
#include "http.hpp"
#include <optout/drop/api.hpp>
#include <optout/drop/files.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/os/file.hpp>
#include <optout/os/input_file.hpp>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_replace.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

namespace optout {
namespace {

using detail::http_end;
using detail::http_exchange;
namespace json = simdjson::dom;

constexpr std::size_t most_text_bytes = 4 << 20;  // of an answer that is no archive
constexpr std::size_t most_shown = 300;           // of a message
constexpr std::string_view key_variable = "OPTOUT_DROP_API_KEY";

// The pauses of one call, and how many there may be.
class patience {
 public:
  using seconds = std::chrono::seconds;
  explicit patience(const drop_api_options& options) : options_(options), left_(options.longest_wait) {}

  // These pause before one more try; false if there is to be none. A pause has the length that the server asked for,
  // if it did.
  bool after_failure(std::optional<seconds> asked) {
    if (++failures_ >= options_.attempts) return false;
    return pause(asked.value_or(seconds(1 << std::min(failures_ - 1, 10u))));
  }
  bool while_preparing(std::optional<seconds> asked) {
    failures_ = 0;
    return pause(asked.value_or(seconds(60)));
  }

 private:
  bool pause(seconds length) {
    length = std::max(std::min(length, options_.longest_pause), seconds(1));
    if (length > left_) return false;
    left_ -= length;
    options_.sleep ? options_.sleep(length) : std::this_thread::sleep_for(length);
    return true;
  }

  const drop_api_options& options_;
  seconds left_;
  unsigned failures_ = 0;
};

bool may_pass(const http_end& end, long status) {
  if (!end.status.ok()) return end.may_pass;
  return status == 429 || status == 500 || (status >= 502 && status <= 504);
}

absl::Status append(std::string_view bytes, std::string& text) {
  if (text.size() + bytes.size() > most_text_bytes) {
    return failure(fault::io, fmt::format("an answer of DROP has more than {} bytes", most_text_bytes));
  }
  text += bytes;
  return absl::OkStatus();
}

// What the server said, fit for a message of ours.
std::string shown(std::string_view text, const drop_api_key& key) {
  const std::string safe = absl::StrReplaceAll(to_absl(text), {{to_absl(key.text()), "[the key]"}});
  std::string out = safe.substr(0, most_shown);
  for (char& c : out) c = is_space(c) ? ' ' : is_ascii(c) ? c : '?';
  return safe.size() > most_shown ? out + "..." : out;
}

std::optional<std::string> message_in(const std::string& text) {
  json::parser parser;
  std::string_view message;
  if (parser.parse(text)["message"].get(message) != simdjson::SUCCESS) return std::nullopt;
  return std::string(message);
}

// The message in an answer, or all of it if it is plain text, with a colon before it; empty if there is none.
std::string said(const http_exchange& exchange, const std::string& text, const drop_api_key& key) {
  const bool is_plain = equals_no_case(exchange.media_type(), "text/plain");
  const std::string message = message_in(text).value_or(is_plain ? std::string(trim(text)) : "");
  return message.empty() ? "" : ": " + shown(message, key);
}

// What an answer means that brings nothing; `conflict` is the meaning of a 409.
absl::Status refusal(const http_exchange& exchange, const std::string& text, const drop_api_key& key,
                     std::string_view conflict) {
  const long status = exchange.status();
  const auto because = [&](fault f, std::string_view what) {
    return failure(f, fmt::format("{} ({}){}", what, status, said(exchange, text, key)));
  };
  switch (status) {
    case 401: return because(fault::list, "DROP does not accept the API key");
    case 403: return because(fault::io, "DROP: the account is not eligible, or has chosen no list");
    case 404: return because(fault::io, "there is no DROP under the URL");
    case 409: return because(fault::io, conflict);
    case 429: return because(fault::io, "DROP wants fewer requests");
  }
  if (status >= 500) return because(fault::io, "DROP failed");
  if (status >= 300 && status < 400) return because(fault::io, "DROP sent a redirect, which is not followed");
  return because(fault::io, "DROP gave an unexpected answer");
}

std::string name_of(const drop_upload& file) {
  return file.path.substr(file.path.rfind('/') + 1);
}

absl::Status check_files(std::span<const drop_upload> files) {
  std::vector<std::string> names;
  for (const drop_upload& file : files) {
    names.push_back(name_of(file));
    const auto name = drop_file_name::from_text(names.back());
    if (!name.has_value() || !name->list.has_value()) {
      return failure(fault::usage, fmt::format("{}: a response file is named YYYYMMDD_NNNN_LIST.csv or "
                                               "YYYYMMDD_NNNN_LIST_SUFFIX.csv",
                                               file.path));
    }
    if (auto opened = input_file::open(file.path); !opened.ok()) return opened.status();
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return absl::OkStatus();
  return failure(fault::usage, fmt::format("two files are named {}", *twice));
}

void mark_sent(std::span<drop_upload> files) {
  for (drop_upload& file : files) file.maybe_sent = true;
}

// The results in a 202 or 400. `files` say what happened before the request that is answered here.
absl::StatusOr<std::vector<drop_result>> read_results(const http_exchange& exchange, const std::string& text,
                                                      std::span<const drop_upload> files,
                                                      const drop_api_key& key) {
  json::parser parser;
  json::element root;
  json::array accepted, rejected;
  const bool is_json = parser.parse(text).get(root) == simdjson::SUCCESS;
  if (!is_json || root["accepted"].get(accepted) != simdjson::SUCCESS ||
      root["rejected"].get(rejected) != simdjson::SUCCESS) {
    if (exchange.status() == 400) {
      return failure(fault::input,
                     fmt::format("DROP calls the request malformed (400){}", said(exchange, text, key)));
    }
    return failure(fault::io, "DROP's answer does not say which files it accepted");
  }
  const auto find = [](const json::array& in, std::string_view name) -> std::optional<json::element> {
    for (const json::element file : in) {
      std::string_view other;
      if (file["fileName"].get(other) == simdjson::SUCCESS && other == name) return file;
    }
    return std::nullopt;
  };
  std::vector<drop_result> results;
  for (const drop_upload& file : files) {
    const std::string name = name_of(file);
    const bool is_accepted = find(accepted, name).has_value();
    const auto refused = find(rejected, name);
    if (is_accepted == refused.has_value()) {
      return failure(fault::io, fmt::format("DROP's answer does not say whether it accepted {}", name));
    }
    if (is_accepted) {
      results.push_back({drop_verdict::accepted});
      continue;
    }
    std::string_view why;
    if ((*refused)["message"].get(why) != simdjson::SUCCESS) why = "no reason given";
    const bool is_there = absl::StrContains(absl::AsciiStrToLower(to_absl(why)), "already uploaded");
    const bool was_there = file.maybe_sent && is_there;
    results.push_back({was_there ? drop_verdict::already_accepted : drop_verdict::rejected, shown(why, key)});
  }
  return results;
}

}  // namespace

absl::StatusOr<drop_api_key> drop_api_key::read(const std::string& path) {
  const auto wiped = [](const std::string* text) {
    OPENSSL_cleanse(const_cast<char*>(text->data()), text->size());
    delete text;
  };
  const std::shared_ptr<std::string> text(new std::string, wiped);
  std::string where = std::string(key_variable);
  if (path.empty()) {
    const char* value = std::getenv(where.c_str());
    if (value == nullptr) {
      return failure(fault::usage, fmt::format("DROP needs an API key: a file, or {}", key_variable));
    }
    *text = trim(value);
  } else {
    where = fmt::format("API key file {}", path);
    auto status = check_private(path);
    auto content = status.ok() ? read_small_file(path, 4096) : status;
    if (!content.ok())
      return failure(fault::list, fmt::format("API key file: {}", to_std(content.status().message())));
    *text = trim(*content);
    OPENSSL_cleanse(content->data(), content->size());
  }
  // No white space: nothing of a key may end the header that it goes in.
  const auto is_good = [](char c) { return !is_space(c) && is_ascii(c); };
  if (text->empty() || !std::all_of(text->begin(), text->end(), is_good)) {
    return failure(fault::list, fmt::format("{}: not a key, which is printable ASCII without spaces", where));
  }
  return drop_api_key(text);
}

absl::StatusOr<drop_api> drop_api::create(drop_api_key key, drop_api_options options) {
  while (options.url.ends_with('/')) options.url.pop_back();
  if (auto status = detail::start_http(); !status.ok()) return status;
  if (auto status = detail::check_url(options.url); !status.ok()) return status;
  return drop_api(std::move(key), std::move(options));
}

absl::StatusOr<std::optional<std::string>> drop_api::download(const std::string& folder) const {
  // Asked first: an archive that is sent and cannot be written may not be sent again.
  if (::access((folder + "/.").c_str(), W_OK | X_OK) != 0) return io_failure("cannot write to", folder);
  detail::archive_file archive(folder, options_.largest_archive);
  patience again(options_);
  for (;;) {
    http_exchange exchange(options_, "/data/download", key_);
    exchange.add_header("Accept: application/zip, application/json");
    archive.prepare(exchange);
    const auto is_archive = [&] {
      return (exchange.status() == 200 || exchange.status() == 206) &&
             equals_no_case(exchange.media_type(), "application/zip");
    };
    std::string text;
    const http_end end = exchange.run([&](std::string_view bytes) {
      return is_archive() ? archive.receive(exchange, bytes) : append(bytes, text);
    });
    const long status = exchange.status();
    if (may_pass(end, status) && again.after_failure(exchange.retry_after())) continue;
    if (!end.status.ok()) return end.status;
    if (is_archive()) return archive.keep();
    if (status == 200 && equals_no_case(exchange.media_type(), "application/json") &&
        message_in(text).has_value()) {
      return std::nullopt;
    }
    if (status == 202) {
      if (again.while_preparing(exchange.retry_after())) continue;
      return failure(fault::io, "DROP is still preparing the archive (202); ask again later");
    }
    return refusal(exchange, text, key_,
                   archive.bytes() == 0
                       ? "DROP: the last archive has responses outstanding"
                       : "the archive broke off, and DROP does not send it again by itself; its support can");
  }
}

absl::StatusOr<std::vector<drop_result>> drop_api::upload(std::span<drop_upload> files) const {
  return send("/data/upload", files, "DROP: no archive waits for responses");
}

absl::StatusOr<std::vector<drop_result>> drop_api::amend(std::span<drop_upload> files) const {
  return send("/data/amend", files, "DROP cannot process corrections in the current state");
}

absl::StatusOr<std::vector<drop_result>> drop_api::send(std::string_view path, std::span<drop_upload> files,
                                                        std::string_view conflict) const {
  if (files.empty()) return std::vector<drop_result>();
  if (auto status = check_files(files); !status.ok()) return status;
  patience again(options_);
  for (;;) {
    http_exchange exchange(options_, path, key_);
    exchange.add_header("Accept: application/json");
    for (const drop_upload& file : files) exchange.add_file(file.path, name_of(file));
    std::string text;
    const http_end end = exchange.run([&](std::string_view bytes) { return append(bytes, text); });
    const long status = exchange.status();
    if (end.status.ok() && (status == 202 || status == 400)) {
      auto results = read_results(exchange, text, files, key_);
      if (!results.ok()) mark_sent(files);
      return results;
    }
    // Only an answer of the kinds 3xx and 4xx tells that nothing was taken.
    if (end.was_sent && (!end.status.ok() || status < 300 || status >= 500)) mark_sent(files);
    if (may_pass(end, status) && again.after_failure(exchange.retry_after())) continue;
    if (!end.status.ok()) return end.status;
    const bool maybe =
        std::any_of(files.begin(), files.end(), [](const drop_upload& f) { return f.maybe_sent; });
    return refusal(exchange, text, key_,
                   fmt::format("{}{}", conflict, maybe ? ", or an earlier try was accepted" : ""));
  }
}

}  // namespace optout
