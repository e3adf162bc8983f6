// SPDX-License-Identifier: Apache-2.0
#include <support/checked_set.hpp>

using namespace optout;
using namespace optout::test;

TEST_CASE("a random walk of inserts and erases agrees with std::set, compiled too") {
  const std::vector<key> pool = random_keys(800, 21);  // few enough to meet again
  random_bits bits(22);
  checked_set set;
  for (int step = 0; step < 20000; ++step) {
    const key& k = pool[bits.below(pool.size())];
    switch (bits.below(8)) {
      case 0:
      case 1:
      case 2: set.insert(k); break;
      case 3:
      case 4: set.erase(k); break;
      default: set.contains(k);
    }
    if (step % 2000 == 0) set.check_all(pool);
    if (step == 11000) set.clear();
  }
  set.check_all(pool);
}

TEST_CASE("insert and erase say whether the set changed") {
  delta_set set;
  const key k{.lo = 1, .hi = 2};
  CHECK(set.insert(k));
  CHECK_FALSE(set.insert(k));
  CHECK(set.size() == 1);
  CHECK(set.erase(k));
  CHECK_FALSE(set.erase(k));
  CHECK(set.size() == 0);
}
