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
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

class key_batch {
 public:
  explicit key_batch(const keyring& keys);

  // Adds a canonical form. The n-th form added since clear() becomes the n-th key.
  void add(kind k, std::string_view canonical, scheme s = scheme::canonical);

  // Names the secret behind the keys.
  const fingerprint& id() const noexcept { return keyring_.id(); }

  std::size_t size() const noexcept { return hashes_.size() + waiting_count_; }
  void clear() noexcept {
    hashes_.clear();
    waiting_count_ = 0;
  }

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

  // What is hashed: the namespace of the key and the canonical form.
  struct message {
    static constexpr std::size_t prefix_size = 4, longest = 128;
    char bytes[longest];
  };

  void hash_waiting();

  keyring keyring_;
  std::unique_ptr<EVP_CIPHER_CTX, free_cipher> cipher_;
  std::vector<key> hashes_;
  std::vector<key> keys_;
  // Messages wait for others: a form that was just written is hashed later, when its bytes have settled, and hashes that
  // do not depend on each other overlap.
  static constexpr std::size_t waiting_at_once = 32;
  std::size_t waiting_count_ = 0;
  std::array<std::uint8_t, waiting_at_once> waiting_sizes_;
  std::array<message, waiting_at_once> waiting_;
};

// ---- details ----

namespace detail {
// A cipher that fails would turn every probe into a silent miss, so it may not pass as a result.
inline void require_cipher(bool good) {
  if (!good) throw std::runtime_error("OpenSSL's AES-128 failed");
}

// The hash of a short text, without a call: of XXH3, only what such a text asks for. Requires: 4 <= size <= 128.
[[gnu::flatten]] inline XXH128_hash_t hash_short(const char* message, std::size_t size,
                                                 std::uint64_t seed) noexcept {
  if (size < 4 || size > 128) __builtin_unreachable();
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
  if (canonical.size() > message::longest - message::prefix_size) {
    hash_waiting();
    const XXH128_hash_t hash = detail::hash_long(prefix, canonical, keyring_.derived_->seed);
    hashes_.push_back({hash.low64, hash.high64});
    return;
  }
  char* const to = waiting_[waiting_count_].bytes;
  std::memcpy(to, &prefix, sizeof prefix);
  detail::put_text(to + sizeof prefix, canonical);
  waiting_sizes_[waiting_count_] = static_cast<std::uint8_t>(sizeof prefix + canonical.size());
  if (++waiting_count_ == waiting_at_once) hash_waiting();
}

inline void key_batch::hash_waiting() {
  const std::size_t count = std::exchange(waiting_count_, 0);
  hashes_.resize(hashes_.size() + count);
  key* const out = hashes_.data() + hashes_.size() - count;
  const std::uint64_t seed = keyring_.derived_->seed;
  for (std::size_t i = 0; i < count; ++i) {
    const XXH128_hash_t hash = detail::hash_short(waiting_[i].bytes, waiting_sizes_[i], seed);
    out[i] = {hash.low64, hash.high64};
  }
}

inline std::span<const key> key_batch::finish() {
  hash_waiting();
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
