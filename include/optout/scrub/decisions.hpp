// What a scrubber decided on a batch: each row's verdict, the hits behind it, the cells that go, and the counts.
//
// It also keeps a thread's working memory from batch to batch: make one a thread, and use it again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/policy/policy.hpp>
#include <optout/scrub/counts.hpp>
#include <optout/scrub/hit.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace optout {

class decisions {
 public:
  std::size_t rows() const noexcept { return verdicts_.size(); }
  action verdict(std::size_t row) const noexcept { return verdicts_[row]; }
  // All hits of the batch, ascending by row. Exemptions are among them, as action::keep.
  std::span<const hit> hits() const noexcept { return hits_; }
  // The cells that go from rows that stay, ascending by row and cell.
  std::span<const blanked_cell> blanked() const noexcept { return blanked_; }
  // The first rounded cell of each row that holds some and is not dropped anyway, ascending. Nobody can say whether such
  // a row may stay: set it aside. It has no hits, and its verdict is no more than a stopgap.
  std::span<const rounded_cell> rounded() const noexcept { return rounded_; }
  bool is_rounded(std::size_t row) const noexcept;
  // Appends every hit with its row's verdict, rows counted from `first_row`.
  void append_hits(std::uint32_t first_row, std::vector<decided_hit>& out) const {
    for (const hit& h : hits_) {
      out.push_back({h, verdicts_[h.row]});
      out.back().found.row += first_row;
    }
  }
  // What happened in this batch; add it to a total.
  const scrub_counts& counts() const noexcept { return counts_; }

 private:
  friend class scrubber;
  struct workspace;
  struct workspace_deleter {
    void operator()(workspace*) const noexcept;
  };

  std::vector<action> verdicts_;
  std::vector<hit> hits_;
  std::vector<blanked_cell> blanked_;
  std::vector<rounded_cell> rounded_;
  scrub_counts counts_;
  std::unique_ptr<workspace, workspace_deleter> workspace_;
};

// ---- details ----

inline bool decisions::is_rounded(std::size_t row) const noexcept {
  const auto before = [](const rounded_cell& c, std::size_t r) { return c.row < r; };
  const auto at = std::lower_bound(rounded_.begin(), rounded_.end(), row, before);
  return at != rounded_.end() && at->row == row;
}

}  // namespace optout
