// The alternates of level aggressive: how a request and a row meet when one of them says less than the other.
//
// A form is fields between bars. One looser form would make one person of "J A Smith", "J Smith" and "J B Smith"; so
// there are keys of both kinds, tagged by what their side knows ('*' stands in no canonical form):
//
//                     a list holds                          a probe looks up
//   has the field     the form; the form without it         the form; the form with '*' there
//   lacks the field   the form; the form with '*' there     the form
//
// "J A Smith" meets "J Smith" and "J Smith" meets "J B Smith", but "J A Smith" never "J B Smith": the relation is not
// transitive. Nicknames and the like are other spellings of a field, on the list's side alone, so that they go one step.
//
// At most two fields differ at once, the nearest alternates come first. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/text.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout {

// In how many fields an alternate differs from its form, at most.
inline constexpr std::size_t most_changes = 2;

inline constexpr std::string_view wildcard = "*";

// A form of at most `Fields` fields, and the ways in which some may be said differently.
template <std::size_t Fields>
class alternates {
 public:
  static constexpr std::size_t most = 96;  // changes kept; no name has as many

  // The fields of `form` (between bars), which must outlive the object.
  explicit alternates(std::string_view form) noexcept {
    for (std::size_t start = 0; count_ < Fields; ++count_) {
      const std::size_t end = form.find('|', start);
      fields_[count_] = form.substr(start, end == form.npos ? form.npos : end - start);
      if (end == form.npos) {
        ++count_;
        break;
      }
      start = end + 1;
    }
  }

  std::string_view operator[](std::size_t field) const noexcept { return fields_[field]; }
  void set(std::size_t field, std::string_view text) noexcept { fields_[field] = text; }

  // Field `field` may read `text` as well; or two fields at once.
  void add(std::size_t field, std::string_view text) noexcept { add(field, text, field, text); }
  void add(std::size_t first, std::string_view at_first, std::size_t second,
           std::string_view at_second) noexcept {
    if (change_count_ < most) changes_[change_count_++] = {first, second, at_first, at_second};
  }
  // The field may be missing on the other side.
  void add_optional(std::size_t field, side s) noexcept {
    const bool has = !fields_[field].empty();
    if (s == side::list) add(field, has ? std::string_view() : wildcard);
    if (s == side::probe && has) add(field, wildcard);
  }

  // Calls emit(canonical) for each form with exactly `changes` changes.
  template <typename Emit>
  void for_each(std::size_t changes, Emit&& emit) {
    if (changes == 0) return write(emit);
    for (std::size_t i = 0; i < change_count_; ++i) {
      const change a = changes_[i];
      const swapped first(*this, a);
      if (changes == 1) {
        write(emit);
        continue;
      }
      for (std::size_t j = i + 1; j < change_count_; ++j) {
        const change& b = changes_[j];
        if (a.first == b.first || a.first == b.second || a.second == b.first || a.second == b.second)
          continue;
        const swapped second(*this, b);
        write(emit);
      }
    }
  }
  // All of them, the nearest first.
  template <typename Emit>
  void for_each(Emit&& emit) {
    for (std::size_t changes = 0; changes <= most_changes; ++changes) for_each(changes, emit);
  }

 private:
  struct change {
    std::size_t first, second;
    std::string_view at_first, at_second;
  };
  // The fields with a change, as long as it lives.
  class swapped {
   public:
    swapped(alternates& owner, const change& c) noexcept
        : owner_(owner), change_(c), first_(owner.fields_[c.first]), second_(owner.fields_[c.second]) {
      owner.fields_[c.first] = c.at_first;
      owner.fields_[c.second] = c.at_second;
    }
    ~swapped() {
      owner_.fields_[change_.second] = second_;
      owner_.fields_[change_.first] = first_;
    }
    swapped(const swapped&) = delete;
    swapped& operator=(const swapped&) = delete;

   private:
    alternates& owner_;
    change change_;
    std::string_view first_, second_;
  };

  template <typename Emit>
  void write(Emit&& emit) const {
    fixed_text<1020> out;
    for (std::size_t i = 0; i < count_; ++i) {
      if (i != 0) out.push_back('|');
      out.append(fields_[i]);
    }
    if (!out.overflowed()) emit(out.view());
  }

  std::array<std::string_view, Fields> fields_;
  std::size_t count_ = 0;
  std::array<change, most> changes_;
  std::size_t change_count_ = 0;
};

}  // namespace optout
