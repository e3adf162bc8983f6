// SPDX-License-Identifier: Apache-2.0
#include <optout/io/csv_scan.hpp>
#include <reference/csv.hpp>
#include <support/catch.hpp>
#include <support/csv_text.hpp>

#include <memory>

using namespace optout::detail;
using optout::reference::read_csv;
using optout::test::csv_text;

namespace {

// The scan of `text` in a heap buffer of exactly its size, so that a sanitizer sees every byte read beyond it.
csv_scan_result scan_exact(const csv_kernel& kernel, std::string_view text, char delimiter, bool at_end,
                           csv_index& index) {
  const auto exact = std::make_unique<char[]>(text.size());
  text.copy(exact.get(), text.size());
  return kernel.scan({exact.get(), text.size()}, delimiter, at_end, index);
}

// Where the reference parser sees records begin and how many fields each has.
std::vector<std::pair<std::size_t, std::size_t>> shape_of(const csv_index& index) {
  std::vector<std::pair<std::size_t, std::size_t>> shape;
  for (std::size_t row = 0; row + 1 < index.rows.size(); ++row) {
    shape.emplace_back(index.rows[row].begin, index.rows[row + 1].first_end - index.rows[row].first_end);
  }
  return shape;
}
std::vector<std::pair<std::size_t, std::size_t>> reference_shape(std::string_view text, char delimiter) {
  std::vector<std::pair<std::size_t, std::size_t>> shape;
  std::size_t begin = 0;
  // A letter behind the text keeps its last blank lines from being set apart.
  for (const auto& record : read_csv(std::string(text) + "\nx", delimiter).records) {
    if (begin >= text.size()) break;
    shape.emplace_back(begin, record.fields.size());
    begin += record.bytes.size();
  }
  return shape;
}

}  // namespace

TEST_CASE("ends and rows are where the header's drawing says, with every kernel") {
  for (const csv_kernel& kernel : csv_kernels()) {
    csv_index index;
    const auto result = scan_exact(kernel, "a,bc\r\nd,e\n", ',', true, index);
    REQUIRE(result.nul == result.none);
    REQUIRE(result.open_quote == result.none);
    REQUIRE(index.used_ends == 4);
    REQUIRE(std::vector(index.ends.begin(), index.ends.begin() + 4) ==
            std::vector<std::uint32_t>{1, 4, 7, 9});
    REQUIRE(index.rows.size() == 3);
    REQUIRE(index.rows[1].begin == 6);
    REQUIRE(index.rows[1].first_end == 2);
    REQUIRE(index.rows[2].begin == 10);
  }
}

TEST_CASE("scalar is the last kernel and always there") {
  REQUIRE_FALSE(csv_kernels().empty());
  REQUIRE(std::string_view(csv_kernels().back().name) == "scalar");
}

TEST_CASE("every special byte is seen at every place of a block") {
  for (const csv_kernel& kernel : csv_kernels()) {
    for (std::size_t size = 1; size <= 130; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        csv_index index;
        std::string text(size, '\xAC');  // ',' with the high bit: a careless comparison takes it for one
        text[at] = ',';
        scan_exact(kernel, text, ',', true, index);
        REQUIRE(index.used_ends == 2);
        REQUIRE(index.ends[0] == at);
        text[at] = '\n';
        scan_exact(kernel, text, ',', true, index);
        REQUIRE(index.ends[0] == at);
        REQUIRE(index.rows[1].begin == at + 1);
        text[at] = '\0';
        REQUIRE(scan_exact(kernel, text, ',', true, index).nul == at);
        text[at] = '"';
        const auto open = scan_exact(kernel, text, ',', true, index).open_quote;
        REQUIRE(open == (at == 0 ? 0 : csv_scan_result::none));
      }
    }
  }
}

TEST_CASE("a block may end any number of fields") {
  for (const csv_kernel& kernel : csv_kernels()) {
    for (std::size_t count = 0; count <= 64; ++count) {
      INFO(kernel.name << ", " << count << " delimiters in every block");
      std::string block(64, 'x');
      for (std::size_t i = 0; i < count; ++i) block[i * 37 % 64] = ',';  // 37 and 64 have no common factor
      const std::string text = block + block + block;
      std::vector<std::uint32_t> expected;
      for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ',') expected.push_back(static_cast<std::uint32_t>(i));
      }
      expected.push_back(static_cast<std::uint32_t>(text.size()));
      csv_index index;
      scan_exact(kernel, text, ',', true, index);
      index.ends.resize(index.used_ends);
      REQUIRE(index.ends == expected);
    }
  }
}

TEST_CASE("every kernel finds the records and fields of the reference parser in any text") {
  csv_text texts(1);
  csv_index index;
  for (int round = 0; round < 4000; ++round) {
    const char delimiter = ",\t|;"[round % 4];
    texts.use_line_end(round % 3 == 0 ? "\n" : round % 3 == 1 ? "\r\n" : "\r");
    const std::string text =
        round % 2 == 0
            ? texts.noise(texts.below(400), delimiter)
            : texts.mutated(texts.well_formed(1 + texts.below(8), 1 + texts.below(6), delimiter), delimiter);
    const auto expected = read_csv(text, delimiter);
    for (const csv_kernel& kernel : csv_kernels()) {
      INFO(kernel.name << " round " << round);
      const auto result = scan_exact(kernel, text, delimiter, true, index);
      REQUIRE((result.open_quote != result.none) == expected.has_open_quote);
      if (expected.has_open_quote) {
        REQUIRE(text[result.open_quote] == '"');
      } else {
        REQUIRE(shape_of(index) == reference_shape(text, delimiter));
      }
    }
  }
}

TEST_CASE("before the end of the source, only records with a certain line end are whole") {
  for (const csv_kernel& kernel : csv_kernels()) {
    csv_index index;
    const auto rows_of = [&](std::string_view text, bool at_end) {
      scan_exact(kernel, text, ',', at_end, index);
      return index.rows.size() - 1;
    };
    REQUIRE(rows_of("a\nb", false) == 1);
    REQUIRE(rows_of("a\nb", true) == 2);
    REQUIRE(rows_of("a\nb\r", false) == 1);
    REQUIRE(rows_of("a\nb\r", true) == 2);
    REQUIRE(rows_of("a\nb\r\n", false) == 2);
    REQUIRE(rows_of("a\n\"b\r", false) == 1);
    REQUIRE(rows_of("a\n\"b\n", false) == 1);
    REQUIRE(rows_of("", false) == 0);
    REQUIRE(rows_of("", true) == 0);
  }
}
