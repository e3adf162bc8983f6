// A delta_set that does everything twice, once in a std::set beside it, and fails at the first difference.
// From time to time it is frozen: compiled into a key_set that must give the same answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <support/catch.hpp>
#include <support/random_keys.hpp>
#include <support/set_subjects.hpp>

#include <set>

namespace optout::test {

class checked_set {
 public:
  void insert(const key& k) { REQUIRE(delta_.insert(k) == control_.insert(k).second); }
  void erase(const key& k) { REQUIRE(delta_.erase(k) == (control_.erase(k) != 0)); }
  void clear() {
    delta_.clear();
    control_.clear();
    REQUIRE(delta_.size() == 0);
  }
  void contains(const key& k) const { REQUIRE(delta_.contains(k) == control_.contains(k)); }

  // Everything that is in, nothing else, and the same from the compiled form.
  void check_all(const std::vector<key>& asked) const {
    REQUIRE(delta_.size() == control_.size());
    REQUIRE(std::set<key>(delta_.begin(), delta_.end()) == control_);
    const key_set_subject frozen({delta_.begin(), delta_.end()});
    REQUIRE(frozen.size() == control_.size());
    std::vector<std::uint64_t> mask((asked.size() + 63) / 64);
    delta_.contains(asked, mask);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const bool there = control_.contains(asked[i]);
      REQUIRE((mask[i / 64] >> (i % 64) & 1) == std::uint64_t{there});
      REQUIRE(frozen.contains(asked[i]) == there);
    }
  }

 private:
  delta_set delta_;
  std::set<key> control_;
};

}  // namespace optout::test
