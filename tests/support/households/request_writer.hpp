// What a request says: a consumer's own spelling of themselves, or junk, or too little to find anybody by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "town.hpp"

#include <string>
#include <string_view>

namespace optout::households {

inline constexpr std::string_view request_header[] = {
    "request_id", "type",  "first", "last", "name",          "email",        "phone", "address", "unit",
    "city",       "state", "zip",   "dob",  "received_date", "expires_date", "scope", "source"};

// ---- details ----

// Year, month and day, the American way round in three of ten.
inline std::string some_date_form(std::string_view iso, dice& d) {
  if (!d.chance(30)) return std::string(iso);
  return std::string(iso.substr(5, 2)) + "/" + std::string(iso.substr(8, 2)) + "/" +
         std::string(iso.substr(0, 4));
}

// Writes what a request carries of a person; three in four are spelled the usual way. Returns: labels of the others.
inline std::string town::write_person(const person& p, const address& home, unsigned carries,
                                      const loose_spelling& loose, dice& d, request_cells& out) const {
  std::string labels;
  const std::string leave_out = left_out(p, part::zip);
  const auto is_odd = [&d] { return d.chance(25); };
  const bool several = d.chance(8) && is_allowed("request/several_in_cell", leave_out);
  if (several) labels = "request/several_in_cell";
  add_label(labels, loose.labels);
  if ((carries & by_email) != 0) {
    if (several) {
      out.email = usual(p.work_mail) + (d.chance(50) ? "; " : ", ");
      out.email += loose.email.empty() ? usual(p.mail) : loose.email;
    } else if (!loose.email.empty()) {
      out.email = loose.email;
    } else if (is_odd()) {
      add_label(labels, spell(p.mail, email_families, leave_out, d, out.email));
    } else {
      out.email = usual(p.mail);
    }
  }
  if ((carries & by_phone) != 0) {
    if (several) {
      std::string other;
      write_phone(p.other_phone, "a-e-l", other);
      write_phone(p.phone, "a-e-l", out.phone);
      out.phone = other + (d.chance(50) ? " / " : "; ") + out.phone;
    } else if (is_odd()) {
      add_label(labels, spell(std::string_view(p.phone), phone_families, leave_out, d, out.phone));
    } else {
      write_phone(p.phone, "a-e-l", out.phone);
    }
  }
  if ((carries & by_person_at) == 0 && d.chance(50)) return labels;

  name_cells name;
  if ((loose.parts & part::name) != 0) {
    write_loose_name(p, loose, d, name);
  } else if (is_odd()) {
    add_label(labels, spell(p, name_families, leave_out, d, name));
  } else {
    write_usual_name(p, d, name);
  }
  if (d.chance(40)) {
    out.name = name.full;
  } else {
    out.first = name.first;
    out.last = name.last;
  }
  if ((carries & by_person_at) == 0) return labels;

  const bool moved = (loose.parts & part::place) != 0;
  if (moved) {
    write_loose_address(loose, true, d, out.where);
  } else if (is_odd()) {
    add_label(labels, spell_address(home, true, leave_out, d, out.where));
    return labels;
  } else {
    write_address(home, {}, out.where);
  }
  if (d.chance(8) && is_allowed("request/one_line_address", leave_out)) {
    add_label(labels, "request/one_line_address");
    out.where.line += ", " + out.where.city + ", " + out.where.state;
    if (!out.where.zip.empty()) out.where.line += " " + out.where.zip;
    out.where.city = out.where.state = out.where.zip = {};
  }
  return labels;
}

inline std::string town::request(std::uint64_t position, request_cells& out) const {
  static constexpr std::string_view types[] = {"opt_out", "opt_out", "opt_out",     "opt_out",  "delete",
                                               "delete",  "",        "do_not_call", "restrict", "opt_out"};
  static constexpr std::string_view sources[] = {"web_form", "web_form", "email",
                                                 "mail",     "phone",    "authorized_agent"};
  out = {};
  const request_plan r = plan_.request(position);
  dice d(options_.seed, purpose::request, r.ordinal);
  out.id = request_id(position);
  out.type = d.pick(types);
  out.source = d.pick(sources);
  const std::string received = some_date(2023, 2, d);
  out.received = some_date_form(received, d);
  switch (r.part) {
    case request_part::hit:
    case request_part::repeat: {
      const hit_plan h = plan_.hit(r.stretch);
      const household home = registry_.at(h.row);
      if (d.chance(50)) out.dob = some_date_form(home.people[h.who].born, d);
      const person& p = home.people[h.who];
      const address place = home_of(home);
      return write_person(p, place, h.carries, loosened(r.ordinal, p, place, h.carries), d, out);
    }
    case request_part::partner: {
      const hit_plan h = plan_.hit(r.stretch);
      const household home = registry_.at(h.row);
      return write_person(home.people[1 - h.who], home_of(home), by_email, {}, d, out);
    }
    case request_part::stranger: {
      const household home = registry_.at(stranger(options_, r.ordinal));
      if (d.chance(50)) out.dob = some_date_form(home.people[0].born, d);
      const person& p = home.people[0];
      const address place = home_of(home);
      const unsigned carries = d.chance(60) ? by_all : 1 + d.below(7);
      return write_person(p, place, carries, loosened(r.ordinal, p, place, carries), d, out);
    }
    case request_part::junk:
      out.name = d.chance(50) ? "Current Resident" : "OCCUPANT";
      out.phone = "000-000-0000";
      out.email = "N/A";
      write_address(second_property(plan_.row_in(r.stretch, 3)), {}, out.where);
      break;
    case request_part::name_only: {
      const person p = registry_.at(plan_.row_in(r.stretch, 4)).people[0];
      out.first = p.given;
      out.last = p.surname;
      break;
    }
  }
  return {};
}

}  // namespace optout::households
