// Rows that must go: somebody's email, phone, or the person at home, in cells that are otherwise a passer-by's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loose_tables.hpp"
#include "town.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace optout::households {

// Puts person `who` of a household into the row under another name spelling, at their home under another spelling.
inline void town::put_person_at(std::uint64_t n, const household& home, unsigned who, bool elsewhere,
                                const stretch_spellings& said, dice& d, row_cells& out, fate& f) const {
  std::string& labels = f.spelling;
  const person& p = home.people[who];
  const address place = home_of(home);
  const std::string leave_out = left_out(p, said.parts);
  loose_spelling loose;
  if (is_aggressive()) {
    dice own(options_.seed, purpose::looseness, ~n);
    const int used = std::popcount(said.parts & ~part::email);
    const unsigned left = used < 2 ? static_cast<unsigned>(2 - used) : 0;
    const unsigned most = std::min(left, own.chance(40) ? 2u : 1u);
    const unsigned taken = said.parts | (property_state_cell() ? part::none : part::zip);
    if (own.chance(75))
      loose = spell_loosely(p, place, {.most = most, .taken = taken, .left_out = options_.leave_out}, own);
  }

  const unsigned at = has_two_owners(options_.columns) && d.chance(40) ? 1 : 0;
  if ((loose.parts & part::name) != 0) {
    write_loose_name(p, loose, d, out.owners[at]);
  } else {
    add_label(labels, spell(p, name_families, leave_out, d, out.owners[at]));
  }
  f.owners |= 1u << at;
  if (at == 1) {
    add_label(labels, "owner2");
    write_usual_name(home.people[1 - who], d, out.owners[0]);
  } else if (has_two_owners(options_.columns) && home.has_second) {
    write_usual_name(home.people[1 - who], d, out.owners[1]);
  }
  add_label(labels, loose.labels);

  const bool moved = (loose.parts & part::place) != 0;
  const auto write_place = [&](bool unit_has_cell, address_cells& cells) {
    if (moved) {
      write_loose_address(loose, unit_has_cell, d, cells);
    } else {
      add_label(labels, spell_address(place, unit_has_cell, leave_out, d, cells));
    }
  };
  out.has_mailing = false;
  out.mailing = {};
  // Without a ZIP code on one side, city and state have to be on the other.
  const bool may_be_property = property_state_cell() || (said.parts & part::zip) == 0;
  if (!elsewhere && place.is_place() && may_be_property && d.chance(50)) {
    out.property_place = moved ? loose.home : place;
    write_place(property_unit_cell(), out.property);
    add_label(labels, "property");
    // What mail goes to is empty, the same, or somewhere else.
    const unsigned mail = d.below(3);
    if (mail == 1 && !moved) put_mailing(place, d, out);
    if (mail == 2) put_mailing(second_property(n), d, out);
  } else {
    put_property(second_property(n), d, out);
    out.has_mailing = true;
    out.mailing_place = moved ? loose.home : place;
    write_place(mailing_unit_cell(), out.mailing);
    add_label(labels, "mailing");
  }
}

// Now and then, another cell has the value of one that is there already: what answers to the request, or another.
inline void town::repeat_values(std::uint64_t n, const person& p, const person& passer, row_cells& out,
                                fate& f) const {
  dice d(options_.seed, purpose::extra, n);
  if (d.chance(20)) {
    const auto at = f.phones != 0 ? static_cast<unsigned>(std::countr_zero(f.phones)) : 0;
    const unsigned to = f.phones != 0 ? (at + 1 + d.below(2)) % 3 : 1;
    const std::string& number = f.phones != 0 ? p.phone : passer.phone;
    if (f.phones == 0) write_usual_phone(number, d, out.phones[at]);
    spell(std::string_view(number), phone_families, options_.leave_out, d, out.phones[to]);
    out.phone_of[std::max(at, to)] = std::min(at, to);
    if (f.phones != 0) f.phones |= 1u << to;
    add_label(f.spelling, "repeated_phone");
  }
  // Not beside an email that level aggressive alone finds.
  if (d.chance(20) && f.partner_emails == 0 && (f.emails == 0 || !is_aggressive())) {
    const unsigned at = f.emails == 2 ? 1 : 0;
    const email& mail = f.emails != 0 ? p.mail : passer.mail;
    if (f.emails == 0) write_usual_email(mail, d, out.emails[at]);
    spell(mail, email_families, options_.leave_out, d, out.emails[1 - at]);
    out.email_of[1] = 0;
    if (f.emails != 0) f.emails = 3;
    add_label(f.spelling, "repeated_email");
  }
}

// Puts the email of somebody whom another request is about beside what answers to the first.
inline void town::put_partner(std::uint64_t n, const person& partner, row_cells& out, fate& f) const {
  dice d(options_.seed, purpose::partner, n);
  const unsigned at = f.emails == 0 ? d.below(2) : f.emails == 1 ? 1 : 0;
  f.partner_emails = 1u << at;
  add_label(f.spelling, spell(partner.mail, email_families, options_.leave_out, d, out.emails[at]));
  add_label(f.spelling, "partner");
}

// Whether a request about `p` may be about somebody of the same surname beside them: "J Smith", "Chris Smith".
inline bool may_mean(const stretch_spellings& said, const person& p, const person& other) {
  for (unsigned i = 0; i < said.count; ++i) {
    const loose_spelling& request = said.requests[i];
    if (request.initial && ascii_word(p.given)[0] == ascii_word(other.given)[0]) return true;
    if ((request.parts & part::given) == 0) continue;
    for (const nickname& n : nickname_table)
      if (n.given == other.given &&
          std::find(std::begin(n.others), std::end(n.others), request.given) != std::end(n.others))
        return true;
  }
  return false;
}

inline void town::hit_row(std::uint64_t n, const hit_plan& h, unsigned how, dice& d, row_cells& out,
                          fate& f) const {
  const household home = registry_.at(h.row), passer = registry_.at(passer_by(options_, n));
  const bool again = n != h.row;
  const person& p = home.people[h.who];
  const stretch_spellings said = requests_of(plan_.row(n).stretch, h, home);
  put_agent(n, out);
  // Everything that may not match comes from a passer-by; the name alone may stay, since it never matches.
  ordinary(n, d.chance(50) ? home : passer, passer, passer, false, d, out);
  const auto add_way = [&f](std::string_view way) { add_label(f.how, way); };
  const std::uint64_t stretch = plan_.row(n).stretch;
  const auto partner = again ? std::nullopt : plan_.partner_of(stretch);
  if ((how & by_email) != 0 || partner) add_way("email");
  if ((how & by_email) != 0) {
    const unsigned at = d.below(2);
    f.emails = 1u << at;
    std::string& cell = out.emails[at];
    const bool loosely = is_aggressive() && (said.parts & part::email) == 0 && d.chance(50);
    if (loosely) cell = spell_email_loosely(p.mail, options_.leave_out, d, f.spelling);
    if (!loosely || cell.empty())
      add_label(f.spelling, spell(p.mail, email_families, options_.leave_out, d, cell));
  }
  if ((how & by_phone) != 0) {
    add_way("phone");
    const unsigned at = d.below(2);
    f.phones = 1u << at;
    add_label(f.spelling,
              spell(std::string_view(p.phone), phone_families, options_.leave_out, d, out.phones[at]));
  }
  if ((how & by_person_at) != 0) {
    add_way("person_at");
    put_person_at(n, home, h.who, again, said, d, out, f);
    const bool alone = f.owners == 1 && !home.has_second;  // the other owner, if any, is a stranger
    const person& other = alone ? passer.people[1] : home.people[1 - h.who];
    const bool is_named = has_two_owners(options_.columns) && !out.owners[f.owners == 1 ? 1 : 0].full.empty();
    if (is_named && other.surname == p.surname && (other.given == p.given || may_mean(said, p, other)))
      f.owners = 3;
  }
  if (partner) put_partner(n, home.people[1 - h.who], out, f);
  repeat_values(n, p, passer.people[0], out, f);
  if (again) add_label(f.spelling, "second_property");
  f.goes = true;
  f.others = {plan_.position(stretch)};
  for (const auto& also : {plan_.repeat_of(stretch), partner})
    if (also) f.others.push_back(plan_.position(*also));
  std::sort(f.others.begin(), f.others.end());
  f.request = f.others.front();
  f.others.erase(f.others.begin());
  request_cells request_text;
  const std::string labels = request(f.request, request_text);
  if (!labels.empty()) f.spelling += "~" + labels;
}

}  // namespace optout::households
