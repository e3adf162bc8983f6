// The keys of requests, row by row: what compiling a list and filling a ledger share, so that both key alike.
//
// A request_keyer belongs to one thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/io/request_file.hpp>
#include <optout/key/hash_scheme.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/scrub/identify.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace optout::detail {

class request_keyer {
 public:
  // Why a row cannot be taken: a cell, and what is wrong with it.
  struct trouble {
    std::uint32_t cell;
    std::string_view what;
  };

  // `consumer` and `options` must outlive the keyer.
  request_keyer(const schema& consumer, const keyring& keys, const compile_options& options)
      : options_(options),
        batch_(keys),
        for_persons_(consumer, wanted(options, options.household), side::list),
        for_addresses_(consumer, wanted(options, true), side::list) {
    const auto add = [this](kind what, const std::vector<std::uint32_t>& cells) {
      for (const std::uint32_t cell : cells) {
        if (options_.kinds.contains(what)) digest_cells_.push_back({what, cell});
      }
    };
    for (const person_cells& person : consumer.persons()) {
      add(kind::email, person.emails);
      add(kind::phone, person.phones);
    }
  }

  void clear() {
    batch_.clear();
    held_.clear();
    junk_ = capped_ = 0;
  }

  // Adds the keys of a row; `request` is what they are held for.
  std::optional<trouble> add(const batch& rows, std::uint32_t row, request_type type, std::uint32_t request) {
    row_identifier& identifiers = type == request_type::address ? for_addresses_ : for_persons_;
    sink found{*this, request};
    identifiers.walk(rows, row, found);
    capped_ += identifiers.capped();
    if (const std::uint32_t cell = found.first_rounded.second; cell != no_cell)
      return trouble{cell, lost_digits};
    return add_digests(rows, row, request);
  }
  // The same for all of `rows`, row i for request i of type type_of(i): column by column, which is quicker. The trouble
  // is of the first row that has one, which `row` becomes; nothing that was added counts then.
  template <typename TypeOf>
  std::optional<trouble> add_all(const batch& rows, TypeOf&& type_of, std::uint32_t& row);
  void finish() { batch_.finish(); }

  std::span<const key> keys() const noexcept { return batch_.keys(); }
  std::span<const requests_read::held_key> held() const noexcept { return held_; }
  std::uint64_t junk() const noexcept { return junk_; }
  std::uint64_t capped() const noexcept { return capped_; }

 private:
  // What the walk over a request's identifiers tells. It reads every cell of digest_cells_.
  struct sink {
    request_keyer& self;
    std::uint32_t request;
    std::pair<std::uint32_t, std::uint32_t> first_rounded = {no_cell, no_cell};  // request and cell
    void at(std::uint32_t row, std::string_view text = {}) {
      request = row;
      if (text.size() >= shortest_digest) self.may_hold_digests_.push_back(row);
    }
    void found(const identifier_place& where, std::string_view form) {
      self.batch_.add(where.what, form);
      self.held_.push_back({where.what, request});
    }
    void junk(const identifier_place&) { ++self.junk_; }
    void rounded(const identifier_place& where) {
      first_rounded = std::min(first_rounded, {request, where.cell});
    }
    void repaired(std::uint32_t) {}
  };

  static constexpr std::size_t shortest_digest = 32;
  static constexpr std::string_view lost_digits =
      "a spreadsheet rounded this number; export the column as text";

  static wanted_kinds wanted(const compile_options& options, bool address) {
    wanted_kinds out;
    for (const kind k : {kind::email, kind::phone, kind::person_at, kind::address}) {
      if (options.kinds.contains(k) && (k != kind::address || address)) out.want(k, options.at);
    }
    if (out.has(kind::person_at)) out.want(kind::person_zip, options.at);
    for (const kind k : {kind::phone, kind::person_at}) {
      if (options.strict_keys && out.has(k)) out.want(strict_kind(k), options.at);
    }
    return out;
  }

  // Takes what the walk calls junk for what it is.
  std::optional<trouble> add_digests(const batch& rows, std::uint32_t row, std::uint32_t request) {
    std::optional<trouble> out;
    for (const auto& [what, cell] : digest_cells_) {
      const std::string_view text = value_at(rows, row, cell);
      if (text.size() < shortest_digest) [[likely]]
        continue;
      const auto digest = read_digest(text, options_.hashes);
      if (!digest.has_value()) continue;
      if (digest->how == scheme::canonical) {
        out = trouble{cell, "a digest in Base64 may be anybody's: say whose, by --hashes drop or uid2"};
        continue;
      }
      batch_.add(what, digest->bytes, digest->how);
      held_.push_back({what, request, digest->how});
      junk_ -= junk_ > 0;
    }
    return out;
  }

  struct value_cell {
    kind what;
    std::uint32_t cell;
  };

  const compile_options& options_;
  std::vector<value_cell> digest_cells_;  // that may hold digests
  key_batch batch_;
  row_identifier for_persons_, for_addresses_;
  std::vector<requests_read::held_key> held_;    // what each key of the batch is for
  std::vector<std::uint32_t> may_hold_digests_;  // rows
  std::uint64_t junk_ = 0, capped_ = 0;
};

// ---- details ----

template <typename TypeOf>
std::optional<request_keyer::trouble> request_keyer::add_all(const batch& rows, TypeOf&& type_of,
                                                             std::uint32_t& row) {
  sink found{*this, 0};
  may_hold_digests_.clear();
  for_persons_.walk_all_values(rows, found);
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    row_identifier& identifiers = type_of(i) == request_type::address ? for_addresses_ : for_persons_;
    found.at(i);
    identifiers.walk_persons(rows, i, found);
    capped_ += identifiers.capped();
  }
  std::sort(may_hold_digests_.begin(), may_hold_digests_.end());
  may_hold_digests_.erase(std::unique(may_hold_digests_.begin(), may_hold_digests_.end()),
                          may_hold_digests_.end());
  const auto& [rounded_row, rounded_cell] = found.first_rounded;
  for (const std::uint32_t i : may_hold_digests_) {
    if (rounded_row <= i) break;
    row = i;
    if (const auto digest = add_digests(rows, i, i); digest.has_value()) return digest;
  }
  if (rounded_cell != no_cell) {
    row = rounded_row;
    return trouble{rounded_cell, lost_digits};
  }
  return std::nullopt;
}

}  // namespace optout::detail
