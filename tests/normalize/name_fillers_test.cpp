// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/name.hpp>
#include <support/catch.hpp>

#include <set>
#include <string>
#include <string_view>

using namespace optout;

namespace {

std::set<std::string> readings_of(std::string_view cell) {
  name_forms forms;
  name_parts parts;
  parts.full = cell;
  std::set<std::string> out;
  if (!normalize_name(parts, level::standard, forms)) return out;
  for (const name_reading& reading : forms.readings()) {
    out.insert(std::string(reading.given) + "|" + std::string(reading.surname));
  }
  return out;
}

}  // namespace

TEST_CASE("what programs write where they have no value is no part of a name") {
  for (const std::string none : {"None", "NULL", "N/A", "nil", "nan"}) {
    for (const std::string cell :
         {"John % Smith", "John Smith %", "Smith, John %", "Smith John %, Bob Roe", "Mr John % Smith Jr %",
          "Bob Roe & John Smith %", "John Smith %; Bob Roe %", "John % Smith %", "Dr. % John Smith"}) {
      std::string filled;
      for (const char c : cell) filled += c == '%' ? none : std::string(1, c);
      INFO("<" << filled << ">");
      CHECK(readings_of(filled).contains("john|smith"));
    }
    if (none == "nan" || none == "NULL") continue;
    for (const std::string cell : {"%", "% %", "John %", "% Smith", "Smith, %", "%, John", "% John"}) {
      std::string filled;
      for (const char c : cell) filled += c == '%' ? none : std::string(1, c);
      INFO("<" << filled << ">");
      CHECK(readings_of(filled).empty());
    }
  }
  CHECK(readings_of("Nan Jane Doe").contains("nan|doe"));
  CHECK_FALSE(readings_of("Nan Jane Doe").contains("jane|doe"));
  CHECK(readings_of("Jennifer Ann Null").contains("jennifer|null"));
}
