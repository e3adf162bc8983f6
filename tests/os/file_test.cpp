// SPDX-License-Identifier: Apache-2.0
#include <optout/os/file.hpp>
#include <optout/os/input_file.hpp>
#include <support/catch.hpp>
#include <support/file_system.hpp>
#include <support/temp_folder.hpp>

#include <sys/stat.h>

#include <thread>

using namespace optout;
using namespace optout::test;

TEST_CASE("a small file is read whole, up to the byte that is one too many") {
  const temp_folder folder;
  const std::string path = folder / "small";
  const std::string content = "a\0b\n" + std::string(100000, 'x');
  for (const std::string& bytes : {std::string(), std::string("x"), content}) {
    write_file(path, bytes);
    REQUIRE(*read_small_file(path, bytes.size()) == bytes);
    REQUIRE(*read_small_file(path, bytes.size() + 1) == bytes);
  }
  const auto too_big = read_small_file(path, content.size() - 1);
  REQUIRE_FALSE(too_big.ok());
  REQUIRE(says(too_big.status(), path));
}

TEST_CASE("what cannot be read is a failure with the path and the reason") {
  const temp_folder folder;
  const auto missing = read_small_file(folder / "none", 10);
  REQUIRE_FALSE(missing.ok());
  REQUIRE(fault_of(missing.status()) == fault::io);
  REQUIRE(says(missing.status(), folder / "none"));
  REQUIRE(says(missing.status(), "No such file"));
  const auto directory = read_small_file(folder.path(), 10);
  REQUIRE_FALSE(directory.ok());
  REQUIRE(fault_of(directory.status()) == fault::io);
  REQUIRE(says(directory.status(), folder.path()));
}

TEST_CASE("a secret must be a regular file that only its owner may touch") {
  const temp_folder folder;
  const std::string path = folder / "secret";
  write_file(path, "s");
  for (const mode_t mode : {0600, 0400, 0700}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    REQUIRE(check_private(path).ok());
  }
  for (const mode_t mode : {0640, 0604, 0610, 0601, 0644, 0666}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    REQUIRE(says(check_private(path), "chmod 600 " + path));
  }
  REQUIRE_FALSE(check_private(folder.path()).ok());
  REQUIRE(says(check_private(folder / "none"), "No such file"));
}

TEST_CASE("a private file is created once, for its owner alone") {
  const temp_folder folder;
  const std::string path = folder / "new";
  REQUIRE(create_private_file(path, "first").ok());
  REQUIRE(mode_of(path) == 0600);
  REQUIRE(says(create_private_file(path, "second"), "exists"));
  REQUIRE(read_file(path) == "first");
  REQUIRE(says(create_private_file(folder / "no/folder", "x"), "No such file"));
  REQUIRE_FALSE(create_private_file("/dev/full", "x").ok());
}

TEST_CASE("one file under two names is the same file") {
  const temp_folder folder;
  const std::string a = folder / "a";
  const std::string b = folder / "b";
  write_file(a, "x");
  write_file(b, "x");
  REQUIRE(same_file(a, a));
  REQUIRE(same_file(a, folder.path() + "/./a"));
  REQUIRE_FALSE(same_file(a, b));
  REQUIRE_FALSE(same_file(a, folder / "none"));
  REQUIRE_FALSE(same_file(folder / "none", folder / "none"));
  std::filesystem::create_symlink("a", folder / "link");
  std::filesystem::create_hard_link(a, folder / "hard");
  REQUIRE(same_file(a, folder / "link"));
  REQUIRE(same_file(folder / "hard", a));
  REQUIRE_FALSE(same_file("/dev/null", "/dev/null"));
  const int saved = ::dup(STDOUT_FILENO);
  const detail::unique_fd out(::open(a.c_str(), O_WRONLY));
  REQUIRE(::dup2(out.get(), STDOUT_FILENO) == STDOUT_FILENO);
  const bool is_same = same_file(a, "-");
  ::dup2(saved, STDOUT_FILENO);
  ::close(saved);
  REQUIRE(is_same);
}

TEST_CASE("an input is read front to back from a file, a pipe or memory") {
  const temp_folder folder;
  const std::string path = folder / "input";
  const std::string content = "0123456789";
  write_file(path, content);
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  std::thread slow_writer([&] {
    const detail::unique_fd pipe(::open((folder / "pipe").c_str(), O_WRONLY));
    for (const char c : content) {
      (void)!::write(pipe.get(), &c, 1);  // the reader's bytes are compared
      std::this_thread::yield();
    }
  });
  auto file = *input_file::open(path);
  auto pipe = *input_file::open(folder / "pipe");
  auto memory = input_file::over(content);
  for (input_file* source : {&file, &pipe, &memory}) {
    std::string all;
    char piece[4];
    REQUIRE(*source->read(piece) == 4);
    all.append(piece, 4);
    REQUIRE(*source->read(piece) == 4);
    all.append(piece, 4);
    REQUIRE(*source->read(piece) == 2);
    all.append(piece, 2);
    REQUIRE(*source->read(piece) == 0);
    REQUIRE(all == content);
  }
  slow_writer.join();
  REQUIRE(file.size() == 10);
  REQUIRE(pipe.size() == 0);
  REQUIRE(memory.size() == 10);
  REQUIRE(file.name() == path);
}

TEST_CASE("an input through a function gives what that gives, failures too") {
  int calls = 0;
  const auto pull = [&](std::span<char> into) -> absl::StatusOr<std::size_t> {
    if (++calls == 2) return failure(fault::input, "damaged");
    into[0] = 'x';
    return 1;
  };
  auto source = input_file::through(pull, "an entry", 7);
  sha256 digest;
  source.digest_into(&digest);
  char piece[4];
  REQUIRE(*source.read(piece) == 1);
  REQUIRE(piece[0] == 'x');
  REQUIRE(source.read(piece).status().message() == "damaged");
  REQUIRE(source.name() == "an entry");
  REQUIRE(source.size() == 7);
  REQUIRE(*digest.finish() == *sha256::of("x"));
}

TEST_CASE("a missing input and a folder are failures when opened") {
  const temp_folder folder;
  REQUIRE(says(input_file::open(folder / "none").status(), "No such file"));
  REQUIRE(says(input_file::open(folder.path()).status(), "Is a directory"));
}
