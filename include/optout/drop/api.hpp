// California's Delete Request and Opt-out Platform over its API: fetches the archive of deletion lists, and hands in
// the response files.
//
//   auto key = optout::drop_api_key::read("drop.key");
//   auto api = optout::drop_api::create(*key);
//   auto archive = api->download("archives");                 // the path of a new archive, or nothing new
//   std::vector<optout::drop_upload> files = {{"out/20260312_4821_Email.csv"}};
//   auto results = api->upload(files);                        // one for each file
//
// What fails in passing (429, 500, 502 to 504, a connection refused or broken, a timeout) is tried again after a
// pause: as long as the server asks for (Retry-After), else 1, 2, 4, ... seconds. Nothing else is. Redirects are not
// followed. TLS 1.2 or newer with the certificate verified; plain http to this machine alone, for tests. A proxy in
// https_proxy is used.
//
// Errors: fault::io for the network and for what the server refuses or gets wrong; fault::list for a key that is
// malformed, open to others, or not accepted (401); fault::input where the server calls a whole request malformed
// (400); fault::usage for a file name or URL that is none, and for no key at all. A message holds what the server
// said, made printable and cut, but never the key.
//
// Threads: a drop_api is immutable and may be shared; a call blocks its thread, pauses included. One download at a
// time into one folder.
// Source: DROP API operations 1.2.0 (privacy.ca.gov, drop-for-data-brokers, technical specifications).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

inline constexpr std::string_view drop_url = "https://api.drop.privacy.ca.gov";
inline constexpr std::string_view drop_sandbox_url = "https://api.drop.privacy.ca.gov/sandbox";

// The secret that the portal gives a data broker. Copies share one allocation, which is wiped when the last one goes;
// what libcurl copies for a request is freed by it unwiped.
class drop_api_key {
 public:
  // From the file `path`, which its owner alone may read; without a path from OPTOUT_DROP_API_KEY in the environment.
  // White space around it is ignored; it is printable ASCII without spaces.
  static absl::StatusOr<drop_api_key> read(const std::string& path);

  std::string_view text() const noexcept { return *text_; }

 private:
  explicit drop_api_key(std::shared_ptr<const std::string> text) : text_(std::move(text)) {}

  std::shared_ptr<const std::string> text_;
};

struct drop_api_options {
  std::string url = std::string(drop_url);
  unsigned attempts = 5;                    // of one request that fails in passing
  std::chrono::seconds longest_pause{300};  // one pause, whatever the server asks for
  std::chrono::seconds longest_wait{1800};  // all pauses of a call together
  std::chrono::milliseconds connect_timeout{30'000};
  std::chrono::seconds stall_timeout{120};                 // without a byte in either direction
  std::chrono::milliseconds transfer_timeout{3'600'000};   // one request and its answer
  std::uint64_t largest_archive = std::uint64_t{8} << 30;  // bytes
  std::string ca_file = {};  // certificates to trust (PEM) instead of the system's
  std::function<void(std::chrono::seconds)> sleep = {};  // how to pause; by default the thread sleeps
};

// A response file: <YYYYMMDD>_<broker>_<list>[_<suffix>].csv, sent under its own name.
struct drop_upload {
  std::string path;
  // Whether the server may have the file already, since a try to send it had no reply. Set by a call that fails so,
  // and given to the next one. Whoever must survive a crash sets it before the call.
  bool maybe_sent = false;
};

enum class drop_verdict {
  accepted,          // for validation of its rows, which the server reports by mail
  already_accepted,  // there under this name, after an earlier try without a reply: that try was accepted
  rejected,          // and why in the message
};

struct drop_result {
  drop_verdict verdict = drop_verdict::rejected;
  std::string message = {};  // the server's, unless accepted
};

class drop_api {
 public:
  // Errors: fault::usage for a URL that is not https (or http to 127.0.0.1, [::1] or localhost).
  static absl::StatusOr<drop_api> create(drop_api_key key, drop_api_options options = {});

  // Fetches the current archive into `folder`, mode 0600, complete or not at all, and returns its path; nothing if
  // there is nothing new since the last finished download. Waits while the archive is being prepared. The server
  // names it, as YYYYMMDD_NNNN_DROP.zip; one with other bytes that bears the name already stays, and the archive is
  // kept as YYYYMMDD_NNNN_DROP-2.zip, and so on: the server hands it out once. A transfer that breaks off is taken
  // up again where the server can do so safely (byte ranges and a strong ETag), else begun anew.
  absl::StatusOr<std::optional<std::string>> download(const std::string& folder) const;

  // Sends new responses, or corrections of earlier ones, in one request. One result for each file, in order; an answer
  // that is silent about a file is an error. A file that may have been received is sent again: its name is refused
  // then, which means that it was accepted.
  absl::StatusOr<std::vector<drop_result>> upload(std::span<drop_upload> files) const;
  absl::StatusOr<std::vector<drop_result>> amend(std::span<drop_upload> files) const;

 private:
  drop_api(drop_api_key key, drop_api_options options) : key_(std::move(key)), options_(std::move(options)) {}

  absl::StatusOr<std::vector<drop_result>> send(std::string_view path, std::span<drop_upload> files,
                                                std::string_view conflict) const;

  drop_api_key key_;
  drop_api_options options_;
};

}  // namespace optout
