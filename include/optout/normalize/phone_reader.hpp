// The reader behind phone.hpp: one telephone number, however it was typed, out of folded text.
//
// Rules: normalization of phones, level standard. A North American number is complete with its tenth
// digit (the trunk 1 and the country code apart), a foreign one where its digits end; what follows may
// be an extension, RFC 3966 parameters, or words. A digit that belongs to neither makes the text no number.
// Nothing here allocates or throws. Cost: one pass.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/text.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace optout::detail {

// Whether ten digits can be a North American number: area code and exchange start with 2 to 9, the area
// code is none of those that are never assigned (N11, N9X, 555), and the digits are not all the same. New
// area codes appear every year, so no list of them is asked.
inline bool is_nanp_number(const char* digits) noexcept {
  if (digits[0] < '2' || digits[3] < '2' || digits[1] == '9') return false;
  if (digits[1] == digits[2]) {
    if (digits[1] == '1' || (digits[0] == '5' && digits[1] == '5')) return false;
    if (digits[0] == digits[1] && std::count(digits, digits + 10, digits[0]) == 10) return false;
  }
  return true;
}

// How many digits may follow `word` as an extension: 0 if it does not announce one.
inline std::size_t extension_label(std::string_view word) noexcept {
  if (word == "x" || word == "int") return 9;
  for (std::string_view label : {"ext", "extn", "exten", "extension", "extensions", "extensio", "extens",
                                 "xt", "xtn", "anexo", "\u0434\u043E\u0431"}) {
    if (word == label) return 20;
  }
  return 0;
}

inline bool is_word_byte(char c) noexcept {
  return is_lower(c) || !is_ascii(c);
}

// The word of `text` that starts at `at`; empty if there is none.
inline std::string_view word_at(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at;
  while (end < text.size() && is_word_byte(text[end])) ++end;
  return text.substr(at, end - at);
}

class phone_reader {
 public:
  // Reads all of `text`, which is folded and outlives the reader. False if it is not one number.
  bool read(std::string_view text) noexcept {
    text_ = unwrap(text);
    at_ = 0;
    skip_labels();
    return read_number() && is_plausible() && read_tail();
  }

  // Writes the canonical form of what was read.
  template <std::size_t N>
  void write(fixed_text<N>& out) const noexcept {
    out.append(foreign_ ? "+" : "+1");
    out.append({digits_, count_});
    if (extension_.empty()) return;
    out.append(";ext=");
    out.append(extension_);
  }

 private:
  static constexpr std::size_t nanp_size = 10;
  static constexpr std::size_t longest = 15;  // E.164
  static constexpr byte_set spaces{" "}, before_extension{" .:#=-"}, pauses{", ;"};

  char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_any_of(const byte_set& set) noexcept {
    while (at_ < text_.size() && set.contains(text_[at_])) ++at_;
  }
  std::string_view take_digits() noexcept {
    const std::size_t start = at_;
    while (is_digit(peek())) ++at_;
    return text_.substr(start, at_ - start);
  }

  // Text without what spreadsheets and mail programs put around it: '4155552671, ="4155552671",
  // <4155552671>, 4155552671.0.
  static std::string_view unwrap(std::string_view text) noexcept {
    static constexpr byte_set around(" '\"`=<>");
    while (!text.empty() && around.contains(text.front())) text.remove_prefix(1);
    while (!text.empty() && around.contains(text.back())) text.remove_suffix(1);
    const std::size_t dot = text.rfind('.');
    if (dot != text.npos && dot > 0 && is_digit(text[dot - 1]) && text.size() - dot <= 3 &&
        text.find_first_not_of('0', dot + 1) == text.npos) {
      text = text.substr(0, dot);
    }
    return text;
  }

  // "Phone:", "(h)", "call Ann at", a telephone sign: all that stands before the first digit or plus. The
  // number of a numbered label ("cell 2:") is part of it.
  void skip_labels() noexcept {
    const auto skip = [&] {
      while (at_ < text_.size() && !is_digit(text_[at_]) && text_[at_] != '+') ++at_;
    };
    skip();
    if (at_ == 0) return;
    const std::size_t start = at_;
    const std::size_t digits = take_digits().size();
    skip_any_of(spaces);
    if (digits <= 2 && peek() == ':') {
      skip();
    } else {
      at_ = start;
    }
  }

  bool read_number() noexcept {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (is_digit(c)) {
        if (!add_digit(c)) return false;
        if (!foreign_ && count_ == nanp_size) return ++at_, true;
      } else if (c == '+') {
        if (count_ != 0) break;
        if (lead_size_ == 0) plus_ = true;
      } else if (is_lower(c)) {
        if (foreign_) break;
        if (!add_vanity_word()) return false;
        if (count_ == nanp_size) return ++at_, true;
      } else if (foreign_ && text_.substr(at_, 3) == "(0)") {
        at_ += 2;  // the trunk zero of those who call from inside the country
      } else if (const std::size_t size = separator_size(); size != 0) {
        at_ += size - 1;
      } else {
        break;
      }
    }
    return foreign_ && count_ >= 7;
  }

  // The leading 0s and 1s of a number are kept apart until its first other digit says what they are.
  bool add_digit(char c) noexcept {
    if (count_ == 0 && (c == '0' || c == '1')) {
      if (lead_size_ == sizeof lead_) return false;
      lead_[lead_size_++] = c;
      if (!dialled_ && (lead() == "011" || lead() == "00")) {  // dialled abroad from here, and from elsewhere
        plus_ = dialled_ = true;
        lead_size_ = 0;
      }
      return true;
    }
    if (count_ == 0) {
      foreign_ = plus_ && lead_size_ == 0;
      const bool known = lead().empty() || lead() == "1" || lead() == "11" || lead() == "10";
      if (!known) return false;
    }
    if (count_ == (foreign_ ? longest : nanp_size)) return false;
    digits_[count_++] = c;
    return true;
  }
  std::string_view lead() const noexcept { return {lead_, lead_size_}; }

  // Letters on the keypad, behind the area code: 1-800-FLOWERS. The cursor ends on the word's last letter.
  bool add_vanity_word() noexcept {
    constexpr char keypad[] = "22233344455566677778889999";
    const std::string_view word = word_at(text_, at_);
    if (count_ < 3 || count_ + word.size() > nanp_size) return false;
    // Behind seven digits it is rather a word of its own: "555-2671 fax", "555-2671 Bob".
    if (count_ - letters_ >= 7 && (text_[at_ - 1] == ' ' || extension_label(word) != 0)) return false;
    for (char c : word) {
      if (!is_lower(c)) return false;
      vanity_[letters_++] = c;
      digits_[count_++] = keypad[c - 'a'];
    }
    at_ += word.size() - 1;
    return true;
  }

  // How many bytes at the cursor stand between two digits for nothing; 0 if they do not.
  std::size_t separator_size() const noexcept {
    const char c = text_[at_];
    if (foreign_ && (c == ',' || c == '~')) return 0;  // these announce an extension
    // Between a prefix and its country code they say that the two are none.
    const bool prefix = plus_ && lead_size_ == 0 && count_ == 0;
    if (prefix && (c == ',' || (c == '/' && text_[at_ - 1] == ' '))) return 0;
    static constexpr byte_set separators(" -./()[]~,_*\\");
    if (separators.contains(c)) return 1;
    if (is_ascii(c)) return 0;
    for (std::string_view dot : {"\u00B7", "\u2022", "\u2219", "\u22C5", "\u30FB"}) {
      if (text_.substr(at_, dot.size()) == dot) return dot.size();
    }
    return 0;
  }

  bool is_plausible() const noexcept {
    if (foreign_) {
      // A country code has up to three digits; the rest of a real number is not one digit repeated.
      return std::count(digits_ + 3, digits_ + count_, digits_[3]) < static_cast<std::ptrdiff_t>(count_ - 3);
    }
    if (letters_ != 0) {
      const std::string_view letters(vanity_, letters_);
      if (letters_ < 3 || letters.find_first_not_of('x') == letters.npos) return false;
      for (std::string_view junk : {"unknown", "nophone", "missing", "invalid", "private", "blocked",
                                    "refused", "removed", "deleted", "nothing"}) {
        if (letters == junk) return false;
      }
    }
    return is_nanp_number(digits_);
  }

  // What follows a complete number. Words are let be; any digit must belong to an extension or a parameter.
  bool read_tail() noexcept {
    if (letters_ != 0 && peek() == '-' && is_lower(peek(1))) return false;  // more letters than keys
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_digit(c)) {
        // "- 503#" is an extension; other digits are one too many.
        const char before = text_[at_ - 1];
        const std::string_view digits = take_digits();
        if (peek() != '#' || digits.size() > 6 || (before != ' ' && before != '-')) return false;
        if (!set_extension(digits)) return false;
      } else if (is_word_byte(c)) {
        const std::string_view word = word_at(text_, at_);
        at_ += word.size();
        if (const std::size_t most = extension_label(word); most != 0) {
          skip_any_of(before_extension);
          const std::string_view filler = word_at(text_, at_);
          if (filler == "no" || filler == "num" || filler == "number") at_ += filler.size();
          skip_any_of(before_extension);
          if (!read_extension(most)) return false;
        }
      } else if (c == '#' || c == '~') {
        ++at_;
        skip_any_of(spaces);
        if (!read_extension(9)) return false;
      } else if (c == ',' || c == ';') {
        const std::size_t start = at_;
        skip_any_of(pauses);
        const bool pause = c == ',' && text_.substr(start, 2) != ",,";
        if (c == ';' && skip_parameter()) continue;
        if (!read_extension(pause ? 9 : 15)) return false;
      } else if ((c == '/' || c == '\\') && !extension_.empty() && second_extension()) {
        return true;
      } else {
        ++at_;
      }
    }
    return true;
  }

  bool read_extension(std::size_t most) noexcept {
    const std::string_view digits = take_digits();
    return digits.empty() || (digits.size() <= most && set_extension(digits));
  }
  bool set_extension(std::string_view digits) noexcept {
    if (!extension_.empty()) return false;
    // Ten digits of that shape are a second number.
    const std::size_t trunk = digits.size() == nanp_size + 1 && digits[0] == '1' ? 1 : 0;
    if (digits.size() - trunk == nanp_size && is_nanp_number(digits.data() + trunk)) return false;
    extension_ = digits;
    return true;
  }

  // RFC 3966 parameters other than ext (isub, phone-context, ...) say nothing about who is called.
  bool skip_parameter() noexcept {
    std::size_t end = at_;
    while (end < text_.size() && (is_lower(text_[end]) || text_[end] == '-')) ++end;
    if (end == at_ || end == text_.size() || text_[end] != '=') return false;
    if (text_.substr(at_, end - at_) == "ext") return false;
    at_ = std::min(text_.find_first_of(";,", end), text_.size());
    return true;
  }
  // "x508/x1234": the first counts.
  bool second_extension() const noexcept {
    std::size_t next = at_ + 1;
    while (next < text_.size() && text_[next] == ' ') ++next;
    return next < text_.size() && text_[next] == 'x';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool plus_ = false;
  bool dialled_ = false;  // one such prefix was read; 000-000-0000 has no second one
  bool foreign_ = false;
  std::size_t lead_size_ = 0;
  std::size_t count_ = 0;
  std::size_t letters_ = 0;
  std::string_view extension_;
  char lead_[3];
  char digits_[longest];
  char vanity_[nanp_size];
};

}  // namespace optout::detail
