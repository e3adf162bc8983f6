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
// Any bytes are accepted. Nothing throws, and nothing allocates but libidn2 for a domain beyond ASCII. Cost: about 40 ns
// for a bare ASCII address.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>
#include <optout/normalize/byte_block.hpp>
#include <optout/normalize/email_breaks.hpp>
#include <optout/normalize/email_reader.hpp>
#include <optout/normalize/text.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/normalize/value_pair.hpp>
#include <optout/normalize/word_table.hpp>
#include <optout/tables/email_providers.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace optout {

using email_text = fixed_text<320>;  // RFC 5321: 64 + 1 + 255

// The canonical form of the one address in `text`, held by `out`; nothing if `text` is not one address.
std::optional<std::string_view> normalize_email(std::string_view text, level lvl, email_text& out) noexcept;

// The same at level standard for letters, digits and "._-+" around one '@', as nearly every address is. False for anything
// else, which may be an address all the same. Cost: 20 to 40 ns.
bool normalize_bare_email(std::string_view text, email_text& out) noexcept;

// The two texts of a cell that holds such ones with ';', ',' or '|' between them; nothing if it holds anything else.
// for_each_email() calls its sink with those of them that are addresses, and with the cell if neither is.
std::optional<value_pair> bare_email_pair(std::string_view cell) noexcept;

// Calls sink(std::string_view) with the text of each address in a cell that holds several
// ("jane@example.com; ann@example.com", "Jane <jane@example.com>, Ann <ann@example.com>"), and with
// the cell itself if it holds one or none. The text lives as long as the call.
template <typename Sink>
void for_each_email(std::string_view cell, Sink&& sink);

// ---- details ----

namespace detail {

// Whether a form fields say "there is none" with: none@none.com, na@na.com. Requires: neither is empty.
inline bool is_placeholder_email(std::string_view local, std::string_view domain) noexcept {
  static constexpr std::string_view words[] = {"none", "na",     "n/a",  "noemail", "no-email",   "no_email",
                                               "no",   "nomail", "null", "unknown", "notprovided"};
  if (local[0] != domain[0] || (local[0] != 'n' && local[0] != 'u')) return false;
  const std::string_view name = domain.substr(0, domain.find('.'));
  const auto is_one = [](std::string_view word) {
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
    std::size_t start = 0;
    const auto is_mark = [](char c) { return c == '.' || c == '-' || c == '_'; };
    while (start < local.size() && (is_mark(local[start]) || email_prefixes.contains(local[start]))) ++start;
    const bool unmarked = domain == "proton.me" && start != local.size();
    if (unmarked) local.remove_prefix(start);
    for (const char c : local) {
      if (unmarked && is_mark(c)) continue;
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

// Takes the dots out of the local part at the start of an address, of `size` bytes, and returns how many are left. What
// stands behind it may be overwritten.
inline std::size_t drop_dots(email_input& address, std::size_t size) noexcept {
  std::string_view local = address.view().substr(0, size);
  // Behind a dot in front, what lists leave there: ".'jane".
  std::size_t start = 0;
  if (local.starts_with('.')) {
    while (start < size && (local[start] == '.' || email_prefixes.contains(local[start]))) ++start;
  }
  char* const from = address.data() + start;
  local = {from, static_cast<std::size_t>(std::remove(from, address.data() + size, '.') - from)};
  email_input folded;
  if (!is_ascii(local)) {  // without a dot, a mark may belong to the letter before it
    if (!fold(local, fold_to::caseless, folded)) return 0;
    local = folded.view();
    if (!is_local(local)) return 0;
  }
  std::memmove(address.data(), local.data(), local.size());
  return local.size();
}

// Applies the provider's rules to an address in lower case, which becomes the mailbox. False if nothing is left of the
// local part, it says that there is none, or there is no room. drop_dots(size): as above.
template <std::size_t N, typename DropDots>
bool make_mailbox(fixed_text<N>& address, const email_parts& parts, DropDots&& drop_dots) noexcept {
  std::size_t local_size = parts.local_size;
  std::string_view domain{address.data() + local_size + 1, address.size() - local_size - 1};
  const auto* provider = parts.quoted ? nullptr : tables::email_providers.find(domain);
  // "jane@example.com.invalid": what a copy of a database is not to write to (Salesforce; RFC 2606, section 2).
  constexpr std::string_view invalid = ".invalid";
  while (provider == nullptr && domain.back() == invalid.back() && domain.ends_with(invalid) &&
         domain.find('.') != domain.size() - invalid.size()) {
    domain.remove_suffix(invalid.size());
    address.assume(address.size() - invalid.size());
    if (!parts.quoted) provider = tables::email_providers.find(domain);
  }
  if (provider != nullptr) {
    if (provider->tag_sep.starts_with('+')) local_size = parts.tag;
    if (provider->alias_level.starts_with('s')) {  // at standard
      domain = provider->canonical;
      if (provider->dots_ignored.starts_with('y')) local_size = drop_dots(local_size);
    }
  }
  if (local_size == 0 || is_placeholder_email({address.data(), local_size}, domain)) return false;
  const std::size_t size = local_size + 1 + domain.size();
  if (size > N) return false;
  char* const to = address.data() + local_size;
  if (to + 1 != domain.data()) {
    std::memmove(to + 1, domain.data(), domain.size());
    *to = '@';
    address.assume(size);
  }
  return true;
}

// A bare address: letters, digits and "._-+" around one '@', as nearly every one is.
struct bare_email {
  static constexpr std::size_t shortest = 8;
  static constexpr std::size_t longest = 64;

  std::uint64_t at = 0, dots = 0, pluses = 0;  // bitmaps of its bytes; at == 0: it is none of that kind
};

// Puts `text` into lower case in `lower`, which has room for the longest. Requires: bare_email::shortest <= text.size() <=
// bare_email::longest.
inline bare_email read_bare_email(std::string_view text, char* lower) noexcept {
  bare_email is;
  std::uint64_t known = 0;
  byte_block block = first_block(text);
  std::size_t i = 0;
  do {
    const byte_block bytes = block.lower();
    bytes.store(lower + i);
    const byte_block is_at = bytes.equal('@'), is_dot = bytes.equal('.'), is_plus = bytes.equal('+');
    const byte_block is_known = is_at | is_dot | is_plus | bytes.between('a', 'z') | bytes.between('0', '9') |
                                bytes.equal('-') | bytes.equal('_');
    is.at |= is_at.bits() << i;
    is.dots |= is_dot.bits() << i;
    is.pluses |= is_plus.bits() << i;
    known |= is_known.bits() << i;
  } while (next_block(text, i, block));
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - text.size());
  const std::uint64_t domain = ~(is.at | (is.at - 1));  // the bits behind the at sign, if there is one
  const std::uint64_t ends = is.at << 1 | (all ^ all >> 1);
  const std::uint64_t wrong = (known ^ all) | (is.at & (is.at - 1)) |
                              (is.dots & (ends | (is.dots >> 1 & domain))) | (is.pluses & domain);
  if (wrong != 0 || (is.dots & domain) == 0) is.at = 0;
  return is;
}

// Level exact: as typed, but for white space around it and the domain's case.
inline bool read_email_exactly(std::string_view text, email_text& out) noexcept {
  const std::size_t at = text.find('@');
  if (at == text.npos || at == 0 || text.find('@', at + 1) != text.npos) return false;
  const std::string_view domain = text.substr(at + 1);
  const std::size_t dot = domain.find('.');
  if (dot == 0 || dot == domain.npos || domain.back() == '.') return false;
  if (std::any_of(text.begin(), text.end(), [](char c) { return is_space(c) || c == '\\'; })) return false;
  out.append(text.substr(0, at + 1));
  for (char c : domain) out.push_back(to_lower(c));
  return !out.overflowed();
}

// Reads a bare address, and says whether it is a mailbox; nothing if `text` is not of that kind.
inline std::optional<bool> read_bare_mailbox(std::string_view text, email_text& out) noexcept {
  if (text.size() < bare_email::shortest || text.size() > bare_email::longest) return std::nullopt;
  const bare_email bare = read_bare_email(text, out.data());
  if (bare.at <= 1) return std::nullopt;  // nothing in front of the at sign, or none
  out.assume(text.size());
  const auto local_size = static_cast<std::size_t>(std::countr_zero(bare.at));
  const auto tag = static_cast<std::size_t>(std::countr_zero(bare.at | bare.pluses));
  const auto drop = [&](std::size_t size) {  // a dot at a time, the last one first
    std::uint64_t dots = bare.dots & ((std::uint64_t{1} << size) - 1);
    for (; dots != 0; --size) {
      const auto at = static_cast<std::size_t>(63 - std::countl_zero(dots));
      dots ^= std::uint64_t{1} << at;
      for (char* to = out.data() + at; to < out.data() + size; to += byte_block::size) {
        byte_block(to + 1).store(to);
      }
    }
    return size;
  };
  return make_mailbox(out, {local_size, tag}, drop);
}

// The bare address around the at sign of a text, but for labels and marks that email_reader takes off as well:
// "<jane@example.com>", "E-mail: jane@example.com,". Empty if there may be more to it. Requires: `at` is where the first
// at sign stands.
inline std::string_view undressed(std::string_view text, std::size_t at) noexcept {
  const auto is_local = [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '+'; };
  std::size_t begin = at, end = at + 1;
  while (begin != 0 && is_local(text[begin - 1])) --begin;
  while (end != text.size() && domain_byte(text[end]) != 0) ++end;
  const std::string_view before = text.substr(0, begin), after = text.substr(end);
  // A space may be followed by the rest of the domain.
  if (!after.empty() && (is_space(after.front()) || !domain_ends.contains(after.front()))) return {};
  if (after.find('@') != after.npos) return {};
  while (text[end - 1] == '.') --end;
  const std::string_view address = text.substr(begin, end - begin);
  if (before.ends_with('<') && after.starts_with('>')) {
    return before.find('<') + 1 == begin && after.find('<') == after.npos ? address : std::string_view();
  }
  if (text.find('<') != text.npos) return {};
  // Nothing but marks in front, up to the start of the text or behind a label or another value.
  for (std::size_t i = begin; i != 0; --i) {
    const char c = text[i - 1];
    if (c == ':' || c == ';' || c == '|' || (c == ',' && is_space(text[i]))) break;
    if (!is_space(c) && !email_prefixes.contains(c)) return {};
  }
  return address;
}

// Any address of a text that was folded and trimmed.
inline bool read_folded_email(std::string_view text, email_text& out) noexcept {
  email_reader reader;
  if (!reader.read(text)) return false;
  email_input& address = reader.text();
  if (!make_mailbox(address, reader.parts(), [&](std::size_t size) { return drop_dots(address, size); }))
    return false;
  out.append(address.view());
  return !out.overflowed();
}

inline bool read_email_slowly(std::string_view text, email_text& out) noexcept {
  if (text.size() > longest_email_input) return false;
  email_input unescaped, folded;
  if (unescape_email(text, unescaped)) text = trim(unescaped.view());
  const bool ascii = is_ascii(text);
  if (!ascii) {
    if (!fold(text, fold_to::spelling, folded)) return false;
    text = trim(folded.view());
  }
  const std::size_t at = text.find('@');
  if (at == text.npos) return false;
  if (const auto bare = read_bare_mailbox(undressed(text, at), out)) return *bare;
  if (ascii) {
    fold(text, fold_to::spelling, folded);
    text = folded.view();
  }
  return read_folded_email(text, out);
}

// Hands out the addresses of `text`, broken `by` a mark or a weaker one. Returns whether there were any.
template <typename Sink>
bool split_emails(std::string_view text, email_break by, Sink& sink) {
  text = trim(text);
  const auto signs = std::count(text.begin(), text.end(), '@');
  if (signs == 0) return false;
  const auto is_one = [&] {
    email_text unused;
    return normalize_email(text, level::standard, unused).has_value();
  };
  if (signs == 1 && is_one()) return sink(text), true;
  bool any = false;
  bool broken = false;
  while (!broken && by != email_break::none && (by != email_break::space_apart || signs != 1)) {
    const auto size = [mark = by](std::string_view t, std::size_t at) { return break_size(t, at, mark); };
    by = weaker(by);
    broken = for_each_part(text, size, [&](std::string_view part) { any |= split_emails(part, by, sink); });
  }
  // A local part in quotes may hold anything, addresses too.
  if (signs != 1 && (!any || text.find('"') != text.npos) && is_one()) return sink(text), true;
  if (signs != 1 || broken) return any;
  text = address_among_words(text);
  return !text.empty() && is_one() ? sink(text), true : false;
}

inline bool is_bare_email(std::string_view text) noexcept {
  char unused[bare_email::longest];
  if (text.size() < bare_email::shortest || text.size() > bare_email::longest) return false;
  return read_bare_email(text, unused).at > 1;
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

inline std::optional<value_pair> bare_email_pair(std::string_view cell) noexcept {
  const auto pair = detail::cut_at_one<';', ',', '|'>(trim(cell));
  return pair && detail::is_bare_email(pair->first) && detail::is_bare_email(pair->second) ? pair
                                                                                           : std::nullopt;
}

template <typename Sink>
void for_each_email(std::string_view cell, Sink&& sink) {
  std::string_view text = trim(cell);
  if (text.size() < detail::bare_email::shortest || detail::is_bare_email(text)) return sink(cell);
  fixed_text<4096> unescaped;
  if (detail::unescape_email(text, unescaped)) cell = text = trim(unescaped.view());
  bool any = false;
  const auto line = [&](std::string_view part) {
    fixed_text<4096> folded;
    const bool plain = std::all_of(part.begin(), part.end(), [](char c) { return c >= ' ' && c < '\x7F'; });
    if (!plain && !fold(part, fold_to::spelling, folded)) return;
    any |= detail::split_emails(plain ? part : folded.view(), detail::email_break::list, sink);
  };
  // By lines before folding, which makes spaces of them.
  const bool lines = for_each_part(text, line_break_size, line);
  if (!lines) line(text);
  email_text whole;  // quotes may hold the end of a line, and a local part a bullet
  if (!any || (lines && normalize_email(text, level::standard, whole))) sink(cell);
}

}  // namespace optout
