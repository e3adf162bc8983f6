// The slow, obvious way to an address's form: written down from the parts that the generator of invented addresses
// (support/households) made it of, without reading a word of text. Whatever the spelling, the library must come to
// this form.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/households.hpp"

#include <string>
#include <string_view>

namespace optout::test {

struct address_truth {
  std::string household, place;
};

// The forms of `a`, as address.hpp describes them.
address_truth truth_of(const households::address& a);

// ---- details ----

inline std::string lower(std::string_view text) {
  std::string out;
  for (char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

// The name's plain letters and digits, in one. The generator's names have two accented letters.
inline std::string joined_name(std::string_view name) {
  if (name == "Dr Martin Luther King Jr") name = "Doctor Martin Luther King Jr";
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const std::string_view two = name.substr(i, 2);
    if (two == "\u00F1") out += 'n';
    if (two == "\u00E8") out += 'e';
    const auto byte = static_cast<unsigned char>(name[i]);
    if (byte < 0x80 && name[i] != ' ' && name[i] != '-' && name[i] != '\'') out += name[i];
  }
  return lower(out);
}

inline std::string unit_of(const households::address& a, bool with_class) {
  using households::unit_kind;
  const std::string id = lower(a.unit_id);
  static constexpr std::string_view no_range[] = {"rear", "bsmt", "uppr", "lowr", "frnt"};
  const auto named = [&](std::string_view kind) { return with_class ? std::string(kind) + " " + id : id; };
  switch (a.unit) {
    case unit_kind::none: return {};
    case unit_kind::apt:
    case unit_kind::unit:
    case unit_kind::hash:
    case unit_kind::suite: return named("unit");
    case unit_kind::floor: return named("fl");
    case unit_kind::lot: return named("lot");
    case unit_kind::space: return named("spc");
    case unit_kind::building: return (with_class ? "bldg " : "") + lower(a.building) + " " + named("unit");
    case unit_kind::no_range: return std::string(no_range[a.unit_id[0] - '0']);
  }
  return {};
}

inline address_truth truth_of(const households::address& a) {
  using households::address_kind;
  const std::string zip = a.zip5();
  const std::string number = std::to_string(a.number);
  const std::string route = std::to_string(a.route);
  const auto box = [&](const std::string& name) {
    const std::string form = zip + "|" + number + "||" + name + "|||";
    return address_truth{form, form};
  };
  const auto with_unit = [&](const std::string& form) {
    return address_truth{form + "|" + unit_of(a, true), form + "|" + unit_of(a, false)};
  };
  switch (a.kind) {
    case address_kind::po_box: return box("po box");
    case address_kind::rural: return box("rr " + route);
    case address_kind::contract: return box("hc " + route);
    case address_kind::psc: return box("psc " + route);
    case address_kind::cmr: return box("cmr " + route);
    case address_kind::highway: {
      static constexpr std::string_view roads[] = {"ushighway", "interstate",   "countyroad",
                                                   "fm",        "stateroad",    "statehighway",
                                                   "highway",   "countyhighway"};
      return with_unit(zip + "|" + number + "||" + std::string(roads[a.suffix]) + route + "||");
    }
    case address_kind::grid:
    case address_kind::street: break;
  }
  std::string house = number;
  if (a.kind == address_kind::grid) house = "n" + route + "w" + number;
  if (a.house == '/') house += " 1/2";
  if (a.house != 0 && a.house != '/') house += lower(std::string(1, a.house));
  const auto direction = [](unsigned which) { return lower(households::directions[which].usual); };
  const std::string name = a.street < std::size(households::streets)
                               ? joined_name(households::streets[a.street].name)
                               : households::ordinal(a.street - unsigned{std::size(households::streets)} + 1);
  return with_unit(zip + "|" + house + "|" + direction(a.before) + "|" + name + "|" +
                   lower(households::suffixes[a.suffix].usual) + "|" + direction(a.after));
}

}  // namespace optout::test
