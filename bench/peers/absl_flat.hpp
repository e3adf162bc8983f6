// absl::flat_hash_set in a plain loop, and looking ahead with its own prefetch(). The key's own bits are its
// hash.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/container/flat_hash_set.h>
#include <peers/counting_allocator.hpp>
#include <peers/peer.hpp>

namespace optout_bench {

class absl_flat {
 public:
  explicit absl_flat(std::span<const optout::key> keys) : set_(keys.size(), hash(), {}, allocator(&held_)) {
    set_.insert(keys.begin(), keys.end());
  }
  absl_flat(const absl_flat&) = delete;
  absl_flat& operator=(const absl_flat&) = delete;

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) const {
    mark_each(keys, mask, [this](const optout::key& k) { return set_.contains(k); });
  }
  std::size_t bytes() const { return held_; }

 protected:
  struct hash {
    std::size_t operator()(const optout::key& k) const noexcept { return k.lo; }
  };
  using allocator = counting_allocator<optout::key>;

  std::size_t held_ = 0;
  absl::flat_hash_set<optout::key, hash, std::equal_to<>, allocator> set_;
};

class absl_flat_ahead : public absl_flat {
 public:
  using absl_flat::absl_flat;

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) const {
    const optout::key* const last = keys.data() + keys.size() - 1;
    mark_each(keys, mask, [&](const optout::key& k) {
      set_.prefetch(last - &k >= 16 ? *(&k + 16) : *last);
      return set_.contains(k);
    });
  }
};

}  // namespace optout_bench
