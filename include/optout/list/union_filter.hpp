// One Bloom filter over the keys of several lists: most keys of an export are on none, and are asked about once.
//
// Made when the lists are opened, from their keys: about 15 ns and 1.25 bytes a key. An immutable value that copies
// share; any thread may ask. Throws std::bad_alloc when memory is out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/set/bloom_filter.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace optout {

class union_filter {
 public:
  union_filter() = default;  // says nothing: worth() is false

  // Says nothing where it would not pay: for fewer than three lists, for more keys than are worth their memory, and
  // for compact lists, which do not know their keys.
  explicit union_filter(std::span<const suppression_list> lists) {
    std::uint64_t keys = 0;
    for (const suppression_list& list : lists) keys += list.key_count();
    const bool compact =
        std::any_of(lists.begin(), lists.end(), [](const auto& list) { return list.compact(); });
    if (lists.size() < 3 || keys > most_keys || compact) return;
    auto bytes = std::make_shared<std::vector<std::byte>>(bloom_filter_builder::bytes_needed(keys));
    bloom_filter_builder builder(*bytes);
    for (const suppression_list& list : lists) {
      list.for_each_key([&](const key& k, const list_namespace&, std::uint32_t) { builder.insert(k); });
    }
    filter_ = *bloom_filter::view(*bytes);
    bytes_ = std::move(bytes);
  }

  // Whether it knows the keys of the lists.
  bool worth() const noexcept { return bytes_ != nullptr; }

  // Calls visit(i) for each key that may be on some list, ascending. `mask` is scratch memory. Requires: worth().
  template <typename Visit>
  void for_each_maybe(std::span<const key> keys, std::vector<std::uint64_t>& mask, Visit&& visit) const {
    mask.resize((keys.size() + 63) / 64);
    filter_.contains(keys, mask);
    for (std::size_t word = 0; word < mask.size(); ++word) {
      for (std::uint64_t bits = mask[word]; bits != 0; bits &= bits - 1) {
        visit(word * 64 + static_cast<unsigned>(std::countr_zero(bits)));
      }
    }
  }

 private:
  static constexpr std::uint64_t most_keys = std::uint64_t{1} << 25;  // 40 MiB

  std::shared_ptr<const std::vector<std::byte>> bytes_;
  bloom_filter filter_;
};

}  // namespace optout
