// SPDX-License-Identifier: Apache-2.0
#include <optout/io/canaries.hpp>
#include <optout/io/csv_writer.hpp>

#include <fmt/format.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cassert>
#include <cctype>
#include <initializer_list>
#include <iterator>
#include <random>
#include <set>
#include <string_view>

namespace optout {
namespace {

constexpr std::string_view syllables[] = {
    "zu", "vo",  "qua", "xe",  "bri", "jo",  "plu", "wex", "gri", "zo",  "fny", "ky",  "dru", "vix", "thu",
    "oz", "yab", "mux", "pra", "zel", "wok", "quo", "jiv", "lux", "gha", "vru", "nix", "tza", "ruv", "hox"};
constexpr std::string_view area_codes[] = {"203", "212", "217", "303", "312", "404", "415",
                                           "503", "512", "602", "615", "617", "702", "713",
                                           "801", "804", "808", "860", "907", "919"};
struct place {
  std::string_view city, state, zip;
};
constexpr place places[] = {{"Springfield", "IL", "62704"}, {"Hartford", "CT", "06105"},
                            {"Richmond", "VA", "23220"},    {"Denver", "CO", "80203"},
                            {"Salem", "OR", "97301"},       {"Austin", "TX", "78704"},
                            {"Reno", "NV", "89501"},        {"Sacramento", "CA", "95816"}};
struct road {
  std::string_view whole, cut;
};
constexpr road roads[] = {
    {"Street", "ST"}, {"Avenue", "AVE"}, {"Road", "RD"}, {"Lane", "LN"}, {"Drive", "DR"}};
constexpr std::string_view domains[] = {"example.com", "example.net", "example.org"};

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

// The engine's numbers are the standard's, so that a seed means the same everywhere; its distributions are not.
class inventor {
 public:
  explicit inventor(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  template <typename T, std::size_t N>
  const T& one_of(const T (&all)[N]) {
    return all[below(N)];
  }

  // A capitalized word.
  std::string word(std::size_t parts) {
    std::string out;
    for (std::size_t i = 0; i < parts; ++i) out += one_of(syllables);
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
  }
  std::string surname() {
    for (;;) {
      std::string out = word(4);
      if (used_.insert(out).second) return out;
    }
  }
  // Surnames, tokens and phones are not given twice. A token is letters and digits, a letter first.
  std::string token(std::size_t size) {
    constexpr std::string_view alphabet = "bcdfghjkmnpqrstvwxz23456789";
    std::string out;
    for (;;) {
      out.clear();
      while (out.size() < size) out += alphabet[below(out.empty() ? 19 : alphabet.size())];
      if (used_.insert(out).second) return out;
    }
  }
  // Ten digits.
  std::string phone() {
    for (;;) {
      std::string out = fmt::format("{}55501{:02}", one_of(area_codes), below(100));
      if (used_.insert(out).second) return out;
    }
  }

 private:
  std::mt19937_64 engine_;
  std::set<std::string> used_;
};

struct person {
  std::string first, last, email, phone, number, street, unit, born;
  road way;
  place home;
};

person invent(inventor& of) {
  person p;
  p.first = of.word(2);
  p.last = of.surname();
  p.email = fmt::format("{}@{}", of.token(12), of.one_of(domains));
  p.phone = of.phone();
  p.number = std::to_string(100 + of.below(9800));
  p.street = of.word(3);
  p.unit = std::to_string(1 + of.below(40));
  p.way = of.one_of(roads);
  p.home = of.one_of(places);
  p.born = fmt::format("{}-{:02}-{:02}", 1940 + of.below(50), 1 + of.below(12), 1 + of.below(28));
  return p;
}

// The request spells people as forms do; its given name has an accent.
void append_request(std::string& out, const std::string& id, const person& p) {
  std::string first = p.first;
  for (const auto& [plain, accented] :
       {std::pair{"a", "á"}, {"e", "é"}, {"i", "í"}, {"o", "ó"}, {"u", "ú"}}) {
    const std::size_t at = first.find(plain, 1);
    if (at == std::string::npos) continue;
    first.replace(at, 1, accented);
    break;
  }
  const std::string phone =
      fmt::format("({}) {}-{}", p.phone.substr(0, 3), p.phone.substr(3, 3), p.phone.substr(6));
  append_csv_record(out, {id, "opt_out", first, p.last, p.email, phone,
                          fmt::format("{} {} {}", p.number, p.street, p.way.whole), "Apt " + p.unit,
                          p.home.city, p.home.state, p.home.zip, p.born, "canary"});
}

// The rows spell them as sources do: `style` goes through the ways.
void append_rows(std::string& out, const std::string& id, const person& p, std::size_t style) {
  const std::string area = p.phone.substr(0, 3), line = p.phone.substr(6);
  const std::string phones[] = {p.phone, fmt::format("{}.555.{}", area, line),
                                fmt::format("+1 {}-555-{}", area, line)};
  const std::string first = upper(p.first), last = upper(p.last);
  // A full name in the column of the surname, as some sources have it.
  const bool in_one = style % 2 == 0;
  append_csv_record(out, {id + "-email", "", "", upper(p.email), "", "", "", "", "", ""});
  append_csv_record(out, {id + "-phone", "", "", "", phones[style % std::size(phones)], "", "", "", "", ""});
  append_csv_record(
      out, {id + "-person", in_one ? "" : p.first, in_one ? fmt::format("{}, {}", last, first) : last, "", "",
            fmt::format("{} {} {} #{}", p.number, upper(p.street), p.way.cut, p.unit), upper(p.home.city),
            p.home.state, fmt::format("{}-0001", p.home.zip),
            fmt::format("{}/{}/{}", p.born.substr(5, 2), p.born.substr(8), p.born.substr(0, 4))});
}

}  // namespace

canaries make_canaries(std::size_t count, std::uint64_t seed) {
  assert(count >= 1 && count <= canaries::most);
  inventor of(seed);
  const std::string run = of.token(8);
  canaries made;
  made.requests = "request_id,type,first,last,email,phone,address,unit,city,state,zip,dob,source\n";
  made.profiles =
      "profile_id,first_name,last_name,email,phone,property_address,property_city,property_state,property_"
      "zip,date_of_birth\n";
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string id = fmt::format("{}{}-{}", canary_prefix, run, i);
    const person p = invent(of);
    append_request(made.requests, id, p);
    append_rows(made.profiles, id, p, i);
  }
  return made;
}

absl::StatusOr<std::uint64_t> random_seed() {
  std::uint64_t seed = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof seed) != 1) {
    return failure(fault::self_check, "OpenSSL's random generator failed");
  }
  return seed;
}

}  // namespace optout
