// Any bytes: a number in E.164 with an optional extension that gives itself again, or nothing; the same as the slow
// twin says where that has an opinion; and a cell that is one number is handed on as that number.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/phone.hpp>
#include <reference/phone_reference.hpp>
#include <support/fuzz.hpp>

#include <string>

using namespace optout;

namespace {

std::string phone(std::string_view text, level at) {
  phone_text out;
  return std::string(normalize_phone(text, at, out).value_or("-"));
}

void require_canonical_phone(const std::string& form, level at) {
  const std::string number(without_extension(form));
  OPTOUT_HOLDS(number.size() >= 8 && number.size() <= 16 && number[0] == '+');
  OPTOUT_HOLDS(number.find_first_not_of("0123456789", 1) == std::string::npos);
  if (form != number) {
    const std::string extension = form.substr(number.size());
    OPTOUT_HOLDS(at != level::exact);
    OPTOUT_HOLDS(extension.starts_with(";ext=") && extension.size() > 5);
    OPTOUT_HOLDS(extension.find_first_not_of("0123456789", 5) == std::string::npos);
  }
  OPTOUT_HOLDS(phone(form, at) == form);
  OPTOUT_HOLDS(phone(number, at) == number);
}

}  // namespace

OPTOUT_FUZZ_TARGET(phone) {
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    const std::string form = phone(input, at);
    if (form != "-") require_canonical_phone(form, at);
  }
  const std::string form = phone(input, level::standard);
  const auto twin = reference::phone(std::string(input));
  OPTOUT_HOLDS(!twin.has_value() || *twin == form);

  int parts = 0;
  bool found = form == "-";
  for_each_phone(input, [&](std::string_view part) {
    ++parts;
    found = found || phone(part, level::standard) == form;
  });
  OPTOUT_HOLDS(parts > 0);
  OPTOUT_HOLDS(found);
}
