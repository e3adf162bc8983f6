// Hostile variants of realistic text for property tests: bytes changed, dropped, doubled, cut and spliced in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace optout::test {

class mutator {
 public:
  // The same `seed` gives the same texts on every machine.
  mutator(std::vector<std::string> texts, unsigned seed) : texts_(std::move(texts)), random_(seed) {}

  std::string next() {
    std::string text = texts_[below(texts_.size())];
    for (std::size_t changes = below(4); changes != 0; --changes) change(text);
    return text;
  }
  std::size_t below(std::size_t n) { return random_() % n; }

 private:
  void change(std::string& text) {
    static constexpr std::string_view splices[] = {" ",
                                                   "+",
                                                   "@",
                                                   ".",
                                                   ",",
                                                   ";",
                                                   "/",
                                                   "-",
                                                   "(",
                                                   ")",
                                                   "\"",
                                                   "'",
                                                   "<",
                                                   ">",
                                                   "\\",
                                                   "#",
                                                   "x",
                                                   "ext",
                                                   "0",
                                                   "1",
                                                   "\n",
                                                   "\xE2\x80\x8B",
                                                   "\xEF\xBC\xA0",
                                                   "\xC3\xA9",
                                                   "\xCC\x81",
                                                   "\xFF",
                                                   "\xC2\x92",
                                                   "\xD9\xA1",
                                                   "\xE3\x80\x82",
                                                   "\xC3\x9F",
                                                   "\xC4\xB0",
                                                   "\xEF\xB7\xBA"};
    const std::size_t at = below(text.size() + 1);
    switch (below(6)) {
      case 0: text.insert(at, splices[below(std::size(splices))]); break;
      case 1: text.insert(at, 1, static_cast<char>(below(256))); break;
      case 2: text.resize(at); break;
      case 3: text.insert(at, text.substr(below(text.size() + 1), below(12))); break;
      case 4:
        if (!text.empty()) text.erase(below(text.size()), 1);
        break;
      default:
        if (!text.empty()) text[below(text.size())] = static_cast<char>(below(256));
    }
  }

  std::vector<std::string> texts_;
  std::mt19937 random_;
};

}  // namespace optout::test
