// Canonical forms in, keys out, a batch at a time.
//
//   key = AES-128( XXH3-128( [kind, scheme, 0, 0] + canonical form; seed ) )
//
// AES runs once over the whole batch: a few nanoseconds a key instead of the twenty of a call each. A key_batch
// belongs to one thread; it allocates only while it grows to its largest batch. Throws std::bad_alloc when memory
// is out and std::runtime_error when OpenSSL fails: neither may end as "no match".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#define XXH_INLINE_ALL
#include <optout/key/key.hpp>
#include <optout/key/keyring.hpp>
#include <optout/key/kind.hpp>
#include <optout/normalize/text.hpp>

#include <openssl/evp.h>
#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace optout {

class key_batch {
 public:
  explicit key_batch(const keyring& keys);

  // Adds a canonical form. The n-th form added since clear() becomes the n-th key.
  void add(kind k, std::string_view canonical, scheme s = scheme::canonical);

  // Names the secret behind the keys.
  const fingerprint& id() const noexcept { return keyring_.id(); }

  std::size_t size() const noexcept { return hashes_.size(); }
  void clear() noexcept { hashes_.clear(); }

  // The keys of all forms added since clear(), valid until the next call of a member that changes the batch.
  std::span<const key> finish();
  // Once more what finish() returned.
  std::span<const key> keys() const noexcept { return keys_; }

  // One key alone. Cost: about 50 ns; a batch is several times cheaper.
  static key make(const keyring& keys, kind k, std::string_view canonical, scheme s = scheme::canonical);

 private:
  struct free_cipher {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
  };

  keyring keyring_;
  std::unique_ptr<EVP_CIPHER_CTX, free_cipher> cipher_;
  std::vector<key> hashes_;
  std::vector<key> keys_;
};

// ---- details ----

namespace detail {
// A cipher that fails would turn every probe into a silent miss, so it may not pass as a result.
inline void require_cipher(bool good) {
  if (!good) throw std::runtime_error("OpenSSL's AES-128 failed");
}

// What is hashed starts with the namespace of the key.
inline constexpr std::size_t hash_prefix_size = 4;

// The hash of a short text, without a call: of XXH3, only what such a text asks for. Requires: hash_prefix_size <= size <=
// 128.
[[gnu::flatten]] inline XXH128_hash_t hash_short(const char* message, std::size_t size,
                                                 std::uint64_t seed) noexcept {
  if (size < hash_prefix_size || size > 128) __builtin_unreachable();
  return XXH3_128bits_withSeed(message, size, seed);
}
// The same hash in pieces, for text of any length but none at all.
[[gnu::noinline]] inline XXH128_hash_t hash_long(std::uint32_t prefix, std::string_view canonical,
                                                 std::uint64_t seed) noexcept {
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_128bits_reset_withSeed(&state, seed);
  XXH3_128bits_update(&state, &prefix, sizeof prefix);
  XXH3_128bits_update(&state, canonical.data(), canonical.size());
  return XXH3_128bits_digest(&state);
}
}  // namespace detail

inline key_batch::key_batch(const keyring& keys) : keyring_(keys), cipher_(EVP_CIPHER_CTX_new()) {
  // ECB over distinct hashes is plain AES, block by block; every OpenSSL has it.
  detail::require_cipher(cipher_ != nullptr &&
                         EVP_EncryptInit_ex(cipher_.get(), EVP_aes_128_ecb(), nullptr,
                                            keyring_.derived_->aes.data(), nullptr) == 1 &&
                         EVP_CIPHER_CTX_set_padding(cipher_.get(), 0) == 1);
}

inline void key_batch::add(kind k, std::string_view canonical, scheme s) {
  const std::uint32_t prefix = static_cast<std::uint32_t>(k) | static_cast<std::uint32_t>(s) << 8;
  const std::uint64_t seed = keyring_.derived_->seed;
  XXH128_hash_t hash;
  char message[128];
  if (canonical.size() <= sizeof message - sizeof prefix) {
    std::memcpy(message, &prefix, sizeof prefix);
    detail::put_text(message + sizeof prefix, canonical);
    hash = detail::hash_short(message, sizeof prefix + canonical.size(), seed);
  } else {
    hash = detail::hash_long(prefix, canonical, seed);
  }
  hashes_.push_back({hash.low64, hash.high64});
}

inline std::span<const key> key_batch::finish() {
  keys_.resize(hashes_.size());
  // EVP takes an int: 2^20 keys a call stay far below it.
  constexpr std::size_t keys_a_call = std::size_t{1} << 20;
  for (std::size_t from = 0; from < hashes_.size(); from += keys_a_call) {
    const std::size_t count = std::min(keys_a_call, hashes_.size() - from);
    int written = 0;
    const int done = EVP_EncryptUpdate(
        cipher_.get(), reinterpret_cast<unsigned char*>(keys_.data() + from), &written,
        reinterpret_cast<const unsigned char*>(hashes_.data() + from), static_cast<int>(count * sizeof(key)));
    detail::require_cipher(done == 1 && static_cast<std::size_t>(written) == count * sizeof(key));
  }
  return keys_;
}

inline key key_batch::make(const keyring& keys, kind k, std::string_view canonical, scheme s) {
  key_batch one(keys);
  one.add(k, canonical, s);
  return one.finish()[0];
}

}  // namespace optout
