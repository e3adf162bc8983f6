// SPDX-License-Identifier: Apache-2.0
#include <optout/os/atomic_file.hpp>
#include <optout/os/input_file.hpp>
#include <optout/os/sha256.hpp>
#include <support/catch.hpp>
#include <support/temp_folder.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace optout;

TEST_CASE("digests are SHA-256") {
  // FIPS 180-2, appendix B.
  CHECK(*sha256::of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(*sha256::of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  sha256 digest;
  for (int i = 0; i < 1000; ++i) digest.update(std::string(1000, 'a'));
  CHECK(digest.bytes() == 1000000);
  CHECK(*digest.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK_FALSE(digest.finish().ok());
}

TEST_CASE("what passes through a file is what its digest is of") {
  const test::temp_folder folder;
  std::string content;
  for (int i = 0; content.size() < 1000000; ++i) content += std::to_string(i) + ",";
  for (const std::size_t piece : {std::size_t{1000}, std::size_t{70000}, content.size()}) {
    sha256 written, read, in_memory;
    auto out = *atomic_file::create(folder / "file");
    out.digest_into(&written);
    for (std::size_t at = 0; at < content.size(); at += piece) {
      REQUIRE(out.write(std::string_view(content).substr(at, piece)).ok());
    }
    REQUIRE(out.commit(file_access::shared).ok());
    auto from_disk = *input_file::open(folder / "file");
    auto from_memory = input_file::over(content);
    from_disk.digest_into(&read);
    from_memory.digest_into(&in_memory);
    std::vector<char> buffer(piece);
    for (input_file* file : {&from_disk, &from_memory}) {
      while (*file->read(std::span(buffer)) == buffer.size()) continue;
    }
    CHECK(written.bytes() == content.size());
    CHECK(read.bytes() == content.size());
    const std::string expected = *sha256::of(content);
    CHECK(*written.finish() == expected);
    CHECK(*read.finish() == expected);
    CHECK(*in_memory.finish() == expected);
  }
}
