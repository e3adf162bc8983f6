// Identifiers as California's Delete Request and Opt-out Platform (DROP) standardizes them before it hashes them:
// rules "drop-1.2.0" (API version 1.2.0, 2026-07-02).
//
//   email       white space out, lower case           " Foo@Bar.COM"     -> foo@bar.com
//   phone       digits, of more than ten the last ten  "+1(415)555-9317"  -> 4155559317
//   first_name, last_name   drop_names.hpp             "Juan Pablo"       -> juanpablo
//   dob         YYYYMMDD                               "July 4, 1985"     -> 19850704
//   zip         +4 out, leading zeros out, five first  "00300-9999"       -> 300
//   maid, vin, ctvid   letters and digits in lower case; 32 of hex, 17, 8 to 32 of them
//
// A match is exact, and a wrong spelling raises no error anywhere: it says "not found". So where the text of the rules is
// silent or implementers differ, every plausible spelling is a candidate; the literal reading comes first.
// Never throws or allocates; any bytes. A value of over 1024 bytes has none, and says so by overflowed().
// Source: CalPrivacy, DROP technical specifications for data brokers, "working with data" and its worked examples.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/candidates.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/drop_names.hpp>
#include <optout/normalize/name_words.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/utf8.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace optout {

inline constexpr std::string_view drop_rules = "drop-1.2.0";

enum class drop_field : std::uint8_t { email, phone, first_name, last_name, dob, zip, maid, vin, ctvid };

// Replaces `out` by the spellings of `text`; none if it gives no key.
void standardize_for_drop(drop_field what, std::string_view text, candidates& out) noexcept;

// ---- details ----

namespace detail {

using drop_text = fixed_text<candidates::longest>;

inline void add_or_overflow(const drop_text& form, candidates& out) noexcept {
  form.overflowed() ? out.set_overflowed() : out.add(form.view());
}

constexpr bool is_white_space(char32_t code) noexcept {
  return (code >= 9 && code <= 13) || code == ' ' || code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
         code == 0x205F || code == 0x3000 || code == 0xFEFF;
}

// Lower case of all letters; or of ASCII's alone, as some read it.
inline void add_drop_email(std::string_view text, candidates& out) noexcept {
  drop_text all, ascii;
  while (!text.empty()) {
    const char32_t code = take_repaired(text);
    if (is_white_space(code)) continue;
    append_utf8(code < 0x80 ? static_cast<char32_t>(to_lower(static_cast<char>(code))) : code, ascii);
    append_utf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(code))), all);
    if (code == 0x130) append_utf8(0x307, all);  // İ is i and a dot
  }
  add_or_overflow(all, out);
  add_or_overflow(ascii, out);
}

// The literal rule lets an extension push the number out: the number without it is a candidate too.
inline void add_drop_phone(std::string_view text, candidates& out) noexcept {
  drop_text digits;
  for (const char c : text) {
    if (is_digit(c)) digits.push_back(c);
  }
  if (digits.overflowed()) return out.set_overflowed();
  const auto last_ten = [](std::string_view all) {
    return all.substr(all.size() - std::min<std::size_t>(all.size(), 10));
  };
  out.add(last_ten(digits.view()));
  phone_text number;
  if (normalize_phone(text, level::standard, number).has_value())
    out.add(last_ten(without_extension(number.view()).substr(1)));
}

inline void add_drop_first_name(std::string_view text, candidates& out) noexcept {
  add_drop_name(text, out);
  text = trim(text);
  add_drop_name(text.substr(0, std::min(text.find(' '), text.size())), out);
}

inline void add_drop_last_name(std::string_view text, candidates& out) noexcept {
  add_drop_name(text, out);
  // "Smith Jr." is read with its suffix, and without.
  text = trim(text);
  const std::size_t at = text.find_last_of(" ,");
  if (at == text.npos) return;
  fixed_text<longest_name_word> word;
  for (const char c : text.substr(at + 1)) {
    if (c != '.') word.push_back(to_lower(c));
  }
  if (word.overflowed() || word.size() < 2 || (find_name_word(word.view()).classes & name_generation) == 0)
    return;
  add_drop_name(text.substr(0, at), out);
}

// Month first, day first only where the first number cannot be a month.
inline void add_drop_dob(std::string_view text, candidates& out) noexcept {
  text = trim(text);
  auto day = parse_date(text);
  fixed_text<16> swapped;
  const bool day_first = text.size() >= 10 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[3]) &&
                         is_digit(text[4]) && text[2] == text[5] && !is_alnum(text[2]);
  if (!day.has_value() && day_first) {
    swapped.append(text.substr(3, 3));
    swapped.append(text.substr(0, 3));
    swapped.append(text.substr(6, std::min<std::size_t>(text.size() - 6, 4)));
    day = text.size() == 10 ? parse_date(swapped.view()) : std::nullopt;
  }
  if (!day.has_value()) return;
  fixed_text<8> form;
  append_compact(*day, form);
  out.add(form.view());
}

// Letters and digits in lower case.
inline drop_text drop_alnum(std::string_view text) noexcept {
  drop_text out;
  for (const char c : text) {
    if (is_alnum(c)) out.push_back(to_lower(c));
  }
  return out;
}

// What is left of a postal code without leading zeros: five characters at most.
inline std::string_view drop_zip_of(std::string_view code) noexcept {
  code.remove_prefix(std::min(code.find_first_not_of('0'), code.size()));
  return code.substr(0, 5);
}

inline void add_drop_zip(std::string_view text, candidates& out) noexcept {
  text = trim(text);
  const drop_text whole = drop_alnum(text);
  if (whole.overflowed()) return out.set_overflowed();
  const auto digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return is_digit(c); });
  };
  // "91790-3771" loses its +4. Of "k1a-0b1" and "003009999" nobody says whether they have one.
  const std::size_t hyphen = text.find('-');
  const drop_text head = drop_alnum(text.substr(0, std::min(hyphen, text.size())));
  if (hyphen != text.npos) {
    out.add(drop_zip_of(head.view()));
    if (whole.size() == 9 && head.size() == 5 && digits(whole.view())) return;
  } else if (whole.size() == 9 && digits(whole.view())) {
    out.add(drop_zip_of(whole.view().substr(0, 5)));
  }
  out.add(drop_zip_of(whole.view()));
}

inline void add_drop_id(std::string_view text, bool hex, std::size_t least, std::size_t most,
                        candidates& out) noexcept {
  drop_text form = drop_alnum(text);
  if (hex) {
    drop_text digits;
    for (const char c : form.view()) {
      if (is_digit(c) || (c >= 'a' && c <= 'f')) digits.push_back(c);
    }
    form = digits;
  }
  if (!form.overflowed() && form.size() >= least && form.size() <= most) out.add(form.view());
}

}  // namespace detail

inline void standardize_for_drop(drop_field what, std::string_view text, candidates& out) noexcept {
  out.clear();
  switch (what) {
    case drop_field::email: return detail::add_drop_email(text, out);
    case drop_field::phone: return detail::add_drop_phone(text, out);
    case drop_field::first_name: return detail::add_drop_first_name(text, out);
    case drop_field::last_name: return detail::add_drop_last_name(text, out);
    case drop_field::dob: return detail::add_drop_dob(text, out);
    case drop_field::zip: return detail::add_drop_zip(text, out);
    case drop_field::maid: return detail::add_drop_id(text, true, 32, 32, out);
    case drop_field::vin: return detail::add_drop_id(text, false, 17, 17, out);
    case drop_field::ctvid: return detail::add_drop_id(text, false, 8, 32, out);
  }
}

}  // namespace optout
