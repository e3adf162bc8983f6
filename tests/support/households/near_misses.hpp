// Rows that look like somebody's request and must stay. A label says from which level on two values are kept apart:
// `aggressive/...` holds at every level, `standard/...` at exact and standard.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "town.hpp"

#include <iterator>
#include <string>
#include <string_view>

namespace optout::households {

// The person whom a near miss just misses, and the row to write it into.
struct near_miss_draft {
  const person& target;
  const person& partner;  // who shares the target's home
  const address& place;   // the target's home
  const household& own;   // who the row belongs to
  layout columns;
  dice& d;
  row_cells& out;
  address moved;  // set by those that put the row's owner at an address like `place`
  bool has_moved = false;

  bool two_owners() const { return has_two_owners(columns); }
  void put_name(unsigned at, std::string_view given, std::string_view surname) const {
    out.owners[at].first = given;
    out.owners[at].last = surname;
    out.owners[at].full = one_cell(given, surname, true);
  }
  void put_target() const { put_name(0, target.given, target.surname); }
  // The owner lives at `a`.
  bool move(const address& a) {
    moved = a;
    has_moved = true;
    return true;
  }
};

struct near_miss_family {
  std::string_view label;
  unsigned needs;                     // what the request must carry for the row to be near it
  bool (*write)(near_miss_draft& m);  // false: does not apply; the row is as it was
};

inline constexpr near_miss_family near_miss_families[] = {
    {"aggressive/name_at_another_address", by_person_at,
     [](near_miss_draft& m) {
       m.put_target();
       return true;
     }},
    {"aggressive/given_differs", by_person_at,
     [](near_miss_draft& m) {
       m.put_name(0, m.d.pick(other_given_names), m.target.surname);
       return m.out.owners[0].first != m.target.given && m.out.owners[0].first != m.partner.given &&
              m.move(m.place);
     }},
    {"aggressive/surname_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.own.people[0].surname == m.target.surname) return false;
       m.put_name(0, m.target.given, m.own.people[0].surname);
       return m.move(m.place);
     }},
    {"standard/double_vs_single_surname", by_person_at,
     [](near_miss_draft& m) {
       const auto hyphen = m.target.surname.find('-');
       if (hyphen == std::string_view::npos) return false;
       m.put_name(0, m.target.given, m.target.surname.substr(hyphen + 1));
       return m.move(m.place);
     }},
    {"aggressive/composite_crosses_owners", by_person_at,
     [](near_miss_draft& m) {
       const std::string_view other = m.d.pick(other_given_names);
       if (!m.two_owners() || m.own.people[0].surname == m.target.surname || other == m.target.given)
         return false;
       m.put_name(0, m.target.given, m.own.people[0].surname);
       m.put_name(1, other, m.target.surname);
       return m.move(m.place);
     }},
    {"aggressive/house_number_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.kind != address_kind::street && m.place.kind != address_kind::highway) return false;
       address a = m.place;
       a.number ^= 1;  // the parity that follows from the address's number; the other one is never given out
       m.put_target();
       return m.move(a);
     }},
    {"aggressive/unit_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.unit == unit_kind::none || m.place.unit > unit_kind::suite) return false;
       address a = m.place;
       a.unit_id = std::to_string(900 + m.d.below(100));
       m.put_target();
       return m.move(a);
     }},
    {"standard/unit_missing", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.unit == unit_kind::none || m.place.unit > unit_kind::suite) return false;
       address a = m.place;
       a.unit = unit_kind::none;
       m.put_target();
       return m.move(a);
     }},
    {"standard/unit_added", by_person_at,
     [](near_miss_draft& m) {
       if (!m.place.is_street() || m.place.unit != unit_kind::none) return false;
       address a = m.place;
       a.unit = unit_kind::apt;
       a.unit_id = std::to_string(900 + m.d.below(100));
       m.put_target();
       return m.move(a);
     }},
    {"standard/zip_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.is_military()) return false;
       address a = m.place;
       a.zip = 1 - a.zip;
       m.put_target();
       return m.move(a);
     }},
    {"aggressive/suffix_differs", by_person_at,
     [](near_miss_draft& m) {
       if (!m.place.is_street()) return false;
       address a = m.place;
       a.suffix = a.suffix == 0 ? 1 : a.suffix - 1;
       m.put_target();
       return m.move(a);
     }},
    {"aggressive/directional_differs", by_person_at,
     [](near_miss_draft& m) {
       if (!m.place.is_street() || m.place.before == 0) return false;
       address a = m.place;
       a.before = 1 + a.before % 8;
       m.put_target();
       return m.move(a);
     }},
    {"aggressive/house_fraction_differs", by_person_at,
     [](near_miss_draft& m) {
       if (!m.place.is_street()) return false;
       address a = m.place;
       a.house = a.house == 0 ? '/' : 0;
       m.put_target();
       return m.move(a);
     }},
    {"aggressive/phone_digit_differs", by_phone,
     [](near_miss_draft& m) {
       // Never the first digit of area code or exchange: the number stays a number.
       static constexpr unsigned where[] = {6, 7, 8, 9};
       const std::string phone = off_by_one_digit(m.target.phone, m.d.pick(where), m.d);
       write_usual_phone(phone, m.d, m.out.phones[m.d.below(2)]);
       return true;
     }},
    {"aggressive/phone_extra_digit", by_phone,
     [](near_miss_draft& m) {
       write_phone(m.target.phone, "a-e-l", m.out.phones[0]);
       m.out.phones[0] += std::to_string(m.d.below(10));
       return true;
     }},
    {"aggressive/phone_country_differs", by_phone,
     [](near_miss_draft& m) {
       write_phone(m.target.phone, m.d.chance(50) ? "+81 a e l" : "+33 a e l", m.out.phones[0]);
       return true;
     }},
    {"aggressive/email_digit_differs", by_email,
     [](near_miss_draft& m) {
       email e = m.target.mail;
       e.local = off_by_one_digit(e.local, e.local.size() - 1 - m.d.below(2), m.d);
       write_usual_email(e, m.d, m.out.emails[m.d.below(2)]);
       return true;
     }},
    {"aggressive/email_provider_differs", by_email,
     [](near_miss_draft& m) {
       email e = m.target.mail;
       e.domain = &m.d.pick(consumer_domains);
       const auto is_apple = [](const email& mail) {
         return mail.domain->name == "me.com" || mail.domain->name == "icloud.com";
       };
       if (e.domain->name == m.target.mail.domain->name ||
           e.domain->name == m.target.work_mail.domain->name || (is_apple(e) && is_apple(m.target.mail)))
         return false;
       write_usual_email(e, m.d, m.out.emails[0]);
       return true;
     }},
    {"aggressive/email_dots_significant", by_email,
     [](near_miss_draft& m) {
       const email& e = m.target.mail;
       if (e.domain->gmail || e.domain->name.starts_with("proton")) return false;
       email other = e;
       const auto dot = e.local.find('.');
       other.local = dot == std::string::npos ? std::string(1, e.local[0]) + "." + e.local.substr(1)
                                              : replaced(e.local, '.', "");
       write_usual_email(other, m.d, m.out.emails[0]);
       return true;
     }},
    {"standard/email_tag_where_tags_count", by_email,
     [](near_miss_draft& m) {
       const email& e = m.target.mail;
       if (e.domain->tags) return false;
       m.out.emails[0] = e.local + some_tag(m.d) + "@" + std::string(e.domain->name);
       return true;
     }},
    {"standard/email_domain_typo", by_email,
     [](near_miss_draft& m) {
       m.out.emails[0] = m.target.mail.local + (m.target.mail.domain->gmail ? "@gmial.com" : "@exmaple.com");
       return true;
     }},
    {"all/agent", by_email,
     [](near_miss_draft& m) {
       if (m.columns != layout::propstream) return false;
       m.out.agent_name = std::string(m.target.given) + " " + std::string(m.target.surname);
       m.out.agent_phone = m.target.phone;
       m.out.agent_email = usual(m.target.mail);
       return true;
     }},
};

// ---- details ----

inline std::string town::near_miss(std::uint64_t n, const row_plan& r, dice& d, row_cells& out) const {
  const hit_plan h = plan_.hit(r.stretch);
  const household home = registry_.at(h.row), own = registry_.at(n);
  const address place = home_of(home);
  for (;;) {
    const near_miss_family& family = near_miss_families[d.below(std::size(near_miss_families))];
    if ((family.needs & h.carries) == 0) continue;
    row_cells draft = out;
    near_miss_draft m{
        home.people[h.who], home.people[1 - h.who], place, own, options_.columns, d, draft, {}, false};
    if (!family.write(m)) continue;
    if (m.has_moved && m.moved.is_place() && d.chance(50)) {
      put_property(m.moved, d, draft);
      draft.has_mailing = false;
      draft.mailing = {};
    } else if (m.has_moved) {
      put_mailing(m.moved, d, draft);
    }
    out = draft;
    return std::string(family.label);
  }
}

}  // namespace optout::households
