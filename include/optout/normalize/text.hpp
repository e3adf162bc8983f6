// What all normalizers share: the levels, and a fixed buffer that a canonical form is written into.
//
// Nothing here allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace optout {

// How far apart two spellings may be and still meet. The numbers are stored in list files.
//   exact       white space, case and ASCII separators only
//   standard    everything that one canonical form decides; an equivalence
//   aggressive  alternates that raise recall; not transitive
enum class level : std::uint8_t { exact = 1, standard = 2, aggressive = 3 };

// The word for a level in flags and reports, and back.
constexpr std::string_view to_text(level l) noexcept {
  return l == level::exact ? "exact" : l == level::standard ? "standard" : "aggressive";
}
constexpr std::optional<level> level_from_text(std::string_view text) noexcept {
  for (level l : {level::exact, level::standard, level::aggressive}) {
    if (to_text(l) == text) return l;
  }
  return std::nullopt;
}

// The two sides of a match. Only level aggressive tells them apart: there a request that says less than a row, or
// more, gives keys of its own on either side (alternates.hpp).
enum class side : std::uint8_t { list, probe };

namespace detail {
// A call of its own: inlined behind a text whose room is less, it would look like a copy beyond its end.
[[gnu::noinline]] inline void put_long_text(char* to, std::string_view text) noexcept {
  std::memcpy(to, text.data(), text.size());
}

// Copies `text` to `to`, which has room for it and holds none of it, and returns where it ends. Most pieces of a canonical
// form are short, and a call of memcpy() would take longer than they do.
[[gnu::always_inline]] inline char* put_text(char* to, std::string_view text) noexcept {
  const char* const from = text.data();
  const std::size_t size = text.size();
  const auto ends = [&](auto piece) {  // two that may overlap
    auto last = piece;
    std::memcpy(&piece, from, sizeof piece);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(to, &piece, sizeof piece);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
  };
  struct sixteen_bytes {
    std::uint64_t lo, hi;
  };
  if (size > 32) {
    put_long_text(to, text);
  } else if (size >= 16) {
    ends(sixteen_bytes{});
  } else if (size >= 8) {
    ends(std::uint64_t{});
  } else if (size >= 4) {
    ends(std::uint32_t{});
  } else if (size > 0) {
    const char first = from[0], middle = from[size / 2], last = from[size - 1];
    to[0] = first;
    to[size / 2] = middle;
    to[size - 1] = last;
  }
  return to + size;
}
}  // namespace detail

// At most `Capacity` bytes, held inline and not initialized. What does not fit is dropped and remembered:
// a form that overflowed must not become a key.
template <std::size_t Capacity>
class fixed_text {
 public:
  static constexpr std::size_t capacity = Capacity;

  void clear() noexcept {
    size_ = 0;
    overflowed_ = false;
  }
  void push_back(char c) noexcept {
    if (size_ < Capacity) {
      bytes_[size_++] = c;
    } else {
      overflowed_ = true;
    }
  }
  void append(std::string_view text) noexcept {
    const std::size_t fits = text.size() <= Capacity - size_ ? text.size() : Capacity - size_;
    if (fits != 0) std::memcpy(bytes_ + size_, text.data(), fits);
    size_ += fits;
    overflowed_ = overflowed_ || fits != text.size();
  }
  // Keeps the first `size` bytes. Requires: size <= this->size().
  void truncate(std::size_t size) noexcept { size_ = size; }

  // Takes the first `size` bytes, as somebody wrote them at data(). Requires: size <= Capacity.
  void assume(std::size_t size) noexcept { size_ = size; }

  std::string_view view() const noexcept { return {bytes_, size_}; }
  char* data() noexcept { return bytes_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  bool overflowed() const noexcept { return overflowed_; }

 private:
  std::size_t size_ = 0;
  bool overflowed_ = false;
  char bytes_[Capacity];
};

namespace detail {

// What the start of a text stands for, in UTF-8, and how much of it does; nothing, where no byte is taken.
struct replacement {
  char bytes[4] = {};
  std::size_t size = 0;
  std::size_t taken = 0;
};

// Puts into `out` what `text` comes to when each replacement is made that read(rest) gives where may_begin(byte) holds, and
// again in what came of it. False if there is none, no room, or no end after four times: whoever reads such a text twice
// must not find another one.
template <std::size_t N, typename MayBegin, typename Read>
bool replace_each(std::string_view text, fixed_text<N>& out, MayBegin&& may_begin, Read&& read) noexcept {
  const auto once = [&](std::string_view from, fixed_text<N>& to) {
    to.clear();
    std::size_t done = 0;
    for (std::size_t at = 0; at < from.size();) {
      const replacement one = may_begin(from[at]) ? read(from.substr(at)) : replacement{};
      if (one.taken == 0) {
        ++at;
        continue;
      }
      to.append(from.substr(done, at - done));
      to.append({one.bytes, one.size});
      done = at += one.taken;
    }
    if (done != 0) to.append(from.substr(done));
    return done != 0;
  };
  if (!once(text, out)) return false;
  fixed_text<N> again;
  for (int more = 3; !out.overflowed() && once(out.view(), again); --more) {
    if (more == 0) return false;
    out = again;
  }
  return !out.overflowed();
}

}  // namespace detail

}  // namespace optout
