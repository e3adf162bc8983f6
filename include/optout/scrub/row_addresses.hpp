// The addresses of a row: put together from their cells, read once each, and shared by the persons they count for.
//
// An address may stand in one cell, as street and unit, or in the street's pieces; what is there counts, each way by
// itself. Mailing and property address are one for everybody who lives at home: equal text is not read twice, and equal
// forms count once. A row_addresses belongs to one thread and one schema; it allocates when it is made, not per row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address.hpp>
#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/normalize/zip.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/schema.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace optout {

class row_addresses {
 public:
  // `layout` must outlive the object.
  explicit row_addresses(const schema& layout);

  // Replaces `out` by the ZIP code of each address of the schema, empty for one without text. False if some address has
  // none in a cell of its own. Calls sink.repaired(cell) for each street that is not UTF-8.
  template <typename Sink>
  bool read_zips(const batch& rows, std::size_t row, Sink& sink, std::vector<zip_text>& out) const;

  // Reads every address. Calls visit(cell, forms) for each that differs in text from those before; no forms: it is junk.
  // Calls repaired(cell) for each street that is not UTF-8.
  template <typename Repaired, typename Visit>
  void read(const batch& rows, std::size_t row, level lvl, Repaired&& repaired, Visit&& visit);

  // Calls visit(forms) for each different address that counts for `person`, as the last read() found them.
  template <typename Visit>
  void for_each_of(std::size_t person, Visit&& visit) const;

  // Calls visit(index into schema::addresses()) for each address that `cell` stands for in a hit and each that is the
  // same, as the last read() found them.
  template <typename Visit>
  void for_each_same(std::uint32_t cell, Visit&& visit) const;

  // How many addresses were read since the object was made.
  std::uint64_t count() const noexcept { return count_; }

 private:
  enum class reading : std::uint8_t { whole, street, pieces };
  struct source {
    std::uint32_t address;  // index into schema::addresses()
    reading how;
    std::uint32_t cell;  // that stands for it in a hit
  };
  struct result {
    address_parts parts;
    fixed_text<256> street, unit;  // joined pieces
    address_forms forms;
    bool blank = true;  // no text
    bool valid = false;
    std::uint32_t same_as = no_cell;  // an earlier source with equal text or forms
  };

  template <typename Repaired>
  void report_repairs(const batch& rows, std::size_t row, const source& from, Repaired& repaired) const;
  void assemble(const batch& rows, std::size_t row, const source& from, result& out) const;
  template <typename Same>
  void find_equal(std::uint32_t i, Same&& same);

  const schema* layout_;
  std::vector<source> sources_;
  std::vector<result> results_;                             // one a source
  std::vector<std::vector<std::uint32_t>> person_sources_;  // the sources that count for each person
  std::uint64_t count_ = 0;
};

// ---- details ----

inline row_addresses::row_addresses(const schema& layout) : layout_(&layout) {
  for (std::uint32_t i = 0; i < layout.addresses().size(); ++i) {
    const address_cells_of& a = layout.addresses()[i];
    if (a.whole != no_cell) sources_.push_back({i, reading::whole, a.whole});
    if (a.street != no_cell) sources_.push_back({i, reading::street, a.street});
    if (a.street_name != no_cell) sources_.push_back({i, reading::pieces, a.street_name});
  }
  results_ = std::vector<result>(sources_.size());
  for (const person_cells& person : layout.persons()) {
    auto& own = person_sources_.emplace_back();
    for (std::uint32_t i = 0; i < sources_.size(); ++i) {
      if (std::find(person.addresses.begin(), person.addresses.end(), sources_[i].address) !=
          person.addresses.end()) {
        own.push_back(i);
      }
    }
  }
}

template <typename Repaired>
void row_addresses::report_repairs(const batch& rows, std::size_t row, const source& from,
                                   Repaired& repaired) const {
  const std::uint32_t second = layout_->addresses()[from.address].street2;
  for (const std::uint32_t cell : {from.cell, from.how == reading::street ? second : no_cell}) {
    if (!is_valid_utf8(value_at(rows, row, cell))) repaired(cell);
  }
}

template <typename Sink>
bool row_addresses::read_zips(const batch& rows, std::size_t row, Sink& sink,
                              std::vector<zip_text>& out) const {
  out.clear();
  bool all = true;
  for (const address_cells_of& a : layout_->addresses()) {
    zip_text& zip = out.emplace_back();
    bool blank = true;
    const auto look = [&](std::uint32_t cell, bool is_read = true) {
      const std::string_view text = value_at(rows, row, cell);
      if (text.empty()) return;
      blank = false;
      if (is_read && !is_ascii(text) && !is_valid_utf8(text)) sink.repaired(cell);
    };
    look(a.whole);
    look(a.street);
    look(a.street2, a.street != no_cell);
    look(a.street_name);
    if (!blank && !normalize_zip(value_at(rows, row, a.zip), level::standard, zip)) all = false;
  }
  return all;
}

inline void row_addresses::assemble(const batch& rows, std::size_t row, const source& from,
                                    result& out) const {
  const address_cells_of& a = layout_->addresses()[from.address];
  out.parts = {};
  out.parts.city = value_at(rows, row, a.city);
  out.parts.state = value_at(rows, row, a.state);
  out.parts.zip = value_at(rows, row, a.zip);
  out.parts.unit = value_at(rows, row, a.unit);
  switch (from.how) {
    case reading::whole: out.parts.street = value_at(rows, row, a.whole); break;
    case reading::street:
      out.parts.street = value_at(rows, row, a.street);
      out.parts.street2 = value_at(rows, row, a.street2);
      break;
    case reading::pieces:
      out.street.clear();
      if (!trim(value_at(rows, row, a.whole)).empty() || !trim(value_at(rows, row, a.street)).empty()) break;
      for (const std::uint32_t piece :
           {a.house_number, a.predirectional, a.street_name, a.street_suffix, a.postdirectional}) {
        const std::string_view text = trim(value_at(rows, row, piece));
        const bool needed = piece == a.house_number || piece == a.street_name;
        if (text.empty() || (!needed && detail::is_filler(text))) continue;
        if (!out.street.empty()) out.street.push_back(' ');
        out.street.append(text);
      }
      out.parts.street = out.street.view();
      break;
  }
  const std::string_view unit_type = trim(value_at(rows, row, a.unit_type));
  if (!unit_type.empty() && !detail::is_filler(unit_type) && !detail::is_filler(out.parts.unit)) {
    out.unit.clear();
    out.unit.append(unit_type);
    out.unit.push_back(' ');
    out.unit.append(trim(out.parts.unit));
    out.parts.unit = out.unit.view();
  }
  out.blank = trim(out.parts.street).empty() && trim(out.parts.street2).empty();
}

// Marks result i as the same as an earlier one for which same(that) holds.
template <typename Same>
[[gnu::always_inline]] inline void row_addresses::find_equal(std::uint32_t i, Same&& same) {
  for (std::uint32_t j = 0; j < i && results_[i].same_as == no_cell; ++j) {
    if (!results_[j].blank && results_[j].same_as == no_cell && same(results_[j])) results_[i].same_as = j;
  }
}

template <typename Repaired, typename Visit>
void row_addresses::read(const batch& rows, std::size_t row, level lvl, Repaired&& repaired, Visit&& visit) {
  for (std::uint32_t i = 0; i < sources_.size(); ++i) {
    result& one = results_[i];
    assemble(rows, row, sources_[i], one);
    one.valid = false;
    one.same_as = no_cell;
    if (!one.blank) find_equal(i, [&](const result& other) { return other.parts == one.parts; });
    const bool is_new = !one.blank && one.same_as == no_cell;
    if (is_new) {
      ++count_;
      one.valid = normalize_address(one.parts, lvl, one.forms);
      visit(sources_[i].cell, one.forms);
      if (one.valid)
        find_equal(i, [&](const result& other) { return other.valid && other.forms == one.forms; });
    }
    if (!one.valid || !one.forms.known_ascii()) report_repairs(rows, row, sources_[i], repaired);
  }
}

template <typename Visit>
void row_addresses::for_each_of(std::size_t person, Visit&& visit) const {
  std::uint64_t walked = 0;
  for (const std::uint32_t i : person_sources_[person]) {
    const std::uint32_t origin = results_[i].same_as == no_cell ? i : results_[i].same_as;
    const std::uint64_t bit = origin < 64 ? std::uint64_t{1} << origin : 0;
    if ((walked & bit) != 0 || !results_[origin].valid) continue;
    walked |= bit;
    visit(results_[origin].forms);
  }
}

template <typename Visit>
void row_addresses::for_each_same(std::uint32_t cell, Visit&& visit) const {
  for (std::uint32_t i = 0; i < sources_.size(); ++i) {
    if (results_[i].blank) continue;
    const std::uint32_t origin = results_[i].same_as == no_cell ? i : results_[i].same_as;
    const bool same = std::any_of(sources_.begin(), sources_.end(), [&](const source& s) {
      const result& other = results_[static_cast<std::size_t>(&s - sources_.data())];
      return s.cell == cell && (&other == &results_[origin] || other.same_as == origin);
    });
    if (same) visit(sources_[i].address);
  }
}

}  // namespace optout
