// Addresses at level aggressive: what an address may lack on either side of a match (alternates.hpp).
//
//   unit                missing; its designator and leading zeros count for nothing     Apt 04 ~ Lot 4
//   directional         missing, or on the other side of the name                       N Main St ~ Main St N
//   suffix              missing                                                         12 Oak ~ 12 Oak St
//   ZIP code            missing, with city and state there                              Reno NV ~ Reno NV 89501
//   Martin Luther King  by his initials, with and without Dr and Jr
//
// What both sides say must agree: N is not S, St is not Ave, Apt 4 is not Apt 5. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address.hpp>
#include <optout/normalize/alternates.hpp>
#include <optout/normalize/ascii.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace optout {

// Calls sink(canonical) for each form of the address, "zip|number|directional|street|suffix|directional|unit". At level
// aggressive these depend on the side, and come nearest first. `forms` is scratch.
template <typename Sink>
void for_each_address_form(const address_parts& parts, level lvl, side s, address_forms& forms, Sink&& sink);

// Calls sink(canonical) for each alternate of one form, at level aggressive.
template <typename Sink>
void for_each_alternate_address(const address_form& form, std::string_view locality, side s, Sink&& sink);

// Texts that alternates of an address point into.
struct address_alternate_texts {
  fixed_text<104> unit, list_lacks_zip, probe_lacks_zip;
};

// Adds to `out`, whose fields from `first` on are those of an address's place, what else they may read.
template <std::size_t Fields>
void add_address_alternates(std::size_t first, std::string_view locality, side s,
                            address_alternate_texts& texts, alternates<Fields>& out) noexcept;

// ---- details ----

namespace detail {

inline bool is_king(std::string_view name) noexcept {
  for (const std::string_view title : {"doctor", "dr", "reverend", "rev"}) {
    if (name.starts_with(title)) name.remove_prefix(title.size());
  }
  if (name.ends_with("jr")) name.remove_suffix(2);
  return name == "martinlutherking" || name == "mlking" || name == "mlk" ||
         name == "millking";  // where ML was read as a mill
}

inline bool is_box(std::string_view street) noexcept {
  for (const std::string_view route : {"po box", "rr ", "hc ", "psc ", "cmr ", "unit ", "general delivery"}) {
    if (street.starts_with(route)) return true;
  }
  return false;
}

// "04 007" -> "4 7"
inline void append_without_zeros(std::string_view ids, fixed_text<104>& out) noexcept {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool starts = i == 0 || ids[i - 1] == ' ';
    if (starts) {
      while (i + 1 < ids.size() && ids[i] == '0' && is_alnum(ids[i + 1])) ++i;
    }
    out.push_back(ids[i]);
  }
}

}  // namespace detail

template <std::size_t Fields>
void add_address_alternates(std::size_t first, std::string_view locality, side s,
                            address_alternate_texts& texts, alternates<Fields>& out) noexcept {
  enum : std::size_t { zip, number, before, street, suffix, after, unit };
  const auto at = [&](std::size_t field) { return out[first + field]; };

  if (detail::is_king(at(street))) out.set(first + street, "mlk");
  texts.unit.clear();
  detail::append_without_zeros(at(unit), texts.unit);
  out.set(first + unit, texts.unit.view());

  // An address without a ZIP code has "=reno nv" in its place. It meets those that have one in "-reno nv" if it is the
  // list's, in "~reno nv" if it is the probe.
  if (!locality.empty()) {
    for (const auto& [text, tag] :
         {std::pair{&texts.list_lacks_zip, '-'}, std::pair{&texts.probe_lacks_zip, '~'}}) {
      text->clear();
      text->push_back(tag);
      text->append(locality);
    }
    const bool has_zip = is_digit(at(zip).front());
    const bool list_lacks = has_zip == (s == side::probe);
    out.add(first + zip, list_lacks ? texts.list_lacks_zip.view() : texts.probe_lacks_zip.view());
  }
  if (detail::is_box(at(street))) return;  // a box has none of these
  out.add_optional(first + unit, s);
  out.add_optional(first + suffix, s);

  // The two directionals change together, so that N Main St never meets Main St S by lacking both.
  const std::string_view b = at(before);
  const std::string_view a = at(after);
  const auto directions = [&](std::string_view front, std::string_view back) {
    out.add(first + before, front, first + after, back);
  };
  const bool both = !b.empty() && !a.empty();
  const bool none = b.empty() && a.empty();
  if (s == side::list) {
    directions(none ? wildcard : std::string_view(), {});
    if (none) return;
    directions(both ? b : a,
               both ? std::string_view() : b);  // the one behind is missing; the one there is moved
    directions(b.empty() ? wildcard : both ? std::string_view() : b, a.empty() ? wildcard : a);
  } else if (!none) {
    directions(wildcard, {});
    if (both) directions(b, wildcard);
    if (both) directions(wildcard, a);
  }
}

template <typename Sink>
void for_each_address_form(const address_parts& parts, level lvl, side s, address_forms& forms, Sink&& sink) {
  if (!normalize_address(parts, lvl, forms)) return;
  for (const address_form& form : forms.forms()) {
    if (lvl == level::aggressive) {
      for_each_alternate_address(form, forms.locality(), s, sink);
    } else {
      sink(form.household);
    }
  }
}

template <typename Sink>
void for_each_alternate_address(const address_form& form, std::string_view locality, side s, Sink&& sink) {
  alternates<7> fields(form.place);
  address_alternate_texts texts;
  add_address_alternates(0, locality, s, texts, fields);
  fields.for_each(sink);
}

}  // namespace optout
