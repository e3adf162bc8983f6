// The words of a header that say something, and what a word says among the others: the lower half of
// header_grammar.hpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/header_words.hpp>
#include <optout/scrub/role.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace optout::detail {

inline bool is_subject(const header_word& w) {
  return w.part == header_part::who || w.part == header_part::place;
}

// A word that says nothing about whose a column is or what it holds.
inline bool is_stranger(const header_word& w) {
  using enum header_part;
  return w.part == unknown || w.part == attribute || w.part == trait || w.part == fact || w.part == id ||
         w.part == geography;
}

inline bool is_contact_word(const header_word& w) {
  return w.part == header_part::handset || w.value == "phone" || w.value == "email";
}

class header_phrase {
 public:
  // Keeps the address of `word`.
  void add(const header_word& word) { words_.push_back(&word); }
  const std::vector<const header_word*>& words() const { return words_; }

  bool has(std::string_view value) const {
    for (const header_word* w : words_) {
      if (w->part == header_part::kind && w->value == value) return true;
    }
    return false;
  }

  bool has_part(header_part p) const {
    return std::any_of(words_.begin(), words_.end(), [p](const header_word* w) { return w->part == p; });
  }

  // Whether it tells what a consumer wants, whatever the noun: `DNC`, `TCPA Flag`.
  bool is_wish() const {
    return std::any_of(words_.begin(), words_.end(), [](const header_word* w) { return w->value == "wish"; });
  }

  const header_word* word_before(const header_word* w) const {
    const header_word* before = nullptr;
    for (const header_word* other : words_) {
      if (other == w) return before;
      before = other;
    }
    return nullptr;
  }

  // The last kind that stands before `head`. `Last Sale Date` is about no last name.
  const header_word* kind_before(const header_word* head) const {
    const header_word* kind = nullptr;
    for (const header_word* w : words_) {
      if (w == head) break;
      const bool of_name = w->value == "first" || w->value == "last" || w->value == "full";
      if (w->part == header_part::handset || (w->part == header_part::kind && (!of_name || has("name"))))
        kind = w;
    }
    return kind;
  }

  // What a kind says by itself, or together with the kinds beside it.
  field field_of(const header_word& kind) const {
    const std::string_view v = kind.value;
    if (kind.part == header_part::handset || v == "phone") return field::phone;
    if (v == "email") return field::email;
    if (v == "extension") return field::phone_extension;
    if (v == "dob") return field::dob;
    if (v == "care") return field::care_of;
    if (v == "predir" || v == "postdir")
      return v == "predir" ? field::predirectional : field::postdirectional;
    if (v == "pre" || v == "post" || v == "direction") {
      return has("post") || has("suffix") ? field::postdirectional : field::predirectional;
    }
    if (v == "strtype") return field::street_suffix;
    if (v == "unittype") return field::unit_type;
    if (v == "unit") return field::unit;
    if (v == "house") return field::house_number;
    if (v == "city") return field::city;
    if (v == "state") return field::state;
    if (v == "zip") return field::zip;
    if (v == "plus") return field::satellite;
    if (v == "st") return has("address") || has("name") ? field::street : field::state;
    if (v == "address") return has("street") || has("line") ? field::street : field::address;
    if (v == "line" || v == "street") return field::street;
    return name_field_of(v);
  }

 private:
  field name_field_of(std::string_view v) const {
    // `Street Name`, `City Name`, `Street Suffix`: not a person's.
    if (has("street") || has("st")) {
      if (v == "name") return field::street_name;
      if (v == "suffix") return field::street_suffix;
    }
    if (v == "suffix" && has("direction")) return field::postdirectional;
    if (v == "name" && has("care")) return field::care_of;
    if (v == "name" && has("city")) return field::city;
    if (v == "name" && has("state")) return field::state;
    if (v == "full" && has("address")) return field::address;
    if (v == "suffix" || has("suffix")) return field::name_suffix;
    if (has("first")) return has("last") ? field::full_name : field::first_name;
    if (v == "middle" || has("middle")) return field::middle_name;
    if (v == "last" || has("last")) return field::last_name;
    return field::full_name;
  }

  std::vector<const header_word*> words_;
};

}  // namespace optout::detail
