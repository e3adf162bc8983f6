// hash: a value a line in, its hash in another party's scheme out.
// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/key/hash_scheme.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace optout::cli {
namespace {

struct hash_flags {
  std::string scheme_name;
  std::string kind_name;
  bool all = false;
};

// The hashes of one line; none if it gives no value, or not as many fields as the kind has parts.
std::vector<std::string> hash_line(scheme s, hash_kind k, std::string_view line) {
  std::vector<std::string_view> fields;
  const std::size_t parts = std::max<std::size_t>(parts_of(k).size(), 1);
  while (fields.size() + 1 < parts) {
    const std::size_t tab = line.find('\t');
    if (tab == line.npos) return {};
    fields.push_back(line.substr(0, tab));
    line.remove_prefix(tab + 1);
  }
  fields.push_back(line);
  return hashes_of(s, k, fields);
}

int run(const hash_flags& flags) {
  const auto s = hash_scheme_from_text(flags.scheme_name);
  if (!s.has_value()) {
    return fail(failure(fault::usage, fmt::format("{}: a scheme is {}", flags.scheme_name,
                                                  fmt::join(hash_scheme_names, ", "))));
  }
  const auto k = hash_kind_from_text(flags.kind_name);
  if (!k.has_value() || !is_hashed(*s, *k)) {
    std::string kinds;
    for (std::size_t i = 0; i < hash_kind_names.size(); ++i) {
      if (!is_hashed(*s, static_cast<hash_kind>(i))) continue;
      if (!kinds.empty()) kinds += ", ";
      kinds += hash_kind_names[i];
    }
    return fail(failure(fault::usage, fmt::format("{}: a kind of scheme {} is {}", flags.kind_name,
                                                  flags.scheme_name, kinds)));
  }
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const std::vector<std::string> hashes = hash_line(*s, *k, line);
    std::string out;
    for (const std::string& hash : hashes) {
      if (!out.empty() && !flags.all) break;
      if (!out.empty()) out += '\t';
      out += hash;
    }
    if (auto status = print(out + "\n"); !status.ok()) return fail(status);
  }
  if (std::cin.bad()) return fail(io_failure("cannot read", "standard input"));
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  return done;
}

}  // namespace

void add_hash(CLI::App& app, action_slot& run_slot) {
  CLI::App* command =
      app.add_subcommand("hash", R"(Hashes values as other parties' lists do: a line in, a line out.

  printf 'Anna.Smith@Domain.com\n' | optout hash --scheme drop email
  printf 'Danielle\tJohnson\tJuly 4, 1985\t91790\n' | optout hash --scheme drop ndz

Prints the likeliest hash, or an empty line where there is none. Such hashes are made without a secret: treat them like
the values themselves.)");
  auto flags = std::make_shared<hash_flags>();
  command
      ->add_option("KIND", flags->kind_name,
                   "email, phone, first_name, last_name, dob, zip, maid, vin, ctvid, ndz or namevin; TAB "
                   "between the parts of the last two")
      ->required();
  command->add_option("--scheme", flags->scheme_name, "drop, uid2, google, meta, sha256, sha1, md5 or sha512")
      ->required();
  command->add_flag("--all", flags->all, "every plausible hash, TAB between them");
  command->callback([flags, &run_slot] { run_slot = [flags] { return run(*flags); }; });
}

}  // namespace optout::cli
