// Who lives in the invented town: people, and how they are reached, each a pure function of a number.
//
// Unique by construction, so that the truth needs no look-up table:
//   name + serial   household numbers are shuffled over (given name, surname, serial); emails carry the serial
//   phone           numbers are shuffled over area code, exchange and line; the last digit is a check digit
//   address         numbers are shuffled over (place, street, house number); all else follows from the number
// The serial of an email carries a check digit too. So a phone or email that is off by one digit is nobody's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dice.hpp"
#include "letters.hpp"
#include "tables.hpp"

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace optout::households {

struct email {
  std::string local;
  const email_domain* domain = nullptr;
};

struct person {
  std::string_view given, surname;
  char middle = 0;                 // an initial, or 0
  std::string_view generation;     // "Jr", ... or empty
  std::uint32_t serial = 0;        // what tells apart the people of one name
  std::string phone, other_phone;  // ten digits
  email mail, work_mail;           // the one used first, and another
  std::string born;                // YYYY-MM-DD
};

// One or two people at one home. The second may share the surname, never the given name.
struct household {
  std::uint64_t number = 0;
  bool has_second = false;
  person people[2];
};

class registry {
 public:
  explicit registry(std::uint64_t seed);

  // Requires: number < capacity.
  household at(std::uint64_t number) const;

  static constexpr std::uint64_t serials = 1000;
  static constexpr std::uint64_t capacity = serials * std::size(given_names) * std::size(surnames);

 private:
  person make_person(std::size_t given, std::size_t surname, std::uint64_t serial, unsigned place,
                     std::uint64_t household) const;
  std::string phone_number(std::uint64_t id) const;

  std::uint64_t seed_;
  shuffle names_, phones_;
};

// The digit that makes a decimal text valid; changing any one digit makes it wrong.
constexpr char check_digit(std::string_view digits) {
  constexpr unsigned weights[] = {3, 7, 9, 1};
  unsigned sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i)
    sum += weights[(digits.size() - i) % 4] * static_cast<unsigned>(digits[i] - '0');
  return static_cast<char>('0' + sum % 10);
}

// A day of one of `years` years from `first` on, as YYYY-MM-DD.
std::string some_date(unsigned first, unsigned years, dice& d);

// `text` with the digit at `at` replaced by another one.
std::string off_by_one_digit(std::string_view text, std::size_t at, dice& d);

// ---- details ----

namespace detail {

// 200 .. 999 without N11, which is no exchange, and 555, which is half fiction.
inline constexpr unsigned exchange_count = 8 * 99 - 1;
constexpr unsigned exchange(unsigned n) {
  if (n >= 3 * 99 + 54) ++n;  // 555
  return (2 + n / 99) * 100 + n % 99 + (n % 99 >= 11 ? 1 : 0);
}

inline std::string decimal(std::uint64_t n, unsigned width) {
  std::string text(width, '0');
  for (unsigned i = width; i-- > 0; n /= 10) text[i] = static_cast<char>('0' + n % 10);
  return text;
}

}  // namespace detail

inline registry::registry(std::uint64_t seed)
    : seed_(seed),
      names_(capacity, mix(seed ^ static_cast<std::uint64_t>(purpose::names))),
      phones_(std::size(area_codes) * detail::exchange_count * 1000ull,
              mix(seed ^ static_cast<std::uint64_t>(purpose::shuffle))) {}

inline std::string registry::phone_number(std::uint64_t id) const {
  std::uint64_t n = phones_(id);
  const auto line = n % 1000;
  n /= 1000;
  const auto exchange = detail::exchange(static_cast<unsigned>(n % detail::exchange_count));
  const auto area = area_codes[n / detail::exchange_count];
  std::string digits = detail::decimal(area, 3) + detail::decimal(exchange, 3) + detail::decimal(line, 3);
  digits.push_back(check_digit(digits));
  return digits;
}

inline person registry::make_person(std::size_t given, std::size_t surname, std::uint64_t serial,
                                    unsigned place, std::uint64_t number) const {
  dice d(seed_, purpose::household, number * 2 + place);
  person p;
  p.given = given_names[given];
  p.surname = surnames[surname];
  // No D, E, I, O, V, Y: as an initial these could as well be a particle or a generation.
  if (d.chance(60)) p.middle = "ABCFGHJKLMNPRSTW"[d.below(16)];
  if (d.chance(4)) p.generation = d.chance(50) ? "Jr" : d.chance(50) ? "Sr" : "III";
  p.serial = static_cast<std::uint32_t>(serial * 2 + place);
  p.phone = phone_number(number * 4 + place);
  p.other_phone = phone_number(number * 4 + 2 + place);
  p.born = some_date(1940, 63, d);

  std::string digits = std::to_string(p.serial);
  digits.push_back(check_digit(digits));
  const std::string first = ascii_word(p.given), last = ascii_word(p.surname);
  p.mail.domain = d.chance(45) ? &gmail : &d.pick(consumer_domains);
  constexpr std::string_view separators[] = {"", ".", "_"};
  const auto separator = separators[d.below(p.mail.domain->gmail ? 2 : 3)];
  p.mail.local = first + std::string(separator) + last + digits;
  p.work_mail.domain = d.chance(10) ? &d.pick(international_domains) : &d.pick(plain_work_domains);
  p.work_mail.local = first + "." + last + digits;
  if (!is_ascii(p.given) && d.chance(50))
    p.work_mail.local = with_letters(p.given, letter_form::lower) + "." + last + digits;
  if (d.chance(15)) std::swap(p.mail, p.work_mail);
  return p;
}

inline household registry::at(std::uint64_t number) const {
  std::uint64_t n = names_(number);
  const std::uint64_t serial = n % serials;
  n /= serials;
  const std::size_t given = n % std::size(given_names), surname = n / std::size(given_names);
  dice d(seed_, purpose::household, ~number);
  household h;
  h.number = number;
  h.has_second = d.chance(40);
  h.people[0] = make_person(given, surname, serial, 0, number);
  // The steps to the second person's name depend on the serial alone: one to one, so still unique.
  dice steps(seed_, purpose::names, serial);
  const std::size_t given_step = 1 + steps.below(std::size(given_names) - 1);
  const std::size_t surname_step = steps.chance(75) ? 0 : 1 + steps.below(std::size(surnames) - 1);
  h.people[1] = make_person((given + given_step) % std::size(given_names),
                            (surname + surname_step) % std::size(surnames), serial, 1, number);
  return h;
}

inline std::string some_date(unsigned first, unsigned years, dice& d) {
  std::string out = std::to_string(first + d.below(years));
  out += "-" + detail::decimal(1 + d.below(12), 2);
  out += "-" + detail::decimal(1 + d.below(28), 2);
  return out;
}

inline std::string off_by_one_digit(std::string_view text, std::size_t at, dice& d) {
  std::string out(text);
  out[at] = static_cast<char>('0' + (static_cast<unsigned>(out[at] - '0') + 1 + d.below(9)) % 10);
  return out;
}

}  // namespace optout::households
