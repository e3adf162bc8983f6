// Near misses of level aggressive: what two sides say of one thing must agree, nothing goes two steps, and no more than
// two things may differ.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loose_tables.hpp"
#include "near_miss_draft.hpp"

#include <bit>
#include <string>
#include <string_view>

namespace optout::households {

// Where nobody lives.
inline constexpr place nowhere = {"Cedar Rapids", "IA", "Iowa", "Iowa", {"52401", "52402"}, "Marion"};

inline constexpr near_miss_family aggressive_near_miss_families[] = {
    {"aggressive/nicknames_of_one_name", by_person_at,
     [](near_miss_draft& m) {
       std::string_view other;  // of the nickname that each request says
       for (unsigned i = 0; i < m.said.count; ++i) {
         const loose_spelling& request = m.said.requests[i];
         if ((request.parts & part::given) == 0 || request.initial) return false;
         if (i != 0 && request.given != m.said.requests[0].given) return false;
         for (const distant_names& apart : nicknames_apart) {
           if (apart.one == request.given) other = apart.other;
           if (apart.other == request.given) other = apart.one;
         }
       }
       m.put_name(0, other, m.target.surname);
       return !other.empty() && m.move(m.place);
     }},
    {"aggressive/names_of_one_nickname", by_person_at,
     [](near_miss_draft& m) {
       for (const distant_names& apart : given_names_apart) {
         if (apart.one != m.target.given) continue;
         m.put_name(0, apart.other, m.target.surname);
         return m.move(m.place);
       }
       return false;
     },
     part::given},
    {"aggressive/initial_differs", by_person_at,
     [](near_miss_draft& m) {
       // Of nobody who is named beside somebody, nor of a nickname in quotes.
       const char initial = "AHJKLNT"[m.d.below(7)];
       const auto begins = [&](std::string_view given) { return ascii_word(given)[0] == to_lower(initial); };
       for (unsigned i = 0; i < m.said.count; ++i)
         if ((m.said.requests[i].parts & part::given) != 0 && begins(m.said.requests[i].given)) return false;
       m.put_name(0, std::string(1, initial), m.target.surname);
       return !begins(m.target.given) && m.move(m.place);
     }},
    {"aggressive/unit_zeros_behind", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.unit == unit_kind::none || m.place.unit > unit_kind::suite) return false;
       address a = m.place;
       if (a.unit_id[0] > '9' || a.unit_id.back() > '9') return false;
       a.unit_id += '0';
       m.put_target();
       return m.move(a);
     },
     part::unit},
    {"aggressive/direction_opposite", by_person_at,
     [](near_miss_draft& m) {
       static constexpr unsigned opposite[] = {0, 2, 1, 4, 3, 8, 7, 6, 5};
       if (!m.place.is_street() || m.place.before == 0) return false;
       address a = m.place;
       a.before = 0;
       a.after = opposite[m.place.before];
       m.put_target();
       return m.move(a);
     },
     part::direction},
    {"aggressive/zip_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.is_military()) return false;
       address a = m.place;
       a.zip = 1 - a.zip;
       m.put_target();
       return m.move(a);
     },
     part::zip},
    {"aggressive/zip_missing_city_differs", by_person_at,
     [](near_miss_draft& m) {
       if (m.place.is_military()) return false;
       address a = m.place;
       a.where = &nowhere;
       m.style.zip = 6;
       m.put_target();
       return m.move(a);
     }},
    {"aggressive/zip_and_city_missing", by_person_at,
     [](near_miss_draft& m) {
       m.style.zip = 6;
       m.style.no_city = true;
       m.put_target();
       return m.move(m.place);
     }},
    {"aggressive/house_word_differs", by_person_at,
     [](near_miss_draft& m) {
       if (!m.place.is_street() || m.place.number > 12) return false;
       m.style.house_word = house_words[12 + m.place.number % 7];
       m.put_target();
       return m.move(m.place);
     }},
    {"aggressive/three_differences", by_person_at,
     [](near_miss_draft& m) {
       const loose_spelling loose = spell_loosely(m.target, m.place, {.most = 3, .counted = true}, m.d);
       if (std::popcount(loose.parts) != 3) return false;
       write_loose_name(m.target, loose, m.d, m.out.owners[0]);
       m.style = loose.style;
       return m.move(loose.home);
     },
     part::name | part::place},
    {"aggressive/email_sister_domain", by_email,
     [](near_miss_draft& m) {
       for (const distant_names& sisters : sister_domains) {
         if (sisters.one != m.target.mail.domain->name) continue;
         m.out.emails[0] = m.target.mail.local + "@" + std::string(sisters.other);
         return true;
       }
       return false;
     }},
    {"aggressive/email_hyphen_counts", by_email,
     [](near_miss_draft& m) {
       const std::string_view domain = m.target.mail.domain->name;
       if (domain == "yahoo.com" || domain.starts_with("proton")) return false;
       m.out.emails[0] = m.target.mail.local + "-news@" + std::string(domain);
       return true;
     }},
};

}  // namespace optout::households
