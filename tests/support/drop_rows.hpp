// Invented rows of DROP files, and what was read of them as text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/archive.hpp>

#include <absl/strings/escaping.h>

#include <string>

namespace optout::test {

// The same for the same `number`.
inline std::string drop_id_text(std::uint64_t number) {
  constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string id(12, '0');
  for (std::uint64_t rest = number * 0x9E3779B97F4A7C15u; char& c : id) {
    c = alphabet[rest % 62];
    rest = rest / 62 + (number << 20);
  }
  return id;
}

inline std::string drop_hash_text(std::uint64_t number) {
  std::string digest;
  for (std::uint64_t word = number + 1; digest.size() < 32;) {
    word = word * 6364136223846793005u + 1442695040888963407u;
    digest += static_cast<char>(word >> 56);
  }
  return absl::Base64Escape(digest);
}

inline std::string drop_csv_row(std::uint64_t number) {
  return drop_id_text(number) + "," + drop_hash_text(number) + "\n";
}

inline std::string as_text(const drop_row& row) {
  const std::string digest(reinterpret_cast<const char*>(row.digest.data()), row.digest.size());
  return std::string(row.id.text()) + "," + absl::Base64Escape(digest) + "," +
         std::string(to_text(row.list)) + "\n";
}

// All rows of a file as text; what a failure says stands behind them.
inline std::string read_rows(const drop_archive& archive, const drop_file& file) {
  std::string out;
  const absl::Status status = archive.for_each(file, [&](const drop_row& row) {
    out += as_text(row);
    return absl::OkStatus();
  });
  if (!status.ok()) out += "failed: " + std::string(status.message());
  return out;
}

}  // namespace optout::test
