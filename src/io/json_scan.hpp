// Finds where a JSON object ends, and nothing else: what cuts a stream into records before anybody parses them.
//
// Brackets outside of strings are counted, 64 bytes at a time; whether they match in kind, and all else, is found out
// when the record is parsed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace optout::detail {

// The place behind the bracket that closes the one at `from`; npos if the text ends before.
// Requires: text[from] is { or [. Cost: one pass over the object.
std::size_t end_of_json(std::string_view text, std::size_t from) noexcept;

// The place behind the string whose opening quote is at `from`; npos if the text ends before.
std::size_t end_of_json_string(std::string_view text, std::size_t from) noexcept;

// The first place from `from` on that is no white space of JSON, or the text's size.
std::size_t skip_json_space(std::string_view text, std::size_t from) noexcept;

// Where the rows of a document begin: behind the bracket of the first array of objects on the way down, which passes
// through objects alone. npos if there is none, or the text ends before. Requires: text[from] is {.
std::size_t find_json_rows(std::string_view text, std::size_t from) noexcept;

}  // namespace optout::detail
