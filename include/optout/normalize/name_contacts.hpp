// Emails in a cell of names: "Jane Doe <jane@example.com>" names Jane Doe.
//
// Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace optout::detail {

// Puts `text` without the words that hold an '@' into `out`. False if there are none, or there is no room.
template <std::size_t N>
bool without_emails(std::string_view text, fixed_text<N>& out) noexcept {
  out.clear();
  const auto ends = [](char c) {
    return is_space(c) || std::string_view("<>()[]{},;|\"").find(c) != std::string_view::npos;
  };
  const auto* from = text.begin();
  for (const auto* at = from; (at = std::find(at, text.end(), '@')) != text.end();) {
    const auto* begin = at;
    while (begin != from && !ends(begin[-1])) --begin;
    out.append({from, static_cast<std::size_t>(begin - from)});
    from = at = std::find_if(at, text.end(), ends);
  }
  if (from == text.begin()) return false;
  out.append({from, static_cast<std::size_t>(text.end() - from)});
  return !out.overflowed();
}

}  // namespace optout::detail
