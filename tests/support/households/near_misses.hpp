// Rows that look like somebody's request and must stay. A label says from which level on two values are kept apart:
// `aggressive/...` holds at every level, `standard/...` at exact and standard. An export for level aggressive is without
// the latter and has more of the former (aggressive_near_misses.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aggressive_near_misses.hpp"
#include "near_miss_draft.hpp"
#include "town.hpp"

#include <iterator>
#include <string>
#include <string_view>

namespace optout::households {

inline constexpr near_miss_family near_miss_families[] = {
    {"aggressive/name_at_another_address", by_person_at,
     [](near_miss_draft& m) {
       m.put_target();
       return true;
     }},
    {"aggressive/given_differs", by_person_at,
     [](near_miss_draft& m) {
       m.put_name(0, m.d.pick(other_given_names), m.target.surname);
       const std::string_view given = m.out.owners[0].first;
       return given != m.target.given && given != m.partner.given && !m.may_be(given) && m.move(m.place);
     }},
    {"aggressive/surname_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.is_surname(m.own.people[0].surname)) return false;
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
       if (!m.two_owners() || m.is_surname(m.own.people[0].surname) || other == m.target.given ||
           m.may_be(other))
         return false;
       m.put_name(0, m.target.given, m.own.people[0].surname);
       m.put_name(1, other, m.target.surname);
       return m.move(m.place);
     }},
    {"aggressive/house_number_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.kind != address_kind::street && m.place.kind != address_kind::highway) return false;
       address a = m.place;
       // The parity that follows from the address's number; the other one is never given out.
       a.number < 100 ? a.number += 20 : a.number ^= 1;
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
     },
     part::unit},
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
       a.zip ^= 1;
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
     },
     part::suffix},
    {"aggressive/directional_differs", by_person_at,
     [](near_miss_draft& m) {
       if (!m.place.is_street() || m.place.before == 0) return false;
       address a = m.place;
       a.before = 1 + a.before % 8;
       m.put_target();
       return m.move(a);
     },
     part::direction},
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
           e.domain->name == m.target.work_mail.domain->name || (is_apple(e) && is_apple(m.target.mail)) ||
           (m.said.count != 0 && is_apple(e) && is_apple(m.target.work_mail)))
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
       if (!has_agent(m.columns)) return false;
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
  const stretch_spellings said = requests_of(r.stretch, h, home);
  constexpr unsigned usual = std::size(near_miss_families);
  const unsigned all = usual + (is_aggressive() ? std::size(aggressive_near_miss_families) : 0);
  for (;;) {
    const unsigned which = d.below(all);
    const near_miss_family& family =
        which < usual ? near_miss_families[which] : aggressive_near_miss_families[which - usual];
    if ((family.needs & h.carries) == 0) continue;
    if (is_aggressive() && (family.label.starts_with("standard/") || (family.spoiled_by & said.parts) != 0))
      continue;
    row_cells draft = out;
    near_miss_draft m{
        home.people[h.who], home.people[1 - h.who], place, own, options_.columns, d, draft, said, {}};
    if (!family.write(m)) continue;
    if (m.has_moved && m.moved.is_place() && d.chance(50)) {
      put_property(m.moved, d, draft, m.style);
      draft.has_mailing = false;
      draft.mailing = {};
    } else if (m.has_moved) {
      put_mailing(m.moved, d, draft, m.style);
    }
    out = draft;
    return std::string(family.label);
  }
}

}  // namespace optout::households
