// Emails, phones and names as advertising platforms standardize them before they hash them: UID2, Google, Meta, and the
// plain way of everybody else ("hashed emails": trimmed, in lower case).
//
// Nobody's rules are another's: UID2 and Google take the dots out of a Gmail address, Meta keeps them; UID2 and Google
// write a phone with "+", Meta without. A number without its country code is read as one of North America where it is
// one; the digits as they stand are a candidate too.
// Never throws or allocates; any bytes. A value of over 1024 bytes has no candidate.
// Sources: UID2 docs "normalization and encoding" and its operator's tests; Google's data-manager-python formatter; Meta's
// customer information parameters and capi-param-builder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/candidates.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace optout {

enum class platform : std::uint8_t { uid2, google, meta, plain };
enum class platform_field : std::uint8_t { email, phone, first_name, last_name, dob, zip };

// Whether the platform hashes such a field.
constexpr bool has_field(platform who, platform_field what) noexcept {
  if (what == platform_field::email || what == platform_field::phone) return true;
  const bool name = what == platform_field::first_name || what == platform_field::last_name;
  return who == platform::meta || (who == platform::google && name);
}

// Replaces `out` by the spellings of `text`, the platform's own first; none if it gives no key. Requires: has_field().
void standardize_for(platform who, platform_field what, std::string_view text, candidates& out) noexcept;

// ---- details ----

namespace detail {

using platform_text = fixed_text<candidates::longest>;

// Lower case without a locale, composed (NFC); only letters, marks and digits if `bare`. False if it does not fit.
inline bool lower_composed(std::string_view text, bool bare, platform_text& out) noexcept {
  std::array<utf8proc_int32_t, 2 * candidates::longest> space;
  std::span<const utf8proc_int32_t> codes;
  if (!read_composed<candidates::longest>(text, space, codes)) return false;
  out.clear();
  for (const utf8proc_int32_t code : codes) {
    const auto category = utf8proc_category(code);
    const bool kept = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) ||
                      category == UTF8PROC_CATEGORY_ND;
    if (!bare || kept) append_utf8(static_cast<char32_t>(utf8proc_tolower(code)), out);
  }
  return !out.overflowed();
}

struct mailbox {
  std::string_view local, domain;
};

// The parts of "local@domain"; both empty unless there is one @ between two texts.
inline mailbox split_mailbox(std::string_view email) noexcept {
  const std::size_t at = email.find('@');
  if (at == email.npos || at == 0 || at + 1 == email.size() || email.find('@', at + 1) != email.npos)
    return {};
  return {email.substr(0, at), email.substr(at + 1)};
}

// Dots, and with `tag` what follows a plus, out of the mailbox.
inline void add_gmail(const mailbox& box, bool tag, candidates& out) noexcept {
  platform_text form;
  for (const char c : box.local) {
    if (tag && c == '+') break;
    if (c != '.') form.push_back(c);
  }
  if (form.empty()) return;
  form.push_back('@');
  form.append(box.domain);
  out.add(form.view());
}

// A mailbox as Meta checks it: no dot at an end of the local part, none beside another, one in the domain.
inline bool is_meta_mailbox(const mailbox& box) noexcept {
  return !box.local.empty() && !box.local.starts_with('.') && !box.local.ends_with('.') &&
         box.local.find("..") == box.local.npos && box.domain.find('.') != box.domain.npos;
}

inline void add_platform_email(platform who, std::string_view text, candidates& out) noexcept {
  platform_text lower;
  if (!lower_composed(trim(text), false, lower)) return out.set_overflowed();
  const std::string_view email = lower.view();
  const bool inner_space = std::any_of(email.begin(), email.end(), [](char c) { return is_space(c); });
  const mailbox box = split_mailbox(email);
  if (box.local.empty() || inner_space) return;
  const bool gmail = box.domain == "gmail.com" || (who == platform::google && box.domain == "googlemail.com");
  switch (who) {
    case platform::uid2: return gmail ? add_gmail(box, true, out) : out.add(email);
    case platform::google: return gmail ? add_gmail(box, false, out) : out.add(email);
    case platform::meta: return is_meta_mailbox(box) ? out.add(email) : void();
    case platform::plain: return out.add(email);
  }
}

inline void add_platform_phone(platform who, std::string_view text, candidates& out) noexcept {
  platform_text digits;  // behind a "+"
  digits.push_back('+');
  for (const char c : text) {
    if (is_digit(c)) digits.push_back(c);
  }
  if (digits.overflowed()) return out.set_overflowed();
  const std::string_view literal = digits.view();
  if (literal.size() == 1) return;
  phone_text number;
  const bool known = normalize_phone(text, level::standard, number).has_value();
  const std::string_view e164 = known ? without_extension(number.view()) : std::string_view();
  switch (who) {
    case platform::uid2:  // takes "+" and 10 to 15 digits, and nothing else
      if (trim(text) == literal && literal.size() >= 11 && literal.size() <= 16) out.add(literal);
      return out.add(e164);
    case platform::google: out.add(e164); return out.add(literal);
    case platform::meta:
      out.add(literal.substr(std::min(literal.find_first_not_of("+0"), literal.size())));
      return out.add(e164.substr(known ? 1 : 0));
    case platform::plain:
      out.add(literal.substr(1));
      out.add(e164.substr(known ? 1 : 0));
      out.add(e164);
      if (e164.starts_with("+1")) out.add(e164.substr(2));
      return;
  }
}

inline void add_platform_name(platform who, std::string_view text, candidates& out) noexcept {
  platform_text form;
  if (!lower_composed(trim(text), who == platform::meta, form)) return out.set_overflowed();
  if (who == platform::meta) return out.add(form.view());
  platform_text closed;  // Google takes white space out, and nothing else
  for (const char c : form.view()) {
    if (!is_space(c)) closed.push_back(c);
  }
  out.add(closed.view());
}

}  // namespace detail

inline void standardize_for(platform who, platform_field what, std::string_view text,
                            candidates& out) noexcept {
  out.clear();
  switch (what) {
    case platform_field::email: return detail::add_platform_email(who, text, out);
    case platform_field::phone: return detail::add_platform_phone(who, text, out);
    case platform_field::first_name:
    case platform_field::last_name: return detail::add_platform_name(who, text, out);
    case platform_field::dob: {
      fixed_text<8> form;
      if (normalize_dob(text, level::standard, form).has_value()) out.add(form.view());
      return;
    }
    case platform_field::zip: {
      detail::platform_text form;
      for (const char c : text.substr(0, std::min(text.find('-'), text.size()))) {
        if (!is_space(c)) form.push_back(to_lower(c));
      }
      return form.overflowed() ? out.set_overflowed() : out.add(form.view());
    }
  }
}

}  // namespace optout
