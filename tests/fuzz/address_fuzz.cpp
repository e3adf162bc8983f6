// Any bytes, as street|street2|unit|city|state|zip: places in canonical form, or none. Case and white space around do
// not matter, nothing of an earlier address is left in reused forms, and the shortcut for plain addresses reads as the
// parser does.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/address.hpp>
#include <optout/normalize/unicode.hpp>
#include <support/cells.hpp>
#include <support/fuzz.hpp>
#include <support/shouted.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace optout;

namespace {

using form_pairs = std::vector<std::pair<std::string, std::string>>;

void require_canonical_address(std::string_view form) {
  OPTOUT_HOLDS(std::count(form.begin(), form.end(), '|') == 6);
  OPTOUT_HOLDS(std::none_of(form.begin(), form.end(), is_upper));
  OPTOUT_HOLDS(form.find_first_of("\t\r\n") == form.npos);
  OPTOUT_HOLDS(is_valid_utf8(form));
}

form_pairs read(std::string_view text, level at, address_forms& out) {
  const auto cells = test::split_cells<6>(text);
  const address_parts parts = {cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]};
  const bool any = normalize_address(parts, at, out);
  OPTOUT_HOLDS(any == !out.forms().empty());
  form_pairs found;
  for (const address_form& form : out.forms()) {
    require_canonical_address(form.household);
    require_canonical_address(form.place);
    // They differ in the last part alone: the unit, with its class and without.
    const std::size_t unit = form.place.rfind('|');
    OPTOUT_HOLDS(form.household.substr(0, unit) == form.place.substr(0, unit));
    found.emplace_back(form.household, form.place);
  }
  return found;
}

void require_one_reading_of_plain_addresses(std::string_view text) {
  const auto cells = test::split_cells<6>(text);
  const address_parts parts = {cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]};
  address_forms plain, whole;
  if (!detail::read_plain_address(parts, plain)) return;
  OPTOUT_HOLDS(detail::read_any_address(parts, level::standard, whole));
  OPTOUT_HOLDS(plain == whole);
}

}  // namespace

OPTOUT_FUZZ_TARGET(address) {
  require_one_reading_of_plain_addresses(input);
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    address_forms fresh, used;
    const form_pairs found = read(input, at, fresh);
    read("12 1/2 North Oak Avenue Apt 4B, PO Box 77|||Reno|NV|89501", at, used);
    OPTOUT_HOLDS(read(input, at, used) == found);
    OPTOUT_HOLDS(read(test::shouted(input), at, used) == found);
    OPTOUT_HOLDS(read("  " + std::string(input) + " ", at, used) == found);
  }
}
