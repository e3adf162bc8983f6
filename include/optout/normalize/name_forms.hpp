// A person's names as canonical parts, and the container that normalize_name() fills (name.hpp says what
// is in it).
//
// Nothing allocates: a name_forms holds its text inline, about 15 KB, and is made for reuse.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace optout {

// The cells of one person. Any may be empty, and any may hold a whole name.
struct name_parts {
  std::string_view full, first, middle, last, suffix;
};

// A name in canonical parts: lower case, separators removed inside each. Given name and surname are never
// empty.
struct person_name {
  std::string_view given, middle, surname, generation;
  std::uint8_t person;  // the how-manieth person of the cell
};

// One way to read a person's given name and surname.
struct name_reading {
  std::string_view given, surname;
  std::uint8_t person;
  bool listed;  // only if a comma parts two people, which nobody knows: "Jane Doe, John Smith"
};

namespace detail {

class name_emitter;
class name_pair;

// The bytes of a name_forms. What does not fit is dropped and remembered.
class name_text {
 public:
  void clear() noexcept {
    size_ = 0;
    overflowed_ = false;
  }
  void append(std::string_view text) noexcept {
    overflowed_ = overflowed_ || text.size() > room();
    if (overflowed_) return;
    std::memcpy(bytes_ + size_, text.data(), text.size());
    size_ += text.size();
  }
  // Appends the first `size` of 16 bytes: two stores, where a copy of `size` bytes would be a call.
  void append(std::uint64_t lo, std::uint64_t hi, std::size_t size) noexcept {
    overflowed_ = overflowed_ || size > room();
    if (!overflowed_) put(lo, hi, size);
  }
  // The same where there is room.
  std::string_view put(std::uint64_t lo, std::uint64_t hi, std::size_t size) noexcept {
    char* const to = bytes_ + size_;
    std::memcpy(to, &lo, 8);
    std::memcpy(to + 8, &hi, 8);
    size_ += size;
    return {to, size};
  }
  std::size_t size() const noexcept { return size_; }
  bool overflowed() const noexcept { return overflowed_; }
  std::string_view view(std::size_t begin, std::size_t end) const noexcept {
    return {bytes_ + begin, end - begin};
  }

 private:
  static constexpr std::size_t capacity = 4096;
  std::size_t room() const noexcept { return capacity - size_; }

  std::size_t size_ = 0;
  bool overflowed_ = false;
  char bytes_[capacity + 16];
};

}  // namespace detail

// The result of normalize_name(). Owns its text; reusable, not copyable. Views stay valid until it is used
// again.
class name_forms {
 public:
  static constexpr std::size_t most_persons = 64;
  static constexpr std::size_t most_readings = 160;
  static constexpr std::size_t most_readings_of_one = 12;

  name_forms() noexcept {}  // leaves the bytes of names and readings as they are: most are never used
  name_forms(const name_forms&) = delete;
  name_forms& operator=(const name_forms&) = delete;

  std::span<const person_name> persons() const noexcept { return {persons_, person_count_}; }
  std::span<const name_reading> readings() const noexcept { return {readings_, reading_count_}; }
  // Whether the cells that were read are known to be ASCII: those of most names are.
  bool known_ascii() const noexcept { return known_ascii_; }

 private:
  friend class detail::name_emitter;
  friend class detail::name_pair;

  void clear() noexcept {
    person_count_ = reading_count_ = 0;
    known_ascii_ = false;
    text_.clear();
  }
  void add(const person_name& name) noexcept { std::construct_at(&persons_[person_count_++], name); }
  void add(const name_reading& reading) noexcept { std::construct_at(&readings_[reading_count_++], reading); }

  std::size_t person_count_ = 0;
  std::size_t reading_count_ = 0;
  bool known_ascii_ = false;
  union {
    person_name persons_[most_persons];
  };
  union {
    name_reading readings_[most_readings];
  };
  detail::name_text text_;
};

// "given|middle|surname|generation"
template <std::size_t N>
void append_name(const person_name& name, fixed_text<N>& out) noexcept {
  out.append(name.given);
  out.push_back('|');
  out.append(name.middle);
  out.push_back('|');
  out.append(name.surname);
  out.push_back('|');
  out.append(name.generation);
}

}  // namespace optout
