// Delimited text for tests: invented exports, and noise made of the bytes that matter.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace optout::test {

class csv_text {
 public:
  explicit csv_text(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  // Bytes drawn from the few that a scanner could trip over.
  std::string noise(std::size_t size, char delimiter) {
    static constexpr std::string_view plain = "ab \xC3";
    // Some texts are mostly quotes, some have hardly any: runs of each reach across blocks.
    const std::size_t quotes = below(4);
    std::string text;
    while (text.size() < size) {
      const std::size_t kind = below(10 + quotes);
      if (kind >= 10) {
        text += '"';
      } else if (kind < 2) {
        text += delimiter;
      } else if (kind == 2) {
        text += below(2) == 0 ? "\n" : below(2) == 0 ? "\r\n" : "\r";
      } else {
        text.append(1 + below(below(8) == 0 ? 40 : 3), plain[below(plain.size())]);
      }
    }
    text.resize(size);
    return text;
  }

  // A well-formed export of `rows` records of `columns` fields, a third of them quoted.
  std::string well_formed(std::size_t rows, std::size_t columns, char delimiter) {
    static constexpr std::string_view values[] = {
        "",      "Jane",  "1 Main St",         "jane@example.com",
        "5",     "CA",    "(415) 555-0100",    "O'Neil \"Bud\" Jones",
        "94110", "a;b|c", "12 Rear\nUnit 4\r", "1,200"};
    std::string text;
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = 0; column < columns; ++column) {
        if (column > 0) text += delimiter;
        const std::string_view value = values[below(std::size(values))];
        const bool must_quote = value.find_first_of("\"\r\n,;|\t") != std::string_view::npos;
        if (!must_quote && below(3) != 0) {
          text += value;
          continue;
        }
        text += '"';
        for (const char c : value) text.append(c == '"' ? 2 : 1, c);
        text += '"';
      }
      text += line_end_;
    }
    return text;
  }
  void use_line_end(std::string_view line_end) { line_end_ = line_end; }

  // Up to three bytes changed, removed or put in.
  std::string mutated(std::string text, char delimiter) {
    for (std::size_t edits = 1 + below(3); edits > 0 && !text.empty(); --edits) {
      const std::size_t at = below(text.size());
      const char c = below(4) == 0 ? delimiter : "\"\"\r\n"[below(4)];
      switch (below(3)) {
        case 0: text[at] = c; break;
        case 1: text.erase(at, 1 + below(3)); break;
        default: text.insert(at, 1, c); break;
      }
    }
    return text;
  }

 private:
  std::mt19937 random_;
  std::string_view line_end_ = "\n";
};

}  // namespace optout::test
