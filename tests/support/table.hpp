// Rows as tests write them: roles of the columns, then cells.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/batch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace optout::test {

class table {
 public:
  table(const std::vector<std::string>& roles, std::vector<std::vector<std::string>> rows)
      : rows_(std::move(rows)) {
    std::vector<cell> cells;
    for (const std::string& role : roles) cells.push_back({role, role_from_text(role).value(), 1, false, ""});
    layout_ = schema(std::move(cells));
    values_.resize(roles.size());
    for (std::size_t c = 0; c < roles.size(); ++c) {
      for (const auto& row : rows_) values_[c].push_back(row.at(c));
      columns_.emplace_back(values_[c]);
    }
  }
  table(const table&) = delete;  // the batch points into it
  table& operator=(const table&) = delete;

  const schema& layout() const { return layout_; }
  batch rows() const { return {&layout_, columns_, rows_.size()}; }

 private:
  std::vector<std::vector<std::string>> rows_;
  schema layout_;
  std::vector<std::vector<std::string_view>> values_;
  std::vector<column_view> columns_;
};

}  // namespace optout::test
