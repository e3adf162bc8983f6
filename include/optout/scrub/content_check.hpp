// Whether a column's cells look like what its header says: the check behind every guess of detect.hpp.
//
// It judges shapes, not values: a phone may be out of service, a name unheard of. Cells that say "nothing
// here" (N/A, none, -) do not count. Cost: at most some microseconds a cell; it sees a sample, never a
// whole export.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/spreadsheet.hpp>
#include <optout/scrub/role.hpp>
#include <optout/tables/states.hpp>
#include <optout/tables/street_suffixes.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace optout {

struct content_check {
  std::uint32_t filled = 0;   // cells that hold something
  std::uint32_t fitting = 0;  // cells that look like the field
  std::uint32_t opposed = 0;  // cells that cannot be it: an @ in a phone

  bool agrees() const { return filled != 0 && fitting * 2 >= filled; }
  // Three cells make a case; fewer only when none of them can be the field.
  bool contradicts() const { return filled >= 3 ? !agrees() : filled != 0 && opposed == filled; }
};

content_check check_content(field what, std::span<const std::string_view> cells);

// Whether cells look like emails or phones (at least half of three or more, or all of fewer), also inside
// text.
bool looks_like_emails(std::span<const std::string_view> cells);
bool looks_like_phones(std::span<const std::string_view> cells);

// ---- details ----

namespace detail::content {

struct shape {
  std::size_t digits = 0, letters = 0, others = 0;  // others: neither, and no white space
  bool has_at = false;
};

inline shape shape_of(std::string_view text) {
  shape out;
  for (char c : text) {
    if (is_digit(c)) {
      ++out.digits;
    } else if (is_alpha(c) || !is_ascii(c)) {
      ++out.letters;
    } else if (!is_space(c)) {
      ++out.others;
    }
    out.has_at = out.has_at || c == '@';
  }
  return out;
}

inline bool is_any_of(std::string_view text, std::span<const std::string_view> lower) {
  return std::any_of(lower.begin(), lower.end(),
                     [&](std::string_view word) { return equals_no_case(text, word); });
}

inline bool says_nothing(std::string_view text) {
  constexpr std::string_view words[] = {
      "n/a",         "na",       "none",     "null",          "nil",          "nan",
      "no",          "unknown",  "tbd",      "not available", "not provided", "declined",
      "refused",     "no email", "no phone", "unlisted",      "private",      "not applicable",
      "undisclosed", "0",        "x",        "missing"};
  const shape s = shape_of(text);
  return s.digits + s.letters == 0 || is_any_of(text, words);
}

inline bool is_yes_or_no(std::string_view text) {
  constexpr std::string_view words[] = {"y", "n", "yes", "no", "true", "false", "t", "f"};
  return is_any_of(text, words);
}

inline bool holds_email(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;|<>()"), text.size());
    email_text form;
    const std::string_view word = text.substr(0, end);
    if (word.find('@') != word.npos && normalize_email(word, level::standard, form)) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

inline bool is_phone(std::string_view text) {
  bool found = false;
  for_each_phone(text, [&](std::string_view one) {
    phone_text form;
    found = found || (shape_of(one).digits >= 7 && normalize_phone(one, level::standard, form).has_value());
  });
  return found;
}

// Whether `text` starts with ddd ddd dddd, with some separators between.
inline bool starts_with_phone(std::string_view text) {
  std::size_t at = 0;
  for (const std::size_t wanted : {3u, 3u, 4u}) {
    std::size_t separators = 0;
    while (at + separators < text.size() &&
           std::string_view(" .-)/").find(text[at + separators]) != text.npos) {
      ++separators;
    }
    if ((separators == 0) != (at == 0) || separators > 2) return false;
    at += separators;
    std::size_t digits = 0;
    while (at + digits < text.size() && is_digit(text[at + digits])) ++digits;
    if (digits != wanted) return false;
    at += digits;
  }
  return true;
}

inline bool mentions_phone(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool starts_number = is_digit(text[at]) && (at == 0 || !is_digit(text[at - 1]));
    if (starts_number && starts_with_phone(text.substr(at))) return true;
  }
  return false;
}

// Seven to fifteen digits in the dress of a phone, or what a spreadsheet left of them (5.55E+09): the row that holds
// that is refused later, with its place.
inline bool is_phone_shaped(std::string_view text) {
  if (is_rounded_number(text)) return true;
  const shape s = shape_of(text);
  return s.digits >= 7 && s.digits <= 20 && s.letters <= 9 && s.others <= 8 && !s.has_at;
}

inline bool is_street(std::string_view text) {
  const shape s = shape_of(text);
  if (s.has_at || s.letters == 0) return false;
  if (s.digits != 0) return true;
  const std::size_t blank = text.find_last_of(' ');
  std::string last(text.substr(blank == text.npos ? 0 : blank + 1));
  std::transform(last.begin(), last.end(), last.begin(), to_lower);
  return blank != text.npos && tables::street_suffixes.contains(last);
}

// Five digits, fewer where a spreadsheet took the zeros, or nine; or a Canadian code.
inline bool is_zip(std::string_view text) {
  if (is_rounded_number(text)) return true;
  if (text.ends_with(".0")) text.remove_suffix(2);
  const shape s = shape_of(text);
  if (s.letters == 3) return s.digits == 3 && is_alpha(text[0]);
  return s.letters == 0 && s.others <= 1 && (s.digits == 9 || (s.digits >= 3 && s.digits <= 5));
}

inline bool is_date(std::string_view text) {
  const shape s = shape_of(text);
  return s.digits >= 4 && s.digits <= 14 && s.letters <= 9 && !s.has_at;
}

inline bool is_state(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return tables::states.contains(lower);
}

inline bool is_wordy(std::string_view text) {
  const shape s = shape_of(text);
  return !s.has_at && s.letters * 10 >= (s.digits + s.letters + s.others) * 6;
}

// Letters and digits, so many of them.
inline bool is_code(std::string_view text, std::size_t least, std::size_t most) {
  const shape s = shape_of(text);
  return !s.has_at && s.letters + s.digits >= least && s.letters + s.digits <= most;
}

inline bool fits(field what, std::string_view text) {
  switch (what) {
    case field::email: return holds_email(text);
    case field::phone: return is_phone_shaped(text) || is_phone(text);
    case field::full_name:
    case field::first_name:
    case field::last_name: return is_wordy(text) && !is_yes_or_no(text);
    case field::middle_name:  // T, F, N and Y are initials
    case field::care_of:
    case field::city: return is_wordy(text);
    case field::street:
    case field::address: return is_street(text);
    case field::zip: return is_zip(text);
    case field::state: return is_state(text);
    case field::dob: return is_date(text);
    case field::maid: return is_code(text, 32, 32);
    case field::vin: return is_code(text, 11, 17);
    case field::ctvid: return is_code(text, 8, 32);
    default:  // a unit, a suffix, a piece of a street: short, and no phone or email
      return text.size() <= 40 && !holds_email(text) && !mentions_phone(text) && shape_of(text).digits < 10;
  }
}

inline bool opposes(field what, std::string_view text) {
  const shape s = shape_of(text);
  switch (what) {
    case field::email: return !s.has_at;
    case field::phone: return s.has_at || s.digits < 5;
    case field::zip: return s.has_at || s.digits == 0;
    case field::full_name:
    case field::first_name:
    case field::last_name: return s.has_at || s.digits > s.letters || is_yes_or_no(text);
    default: return s.has_at;
  }
}

template <typename Test>
bool mostly(std::span<const std::string_view> cells, Test&& test) {
  std::uint32_t filled = 0, passing = 0;
  for (std::string_view cell : cells) {
    const std::string_view text = trim(cell);
    if (says_nothing(text)) continue;
    ++filled;
    if (test(text)) ++passing;
  }
  return filled != 0 && (filled < 3 ? passing == filled : passing * 2 >= filled);
}

}  // namespace detail::content

inline content_check check_content(field what, std::span<const std::string_view> cells) {
  content_check out;
  for (std::string_view cell : cells) {
    const std::string_view text = trim(cell);
    if (detail::content::says_nothing(text)) continue;
    ++out.filled;
    if (detail::content::fits(what, text)) ++out.fitting;
    if (detail::content::opposes(what, text)) ++out.opposed;
  }
  return out;
}

inline bool looks_like_emails(std::span<const std::string_view> cells) {
  return detail::content::mostly(cells, detail::content::holds_email);
}

inline bool looks_like_phones(std::span<const std::string_view> cells) {
  return detail::content::mostly(cells, [](std::string_view text) {
    return detail::content::mentions_phone(text) || detail::content::is_phone(text);
  });
}

}  // namespace optout
