// The slow, obvious meaning of level aggressive: two forms of the same fields meet if they differ in two fields at most,
// each of them said by one side only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace optout::test::reference {

inline bool alternates_meet(const std::vector<std::string>& list, const std::vector<std::string>& probe,
                            const std::vector<bool>& optional) {
  int differences = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == probe[i]) continue;
    if (!optional[i] || (!list[i].empty() && !probe[i].empty())) return false;
    ++differences;
  }
  return differences <= 2;
}

}  // namespace optout::test::reference
