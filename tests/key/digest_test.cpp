// Every kernel that this CPU runs, against the vectors of FIPS 180-4, OpenSSL and the slow twin. Each message stands
// in a heap buffer of its own size.
// SPDX-License-Identifier: Apache-2.0
#include <optout/key/digest.hpp>
#include <optout/list/digest_blocks.hpp>
#include <reference/sha256_reference.hpp>
#include <support/catch.hpp>
#include <support/exact_buffer.hpp>

#include <openssl/evp.h>

#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace optout;

namespace {

sha256_digest by_openssl(std::string_view message) {
  sha256_digest digest;
  REQUIRE(EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                     EVP_sha256(), nullptr) == 1);
  return digest;
}

// A batch whose messages begin at any address, and a place behind its digests that nobody may touch.
class batch {
 public:
  void add(std::string_view message, std::size_t offset = 0) {
    buffers_.emplace_back(std::string(offset, '#') + std::string(message));
    views_.push_back(buffers_.back().view().substr(offset));
  }
  std::span<const std::string_view> messages() const { return views_; }

  std::vector<sha256_digest> digests(const detail::sha256_kernel& kernel) const {
    sha256_digest untouched;
    untouched.fill(std::byte{0xA5});
    std::vector<sha256_digest> out(views_.size() + 1, untouched);
    kernel.digest(views_, std::span(out).first(views_.size()));
    CHECK(out.back() == untouched);
    out.pop_back();
    return out;
  }

 private:
  std::vector<test::exact_buffer> buffers_;
  std::vector<std::string_view> views_;
};

std::string random_text(std::mt19937& random, std::size_t size) {
  std::string text(size, ' ');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

void check_against_openssl(const batch& b) {
  for (const detail::sha256_kernel& kernel : detail::sha256_kernels()) {
    const auto digests = b.digests(kernel);
    for (std::size_t i = 0; i < digests.size(); ++i) {
      INFO(kernel.name << ": message " << i << " of " << digests.size() << ", " << b.messages()[i].size()
                       << " bytes");
      CHECK(digests[i] == by_openssl(b.messages()[i]));
    }
  }
}

}  // namespace

TEST_CASE("digests are those of FIPS 180-4") {
  const std::pair<std::string, const char*> vectors[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopq"
       "rstn"
       "opqrstu",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
      {std::string(1000000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  batch together;
  for (const auto& [message, expected] : vectors) {
    CHECK(to_hex(reference::sha256(message)) == expected);
    batch alone;
    alone.add(message);
    for (const auto& kernel : detail::sha256_kernels()) {
      INFO(kernel.name << ", " << message.size() << " bytes");
      CHECK(to_hex(alone.digests(kernel)[0]) == expected);
    }
    together.add(message);
  }
  for (const auto& kernel : detail::sha256_kernels()) {
    const auto digests = together.digests(kernel);
    for (std::size_t i = 0; i < digests.size(); ++i) CHECK(to_hex(digests[i]) == vectors[i].second);
  }
}

TEST_CASE("messages of every length have the digests of OpenSSL and of the twin") {
  std::mt19937 random(1);
  batch all;
  for (std::size_t size = 0; size <= 300; ++size) {
    const std::string text = random_text(random, size);
    CHECK(reference::sha256(text) == by_openssl(text));
    batch alone;
    alone.add(text);
    check_against_openssl(alone);
    all.add(text);
  }
  check_against_openssl(all);
}

TEST_CASE("messages may begin at any address") {
  std::mt19937 random(2);
  for (const std::size_t size : {1, 12, 16, 31, 33, 55, 56, 64, 119, 128, 200}) {
    batch b;
    for (std::size_t offset = 0; offset < 64; ++offset) b.add(random_text(random, size), offset);
    check_against_openssl(b);
  }
}

TEST_CASE("messages of any lengths share batches of any size") {
  std::mt19937 random(3);
  for (std::size_t size = 0; size <= 70; ++size) {
    for (const std::size_t longest : {20, 55, 70, 130, 1000}) {
      batch b;
      for (std::size_t i = 0; i < size; ++i)
        b.add(random_text(random, random() % (longest + 1)), random() % 8);
      check_against_openssl(b);
    }
  }
}

TEST_CASE("one short message among long ones, and one long among short, keep their places") {
  std::mt19937 random(4);
  for (std::size_t odd = 0; odd < 21; ++odd) {
    for (const auto& [size, odd_size] : {std::pair{30, 500}, std::pair{500, 30}, std::pair{60, 0}}) {
      batch b;
      for (std::size_t i = 0; i < 21; ++i) {
        b.add(random_text(random, static_cast<std::size_t>(i == odd ? odd_size : size)));
      }
      check_against_openssl(b);
    }
  }
}

TEST_CASE("an empty message may lack an address") {
  const std::vector<std::string_view> messages = {{}, "abc", {}};
  for (const auto& kernel : detail::sha256_kernels()) {
    std::vector<sha256_digest> out(3);
    kernel.digest(messages, out);
    CHECK(out[0] == by_openssl(""));
    CHECK(out[1] == by_openssl("abc"));
    CHECK(out[2] == out[0]);
  }
}

TEST_CASE("the fallback is always there, and a batch takes the kernel in use") {
  const auto kernels = detail::sha256_kernels();
  CHECK(std::string_view(kernels.back().name) == "openssl");
#if OPTOUT_SHA_NI
  CHECK(kernels.size() == (detail::sha_ni::usable() ? 2u : 1u));
#endif
  const char* forced = std::getenv("OPTOUT_KERNEL");
  const bool is_known = forced != nullptr && std::string_view(forced) == "openssl";
  CHECK(detail::sha256_kernel_in_use().name == (is_known ? kernels.back() : kernels.front()).name);
  batch b;
  for (int i = 0; i < 9; ++i) b.add("jane" + std::to_string(i) + "@example.com");
  std::vector<sha256_digest> out(9);
  sha256_batch(b.messages(), out);
  CHECK(out == b.digests(detail::sha256_kernel_in_use()));
}

TEST_CASE("threads share every kernel") {
  const std::string text = "+12175550142";
  const std::vector<std::string_view> messages(100, text);
  const sha256_digest expected = by_openssl(text);
  for (const auto& kernel : detail::sha256_kernels()) {
    std::vector<std::vector<sha256_digest>> out(4, std::vector<sha256_digest>(messages.size()));
    std::vector<std::thread> threads;
    for (auto& mine : out) {
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) kernel.digest(messages, mine);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& mine : out) CHECK(mine == std::vector<sha256_digest>(messages.size(), expected));
  }
}
