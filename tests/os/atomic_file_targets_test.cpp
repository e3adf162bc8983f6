// Outputs that are links, pipes, devices or streams, or cannot be written at all.
// SPDX-License-Identifier: Apache-2.0
#include <optout/os/atomic_file.hpp>
#include <support/catch.hpp>
#include <support/file_system.hpp>
#include <support/temp_folder.hpp>

#include <sys/stat.h>

#include <thread>

using namespace optout;
using namespace optout::test;

TEST_CASE("a symbolic link stays, and what it points to is replaced") {
  const temp_folder folder;
  std::filesystem::create_directory(folder / "data");
  write_file(folder / "data/real.csv", "older");
  std::filesystem::create_symlink("data/real.csv", folder / "link1");
  std::filesystem::create_symlink("link1", folder / "link2");
  REQUIRE(remove_stale_target(folder / "link2").ok());
  REQUIRE_FALSE(std::filesystem::exists(folder / "data/real.csv"));
  auto file = *atomic_file::create(folder / "link2");
  REQUIRE(file.write("new").ok());
  REQUIRE(file.commit(file_access::shared).ok());
  REQUIRE(std::filesystem::is_symlink(folder / "link2"));
  REQUIRE(read_file(folder / "data/real.csv") == "new");
  REQUIRE(names_in(folder / "data") == names{"real.csv"});
  std::filesystem::create_symlink("round", folder / "round");
  REQUIRE_FALSE(atomic_file::create(folder / "round").ok());
}

TEST_CASE("a pipe gets everything at commit, and nothing without it") {
  const temp_folder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  for (const bool is_committed : {true, false}) {
    std::string got;
    std::thread reader([&] { got = read_file(pipe); });
    {
      auto file = *atomic_file::create(pipe);
      REQUIRE(file.write(std::string(700000, 'p')).ok());
      if (is_committed) REQUIRE(file.commit(file_access::shared).ok());
    }
    reader.join();
    REQUIRE(got == (is_committed ? std::string(700000, 'p') : ""));
  }
  REQUIRE(names_in(folder.path()) == names{"pipe"});
}

TEST_CASE("standard output gets everything at commit; a stream gets it as it comes") {
  const temp_folder folder;
  for (const bool streams : {false, true}) {
    const std::string path = folder / "stdout";
    write_file(path, "");
    const int outcome = in_child([&] {
      const int out = ::open(path.c_str(), O_WRONLY);
      ::dup2(out, STDOUT_FILENO);
      auto file = *(streams ? atomic_file::stream("-") : atomic_file::create("-"));
      bool good = file.write(std::string(300000, 's')).ok();
      good = good && std::filesystem::file_size(path) == (streams ? 300000 : 0);
      good = good && file.write("end").ok() && file.commit(file_access::shared).ok();
      ::_exit(good ? 0 : 1);
    });
    REQUIRE(outcome == 0);
    REQUIRE(read_file(path) == std::string(300000, 's') + "end");
  }
  REQUIRE(fault_of(atomic_file::stream(folder / "stdout").status()) == fault::usage);
}

TEST_CASE("devices are written to and never replaced or removed") {
  REQUIRE(remove_stale_target("/dev/null").ok());
  REQUIRE(remove_stale_target("-").ok());
  auto null = *atomic_file::create("/dev/null");
  REQUIRE(null.write("x").ok());
  REQUIRE(null.commit(file_access::shared).ok());
  struct stat info;
  REQUIRE(::stat("/dev/null", &info) == 0);
  REQUIRE(S_ISCHR(info.st_mode));
  auto full = *atomic_file::create("/dev/full");
  REQUIRE(full.write("x").ok());
  const absl::Status status = full.commit(file_access::shared);
  REQUIRE_FALSE(status.ok());
  REQUIRE(says(status, "/dev/full: No space left on device"));
}

TEST_CASE("a target that cannot be written is a failure before any work") {
  const temp_folder folder;
  for (const std::string& path :
       {folder.path(), folder / "no/folder/x", std::string("/dev/null/x"), std::string()}) {
    const auto file = atomic_file::create(path);
    REQUIRE_FALSE(file.ok());
    REQUIRE(fault_of(file.status()) == fault::io);
    REQUIRE(says(file.status(), path));
  }
  REQUIRE_FALSE(remove_stale_target(folder.path()).ok());
  REQUIRE(std::filesystem::exists(folder.path()));
}

TEST_CASE("an older file is removed, and a missing one is no trouble") {
  const temp_folder folder;
  write_file(folder / "clean.csv", "yesterday");
  REQUIRE(remove_stale_target(folder / "clean.csv").ok());
  REQUIRE(names_in(folder.path()).empty());
  REQUIRE(remove_stale_target(folder / "clean.csv").ok());
}
