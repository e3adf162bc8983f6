// Addresses that are no street: PO boxes, rural and highway contract routes, military mail, general delivery. And
// care-of lines, which are no address at all.
//
//   PO Box 496, P. O. Bx # 0496, POB 496, Apartado 496, Drawer 496    po box, 496
//   RR 4 Box 87A, Rural Rte 4 # 87-A, RFD Route 4 Box 87 A            rr 4, 87a
//   HC 51 Box 600, Highway Contract Route 51 ..., Star Rte 51 ...     hc 51, 600
//   PSC 2015 Box 654, CMR 3570 Box 519, Unit 4716 Box 822             psc 2015, 654, ...
//   General Delivery, Gen Del                                         general delivery
//
// A route needs its box: without one it is no household. Nothing allocates or throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/address_tokens.hpp>
#include <optout/normalize/address_units.hpp>

#include <cstddef>
#include <string_view>

namespace optout::detail {

struct box_address {
  fixed_text<32> route;  // "po box", "rr 4", "general delivery"
  fixed_text<24> box;
};

// Reads such an address at tokens[at]. `line_start`: nothing stands before it, so that "Box 45" and "Drawer 45" can
// be meant. Returns the tokens taken, 0 if there is none.
std::size_t read_box(const token_list& tokens, std::size_t at, bool line_start, box_address& out) noexcept;

// Takes "c/o Smith", "ATTN: Billing" and the like out of the line.
void erase_care_of(token_list& tokens) noexcept;

// ---- details ----

class box_reader {
 public:
  box_reader(const token_list& tokens, std::size_t at, box_address& out) noexcept
      : tokens_(tokens), begin_(at), at_(at), out_(out) {}

  std::size_t read(bool line_start) noexcept {
    out_.route.clear();
    out_.box.clear();
    const bool piece = tokens_[at_].starts_piece;
    const term starts = tokens_[at_].starts();
    const bool po = (starts == term::po && skip_post_office()) || (starts == term::po_box && skip(1)) ||
                    ((starts == term::drawer || starts == term::box) && line_start && skip(1));
    if (po) {
      out_.route.append("po box");
      return box_id() ? at_ - begin_ : 0;
    }
    if (!piece || tokens_[at_].word == nullptr || !tokens_[at_].word->route) return 0;
    if (is("general", "delivery") || is("gen", "delivery") || is("general", "del") || is("gen", "del")) {
      out_.route.append("general delivery");
      return 2;
    }
    if (!skip_route()) return 0;
    if (!route_number() || !box_word() || !box_id() || out_.route.overflowed()) return 0;
    return at_ - begin_;
  }

 private:
  bool has(std::size_t ahead) const noexcept { return at_ + ahead < tokens_.size(); }
  bool is(std::string_view word) const noexcept { return has(0) && tokens_[at_].is(word); }
  bool is(std::string_view first, std::string_view second) const noexcept {
    return has(1) && tokens_[at_].is(first) && tokens_[at_ + 1].is(second) && !tokens_[at_ + 1].starts_piece;
  }
  bool skip(std::size_t count) noexcept {
    at_ += count;
    return true;
  }
  bool skip_word_for_route() noexcept { return (is("route") || is("rte") || is("rt")) && skip(1); }

  // "PO Box", "P O Box", "Post Office Drawer"
  bool skip_post_office() noexcept {
    const std::size_t words = is("po") ? 1 : is("p", "o") || is("post", "office") ? 2 : 0;
    if (words == 0 || !has(words)) return false;
    const term next = tokens_[at_ + words].starts();
    return (next == term::box || next == term::drawer) && skip(words + 1);
  }

  bool skip_route() noexcept {
    if ((is("rr") || is("rfd")) && skip(1)) return start_route("rr");
    if ((is("r", "r") || is("r", "d")) && skip(2)) return start_route("rr");
    if (is("rural") && skip(1)) return skip_word_for_route() && start_route("rr");
    if ((is("rd") || is("rt") || is("route") || is("rte")) && skip(1)) return start_route("rr");
    if ((is("hc") || is("hcr")) && skip(1)) return start_route("hc");
    if ((is("h", "c")) && skip(2)) return start_route("hc");
    if ((is("highway", "contract") || is("hwy", "contract")) && skip(2)) return start_route("hc");
    if (is("star") && skip(1)) return skip_word_for_route() && start_route("hc");
    const std::string_view mail = has(0) ? tokens_[at_].text : std::string_view();
    return (mail == "psc" || mail == "cmr" || mail == "unit") && skip(1) && start_route(mail);
  }
  bool start_route(std::string_view name) noexcept {
    skip_word_for_route();
    out_.route.append(name);
    return true;
  }

  void skip_noise() noexcept {
    while (has(1) && (is("#") || is("no") || is("number") || is("num")) &&
           (tokens_[at_ + 1].has_digit || tokens_[at_ + 1].is("#") || tokens_[at_ + 1].is_letter())) {
      ++at_;
    }
  }

  bool route_number() noexcept {
    // "RFD Box 12" has no number; "RR # 4" may not take its box for one.
    if (has(0) && tokens_[at_].starts() == term::box) return true;
    skip_noise();
    if (!has(0) || !tokens_[at_].starts_with_digit()) return false;
    out_.route.push_back(' ');
    out_.route.append(without_leading_zeros(tokens_[at_].text));
    return skip(1);
  }

  // The word before the box's number; "RR 4 # 87" does with the sign.
  bool box_word() noexcept {
    if (!has(0)) return false;
    if (tokens_[at_].starts() == term::box) return skip(1);
    return tokens_[at_].is("#");
  }

  bool box_id() noexcept {
    skip_noise();
    if (!has(0) || tokens_[at_].starts_piece) return false;
    if (!tokens_[at_].has_digit && !tokens_[at_].is_letter()) return false;
    fixed_text<24> id;
    const std::size_t taken = read_unit_id(tokens_, at_, tokens_.size(), true, id);
    if (taken == 0 || id.overflowed()) return false;
    out_.box.append(without_leading_zeros(id.view()));
    return out_.box.view() != "0" && skip(taken);
  }

  const token_list& tokens_;
  std::size_t begin_;
  std::size_t at_;
  box_address& out_;
};

inline std::size_t read_box(const token_list& tokens, std::size_t at, bool line_start,
                            box_address& out) noexcept {
  return box_reader(tokens, at, out).read(line_start);
}

inline void erase_care_of(token_list& tokens) noexcept {
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const address_token& token = tokens[at];
    const bool word =
        token.starts() == term::care_of && (token.starts_piece || token.is("c/o") || token.is("%"));
    const bool two_words = token.starts() == term::care && token.starts_piece && at + 1 < tokens.size() &&
                           tokens[at + 1].is(token.is("c") ? "o" : "of");
    if (!word && !two_words) continue;
    // Up to the next piece; or to a number or a unit, which go on with the address.
    std::size_t end = at + 1;
    while (end < tokens.size() && !tokens[end].starts_piece) {
      const address_token& next = tokens[end];
      if (token.starts_piece ? next.starts_with_digit()
                             : next.is_unit() && next.word->ranged && !next.word->doubtful)
        break;
      if (next.starts() == term::po || next.starts() == term::po_box) break;
      ++end;
    }
    tokens.erase(at, end - at);
    --at;
  }
}

}  // namespace optout::detail
