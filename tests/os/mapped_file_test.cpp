// SPDX-License-Identifier: Apache-2.0
#include <optout/os/mapped_file.hpp>
#include <support/catch.hpp>
#include <support/temp_folder.hpp>

#include <sys/stat.h>

using namespace optout;
using optout::test::temp_folder;
using optout::test::write_file;

namespace {
std::string text(const mapped_file& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}
}  // namespace

TEST_CASE("a mapped file shows its bytes, whatever the hint") {
  const temp_folder folder;
  const std::string path = folder / "list";
  for (const std::size_t size : {1u, 4095u, 4096u, 4097u, 100000u}) {
    std::string content(size, 'x');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7 % 251);
    write_file(path, content);
    for (const auto pattern :
         {access_pattern::normal, access_pattern::sequential, access_pattern::random, access_pattern::soon}) {
      REQUIRE(text(*mapped_file::open(path, pattern)) == content);
    }
  }
}

TEST_CASE("an empty file and no file have no bytes") {
  const temp_folder folder;
  write_file(folder / "empty", "");
  REQUIRE(mapped_file::open(folder / "empty")->bytes().empty());
  REQUIRE(mapped_file().bytes().empty());
}

TEST_CASE("bytes stay where they are when the object moves, and when the file is replaced") {
  const temp_folder folder;
  const std::string path = folder / "list";
  write_file(path, "old");
  auto first = *mapped_file::open(path);
  const auto* at = first.bytes().data();
  mapped_file second = std::move(first);
  REQUIRE(second.bytes().data() == at);
  write_file(folder / "new", "new!");
  REQUIRE(::rename((folder / "new").c_str(), path.c_str()) == 0);
  REQUIRE(text(second) == "old");
  second = *mapped_file::open(path);
  REQUIRE(text(second) == "new!");
}

TEST_CASE("what cannot be mapped is a failure with its path") {
  const temp_folder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  for (const std::string& path : {folder / "none", folder.path(), folder / "pipe"}) {
    const auto file = mapped_file::open(path);
    REQUIRE_FALSE(file.ok());
    REQUIRE(fault_of(file.status()) == fault::io);
    REQUIRE(std::string(file.status().message()).find(path) != std::string::npos);
  }
}
