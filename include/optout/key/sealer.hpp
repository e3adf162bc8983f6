// Seals what must be readable again under the same secret: originals that are kept to be keyed anew under other rules or
// another secret, and for nothing else.
//
//   sealed = nonce (12 bytes, random) + AES-256-GCM(text; associated) + tag (16 bytes)
//
// `associated` binds the text to its place (a request's source and id), so that a sealed text moved to another does not
// open. A sealer belongs to one thread. Cost: about half a microsecond a text.
// Sources: NIST SP 800-38D (GCM; random nonces of 96 bits for at most 2^32 texts of one secret).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/keyring.hpp>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace optout {

class sealer {
 public:
  static constexpr std::size_t nonce_bytes = 12;
  static constexpr std::size_t tag_bytes = 16;

  explicit sealer(const keyring& keys) : keys_(keys), context_(EVP_CIPHER_CTX_new()) {}

  // Errors: fault::self_check when OpenSSL fails.
  absl::StatusOr<std::string> seal(std::string_view text, std::string_view associated);
  // Errors: fault::list if it was sealed under another secret or for another place, or was altered.
  absl::StatusOr<std::string> open(std::string_view sealed, std::string_view associated);

 private:
  struct free_context {
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
  };
  const unsigned char* key() const noexcept { return keys_.derived_->seal_key.data(); }

  keyring keys_;
  std::unique_ptr<EVP_CIPHER_CTX, free_context> context_;
};

// ---- details ----

namespace detail {
inline const unsigned char* raw(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* raw(std::string& text) noexcept {
  return reinterpret_cast<unsigned char*>(text.data());
}
}  // namespace detail

inline absl::StatusOr<std::string> sealer::seal(std::string_view text, std::string_view associated) {
  std::string out(nonce_bytes + text.size() + tag_bytes, '\0');
  unsigned char* const bytes = detail::raw(out);
  int size = 0;
  const bool good = context_ != nullptr && RAND_bytes(bytes, nonce_bytes) == 1 &&
                    EVP_EncryptInit_ex(context_.get(), EVP_aes_256_gcm(), nullptr, key(), bytes) == 1 &&
                    EVP_EncryptUpdate(context_.get(), nullptr, &size, detail::raw(associated),
                                      static_cast<int>(associated.size())) == 1 &&
                    EVP_EncryptUpdate(context_.get(), bytes + nonce_bytes, &size, detail::raw(text),
                                      static_cast<int>(text.size())) == 1 &&
                    EVP_EncryptFinal_ex(context_.get(), bytes + nonce_bytes + text.size(), &size) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                                        bytes + nonce_bytes + text.size()) == 1;
  if (!good) return failure(fault::self_check, "OpenSSL's AES-256-GCM failed");
  return out;
}

inline absl::StatusOr<std::string> sealer::open(std::string_view sealed, std::string_view associated) {
  const auto refused = failure(fault::list, "a sealed text does not open: another secret, or altered");
  if (sealed.size() < nonce_bytes + tag_bytes || context_ == nullptr) return refused;
  const std::string_view text = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
  std::string tag(sealed.substr(sealed.size() - tag_bytes));
  std::string out(text.size(), '\0');
  int size = 0;
  const bool good =
      EVP_DecryptInit_ex(context_.get(), EVP_aes_256_gcm(), nullptr, key(), detail::raw(sealed)) == 1 &&
      EVP_DecryptUpdate(context_.get(), nullptr, &size, detail::raw(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_DecryptUpdate(context_.get(), detail::raw(out), &size, detail::raw(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context_.get(), detail::raw(out) + out.size(), &size) == 1;
  if (!good) return refused;
  return out;
}

}  // namespace optout
