// What somebody says about columns beforehand; io/column_map.hpp reads it from a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/scrub/role.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

// The columns of a requests file that speak of the request and not of the consumer.
enum class request_column : std::uint8_t { request_id, type, received_date, expires_date, scope, source };
inline constexpr std::array<std::string_view, 6> request_column_names = {
    "request_id", "type", "received_date", "expires_date", "scope", "source"};

// A name stands for every column of that name, whatever the blanks around it; where no column has exactly
// that name, whatever the case.
struct known_columns {
  std::vector<std::pair<std::string, cell_role>> roles;
  std::vector<std::pair<std::string, request_column>> request_roles;  // of a requests file
  bool only = false;                                                  // guess nothing beyond them

  bool empty() const { return roles.empty() && request_roles.empty(); }
};

// The entry of `names` (pairs of a column's name and something) that speaks of `header`; null if none does.
template <typename Value>
const Value* find_column(const std::vector<std::pair<std::string, Value>>& names, std::string_view header) {
  const std::string_view wanted = trim(header);
  for (const auto& [name, value] : names) {
    if (trim(name) == wanted) return &value;
  }
  for (const auto& [name, value] : names) {
    const std::string_view other = trim(name);
    if (std::equal(other.begin(), other.end(), wanted.begin(), wanted.end(),
                   [](char a, char b) { return to_lower(a) == to_lower(b); })) {
      return &value;
    }
  }
  return nullptr;
}

}  // namespace optout
