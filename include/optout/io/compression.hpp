// gzip and zstd around files: told by their first bytes when a file is read, by its name when one is written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout {

enum class compression : std::uint8_t { none, gzip, zstd };

std::string_view to_text(compression c) noexcept;

// What a file is packed with, whatever its name. `start`: its first 4 bytes, or all of it if it has fewer.
inline constexpr std::size_t compression_mark_bytes = 4;
compression detect_compression(std::string_view start) noexcept;

// What a file of this name is to be packed with: .gz or .zst, in any case.
compression compression_of_name(std::string_view path) noexcept;

// `path` without such an ending: the name of what is inside.
std::string_view unpacked_name(std::string_view path) noexcept;

}  // namespace optout
