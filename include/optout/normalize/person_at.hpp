// A person at an address: given name + surname + place, the identifier that finds a consumer without phone or email.
//
// The address already narrows it to a household, so middle name, generation and the unit's designator are left
// out: "given|surname|zip|number|predir|street|suffix|postdir|unit". One name and one address can be read in several
// ways; each reading gives a form of its own, and two persons are the same if any form is. Father and son of one
// name at one address share a form: the leak would be worse.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/text.hpp>

namespace optout {

template <std::size_t N>
void append_person_at(const name_reading& name, const address_form& where, fixed_text<N>& out) noexcept {
  out.append(name.given);
  out.push_back('|');
  out.append(name.surname);
  out.push_back('|');
  out.append(where.place);
}

// The same person in a ZIP code, "given|surname|zip": whoever is at an address of a list is in its ZIP code too.
template <std::size_t N>
void append_person_zip(const name_reading& name, std::string_view zip, fixed_text<N>& out) noexcept {
  out.append(name.given);
  out.push_back('|');
  out.append(name.surname);
  out.push_back('|');
  out.append(zip);
}

}  // namespace optout
