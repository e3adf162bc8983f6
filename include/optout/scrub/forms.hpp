// One door to all canonical forms: the text of a value of some kind -> its forms at a level, for either side of a match.
//
// A request and a row are the same if a form of the one, on the list's side, is a form of the other, as a probe. Below
// aggressive the sides are alike. The parts of a composite value have a bar between them: "Jane Doe|12 Oak St, Reno, NV
// 89501". The walk over the cells of an export is in identify.hpp; this is for text that stands alone.
//
// Nothing throws. Threads: pure functions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/kind.hpp>
#include <optout/normalize/address_alternates.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/name_alternates.hpp>
#include <optout/normalize/person_at.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/zip.hpp>

#include <algorithm>
#include <string_view>

namespace optout {

// Calls sink(canonical) for each form of `text`; never, if it is no value of that kind. The text lives as long as the call.
template <typename Sink>
void for_each_form(kind k, std::string_view text, level lvl, side s, Sink&& sink);

// ---- details ----

namespace detail {

// Of "name|address" or "name|ZIP code".
template <typename Sink>
void for_each_person_form(kind k, std::string_view text, level lvl, side s, Sink& sink) {
  const std::size_t bar = std::min(text.find('|'), text.size());
  const std::string_view second = bar == text.size() ? std::string_view{} : text.substr(bar + 1);
  name_forms names;
  address_forms addresses;
  for_each_name_spelling({text.substr(0, bar), {}, {}, {}, {}}, lvl, [&](const name_parts& spelled) {
    if (!normalize_name(spelled, lvl, names)) return;
    if (k == kind::person_zip) {
      zip_text zip;
      if (!normalize_zip(second, lvl, zip)) return;
      for (const name_reading& name : names.readings()) for_each_person_zip(name, zip.view(), lvl, s, sink);
      return;
    }
    if (!normalize_address({second, {}, {}, {}, {}, {}}, lvl, addresses)) return;
    for (std::size_t changes = 0; changes <= most_changes; ++changes) {
      for (const address_form& address : addresses.forms()) {
        for (const name_reading& name : names.readings()) {
          if (k == kind::person_at) {
            for_each_person_at(name, address, addresses.locality(), lvl, s, changes, sink);
          } else if (changes == 0) {
            for_each_strict_person(name, names, address, sink);
          }
        }
      }
    }
  });
}

}  // namespace detail

template <typename Sink>
void for_each_form(kind k, std::string_view text, level lvl, side s, Sink&& sink) {
  switch (k) {
    case kind::email: {
      email_text out;
      if (const auto form = normalize_email(text, lvl, out)) sink(*form);
      return;
    }
    case kind::phone: return for_each_phone_form(text, lvl, s, sink);
    case kind::phone_strict: return for_each_phone_form(text, std::min(lvl, level::standard), s, sink);
    case kind::zip: {
      zip_text out;
      if (const auto form = normalize_zip(text, lvl, out)) sink(*form);
      return;
    }
    case kind::dob: {
      fixed_text<8> out;
      if (const auto form = normalize_dob(text, lvl, out)) sink(*form);
      return;
    }
    case kind::name: {
      name_forms names;
      return for_each_name_form({text, {}, {}, {}, {}}, lvl, s, names, sink);
    }
    case kind::address: {
      address_forms addresses;
      return for_each_address_form({text, {}, {}, {}, {}, {}}, lvl, s, addresses, sink);
    }
    case kind::person_at:
    case kind::person_strict:
    case kind::person_zip: return detail::for_each_person_form(k, text, lvl, s, sink);
    case kind::maid:
    case kind::ndz:
    case kind::namevin:
    case kind::ctvid: return;  // hash_scheme.hpp
  }
}

}  // namespace optout
