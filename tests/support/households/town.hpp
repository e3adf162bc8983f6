// The invented town as an export and a pile of requests see it: what stands in each cell of each row, and whether
// the row must go.
//
// Household numbers: [0, rows) own the rows; then one stranger for each request; then one passer-by for
// each row, whose phones, emails and address fill the cells of a row that may match in one way only. Behind these
// come addresses of second properties. So whatever two rows or requests share, they share on purpose.
//
// The bodies of hit_row(), near_miss() and request() are in hit_rows.hpp, near_misses.hpp and request_writer.hpp:
// include ../households.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_spelling.hpp"
#include "email_spelling.hpp"
#include "gazetteer.hpp"
#include "loose_spelling.hpp"
#include "name_spelling.hpp"
#include "people.hpp"
#include "phone_spelling.hpp"
#include "plan.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace optout::households {

// What stands in the cells of one row, whatever the columns are called.
struct row_cells {
  name_cells owners[2];
  address property_place, mailing_place;
  address_cells property, mailing;
  bool has_mailing = false;
  std::string phones[3];                                   // owner 1, owner 2 (or owner 1 again), owner 1
  std::string emails[2];                                   // owner 1, owner 2 (or owner 1 again)
  unsigned phone_of[3] = {0, 1, 2}, email_of[2] = {0, 1};  // the first that has the same value
  std::string agent_name, agent_phone, agent_email;
};

// What must become of a row.
struct fate {
  bool goes = false;
  std::uint64_t request = 0;               // place in the file of the first request that it answers to
  std::vector<std::uint64_t> others = {};  // and of all others, in their order
  std::string how;                         // email, phone, person_at, or several with '+'
  std::string spelling;   // the families of the row's spelling, then '~' and those of the request's
  std::string near_miss;  // why a row that looks like a request stays
  // What in the row answers to the request, by number: persons at an address, phones, emails. A bit each.
  unsigned owners = 0, phones = 0, emails = 0;
  unsigned partner_emails = 0;  // what answers to a request about somebody else
};

// What stands in the cells of one request.
struct request_cells {
  std::string id, type, first, last, name, email, phone, dob, received, source;
  address_cells where;
};

// How the requests of a stretch spell their person at level aggressive: one, or two if it is repeated.
struct stretch_spellings {
  loose_spelling requests[2];
  unsigned count = 0;
  unsigned parts = 0;  // that any of them says otherwise
  bool initial = false;
};

class town {
 public:
  // Requires: o.rows and o.requests within town::fits.
  explicit town(const options& o);
  static bool fits(const options& o);

  const options& how() const { return options_; }
  const plan& program() const { return plan_; }
  fate row(std::uint64_t n, row_cells& out) const;
  // Fills `out` with the request at a place of the file; returns the labels of its spelling.
  std::string request(std::uint64_t position, request_cells& out) const;

 private:
  void ordinary(std::uint64_t n, const household& who, const household& where, const household& contacts,
                bool elsewhere, dice& d, row_cells& out) const;
  void hit_row(std::uint64_t n, const hit_plan& h, unsigned how, dice& d, row_cells& out, fate& f) const;
  void put_person_at(std::uint64_t n, const household& home, unsigned who, bool elsewhere,
                     const stretch_spellings& said, dice& d, row_cells& out, fate& f) const;
  void repeat_values(std::uint64_t n, const person& p, const person& passer, row_cells& out, fate& f) const;
  void put_partner(std::uint64_t n, const person& partner, row_cells& out, fate& f) const;
  void put_agent(std::uint64_t n, row_cells& out) const;
  std::string near_miss(std::uint64_t n, const row_plan& r, dice& d, row_cells& out) const;
  std::string write_person(const person& p, const address& home, unsigned carries,
                           const loose_spelling& loose, dice& d, request_cells& out) const;
  // How a request says at level aggressive what it carries of a person.
  loose_spelling loosened(std::uint64_t ordinal, const person& p, const address& home,
                          unsigned carries) const;
  stretch_spellings requests_of(std::uint64_t stretch, const hit_plan& h, const household& home) const;
  // The families that a spelling of `p` leaves out, if the other side says `parts` otherwise.
  std::string left_out(const person& p, unsigned parts) const;
  bool is_aggressive() const { return options_.level == spelling_level::aggressive; }

  // Whether the layout has a cell of its own for a unit.
  bool property_unit_cell() const;
  bool mailing_unit_cell() const;
  bool property_state_cell() const { return options_.columns != layout::propertyradar; }
  void put_property(const address& a, dice& d, row_cells& out, const address_style& style = {}) const {
    out.property_place = a;
    write_usual_address(a, property_unit_cell(), d, out.property, style);
  }
  void put_mailing(const address& a, dice& d, row_cells& out, const address_style& style = {}) const {
    out.has_mailing = true;
    out.mailing_place = a;
    write_usual_address(a, mailing_unit_cell(), d, out.mailing, style);
  }
  address home_of(const household& h) const { return gazetteer_.at(h.number, true); }
  address second_property(std::uint64_t n) const { return gazetteer_.at(other_home(options_, n), false); }

  options options_;
  plan plan_;
  registry registry_;
  gazetteer gazetteer_;
};

// "R0000042": the id of the request at a place of the file.
inline std::string request_id(std::uint64_t position) {
  return "R" + detail::decimal(position + 1, 8);
}

// ---- details ----

inline town::town(const options& o)
    : options_(o),
      plan_(o),
      registry_(o.seed),
      gazetteer_(o.seed, o.level == spelling_level::aggressive, o.zips) {}

inline bool town::fits(const options& o) {
  return o.rows <= 100'000'000 && o.requests <= 100'000'000 &&
         2 * o.rows + o.requests <= registry::capacity && 3 * o.rows + o.requests <= gazetteer::capacity;
}

inline bool town::property_unit_cell() const {
  return options_.columns == layout::plain || options_.columns == layout::propstream ||
         options_.columns == layout::dealmachine;
}
inline bool town::mailing_unit_cell() const {
  return options_.columns == layout::propstream || options_.columns == layout::dealmachine;
}

// A row as most are: the people of `who`, at home in `where` or owning a place `elsewhere`, some phones and emails.
inline void town::ordinary(std::uint64_t n, const household& who, const household& where,
                           const household& contacts, bool elsewhere, dice& d, row_cells& out) const {
  write_usual_name(who.people[0], d, out.owners[0]);
  if (who.has_second && has_two_owners(options_.columns)) write_usual_name(who.people[1], d, out.owners[1]);
  if (d.chance(45)) {
    for (name_cells& name : out.owners)
      for (std::string* cell : {&name.first, &name.last, &name.full})
        *cell = with_letters(*cell, letter_form::upper);
  }

  const address home = home_of(where);
  if (elsewhere || !home.is_place() || d.chance(28)) {
    put_property(second_property(n), d, out);
    put_mailing(home, d, out);
  } else {
    put_property(home, d, out);
    if (d.chance(70)) put_mailing(home, d, out);
  }

  static constexpr std::string_view junk_phones[] = {"000-000-0000", "N/A", "(000) 000-0000", "none",
                                                     "111-111-1111"};
  static constexpr std::string_view junk_emails[] = {"N/A", "none", "unknown", "-", "n/a"};
  const std::string* phones[3] = {
      &contacts.people[0].phone,
      contacts.has_second ? &contacts.people[1].phone : &contacts.people[0].other_phone,
      &contacts.people[1].other_phone};
  const email* emails[2] = {&contacts.people[0].mail,
                            contacts.has_second ? &contacts.people[1].mail : &contacts.people[0].work_mail};
  static constexpr unsigned phone_share[] = {86, 58, 15}, email_share[] = {76, 40};
  for (unsigned i = 0; i < 3; ++i) {
    if (!d.chance(phone_share[i])) continue;
    const unsigned odd = d.below(100);
    if (odd < 3) {
      out.phones[i] = d.pick(junk_phones);
    } else if (odd < 6) {
      spell(std::string_view(*phones[i]), phone_families, options_.leave_out, d, out.phones[i]);
    } else {
      write_usual_phone(*phones[i], d, out.phones[i]);
    }
  }
  for (unsigned i = 0; i < 2; ++i) {
    if (!d.chance(email_share[i])) continue;
    const unsigned odd = d.below(100);
    if (odd < 3) {
      out.emails[i] = d.pick(junk_emails);
    } else if (odd < 6) {
      spell(*emails[i], email_families, options_.leave_out, d, out.emails[i]);
    } else {
      write_usual_email(*emails[i], d, out.emails[i]);
    }
  }
}

// A company or a family trust in place of the owners: nobody's request reaches it at level standard.
inline void put_company(const person& p, dice& d, name_cells& out) {
  static constexpr std::string_view kinds[] = {" HOLDINGS LLC", " FAMILY TRUST", " PROPERTIES INC",
                                               " INVESTMENTS LP"};
  out.first.clear();
  out.last = with_letters(p.surname, letter_form::upper) + std::string(d.pick(kinds));
  out.full = out.last;
}

inline std::string town::left_out(const person& p, unsigned parts) const {
  std::string out = options_.leave_out;
  if (!is_aggressive()) return out;
  // "Muller" is Müller, and Mueller is, and they are not each other. Another city's name does without a ZIP code only.
  if (has_digraphs(p.given) || has_digraphs(p.surname)) out += ",name/diacritics";
  if ((parts & part::zip) != 0) out += ",address/other_city";
  return out;
}

inline loose_spelling town::loosened(std::uint64_t ordinal, const person& p, const address& home,
                                     unsigned carries) const {
  loose_spelling out;
  if (!is_aggressive()) return out;
  dice d(options_.seed, purpose::looseness, ordinal);
  if ((carries & by_person_at) != 0 && d.chance(40)) {
    const unsigned most = d.chance(40) ? 2 : 1;
    out = spell_loosely(p, home, {.most = most, .left_out = options_.leave_out}, d);
  }
  if ((carries & by_email) != 0 && d.chance(20)) {
    out.email = spell_email_loosely(p.mail, options_.leave_out, d, out.labels);
    if (!out.email.empty()) out.parts |= part::email;
  }
  return out;
}

inline stretch_spellings town::requests_of(std::uint64_t stretch, const hit_plan& h,
                                           const household& home) const {
  stretch_spellings said;
  if (!is_aggressive()) return said;
  const auto add = [&](std::uint64_t ordinal) {
    loose_spelling& one = said.requests[said.count++];
    one = loosened(ordinal, home.people[h.who], home_of(home), h.carries);
    said.parts |= one.parts;
    said.initial = said.initial || one.initial;
  };
  add(stretch);
  if (const auto repeat = plan_.repeat_of(stretch)) add(*repeat);
  return said;
}

// An agent beside the owners, whom no request is about.
inline void town::put_agent(std::uint64_t n, row_cells& out) const {
  dice d(options_.seed, purpose::agent, n);
  if (!has_agent(options_.columns) || d.chance(30)) return;
  const std::string_view given = d.pick(given_names);
  out.agent_name = std::string(given) + " " + std::string(d.pick(surnames));
  out.agent_phone = "(312) 555-01" + detail::decimal(d.below(100), 2);
  out.agent_email = "desk" + std::to_string(d.below(10000)) + "@example.net";
}

inline fate town::row(std::uint64_t n, row_cells& out) const {
  out = {};
  fate f;
  dice d(options_.seed, purpose::row, n);
  const row_plan r = plan_.row(n);
  if (r.part == row_part::hit || r.part == row_part::hit_again) {
    const hit_plan h = plan_.hit(r.stretch);
    hit_row(n, h, r.part == row_part::hit ? h.how : h.carries, d, out, f);
    return f;
  }
  const bool again = r.part == row_part::owner_again;
  const household home = registry_.at(again ? n - 1 : n);
  put_agent(n, out);
  ordinary(n, home, home, home, again, d, out);
  switch (r.part) {
    case row_part::ordinary:
      if (d.chance(4)) put_company(home.people[0], d, out.owners[0]), out.owners[1] = {};
      break;
    case row_part::near_miss: f.near_miss = near_miss(n, r, d, out); break;
    case row_part::named_only: f.near_miss = "all/name_only_request"; break;
    case row_part::junk: {
      static constexpr std::string_view first[] = {"Current", "CURRENT", "", "Unknown", ""};
      static constexpr std::string_view last[] = {"Resident", "RESIDENT", "OCCUPANT", "Unknown",
                                                  "Owner of Record"};
      const unsigned which = d.below(5);
      out.owners[0] = {std::string(first[which]), std::string(last[which]), ""};
      out.owners[0].full = one_cell(first[which], last[which], false);
      out.owners[1] = {};
      put_property(second_property(n), d, out);
      out.has_mailing = false;
      out.mailing = {};
      out.phones[0] = "000-000-0000";
      out.phones[1].clear();
      out.emails[0] = "N/A";
      f.near_miss = "all/junk_request";
      break;
    }
    default: break;
  }
  return f;
}

}  // namespace optout::households
