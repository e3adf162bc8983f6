// The reader behind email.hpp for text that is more than a bare ASCII address: display names, labels, quotes,
// comments, other scripts, international domains.
//
// Nothing here throws. Only an international domain allocates, inside libidn2.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/escapes.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/normalize/word_table.hpp>

#include <idn2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace optout::detail {

inline constexpr std::size_t longest_email_input = 1024;
using email_input = fixed_text<longest_email_input>;

// What may stand in a local part without quotes (RFC 5322 atext and the dot; other scripts by RFC
// 6531), and in a domain. The value is the byte in lower case; 0 stands for no.
inline constexpr auto local_bytes = [] {
  std::array<char, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    if (is_alnum(byte) || !is_ascii(byte)) table[c] = to_lower(byte);
  }
  for (char c : std::string_view(".!#$%&'*+-/=?^_`{|}~")) table[static_cast<unsigned char>(c)] = c;
  return table;
}();
inline constexpr auto domain_bytes = [] {
  std::array<char, 256> table{};
  for (unsigned c = 0; c < 128; ++c) {
    if (is_alnum(static_cast<char>(c))) table[c] = to_lower(static_cast<char>(c));
  }
  for (char c : std::string_view(".-_")) table[static_cast<unsigned char>(c)] = c;
  return table;
}();
// What ends a domain: text behind an address, and marks that no domain has.
inline constexpr byte_set domain_ends(" ,;:|/\\()<>[]{}\"'`?!*#~^=&$%+");
inline char local_byte(char c) noexcept {
  return local_bytes[static_cast<unsigned char>(c)];
}
inline char domain_byte(char c) noexcept {
  return domain_bytes[static_cast<unsigned char>(c)];
}

// Whether `text` may be a local part without quotes.
inline bool is_local(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return local_byte(c) != 0; });
}

// Characters that spreadsheets, lists and mail programs leave in front of an address.
inline constexpr byte_set email_prefixes(" <([{,;:'=`*#~^/");

// The position behind the quote that closes the one at the start of `text`; npos if there is none.
inline std::size_t behind_quotes(std::string_view text) noexcept {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return text.npos;
}

// unescape(), but for quoted local parts, whose backslashes are the address's own: "jane\ doe"@example.com (RFC 5321, section
// 4.1.2), and for percent signs beside an '@', which are too: user%example@example.com.
template <std::size_t N>
bool unescape_email(std::string_view text, fixed_text<N>& out) noexcept {
  return unescape_by(text, out, [](std::string_view from, fixed_text<N>& to) {
    to.clear();
    bool any = false;
    const bool urls = from.find('@') == from.npos;
    const auto take = [&](std::string_view part) {
      fixed_text<N> plain;
      const bool escaped = unescape_marks(part, plain, urls);
      any |= escaped;
      to.append(escaped ? plain.view() : part);
    };
    std::size_t done = 0;
    for (std::size_t at = from.find('"'); at != from.npos; at = from.find('"', at)) {
      const std::size_t size = behind_quotes(from.substr(at));
      if (size == from.npos) break;
      const std::size_t end = at + size;
      if (trim_left(from.substr(end)).starts_with('@')) {
        take(from.substr(done, at - done));
        to.append(from.substr(at, size));
        done = end;
      }
      at = end;
    }
    take(from.substr(done));
    return any && !to.overflowed();
  });
}

// Where the parts of "local@domain" end.
struct email_parts {
  std::size_t local_size;
  std::size_t tag;      // the first '+' of the local part, or local_size
  bool quoted = false;  // the local part
};

// "local@domain" in lower case, the domain as A-labels where IDNA knows them.
class email_reader {
 public:
  // Reads `text`, folded to fold_to::spelling, of at most longest_email_input bytes. False if it is not one address.
  bool read(std::string_view text) noexcept {
    text = trim(text);
    if (!starts_with_quoted_local(text)) text = without_display_name(text);
    while (!text.empty() && (email_prefixes.contains(text.front()) ||
                             (text.front() == '"' && !starts_with_quoted_local(text)))) {
      text.remove_prefix(1);
    }
    return (starts_with_quoted_local(text) ? read_quoted(text) : read_plain(text)) && !out_.overflowed();
  }

  email_input& text() noexcept { return out_; }
  email_parts parts() const noexcept {
    const std::size_t tag = out_.view().substr(0, local_size_).find('+');
    return {local_size_, std::min(tag, local_size_), quoted_};
  }

 private:
  static bool starts_with_quoted_local(std::string_view text) noexcept {
    if (text.empty() || text.front() != '"') return false;
    const std::size_t end = behind_quotes(text);
    return end != text.npos && trim_left(text.substr(end)).substr(0, 1) == "@";
  }

  // "Jane Doe <jane@example.com>" -> "jane@example.com"; all of `text` if it is not of that kind.
  static std::string_view without_display_name(std::string_view text) noexcept {
    const std::size_t open = text.find('<');
    if (open == text.npos || text.find('<', open + 1) != text.npos) return text;
    const std::string_view name = text.substr(0, open);
    const std::size_t close = std::min(text.find('>', open), text.size());
    // "ann@example.com, Jane <jane@example.com>" are two; an address may be its own name, though.
    const bool list = name.find('@') != name.npos && name.find_first_of(",;", name.find('@')) != name.npos;
    if (list || text.find('@', close) != text.npos) return text;
    return trim(text.substr(open + 1, close - open - 1));
  }

  // Where the address starts whose local part ends `text`: behind a label or another address of a list, that is behind the
  // last ':', ';', '|' or ", ".
  static std::size_t last_start(std::string_view text) noexcept {
    char next = '\0';
    for (std::size_t at = text.size(); at != 0; next = text[--at]) {
      const char c = text[at - 1];
      if (c == ':' || c == ';' || c == '|' || (c == ',' && next == ' ')) return at;
    }
    return 0;
  }

  // The local part that ends `text`. In front of a colon stands a label (mailto:, E-mail:); behind ';', '|' or ", " the next
  // of a list begins.
  static std::string_view without_labels(std::string_view text) noexcept {
    text = text.substr(last_start(text));
    for (std::size_t before = text.size() + 1; before != text.size();) {  // one may stand in front of another
      before = text.size();
      while (!text.empty() && email_prefixes.contains(text.front())) text.remove_prefix(1);
      for (const std::string_view label : {"email", "e-mail", "mail"}) {
        if (!starts_with_no_case(text, label)) continue;
        const std::string_view behind = text.substr(label.size());
        if (behind.starts_with(' ') || behind.starts_with('=')) text = behind.substr(1);
      }
    }
    return text;
  }

  bool read_plain(std::string_view text) noexcept {
    const std::size_t at = text.find('@');
    if (at == text.npos || text.find('@', at + 1) != text.npos) return false;
    const std::string_view local = without_labels(trim_right(text.substr(0, at)));
    return !local.empty() && is_local(local) && add_local(local) && add_domain(text.substr(at + 1));
  }

  // Quotes and escapes that are not needed are dropped: "jane.doe"@example.com.
  bool read_quoted(std::string_view text) noexcept {
    const std::size_t end = behind_quotes(text);
    email_input content;
    for (std::size_t at = 1; at + 1 < end; ++at) {
      if (text[at] == '\\') ++at;
      content.push_back(text[at]);
    }
    const std::string_view local = content.view();
    if (local.empty()) return false;
    quoted_ = without_labels(local) != local || !is_local(local);
    return add_local(local) && add_domain(trim_left(text.substr(end)).substr(1));
  }

  bool add_local(std::string_view local) noexcept {
    email_input folded;
    if (!fold(local, fold_to::caseless, folded)) return false;
    if (quoted_) {
      out_.push_back('"');
      for (char c : folded.view()) {
        if (c == '"' || c == '\\') out_.push_back('\\');
        out_.push_back(c);
      }
      out_.push_back('"');
    } else {
      if (!is_local(folded.view())) return false;  // what was mangled was a space
      out_.append(folded.view());
    }
    local_size_ = out_.size();
    out_.push_back('@');
    return true;
  }

  bool add_domain(std::string_view text) noexcept {
    text = trim_left(text);
    std::size_t end = 0;
    while (end < text.size() && !domain_ends.contains(text[end])) ++end;
    if (end < text.size() && text[end] == ' ') {
      // "jane@example.com - work" says whose; "jane@exam ple.com" says nothing.
      const std::string_view rest = trim_left(text.substr(end));
      if (!rest.empty() && (is_alnum(rest.front()) || !is_ascii(rest.front()))) return false;
    }
    text = text.substr(0, end);
    const std::size_t start = out_.size();
    email_input lower;  // IDNA does not mind the case of ASCII, and fewer spellings are to be remembered
    std::transform(text.begin(), text.end(), lower.data(), to_lower);
    lower.assume(text.size());
    if (is_ascii(text)) {
      out_.append(lower.view());
    } else if (!add_international(lower.view())) {
      return false;
    }
    while (out_.size() > start && out_.view().back() == '.') out_.truncate(out_.size() - 1);
    return is_domain(out_.view().substr(start));
  }

  // The A-labels of `text` (UTS 46, non-transitional), or of its folded letters; these where IDNA knows no such name.
  // A thread remembers some of the last: libidn2 takes microseconds, and domains repeat.
  bool add_international(std::string_view text) noexcept {
    struct answer {
      std::uint8_t asked_size, made_size;
      char asked[63], made[63];
    };
    thread_local answer answers[256] = {};
    answer& known = answers[word_hash(text) % std::size(answers)];
    if (known.asked_size != 0 && text == std::string_view(known.asked, known.asked_size)) {
      out_.append({known.made, known.made_size});
      return true;
    }
    const std::size_t start = out_.size();
    if (!add_a_labels(text)) {
      email_input folded;
      if (!fold(text, fold_to::caseless, folded)) return false;
      if (!add_a_labels(folded.view())) out_.append(folded.view());
    }
    const std::string_view made = out_.view().substr(start);
    if (!out_.overflowed() && text.size() <= sizeof known.asked && made.size() <= sizeof known.made) {
      known.asked_size = static_cast<std::uint8_t>(text.copy(known.asked, sizeof known.asked));
      known.made_size = static_cast<std::uint8_t>(made.copy(known.made, sizeof known.made));
    }
    return true;
  }

  bool add_a_labels(std::string_view text) noexcept {
    email_input name;
    name.append(text);
    name.push_back('\0');
    if (name.overflowed()) return false;
    std::uint8_t* ascii = nullptr;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(name.view().data());
    if (idn2_lookup_u8(bytes, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK) return false;
    for (const std::uint8_t* at = ascii; *at != 0; ++at) out_.push_back(to_lower(static_cast<char>(*at)));
    idn2_free(ascii);
    return true;
  }

  static bool is_domain(std::string_view text) noexcept {
    char before = '.';
    bool dotted = false;
    for (char c : text) {
      if (is_ascii(c) && domain_byte(c) == 0) return false;
      if (c == '.' && before == '.') return false;
      dotted |= c == '.';
      before = c;
    }
    return dotted && before != '.';
  }

  email_input out_;
  std::size_t local_size_ = 0;
  bool quoted_ = false;
};

}  // namespace optout::detail
