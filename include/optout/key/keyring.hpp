// The secret, and what is derived from it. The only door from text to key (through key_batch).
//
//   secret (32 bytes, a file of mode 0600)
//     └─ HKDF-SHA-256 ─┬─ AES-128 key     }  key = AES-128(XXH3-128(namespace + canonical form; seed))
//                      ├─ 64-bit seed     }
//                      ├─ fingerprint        public: names the secret in a list, says nothing about it
//                      ├─ tag key            HMAC-SHA-256 over a list's head
//                      ├─ report key         HMAC-SHA-256 over a report of a run
//                      └─ seal key           AES-256-GCM over originals that must be readable again (sealer.hpp)
//
// XXH3 alone can be run backwards over all phone numbers in minutes; behind AES under a secret key it cannot.
// A list without its secret names nobody. Deriving costs microseconds. A keyring is immutable: share it between
// threads; copies share one allocation, which is wiped when the last one goes.
// Sources: RFC 5869 (HKDF), FIPS 197 (AES), RFC 2104 (HMAC).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/os/file.hpp>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace optout {

inline constexpr std::size_t secret_bytes = 32;
using secret = std::array<std::byte, secret_bytes>;
using fingerprint = std::array<std::byte, 16>;
using authentication_tag = std::array<std::byte, 32>;

class keyring {
 public:
  // The secret in the file `path`: exactly 32 raw bytes, readable by its owner alone.
  // Errors: fault::list if it is missing, of another size, or open to others.
  static absl::StatusOr<keyring> from_file(const std::string& path);

  static absl::StatusOr<keyring> from_secret(const secret& bytes);

  // Names the secret; 16 bytes that are safe to publish.
  const fingerprint& id() const noexcept { return derived_->id; }

  // HMAC-SHA-256 over the parts, in order, as one message.
  absl::StatusOr<authentication_tag> tag(std::span<const std::span<const std::byte>> parts) const;
  // The same for reports, under a key of their own.
  absl::StatusOr<authentication_tag> report_tag(std::string_view report) const;

 private:
  friend class key_batch;
  friend class sealer;
  struct derived {
    std::array<unsigned char, 16> aes;
    std::uint64_t seed;
    fingerprint id;
    std::array<unsigned char, 32> tag_key;
    std::array<unsigned char, 32> report_key;
    std::array<unsigned char, 32> seal_key;
    ~derived() { OPENSSL_cleanse(this, sizeof *this); }
  };
  explicit keyring(std::shared_ptr<const derived> d) : derived_(std::move(d)) {}

  std::shared_ptr<const derived> derived_;
};

// Writes a new random secret to `path`, mode 0600. An existing file is never overwritten: losing a secret
// orphans every list made with it.
absl::Status generate_secret(const std::string& path);

// ---- details ----

namespace detail {

// HKDF-SHA-256 of `bytes` without salt; `label` separates the uses of one secret.
inline bool hkdf(const secret& bytes, std::string_view label, std::span<unsigned char> out) {
  const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr),
                                                              &EVP_KDF_free);
  if (kdf == nullptr) return false;
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(EVP_KDF_CTX_new(kdf.get()),
                                                                          &EVP_KDF_CTX_free);
  if (context == nullptr) return false;
  secret key_copy = bytes;  // OpenSSL's parameters are not const
  std::string label_copy(label);
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key_copy.data(), key_copy.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, label_copy.data(), label_copy.size()),
      OSSL_PARAM_construct_end()};
  const bool done = EVP_KDF_derive(context.get(), out.data(), out.size(), params) == 1;
  OPENSSL_cleanse(key_copy.data(), key_copy.size());
  return done;
}

}  // namespace detail

inline absl::StatusOr<keyring> keyring::from_secret(const secret& bytes) {
  auto d = std::make_shared<derived>();
  std::array<unsigned char, 8> seed;
  std::array<unsigned char, 16> id;
  if (!detail::hkdf(bytes, "optout 1 aes", d->aes) || !detail::hkdf(bytes, "optout 1 seed", seed) ||
      !detail::hkdf(bytes, "optout 1 fingerprint", id) || !detail::hkdf(bytes, "optout 1 tag", d->tag_key) ||
      !detail::hkdf(bytes, "optout 1 report", d->report_key) ||
      !detail::hkdf(bytes, "optout 1 seal", d->seal_key)) {
    return failure(fault::self_check, "OpenSSL has no HKDF-SHA-256");
  }
  std::memcpy(&d->seed, seed.data(), seed.size());
  std::memcpy(d->id.data(), id.data(), id.size());
  return keyring(std::move(d));
}

inline absl::StatusOr<keyring> keyring::from_file(const std::string& path) {
  if (auto status = check_private(path); !status.ok()) {
    return failure(fault::list, absl::StrCat("key file: ", status.message()));
  }
  auto content = read_small_file(path, 4096);
  if (!content.ok()) return failure(fault::list, absl::StrCat("key file: ", content.status().message()));
  if (content->size() != secret_bytes) {
    OPENSSL_cleanse(content->data(), content->size());
    return failure(fault::list, absl::StrCat("key file ", path, ": not ", secret_bytes,
                                             " bytes long; a key file is made by 'optout keygen -o FILE'"));
  }
  secret bytes;
  std::memcpy(bytes.data(), content->data(), bytes.size());
  OPENSSL_cleanse(content->data(), content->size());
  auto keys = from_secret(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return keys;
}

namespace detail {

inline absl::StatusOr<authentication_tag> hmac(std::span<const unsigned char> key,
                                               std::span<const std::span<const std::byte>> parts) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr),
                                                              &EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(
      mac == nullptr ? nullptr : EVP_MAC_CTX_new(mac.get()), &EVP_MAC_CTX_free);
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
  bool good = context != nullptr && EVP_MAC_init(context.get(), key.data(), key.size(), params) == 1;
  for (const auto part : parts) {
    good = good && EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(part.data()),
                                  part.size()) == 1;
  }
  authentication_tag out;
  std::size_t size = 0;
  good = good &&
         EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, out.size()) == 1;
  if (!good || size != out.size()) return failure(fault::self_check, "OpenSSL has no HMAC-SHA-256");
  return out;
}

}  // namespace detail

inline absl::StatusOr<authentication_tag> keyring::tag(
    std::span<const std::span<const std::byte>> parts) const {
  return detail::hmac(derived_->tag_key, parts);
}

inline absl::StatusOr<authentication_tag> keyring::report_tag(std::string_view report) const {
  const std::span<const std::byte> whole[] = {std::as_bytes(std::span(report))};
  return detail::hmac(derived_->report_key, whole);
}

inline absl::Status generate_secret(const std::string& path) {
  secret bytes;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1) {
    return failure(fault::self_check, "OpenSSL's random generator failed");
  }
  const absl::Status written =
      create_private_file(path, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return written;
}

}  // namespace optout
