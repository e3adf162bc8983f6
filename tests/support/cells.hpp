// One text as the cells of a row, for inputs of the fuzzers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace optout::test {

// The parts of `text` between the first Count - 1 bars; cells that are not there are empty.
template <std::size_t Count>
std::array<std::string_view, Count> split_cells(std::string_view text) {
  std::array<std::string_view, Count> cells;
  for (std::size_t i = 0; i < Count; ++i) {
    const std::size_t end = i + 1 < Count ? text.find('|') : text.npos;
    cells[i] = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return cells;
}

}  // namespace optout::test
