// What a scrub did, in numbers that add up: rows in = rows out + dropped + rejected.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace optout {

struct scrub_counts {
  using by_kind = std::array<std::uint64_t, kind_count + 1>;  // by number of the kind

  scrub_counts() = default;
  explicit scrub_counts(std::size_t lists) : rows_by_list(lists) {}

  std::uint64_t rows_in = 0;
  std::uint64_t rows_dropped = 0;
  std::uint64_t rows_rejected = 0;
  std::uint64_t rows_blanked = 0;  // stay, and lose cells
  std::uint64_t rows_flagged = 0;  // stay, and say that they matched
  std::uint64_t rows_exempt = 0;   // matched, and stay by a rule
  std::uint64_t cells_blanked = 0;
  std::uint64_t repaired_cells = 0;  // not UTF-8; repaired for matching, their bytes kept
  by_kind identifiers{};             // canonical forms looked up
  by_kind junk{};                    // values that are none of their kind
  std::uint64_t addresses_read = 0;  // those that had to be, and a sample of the others
  by_kind rows_by_kind{};            // rows that matched by each kind (a row may by several)
  std::vector<std::uint64_t> rows_by_list;

  std::uint64_t rows_out() const noexcept { return rows_in - rows_dropped - rows_rejected; }

  void add(const scrub_counts& other) {
    rows_in += other.rows_in;
    rows_dropped += other.rows_dropped;
    rows_rejected += other.rows_rejected;
    rows_blanked += other.rows_blanked;
    rows_flagged += other.rows_flagged;
    rows_exempt += other.rows_exempt;
    cells_blanked += other.cells_blanked;
    repaired_cells += other.repaired_cells;
    addresses_read += other.addresses_read;
    const auto add_all = [](auto& to, const auto& from) {
      for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
    };
    add_all(identifiers, other.identifiers);
    add_all(junk, other.junk);
    add_all(rows_by_kind, other.rows_by_kind);
    if (rows_by_list.size() < other.rows_by_list.size()) rows_by_list.resize(other.rows_by_list.size());
    add_all(rows_by_list, other.rows_by_list);
  }
};

}  // namespace optout
