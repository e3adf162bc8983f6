// Every set of optout behind one interface, built from keys in any order, with duplicates: what the
// membership suite and the checked set are run over. Bytes are held in buffers of their exact size.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/set/delta_set.hpp>
#include <optout/set/key_set.hpp>
#include <optout/set/key_set_builder.hpp>
#include <optout/set/key_sort.hpp>
#include <support/exact_buffer.hpp>

#include <set>
#include <span>
#include <utility>
#include <vector>

namespace optout::test {

// Bytes in a heap buffer of exactly their size.
class byte_buffer {
 public:
  explicit byte_buffer(std::span<const std::byte> bytes)
      : buffer_(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())) {}
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(buffer_.view())); }

 private:
  exact_buffer buffer_;
};

// How a set may err on a key that was never put in. Nobody errs on one that was.
enum class certainty {
  whole_key,  // never
  remainder,  // when the key shares 40 bits and its line with one that was put in
  filter,     // at the filter's rate
};

inline std::vector<key> sorted_unique(std::vector<key> keys) {
  sort_unique(keys);
  return keys;
}

struct std_set_subject {
  static constexpr certainty sure_of = certainty::whole_key;
  explicit std_set_subject(const std::vector<key>& keys) : set(keys.begin(), keys.end()) {}
  std::size_t size() const { return set.size(); }
  bool contains(const key& k) const { return set.contains(k); }
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) const {
    std::fill(mask.begin(), mask.end(), 0);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      mask[i / 64] |= std::uint64_t{set.contains(keys[i])} << (i % 64);
    }
  }
  std::set<key> set;
};

struct delta_set_subject {
  static constexpr certainty sure_of = certainty::whole_key;
  explicit delta_set_subject(const std::vector<key>& keys) {
    for (const key& k : keys) set.insert(k);
  }
  std::size_t size() const { return set.size(); }
  bool contains(const key& k) const { return set.contains(k); }
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) const { set.contains(keys, mask); }
  delta_set set;
};

struct key_table_subject {
  static constexpr certainty sure_of = certainty::remainder;
  explicit key_table_subject(std::vector<key> keys)
      : bytes(key_table_builder::build(sorted_unique(std::move(keys))).bytes),
        table(*key_table::view(bytes.bytes())) {}
  std::size_t size() const { return table.size(); }
  bool contains(const key& k) const { return table.contains(k); }
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) const {
    table.contains(keys, mask);
  }
  byte_buffer bytes;
  key_table table;
};

struct key_set_subject {
  static constexpr certainty sure_of = certainty::remainder;
  explicit key_set_subject(std::vector<key> keys)
      : key_set_subject(build_key_set(sorted_unique(std::move(keys)))) {}
  explicit key_set_subject(const key_set_image& image)
      : filter(image.filter), table(image.table), set(*key_set::view(filter.bytes(), table.bytes())) {}
  std::size_t size() const { return set.size(); }
  bool contains(const key& k) const { return set.contains(k); }
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) {
    set.contains(keys, mask, scratch);
  }
  byte_buffer filter;
  byte_buffer table;
  key_set set;
  key_set::scratch scratch;
};

struct bloom_filter_subject {
  static constexpr certainty sure_of = certainty::filter;
  explicit bloom_filter_subject(const std::vector<key>& keys)
      : bytes(bloom_filter_builder::build(keys)), filter(*bloom_filter::view(bytes.bytes())) {}
  bool contains(const key& k) const { return filter.contains(k); }
  void contains(std::span<const key> keys, std::span<std::uint64_t> mask) const {
    filter.contains(keys, mask);
  }
  byte_buffer bytes;
  bloom_filter filter;
};

}  // namespace optout::test
