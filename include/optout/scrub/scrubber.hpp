// The scrubber: batches of profiles in, a decision for every row out.
//
//   optout::scrubber scrubber(keys, {list}, policy);
//   optout::decisions decisions;                       // one a thread, reused
//   absl::Status s = scrubber.decide(batch, decisions);
//   for (std::size_t row = 0; row < batch.rows; ++row) if (decisions.verdict(row) == action::keep) ...
//
// A decision is the row's verdict and its hits; a hit knows its row, person, cell, kind, list and request. Keys are
// made once for all lists. Addresses are read in a second pass, of the rows alone where somebody's name and ZIP code
// are on a list (and of one row in some 64 more, to count junk): docs/decisions/0006. The scrubber is immutable and
// shared between threads; `decisions` holds a thread's working memory beside the results. Cost: about a microsecond
// a row, nearly all of it in the normalizers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/key/keyring.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/policy/policy.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/counts.hpp>
#include <optout/scrub/identify.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace optout {

// One request that holds one identifier of one row.
struct hit {
  std::uint32_t row;     // in the batch
  std::uint32_t cell;    // index into schema::cells()
  std::uint16_t person;  // index into schema::persons(), or nobody
  kind what;
  action does;
  std::uint32_t list;     // index into scrubber::lists()
  std::uint32_t request;  // ordinal in that list

  friend bool operator==(const hit&, const hit&) = default;
};

class decisions {
 public:
  std::size_t rows() const noexcept { return verdicts_.size(); }
  action verdict(std::size_t row) const noexcept { return verdicts_[row]; }
  // All hits of the batch, ascending by row.
  std::span<const hit> hits() const noexcept { return hits_; }
  // What happened in this batch; add it to a total.
  const scrub_counts& counts() const noexcept { return counts_; }

 private:
  friend class scrubber;
  struct workspace;
  struct workspace_deleter {
    void operator()(workspace*) const noexcept;
  };

  std::vector<action> verdicts_;
  std::vector<hit> hits_;
  scrub_counts counts_;
  std::unique_ptr<workspace, workspace_deleter> workspace_;
};

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

  // Has every address read, in one pass: the long way to the same decisions, for those who check the short one.
  void read_every_address() noexcept { narrows_ = false; }

  // Decides on every row of `rows`. Errors: status(), and nothing else.
  [[nodiscard]] absl::Status decide(const batch& rows, decisions& out) const;

 private:
  absl::Status agree_on_levels();
  absl::Status check_age() const;
  bool can_narrow() const;
  void look_up(decisions& out) const;
  void conclude(decisions& out) const;

  keyring keys_;
  std::vector<suppression_list> lists_;
  policy policy_;
  wanted_kinds wanted_;
  absl::Status status_;
  bool narrows_ = false;
};

// ---- details ----

// A thread's scratch memory, kept from batch to batch.
struct decisions::workspace {
  workspace(const keyring& k, const schema& s, const wanted_kinds& w)
      : layout(s), wanted(w), identifiers(layout, wanted), keys(k) {}

  // Whether it was made for these: the same object may serve several schemas or scrubbers one after the other.
  bool serves(const keyring& k, const schema& s, const wanted_kinds& w) const {
    return k.id() == keys.id() && wanted == w &&
           std::equal(layout.cells().begin(), layout.cells().end(), s.cells().begin(), s.cells().end(),
                      [](const cell& a, const cell& b) { return a.role == b.role; });
  }

  struct place {
    identifier_place where;
    std::uint32_t row;
  };
  schema layout;
  wanted_kinds wanted;
  row_identifier identifiers;
  key_batch keys;
  std::vector<place> places;            // of each key
  std::vector<std::uint8_t> near_list;  // whether a row's addresses must be read
  key_set::scratch scratch;
  std::vector<list_hit> list_hits;
};

inline void decisions::workspace_deleter::operator()(workspace* w) const noexcept {
  delete w;
}

inline scrubber::scrubber(keyring keys, std::vector<suppression_list> lists, policy rules)
    : keys_(std::move(keys)), lists_(std::move(lists)), policy_(rules) {
  status_ = agree_on_levels();
  if (status_.ok()) status_ = check_age();
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
      if (n.how != scheme::canonical || !policy_.kinds.contains(base_kind(n.what))) continue;
      if (policy_.strict.contains(n.what) && list.find_namespace(strict_kind(n.what)) == nullptr) {
        return detail::list_failure(
            list.path(), absl::StrCat("the policy is strict on ", to_absl(to_text(n.what)),
                                      ", and the list has no keys for that; compile it with --strict-keys"));
      }
      const bool strict = base_kind(n.what) != n.what;
      if (policy_.strict.contains(base_kind(n.what)) != strict) continue;
      if (!wanted_.has(n.what)) {
        wanted_.want(n.what, n.at);
      } else if (wanted_.at(n.what) != n.at) {
        return detail::list_failure(
            list.path(), absl::StrCat("its keys of kind ", to_absl(to_text(n.what)), " are of level ",
                                      to_absl(to_text(n.at)), ", another list's of level ",
                                      to_absl(to_text(wanted_.at(n.what))), "; compile them at one level"));
      }
    }
  }
  return absl::OkStatus();
}

inline absl::Status scrubber::check_age() const {
  if (!policy_.max_list_age_days.has_value()) return absl::OkStatus();
  for (const suppression_list& list : lists_) {
    if (list.as_of() == 0) {
      return detail::list_failure(list.path(), "has no as-of date, and the policy limits the age of lists");
    }
    const std::int64_t age = days_between(list.as_of(), policy_.as_of == 0 ? today() : policy_.as_of);
    if (age > static_cast<std::int64_t>(*policy_.max_list_age_days)) {
      return detail::list_failure(
          list.path(), absl::StrCat(age, " days old; the policy allows ", *policy_.max_list_age_days));
    }
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
  out.hits_.clear();
  out.counts_ = scrub_counts(lists_.size());
  out.counts_.rows_in = rows.rows;
  out.verdicts_.assign(rows.rows, action::keep);

  struct sink {
    decisions::workspace& work;
    scrub_counts& counts;
    std::uint32_t row;
    bool again = false;  // the row's cells were counted before
    void found(const identifier_place& where, std::string_view canonical) {
      work.keys.add(where.what, canonical);
      work.places.push_back({where, row});
      ++counts.identifiers[static_cast<std::size_t>(base_kind(where.what))];
    }
    void junk(const identifier_place& where) {
      if (!again || where.what == kind::address) ++counts.junk[static_cast<std::size_t>(where.what)];
    }
    void repaired(std::uint32_t) { counts.repaired_cells += !again; }
  };
  w.near_list.assign(rows.rows, false);
  const std::uint64_t read_before = w.identifiers.addresses_read();
  for (std::uint32_t row = 0; row < rows.rows; ++row) {
    sink into{w, out.counts_, row};
    w.identifiers.walk_values(rows, row, into);
    if (!narrows_) {
      w.identifiers.walk_persons(rows, row, into);
    } else if (!w.identifiers.narrow(rows, row, into)) {
      w.near_list[row] = true;
    }
  }
  look_up(out);
  if (narrows_) {
    w.keys.clear();
    w.places.clear();
    for (std::uint32_t row = 0; row < rows.rows; ++row) {
      if (w.near_list[row]) w.identifiers.walk_persons(rows, row, sink{w, out.counts_, row, true});
    }
    look_up(out);
  }
  out.counts_.addresses_read = w.identifiers.addresses_read() - read_before;
  conclude(out);
  return absl::OkStatus();
}

inline void scrubber::look_up(decisions& out) const {
  decisions::workspace& w = *out.workspace_;
  const std::span<const key> keys = w.keys.finish();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    constexpr std::uint64_t sample = 64;
    if (w.places[i].where.what == kind::person_zip && keys[i].lo % sample == 0)
      w.near_list[w.places[i].row] = true;
  }
  for (std::uint32_t l = 0; l < lists_.size(); ++l) {
    lists_[l].find(keys, w.scratch, w.list_hits);
    for (const list_hit& found : w.list_hits) {
      const identifier_place& where = w.places[found.index].where;
      const std::uint32_t row = w.places[found.index].row;
      if (where.what == kind::person_zip) {
        w.near_list[row] = true;
        continue;
      }
      const kind what = base_kind(where.what);
      lists_[l].for_each_request(found.entry, [&](std::uint32_t ordinal) {
        const action does = policy_.decide(what, lists_[l].request_at(ordinal));
        if (does == action::keep) return;
        out.hits_.push_back({row, where.cell, where.person, what, does, l, ordinal});
        out.verdicts_[row] = std::max(out.verdicts_[row], does);
      });
    }
  }
}

inline void scrubber::conclude(decisions& out) const {
  // One hit for each cell and request, however many readings of the cell led there.
  const auto order = [](const hit& h) {
    return std::tie(h.row, h.cell, h.person, h.what, h.list, h.request);
  };
  std::sort(out.hits_.begin(), out.hits_.end(),
            [&](const hit& a, const hit& b) { return order(a) < order(b); });
  out.hits_.erase(std::unique(out.hits_.begin(), out.hits_.end()), out.hits_.end());

  std::uint32_t row = 0;
  std::vector<bool> list_seen(lists_.size());
  kind_set kinds_seen;
  for (std::size_t i = 0; i < out.hits_.size(); ++i) {
    const hit& h = out.hits_[i];
    if (i == 0 || h.row != row) {
      row = h.row;
      list_seen.assign(lists_.size(), false);
      kinds_seen = {};
    }
    if (!list_seen[h.list]) ++out.counts_.rows_by_list[h.list];
    list_seen[h.list] = true;
    if (!kinds_seen.contains(h.what)) ++out.counts_.rows_by_kind[static_cast<std::size_t>(h.what)];
    kinds_seen.insert(h.what);
  }
  out.counts_.rows_dropped =
      static_cast<std::uint64_t>(std::count(out.verdicts_.begin(), out.verdicts_.end(), action::drop_row));
}

}  // namespace optout
