// Spellings that only level aggressive finds: a person at an address who says less, or says it otherwise.
//
// Each family changes one part of what is said. Two parts at most differ between a request and a row, so the draw is
// told which parts the other side has changed. Forms whose reading is open to doubt are not written: V and I as an
// initial, no suffix behind Green Valley, "No." where it could say "number".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_spelling.hpp"
#include "email_spelling.hpp"
#include "loose_tables.hpp"
#include "name_spelling.hpp"
#include "people.hpp"
#include "spelling.hpp"

#include <iterator>
#include <string>
#include <string_view>

namespace optout::households {

namespace part {
enum : unsigned {
  none = 0,
  given = 1,
  surname = 2,
  house = 4,
  direction = 8,
  street = 16,
  suffix = 32,
  unit = 64,
  zip = 128,
  email = 256,  // not of the person at an address
  name = given | surname,
  place = house | direction | street | suffix | unit | zip
};
}  // namespace part

// How one side spells somebody: as they are, but for `parts`.
struct loose_spelling {
  unsigned parts = 0;
  bool initial = false;
  std::string given, surname;
  address home;
  address_style style;
  std::string email;  // of part::email
  std::string labels;
};

struct loose_family {
  std::string_view label;
  unsigned parts;
  bool one_of_two;  // whether it is a difference of which there may be two at most
  bool (*write)(const person& p, dice& d, loose_spelling& out);  // false: does not apply
};

// What a draw may do.
struct loose_limits {
  unsigned most = 2;     // families
  unsigned taken = 0;    // parts to leave alone
  bool counted = false;  // only families of which there may be two
  std::string_view left_out = {};
};

// Spells `p` at `home`. Families are drawn at random among those that apply; fewer than `most` may do.
loose_spelling spell_loosely(const person& p, const address& home, const loose_limits& limits, dice& d);

// Another spelling of a mailbox; empty if there is none.
std::string spell_email_loosely(const email& e, std::string_view left_out, dice& d, std::string& labels);

// Whether a name has letters with digraphs of their own.
bool has_digraphs(std::string_view name);

// Writes the name, the address of a spelling in cells.
void write_loose_name(const person& p, const loose_spelling& loose, dice& d, name_cells& out);
void write_loose_address(const loose_spelling& loose, bool unit_has_cell, dice& d, address_cells& out);

// ---- details ----

namespace detail {

inline std::string with_digraphs(std::string_view name) {
  std::string out(name);
  for (const auto& [letter, spelled] : digraphs)
    if (out.find(letter) != std::string::npos) out = replaced_once(out, letter, spelled);
  return out;
}

inline std::string first_letter(std::string_view name) {
  std::size_t size = 1;
  while (size < name.size() && (static_cast<unsigned char>(name[size]) & 0xC0) == 0x80) ++size;
  return std::string(name.substr(0, size));
}

inline bool put_no_direction(loose_spelling& out) {
  out.style.before = out.style.after = "";
  return out.home.before != 0 || out.home.after != 0;
}

inline constexpr std::string_view usual_direction(unsigned which) {
  return directions[which].usual;
}

}  // namespace detail

inline bool has_digraphs(std::string_view name) {
  return detail::with_digraphs(name) != name;
}

inline constexpr loose_family loose_families[] = {
    {"aggressive/nickname", part::given, true,
     [](const person& p, dice& d, loose_spelling& out) {
       for (const nickname& n : nickname_table)
         if (n.given == p.given) return out.given = d.pick(n.others), true;
       return false;
     }},
    {"aggressive/initial", part::given, true,
     [](const person& p, dice&, loose_spelling& out) {
       out.given = detail::first_letter(p.given);
       out.initial = true;
       return out.given != "V" && out.given != "I" && out.given != "Í";
     }},
    {"aggressive/umlaut_digraph", part::name, false,
     [](const person& p, dice&, loose_spelling& out) {
       out.given = detail::with_digraphs(p.given);
       out.surname = detail::with_digraphs(p.surname);
       return out.given != p.given || out.surname != p.surname;
     }},
    {"aggressive/house_word", part::house, false,
     [](const person&, dice&, loose_spelling& out) {
       if (!out.home.is_street() || out.home.number > 12 || out.home.house != 0) return false;
       out.style.house_word = house_words[out.home.number - 1];
       return true;
     }},
    {"aggressive/direction_missing", part::direction, true,
     [](const person&, dice&, loose_spelling& out) {
       return out.home.is_street() && detail::put_no_direction(out);
     }},
    {"aggressive/direction_moved", part::direction, true,
     [](const person&, dice&, loose_spelling& out) {
       if (!out.home.is_street() || !detail::put_no_direction(out)) return false;
       out.style.before = detail::usual_direction(out.home.after);
       out.style.after = detail::usual_direction(out.home.before);
       return true;
     }},
    {"aggressive/direction_odd", part::direction, false,
     [](const person&, dice& d, loose_spelling& out) {
       if (!out.home.is_street()) return false;
       for (const odd_direction& odd : odd_directions) {
         const std::string_view word = d.pick(odd.others);
         const bool front = odd.usual == detail::usual_direction(out.home.before);
         if (!front && odd.usual != detail::usual_direction(out.home.after)) continue;
         if (word.starts_with("No") && front && out.home.house != 0) return false;
         (front ? out.style.before : out.style.after) = word;
         if (!front) out.style.where_unit = unit_place::behind_comma;
         return true;
       }
       return false;
     }},
    {"aggressive/martin_luther_king", part::street, false,
     [](const person&, dice& d, loose_spelling& out) {
       if (!out.home.is_street() || out.home.street >= std::size(streets) ||
           streets[out.home.street].name != king)
         return false;
       out.style.name = d.pick(king_variants);
       return true;
     }},
    {"aggressive/suffix_missing", part::suffix, true,
     [](const person&, dice&, loose_spelling& out) {
       if (!out.home.is_street()) return false;
       const std::string name = street_name(out.home, {});
       for (const std::string_view end : suffix_like)
         if (name.ends_with(end)) return false;
       out.style.suffix_word = "";
       // "12 Oak Front" could be a street.
       if (out.home.unit == unit_kind::no_range) out.style.where_unit = unit_place::behind_comma;
       return true;
     }},
    {"aggressive/suffix_odd", part::suffix, false,
     [](const person&, dice& d, loose_spelling& out) {
       for (const odd_suffix& odd : odd_suffixes)
         if (out.home.is_street() && odd.usual == suffixes[out.home.suffix].usual)
           return out.style.suffix_word = d.pick(odd.others), true;
       for (const distant_names& odd : odd_highways)
         if (out.home.kind == address_kind::highway && odd.one == highways[out.home.suffix].usual)
           return out.style.name = odd.other, true;
       return false;
     }},
    {"aggressive/unit_missing", part::unit, true,
     [](const person&, dice&, loose_spelling& out) {
       const bool had = out.home.unit != unit_kind::none;
       out.home.unit = unit_kind::none;
       return had;
     }},
    {"aggressive/unit_zeros", part::unit, false,
     [](const person&, dice& d, loose_spelling& out) {
       static constexpr unit_kind kinds[] = {unit_kind::apt,   unit_kind::unit, unit_kind::hash,
                                             unit_kind::suite, unit_kind::lot,  unit_kind::space};
       if (out.home.unit == unit_kind::none || out.home.unit > unit_kind::suite || out.home.unit_id[0] > '9')
         return false;
       out.home.unit = d.pick(kinds);
       out.home.unit_id.insert(0, d.chance(70) ? "0" : "00");
       return true;
     }},
    {"aggressive/zip_missing", part::zip, true,
     [](const person&, dice& d, loose_spelling& out) {
       if (out.home.is_military()) return false;
       out.style.zip = 6;
       out.style.state = d.chance(80) ? 0 : 1;
       return true;
     }},
};

inline constexpr email_family loose_email_families[] = {
    {"aggressive/email_alias",
     [](const email& e, dice& d, std::string& out) {
       const auto other = [&](const auto& domains) {
         bool known = false;
         for (const std::string_view domain : domains) known = known || domain == e.domain->name;
         std::string_view alias = e.domain->name;
         while (known && alias == e.domain->name) alias = d.pick(domains);
         out = e.local + "@" + std::string(alias);
         return known;
       };
       return other(apple_domains) || other(proton_domains);
     }},
    {"aggressive/email_tag",
     [](const email& e, dice& d, std::string& out) {
       if (e.domain->tags) return false;
       out = e.local + some_tag(d) + "@" + std::string(e.domain->name);
       return true;
     }},
    {"aggressive/email_yahoo_keyword",
     [](const email& e, dice& d, std::string& out) {
       static constexpr std::string_view words[] = {"-news", "-shop", "-zillow", "-x"};
       if (e.domain->name != "yahoo.com") return false;
       out = e.local + std::string(d.pick(words)) + "@yahoo.com";
       return true;
     }},
    {"aggressive/email_fastmail_subdomain",
     [](const email& e, dice& d, std::string& out) {
       static constexpr std::string_view words[] = {"news@", "home@", "spam@", "me@"};
       if (e.domain->name != "fastmail.com" || ascii_word(e.local) != e.local) return false;
       out = std::string(d.pick(words)) + e.local + ".fastmail.com";
       return true;
     }},
};

inline loose_spelling spell_loosely(const person& p, const address& home, const loose_limits& limits,
                                    dice& d) {
  loose_spelling out;
  out.given = p.given;
  out.surname = p.surname;
  out.home = home;
  unsigned drawn = 0;
  for (unsigned tries = 0; tries < 60 && drawn < limits.most; ++tries) {
    const loose_family& family = d.pick(loose_families);
    if (((out.parts | limits.taken) & family.parts) != 0 || (limits.counted && !family.one_of_two) ||
        !is_allowed(family.label, limits.left_out))
      continue;
    loose_spelling changed = out;
    if (!family.write(p, d, changed)) continue;
    out = changed;
    out.parts |= family.parts;
    add_label(out.labels, family.label);
    ++drawn;
  }
  return out;
}

inline std::string spell_email_loosely(const email& e, std::string_view left_out, dice& d,
                                       std::string& labels) {
  std::string out;
  for (unsigned tries = 0; tries < 20; ++tries) {
    const auto& family = d.pick(loose_email_families);
    if (!is_allowed(family.label, left_out) || !family.write(e, d, out)) continue;
    add_label(labels, family.label);
    return out;
  }
  return {};
}

inline void write_loose_name(const person& p, const loose_spelling& loose, dice& d, name_cells& out) {
  std::string first = loose.given, last = loose.surname;
  if (loose.initial && d.chance(40)) first += '.';
  if (p.middle != 0 && d.chance(25)) first.append(" ").append(1, p.middle);
  if (d.chance(35)) {
    first = with_letters(first, letter_form::upper);
    last = with_letters(last, letter_form::upper);
  }
  if (d.chance(20)) {
    detail::set(out, "", last + ", " + first);
  } else {
    detail::set(out, first, last, d.chance(50));
  }
}

inline void write_loose_address(const loose_spelling& loose, bool unit_has_cell, dice& d,
                                address_cells& out) {
  address_draft draft{loose.style};
  if (unit_has_cell && d.chance(50)) draft.style.where_unit = unit_place::own_cell;
  if (d.chance(35)) draft.change = d.chance(70) ? text_change::upper : text_change::lower;
  write_draft(loose.home, draft, d, out);
}

}  // namespace optout::households
