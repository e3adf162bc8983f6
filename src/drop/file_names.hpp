// The names that DROP gives its archives and expects of response files. A name that fits holds no path.
//
//   archive    <YYYYMMDD>_<broker>_DROP.zip                 20260312_4821_DROP.zip
//   response   <YYYYMMDD>_<broker>_<list>[_<suffix>].csv    20260312_4821_Email_part01.csv
//
// The date has 8 digits, the broker 4, the suffix 1 to 10 letters and digits. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace optout::detail {

// Takes "<YYYYMMDD>_<broker>_" off the front of `name`, if it is there.
inline bool take_date_and_broker(std::string_view& name) noexcept {
  constexpr std::string_view form = "dddddddd_dddd_";
  if (name.size() < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'd' ? !is_digit(name[i]) : name[i] != form[i]) return false;
  }
  name.remove_prefix(form.size());
  return true;
}

inline bool is_archive_name(std::string_view name) noexcept {
  return take_date_and_broker(name) && name == "DROP.zip";
}

inline bool is_response_name(std::string_view name) noexcept {
  if (!take_date_and_broker(name) || !name.ends_with(".csv")) return false;
  name.remove_suffix(4);
  for (const std::string_view list : {"NDZ", "Email", "Phone", "MAID", "NameVIN", "CTVID"}) {
    if (name == list) return true;
    if (!name.starts_with(list) || name[list.size()] != '_') continue;
    const std::string_view suffix = name.substr(list.size() + 1);
    return !suffix.empty() && suffix.size() <= 10 && std::all_of(suffix.begin(), suffix.end(), is_alnum);
  }
  return false;
}

// The file name in a Content-Disposition header: its parameter "filename"; empty if there is none. One in quotes that
// holds a semicolon or an escape comes out in pieces, and is no name of an archive either way.
inline std::string_view named_file(std::string_view disposition) noexcept {
  while (!disposition.empty()) {
    const std::size_t end = std::min(disposition.find(';'), disposition.size());
    std::string_view part = trim(disposition.substr(0, end));
    disposition.remove_prefix(std::min(end + 1, disposition.size()));
    if (!starts_with_no_case(part, "filename")) continue;
    part = trim(part.substr(8));
    if (!part.starts_with('=')) continue;  // "filename*"
    part = trim(part.substr(1));
    if (part.size() >= 2 && part.front() == '"' && part.back() == '"') part = part.substr(1, part.size() - 2);
    return part;
  }
  return {};
}

}  // namespace optout::detail
