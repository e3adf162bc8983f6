// A cell into which a program serialized a value, or several, reads as these, one a line.
//
//   {"email": "jane@example.com", "ok": true}    jane@example.com    JSON, Python's and Ruby's literals, hstore ("a"=>"b")
//   [{"phone": 4155552671}, {"phone": null}]     4155552671
//   {"last": "Doe", "first": "Jane"}             Jane Doe            the parts of a name are one line
//   a:1:{i:0;s:8:"Jane Doe";}                    Jane Doe            PHP
//   b'Jane Doe'                                  Jane Doe            Python's bytes
//
// Keys, true, false and null are left out; escapes inside of strings stay (escapes.hpp). Of text that was cut off, as by a
// column's width, whole values count. A list without keys ("[Jane, John]") stays as it is: its marks part values anyhow.
// Nothing allocates or throws. Cost: a look at the first two bytes, for nearly every text.
// Source: RFC 8259; PostgreSQL, "hstore"; PHP, serialize().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/spreadsheet.hpp>
#include <optout/normalize/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

namespace optout::detail {

// Reads one text into lines.
template <std::size_t N>
class serialized_reader {
 public:
  // `out` must not hold `text`.
  serialized_reader(std::string_view text, fixed_text<N>& out) noexcept : rest_(trim(text)), out_(out) {}

  // False if nothing was serialized, or there is no room.
  bool read() noexcept {
    out_.clear();
    if (rest_.size() < 3) return false;
    const char first = to_lower(rest_[0]), second = rest_[1];
    const bool known = first == '{' || first == '[' || (first == '(' && is_prefix(second, rest_[2])) ||
                       (is_prefix(first, second) && rest_.back() == second) ||
                       (first == '"' && rest_.find("=>") != rest_.npos && begins_hstore());
    const bool is_php = second == ':' && (first == 'a' || first == 's' || first == 'o') && is_digit(rest_[2]);
    return (is_php ? read_php() : known && read_literal()) && !out_.overflowed();
  }

 private:
  static bool is_quote(char c) noexcept { return c == '"' || c == '\''; }
  // b'Jane', u'Jane'
  static bool is_prefix(char c, char next) noexcept {
    return is_quote(next) && (to_lower(c) == 'b' || to_lower(c) == 'u');
  }

  // "mobile"=>...
  bool begins_hstore() const noexcept {
    serialized_reader other(*this);
    return other.take_string().data() != nullptr && trim_left(other.rest_).starts_with("=>");
  }

  bool read_literal() noexcept {
    bool serialized = false;
    std::string_view key;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (is_space(c) || std::string_view("{[(,)]};").find(c) != std::string_view::npos) {
        if (c == ',' || c == '}') key = {};
        if (c == '}') end_object();
        rest_.remove_prefix(1);
        continue;
      }
      const bool prefixed = rest_.size() > 1 && is_prefix(c, rest_[1]);
      if (prefixed) rest_.remove_prefix(1);
      const bool is_string = is_quote(rest_.front());
      const std::string_view word = is_string ? take_string() : take_bare();
      if (word.data() == nullptr) break;  // cut off
      const std::string_view behind = trim_left(rest_);
      const bool arrow = behind.starts_with("=>");
      const bool is_key = arrow || behind.starts_with(':');
      serialized = serialized || is_key || prefixed;
      if (is_key) {
        key = word;
        rest_ = behind.substr(arrow ? 2 : 1);
      } else {
        add(key, word, is_string);
      }
    }
    end_object();
    return serialized;
  }

  // What is in the quotes at the start of what is left; null if they do not close. A CSV in a CSV has each twice.
  std::string_view take_string() noexcept {
    const bool twice =
        rest_.size() > 2 && rest_[1] == rest_[0] && (is_alnum(rest_[2]) || !is_ascii(rest_[2]));
    const std::string_view quote = rest_.substr(0, twice ? 2 : 1);
    for (std::size_t at = quote.size(); at < rest_.size(); ++at) {
      if (rest_[at] == '\\') {
        ++at;
      } else if (rest_.substr(at).starts_with(quote)) {
        const std::string_view content = rest_.substr(quote.size(), at - quote.size());
        rest_.remove_prefix(at + quote.size());
        return content;
      }
    }
    return {};
  }

  // A number, or a key without quotes: up to what may follow one.
  std::string_view take_bare() noexcept {
    std::size_t size = 1;
    const auto ends = [&](std::string_view behind) {
      if (std::string_view(",]})\n").find(behind.front()) != std::string_view::npos ||
          behind.starts_with("=>"))
        return true;
      if (behind.front() != ':') return false;
      const std::string_view value = trim_left(behind.substr(1));
      return !value.empty() && is_quote(value.front());
    };
    while (size < rest_.size() && !ends(rest_.substr(size))) ++size;
    const std::string_view word = trim(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return word;
  }

  // a:1:{s:5:"email";s:16:"jane@example.com";}: keys and values in turns, each with its type, strings with their size.
  bool read_php() noexcept {
    bool in_array = false, is_key = false;
    std::string_view key;
    const auto take = [&](std::string_view value, bool is_string) {
      if (is_key) key = value;
      if (!is_key) add(key, value, is_string);
      is_key = in_array && !is_key;
    };
    while (!rest_.empty()) {
      if (rest_.front() == '}') {
        end_object();
        is_key = true;
        rest_.remove_prefix(1);
        if (rest_.starts_with(';')) rest_.remove_prefix(1);
        continue;
      }
      const char type = to_lower(rest_.front());
      if (type == 'n' && rest_.substr(1).starts_with(';')) {
        take({}, false);
        rest_.remove_prefix(2);
        continue;
      }
      const std::size_t colon = rest_.find(':', 2);
      if (rest_.size() < 3 || rest_[1] != ':') return false;
      if (type == 'i' || type == 'd' || type == 'b') {
        const std::size_t end = rest_.find(';');
        if (end == rest_.npos) break;
        take(type == 'b' ? std::string_view() : rest_.substr(2, end - 2), false);
        rest_.remove_prefix(end + 1);
      } else if (type == 'a' || type == 'o') {
        const std::size_t open = rest_.find('{');
        if (colon == rest_.npos || open == rest_.npos) return false;
        in_array = is_key = true;
        rest_.remove_prefix(open + 1);
      } else {
        std::size_t size = 0;
        if (type != 's' || colon == rest_.npos) return false;
        const char* const end = rest_.data() + colon;
        if (std::from_chars(rest_.data() + 2, end, size).ptr != end) return false;
        rest_.remove_prefix(colon + 1);
        if (size > rest_.size() || rest_.size() - size < 2) break;  // cut off
        if (rest_.front() != '"' || rest_[size + 1] != '"') return false;
        take(rest_.substr(1, size), true);
        rest_.remove_prefix(size + 2);
        if (rest_.starts_with(';')) rest_.remove_prefix(1);
      }
    }
    end_object();
    return true;
  }

  void add(std::string_view key, std::string_view value, bool is_string) noexcept {
    static constexpr std::string_view no_values[] = {"true", "false", "undefined"};
    value = trim(value);
    const auto is_value = [&](std::string_view word) { return equals_no_case(value, word); };
    const bool is_nothing =
        is_null_word(value) || std::any_of(std::begin(no_values), std::end(no_values), is_value);
    if (value.empty() || (!is_string && is_nothing)) return;
    const std::size_t part = name_part_of(key);
    if (part == parts_.size()) return add_line(value);
    if (!parts_[part].empty()) end_object();
    parts_[part] = value;
  }

  // The place of first_name, "Middle Initial", lastName or suffix in a name; behind the last for any other key.
  static std::size_t name_part_of(std::string_view key) noexcept {
    static constexpr std::string_view words[][6] = {
        {"first", "firstname", "fname", "given", "givenname", "forename"},
        {"middle", "middlename", "mname", "middleinitial", "mi", "additionalname"},
        {"last", "lastname", "lname", "surname", "family", "familyname"},
        {"suffix", "namesuffix", "suffixname", "generation", "honorificsuffix", "gen"}};
    fixed_text<32> word;
    for (const char c : key) {
      if (is_alpha(c)) word.push_back(to_lower(c));
    }
    const auto* const found = std::find_if(std::begin(words), std::end(words), [&](const auto& part) {
      return std::find(std::begin(part), std::end(part), word.view()) != std::end(part);
    });
    return static_cast<std::size_t>(found - std::begin(words));
  }

  // Parts of a name that come from here on are somebody else's.
  void end_object() noexcept {
    bool any = false;
    for (std::string_view& part : parts_) {
      if (part.empty()) continue;
      if (any) out_.push_back(' ');
      if (!any) add_line({});
      out_.append(std::exchange(part, {}));
      any = true;
    }
  }
  void add_line(std::string_view value) noexcept {
    if (!out_.empty()) out_.push_back('\n');
    out_.append(value);
  }

  std::string_view rest_;
  fixed_text<N>& out_;
  std::array<std::string_view, 4> parts_;  // of a name
};

// The values of a serialized text, on lines. False if it is none, or there is no room.
template <std::size_t N>
bool read_serialized(std::string_view text, fixed_text<N>& out) noexcept {
  return serialized_reader(text, out).read();
}

}  // namespace optout::detail
