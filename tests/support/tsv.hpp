// Reads the TSV files of tests/data: rows of cells, without blank lines and '#' lines. A missing
// file fails the test.
//
// In rule files a cell may hold escapes: \n \r \t \\ and \xHH for any byte.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace optout::test {

using tsv_row = std::vector<std::string>;

inline std::string unescaped(std::string_view cell) {
  std::string out;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\\') {
      out += cell[i];
      continue;
    }
    const char c = i + 1 < cell.size() ? cell[++i] : '\0';
    if (c == 'x') {
      out += static_cast<char>(std::stoi(std::string(cell.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else if (const auto at = std::string_view("nrt\\").find(c); at != std::string_view::npos) {
      out += "\n\r\t\\"[at];
    } else {
      throw std::runtime_error("unknown escape in a TSV cell");
    }
  }
  return out;
}

enum class escapes : bool { no, yes };

inline std::vector<tsv_row> read_tsv(const std::string& name, escapes with = escapes::yes) {
  std::ifstream in(std::string(OPTOUT_TEST_DATA) + "/" + name, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + name);
  std::vector<tsv_row> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    tsv_row& row = rows.emplace_back();
    for (std::size_t start = 0; start <= line.size();) {
      const std::size_t end = std::min(line.find('\t', start), line.size());
      const std::string cell = line.substr(start, end - start);
      row.push_back(with == escapes::yes ? unescaped(cell) : cell);
      start = end + 1;
    }
  }
  return rows;
}

}  // namespace optout::test
