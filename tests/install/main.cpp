// A consumer of the library, as small as one can be: the core by header, and the compiled parts by their links.
// Built once against the installed package and once with optout as a folder of the consumer's project.
// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/api.hpp>
#include <optout/drop/archive.hpp>
#include <optout/io/policy_file.hpp>
#include <optout/optout.hpp>

#include <cstdio>

int main() {
  if (optout::read_policy_file("not there").ok()) return 1;
  if (optout::drop_archive::open({}).ok() || optout::drop_api_key::read("not there").ok()) return 1;
  std::printf("optout %s\n", std::string(optout::version).c_str());
  return 0;
}
