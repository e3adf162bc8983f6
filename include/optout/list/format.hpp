// The suppression-list file: constants and fixed records. docs/list_format.md draws it.
//
//   [0, 256)            header
//   [256, ...)          section table, one section_entry each
//   [...]               digest table: SHA-256 cut to 16 bytes of every block of 4 KiB from `data_offset` on
//   padding to 4096     = data_offset
//   [data_offset, end)  sections, each beginning a block, zeros between
//
// The tag covers [0, data_offset) with itself taken as zeros, the digests cover the rest: no byte is left out.
// Everything is little-endian. Numbers here are promises, pinned by tests/list/golden_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/list/request.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace optout::list_format {

// A reader refuses a file of another format version.
inline constexpr std::uint32_t version = 3;

// Not text, and broken by any transfer that takes it for text.
inline constexpr std::array<std::uint8_t, 8> magic = {0x89, 'O', 'P', 'T', 'O', '\r', '\n', 0x1A};

inline constexpr std::size_t block_bytes = 4096;
inline constexpr std::size_t digest_bytes = 16;

enum flag : std::uint32_t {
  compact = 1,  // without the rest of each key: hits are exact to 2^-40 a slot, no merge
};

struct header {
  std::array<std::uint8_t, 8> magic;
  std::uint32_t format_version;
  std::uint32_t flags;
  std::uint64_t file_bytes;
  std::uint64_t data_offset;
  std::uint64_t key_count;
  std::uint64_t request_count;
  std::uint64_t keyless_count;  // requests that gave no key
  std::uint32_t section_count;
  std::uint32_t digest_count;
  day_number as_of;
  std::uint32_t name_offset, name_bytes;      // in `strings`
  std::uint32_t source_offset, source_bytes;  // likewise
  std::uint32_t reserved0;
  std::array<std::byte, 16> secret_id;
  std::array<std::uint8_t, 120> reserved;
  std::array<std::byte, 32> tag;
};
static_assert(sizeof(header) == 256 && offsetof(header, tag) == 224 && std::is_trivially_copyable_v<header>);

enum class section : std::uint32_t {
  namespaces = 1,  // namespace_entry each
  filter = 2,      // the Bloom filter's bytes
  table = 3,       // the key table's bytes
  entries = 4,     // key_entry a key, of a list with one request without its holder; not of a compact list
  holders = 5,     // of a compact list: u32 a key, as in key_entry; absent: request 0
  shared = 6,      // u32: count, then that many requests, for keys held by several
  requests = 7,    // request_entry each
  strings = 8,     // bytes that terms_entry and header point into
  ids = 9,         // bytes that request_entry points into
  terms = 10,      // terms_entry each, no two alike
  ranks = 11,      // rank_group each: where a key's element of `entries` or `holders` is
};

struct section_entry {
  section type;
  std::uint32_t reserved;
  std::uint64_t offset;
  std::uint64_t bytes;
};
static_assert(sizeof(section_entry) == 24);

struct namespace_entry {
  std::uint8_t kind;
  std::uint8_t scheme;
  std::uint8_t level;
  std::uint8_t reserved;
  std::uint32_t rules_version;
  std::uint64_t key_count;
};
static_assert(sizeof(namespace_entry) == 16);

// What the table does not hold of a key, and what the key stands for.
struct key_entry {
  std::uint64_t high;           // key.hi
  std::uint32_t low_and_space;  // key.lo >> 40, above it in 8 bits which namespace_entry
  std::uint32_t holder;         // a request, or shared_flag + index into `shared`
};
static_assert(sizeof(key_entry) == 16);
inline constexpr std::size_t short_entry_bytes = offsetof(key_entry, holder);

// What many requests have in common.
struct terms_entry {
  std::uint32_t source_offset, source_bytes;
  std::uint32_t scope_offset, scope_bytes;
  day_number expires;
  std::uint8_t type;
  std::array<std::uint8_t, 3> reserved;
};
static_assert(sizeof(terms_entry) == 24);

struct request_entry {
  std::uint32_t id_offset, id_bytes;
  day_number received;
  std::uint32_t terms;  // which terms_entry
};
static_assert(sizeof(request_entry) == 16);

inline constexpr std::uint32_t shared_flag = 0x80000000;

constexpr std::uint64_t align(std::uint64_t offset) noexcept {
  return (offset + block_bytes - 1) / block_bytes * block_bytes;
}

}  // namespace optout::list_format
