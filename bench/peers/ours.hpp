// optout's own sets behind the peers' interface, in memory aligned as a mapped file is, or in huge pages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/set/key_set.hpp>
#include <optout/set/key_set_builder.hpp>

#include <peers/peer.hpp>
#include <sys/mman.h>

#include <cstring>
#include <new>

namespace optout_bench {

// As a file is mapped, and as large memory may be asked for.
enum class pages : std::size_t { small = 4096, huge = std::size_t{2} << 20 };

// Bytes at the start of a page.
class page_aligned {
 public:
  page_aligned(std::size_t size, pages in)
      : align_(static_cast<std::align_val_t>(in)),
        bytes_(static_cast<std::byte*>(::operator new(size, align_))),
        size_(size) {
    if (in == pages::huge) ::madvise(bytes_, size, MADV_HUGEPAGE);  // a wish: it may be refused
  }
  ~page_aligned() { ::operator delete(bytes_, align_); }
  page_aligned(const page_aligned&) = delete;
  page_aligned& operator=(const page_aligned&) = delete;

  std::span<std::byte> get() const { return {bytes_, size_}; }

 private:
  std::align_val_t align_;
  std::byte* bytes_;
  std::size_t size_;
};

// The exact table alone.
class table_only {
 public:
  explicit table_only(std::span<const optout::key> keys, pages in = pages::small)
      : table_only(optout::key_table_builder(keys), in) {}

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) const {
    table_.contains(keys, mask);
  }
  std::size_t bytes() const { return bytes_.get().size(); }
  const optout::key_table& view() const { return table_; }
  std::span<const std::byte> content() const { return bytes_.get(); }

 private:
  table_only(const optout::key_table_builder& builder, pages in) : bytes_(builder.bytes_needed(), in) {
    builder.write(bytes_.get());
    table_ = *optout::key_table::view(bytes_.get());
  }
  page_aligned bytes_;
  optout::key_table table_;
};

// The filter alone: may say yes too often.
class filter_only {
 public:
  explicit filter_only(std::span<const optout::key> keys,
                       unsigned bits_per_key = optout::bloom_filter_builder::default_bits_per_key,
                       pages in = pages::small)
      : bytes_(optout::bloom_filter_builder::bytes_needed(keys.size(), bits_per_key), in) {
    optout::bloom_filter_builder builder(bytes_.get());
    for (const optout::key& k : keys) builder.insert(k);
    filter_ = *optout::bloom_filter::view(bytes_.get());
  }

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) const {
    filter_.contains(keys, mask);
  }
  std::size_t bytes() const { return bytes_.get().size(); }
  const optout::bloom_filter& view() const { return filter_; }
  std::span<const std::byte> content() const { return bytes_.get(); }

 private:
  page_aligned bytes_;
  optout::bloom_filter filter_;
};

// What a scrub asks: the filter in front of the table.
class filter_and_table {
 public:
  explicit filter_and_table(std::span<const optout::key> keys, pages in = pages::small)
      : table_(keys, in),
        filter_(keys, optout::bloom_filter_builder::default_bits_per_key, in),
        set_(*optout::key_set::view(filter_.content(), table_.content())) {}

  void contains(std::span<const optout::key> keys, std::span<std::uint64_t> mask) {
    set_.contains(keys, mask, scratch_);
  }
  std::size_t bytes() const { return table_.bytes() + filter_.bytes(); }

 private:
  table_only table_;
  filter_only filter_;
  optout::key_set set_;
  optout::key_set::scratch scratch_;
};

// The same in huge pages, which a mapped file does not get.
class in_huge_pages : public filter_and_table {
 public:
  explicit in_huge_pages(std::span<const optout::key> keys) : filter_and_table(keys, pages::huge) {}
};

}  // namespace optout_bench
