// Whether two rows speak of one consumer: a number for whoever a hit of a row is about.
//
// A person with an id in a cell of its own is that id. Else a person is a given name and a surname, however they are spelled,
// with the birth date where the row has one; and what is nobody's in particular (a phone beside two owners) is that of
// all who are named in the row, several if they differ. A row that names nobody has no number: it is 0. The numbers are keyed: they say nothing
// without the secret, and mean the same in every file. A consumer_namer belongs to one thread and one schema; it sees
// rows that matched only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key_batch.hpp>
#include <optout/key/keyring.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/name.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/hit.hpp>
#include <optout/scrub/schema.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace optout {

class consumer_namer {
 public:
  // `layout` must outlive the object.
  consumer_namer(const schema& layout, const keyring& keys) : layout_(&layout), keys_(keys) {}

  // Fills what the hits of a batch say of the consumer.
  void name(const batch& rows, std::span<hit> hits);

 private:
  void name_one(const batch& rows, hit& h);
  std::string text_of(const batch& rows, std::size_t row, const person_cells& person);

  const schema* layout_;
  key_batch keys_;
  name_forms names_;
};

// ---- details ----

inline std::string consumer_namer::text_of(const batch& rows, std::size_t row, const person_cells& person) {
  const std::vector<cell>& cells = layout_->cells();
  for (std::uint32_t i = 0; i < cells.size(); ++i) {
    const cell_role& role = cells[i].role;
    if (role.what != field::id || role.whose != person.whose || role.person != person.person) continue;
    if (const std::string_view id = trim(value_at(rows, row, i)); !id.empty())
      return std::string("#").append(id);
  }
  const auto text = [&](std::uint32_t cell) { return value_at(rows, row, cell); };
  const name_parts parts = {text(person.full_name), text(person.first_name), text(person.middle_name),
                            text(person.last_name), text(person.name_suffix)};
  if (!normalize_name(parts, level::standard, names_)) return {};
  const name_reading& first = names_.readings().front();
  std::string out = std::string(first.given) + '|' + std::string(first.surname);
  fixed_text<8> born;
  if (const auto day = normalize_dob(text(person.dob), level::standard, born)) (out += '|').append(*day);
  return out;
}

inline void consumer_namer::name_one(const batch& rows, hit& h) {
  std::vector<std::string> who;
  for (std::uint16_t p = 0; p < layout_->persons().size(); ++p) {
    if (h.person != nobody && p != h.person) continue;
    if (std::string one = text_of(rows, h.row, layout_->persons()[p]); !one.empty())
      who.push_back(std::move(one));
  }
  if (who.empty()) return;
  std::sort(who.begin(), who.end());
  who.erase(std::unique(who.begin(), who.end()), who.end());
  std::string all;
  for (const std::string& one : who) (all += one) += '\n';
  keys_.clear();
  keys_.add(kind::name, all);
  h.consumer = std::max<std::uint64_t>(keys_.finish()[0].lo, 1);
  h.several = who.size() > 1;
}

inline void consumer_namer::name(const batch& rows, std::span<hit> hits) {
  for (hit& h : hits) name_one(rows, h);
}

}  // namespace optout
