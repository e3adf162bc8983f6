// The cells of a generated export and of its requests by kind: realistic mixes for benchmarks of single values.
// Three of four are as exports carry them, the others in every spelling that consumers use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <support/households.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace optout_bench {

struct town_cells {
  std::vector<std::string> phones, emails, zips;
  std::vector<optout::households::name_cells> names;
  std::vector<optout::households::address_cells> addresses;
};

// What stands in `rows` rows and a third as many requests. Empty cells are left out.
inline town_cells cells_of_town(std::uint64_t rows) {
  namespace households = optout::households;
  const households::town town({.rows = rows, .requests = rows / 3, .seed = 11, .hit_rate = 0.1});
  town_cells cells;
  const auto put = [](std::vector<std::string>& to, const std::string& cell) {
    if (!cell.empty()) to.push_back(cell);
  };
  const auto put_address = [&](const households::address_cells& address) {
    if (address.line.empty()) return;
    cells.addresses.push_back(address);
    put(cells.zips, address.zip);
  };
  households::row_cells row;
  for (std::uint64_t n = 0; n < rows; ++n) {
    town.row(n, row);
    for (const std::string& phone : row.phones) put(cells.phones, phone);
    for (const std::string& email : row.emails) put(cells.emails, email);
    for (const households::name_cells& owner : row.owners) {
      if (!owner.last.empty()) cells.names.push_back({owner.first, owner.last, {}});
    }
    put_address(row.property);
    if (row.has_mailing) put_address(row.mailing);
  }
  households::request_cells request;
  for (std::uint64_t position = 0; position < rows / 3; ++position) {
    town.request(position, request);
    put(cells.phones, request.phone);
    put(cells.emails, request.email);
    if (!request.name.empty() || !request.last.empty()) {
      cells.names.push_back({request.first, request.last, request.name});
    }
    put_address(request.where);
  }
  return cells;
}

}  // namespace optout_bench
