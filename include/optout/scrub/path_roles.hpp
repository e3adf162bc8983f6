// What one value of a nested record is, read off its path: `owner.phoneNumbers[2].number`, `persons[0].name.first`.
//
// The words of a path are those of column headers (header_grammar.hpp); what a tree adds is context. Whose a value is
// says the nearest object whose key names somebody; which cells make one address, or go with one phone, says the
// object that they share. A reading depends on its path alone, so that records may be read in any order and in
// parallel, and on nothing that stands beside it. Any bytes are accepted as keys; not a hot path.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/header_grammar.hpp>
#include <optout/scrub/header_words.hpp>
#include <optout/scrub/role.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

// A step down from the row: to a member by its key, or to an element of an array. `index` also counts the members
// of one key in one object, which are told apart as `email`, `email~2`.
struct path_step {
  std::string key = {};
  bool is_element = false;
  std::uint32_t index = 0;
};

// "owner.names[0].first"; the template of a path has [] for every element. Keys with a dot or a bracket stay as
// they are.
std::string path_text(std::span<const path_step> path);
std::string path_template(std::span<const path_step> path);

// What a value holds and of whom. Persons, addresses and phones have no numbers yet: values that belong together have
// the same text in the member that says so.
struct path_role {
  subject whose = subject::none;  // `owner` and `contact` also for a person's own address
  field what = field::none;
  field satellite_of = field::none;
  bool sure = true;                 // an unsure reading holds only if the content agrees
  std::string anchor;               // the person: who has the phones, emails and addresses
  std::string name;                 // of a piece of a name: the object that holds all its pieces
  bool one_of_several = false;      // an element of `names[]`: several of them are several persons
  std::string place;                // of an address, or of a phone or email with its satellites
  bool completes_property = false;  // a bare piece of an address: the property's too, where that has none
  unsigned rank = 0;                // of values that claim one cell in one row the lowest is taken
};

// Reads a path. `given` is the role that a map gives it.
path_role read_path(std::span<const path_step> path, const std::optional<cell_role>& given = std::nullopt);

// ---- details ----

namespace detail {

class path_reader {
 public:
  explicit path_reader(std::span<const path_step> path) : path_(path) {
    leaf_ = path.size();
    while (leaf_ > 0 && path[leaf_ - 1].is_element) --leaf_;
    if (leaf_ > 0) --leaf_;
    for (const path_step& step : path) {
      if (!step.is_element) (joined_ += joined_.empty() ? "" : ".") += step.key;
    }
    meaning_ = read_header(joined_);
    if (leaf_ < path.size()) key_ = read_header(path[leaf_].key);
    walk_containers();
    find_anchor();
  }

  path_role read() {
    if (is_other_ || meaning_.who == "other") {
      out_.whose = subject::other;
      out_.what = meaning_.what;
      return std::move(out_);
    }
    if (is_alias_) read_alias();
    settle(meaning_.what, meaning_.satellite_of);
    if (out_.what == field::none) {
      out_.whose = meaning_.record || meaning_.bare ? subject::record : subject::none;
    }
    return std::move(out_);
  }

  // With a role from a map: what and whose are given, who goes with whom still follows from the path.
  path_role read(const cell_role& given) {
    out_.sure = true;
    if (given.whose == subject::owner || given.whose == subject::contact) {
      is_contact_ = given.whose == subject::contact;
      if (!has_person_) name_anchor(given);
    }
    meaning_.property = given.whose == subject::property;
    meaning_.mailing = given.whose == subject::mailing;
    settle(given.what, given.satellite_of);
    out_.whose = given.whose;
    out_.what = given.what;
    out_.satellite_of = given.satellite_of;
    out_.completes_property = false;
    return std::move(out_);
  }

 private:
  using part = header_part;

  // The path down to step `end` and the elements behind it.
  std::string upto(std::size_t end) const {
    std::size_t last = end + 1;
    while (last < path_.size() && path_[last].is_element) ++last;
    return path_text(path_.subspan(0, last));
  }
  std::string container() const { return path_text(path_.subspan(0, leaf_)); }
  bool is_array(std::size_t step) const { return step + 1 < path_.size() && path_[step + 1].is_element; }

  void walk_containers() {
    for (std::size_t i = 0; i < leaf_; ++i) {
      if (path_[i].is_element) continue;
      const std::vector<header_word> words = split_header(path_[i].key);
      for (const header_word& w : words) {
        if (w.part == part::who) take_who(w, i);
        if (w.part == part::handset || w.value == "phone" || w.value == "email") value_ = i;
        if (w.value == "address" && w.part == part::kind && !address_) address_ = i;
        if (w.value == "name" && w.part == part::kind && is_array(i)) names_ = i;
      }
    }
    if (leaf_ == path_.size()) return;
    for (const header_word& w : split_header(path_[leaf_].key)) {
      is_alias_ = is_alias_ || (w.part == part::who && w.value == "aka");
    }
  }

  void take_who(const header_word& w, std::size_t step) {
    if (w.value == "other") is_other_ = true;
    if (w.value == "other" || w.value == "aka") return;
    person_ = step;
    is_contact_ = !is_owner(w.value);
    names_.reset();
  }

  static bool is_owner(std::string_view who) {
    return who.empty() || who == "owner" || who == "coowner" || who == "primary" || who == "secondary";
  }

  void find_anchor() {
    if (person_) out_.anchor = upto(*person_);
    has_person_ = person_.has_value();
    is_indexed_ = person_ && is_array(*person_);
    const bool names_somebody =
        (!key_.who.empty() && key_.who != "other" && key_.who != "aka") || key_.person;
    if (!names_somebody) return;
    const bool same = has_person_ && !key_.person && is_owner(key_.who) == !is_contact_;
    if (same) return;
    if (has_person_ && key_.who.empty()) {
      out_.anchor += '/' + std::to_string(*key_.person);
    } else {
      is_contact_ = !is_owner(key_.who);
      out_.anchor = container() + '/' + key_.who + std::to_string(key_.person.value_or(1));
    }
    is_indexed_ = key_.person.has_value();
    has_person_ = true;
  }

  // A map's "contact2.phone" where the path names nobody: each element of the outermost array is somebody.
  void name_anchor(const cell_role& given) {
    for (std::size_t i = 0; i < path_.size() && !has_person_; ++i) {
      if (!path_[i].is_element || i > leaf_) continue;
      out_.anchor = upto(i - 1);
      is_indexed_ = has_person_ = true;
    }
    out_.anchor += '/' + to_text(cell_role{given.whose, field::none, given.person, 0, field::none});
  }

  // `akas[]`, `alias.full`: names, unless the key says what else has another name (`cityAliases`).
  void read_alias() {
    if (meaning_.what != field::none && !is_name_field(meaning_.what)) return;
    meaning_.what = field::full_name;
    meaning_.record = false;
  }

  void settle(field what, field satellite_of) {
    out_.what = what;
    out_.satellite_of = satellite_of;
    out_.sure = meaning_.sure;
    out_.rank = leaf_ < path_.size() ? static_cast<unsigned>(path_[leaf_].key.size()) : 0;
    const field value = what == field::satellite ? satellite_of : what;
    if (what == field::none) return;
    out_.whose = is_contact_ ? subject::contact : subject::owner;
    // `demographics.age`, `ids.personIds`: of the row's people, where no object around it is somebody.
    const bool trait = (what == field::satellite && satellite_of == field::none) || what == field::id;
    if (trait && !person_ && leaf_ > 0) out_.whose = subject::row;
    if (is_address_field(value) || value == field::care_of) {
      settle_address();
    } else if (value == field::email || value == field::phone || value == field::phone_extension) {
      out_.place = value_ ? upto(*value_) : value_of_key();
    } else if (is_name_field(value)) {
      settle_name();
    }
  }

  std::string value_of_key() const {
    if (is_array(leaf_)) return upto(leaf_);
    std::string out = container() + '#' + std::to_string(key_.slot.value_or(0)) + key_.label;
    if (path_[leaf_].index != 0) out += '~' + std::to_string(path_[leaf_].index);
    return out;
  }

  // Two full names in one object are two names: nobody says which one is right.
  void settle_name() {
    std::string plain;
    for (char c : path_[leaf_].key) {
      if (is_alpha(c)) plain += to_lower(c);
    }
    const bool own = out_.what == field::full_name &&
                     (path_[leaf_].index != 0 || !(plain.ends_with("full") || plain.ends_with("fullname")));
    out_.name = own ? upto(leaf_) : container();
    if (!own && (!key_.who.empty() || key_.person)) out_.name = out_.anchor;
    out_.one_of_several = names_ && *names_ < leaf_;
    if (out_.one_of_several) out_.name = upto(*names_) + (own ? path_text(path_.subspan(leaf_)) : "");
  }

  void settle_address() {
    const bool property = meaning_.property;
    if (out_.what == field::address && !meaning_.whole) out_.what = field::street;
    if (out_.what == field::satellite) out_.satellite_of = field::address;
    out_.place = address_ ? upto(*address_) : container();
    const bool shared = !has_person_ || (!is_contact_ && !is_indexed_);
    if (property || (!has_person_ && !meaning_.mailing)) {
      out_.whose = subject::property;
    } else if (shared) {
      out_.whose = subject::mailing;
    }
    if (!address_) {
      out_.completes_property = out_.whose == subject::property && !property;
      out_.place += key_.property ? "/property" : key_.mailing ? "/mailing" : "";
      if (!key_.who.empty() || key_.person) out_.place += '/' + out_.anchor;
    }
    if (key_.slot) out_.place += '#' + std::to_string(*key_.slot);
    if (!key_.label.empty()) out_.place += '#' + key_.label;
    if (out_.what == field::address && path_[leaf_].index != 0)
      out_.place += '~' + std::to_string(path_[leaf_].index);
  }

  std::span<const path_step> path_;
  std::size_t leaf_ = 0;  // the step with the last key
  std::string joined_;
  header_meaning meaning_, key_;                                 // of all keys, and of the last
  std::optional<std::size_t> person_, names_, value_, address_;  // steps whose keys say so
  bool is_other_ = false, is_contact_ = false, has_person_ = false, is_indexed_ = false, is_alias_ = false;
  path_role out_;
};

}  // namespace detail

inline std::string path_text(std::span<const path_step> path) {
  std::string out;
  for (const path_step& step : path) {
    if (step.is_element) {
      out += '[' + std::to_string(step.index) + ']';
    } else {
      if (!out.empty()) out += '.';
      out += step.key;
      if (step.index != 0) out += '~' + std::to_string(step.index + 1);
    }
  }
  return out;
}

inline std::string path_template(std::span<const path_step> path) {
  std::string out;
  for (const path_step& step : path) {
    if (!step.is_element && !out.empty()) out += '.';
    out += step.is_element ? "[]" : step.key;
  }
  return out;
}

inline path_role read_path(std::span<const path_step> path, const std::optional<cell_role>& given) {
  detail::path_reader reader(path);
  return given ? reader.read(*given) : reader.read();
}

}  // namespace optout
