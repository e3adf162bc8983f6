// SHA-256 of many short messages at once, to meet lists that others have hashed.
//
//   std::vector<optout::sha256_digest> digests(emails.size());
//   optout::sha256_batch(emails, digests);                        // emails: std::vector<std::string_view>
//
// A digest is no key: it is made without a secret, and whoever tries all phone numbers finds the one behind it.
// Treat it as the identifier itself.
//
// Messages may have any length; those of up to 55 bytes, one block of SHA-256, are the quick ones: 23 ns in batches
// where OpenSSL's EVP takes 80 to 270 (bench/README.md). The same digests from every kernel: `sha_ni` where the CPU
// has SHA instructions, else `openssl`; OPTOUT_KERNEL=openssl in the environment forces that one. Reads no byte
// outside the messages. `sha_ni` allocates nothing; inside `openssl` EVP makes and frees a state for each message.
// Any number of threads may call it.
// Source: FIPS 180-4.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/digest_sha_ni.hpp>

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>

namespace optout {

using sha256_digest = std::array<std::byte, 32>;

// The digest of `messages[i]` to `out[i]`. Requires: out.size() == messages.size().
// Throws std::runtime_error when OpenSSL is needed and fails: that may not end as "no match".
void sha256_batch(std::span<const std::string_view> messages, std::span<sha256_digest> out);

namespace detail {

struct sha256_kernel {
  const char* name;
  void (*digest)(std::span<const std::string_view> messages, std::span<sha256_digest> out);
};

// Every kernel that this CPU can run, best first; `openssl` is the last.
std::span<const sha256_kernel> sha256_kernels() noexcept;

// The kernel in use: the best, or the one that OPTOUT_KERNEL names.
const sha256_kernel& sha256_kernel_in_use() noexcept;

}  // namespace detail

// ---- details ----

namespace detail {

// The quickest way through EVP: a context is made ready once, and copied for each message (bench/README.md).
class openssl_sha256 {
 public:
  openssl_sha256() : ready_(EVP_MD_CTX_new()), context_(EVP_MD_CTX_new()) {
    const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> md(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                             &EVP_MD_free);
    require(md != nullptr && ready_ != nullptr && context_ != nullptr &&
            EVP_MD_get_size(md.get()) == sizeof(sha256_digest) &&
            EVP_DigestInit_ex2(ready_.get(), md.get(), nullptr) == 1);
  }

  void digest(std::string_view message, sha256_digest& out) {
    require(EVP_MD_CTX_copy_ex(context_.get(), ready_.get()) == 1 &&
            EVP_DigestUpdate(context_.get(), message.data(), message.size()) == 1 &&
            EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(out.data()), nullptr) == 1);
  }

 private:
  static void require(bool good) {
    if (!good) throw std::runtime_error("OpenSSL's SHA-256 failed");
  }
  struct deleter {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, deleter> ready_;
  std::unique_ptr<EVP_MD_CTX, deleter> context_;
};

inline void digest_by_openssl(std::span<const std::string_view> messages, std::span<sha256_digest> out) {
  static thread_local openssl_sha256 openssl;
  for (std::size_t i = 0; i < messages.size(); ++i) openssl.digest(messages[i], out[i]);
}

inline std::span<const sha256_kernel> sha256_kernels() noexcept {
#if OPTOUT_SHA_NI
  static constexpr sha256_kernel kernels[] = {{"sha_ni", sha_ni::digest}, {"openssl", digest_by_openssl}};
  static const bool all = sha_ni::usable();
  return std::span(kernels).subspan(all ? 0 : 1);
#else
  static constexpr sha256_kernel kernels[] = {{"openssl", digest_by_openssl}};
  return kernels;
#endif
}

inline const sha256_kernel& sha256_kernel_in_use() noexcept {
  static const sha256_kernel& chosen = []() -> const sha256_kernel& {
    const char* forced = std::getenv("OPTOUT_KERNEL");
    for (const sha256_kernel& kernel : sha256_kernels()) {
      if (forced != nullptr && std::string_view(kernel.name) == forced) return kernel;
    }
    return sha256_kernels()[0];
  }();
  return chosen;
}

}  // namespace detail

inline void sha256_batch(std::span<const std::string_view> messages, std::span<sha256_digest> out) {
  detail::sha256_kernel_in_use().digest(messages, out);
}

}  // namespace optout
