// A batch of digests leaves the heap alone, ours and OpenSSL's.
// SPDX-License-Identifier: Apache-2.0
#include <optout/key/digest.hpp>
#include <support/catch.hpp>
#include <support/count_allocations.hpp>

#include <openssl/crypto.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

std::atomic<std::size_t> openssls = 0;

void* counted_malloc(std::size_t size, const char*, int) {
  ++openssls;
  return std::malloc(size);
}
void* counted_realloc(void* p, std::size_t size, const char*, int) {
  ++openssls;
  return std::realloc(p, size);
}
void plain_free(void* p, const char*, int) {
  std::free(p);
}

// OpenSSL takes other functions only before its first allocation.
const bool openssl_is_counted = CRYPTO_set_mem_functions(counted_malloc, counted_realloc, plain_free) == 1;

}  // namespace

using namespace optout;

TEST_CASE("a batch allocates nothing, but for what OpenSSL makes inside itself") {
  REQUIRE(openssl_is_counted);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 300; ++i) texts.emplace_back(i * 7 % 300, 'x');
  const std::vector<std::string_view> messages(texts.begin(), texts.end());
  std::vector<sha256_digest> out(messages.size());
  const auto count = [&](const detail::sha256_kernel& kernel, std::size_t size) {
    const std::size_t before = test::allocations + openssls;
    kernel.digest(std::span(messages).first(size), out);
    return test::allocations + openssls - before;
  };

  const auto& openssl = detail::sha256_kernels().back();
  const std::size_t before = openssls;
  count(openssl, 1);  // makes the contexts of this thread
  CHECK(openssls > before);
  const std::size_t ours_before = test::allocations;
  for (const std::size_t size : {0, 1, 3, 17, 300}) CHECK(count(openssl, size) <= size);
  CHECK(test::allocations == ours_before);

  for (const auto& kernel : detail::sha256_kernels()) {
    if (std::string_view(kernel.name) == openssl.name) continue;
    for (const std::size_t size : {0, 1, 3, 17, 300}) {
      INFO(kernel.name << ", " << size << " messages");
      CHECK(count(kernel, size) == 0);
    }
  }
}
