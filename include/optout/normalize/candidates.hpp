// Every plausible standardized spelling of one value, the likeliest first.
//
// Where a rule that others wrote is silent, nobody can say which reading they meant, so each counts. Owns its text,
// allocates nothing, and is made for reuse; views stay valid until it is cleared.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace optout {

class candidates {
 public:
  static constexpr std::size_t most = 16;
  static constexpr std::size_t longest = 1024;  // of one of them; longer values give none

  candidates() noexcept = default;
  candidates(const candidates&) = delete;
  candidates& operator=(const candidates&) = delete;

  void clear() noexcept {
    count_ = used_ = 0;
    overflowed_ = false;
  }
  // Empty spellings and repeated ones do not count.
  void add(std::string_view form) noexcept;

  std::span<const std::string_view> forms() const noexcept { return {forms_.data(), count_}; }
  // Whether there was no room for some.
  bool overflowed() const noexcept { return overflowed_; }
  void set_overflowed() noexcept { overflowed_ = true; }

 private:
  std::size_t count_ = 0, used_ = 0;
  bool overflowed_ = false;
  std::array<std::string_view, most> forms_;
  char bytes_[4 * longest];
};

// ---- details ----

inline void candidates::add(std::string_view form) noexcept {
  if (form.empty()) return;
  for (const std::string_view known : forms()) {
    if (known == form) return;
  }
  if (count_ == most || form.size() > sizeof bytes_ - used_) {
    overflowed_ = true;
    return;
  }
  std::memcpy(bytes_ + used_, form.data(), form.size());
  forms_[count_++] = {bytes_ + used_, form.size()};
  used_ += form.size();
}

}  // namespace optout
