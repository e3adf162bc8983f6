// What a scrub did, in numbers that add up: rows in = rows out + dropped + rejected.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>
#include <optout/list/request.hpp>
#include <optout/scrub/role.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace optout {

// Requests, each counted once however often it comes. Eight to sixteen bytes for each.
class request_set {
 public:
  void add(std::uint32_t list, std::uint32_t ordinal) { add(std::uint64_t{list} << 32 | ordinal); }
  void add(const request_set& other) {
    for (const std::uint64_t one : other.requests_) add(one);
  }
  // How many there are of a list.
  std::uint64_t count(std::uint32_t list) const;

 private:
  void add(std::uint64_t one) {
    if (requests_.size() >= 2 * distinct_ + 1024) tidy();
    requests_.push_back(one);
  }
  void tidy();

  std::vector<std::uint64_t> requests_;  // some more than once
  std::size_t distinct_ = 0;             // of them, when they were last tidied
};

struct scrub_counts {
  using by_kind = std::array<std::uint64_t, kind_count + 1>;  // by number of the kind
  static constexpr std::size_t state_count = 26 * 26 + 1;

  scrub_counts() = default;
  explicit scrub_counts(std::size_t lists, std::size_t rules = 0)
      : rows_by_list(lists), rows_by_rule(rules) {}

  std::uint64_t rows_in = 0;
  std::uint64_t rows_dropped = 0;
  std::uint64_t rows_rejected = 0;
  std::uint64_t rows_rounded = 0;  // of these: for a number that a spreadsheet rounded
  std::uint64_t rows_blanked = 0;  // stay, and lose cells
  std::uint64_t rows_flagged = 0;  // stay, and say that they matched
  std::uint64_t rows_exempt = 0;   // matched, and stay by a rule
  std::uint64_t rows_leaking = 0;  // go, or hold a value that goes: what must be 0 in a clean file
  // Cells that lose what they held. Satellites and ids are not read, and count whether they held something or not.
  std::uint64_t cells_blanked = 0;
  std::uint64_t repaired_cells = 0;  // not UTF-8; repaired for matching, their bytes kept
  by_kind identifiers{};             // canonical forms looked up
  by_kind junk{};                    // values that are none of their kind
  std::uint64_t partial = 0;  // persons and values with more spellings than were looked up in hashed lists
  std::uint64_t addresses_read = 0;  // those that had to be, and a sample of the others
  by_kind rows_by_kind{};            // rows that matched by each kind (a row may by several)
  std::vector<std::uint64_t> rows_by_list;
  std::vector<std::uint64_t> rows_by_rule;  // rows with a match that a rule of the policy decides on
  std::array<std::uint64_t, all_request_types.size() + 1> rows_by_type{};  // by number of the request's type
  std::array<std::uint64_t, all_request_types.size() + 1>
      cells_by_type{};                                      // blanked for a request of that type
  std::array<std::uint64_t, field_count> cells_by_field{};  // blanked, by what they hold
  std::array<std::uint64_t, state_count>
      rows_by_state{};   // rows that matched, by state_index of their addresses
  request_set requests;  // that matched

  // The place of a state's postal code (two small letters) among the counts; the last is for rows of no known state.
  static constexpr std::size_t state_index(std::string_view code) noexcept {
    return static_cast<std::size_t>((code[0] - 'a') * 26 + code[1] - 'a');
  }
  static constexpr std::size_t no_state = state_count - 1;

  std::uint64_t rows_out() const noexcept { return rows_in - rows_dropped - rows_rejected; }

  void add(const scrub_counts& other) {
    rows_in += other.rows_in;
    rows_dropped += other.rows_dropped;
    rows_rejected += other.rows_rejected;
    rows_rounded += other.rows_rounded;
    rows_blanked += other.rows_blanked;
    rows_flagged += other.rows_flagged;
    rows_exempt += other.rows_exempt;
    rows_leaking += other.rows_leaking;
    cells_blanked += other.cells_blanked;
    repaired_cells += other.repaired_cells;
    addresses_read += other.addresses_read;
    partial += other.partial;
    const auto add_all = [](auto& to, const auto& from) {
      for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
    };
    add_all(identifiers, other.identifiers);
    add_all(junk, other.junk);
    add_all(rows_by_kind, other.rows_by_kind);
    add_all(rows_by_type, other.rows_by_type);
    add_all(cells_by_type, other.cells_by_type);
    add_all(cells_by_field, other.cells_by_field);
    add_all(rows_by_state, other.rows_by_state);
    if (rows_by_list.size() < other.rows_by_list.size()) rows_by_list.resize(other.rows_by_list.size());
    add_all(rows_by_list, other.rows_by_list);
    if (rows_by_rule.size() < other.rows_by_rule.size()) rows_by_rule.resize(other.rows_by_rule.size());
    add_all(rows_by_rule, other.rows_by_rule);
    requests.add(other.requests);
  }
};

// ---- details ----

inline std::uint64_t request_set::count(std::uint32_t list) const {
  request_set tidied = *this;
  tidied.tidy();
  return static_cast<std::uint64_t>(std::count_if(tidied.requests_.begin(), tidied.requests_.end(),
                                                  [&](std::uint64_t one) { return one >> 32 == list; }));
}

inline void request_set::tidy() {
  std::sort(requests_.begin(), requests_.end());
  requests_.erase(std::unique(requests_.begin(), requests_.end()), requests_.end());
  distinct_ = requests_.size();
}

}  // namespace optout
