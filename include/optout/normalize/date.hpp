// Calendar dates, and dates of birth as YYYYMMDD.
//
//   "1980-03-04", "3/4/1980 12:00:00 AM", "19800304", "Mar 4, 1980"  ->  "19800304"
//   "3/4/80", "1980-02-30", "25/12/1980", "0000-00-00", "1980"       ->  nothing
//
// Numbers are read month first, as in the US, unless the year stands first. A time behind the date
// is ignored. A year has four digits: whether "80" is 1980 is for nobody to guess. Any bytes are
// accepted; nothing allocates or throws. Cost: about 60 ns.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace optout {

struct date {
  std::int16_t year = 0;
  std::uint8_t month = 0;
  std::uint8_t day = 0;

  friend constexpr auto operator<=>(const date&, const date&) = default;
};

// Whether the calendar has such a day.
constexpr bool is_real(date d) noexcept;

// The date at the start of `text`; nothing if there is none.
std::optional<date> parse_date(std::string_view text) noexcept;

// The canonical form of the date of birth in `text`, held by `out`: a real day from 1850 to 2100, and not
// 1900-01-01, which is what systems write that know none. At level exact the date must be YYYY-MM-DD,
// YYYYMMDD or MM/DD/YYYY, and nothing else.
std::optional<std::string_view> normalize_dob(std::string_view text, level lvl, fixed_text<8>& out) noexcept;

// ---- details ----

constexpr bool is_real(date d) noexcept {
  constexpr std::uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1) return false;
  if (d.month == 2 && d.day == 29) return d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
  return d.day <= days[d.month - 1];
}

namespace detail {

// One number or month name of a date, and how many bytes it took.
struct date_part {
  int value = 0;
  std::size_t size = 0;
  bool word = false;
};

inline int month_of(std::string_view word) noexcept {
  constexpr std::string_view names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
  if (word.size() < 3) return 0;
  for (int i = 0; i < 12; ++i) {
    if (names[i].substr(0, word.size()) == word) return i + 1;
  }
  return word == "sept" ? 9 : 0;
}

// Reads folded dates.
class date_reader {
 public:
  explicit date_reader(std::string_view text) noexcept : text_(text) {}

  std::optional<date> read() noexcept {
    const date_part first = take();
    if (first.size == 8 && !first.word) return closed_up(first.value);
    if (first.size == 0 || !skip_separator()) return std::nullopt;
    const date_part second = take();
    if (second.size == 0 || !skip_separator()) return std::nullopt;
    const date_part third = take();
    if (!ends_here()) return std::nullopt;
    if (first.size == 4 && !first.word) return third.word ? std::nullopt : make(first, second, third);
    if (third.size != 4 || third.word) return std::nullopt;
    return second.word ? (first.word ? std::nullopt : make(third, second, first))
                       : make(third, first, second);
  }

 private:
  date_part take() noexcept {
    date_part part;
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end]) && end - at_ < 9) {
      part.value = part.value * 10 + (text_[end] - '0');
      ++end;
    }
    if (end == at_) {
      while (end < text_.size() && is_lower(text_[end])) ++end;
      part.word = true;
      part.value = month_of(text_.substr(at_, end - at_));
    } else if (const auto suffix = text_.substr(end, 2);
               suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th") {
      part.size = end - at_;
      at_ = end + 2;
      return part;
    }
    part.size = end - at_;
    at_ = end;
    return part;
  }

  // "/", "-", ".", ", " or a space; a letter next to a digit needs none ("4mar1980").
  bool skip_separator() noexcept {
    const std::size_t start = at_;
    while (at_ < text_.size() && std::string_view(" ,./-").find(text_[at_]) != std::string_view::npos) ++at_;
    const bool joint = at_ < text_.size() && at_ > 0 && is_digit(text_[at_]) != is_digit(text_[at_ - 1]);
    return at_ - start <= 2 && (at_ > start || joint);
  }
  // Behind a date may stand a time, and nothing else.
  bool ends_here() const noexcept {
    if (at_ == text_.size()) return true;
    if (text_[at_] != ' ' && text_[at_] != 't' && text_[at_] != ',') return text_.substr(at_) == ".0";
    const std::string_view time = trim_left(text_.substr(at_ + 1));
    return time.size() > 1 && is_digit(time[0]) &&
           (time[1] == ':' || (is_digit(time[1]) && time.substr(2, 1) == ":"));
  }

  static std::optional<date> make(const date_part& year, const date_part& month,
                                  const date_part& day) noexcept {
    const bool sizes = year.size == 4 && (month.word || month.size <= 2) && day.size <= 2 && day.size > 0;
    if (!sizes || month.value > 12) return std::nullopt;
    const date d{static_cast<std::int16_t>(year.value), static_cast<std::uint8_t>(month.value),
                 static_cast<std::uint8_t>(day.value)};
    return is_real(d) ? std::optional(d) : std::nullopt;
  }
  // YYYYMMDD, or MMDDYYYY where the first reading is no date of our times.
  std::optional<date> closed_up(int value) const noexcept {
    if (!ends_here()) return std::nullopt;
    const date_part year{value / 10000, 4}, month{value / 100 % 100, 2}, day{value % 100, 2};
    if (year.value >= 1300) return make(year, month, day);
    return make({value % 10000, 4}, {value / 1000000, 2}, {value / 10000 % 100, 2});
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// YYYY-MM-DD and MM/DD/YYYY, the spellings of machines, at once: whether it is one, and the date if it is real.
struct plain_date {
  explicit plain_date(std::string_view text) noexcept {
    if (text.size() != 10) return;
    const char* const at = text.data();
    const bool iso = at[4] == '-' && at[7] == '-';
    if (!iso && (at[2] != '/' || at[5] != '/')) return;
    bool all = true;
    const auto two_digits = [&all](const char* from) {
      all = all && is_digit(from[0]) && is_digit(from[1]);
      return (from[0] - '0') * 10 + (from[1] - '0');
    };
    const char* const year = iso ? at : at + 6;
    const date d{static_cast<std::int16_t>(two_digits(year) * 100 + two_digits(year + 2)),
                 static_cast<std::uint8_t>(two_digits(iso ? at + 5 : at)),
                 static_cast<std::uint8_t>(two_digits(iso ? at + 8 : at + 3))};
    if (!all) return;
    is_plain = true;
    if (is_real(d)) value = d;
  }
  bool is_plain = false;
  std::optional<date> value;
};

}  // namespace detail

namespace detail {
// "YYYYMMDD"
inline void append_compact(date d, fixed_text<8>& out) noexcept {
  int value = d.year * 10000 + d.month * 100 + d.day;
  char form[8];
  for (std::size_t i = 8; i-- > 0; value /= 10) form[i] = static_cast<char>('0' + value % 10);
  out.append({form, 8});
}
}  // namespace detail

inline std::optional<date> parse_date(std::string_view text) noexcept {
  text = trim(text);
  if (const detail::plain_date plain(text); plain.is_plain) return plain.value;
  fixed_text<64> folded;
  if (text.size() > 200 || !fold(text, fold_to::letters, folded)) return std::nullopt;
  text = trim(folded.view());
  constexpr std::string_view around = " '\"=`";
  while (!text.empty() && around.find(text.front()) != around.npos) text.remove_prefix(1);
  while (!text.empty() && around.find(text.back()) != around.npos) text.remove_suffix(1);
  return detail::date_reader(text).read();
}

inline std::optional<std::string_view> normalize_dob(std::string_view text, level lvl,
                                                     fixed_text<8>& out) noexcept {
  out.clear();
  text = trim(text);
  const auto d = parse_date(text);
  if (!d || d->year < 1850 || d->year > 2100 || *d == date{1900, 1, 1}) return std::nullopt;
  if (lvl == level::exact) {
    std::size_t digits = 0;
    for (char c : text) digits += is_digit(c);
    const bool plain = text.size() == 8 || (text.size() == 10 && (text[4] == '-' || text[2] == '/'));
    if (digits != 8 || !plain) return std::nullopt;
  }
  detail::append_compact(*d, out);
  return out.view();
}

}  // namespace optout
