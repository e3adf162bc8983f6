// The scrubber: batches of profiles in, a decision for every row out.
//
//   optout::scrubber scrubber(keys, {list}, policy);
//   optout::decisions decisions;                       // one a thread, reused
//   absl::Status s = scrubber.decide(batch, decisions);
//   for (std::size_t row = 0; row < batch.rows; ++row) if (decisions.verdict(row) == action::keep) ...
//
// A decision is the row's verdict, its hits and the cells that go; a hit knows its row, person, cell, kind, list and
// request (hit.hpp), and redactor.hpp says which cells go for it. A request that the same list's later opt-in takes back
// does not count. A policy may take those who are too young for hits as well, by their birth dates. Addresses are read in
// a second pass, of the rows alone where somebody's name and ZIP code are on a list (and of one row in some 64 more, to
// count junk): docs/decisions/0006. The scrubber is immutable and shared between threads; `decisions` holds a thread's
// working memory beside the results. Decisions count when verify_read() of every list has found sound what they rest on,
// once for all batches. Cost: half a microsecond a row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/hash_batch.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/list/union_filter.hpp>
#include <optout/policy/policy.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/consumer_name.hpp>
#include <optout/scrub/counts.hpp>
#include <optout/scrub/decisions.hpp>
#include <optout/scrub/hashed_identifiers.hpp>
#include <optout/scrub/hit.hpp>
#include <optout/scrub/identify.hpp>
#include <optout/scrub/list_ages.hpp>
#include <optout/scrub/minors.hpp>
#include <optout/scrub/redactor.hpp>
#include <optout/scrub/row_states.hpp>
#include <optout/scrub/tally.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace optout {

class scrubber {
 public:
  // Problems (lists that disagree on a level, or are older than the policy allows on `today`) show in status().
  scrubber(keyring keys, std::vector<suppression_list> lists, policy rules = {});

  // Whether decide() can be trusted; fault::list otherwise.
  const absl::Status& status() const noexcept { return status_; }

  const keyring& keys() const noexcept { return keys_; }
  std::span<const suppression_list> lists() const noexcept { return lists_; }
  const policy& rules() const noexcept { return policy_; }
  // The kinds that some list holds and the policy matches by, with the level of each.
  const wanted_kinds& wanted() const noexcept { return wanted_; }

  // What a hit goes by. A minor's is the policy's, with an id of "minor".
  request request_of(const hit& h) const { return detail::request_of(lists_, h); }
  std::string_view list_name_of(const hit& h) const {
    return h.list == no_list ? std::string_view("policy") : lists_[h.list].name();
  }

  // Has every address read, in one pass: the long way to the same decisions, for those who check the short one.
  void read_every_address() noexcept { narrows_ = false; }

  // Has each hit name the consumer who matched (consumer_name.hpp), for those who must tell one from several.
  void tell_consumers() noexcept { tells_consumers_ = true; }

  // Puts one filter in front of several lists (union_filter.hpp): for files, not for single questions.
  void filter_all_lists() { any_list_ = union_filter(lists_); }

  // Decides on every row of `rows`. Errors: status(), and nothing else.
  [[nodiscard]] absl::Status decide(const batch& rows, decisions& out) const;

 private:
  absl::Status agree_on_levels();
  absl::Status want(const suppression_list& list, const list_namespace& n);
  bool can_narrow() const;
  void look_up(const batch& rows, decisions& out) const;
  void add_hits(const batch& rows, std::uint32_t l, std::uint32_t place, std::uint32_t entry,
                decisions& out) const;
  void conclude(const batch& rows, decisions& out) const;
  static void set_aside(decisions& out);
  void conclude_row(const batch& rows, std::size_t first, std::size_t last, decisions& out) const;

  keyring keys_;
  std::vector<suppression_list> lists_;
  policy policy_;
  wanted_kinds wanted_;
  absl::Status status_;
  union_filter any_list_;
  bool narrows_ = false;
  bool tells_consumers_ = false;
};

// ---- details ----

// A thread's scratch memory, kept from batch to batch.
struct decisions::workspace {
  workspace(const keyring& k, const schema& s, const wanted_kinds& w)
      : layout(s),
        wanted(w),
        identifiers(layout, wanted),
        hashed(layout, wanted),
        redaction(layout),
        keys(k),
        consumers(layout, k) {}

  // Whether it was made for these: the same object may serve several schemas or scrubbers one after the other.
  bool serves(const keyring& k, const schema& s, const wanted_kinds& w) const {
    return k.id() == keys.id() && wanted == w &&
           std::equal(layout.cells().begin(), layout.cells().end(), s.cells().begin(), s.cells().end(),
                      [](const cell& a, const cell& b) { return a.role == b.role; });
  }

  struct place {
    identifier_place where;
    std::uint32_t row;
    scheme how = scheme::canonical;
    std::uint8_t candidate = 0;
  };
  schema layout;
  wanted_kinds wanted;
  row_identifier identifiers;
  hashed_identifiers hashed;
  redactor redaction;
  key_batch keys;
  hash_batch hashes;
  consumer_namer consumers;
  std::vector<place> places;          // of each key
  std::vector<place> hashed_places;   // of each spelling in `hashes`
  std::vector<person_set> near_list;  // whose addresses must be read, in each row
  key_set::scratch scratch;
  std::vector<list_hit> list_hits;
  std::vector<std::uint64_t> mask;     // of the keys that may be on a list
  std::vector<key> left;               // these keys, where a filter of all lists stands in front
  std::vector<std::uint32_t> left_at;  // and their places
  std::vector<std::pair<std::uint32_t, request>> asked;  // terms of requests behind one key, and ordinals
  std::vector<request> opt_ins;                          // those of them that may take others back
  std::vector<std::string_view> states;                  // of one row
  std::vector<opted_in_person> opted_in;                 // if minors must
};

inline void decisions::workspace_deleter::operator()(workspace* w) const noexcept {
  delete w;
}

inline scrubber::scrubber(keyring keys, std::vector<suppression_list> lists, policy rules)
    : keys_(std::move(keys)), lists_(std::move(lists)), policy_(std::move(rules)) {
  status_ = agree_on_levels();
  if (status_.ok()) status_ = check_list_ages(policy_, lists_);
  narrows_ = can_narrow();
}

// Whether all that the lists hold of persons at an address can be narrowed down, and no address counts by itself.
inline bool scrubber::can_narrow() const {
  const kind persons = policy_.strict.contains(kind::person_at) ? kind::person_strict : kind::person_at;
  if (!wanted_.has(persons) || wanted_.has(kind::address)) return false;
  return std::all_of(lists_.begin(), lists_.end(), [&](const suppression_list& list) {
    return list.find_namespace(persons) == nullptr || list.find_namespace(kind::person_zip) != nullptr;
  });
}

inline absl::Status scrubber::agree_on_levels() {
  for (const suppression_list& list : lists_) {
    for (const list_namespace& n : list.namespaces()) {
      if (auto status = want(list, n); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

inline absl::Status scrubber::want(const suppression_list& list, const list_namespace& n) {
  if (!policy_.kinds.contains(base_kind(n.what))) return absl::OkStatus();
  if (n.how != scheme::canonical) {
    wanted_.want(n.what, n.how);
    return absl::OkStatus();
  }
  if (policy_.strict.contains(n.what) && list.find_namespace(strict_kind(n.what)) == nullptr) {
    return detail::list_failure(
        list.path(), absl::StrCat("the policy is strict on ", to_absl(to_text(n.what)),
                                  ", and the list has no keys for that; compile it with --strict-keys"));
  }
  const bool strict = base_kind(n.what) != n.what;
  if (policy_.strict.contains(base_kind(n.what)) != strict) return absl::OkStatus();
  if (!wanted_.has(n.what)) {
    wanted_.want(n.what, n.at);
  } else if (wanted_.at(n.what) != n.at) {
    return detail::list_failure(
        list.path(), absl::StrCat("its keys of kind ", to_absl(to_text(n.what)), " are of level ",
                                  to_absl(to_text(n.at)), ", another list's of level ",
                                  to_absl(to_text(wanted_.at(n.what))), "; compile them at one level"));
  }
  return absl::OkStatus();
}

inline absl::Status scrubber::decide(const batch& rows, decisions& out) const {
  if (!status_.ok()) return status_;
  if (out.workspace_ == nullptr || !out.workspace_->serves(keys_, *rows.layout, wanted_)) {
    out.workspace_.reset(new decisions::workspace(keys_, *rows.layout, wanted_));
  }
  decisions::workspace& w = *out.workspace_;
  w.keys.clear();
  w.places.clear();
  w.hashes.clear();
  w.hashed_places.clear();
  w.opted_in.clear();
  out.hits_.clear();
  out.blanked_.clear();
  out.rounded_.clear();
  out.counts_ = scrub_counts(lists_.size(), policy_.rules.size());
  out.counts_.rows_in = rows.rows;
  out.verdicts_.assign(rows.rows, action::keep);

  struct sink {
    decisions::workspace& work;
    scrub_counts& counts;
    std::vector<rounded_cell>& rounded_cells;
    std::uint32_t row;
    bool again = false;  // the row's cells were counted before
    void at(std::uint32_t next, std::string_view) { row = next; }
    void found(const identifier_place& where, std::string_view canonical) {
      work.keys.add(where.what, canonical);
      work.places.push_back({where, row});
      ++counts.identifiers[static_cast<std::size_t>(base_kind(where.what))];
    }
    void hashed(const hashed_place& at) {
      work.hashed_places.push_back({at.where, row, at.how, at.candidate});
      if (!work.wanted.has(at.where.what)) ++counts.identifiers[static_cast<std::size_t>(at.where.what)];
    }
    void junk(const identifier_place& where) {
      if (!again || where.what == kind::address) ++counts.junk[static_cast<std::size_t>(where.what)];
    }
    void rounded(const identifier_place& where) { rounded_cells.push_back({row, where.cell}); }
    void repaired(std::uint32_t) { counts.repaired_cells += !again; }
  };
  w.near_list.assign(rows.rows, person_set());
  const std::uint64_t read_before = w.identifiers.addresses_read();
  const std::uint64_t partial_before = w.hashed.partial();
  const bool hashed = wanted_.has_hashed();
  w.identifiers.walk_all_values(rows, sink{w, out.counts_, out.rounded_, 0});
  for (std::uint32_t row = 0; row < rows.rows; ++row) {
    sink into{w, out.counts_, out.rounded_, row};
    if (hashed) w.hashed.walk(rows, row, w.hashes, into);
    if (!narrows_) {
      w.identifiers.walk_persons(rows, row, into);
    } else if (!w.identifiers.narrow(rows, row, into)) {
      w.near_list[row] = person_set::all();
    }
  }
  w.hashes.add_keys(w.keys);  // behind those of canonical forms
  w.places.insert(w.places.end(), w.hashed_places.begin(), w.hashed_places.end());
  look_up(rows, out);
  if (narrows_) {
    w.keys.clear();
    w.places.clear();
    for (std::uint32_t row = 0; row < rows.rows; ++row) {
      if (const person_set who = w.near_list[row]; !who.empty())
        w.identifiers.walk_persons(rows, row, sink{w, out.counts_, out.rounded_, row, true}, who);
    }
    look_up(rows, out);
  }
  if (policy_.minors.has_value()) add_minors(rows, policy_, w.opted_in, out.hits_, out.verdicts_);
  out.counts_.addresses_read = w.identifiers.addresses_read() - read_before;
  out.counts_.partial = w.hashed.partial() - partial_before;
  conclude(rows, out);
  return absl::OkStatus();
}

inline void scrubber::look_up(const batch& rows, decisions& out) const {
  decisions::workspace& w = *out.workspace_;
  const std::span<const key> keys = w.keys.finish();
  // To be near a list, "maybe" is enough; such a key asks for nothing else.
  const auto noted_as_near = [&](const decisions::workspace::place& maybe) {
    if (maybe.where.what != kind::person_zip) return false;
    w.near_list[maybe.row].insert(maybe.where.person);
    return true;
  };
  for (std::size_t i = 0; i < keys.size(); ++i) {
    constexpr std::uint64_t sample = 64;
    if (keys[i].lo % sample == 0) noted_as_near(w.places[i]);
  }
  std::span<const key> asked = keys;
  if (any_list_.worth()) {
    w.left.clear();
    w.left_at.clear();
    any_list_.for_each_maybe(keys, w.mask, [&](std::size_t i) {
      if (noted_as_near(w.places[i])) return;
      w.left.push_back(keys[i]);
      w.left_at.push_back(static_cast<std::uint32_t>(i));
    });
    asked = w.left;
  }
  const auto place_of = [&](std::uint32_t i) { return any_list_.worth() ? w.left_at[i] : i; };
  const auto ask = [&](std::uint32_t i) { return !noted_as_near(w.places[place_of(i)]); };
  for (std::uint32_t l = 0; l < lists_.size(); ++l) {
    lists_[l].find(asked, w.scratch, w.list_hits, ask);
    for (const list_hit& found : w.list_hits) add_hits(rows, l, place_of(found.index), found.entry, out);
  }
}

// What the requests behind one key do.
inline void scrubber::add_hits(const batch& rows, std::uint32_t l, std::uint32_t place, std::uint32_t entry,
                               decisions& out) const {
  decisions::workspace& w = *out.workspace_;
  const suppression_list& list = lists_[l];
  const auto& [where, row, how, candidate] = w.places[place];
  w.asked.clear();
  w.opt_ins.clear();
  list.for_each_request(entry, [&](std::uint32_t ordinal) {
    const request& r = w.asked.emplace_back(ordinal, list.terms_at(ordinal)).second;
    if (r.type == request_type::opt_in) w.opt_ins.push_back(r);
  });
  w.states.clear();
  if (policy_.asks_states()) append_states(rows, row, w.states);
  for (const auto& [ordinal, asked] : w.asked) {
    if (policy_.minors.has_value() && asked.type == request_type::opt_in && where.person != nobody &&
        asked.holds_on(policy_.as_of) && policy_.scope.agrees_with(scope_set(asked.scope))) {
      w.opted_in.push_back({row, where.person});
    }
    bool taken_back = false;
    for (const request& other : w.opt_ins) taken_back |= asked.is_taken_back_by(other, policy_.as_of);
    const kind what = base_kind(where.what);
    const auto ruled = policy_.decide(what, asked, list.name(), w.states);
    if (taken_back || !ruled.has_value()) continue;
    const action does = ruled->does;
    out.hits_.push_back({row, where.cell, where.person, what, does, l, ordinal, ruled->rule, how, candidate});
    out.verdicts_[row] = std::max(out.verdicts_[row], does);
  }
}

inline void scrubber::conclude(const batch& rows, decisions& out) const {
  // One hit for each cell and request, however many readings of the cell led there: the likeliest.
  const auto match = [](const hit& h) {
    return std::tie(h.row, h.cell, h.person, h.what, h.list, h.request);
  };
  std::sort(out.hits_.begin(), out.hits_.end(), [&](const hit& a, const hit& b) {
    return std::tuple_cat(match(a), std::tie(a.candidate, a.how)) <
           std::tuple_cat(match(b), std::tie(b.candidate, b.how));
  });
  const auto same = [&](const hit& a, const hit& b) { return match(a) == match(b); };
  out.hits_.erase(std::unique(out.hits_.begin(), out.hits_.end(), same), out.hits_.end());
  if (tells_consumers_) out.workspace_->consumers.name(rows, out.hits_);

  set_aside(out);
  for (std::size_t first = 0; first < out.hits_.size();) {
    std::size_t last = first;
    while (last < out.hits_.size() && out.hits_[last].row == out.hits_[first].row) ++last;
    conclude_row(rows, first, last, out);
    first = last;
  }
}

// Takes the hits from rows that hold a rounded number: they are not decided on.
inline void scrubber::set_aside(decisions& out) {
  if (out.rounded_.empty()) return;
  std::sort(out.rounded_.begin(), out.rounded_.end());
  out.rounded_.erase(std::unique(out.rounded_.begin(), out.rounded_.end(),
                                 [](const auto& a, const auto& b) { return a.row == b.row; }),
                     out.rounded_.end());
  std::erase_if(out.rounded_,
                [&](const rounded_cell& c) { return out.verdicts_[c.row] == action::drop_row; });
  for (const rounded_cell& c : out.rounded_) out.verdicts_[c.row] = action::keep;
  std::erase_if(out.hits_, [&](const hit& h) { return out.is_rounded(h.row); });
}

// What the hits of one row come to.
inline void scrubber::conclude_row(const batch& rows, std::size_t first, std::size_t last,
                                   decisions& out) const {
  const std::span<const hit> hits(out.hits_.data() + first, last - first);
  const action verdict = out.verdicts_[hits.front().row];
  scrub_counts& counts = out.counts_;
  tally_rules(hits, counts);
  if (verdict == action::keep) {
    ++counts.rows_exempt;
    return;
  }
  tally_matches(rows, hits, lists_, out.workspace_->states, counts);
  if (verdict == action::drop_row) {
    ++counts.rows_dropped;
    ++counts.rows_leaking;
    return;
  }
  if (verdict == action::flag) {
    ++counts.rows_flagged;
    return;
  }
  ++counts.rows_blanked;
  const std::size_t before = out.blanked_.size();
  out.workspace_->redaction.blank(rows, hits, static_cast<std::uint32_t>(first), out.blanked_);
  tally_blanked(rows, std::span(out.blanked_).subspan(before), out.hits_, lists_, counts);
}

}  // namespace optout
