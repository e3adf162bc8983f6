// SHA-256 of bytes as they pass: a reader or a writer is given one, and feeds it.
//
//   optout::sha256 digest;
//   file.digest_into(&digest);        // an input_file or an atomic_file
//   ... read or write all of it ...
//   absl::StatusOr<std::string> hex = digest.finish();
//
// Cost: with the CPU's SHA instructions 1 to 2 GB/s. Threads: one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace optout {

class sha256 {
 public:
  sha256();

  void update(std::string_view bytes) noexcept;
  std::uint64_t bytes() const noexcept { return bytes_; }

  // In lower-case hexadecimal; nothing may follow. Errors: fault::self_check if OpenSSL has no SHA-256.
  absl::StatusOr<std::string> finish();

  static absl::StatusOr<std::string> of(std::string_view bytes);

 private:
  struct deleter {
    void operator()(EVP_MD* md) const noexcept { EVP_MD_free(md); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, deleter> md_;
  std::unique_ptr<EVP_MD_CTX, deleter> context_;
  std::uint64_t bytes_ = 0;
  bool good_ = false;
};

// ---- details ----

inline sha256::sha256() : md_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
  good_ =
      md_ != nullptr && context_ != nullptr && EVP_DigestInit_ex2(context_.get(), md_.get(), nullptr) == 1;
}

inline void sha256::update(std::string_view bytes) noexcept {
  bytes_ += bytes.size();
  good_ = good_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
}

inline absl::StatusOr<std::string> sha256::finish() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  good_ = good_ && EVP_DigestFinal_ex(context_.get(), digest, &size) == 1;
  if (!good_) return failure(fault::self_check, "OpenSSL's SHA-256 failed");
  good_ = false;
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

inline absl::StatusOr<std::string> sha256::of(std::string_view bytes) {
  sha256 digest;
  digest.update(bytes);
  return digest.finish();
}

}  // namespace optout
