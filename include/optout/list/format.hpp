// The suppression-list file: constants and fixed records. docs/list_format.md draws it.
//
//   [0, 256)            header
//   [256, ...)          section table, one section_entry each
//   [...]               digest table: SHA-256 cut to 16 bytes of every block of 64 KiB from `data_offset` on
//   padding to 4096     = data_offset
//   [data_offset, end)  sections, each aligned to 4096, zeros between
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
inline constexpr std::uint32_t version = 1;

// Not text, and broken by any transfer that takes it for text.
inline constexpr std::array<std::uint8_t, 8> magic = {0x89, 'O', 'P', 'T', 'O', '\r', '\n', 0x1A};

inline constexpr std::size_t block_bytes = std::size_t{64} << 10;
inline constexpr std::size_t section_alignment = 4096;
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
  std::uint32_t name_offset, name_bytes;      // in the strings section
  std::uint32_t source_offset, source_bytes;  // likewise
  std::uint32_t reserved0;
  std::array<std::byte, 16> secret_id;
  std::array<std::uint8_t, 120> reserved;
  std::array<std::byte, 32> tag;
};
static_assert(sizeof(header) == 256 && offsetof(header, tag) == 224 && std::is_trivially_copyable_v<header>);

enum class section : std::uint32_t {
  namespaces = 1,    // namespace_entry each
  filter = 2,        // the Bloom filter's bytes
  table = 3,         // the key table's bytes
  rest_high = 4,     // u64 a slot: key.hi
  rest_low = 5,      // u32 a slot: key.lo >> 40
  namespace_of = 6,  // u8 a slot: which namespace_entry; absent in a compact list, or when there is one
  ordinals = 7,      // u32 a slot: a request, or shared_flag + index into `shared`; absent: request 0
  shared = 8,        // u32: count, then that many requests, for keys held by several
  requests = 9,      // request_entry each
  strings = 10,      // bytes that request_entry and header point into
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

struct request_entry {
  std::uint32_t id_offset, id_bytes;
  std::uint32_t source_offset, source_bytes;
  std::uint32_t scope_offset, scope_bytes;
  day_number received, expires;
  std::uint8_t type;
  std::array<std::uint8_t, 7> reserved;
};
static_assert(sizeof(request_entry) == 40);

inline constexpr std::uint32_t shared_flag = 0x80000000;

constexpr std::uint64_t align(std::uint64_t offset) noexcept {
  return (offset + section_alignment - 1) / section_alignment * section_alignment;
}

}  // namespace optout::list_format
