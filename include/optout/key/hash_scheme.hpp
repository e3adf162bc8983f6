// Other parties' hashed identifiers: whose rules and which digest, and a value's hashes as they stand in such lists.
//
//   drop     California's lists (normalize/drop.hpp): SHA-256, in Base64; composites hash the text of their parts' hashes
//   uid2     SHA-256, in Base64      google, meta   SHA-256, in hex      (normalize/platforms.hpp)
//   sha256, sha1, md5, sha512        trimmed and in lower case, in hex
//
// A hash in one scheme cannot be turned into another's. What looks like a digest already is never hashed again: it comes
// back in the scheme's own spelling if its size fits, and is no value otherwise. The empty text is never hashed.
// A hash is no key: it is made without a secret, and whoever tries all phone numbers finds the one behind it.
// Sources: CalPrivacy DROP 1.2.0 sections on hashing; the platforms' documents named in normalize/platforms.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/digest.hpp>
#include <optout/key/kind.hpp>
#include <optout/normalize/candidates.hpp>
#include <optout/normalize/drop.hpp>
#include <optout/normalize/platforms.hpp>

#include <absl/strings/escaping.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// The names of all schemes that hash.
inline constexpr std::span<const std::string_view> hash_scheme_names = std::span(scheme_names).subspan<1>();

// What is hashed. The last two are composites: first name, last name, date of birth, ZIP; first name, last name, VIN.
enum class hash_kind : std::uint8_t {
  email,
  phone,
  first_name,
  last_name,
  dob,
  zip,
  maid,
  vin,
  ctvid,
  ndz,
  namevin
};
inline constexpr std::array<std::string_view, 11> hash_kind_names = {
    "email", "phone", "first_name", "last_name", "dob", "zip", "maid", "vin", "ctvid", "ndz", "namevin"};

std::optional<scheme> hash_scheme_from_text(std::string_view text) noexcept;
std::optional<hash_kind> hash_kind_from_text(std::string_view text) noexcept;

// Whether the scheme says how such values are hashed.
bool is_hashed(scheme s, hash_kind k) noexcept;

// The parts of a composite; empty for what is hashed by itself.
std::span<const hash_kind> parts_of(hash_kind k) noexcept;

// The hash of every plausible spelling of a value, the likeliest first; empty if it gives none. `fields`: the value, or the
// parts of a composite, of which none may be missing. Requires: is_hashed(); as many fields as parts.
// Cost: about 200 ns and a string a spelling. Throws std::bad_alloc, and std::runtime_error when OpenSSL fails.
std::vector<std::string> hashes_of(scheme s, hash_kind k, std::span<const std::string_view> fields);

// A digest as it stands in somebody's list, and the scheme that it is of.
struct listed_digest {
  scheme how;
  std::string bytes;
};
// Reads 32, 40, 64 or 128 hex digits as MD5, SHA-1, SHA-256, SHA-512, and 44 characters of Base64 as a SHA-256; nothing if
// `text` is no digest. `said` names the scheme of digests of its size; without it, one in hex is nobody's in particular,
// and one in Base64 may be DROP's or UID2's: its scheme is scheme::canonical then, which is none.
std::optional<listed_digest> read_digest(std::string_view text, std::optional<scheme> said = std::nullopt);

// ---- details ----

namespace detail {

template <typename Enum, std::size_t N>
std::optional<Enum> enum_from_text(const std::array<std::string_view, N>& names,
                                   std::string_view text) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

inline std::size_t digest_size(scheme s) noexcept {
  switch (s) {
    case scheme::sha1: return 20;
    case scheme::md5: return 16;
    case scheme::sha512: return 64;
    default: return 32;
  }
}

inline std::string encoded(scheme s, std::string_view digest) {
  const absl::string_view bytes(digest.data(), digest.size());
  const bool base64 = s == scheme::drop || s == scheme::uid2;
  return base64 ? absl::Base64Escape(bytes) : absl::BytesToHexString(bytes);
}

// The digest's bytes.
inline std::string digest_of(scheme s, std::string_view form) {
  if (digest_size(s) == sizeof(sha256_digest)) {
    sha256_digest digest;
    sha256_batch({&form, 1}, {&digest, 1});
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
  }
  const EVP_MD* const md = s == scheme::sha1 ? EVP_sha1() : s == scheme::md5 ? EVP_md5() : EVP_sha512();
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(form.data(), form.size(), digest, &size, md, nullptr) != 1)
    throw std::runtime_error("OpenSSL cannot make this digest");
  return {reinterpret_cast<const char*>(digest), size};
}

inline std::string digest_text(scheme s, std::string_view form) {
  return encoded(s, digest_of(s, form));
}

// The bytes of what looks like a digest: 32, 40, 64 or 128 hex digits, or a SHA-256 in Base64.
inline std::optional<std::string> digest_bytes(std::string_view text) {
  text = trim(text);
  const bool hex = std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
  });
  const bool hex_size = text.size() == 32 || text.size() == 40 || text.size() == 64 || text.size() == 128;
  const absl::string_view view(text.data(), text.size());
  if (hex && hex_size) return absl::HexStringToBytes(view);
  std::string bytes;
  if (text.size() == 44 && text.ends_with('=') && absl::Base64Unescape(view, &bytes) && bytes.size() == 32)
    return bytes;
  return std::nullopt;
}

inline void standardize(scheme s, hash_kind k, std::string_view text, candidates& out) noexcept {
  if (s == scheme::drop) return standardize_for_drop(static_cast<drop_field>(k), text, out);
  const platform who = s == scheme::uid2     ? platform::uid2
                       : s == scheme::google ? platform::google
                       : s == scheme::meta   ? platform::meta
                                             : platform::plain;
  standardize_for(who, static_cast<platform_field>(k), text, out);
}
static_assert(static_cast<int>(drop_field::ctvid) == static_cast<int>(hash_kind::ctvid));
static_assert(static_cast<int>(platform_field::zip) == static_cast<int>(hash_kind::zip));

}  // namespace detail

inline std::optional<listed_digest> read_digest(std::string_view text, std::optional<scheme> said) {
  auto bytes = detail::digest_bytes(text);
  if (!bytes.has_value()) return std::nullopt;
  const std::size_t size = bytes->size();
  listed_digest out{scheme::canonical, *std::move(bytes)};
  if (said.has_value() && detail::digest_size(*said) == size) {
    out.how = *said;
  } else if (trim(text).size() == 2 * size) {
    out.how = size == 16   ? scheme::md5
              : size == 20 ? scheme::sha1
              : size == 32 ? scheme::sha256
                           : scheme::sha512;
  }
  return out;
}

inline std::optional<scheme> hash_scheme_from_text(std::string_view text) noexcept {
  const auto known = detail::enum_from_text<scheme>(scheme_names, text);
  return known == scheme::canonical ? std::nullopt : known;
}
inline std::optional<hash_kind> hash_kind_from_text(std::string_view text) noexcept {
  return detail::enum_from_text<hash_kind>(hash_kind_names, text);
}

inline bool is_hashed(scheme s, hash_kind k) noexcept {
  if (s == scheme::drop) return true;
  if (k > hash_kind::zip) return false;
  const platform who = s == scheme::meta     ? platform::meta
                       : s == scheme::google ? platform::google
                                             : platform::plain;
  return has_field(who, static_cast<platform_field>(k));
}

inline std::span<const hash_kind> parts_of(hash_kind k) noexcept {
  static constexpr hash_kind ndz[] = {hash_kind::first_name, hash_kind::last_name, hash_kind::dob,
                                      hash_kind::zip};
  static constexpr hash_kind namevin[] = {hash_kind::first_name, hash_kind::last_name, hash_kind::vin};
  if (k == hash_kind::ndz) return ndz;
  if (k == hash_kind::namevin) return namevin;
  return {};
}

inline std::vector<std::string> hashes_of(scheme s, hash_kind k, std::span<const std::string_view> fields) {
  std::vector<std::string> out;
  const auto parts = parts_of(k);
  if (parts.empty()) {
    if (k == hash_kind::email || k == hash_kind::phone) {
      if (const auto known = detail::digest_bytes(fields[0]); known.has_value()) {
        if (known->size() == detail::digest_size(s)) out.push_back(detail::encoded(s, *known));
        return out;
      }
    }
    candidates forms;
    detail::standardize(s, k, fields[0], forms);
    for (const std::string_view form : forms.forms()) out.push_back(detail::digest_text(s, form));
    return out;
  }
  out.emplace_back();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto hashes = hashes_of(s, parts[i], fields.subspan(i, 1));
    std::vector<std::string> longer;
    for (const std::string& head : out) {
      for (const std::string& part : hashes) longer.push_back(head + part);
    }
    out = std::move(longer);
  }
  for (std::string& text : out) text = detail::digest_text(s, text);
  return out;
}

}  // namespace optout
