// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/list/digest_blocks.hpp>

#include <memory>

namespace optout::cli {

void add_keygen(CLI::App& app, action_slot& run) {
  auto out = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("keygen", R"(Makes a new secret: 32 random bytes, mode 0600.

  optout keygen -o optout.key

Lists are compiled and opened with it. Keep it apart from the lists; without it they are useless,
and lost with it.)");
  command->add_option("-o,--output", *out, "Where the secret goes; an existing file is never overwritten")
      ->type_name("FILE")
      ->required();
  command->callback([out, &run] {
    run = [out] {
      if (auto status = generate_secret(*out); !status.ok()) return fail(status);
      const auto keys = keyring::from_file(*out);
      if (!keys.ok()) return fail(keys.status());
      say("new secret in {}, fingerprint {}\n", *out, to_hex(keys->id()));
      return static_cast<int>(done);
    };
  });
}

}  // namespace optout::cli
