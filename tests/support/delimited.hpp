// Reads a small delimited test file: quotes, no embedded newlines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace optout::test {

inline std::vector<std::string> split_line(std::string_view line, char delimiter) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        out.back() += '"';
        ++i;
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == delimiter && !quoted) {
      out.emplace_back();
    } else {
      out.back() += line[i];
    }
  }
  return out;
}

// All lines of a file; the delimiter is the one of `,`, `|` and tab that the first line has most of.
inline std::vector<std::vector<std::string>> read_delimited(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::vector<std::string>> out;
  char delimiter = ',';
  for (std::string line; std::getline(in, line);) {
    if (out.empty()) {
      std::size_t most = 0;
      for (char c : {',', '|', '\t'}) {
        const std::size_t count = split_line(line, c).size();
        if (count > most) most = count, delimiter = c;
      }
    }
    out.push_back(split_line(line, delimiter));
  }
  return out;
}

}  // namespace optout::test
