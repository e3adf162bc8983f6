// Standardized spellings in, keys of other parties' hashed lists out, a batch at a time.
//
//   key = AES-128( XXH3-128( [kind, scheme, 0, 0] + digest of the spelling; seed ) )
//
// The digests of hashed lists go through the same keyed step as canonical forms, so that a stolen list tells nothing
// that its public digests would. SHA-256 runs over the whole batch at once; the digests of names, birth dates and ZIP
// codes, which composites hash once more, are remembered, since they repeat. A hash_batch belongs to one thread and is
// made for reuse. Cost: about 35 ns a short spelling, and twice that for a composite. Throws std::bad_alloc, and
// std::runtime_error when OpenSSL fails: neither may end as "no match".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#define XXH_INLINE_ALL
#include <optout/key/digest.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/key/kind.hpp>

#include <xxhash.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

class hash_batch {
 public:
  // Adds a spelling: the n-th since clear() becomes the n-th key.
  void add(kind k, scheme s, std::string_view spelling);
  // The Base64 of the SHA-256 of a part of a composite: 44 characters, valid until the next call of part().
  std::string_view part(std::string_view spelling);

  std::size_t size() const noexcept { return added_.size(); }
  void clear() noexcept {
    added_.clear();
    text_.clear();
  }
  // Appends the keys of all spellings to `keys`, in order.
  void add_keys(key_batch& keys);

 private:
  struct entry {
    std::size_t end;  // in text_
    kind what;
    scheme how;
  };
  struct remembered {
    std::uint8_t size = 0;  // 0: nothing
    char text[31];
    char base64[44];
  };
  static constexpr std::size_t remembered_parts = 4096;

  std::vector<entry> added_;
  std::string text_;  // of all spellings, one behind the other
  std::vector<std::string_view> messages_;
  std::vector<sha256_digest> digests_;
  std::vector<remembered> parts_;
  remembered last_;
};

// ---- details ----

namespace detail {

// 32 bytes as Base64 (RFC 4648, section 4).
inline void write_base64(const sha256_digest& digest, char* out) noexcept {
  static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto byte = [&](std::size_t i) {
    return i < digest.size() ? std::to_integer<std::uint32_t>(digest[i]) : 0;
  };
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    const std::uint32_t three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (int shift = 18; shift >= 0; shift -= 6) *out++ = letters[three >> shift & 63];
  }
  out[-1] = '=';
}

}  // namespace detail

inline void hash_batch::add(kind k, scheme s, std::string_view spelling) {
  text_ += spelling;
  added_.push_back({text_.size(), k, s});
}

inline std::string_view hash_batch::part(std::string_view spelling) {
  const auto compute = [&](remembered& into) {
    sha256_digest digest;
    sha256_batch({&spelling, 1}, {&digest, 1});
    detail::write_base64(digest, into.base64);
  };
  if (spelling.empty() || spelling.size() > sizeof remembered::text) {
    compute(last_);
    return {last_.base64, sizeof last_.base64};
  }
  if (parts_.empty()) parts_.resize(remembered_parts);
  remembered& slot = parts_[XXH3_64bits(spelling.data(), spelling.size()) % remembered_parts];
  if (std::string_view(slot.text, slot.size) != spelling) {
    compute(slot);
    slot.size = static_cast<std::uint8_t>(spelling.size());
    std::memcpy(slot.text, spelling.data(), spelling.size());
  }
  return {slot.base64, sizeof slot.base64};
}

inline void hash_batch::add_keys(key_batch& keys) {
  messages_.clear();
  const auto is_sha256 = [](scheme s) { return detail::digest_size(s) == sizeof(sha256_digest); };
  std::size_t begin = 0;
  for (const entry& one : added_) {
    if (is_sha256(one.how)) messages_.push_back(std::string_view(text_).substr(begin, one.end - begin));
    begin = one.end;
  }
  digests_.resize(messages_.size());
  sha256_batch(messages_, digests_);
  begin = 0;
  auto next = digests_.begin();
  for (const entry& one : added_) {
    if (is_sha256(one.how)) {
      keys.add(one.what, {reinterpret_cast<const char*>(next++->data()), sizeof(sha256_digest)}, one.how);
    } else {
      const std::string digest =
          detail::digest_of(one.how, std::string_view(text_).substr(begin, one.end - begin));
      keys.add(one.what, digest, one.how);
    }
    begin = one.end;
  }
}

}  // namespace optout
