// Any bytes: every kernel gives the same answer, and the right one. The scan of delimited text is compared with the
// reference parser, the compare of a table's line with its portable version.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/csv_scan.hpp>
#include <optout/set/key_line.hpp>
#include <reference/csv.hpp>
#include <support/fuzz.hpp>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

using namespace optout;

namespace {

// Where each record begins and where its fields end.
using shape = std::vector<std::pair<std::size_t, std::vector<std::uint32_t>>>;

struct scanned {
  shape records;
  std::size_t nul, open_quote;
  friend bool operator==(const scanned&, const scanned&) = default;
};

scanned scan(const detail::csv_kernel& kernel, std::string_view text, char delimiter, bool at_end) {
  detail::csv_index index;
  const auto found = kernel.scan(text, delimiter, at_end, index);
  scanned out{{}, found.nul, found.open_quote};
  if (found.nul != found.none) return out;  // the index stops somewhere behind it
  for (std::size_t row = 0; row + 1 < index.rows.size(); ++row) {
    const auto ends = index.ends.begin();
    out.records.emplace_back(index.rows[row].begin, std::vector(ends + index.rows[row].first_end,
                                                                ends + index.rows[row + 1].first_end));
  }
  return out;
}

void require_scan(std::string_view text, char delimiter, const scanned& got) {
  // A letter behind the text keeps its last blank lines from being set apart.
  const auto expected = reference::read_csv(std::string(text) + "\nx", delimiter);
  const auto nul = text.find('\0');
  OPTOUT_HOLDS(got.nul == (nul == text.npos ? detail::csv_scan_result::none : nul));
  if (nul != text.npos) return;
  OPTOUT_HOLDS((got.open_quote != detail::csv_scan_result::none) == expected.has_open_quote);
  if (expected.has_open_quote) {
    OPTOUT_HOLDS(text[got.open_quote] == '"');
    return;
  }
  std::size_t begin = 0, row = 0;
  for (; begin < text.size(); ++row) {
    OPTOUT_HOLDS(row < got.records.size());
    OPTOUT_HOLDS(got.records[row].first == begin);
    OPTOUT_HOLDS(got.records[row].second.size() == expected.records[row].fields.size());
    begin += expected.records[row].bytes.size();
  }
  OPTOUT_HOLDS(row == got.records.size());
}

void require_line_compare(std::string_view bytes) {
  std::byte line[detail::line_size] = {};
  std::uint64_t wanted = 0;
  std::memcpy(line, bytes.data(), std::min(bytes.size(), sizeof line));
  if (bytes.size() > sizeof line) {
    std::memcpy(&wanted, bytes.data() + sizeof line, std::min(bytes.size() - sizeof line, sizeof wanted));
  }
  wanted &= (std::uint64_t{1} << detail::remainder_bits) - 1;
  for (std::size_t slot = 0; slot < detail::slots_per_line; ++slot) {
    const std::uint64_t there = detail::remainder_at(line, slot);
    OPTOUT_HOLDS((detail::equal_slots(line, there) >> slot & 1) == 1);
    OPTOUT_HOLDS(detail::equal_slots(line, there) == detail::equal_slots_portable(line, there));
  }
  OPTOUT_HOLDS(detail::equal_slots(line, wanted) == detail::equal_slots_portable(line, wanted));
}

}  // namespace

OPTOUT_FUZZ_TARGET(kernels) {
  if (input.empty()) return;
  require_line_compare(input);
  const char delimiter = ",\t|;"[static_cast<unsigned char>(input[0]) % 4];
  const std::string_view text = input.substr(1);
  const detail::csv_kernel& scalar = detail::csv_kernels().back();
  for (const bool at_end : {true, false}) {
    const scanned truth = scan(scalar, text, delimiter, at_end);
    if (at_end) require_scan(text, delimiter, truth);
    for (const detail::csv_kernel& kernel : detail::csv_kernels()) {
      OPTOUT_HOLDS(scan(kernel, text, delimiter, at_end) == truth);
    }
  }
}
