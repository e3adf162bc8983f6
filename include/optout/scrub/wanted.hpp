// What is looked for in a row, and the cells that must be read for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>
#include <optout/normalize/text.hpp>
#include <optout/scrub/schema.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace optout {

// Which kinds to look for: as canonical forms, at which level each; and as digests of other parties' lists.
struct wanted_kinds {
  kind_set kinds;
  std::array<level, kind_count + 1> levels{};   // by number of the kind
  std::array<kind_set, scheme_count> hashed{};  // by number of the scheme; none for scheme::canonical

  void want(kind k, level at) noexcept {
    kinds.insert(k);
    levels[static_cast<std::size_t>(k)] = at;
  }
  bool has(kind k) const noexcept { return kinds.contains(k); }
  level at(kind k) const noexcept { return levels[static_cast<std::size_t>(k)]; }

  void want(kind k, scheme s) noexcept { hashed[static_cast<std::size_t>(s)].insert(k); }
  bool has(kind k, scheme s) const noexcept { return hashed[static_cast<std::size_t>(s)].contains(k); }
  bool has_hashed(kind k) const noexcept {
    return std::any_of(hashed.begin(), hashed.end(), [k](kind_set of) { return of.contains(k); });
  }
  // Of what hashed lists alone know.
  bool has_hashed_only() const noexcept {
    return std::any_of(all_kinds.begin(), all_kinds.end(),
                       [this](kind k) { return is_hashed_only(k) && has_hashed(k); });
  }
  // In any way.
  bool looks_for(kind k) const noexcept { return has(k) || has(strict_kind(k)) || has_hashed(k); }
  bool has_hashed() const noexcept {
    return std::any_of(hashed.begin(), hashed.end(), [](kind_set of) { return !of.empty(); });
  }

  friend bool operator==(const wanted_kinds&, const wanted_kinds&) = default;
};

// Some of the persons of a row.
class person_set {
 public:
  static person_set all() noexcept { return person_set(~std::uint32_t{0}); }
  person_set() = default;
  void insert(std::uint16_t person) noexcept { bits_ |= bit(person); }
  bool contains(std::uint16_t person) const noexcept { return (bits_ & bit(person)) != 0; }
  bool empty() const noexcept { return bits_ == 0; }

 private:
  explicit person_set(std::uint32_t bits) noexcept : bits_(bits) {}
  // Those behind the thirty-first share a bit: a person too many costs time, no more.
  static std::uint32_t bit(std::uint16_t person) noexcept {
    return std::uint32_t{1} << std::min<std::uint16_t>(person, 31);
  }
  std::uint32_t bits_ = 0;
};

// The cells that the walk reads, ascending: all that a batch must have values for.
std::vector<std::uint32_t> cells_read(const schema& layout);

// ---- details ----

namespace detail {

class cell_set {
 public:
  void add(std::initializer_list<std::uint32_t> more) { cells_.insert(cells_.end(), more); }
  void add(const std::vector<std::uint32_t>& more) { cells_.insert(cells_.end(), more.begin(), more.end()); }
  void add_name(const person_cells& p) {
    add({p.full_name, p.first_name, p.middle_name, p.last_name, p.name_suffix});
  }
  // Ascending, without no_cell.
  std::vector<std::uint32_t> take() {
    std::sort(cells_.begin(), cells_.end());
    cells_.erase(std::unique(cells_.begin(), cells_.end()), cells_.end());
    if (!cells_.empty() && cells_.back() == no_cell) cells_.pop_back();
    return std::move(cells_);
  }

 private:
  std::vector<std::uint32_t> cells_;
};

}  // namespace detail

inline std::vector<std::uint32_t> cells_read(const schema& layout) {
  detail::cell_set cells;
  cells.add(layout.row_emails());
  cells.add(layout.row_phones());
  cells.add(layout.row_devices());
  for (const person_cells& p : layout.persons()) {
    cells.add_name(p);
    cells.add({p.dob});
    cells.add(p.emails);
    cells.add(p.phones);
    cells.add(p.devices);
  }
  for (const address_cells_of& a : layout.addresses()) {
    cells.add({a.whole, a.street, a.street2, a.unit, a.city, a.state, a.zip, a.house_number, a.predirectional,
               a.street_name, a.street_suffix, a.postdirectional, a.unit_type});
  }
  return cells.take();
}

}  // namespace optout
