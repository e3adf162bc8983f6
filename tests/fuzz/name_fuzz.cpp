// Any bytes, as full|first|middle|last|suffix: names in canonical parts, or none. Case and white space around do not
// matter, the shortcuts for plain words read as the whole parser does, and both as the slow twin where it has an
// opinion.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/name.hpp>
#include <optout/normalize/unicode.hpp>
#include <reference/name.hpp>
#include <support/cells.hpp>
#include <support/fuzz.hpp>
#include <support/shouted.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace optout;

namespace {

struct result {
  std::vector<std::string> names, readings;
  friend bool operator==(const result&, const result&) = default;
};

result collect(const name_forms& forms) {
  result out;
  for (const person_name& name : forms.persons()) {
    fixed_text<2048> text;
    append_name(name, text);
    out.names.emplace_back(text.view());
  }
  for (const name_reading& reading : forms.readings()) {
    out.readings.push_back(std::string(reading.given) + "|" + std::string(reading.surname));
  }
  return out;
}

void require_canonical_name(std::string_view part) {
  OPTOUT_HOLDS(part.find_first_of(" |\t\r\n") == part.npos);
  OPTOUT_HOLDS(std::none_of(part.begin(), part.end(), is_upper));
  OPTOUT_HOLDS(is_valid_utf8(part));
}

result read(std::string_view text, level at) {
  const auto cells = test::split_cells<5>(text);
  name_forms forms;
  const bool any = normalize_name({cells[0], cells[1], cells[2], cells[3], cells[4]}, at, forms);
  OPTOUT_HOLDS(any == !forms.persons().empty());
  OPTOUT_HOLDS(any == !forms.readings().empty());
  for (const person_name& name : forms.persons()) {
    OPTOUT_HOLDS(!name.given.empty() && !name.surname.empty());
    for (const auto part : {name.given, name.middle, name.surname, name.generation}) {
      require_canonical_name(part);
    }
  }
  for (const name_reading& reading : forms.readings()) {
    OPTOUT_HOLDS(!reading.given.empty() && !reading.surname.empty());
    require_canonical_name(reading.given);
    require_canonical_name(reading.surname);
  }
  return collect(forms);
}

void require_one_reading_of_plain_words(std::string_view text) {
  const auto cells = test::split_cells<5>(text);
  const name_parts parts = {cells[0], cells[1], cells[2], cells[3], cells[4]};
  name_forms pair, plain, whole;
  detail::name_builder fast(plain);
  const bool is_pair = detail::name_pair::read(parts, pair);
  const bool is_plain = fast.build_plain(parts);
  const bool is_company = !is_plain && fast.is_company(parts);
  if (!is_pair && !is_plain && !is_company) return;
  detail::name_builder slow(whole);
  OPTOUT_HOLDS(slow.build_any(parts) == !is_company);
  if (is_pair) OPTOUT_HOLDS(collect(pair) == collect(whole));
  if (is_plain) OPTOUT_HOLDS(collect(plain) == collect(whole));
}

// Whether the twin knows all that the rules say of these words: letters, and no word of a table.
bool is_known_to_twin(std::string_view text) {
  std::size_t words = 0;
  while (!text.empty()) {
    std::string word(text.substr(0, text.find(' ')));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    std::transform(word.begin(), word.end(), word.begin(), to_lower);
    if (word.size() < 2 || !std::all_of(word.begin(), word.end(), is_alpha)) return false;
    if (detail::find_name_word(word).classes != 0 || word.starts_with("saint")) return false;
    ++words;
  }
  return words < 5;
}

}  // namespace

OPTOUT_FUZZ_TARGET(name) {
  for (const level at : {level::exact, level::standard, level::aggressive}) {
    const result found = read(input, at);
    OPTOUT_HOLDS(read(test::shouted(input), at) == found);
    OPTOUT_HOLDS(read("  " + std::string(input) + " ", at) == found);
  }
  require_one_reading_of_plain_words(input);
  if (is_known_to_twin(input)) {
    const auto readings = read(input, level::standard).readings;
    OPTOUT_HOLDS(std::set(readings.begin(), readings.end()) ==
                 reference::read_plain_name(std::string(input)));
  }
}
