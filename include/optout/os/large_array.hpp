// Arrays of many megabytes: in huge pages where the system gives them, and not cleared.
//
//   large_array<std::uint32_t> holders(key_count);   // a std::vector in all else; its numbers are not set
//
// In pages of 4 KiB, every page costs a fault when it is first touched, and random accesses walk page tables: sorting
// 10^8 keys takes twice as long. What is not cleared is touched first by whoever fills it, on any thread.
// For aggregates without constructors, whose elements are all written before they are read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace optout {

template <typename T>
class large_page_allocator {
 public:
  using value_type = T;

  large_page_allocator() = default;
  template <typename U>
  large_page_allocator(const large_page_allocator<U>&) noexcept {}

  T* allocate(std::size_t n);
  void deallocate(T* at, std::size_t n) noexcept;

  // Elements without a value are left as they are found.
  template <typename U>
  void construct(U*) noexcept {
    static_assert(std::is_trivially_copyable_v<U> && (std::is_aggregate_v<U> || std::is_scalar_v<U>));
  }
  template <typename U, typename... Args>
  void construct(U* at, Args&&... args) {
    ::new (static_cast<void*>(at)) U{std::forward<Args>(args)...};
  }

  friend bool operator==(const large_page_allocator&, const large_page_allocator&) noexcept { return true; }

 private:
  static constexpr std::size_t huge_page = std::size_t{2} << 20;
  static constexpr bool is_large(std::size_t n) noexcept { return n >= 2 * huge_page / sizeof(T); }
};

template <typename T>
using large_array = std::vector<T, large_page_allocator<T>>;

// ---- details ----

template <typename T>
T* large_page_allocator<T>::allocate(std::size_t n) {
  if (n > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length();
  if (!is_large(n)) return static_cast<T*>(::operator new(n * sizeof(T)));
  void* const at = ::operator new(n * sizeof(T), std::align_val_t(huge_page));
  ::madvise(at, n * sizeof(T) / huge_page * huge_page, MADV_HUGEPAGE);  // a wish: it may be refused
  return static_cast<T*>(at);
}

template <typename T>
void large_page_allocator<T>::deallocate(T* at, std::size_t n) noexcept {
  if (is_large(n)) {
    ::operator delete(at, std::align_val_t(huge_page));
  } else {
    ::operator delete(at);
  }
}

}  // namespace optout
