// The loop of an afternoon as a program: first_cut EXPORT REQUESTS OUT. The rule stands in first_cut_scrub.hpp.
// SPDX-License-Identifier: Apache-2.0
#include <peers/first_cut_scrub.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: first_cut EXPORT REQUESTS OUT\n", stderr);
    return 2;
  }
  optout_bench::first_cut_scrub(argv[2]).run(argv[1], argv[3]);
  return 0;
}
