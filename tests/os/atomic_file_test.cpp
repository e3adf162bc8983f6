// SPDX-License-Identifier: Apache-2.0
#include <optout/os/atomic_file.hpp>
#include <support/catch.hpp>
#include <support/file_system.hpp>
#include <support/temp_folder.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <random>
#include <thread>

using namespace optout;
using namespace optout::test;

TEST_CASE("an output has its name only when committed, and nothing else is left") {
  const temp_folder folder;
  const std::string path = folder / "clean.csv";
  auto file = *atomic_file::create(path);
  REQUIRE(file.write("a,b\n").ok());
  REQUIRE_FALSE(std::filesystem::exists(path));
  REQUIRE(names_in(folder.path()).size() == 1);
  REQUIRE(mode_of(folder / names_in(folder.path())[0]) == 0600);
  REQUIRE(file.write("1,2\n").ok());
  REQUIRE(file.commit(file_access::shared).ok());
  REQUIRE(read_file(path) == "a,b\n1,2\n");
  REQUIRE(file.bytes_written() == 8);
  REQUIRE(names_in(folder.path()) == names{"clean.csv"});
}

TEST_CASE("what is written at offsets, in any order and by several threads, is the output") {
  const temp_folder folder;
  const std::string path = folder / "list.optout";
  constexpr std::size_t piece = 100'003, pieces = 40;
  std::string expected;
  for (std::size_t i = 0; i < pieces; ++i) expected.append(piece, static_cast<char>('0' + i));
  auto file = *atomic_file::create(path);
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < 2; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = pieces; i-- > 0;) {
          const auto bytes = std::as_bytes(std::span(expected).subspan(i * piece, piece));
          if (i % 2 == t && !file.write_at(i * piece, bytes).ok()) ++failed;
        }
      });
    }
  }
  REQUIRE(failed == 0);
  REQUIRE_FALSE(std::filesystem::exists(path));
  REQUIRE(file.commit(file_access::shared).ok());
  REQUIRE((read_file(path) == expected));
  REQUIRE(names_in(folder.path()) == names{"list.optout"});
}

TEST_CASE("an output that is not committed leaves the folder as it was") {
  const temp_folder folder;
  const std::string path = folder / "clean.csv";
  write_file(path, "older");
  {
    auto file = *atomic_file::create(path);
    REQUIRE(file.write(std::string(1 << 20, 'x')).ok());
    auto moved = std::move(file);
    REQUIRE(moved.write("y").ok());
  }
  REQUIRE(names_in(folder.path()) == names{"clean.csv"});
  REQUIRE(read_file(path) == "older");
}

TEST_CASE("the final mode is private, or what the umask allows") {
  const temp_folder folder;
  for (const mode_t mask : {022, 077, 002}) {
    const mode_t before = ::umask(mask);
    auto open_one = *atomic_file::create(folder / "shared");
    auto private_one = *atomic_file::create(folder / "private");
    REQUIRE(open_one.commit(file_access::shared).ok());
    REQUIRE(private_one.commit(file_access::owner_only).ok());
    REQUIRE(detail::current_umask() == mask);
    ::umask(before);
    REQUIRE(mode_of(folder / "shared") == (0666 & ~mask));
    REQUIRE(mode_of(folder / "private") == 0600);
  }
}

TEST_CASE("bytes arrive in order whatever the size of the writes") {
  const temp_folder folder;
  std::string all;
  auto file = *atomic_file::create(folder / "out");
  std::size_t size = 1;
  for (int i = 0; i < 60; ++i) {
    const std::string piece(size, static_cast<char>('a' + i % 26));
    REQUIRE(file.write(piece).ok());
    all += piece;
    size = size * 5 / 3 % 600000 + 1;
  }
  REQUIRE(file.write(std::as_bytes(std::span(std::string_view("end")))).ok());
  REQUIRE(file.commit(file_access::shared).ok());
  REQUIRE((read_file(folder / "out") == all + "end"));
}

TEST_CASE("pieces arrive one after the other, few and many, small and large, and their digest tells") {
  const temp_folder folder;
  std::mt19937 random(9);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  std::string source(1 << 20, '\0');
  for (char& c : source) c = static_cast<char>('a' + below(26));
  std::string all;
  sha256 seen;
  auto file = *atomic_file::create(folder / "out");
  file.digest_into(&seen);
  for (int i = 0; i < 40; ++i) {
    const bool many = i % 8 == 0;
    const std::size_t largest = std::size_t{1} << below(many ? 10 : 19);
    std::vector<std::string_view> pieces(below(many ? 3000 : 20));
    for (std::string_view& piece : pieces) {
      piece = std::string_view(source).substr(below(source.size() / 2), below(largest));
      all += piece;
    }
    REQUIRE(file.write(pieces).ok());
    REQUIRE(file.bytes_written() == all.size());
  }
  REQUIRE(file.commit(file_access::shared).ok());
  REQUIRE((read_file(folder / "out") == all));
  sha256 expected;
  expected.update(all);
  REQUIRE(*seen.finish() == *expected.finish());
}

TEST_CASE("a killed run leaves no output, and the next one removes its temporary") {
  const temp_folder folder;
  const std::string path = folder / "clean.csv";
  const int outcome = in_child([&] {
    auto file = *atomic_file::create(path);
    (void)file.write(std::string(1 << 20, 'x'));
    ::kill(::getpid(), SIGKILL);
  });
  REQUIRE(WIFSIGNALED(outcome));
  REQUIRE(names_in(folder.path()).size() == 1);
  REQUIRE_FALSE(std::filesystem::exists(path));
  auto next = *atomic_file::create(path);
  REQUIRE(names_in(folder.path()).size() == 1);
  REQUIRE(next.commit(file_access::shared).ok());
  REQUIRE(names_in(folder.path()) == names{"clean.csv"});
}

TEST_CASE("the temporary of a run that lives, and other people's files, are left alone") {
  const temp_folder folder;
  const std::string path = folder / "clean.csv";
  const names strangers = {".clean.csv.optout-12345.tmp", ".clean.csv.optout-123456.tm",
                           ".other.optout-123456.tmp", "clean.csv.optout-123456.tmp"};
  for (const std::string& name : strangers) write_file(folder / name, "keep");
  auto first = *atomic_file::create(path);
  REQUIRE(first.write("first").ok());
  auto second = *atomic_file::create(path);
  REQUIRE(second.write("second").ok());
  REQUIRE(first.commit(file_access::shared).ok());
  REQUIRE(read_file(path) == "first");
  REQUIRE(second.commit(file_access::shared).ok());
  REQUIRE(read_file(path) == "second");
  for (const std::string& name : strangers) REQUIRE(read_file(folder / name) == "keep");
  REQUIRE(names_in(folder.path()).size() == strangers.size() + 1);
}

TEST_CASE("many runs for one target at once all finish, and the name holds one of them whole") {
  const temp_folder folder;
  const std::string path = folder / "clean.csv";
  std::atomic<int> failures = 0;
  std::vector<std::thread> runs;
  for (char letter : {'a', 'b', 'c', 'd'}) {
    runs.emplace_back([&, letter] {
      for (int i = 0; i < 100; ++i) {
        auto file = atomic_file::create(path);
        if (!file.ok() || !file->write(std::string(1000, letter)).ok() ||
            !file->commit(file_access::owner_only).ok()) {
          ++failures;
        }
      }
    });
  }
  for (auto& run : runs) run.join();
  REQUIRE(failures == 0);
  REQUIRE(names_in(folder.path()) == names{"clean.csv"});
  const std::string content = read_file(path);
  REQUIRE(content == std::string(1000, content[0]));
}

TEST_CASE("a name as long as the system allows still has a temporary") {
  const temp_folder folder;
  const std::string name(255, 'n');
  auto file = *atomic_file::create(folder / name);
  REQUIRE(file.commit(file_access::shared).ok());
  REQUIRE(names_in(folder.path()) == names{name});
}

TEST_CASE("a full disk is a failure that names the target, sticks, and leaves nothing") {
  const temp_folder folder;
  const std::string path = folder / "clean.csv";
  const int outcome = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1 << 20, 1 << 20};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto file = *atomic_file::create(path);
    absl::Status status;
    for (int i = 0; i < 10 && status.ok(); ++i) status = file.write(std::string(300000, 'x'));
    const bool sticks = !file.write("y").ok() && file.commit(file_access::shared) == status;
    ::_exit(fault_of(status) == fault::io && says(status, path) && sticks ? 0 : 1);
  });
  REQUIRE(outcome == 0);
  // The child left by _exit, as after a kill: its destructor did not run.
  REQUIRE_FALSE(std::filesystem::exists(path));
  REQUIRE(atomic_file::create(path).ok());
  REQUIRE(names_in(folder.path()).empty());
}
