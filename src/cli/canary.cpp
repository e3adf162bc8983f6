// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/io/canaries.hpp>
#include <optout/os/file.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace optout::cli {
namespace {

struct canary_flags {
  std::size_t count = 3;
  std::string folder;
  std::optional<std::uint64_t> seed;
};

}  // namespace

int plant_canaries(std::size_t count, const std::string& folder, std::optional<std::uint64_t> said) {
  std::uint64_t seed = 0;
  if (said.has_value()) {
    seed = *said;
  } else {
    const auto random = random_seed();
    if (!random.ok()) return fail(random.status());
    seed = *random;
  }
  const std::string requests = (std::filesystem::path(folder) / "canary_requests.csv").string();
  const std::string profiles = (std::filesystem::path(folder) / "canary_profiles.csv").string();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(io_failure("cannot create", folder, error.value()));
  const canaries made = make_canaries(count, seed);
  if (auto status = create_private_file(requests, made.requests); !status.ok()) return fail(status);
  if (auto status = create_private_file(profiles, made.profiles); !status.ok()) {
    std::filesystem::remove(requests, error);  // one without the other proves nothing
    return fail(status);
  }
  say("{}: {} canaries to compile with the other requests, and to name with scrub --canaries\n"
      "{}: {} rows to plant in the source data\nseed {}\n",
      requests, count, profiles, 3 * count, seed);
  return done;
}

void add_canary(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<canary_flags>();
  CLI::App* command =
      app.add_subcommand("canary", R"(Invents people to plant in the source data, as proof that a scrub works.

  optout canary -n 3 -o canaries

FOLDER/canary_requests.csv is compiled with the other requests, and named in each scrub as its canaries.
FOLDER/canary_profiles.csv has three rows a canary: its email alone, its phone alone, its name and
address alone, each in another spelling than in the request. Plant them where exports come from.)");
  command->add_option("-n,--count", flags->count, "How many canaries")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, canaries::most))
      ->default_str("3");
  command
      ->add_option("-o,--output", flags->folder,
                   "The folder of the two files; those there are never overwritten")
      ->type_name("FOLDER")
      ->required();
  command->add_option("--seed", flags->seed, "The same canaries for the same number (a random one)")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  command->callback(
      [flags, &run] { run = [flags] { return plant_canaries(flags->count, flags->folder, flags->seed); }; });
}

}  // namespace optout::cli
