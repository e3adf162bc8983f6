// Any bytes: a mailbox in lower-case UTF-8 that gives itself again, or nothing; the same as the slow twin says where
// that has an opinion; and a cell that is one address is handed on as that address.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/email.hpp>
#include <reference/email_reference.hpp>
#include <support/fuzz.hpp>

#include <algorithm>
#include <string>

using namespace optout;

namespace {

std::string email(std::string_view text, level at) {
  email_text out;
  return std::string(normalize_email(text, at, out).value_or("-"));
}

void require_canonical_email(const std::string& form, level at) {
  const std::size_t sign = form.rfind('@');
  OPTOUT_HOLDS(form.size() <= 320);
  OPTOUT_HOLDS(sign != std::string::npos && sign > 0 && sign + 1 < form.size());
  OPTOUT_HOLDS(form.find_first_of("\t\r\n") == std::string::npos);
  OPTOUT_HOLDS(email(form, at) == form);
  if (at == level::exact) return;
  OPTOUT_HOLDS(is_valid_utf8(form));
  OPTOUT_HOLDS(std::none_of(form.begin(), form.end(), is_upper));
}

}  // namespace

OPTOUT_FUZZ_TARGET(email) {
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    const std::string form = email(input, at);
    if (form != "-") require_canonical_email(form, at);
  }
  const std::string form = email(input, level::standard);
  const auto twin = reference::email(std::string(input));
  OPTOUT_HOLDS(!twin.has_value() || *twin == form);

  int parts = 0;
  bool found = form == "-";
  for_each_email(input, [&](std::string_view part) {
    ++parts;
    found = found || email(part, level::standard) == form;
  });
  OPTOUT_HOLDS(parts > 0);
  OPTOUT_HOLDS(found);
}
