// An allocator that knows how many bytes its container holds: bytes a key, without guessing at a peer's
// layout.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

namespace optout_bench {

template <typename T>
struct counting_allocator {
  using value_type = T;

  explicit counting_allocator(std::size_t* total) noexcept : held(total) {}
  template <typename U>
  counting_allocator(const counting_allocator<U>& other) noexcept : held(other.held) {}

  T* allocate(std::size_t n) {
    *held += n * sizeof(T);
    return std::allocator<T>().allocate(n);
  }
  void deallocate(T* p, std::size_t n) noexcept {
    *held -= n * sizeof(T);
    std::allocator<T>().deallocate(p, n);
  }
  template <typename U>
  friend bool operator==(const counting_allocator& a, const counting_allocator<U>& b) noexcept {
    return a.held == b.held;
  }

  std::size_t* held;
};

}  // namespace optout_bench
