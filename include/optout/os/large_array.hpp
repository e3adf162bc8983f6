// Arrays of many megabytes: in huge pages where the system gives them, not cleared, and given back at once.
//
//   large_array<std::uint32_t> holders(key_count);   // a std::vector in all else; its numbers are not set
//
// In pages of 4 KiB, every page costs a fault when it is first touched, and random accesses walk page tables: sorting
// 10^8 keys takes twice as long. What is not cleared is touched first by whoever fills it, on any thread. Memory that
// the system has in hand costs a tenth of what it has to find: what is let go early is not found again.
// For aggregates without constructors, whose elements are all written before they are read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
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
  static constexpr std::size_t large = std::size_t{1} << 20;  // bytes
  static constexpr bool is_large(std::size_t n) noexcept { return n >= large / sizeof(T); }
};

template <typename T>
using large_array = std::vector<T, large_page_allocator<T>>;

// Makes room for `more`, and for as many as there are: who asks again and again shall not pay each time.
template <typename T>
void make_room(large_array<T>& array, std::size_t more) {
  const std::size_t needed = array.size() + more;
  if (needed > array.capacity()) array.reserve(std::max(needed, 2 * array.capacity()));
}

// ---- details ----

namespace detail {

inline constexpr std::size_t huge_page = std::size_t{2} << 20;

// How much is mapped for so many bytes, beginning where a huge page may if some fit.
constexpr std::size_t mapped_size(std::size_t bytes) noexcept {
  return bytes < 2 * huge_page ? bytes : (bytes + huge_page - 1) / huge_page * huge_page;
}

// Throws std::bad_alloc.
inline void* map_pages(std::size_t bytes) {
  const std::size_t size = mapped_size(bytes);
  const std::size_t slack = bytes < 2 * huge_page ? 0 : huge_page;
  void* const at = ::mmap(nullptr, size + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) throw std::bad_alloc();
  if (slack == 0) return at;
  char* const begin = static_cast<char*>(at);
  const std::size_t before = (huge_page - reinterpret_cast<std::uintptr_t>(at) % huge_page) % huge_page;
  if (before != 0) ::munmap(begin, before);
  if (before != slack) ::munmap(begin + before + size, slack - before);
  ::madvise(begin + before, size, MADV_HUGEPAGE);  // a wish: it may be refused
  return begin + before;
}

}  // namespace detail

template <typename T>
T* large_page_allocator<T>::allocate(std::size_t n) {
  if (n > static_cast<std::size_t>(-1) / 2 / sizeof(T)) throw std::bad_array_new_length();
  return static_cast<T*>(is_large(n) ? detail::map_pages(n * sizeof(T)) : ::operator new(n * sizeof(T)));
}

template <typename T>
void large_page_allocator<T>::deallocate(T* at, std::size_t n) noexcept {
  if (is_large(n)) {
    ::munmap(at, detail::mapped_size(n * sizeof(T)));
  } else {
    ::operator delete(at);
  }
}

}  // namespace optout
