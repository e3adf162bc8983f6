// Email addresses: every spelling of one mailbox to one canonical form.
//
//   " Jane.Doe@EXAMPLE.com", "<jane.doe@example.com>,"      ->  "jane.doe@example.com"
//   "Jane.Doe+news@googlemail.com"                          ->  "janedoe@gmail.com"
//   "jane@bücher.example"                                   ->  "jane@xn--bcher-kva.example"
//   "N/A", "@gmail.com", "a@b@c.com", "none@none.com", ""   ->  nothing
//
// Dots are dropped and tags cut only where the provider is known to ignore them
// (data/tables/email_providers.tsv); accents and look-alike letters are never repaired.
//
// Levels: exact puts the domain into lower case and no more. Standard follows the rules of docs/normalization.md.
// Aggressive goes on to the account behind the mailbox: tags go on every domain, a provider's domains are one (me.com is
// icloud.com), a Yahoo keyword goes (base-keyword@), tag@user.fastmail.com is user@fastmail.com. Each level is an
// equivalence, and what is one at a level is one at the next.
//
// Sources: RFC 5321 and 5322 for the syntax, RFC 6531 and UTS 46 beyond ASCII; the providers' help pages.
// Any bytes are accepted. Nothing throws, and nothing allocates but libidn2 for a domain beyond ASCII. Cost: about 60 ns
// for a bare ASCII address.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/email_reader.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/normalize/word_table.hpp>
#include <optout/tables/email_providers.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <string_view>

namespace optout {

using email_text = fixed_text<320>;  // RFC 5321: 64 + 1 + 255

// The canonical form of the one address in `text`, held by `out`; nothing if `text` is not one address.
std::optional<std::string_view> normalize_email(std::string_view text, level lvl, email_text& out) noexcept;

// The same at level standard for letters, digits and "._-+" around one '@', as nearly every address is. False for anything
// else, which may be an address all the same. Cost: 20 ns.
bool normalize_bare_email(std::string_view text, email_text& out) noexcept;

// Calls sink(std::string_view) with the text of each address in a cell that holds several
// ("jane@example.com; ann@example.com", "Jane <jane@example.com>, Ann <ann@example.com>"), and with
// the cell itself if it holds one or none. The text lives as long as the call.
template <typename Sink>
void for_each_email(std::string_view cell, Sink&& sink);

// ---- details ----

namespace detail {

// Whether a form fields say "there is none" with: none@none.com, na@na.com.
inline bool is_placeholder_email(std::string_view local, std::string_view domain) noexcept {
  constexpr std::string_view words[] = {"none", "na",     "n/a",  "noemail", "no-email",   "no_email",
                                        "no",   "nomail", "null", "unknown", "notprovided"};
  if ((local[0] != 'n' && local[0] != 'u') || local[0] != domain[0]) return false;
  const std::string_view name = domain.substr(0, domain.find('.'));
  const auto is_one = [&](std::string_view word) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
  };
  return is_one(local) && is_one(name);
}

// Appends the account behind the mailbox in `standard`, as level aggressive sees it.
inline void append_account(std::string_view standard, email_text& out) noexcept {
  const std::size_t at = standard.rfind('@');
  std::string_view local = standard.substr(0, at);
  std::string_view domain = standard.substr(at + 1);
  const auto before = [](std::string_view text, char mark) {  // all of it, if nothing would be left
    const std::size_t end = text.find(mark);
    return end == 0 ? text : text.substr(0, end);
  };
  if (local.front() != '"') {
    local = before(local, '+');
    for (const std::string_view host : {"fastmail.com", "fastmail.fm"}) {  // tag@user.fastmail.com
      if (domain.size() <= host.size() + 1 || !domain.ends_with(host)) continue;
      if (domain[domain.size() - host.size() - 1] != '.') continue;
      local = domain.substr(0, domain.size() - host.size() - 1);
      domain = host;
    }
  }
  const auto* provider = tables::email_providers.find(domain);
  if (provider == nullptr || local.front() == '"') {
    out.append(local);
  } else {
    if (provider->tag_sep == "-") local = before(local, '-');
    if (provider->alias_level == "aggressive") domain = provider->canonical;
    // Behind marks in front, what lists leave there: ".'jane".
    const std::size_t start = local.find_first_not_of(".-_ <([{,;:'=`");
    const bool unmarked = domain == "proton.me" && start != local.npos;
    if (unmarked) local.remove_prefix(start);
    for (const char c : local) {
      const bool mark = c == '.' || c == '-' || c == '_';
      if (unmarked && mark) continue;
      out.push_back(domain == "yandex.ru" && c == '-' ? '.' : c);
    }
  }
  if (is_placeholder_email(out.view(), domain)) {  // no+1@no.com
    out.clear();
    return out.append(standard);
  }
  out.push_back('@');
  out.append(domain);
}

// Applies the provider's rules to `local`@`domain`, both in lower case, and appends the mailbox to
// `out`, which is empty. False if nothing is left of the local part.
inline bool append_mailbox(std::string_view local, std::string_view domain, bool quoted,
                           email_text& out) noexcept {
  const auto* provider = tables::email_providers.find(domain);
  bool recompose = false;  // without a dot, a mark may belong to the letter before it
  if (provider != nullptr && !quoted) {
    if (provider->tag_sep.starts_with('+')) local = local.substr(0, local.find('+'));
    if (provider->alias_level.starts_with('s')) {  // at standard
      domain = provider->canonical;
      if (provider->dots_ignored.starts_with('y')) {
        // Behind a dot in front, what lists leave there: ".'jane".
        if (local.starts_with('.')) {
          local.remove_prefix(std::min(local.find_first_not_of(". <([{,;:'=`"), local.size()));
        }
        recompose = !is_ascii(local);
        for (auto dot = local.find('.'); dot != local.npos; dot = local.find('.')) {
          out.append(local.substr(0, dot));
          local.remove_prefix(dot + 1);
        }
      }
    }
  }
  out.append(local);
  if (recompose) {
    email_text folded;
    if (!fold(out.view(), fold_to::caseless, folded)) return false;
    out.clear();
    out.append(folded.view());
  }
  if (out.empty() || is_placeholder_email(out.view(), domain)) return false;
  out.push_back('@');
  out.append(domain);
  return !out.overflowed();
}

// Eight bytes of ASCII at a time; a match sets the high bit of its byte.
struct ascii_word {
  static constexpr std::uint64_t every = 0x0101010101010101u;
  static constexpr std::uint64_t high = every * 0x80;

  static std::uint64_t equal(std::uint64_t word, char c) noexcept {
    return ~((word ^ every * static_cast<unsigned char>(c)) + (high - every)) & high;
  }
  static std::uint64_t between(std::uint64_t word, char low, char last) noexcept {
    return (word + (high - every * static_cast<unsigned char>(low))) &
           ~(word + (high - every - every * static_cast<unsigned char>(last))) & high;
  }
  // The high bits, as the low eight bits of a number.
  static std::uint64_t bits(std::uint64_t matches) noexcept { return (matches * 0x0002040810204081u) >> 56; }
};

// A bare address: letters, digits and "._-+", as nearly every one is.
struct bare_email {
  static constexpr std::size_t shortest = 8;
  static constexpr std::size_t longest = 64;

  std::size_t local_size = 0;  // 0: it is none of that kind
  bool upper = false;          // it has capitals; `lower` is then the address without
  char lower[longest];
};

// Requires: bare_email::shortest <= text.size() <= bare_email::longest.
inline void read_bare_email(std::string_view text, bare_email& out) noexcept {
  using is = ascii_word;
  std::uint64_t at = 0, dots = 0, pluses = 0, odd = 0, upper = 0;
  for (std::size_t i = 0; i < text.size(); i += 8) {
    std::uint64_t word;
    const std::size_t left = text.size() - i;
    if (left >= 8) {
      std::memcpy(&word, text.data() + i, 8);
    } else {  // the last bytes, and letters that stand for nothing
      std::memcpy(&word, text.data() + text.size() - 8, 8);
      word = word >> (8 * (8 - left)) | (is::every * 'a') << (8 * left);
    }
    odd |= word & is::high;
    word &= ~is::high;
    const std::uint64_t capitals = is::between(word, 'A', 'Z');
    upper |= capitals;
    word |= capitals >> 2;
    std::memcpy(out.lower + i, &word, 8);
    const std::uint64_t is_at = is::equal(word, '@');
    const std::uint64_t is_dot = is::equal(word, '.');
    const std::uint64_t is_plus = is::equal(word, '+');
    at |= is::bits(is_at) << i;
    dots |= is::bits(is_dot) << i;
    pluses |= is::bits(is_plus) << i;
    odd |= is::high & ~(is_at | is_dot | is_plus | is::between(word, 'a', 'z') | is::between(word, '0', '9') |
                        is::equal(word, '-') | is::equal(word, '_'));
  }
  out.upper = upper != 0;
  const bool one_at = at != 0 && (at & (at - 1)) == 0;
  const std::uint64_t domain = ~(at | (at - 1));  // the bits behind the at sign
  const std::uint64_t ends = at << 1 | std::uint64_t{1} << (text.size() - 1);
  const bool host = (dots & domain) != 0 && (dots & ends) == 0 && (dots & dots >> 1 & domain) == 0 &&
                    (pluses & domain) == 0;
  out.local_size = odd == 0 && one_at && host ? static_cast<std::size_t>(std::countr_zero(at)) : 0;
}

// Level exact: as typed, but for white space around it and the domain's case.
inline bool read_email_exactly(std::string_view text, email_text& out) noexcept {
  const std::size_t at = text.find('@');
  if (at == text.npos || at == 0 || text.find('@', at + 1) != text.npos) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.find('.');
  if (dot == 0 || dot == domain.npos || domain.back() == '.') return false;
  if (std::any_of(text.begin(), text.end(), [](char c) { return is_space(c); })) return false;
  out.append(text.substr(0, at + 1));
  for (char c : domain) out.push_back(to_lower(c));
  return !out.overflowed();
}

// Reads a bare address, and says whether it is a mailbox; nothing if `text` is not of that kind.
inline std::optional<bool> read_bare_mailbox(std::string_view text, email_text& out) noexcept {
  if (text.size() < bare_email::shortest || text.size() > bare_email::longest) return std::nullopt;
  bare_email bare;
  read_bare_email(text, bare);
  const std::size_t at = bare.local_size;
  if (at == 0) return std::nullopt;
  if (bare.upper) text = {bare.lower, text.size()};
  return append_mailbox(text.substr(0, at), text.substr(at + 1), false, out);
}

inline bool read_email_slowly(std::string_view text, email_text& out) noexcept {
  if (text.size() > longest_email_input) return false;
  email_input folded;
  if (!fold(text, fold_to::spelling, folded)) return false;
  const std::string_view clean = trim(folded.view());
  if (clean.size() < text.size()) {  // often nothing but an invisible character was beyond ASCII
    if (const auto bare = read_bare_mailbox(clean, out)) return *bare;
  }
  email_reader reader;
  if (!reader.read(clean)) return false;
  const std::string_view address = reader.view();
  return append_mailbox(address.substr(0, reader.local_size()), address.substr(reader.local_size() + 1),
                        reader.quoted(), out);
}

// The marks between the addresses of a cell, the strongest first. The last two break only what has more than one '@':
// they stand inside of one address as well.
enum class email_break : std::uint8_t { list, word, space, slash, none };

// Whether `text` breaks at `at`, and how many bytes the mark has.
inline std::size_t break_size(std::string_view text, std::size_t at, email_break by) noexcept {
  const auto is_one_of = [&](std::string_view marks) {
    return std::size_t{marks.find(text[at]) != marks.npos};
  };
  switch (by) {
    case email_break::list: return is_one_of(";,|");
    case email_break::word: return list_word_size(text, at);
    case email_break::space: return is_one_of(" <>");
    case email_break::slash: return is_one_of("/\\&");
    case email_break::none: return 0;
  }
  return 0;
}

// Hands out the addresses of `text`, broken `by` a mark or a weaker one. Returns whether there were any.
template <typename Sink>
bool split_emails(std::string_view text, email_break by, Sink& sink) {
  text = trim(text);
  const auto signs = std::count(text.begin(), text.end(), '@');
  if (signs == 0) return false;
  email_text unused;
  const bool one = normalize_email(text, level::standard, unused).has_value();
  if (signs == 1 && one) return sink(text), true;
  bool any = false;
  if (by != (signs == 1 ? email_break::space : email_break::none)) {
    const auto weaker = static_cast<email_break>(static_cast<int>(by) + 1);
    std::size_t start = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = break_size(text, at, by);
      if (size != 0) {
        any |= split_emails(text.substr(start, at - start), weaker, sink);
        start = at + size;
      }
      at += size != 0 ? size : 1;
    }
    any |= split_emails(text.substr(start), weaker, sink);
  }
  if (!any && one) return sink(text), true;
  return any;
}

inline bool is_bare_email(std::string_view text) noexcept {
  if (text.size() < bare_email::shortest || text.size() > bare_email::longest) return false;
  bare_email bare;
  read_bare_email(text, bare);
  return bare.local_size != 0;
}

}  // namespace detail

inline std::optional<std::string_view> normalize_email(std::string_view text, level lvl,
                                                       email_text& out) noexcept {
  text = trim(text);
  out.clear();
  if (lvl == level::exact) {
    // What is junk at standard is junk here.
    if (!normalize_email(text, level::standard, out)) return std::nullopt;
    out.clear();
    if (!detail::read_email_exactly(text, out)) return std::nullopt;
    return out.view();
  }
  if (lvl == level::aggressive) {
    email_text standard;
    if (!normalize_email(text, level::standard, standard)) return std::nullopt;
    detail::append_account(standard.view(), out);
    return out.view();
  }
  const auto bare = detail::read_bare_mailbox(text, out);
  if (!(bare ? *bare : detail::read_email_slowly(text, out))) return std::nullopt;
  return out.view();
}

inline bool normalize_bare_email(std::string_view text, email_text& out) noexcept {
  out.clear();
  return detail::read_bare_mailbox(trim(text), out).value_or(false);
}

template <typename Sink>
void for_each_email(std::string_view cell, Sink&& sink) {
  const std::string_view text = trim(cell);
  if (text.size() < detail::bare_email::shortest || detail::is_bare_email(text)) return sink(cell);
  bool any = false;
  for (std::size_t start = 0; start <= text.size();) {
    // By lines before folding, which makes spaces of them.
    const std::size_t end = std::min(text.find_first_of("\n\r\t", start), text.size());
    const std::string_view line = text.substr(start, end - start);
    fixed_text<4096> folded;
    if (is_ascii(line)) {
      any |= detail::split_emails(line, detail::email_break::list, sink);
    } else if (fold(line, fold_to::spelling, folded)) {
      any |= detail::split_emails(folded.view(), detail::email_break::list, sink);
    }
    start = end + 1;
  }
  if (!any) sink(cell);
}

}  // namespace optout
