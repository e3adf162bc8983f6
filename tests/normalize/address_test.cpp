// Street addresses: the rules row by row, labelled pairs, levels, limits, and what must hold for any bytes.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/address.hpp>
#include <support/catch.hpp>
#include <support/exact_buffer.hpp>
#include <support/mutate.hpp>
#include <support/shouted.hpp>
#include <support/tsv.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace optout;

namespace {

std::string joined(const address_forms& forms, std::string_view address_form::*what) {
  std::string out;
  for (const address_form& form : forms.forms()) {
    if (!out.empty()) out += " & ";
    out += form.*what;
  }
  return out.empty() ? "-" : out;
}

// The households of one line, or of cells between '~': street ~ street2 ~ unit ~ city ~ state ~ zip.
std::string households_of(std::string_view text, level lvl = level::standard,
                          std::string_view address_form::*what = &address_form::household) {
  std::vector<test::exact_buffer> cells;
  std::size_t start = 0;
  for (std::size_t end = 0; end != text.npos; start = end + 1) {
    end = text.find('~', start);
    cells.emplace_back(text.substr(start, end == text.npos ? end : end - start));
    if (end == text.npos) break;
  }
  const auto cell = [&](std::size_t i) { return i < cells.size() ? cells[i].view() : std::string_view(); };
  address_forms forms;
  const bool any = normalize_address({cell(0), cell(1), cell(2), cell(3), cell(4), cell(5)}, lvl, forms);
  CHECK(any == !forms.forms().empty());
  return joined(forms, what);
}

std::string places_of(std::string_view text) {
  return households_of(text, level::standard, &address_form::place);
}

}  // namespace

TEST_CASE("every row of addresses.tsv has the forms it names") {
  for (const auto& row : test::read_tsv("addresses.tsv")) {
    INFO("<" << row.at(0) << ">  " << row.at(2));
    CHECK(households_of(row[0]) == row.at(1));
  }
}

TEST_CASE("a place leaves the unit's class out, and keeps a unit that is only a word") {
  for (const std::string_view unit : {"Apt 34", "Unit 34", "# 34", "Lot 34", "Ste 34", "34"}) {
    INFO(unit);
    CHECK(places_of("12 Oak St~~" + std::string(unit) + "~Reno~NV~89501") == "89501|12||oak|st||34");
  }
  CHECK(places_of("12 Oak St Bldg 3 Apt 4, Reno, NV 89501") == "89501|12||oak|st||3 4");
  CHECK(places_of("12 Oak St Rear, Reno, NV 89501") == "89501|12||oak|st||rear");
  CHECK(places_of("12 Oak St PH 2, Reno, NV 89501") == "89501|12||oak|st||ph 2");
  CHECK(places_of("12 Oak St, Reno, NV 89501") == "89501|12||oak|st||");
}

TEST_CASE("a box beside a street is a form of its own, and so is each reading of an ambiguous city") {
  CHECK(households_of("12 Oak St, PO Box 45, Reno, NV 89501") == "89501|12||oak|st|| & 89501|45||po box|||");
  CHECK(households_of("12 Oak Ter S Pasadena CA 91101") == "91101|12||oak|ter|| & 91101|12||oak|ter|s|");
}

TEST_CASE("level exact folds case, white space and commas, and nothing else") {
  const auto exact = [](std::string_view text) { return households_of(text, level::exact); };
  CHECK(exact("12 Oak St, Reno, NV 89501") == "89501|||12 oak st reno nv 89501|||");
  CHECK(exact(" 12  OAK st ,Reno NV,89501 ") == exact("12 Oak St, Reno, NV 89501"));
  CHECK(exact("12 Oak St~~~Reno~NV~89501") == exact("12 Oak St, Reno, NV 89501"));
  CHECK(exact("12 Oak Street, Reno, NV 89501") != exact("12 Oak St, Reno, NV 89501"));
  CHECK(exact("12 Oak St., Reno, NV 89501") != exact("12 Oak St, Reno, NV 89501"));
  CHECK(exact("Reno, NV 89501") == "-");
}

TEST_CASE("level aggressive reads what standard does, and more") {
  CHECK(households_of("12 N Oak Street # 4, Reno, NV 89501", level::aggressive) ==
        households_of("12 N Oak Street # 4, Reno, NV 89501"));
  CHECK(households_of("12 So. Oak Bvd, Reno, NV 89501", level::aggressive) ==
        "89501|12||sooakbvd||| & 89501|12|s|oak|blvd||");
  CHECK(households_of("Twenty Two Oak St, Reno, NV 89501") == "-");
  CHECK(households_of("Twenty Two Oak St, Reno, NV 89501", level::aggressive) == "89501|22||oak|st||");
  CHECK(households_of("12 Oak St, Bar Harbor, Maine") == "-");
  CHECK(households_of("12 Oak St, Bar Harbor, Maine", level::aggressive) == "=barhbr me|12||oak|st||");
  CHECK(households_of("12 Oak St~~~Bar Harbor~ME~", level::aggressive) == "=barhbr me|12||oak|st||");
  CHECK(households_of("12 Oak St, Maine", level::aggressive) == "-");
}

TEST_CASE("a cell of over 512 bytes is no address, white space around it not counted") {
  const std::string long_name = "12 " + std::string(200, 'x') + " St";
  const std::string blanks(600, ' ');
  CHECK(households_of(long_name + "~~~~~89501") == "89501|12||" + std::string(200, 'x') + "|st||");
  CHECK(households_of(blanks + "12 Oak St" + blanks + "~~~~~89501") == "89501|12||oak|st||");
  CHECK(households_of("12 Oak St" + std::string(600, '.') + "~~~~~89501") == "-");
  CHECK(households_of("12 " + std::string(1 << 20, 'x') + " St~~~~~89501") == "-");
  CHECK(households_of("12 Oak St~~Apt " + std::string(600, '4') + "~~~89501") == "-");
  CHECK(households_of("12 Oak St~~Apt " + std::string(60, '4') + "~~~89501") == "-");
}

TEST_CASE("what programs write where they have no value is no part of an address") {
  const std::string form = households_of("12 Oak St, Reno, NV 89501");
  for (const char* none : {"NULL", "null", "None", "nan", "nil", "N/A", "n/a"}) {
    for (const std::string text :
         {"12 Oak St %, Reno, NV 89501", "12 Oak St, %, Reno, NV 89501", "12 Oak St Apt %, Reno, NV 89501",
          "12 Oak St % Reno NV 89501", "12 Oak St # %, Reno, NV 89501", "12 Oak St, Unit %, Reno, NV 89501",
          "12 % Oak St %, Reno, NV 89501", "12 Oak St %~~~Reno~NV~89501", "12 Oak St~%~~Reno~NV~89501",
          "12 Oak St~Apt %~~Reno~NV~89501", "12 Oak St~~%~Reno~NV~89501", "12 Oak St~~Apt %~Reno~NV~89501",
          "12 Oak St~~# %~Reno~NV~89501", "12 Oak St % %~~%~Reno~NV~89501"}) {
      std::string filled;
      for (const char c : text) filled += c == '%' ? std::string(none) : std::string(1, c);
      INFO(filled);
      CHECK(households_of(filled) == form);
    }
  }
  CHECK(households_of("12 Null Dr, Reno, NV 89501") == "89501|12||null|dr||");
  CHECK(households_of("12 St Nan Dr, Reno, NV 89501") == "89501|12||saintnan|dr||");
  CHECK(households_of("12 E Nan Ct, Reno, NV 89501") == "89501|12|e|nan|ct||");
  CHECK(households_of("12 Null, Reno, NV 89501") == "89501|12||null|||");
}

TEST_CASE("numbers that a table of floats held are whole numbers") {
  const std::string form = households_of("12 Oak St Apt 4, Reno, NV 89501");
  for (const char* text : {"12.0 Oak St Apt 4.0, Reno, NV 89501.0", "12.00 Oak St~~4.0~Reno~NV~89501.0",
                           "12.0 Oak St #4.0~~~Reno~NV~89501", "12 Oak St~Apt 4.0~~~~89501"}) {
    INFO(text);
    CHECK(households_of(text) == form);
  }
  for (const char* other : {"12.5 Oak St Apt 4, Reno, NV 89501", "1.2.0 Oak St Apt 4, Reno, NV 89501",
                            "12.0A Oak St Apt 4, Reno, NV 89501", "12 Oak St Apt A4.0, Reno, NV 89501",
                            "120 Oak St Apt 4, Reno, NV 89501"}) {
    INFO(other);
    CHECK(households_of(other) != form);
  }
  CHECK(households_of("500 24.5 Rd, Grand Junction, CO 81505") == "81505|500||24.5|rd||");
}

TEST_CASE("reused forms hold nothing of the address before") {
  address_forms forms;
  REQUIRE(normalize_address({"12 Oak St Apt 4, PO Box 5, Reno, NV 89501"}, level::standard, forms));
  CHECK(forms.forms().size() == 2);
  CHECK_FALSE(normalize_address({"Unknown"}, level::standard, forms));
  CHECK(forms.forms().empty());
  REQUIRE(normalize_address({"12 Oak St, Reno, NV 89501"}, level::standard, forms));
  CHECK(joined(forms, &address_form::household) == "89501|12||oak|st||");
}

TEST_CASE("any bytes give forms of seven fields in plain letters, whatever their case and the space around") {
  std::vector<std::string> seeds;
  for (const auto& row : test::read_tsv("addresses.tsv")) seeds.push_back(row.at(0));
  test::mutator mutated(seeds, 20260801);
  for (int i = 0; i < 12000; ++i) {
    const std::string text = mutated.next();
    INFO("<" << text << ">");
    const std::string form = households_of(text);
    CHECK(households_of(test::shouted(" " + text + " ")) == form);
    if (form == "-") continue;
    const std::string first = form.substr(0, form.find(" & "));
    CHECK(std::count(first.begin(), first.end(), '|') == 6);
    CHECK(std::all_of(first.begin(), first.begin() + 5, is_digit));
    CHECK(is_valid_utf8(form));
    CHECK(std::none_of(form.begin(), form.end(), [](char c) {
      const bool kept = std::string_view("|& -/.#").find(c) != std::string_view::npos;
      return is_ascii(c) && !is_lower(c) && !is_digit(c) && !kept;
    }));
  }
}
