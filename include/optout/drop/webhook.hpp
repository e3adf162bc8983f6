// Whether a webhook came from DROP: its signature and its time.
//
//   const auto verdict = optout::verify_webhook(secret, request["X-Webhook-Timestamp"],
//                                               request["X-Webhook-Signature"], raw_body,
//                                               std::chrono::system_clock::now());
//   if (!verdict.ok() || *verdict != optout::webhook_verdict::accepted) return 401;
//
// The signature is "sha256=" and, in hex, HMAC-SHA-256 under the secret over timestamp + "." + body. The body must be
// the bytes as they came, before anything parses them. A message that was accepted can come again within the window:
// X-Webhook-Event-Id tells. Cost: microseconds, and the body's bytes once. Any number of threads may call it.
// Source: DROP webhooks 1.0 (privacy.ca.gov), RFC 2104 (HMAC).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/keyring.hpp>
#include <optout/normalize/ascii.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace optout {

enum class webhook_verdict {
  accepted,
  bad_signature,  // of somebody else, or of other bytes
  too_old,        // signed, but more than webhook_window before `now`, or behind it
  malformed,      // a header that is missing or has another form
};

inline constexpr std::chrono::minutes webhook_window{5};

// Errors: fault::usage without a secret, under which anybody could sign; fault::self_check if OpenSSL fails.
absl::StatusOr<webhook_verdict> verify_webhook(std::string_view signing_secret, std::string_view timestamp,
                                               std::string_view signature, std::string_view body,
                                               std::chrono::system_clock::time_point now);

// ---- details ----

namespace detail {

// 2026-07-02T18:30:00.0000000Z, to the second; nothing for any other form, or a time that no clock shows.
inline std::optional<std::chrono::sys_seconds> webhook_time(std::string_view text) noexcept {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd.dddddddZ";
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
    return value;
  };
  using namespace std::chrono;
  const year_month_day day(year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                           std::chrono::day(static_cast<unsigned>(number(8, 2))));
  const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return sys_days(day) + hours(hour) + minutes(minute) + seconds(second);
}

// The digest in "sha256=<hex>".
inline std::optional<authentication_tag> webhook_digest(std::string_view signature) noexcept {
  constexpr std::string_view scheme = "sha256=";
  authentication_tag digest;
  if (!signature.starts_with(scheme) || signature.size() != scheme.size() + 2 * digest.size())
    return std::nullopt;
  signature.remove_prefix(scheme.size());
  for (std::size_t i = 0; i < signature.size(); ++i) {
    const char c = to_lower(signature[i]);
    if (!is_digit(c) && (c < 'a' || c > 'f')) return std::nullopt;
    const int nibble = is_digit(c) ? c - '0' : c - 'a' + 10;
    digest[i / 2] = i % 2 == 0 ? std::byte(nibble << 4) : digest[i / 2] | std::byte(nibble);
  }
  return digest;
}

}  // namespace detail

inline absl::StatusOr<webhook_verdict> verify_webhook(std::string_view signing_secret,
                                                      std::string_view timestamp, std::string_view signature,
                                                      std::string_view body,
                                                      std::chrono::system_clock::time_point now) {
  if (signing_secret.empty())
    return failure(fault::usage, "a webhook is verified under a secret; there is none");
  const auto time = detail::webhook_time(timestamp);
  const auto theirs = detail::webhook_digest(signature);
  if (!time.has_value() || !theirs.has_value()) return webhook_verdict::malformed;
  const std::span<const std::byte> message[] = {
      std::as_bytes(std::span(timestamp)), std::as_bytes(std::span(".", 1)), std::as_bytes(std::span(body))};
  const auto ours = detail::hmac(
      {reinterpret_cast<const unsigned char*>(signing_secret.data()), signing_secret.size()}, message);
  if (!ours.ok()) return ours.status();
  if (CRYPTO_memcmp(ours->data(), theirs->data(), ours->size()) != 0) return webhook_verdict::bad_signature;
  const bool is_close = now <= *time + webhook_window && now >= *time - webhook_window;
  return is_close ? webhook_verdict::accepted : webhook_verdict::too_old;
}

}  // namespace optout
