// Whether DROP's rules are what they should be: against the published examples, and against a broker's own hashes.
//
// A wrong standardization raises no error anywhere: it says "not found" for everyone. These are ways to see it; planted
// people (io/canaries.hpp, drop_match_options::canaries_file) are another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace optout {

struct drop_checkup {
  std::size_t vectors = 0, official = 0;
  std::vector<std::string> wrong;  // "email, example 12"
};
// Hashes every published example anew.
drop_checkup check_drop_vectors();

struct drop_drift {
  std::uint64_t lines = 0;
  std::uint64_t same = 0;
  std::uint64_t other =
      0;  // theirs is another plausible reading than the likeliest of ours: both are looked up
  std::uint64_t different =
      0;  // theirs is none of ours: they would find nobody whom we find, or the other way round
  std::uint64_t no_hash = 0;                   // there is a hash of theirs, and by the rules none
  std::vector<std::uint64_t> first_different;  // line numbers, of the last two counts
};
// Compares hashes that somebody made with ours: a file of lines "KIND TAB VALUE [TAB VALUE...] TAB HASH", as `optout hash`
// takes kinds and values. Errors: fault::input with the line for one that is not of this form.
absl::StatusOr<drop_drift> compare_drop_hashes(const std::string& path);

}  // namespace optout
