// Reads one column header: {whom} x {number} x {what} x {which one} x {attribute}, by a grammar over its
// words.
//
// `Contact1Phone_1_DNC` is a satellite of phone 1 of contact 1, `owner_address_line_1` a street of the
// owner. A header is read by itself here; what depends on the other columns (whose a bare `Address` is,
// whether a `Secondary Phone` is the second owner's) is decided in column_roles.hpp. The noun at the end
// decides: in `Property Address Type` it is the type. Words that fit nothing make the reading unsure, and
// an unsure reading holds only if the column's content agrees.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/header_phrase.hpp>
#include <optout/scrub/header_words.hpp>
#include <optout/scrub/role.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

struct header_meaning {
  // What the cells hold. `satellite` of `satellite_of`, `id`, and `none` with `record` set also name nobody.
  field what = field::none;
  field satellite_of = field::none;
  bool record = false;  // about the property or the row
  bool bare = false;    // an attribute of whatever stands before it: `Type` after `Phone 1`
  bool whole = false;   // an address with all its parts in one cell
  bool sure = true;

  std::string who;      // owner, contact, seller, other (an agent, a lender); empty where nobody is named
  bool ranked = false;  // by `primary` or `secondary`: of persons or of phones
  bool property = false, mailing = false;  // the place, where one is named
  std::optional<std::uint16_t> person, slot;
  std::uint16_t line = 0;  // of an address: the 2 of `Address 2`
  std::string label;       // tells columns of one meaning apart: mobile, home, or words unknown
};

header_meaning read_header(std::string_view header);

// ---- details ----

namespace detail {

// One reading. The words are looked at as a list from which noise has gone; `head_` is the deciding noun.
class header_reader {
 public:
  explicit header_reader(std::string_view header) : all_(split_header(header)) {}

  header_meaning read() {
    if (find_device()) return std::move(out_);
    find_tax_address();
    take_numbers();
    find_subject();
    find_head();
    if (head_ == nullptr) {
      read_without_head();
    } else {
      read_head();
    }
    finish();
    return std::move(out_);
  }

 private:
  using part = header_part;

  // `MAID`, `owner1_vin2`: a device or a vehicle is known by exact names alone.
  bool find_device() {
    static constexpr struct {
      std::string_view name;
      field what;
    } devices[] = {{"maid", field::maid},
                   {"mobileadvertisingid", field::maid},
                   {"mobileadid", field::maid},
                   {"advertisingid", field::maid},
                   {"idfa", field::maid},
                   {"gaid", field::maid},
                   {"aaid", field::maid},
                   {"vin", field::vin},
                   {"vehicleidentificationnumber", field::vin},
                   {"ctvid", field::ctvid}};
    std::string name;
    for (const header_word& w : all_) {
      if (w.part == part::number) {
        (name.empty() ? out_.person : out_.slot) = w.number;
      } else if (w.part == part::who && name.empty()) {
        out_.who = w.value;
      } else {
        name += w.text;
      }
    }
    for (const auto& device : devices) {
      if (name != device.name) continue;
      out_.what = device.what;
      return true;
    }
    out_ = {};
    return false;
  }

  // `Tax Address`, `Tax Zip`: where the bill goes. `Tax Year` stays a fact.
  void find_tax_address() {
    for (std::size_t i = 0; i + 1 < all_.size(); ++i) {
      const std::string_view next = all_[i + 1].value;
      if (all_[i].text != "tax" || all_[i + 1].part != part::kind) continue;
      if (next == "address" || next == "city" || next == "state" || next == "zip") {
        all_[i].part = part::place;
        all_[i].value = "mailing";
      }
    }
  }

  // Gives each number to the word that it counts, and keeps the other words that say something.
  void take_numbers() {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const header_word& w = all_[i];
      if (w.part == part::noise) {
        says_number_ = says_number_ || w.value == "number";
        continue;
      }
      if (w.part == part::label) {
        add_label(w.text);
        continue;
      }
      const header_word* next = i + 1 < all_.size() ? &all_[i + 1] : nullptr;
      // `First Owner`, `1st Phone`: an ordinal; `first` before anything else is a part of a name.
      const bool first = w.value == "first" && next != nullptr &&
                         ((next->part == part::who && next->value != "other") || is_contact_word(*next));
      if (w.part != part::number && !first) {
        phrase_.add(w);
        continue;
      }
      const std::uint16_t number = first ? 1 : w.number;
      const header_word* before = phrase_.words().empty() ? nullptr : phrase_.words().back();
      if (next != nullptr && next->part == part::who && (before == nullptr || before->part != part::who)) {
        out_.person = number;
      } else if (before != nullptr && before->part == part::who) {
        out_.person = number;
      } else if (before == nullptr || !(before->text == "md" || before->text == "sha")) {
        out_.slot = number;
        counted_ = before;
      }
    }
  }

  void find_subject() {
    for (const header_word* w : phrase_.words()) {
      if (w->part == part::place) {
        out_.mailing = w->value == "mailing";
        out_.property = !out_.mailing;
      } else if (w->part == part::who) {
        take_who(w->value);
        // `Property Owner Address` is not the property's.
        out_.property = false;
        out_.mailing = out_.mailing || w->value == "recipient";
      }
    }
  }

  void take_who(std::string_view value) {
    if (value == "primary" || value == "secondary") {
      if (!out_.person) out_.person = value == "primary" ? 1 : 2;
      out_.ranked = true;
      return;
    }
    if (value == "coowner") {
      out_.person = 2;
      value = "owner";
    }
    // An agent's column is never an owner's; else the rarer word says more: `Prior Owner`, `Contact Owner`. `Person`
    // behind `Owner` says nothing.
    if (out_.who.empty() || value == "other" ||
        (out_.who == "owner" && value != "contact" && value != "person") ||
        (out_.who == "contact" && !out_.person)) {
      if (out_.who != "other") out_.who = value;
    }
  }

  void find_head() {
    for (auto w = phrase_.words().rbegin(); w != phrase_.words().rend() && head_ == nullptr; ++w) {
      if (!is_subject(**w)) head_ = *w;
    }
    if (head_ == nullptr) return;
    // `Carrier Name`, `School District Name`: the name of what stands before it, unless it is a person's.
    if (head_->value == "name") {
      const header_word* before = phrase_.word_before(head_);
      const bool always =
          before != nullptr && (before->part == part::attribute || before->part == part::geography);
      if (always || (before != nullptr && is_stranger(*before) && out_.who.empty())) {
        head_ = before;
      }
    }
  }

  void add_label(std::string_view text) {
    if (!out_.label.empty()) out_.label += ' ';
    out_.label += text;
  }

  // `Owner`, `Seller 2`: a name, if the content agrees. `Contact #` is a phone.
  void read_without_head() {
    if (out_.who.empty() && !out_.ranked) {
      out_.record = out_.property;
      return;
    }
    const bool asks_number = all_.back().part == part::noise && all_.back().value == "number";
    out_.what = asks_number ? field::phone : field::full_name;
    out_.sure = false;
  }

  void read_head() {
    switch (head_->part) {
      case part::kind:
      case part::handset: return read_kind();
      case part::geography: return satellite(field::address);
      case part::trait: return read_trait();
      case part::fact: return read_fact();
      case part::id: return read_id();
      default: return read_attribute();
    }
  }

  void satellite(field of) {
    out_.what = field::satellite;
    out_.satellite_of = of;
  }

  void read_trait() {
    const header_word* kind = phrase_.kind_before(head_);
    satellite(kind != nullptr && is_contact_word(*kind) ? phrase_.field_of(*kind) : field::none);
  }

  void read_fact() {
    const header_word* kind = phrase_.kind_before(head_);
    if (kind != nullptr && head_->text == "value" && kind->value == "unit") {
      out_.what = field::unit;
    } else if (kind != nullptr && is_contact_word(*kind)) {
      satellite(phrase_.field_of(*kind));
    } else {
      out_.record = true;
    }
  }

  void read_id() {
    const header_word* kind = phrase_.kind_before(head_);
    if (kind != nullptr && is_contact_word(*kind)) {
      out_.what = phrase_.field_of(*kind);  // `Email ID` is often the address itself
      out_.sure = false;
    } else if (!out_.who.empty() && out_.who != "customer") {
      out_.what = field::id;
    } else {
      out_.record = true;
    }
  }

  // An attribute or a word that nobody knows, behind a kind: its satellite, or for unknown words the kind
  // itself.
  void read_attribute() {
    const bool known = head_->part == part::attribute;
    if (const header_word* kind = phrase_.kind_before(head_); kind != nullptr) {
      if (head_->text == "type" && (kind->value == "street" || kind->value == "unit")) {
        out_.what = kind->value == "unit" ? field::unit_type : field::street_suffix;
        return;
      }
      if (phrase_.has_part(part::fact) && !is_contact_word(*kind)) return demote();
      if (known) return satellite(phrase_.field_of(*kind));
      add_label(head_->text);
      out_.what = phrase_.field_of(*kind);
      out_.sure = false;
      return;
    }
    if (!known || phrase_.has_part(part::unknown)) return;
    if (phrase_.has_part(part::fact)) return demote();
    if (phrase_.has_part(part::trait)) return satellite(field::none);
    if (out_.who.empty() && !out_.ranked && !out_.property && !out_.mailing) {
      out_.bare = true;
      out_.record = !phrase_.is_wish();  // what it is when nothing stands before it
      satellite(field::none);
    } else if (out_.property) {
      demote();
    } else {
      satellite(field::none);
    }
  }

  void read_kind() {
    const field f = phrase_.field_of(*head_);
    for (const header_word* w : phrase_.words()) {
      if (w == head_ || !is_stranger(*w)) continue;
      out_.sure = false;
      if (!is_name_field(f)) add_label(w->text);
    }
    if (const header_word* kind = phrase_.kind_before(head_); kind != nullptr && is_contact_word(*kind)) {
      const bool same = f == phrase_.field_of(*kind) || f == field::phone_extension ||
                        (head_->value == "address" && kind->value == "email");
      // `Phone 1 State`, `Email Name`: something about the phone or the email.
      if (!same) return satellite(phrase_.field_of(*kind));
      if (head_->value == "address") {
        out_.what = field::email;
        return;
      }
    }
    // `Mobile` may be a yes or a no.
    if (f == field::phone && !phrase_.has("phone") && !says_number_ && head_->value != "fax")
      out_.sure = false;
    out_.what = f;
    if (f == field::satellite) out_.satellite_of = field::zip;  // `Plus 4`
    if (is_address_field(f)) return read_address();
    if (is_name_field(f)) read_name();
  }

  void read_name() {
    if (out_.property) return demote();  // a building's
    if (phrase_.has("name") || !out_.sure) {
      // A name of nobody that is known is a subdivision's or a list's.
      if (!out_.sure && out_.who.empty() && !out_.ranked) demote();
      return;
    }
    const bool alone = out_.who.empty() && !out_.ranked && !out_.mailing;
    const bool one_word =
        head_->text.size() > 5 || head_->text == "fname" || head_->text == "lname" || head_->text == "mname";
    // `First`, `Suffix`: a name only if the content agrees.
    out_.sure = !alone || one_word;
  }

  void demote() {
    out_.what = field::none;
    out_.record = true;
  }

  void read_address() {
    const bool counts_head = counted_ == head_ || (counted_ != nullptr && counted_->value == "address");
    if (out_.what == field::zip && out_.slot == 4 && counted_ == head_) {
      out_.slot.reset();
      return satellite(field::zip);
    }
    const bool line = head_->value == "address" || head_->value == "line" || head_->value == "street";
    if (head_->value == "full") out_.whole = true;
    if (!line) return;
    if (head_->value == "line" && !phrase_.has("address") && !out_.mailing && !out_.property &&
        out_.who.empty()) {
      return demote();
    }
    if (phrase_.has("full")) {
      out_.what = field::address;
      out_.whole = true;
    } else if (counts_head && out_.slot) {
      // `Address 2` is a second line; address_roles.hpp takes it for a second address where there is a
      // `City 2`.
      out_.line = *out_.slot;
      out_.slot.reset();
      out_.what = out_.line <= 1 ? field::street : field::street2;
      if (out_.line > 2) satellite(field::address);
    }
  }

  void finish() {
    const bool about_name =
        is_name_field(out_.what) || is_name_field(out_.satellite_of) || out_.what == field::dob;
    // Numbers behind a name count persons: `OwnerName2`, `FNAME2`.
    if (about_name && out_.slot) {
      if (!out_.person) out_.person = out_.slot;
      out_.slot.reset();
    }
    if (out_.satellite_of == field::zip) out_.slot.reset();  // the 4 of `ZIP+4`
    // `Home Address` is the address; `Home Phone` is one of the phones.
    if (about_name || is_address_field(out_.what)) {
      for (std::string_view plain : {"home", "residential", "personal", "direct", "day", "new"}) {
        if (out_.label == plain) out_.label.clear();
      }
    }
    for (const header_word* w : phrase_.words()) {
      if (w->part == part::handset) add_label(w->value);
    }
  }

  std::vector<header_word> all_;
  header_phrase phrase_;
  const header_word* head_ = nullptr;
  const header_word* counted_ = nullptr;  // what the slot number stands behind
  bool says_number_ = false;
  header_meaning out_;
};

}  // namespace detail

inline header_meaning read_header(std::string_view header) {
  return detail::header_reader(header).read();
}

}  // namespace optout
