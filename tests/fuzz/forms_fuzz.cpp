// Any bytes, as one value of each kind: forms in their alphabet; a value meets itself, at each level and on either side;
// what meets at a level meets at the next. The text up to a NUL is held, what follows is probed.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/unicode.hpp>
#include <optout/scrub/forms.hpp>
#include <support/fuzz.hpp>

#include <algorithm>
#include <set>
#include <string>

using namespace optout;

namespace {

using form_set = std::set<std::string>;

form_set forms_of(kind k, std::string_view text, level lvl, side s) {
  form_set out;
  for_each_form(k, text, lvl, s, [&](std::string_view form) {
    OPTOUT_HOLDS(!form.empty() && (lvl == level::exact || is_valid_utf8(form)));  // exact keeps the bytes
    OPTOUT_HOLDS(form.find_first_of("\n\r\t") == form.npos);
    out.emplace(form);
  });
  return out;
}

bool meet(const form_set& held, const form_set& probed) {
  return std::any_of(held.begin(), held.end(),
                     [&](const std::string& form) { return probed.contains(form); });
}

}  // namespace

OPTOUT_FUZZ_TARGET(forms) {
  const std::size_t nul = std::min(input.find('\0'), input.size());
  const std::string_view left = input.substr(0, nul);
  const std::string_view right = nul == input.size() ? left : input.substr(nul + 1);
  for (const kind k : all_kinds) {
    bool met = false;
    for (const level lvl : {level::exact, level::standard, level::aggressive}) {
      const form_set held = forms_of(k, left, lvl, side::list);
      const form_set probed = forms_of(k, right, lvl, side::probe);
      OPTOUT_HOLDS(held.empty() || meet(held, forms_of(k, left, lvl, side::probe)));
      if (lvl != level::aggressive) OPTOUT_HOLDS(held == forms_of(k, left, lvl, side::probe));
      const bool meets = meet(held, probed);
      OPTOUT_HOLDS(meets == meet(forms_of(k, right, lvl, side::list), forms_of(k, left, lvl, side::probe)));
      OPTOUT_HOLDS(meets || !met);
      met = meets;
    }
  }
}
