// How a ledger writes keys and originals.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database.hpp"
#include <optout/key/key.hpp>
#include <optout/key/keyring.hpp>
#include <optout/ledger/ledger.hpp>
#include <optout/scrub/batch.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace optout::detail {

// What the source of a broker's work items is called, before the broker's number.
inline constexpr std::string_view drop_source = "drop:";

// A key as 16 bytes, little-endian, the low half first.
using key_bytes = std::array<char, 16>;
inline key_bytes to_bytes(const key& k) noexcept {
  key_bytes out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<char>((i < 8 ? k.lo >> 8 * i : k.hi >> 8 * (i - 8)) & 0xFF);
  return out;
}
inline std::string_view view(const key_bytes& bytes) noexcept {
  return {bytes.data(), bytes.size()};
}
inline key key_from(std::string_view bytes) noexcept {
  key out;
  for (std::size_t i = 0; i < bytes.size() && i < 16; ++i) {
    const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i]));
    (i < 8 ? out.lo : out.hi) |= byte << 8 * (i % 8);
  }
  return out;
}

// What an original is sealed for: it opens nowhere else.
inline std::string item_place(std::string_view id) {
  return std::string("item ").append(id);
}
inline std::string request_place(std::string_view source, std::string_view id) {
  return std::string("request ").append(source).append(1, '\n').append(id);
}

// The cells of a request that name the consumer, with their roles, as one text; and back.
using request_cells = std::vector<std::pair<std::string, std::string>>;
std::string write_original(const batch& rows, std::size_t row, std::optional<scheme> hashes);
// Nothing for a text of another form.
std::optional<request_cells> read_original(std::string_view text);

// A key as a row of request_key has it: kind, scheme, bytes.
using stored_key = std::tuple<std::int64_t, std::int64_t, std::string>;
stored_key to_stored(const requests_read::held_key& held, const key& k);
// The keys of a request, of its original, under a secret and a ledger's options.
absl::StatusOr<std::set<stored_key>> keys_of_original(const ledger& book, const keyring& keys,
                                                      const request& r, std::string_view original);

// Notes whose keys the ledger holds now, and by which rules they were made. Inside of a transaction.
absl::Status say_keys(const database& db, const keyring& keys);
// SQLite's own check of all pages. Errors: fault::list.
absl::Status check_structure(const database& db);

}  // namespace optout::detail
