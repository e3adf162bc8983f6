// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/text.hpp>
#include <support/catch.hpp>
#include <support/exact_buffer.hpp>

#include <string>
#include <vector>

using namespace optout;

TEST_CASE("text of any length is put where it goes, and nothing beside it") {
  std::string alphabet;
  for (char c = ' '; c < '~'; ++c) alphabet += c;
  for (std::size_t size = 0; size <= alphabet.size(); ++size) {
    const test::exact_buffer text(std::string_view(alphabet).substr(alphabet.size() - size));
    std::vector<char> out(size + 2, '~');
    CHECK(detail::put_text(out.data() + 1, text.view()) == out.data() + 1 + size);
    CHECK(std::string(out.data(), out.size()) == "~" + std::string(text.view()) + "~");
  }
}
