// Person names: the rules row by row, what must hold for any bytes, and the twin.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/name.hpp>
#include <reference/name.hpp>
#include <support/catch.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace optout;

namespace {

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out(1);
  for (char c : text) {
    if (c == by) {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

// Owns what a name_parts views.
struct cells {
  std::string full, first, middle, last, suffix;
  name_parts parts() const { return {full, first, middle, last, suffix}; }
};

struct result {
  std::vector<std::string> names, readings;
  std::string text() const {
    std::string out;
    for (const auto& name : names) out += "[" + name + "] ";
    for (const auto& reading : readings) out += "{" + reading + "} ";
    return out;
  }
};

result collect(const name_forms& forms) {
  result out;
  for (const person_name& name : forms.persons()) {
    fixed_text<1024> text;
    append_name(name, text);
    out.names.emplace_back(text.view());
  }
  for (const name_reading& reading : forms.readings()) {
    out.readings.push_back(std::string(reading.given) + "|" + std::string(reading.surname));
  }
  return out;
}

result read(const cells& from, level how = level::standard) {
  name_forms forms;
  const bool any = normalize_name(from.parts(), how, forms);
  REQUIRE(any == !forms.readings().empty());
  REQUIRE(any == !forms.persons().empty());
  return collect(forms);
}
result read(std::string_view full, level how = level::standard) {
  cells from;
  from.full = full;
  return read(from, how);
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}
bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& one) { return contains(b, one); });
}

std::vector<std::vector<std::string>> rows_of(const std::string& file) {
  std::ifstream in(std::string(OPTOUT_TEST_DATA) + "/" + file);
  REQUIRE(in);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') rows.push_back(split(line, '\t'));
  }
  rows.erase(rows.begin());  // the column names
  return rows;
}

// "-" is none, "a, !b" asks for a and against b.
void require_entries(const std::vector<std::string>& found, const std::string& expected) {
  if (expected.empty()) return;
  if (expected == "-") {
    CHECK(found.empty());
    return;
  }
  for (std::string one : split(expected, ',')) {
    one.erase(0, one.find_first_not_of(' '));
    const bool absent = one[0] == '!';
    INFO(one);
    CHECK(contains(found, absent ? one.substr(1) : one) == !absent);
  }
  std::string first = split(expected, ',')[0];
  if (first[0] != '!') CHECK(found.front() == first);  // the likeliest is in front
}

// "middle" or a plain full name.
cells cells_of(const std::string& input) {
  cells out;
  const auto parts = split(input, '^');
  if (parts.size() == 1) {
    out.full = input;
    return out;
  }
  REQUIRE(parts.size() == 4);
  out.first = parts[0];
  out.middle = parts[1];
  out.last = parts[2];
  out.suffix = parts[3];
  return out;
}

}  // namespace

TEST_CASE("names follow the rules row by row") {
  for (const auto& row : rows_of("names.tsv")) {
    REQUIRE(row.size() == 4);
    const result found = read(cells_of(row[0]));
    INFO(row[0] << " -> " << found.text() << " (" << row[3] << ")");
    require_entries(found.names, row[1]);
    require_entries(found.readings, row[2]);
  }
}

TEST_CASE("one person spelled in many ways is one name, and one reading at an address") {
  const char* const spellings[] = {
      "John A Smith",        "JOHN A SMITH",      "John A. Smith",      "Smith, John A",
      "SMITH,JOHN A.",       "Mr. John A Smith",  "John A Smith, MD",   "SMITH JOHN A",
      "SMITH JOHN A TR",     "John A Smith ETAL", "Smith, Mr. John A",  "JOHN A SMITH TTEE",
      "  John   A  Smith  ", "John\tA\tSmith",    "SMITH JOHN A ET UX", "Dr John A Smith PhD"};
  const result first = read(spellings[0]);
  for (const char* spelling : spellings) {
    INFO(spelling);
    CHECK(share(read(spelling).names, first.names));
    CHECK(share(read(spelling).readings, first.readings));
  }
  const cells split_cells[] = {
      {"", "John", "A", "Smith", ""},         {"", "JOHN A", "", "SMITH", ""},
      {"", "", "", "SMITH, JOHN A", ""},      {"", "John A Smith", "", "", ""},
      {"", "", "", "John A Smith", ""},       {"", "Mr. John", "A.", "Smith", "N/A"},
      {"", "John A", "", "John A Smith", ""}, {"John A Smith", "John", "A", "Smith", ""},
      {"", "JOHN", "", "SMITH JOHN A", ""},   {"", "John A Smith", "", "Smith", ""}};
  for (const cells& one : split_cells) {
    INFO(one.first << "^" << one.middle << "^" << one.last << " -> " << read(one).text());
    CHECK(contains(read(one).readings, "john|smith"));
  }
}

TEST_CASE("people of one cell do not lend each other names they do not share") {
  const result two = read("John Smith & Jane Doe");
  CHECK(contains(two.readings, "john|smith"));
  CHECK(contains(two.readings, "jane|doe"));
  CHECK_FALSE(contains(two.readings, "john|doe"));
  CHECK_FALSE(contains(two.readings, "jane|smith"));

  name_forms forms;
  cells from;
  from.full = "SMITH JOHN A & JANE B & DOE, JIM";
  REQUIRE(normalize_name(from.parts(), level::standard, forms));
  for (const name_reading& reading : forms.readings()) {
    const std::string_view names[] = {"john", "jane", "jim"};
    if (reading.surname == "smith") CHECK(reading.given == names[reading.person]);
  }
}

TEST_CASE("each person of a cell is found, whatever stands beside") {
  const std::string people[] = {"John Smith",    "SMITH, JOHN", "John Q Smith",   "Mr. John Smith",
                                "JOHN SMITH JR", "SMITH JOHN",  "J\u00F3hn Smith"};
  const std::string others[] = {"",
                                "N/A",
                                "Unknown",
                                "-",
                                "none",
                                "Jane Doe",
                                "Mary Smith",
                                "0",
                                "Trustee",
                                "Jane",
                                "Et Ux",
                                "?",
                                "JTWROS",
                                "Current Resident",
                                "Owner",
                                "H/W",
                                "The Smith Family Trust",
                                "Acme Homes LLC"};
  // What says something of all that stands with it, up to a stop.
  const std::string of_all[] = {"c/o Bob Roe", "Estate Of", "Heirs of", "LLC", "% Bob Roe", "Acme Homes"};
  for (const std::string mark :
       {" & ",    " and ",  "; ",      ";",       " / ",    "|",    " | ",    "\n",
        "\r\n",   "\v",     "\f",      "\\",      ": ",     "\x1D", "\u2028", "\u2029",
        "\u0085", "\u2022", "\u25CF ", "\u00B7 ", "\u00B7", "\\n",  "\\r\\n"}) {
    std::vector<std::string> beside(std::begin(others), std::end(others));
    if (mark[0] != ' ' || mark == " | ") beside.insert(beside.end(), std::begin(of_all), std::end(of_all));
    for (const std::string& person : people) {
      for (const std::string& before : beside) {
        for (const std::string& after : beside) {
          const std::string cell =
              before + (before.empty() ? "" : mark) + person + (after.empty() ? "" : mark) + after;
          INFO("<" << cell << ">");
          CHECK(contains(read(cell).readings, "john|smith"));
        }
      }
    }
  }
}

TEST_CASE("people behind numbers and somebody in brackets are found") {
  const auto both = [](const std::string& cell) {
    INFO("<" << cell << ">");
    CHECK(contains(read(cell).readings, "john|smith"));
    CHECK(contains(read(cell).readings, "jane|doe"));
    CHECK_FALSE(contains(read(cell).readings, "john|doe"));
    if (cell.find(',') == cell.npos) CHECK_FALSE(contains(read(cell).readings, "jane|smith"));
  };
  for (const std::string person :
       {"John Smith", "SMITH, JOHN", "John Q Smith", "Mr. John Smith", "JOHN SMITH JR", "SMITH JOHN"}) {
    for (const std::string behind : {". ", ".", ") ", ")"}) {
      both("1" + behind + person + " 2" + behind + "Jane Doe");
      both("1" + behind + person + "\n2" + behind + "Jane Doe");
    }
    both("(1) " + person + " (2) Jane Doe");
    for (const std::string other :
         {" (Jane Doe)", " [JANE DOE]", " \"Jane Q Doe\"", " (Doe Jane)", " (Jane Doe) & Bob Roe"})
      both(person + other);
  }
  // What else numbers and brackets are in a name.
  CHECK(contains(read("John (Jack) Smith").readings, "john|smith"));
  CHECK(contains(read("Smith (Mary Ann)").readings, "mary|smith"));
  CHECK(contains(read("John Smith (deceased 2010)").readings, "john|smith"));
  CHECK_FALSE(contains(read("John Smith (Smith Family Trust)").readings, "family|smith"));
  CHECK(contains(read("John Smith 2. Jr").readings, "john|smith"));
  CHECK(contains(read("John (2) Smith").readings, "john|smith"));
}

TEST_CASE("level exact looks at case and white space only") {
  CHECK(read("  John  A Smith", level::exact).names == std::vector<std::string>{"john|a|smith|"});
  CHECK_FALSE(share(read("John A. Smith", level::exact).names, read("John A Smith", level::exact).names));
  CHECK(share(read("JOSÉ Núñez", level::exact).names, read("José NÚÑEZ", level::exact).names));
  CHECK_FALSE(share(read("José Núñez", level::exact).names, read("Jose Nunez", level::exact).names));
  CHECK(read({"", "Mary Ann", "", "Van Dyke", "Jr"}, level::exact).names ==
        std::vector<std::string>{"mary|ann|vandyke|jr"});
  CHECK(read("Smith", level::exact).names.empty());
  CHECK(read("Current Resident", level::exact).names.empty());
  CHECK(read("John Smith", level::aggressive).names == read("John Smith").names);
}

TEST_CASE("plain words are read like everything else") {
  std::mt19937 random(20240207);
  const char* const words[] = {
      "John", "MARY", "ann", "A", "b.", "Smith", "Van", "de", "la", "O", "Ben", "Garcia", "D", "JR", "Wu",
      "St", "mc", "Ma", "Saint", "Washingtonville", "Lopez", "Le", "X", "V", "L.", "Kim", "del", "Rio",
      "Nguyen", "Major", "Na", "O'Brien", "Anne-Marie", "d'A", "M-D", "J-P", "St-Cyr", "O'-B", "JR-Smith",
      "De-La", "LLC", "Trust", "Bank", "Hoa", "Co",
      // Accents composed and not, what folds to nothing or to two letters, broken UTF-8.
      "José", "NÚÑEZ", "Zoë-Anne", "Ł.", "Ø", "\xC9", "\xDF", "Se\u0301n", "\u0301", "O\u2019Neil",
      "Jo\u200Bn", "Иван",
      ("Stra\xDF"
       "e"),
      "B\u00F8\nk", "\u00BD", "\u201CJo\u201D", "Mu\u00F1oz,"};
  const auto any = [&](std::size_t most) {
    std::string out;
    for (std::size_t n = random() % (most + 1); n-- > 0;) {
      out += words[random() % std::size(words)];
      if (n != 0 && random() % 8 == 0) out += ',';
      if (n != 0) out += ' ';
    }
    return out;
  };
  int pairs = 0, plains = 0, companies = 0;
  for (int i = 0; i < 60000; ++i) {
    cells from;
    if (i % 2 == 0) {
      from.full = any(5);
    } else {
      from = {"", any(2), i % 3 == 0 ? any(1) : "", any(2), ""};
    }
    INFO(from.full << "^" << from.first << "^" << from.middle << "^" << from.last);
    name_forms pair, plain, full;
    detail::name_builder slow(full);
    const bool found_any = slow.build_any(from.parts());
    if (detail::name_pair::read(from.parts(), pair)) {
      ++pairs;
      REQUIRE(found_any);
      REQUIRE(collect(pair).text() == collect(full).text());
    }
    detail::name_builder fast(plain);
    if (!fast.build_plain(from.parts())) {
      if (!fast.is_company(from.parts())) continue;
      ++companies;
      REQUIRE_FALSE(found_any);
      continue;
    }
    ++plains;
    REQUIRE(found_any);
    REQUIRE(collect(plain).text() == collect(full).text());
    if (i % 2 == 0 && is_ascii(from.full) &&
        from.full.find_first_of("'-,") == from.full.npos) {  // what the twin reads
      const auto expected = reference::read_plain_name(from.full);
      const result found = collect(plain);
      const std::set<std::string> got(found.readings.begin(), found.readings.end());
      REQUIRE(got == expected);
    }
  }
  CHECK(pairs > 1000);
  CHECK(plains > 10000);
  CHECK(companies > 1000);
}

TEST_CASE("any bytes give canonical names or none") {
  std::mt19937 random(7);
  const std::vector<std::string> seeds = {
      "SMITH, JOHN A JR & JANE", "Dr. Mary-Ann O'Brien, MD",   "John \"Jack\" (née) de la Cruz III",
      "José Núñez-Ibáñez",       "Ｂｒｉａｎ　Ｐｅｒｋｉｎｓ", "JOHN & JANE SMITH TTEES c/o BANK",
      "J.R.R. T. 2nd / K",       "'\"`([{}])%&,;-.-'@|"};
  for (int i = 0; i < 6000; ++i) {
    std::string text = seeds[random() % seeds.size()];
    for (std::size_t n = random() % 6; n-- > 0;) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0: text[at] = static_cast<char>(random()); break;
        case 1: text.erase(at, random() % 5 + 1); break;
        case 2: text.insert(at, seeds[random() % seeds.size()]); break;
        default: text.insert(at, 1, " ,.&-'\"(/"[random() % 9]);
      }
      if (text.empty()) text = "x";
    }
    // Exactly sized, so that a sanitizer sees a read past the end.
    const std::vector<char> exact(text.begin(), text.end());
    const std::string_view view(exact.data(), exact.size());
    name_forms forms;
    name_parts parts;
    (i % 2 == 0 ? parts.full : parts.last) = view;
    if (i % 3 == 0) parts.first = view.substr(view.size() / 2);
    const auto how = i % 5 == 0 ? level::exact : level::standard;
    if (!normalize_name(parts, how, forms)) continue;
    for (const person_name& name : forms.persons()) {
      INFO(text << " -> " << name.given << "|" << name.middle << "|" << name.surname);
      REQUIRE_FALSE(name.given.empty());
      REQUIRE_FALSE(name.surname.empty());
      for (const std::string_view part : {name.given, name.middle, name.surname}) {
        REQUIRE(part.find_first_of(" |\t\r\n") == part.npos);
        const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
        REQUIRE(std::none_of(part.begin(), part.end(), upper));
      }
    }
    if (how == level::exact) continue;
    // A canonical name in cells of its own is that name again.
    const person_name& name = forms.persons().front();
    const bool words = name.given.size() > 1 && name.surname.size() > 1;
    const auto plain = [](std::string_view part) {
      return std::all_of(part.begin(), part.end(), [](char c) { return is_alpha(c); }) &&
             detail::find_name_word(part).classes == 0 && !part.starts_with("saint");
    };
    if (!words || !plain(name.given) || !plain(name.surname) || !plain(name.middle)) continue;
    if (name.given == name.surname || name.middle == name.surname) continue;
    name_forms again;
    REQUIRE(
        normalize_name({"", name.given, name.middle, name.surname, name.generation}, level::standard, again));
    REQUIRE(collect(again).names.front() == collect(forms).names.front());
  }
}

TEST_CASE("a cell that is too long names nobody") {
  CHECK(read(std::string(600, 'a') + " smith").names.empty());
  CHECK(read(std::string(600, ' ') + "John Smith").names.size() == 1);
  std::string crowd;
  while (crowd.size() < 480) crowd += "J S & ";
  CHECK(read(crowd).names.size() <= name_forms::most_persons);
  crowd.clear();
  while (crowd.size() < 480) crowd += "John Smith " + std::to_string(crowd.size() % 7) + " & ";
  CHECK(read(crowd).readings.size() <= name_forms::most_readings);
}

TEST_CASE("sixteen people of one cell are found") {
  const std::string given[] = {"John", "Mary", "Peter", "Susan"};
  const std::string surnames[] = {"Baker", "Cooper", "Fisher", "Turner"};
  std::string crowd;
  for (const std::string& name : given) {
    for (const std::string& surname : surnames) crowd += (crowd.empty() ? "" : "; ") + name + " A " + surname;
  }
  const auto found = read(crowd).readings;
  for (const auto& person : {"john|baker", "mary|cooper", "peter|fisher", "susan|turner"})
    CHECK(contains(found, person));
}
