// What each row and each request is there for.
//
// The rows are cut into as many stretches as there are requests that hit. In each stretch, at places that chance gives:
//
//   slot 0   the row that must go          slot 1   now and then, another property of the same owner: goes too
//   slot 2   a near miss, which stays      slot 3   another near miss, or a row of junk beside a junk request
//   slot 4   now and then, a person of whom a request knows the name only: stays
//   all else ordinary rows
//
// The requests, in the order of their ordinals: those that hit, repeats of some of them, junk, names only, partners
// whose email stands in the row as well, and strangers, who are in no row. A shuffle sends ordinals to places in the file. All of it is arithmetic, both ways.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dice.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace optout::households {

// Whose column names an export bears.
enum class layout {
  plain,
  batchleads,
  propstream,
  propertyradar,
  dealmachine,
  realestateapi,
  attom,
  recipient,
  precisely,
  melissa,
  multivalued,
  batchdata
};

// Which level finds every row that must go.
enum class spelling_level { standard, aggressive };

struct options {
  std::uint64_t rows = 1000, requests = 100, seed = 1;
  double hit_rate = 0.01;  // share of the rows that must go; at most 0.2
  unsigned zips = 2;  // ZIP codes of each place; at most 200. The fewer, the more share name and ZIP code
  layout columns = layout::plain;
  char delimiter = 0;  // 0: the layout's own
  bool crlf = false, bom = false;
  std::string leave_out = {};  // spelling families (or beginnings of labels) not to use, separated by commas
  spelling_level level = spelling_level::standard;
};

// What a request and a row have in common.
enum ways : unsigned { by_email = 1, by_phone = 2, by_person_at = 4, by_all = 7 };

enum class row_part { ordinary, owner_again, hit, hit_again, near_miss, junk, named_only };
struct row_plan {
  row_part part = row_part::ordinary;
  std::uint64_t stretch = 0;
  unsigned slot = 0;
};

enum class request_part { hit, repeat, junk, name_only, partner, stranger };
struct request_plan {
  request_part part = request_part::stranger;
  std::uint64_t stretch = 0;  // of all but strangers'
  std::uint64_t ordinal = 0;
};

// The request that a stretch is about, and how its row matches.
struct hit_plan {
  std::uint64_t row = 0;      // also the number of the household
  unsigned who = 0;           // owner 1 or 2
  unsigned how = by_all;      // what the row shares with the request
  unsigned carries = by_all;  // what the request says of the person; holds `how`
};

class plan {
 public:
  explicit plan(const options& o);

  std::uint64_t hits() const { return hits_; }
  row_plan row(std::uint64_t n) const;
  hit_plan hit(std::uint64_t stretch) const;
  // The row in `slot` of a stretch.
  std::uint64_t row_in(std::uint64_t stretch, unsigned slot) const;

  request_plan request(std::uint64_t position) const;
  // The ordinal of the other request about that person, if there is one.
  std::optional<std::uint64_t> repeat_of(std::uint64_t stretch) const {
    if (!has_repeat(stretch)) return std::nullopt;
    return hits_ + stretch / repeat_step_;
  }
  // The ordinal of a request about the other person of that home, if there is one.
  std::optional<std::uint64_t> partner_of(std::uint64_t stretch) const {
    if (partners_ == 0 || stretch % partner_step_ != 1 || stretch / partner_step_ >= partners_)
      return std::nullopt;
    return hits_ + repeats_ + 2 * odd_ + stretch / partner_step_;
  }
  std::uint64_t position(std::uint64_t ordinal) const { return order_(ordinal); }

 private:
  std::uint64_t begin(std::uint64_t stretch) const { return stretch * rows_ / hits_; }
  bool has_junk(std::uint64_t stretch) const {
    return stretch % odd_step_ == 0 && stretch / odd_step_ < odd_;
  }
  bool has_repeat(std::uint64_t stretch) const {
    return stretch % repeat_step_ == 0 && stretch / repeat_step_ < repeats_;
  }

  std::uint64_t rows_, requests_, seed_;
  std::uint64_t hits_, repeats_, odd_;  // `odd_`: junk requests, and as many that know a name only
  std::uint64_t partners_;
  std::uint64_t repeat_step_, odd_step_, partner_step_;
  bool two_owners_;
  shuffle order_;
};

constexpr bool has_two_owners(layout columns) {
  return columns != layout::batchleads;
}

constexpr bool has_agent(layout columns) {
  return columns == layout::propstream || columns == layout::melissa || columns == layout::batchdata;
}

// The number of the household of strangers and of made-up contacts; see town.hpp.
constexpr std::uint64_t stranger(const options& o, std::uint64_t ordinal) {
  return o.rows + ordinal;
}
constexpr std::uint64_t passer_by(const options& o, std::uint64_t row) {
  return o.rows + o.requests + row;
}
constexpr std::uint64_t other_home(const options& o, std::uint64_t row) {
  return 2 * o.rows + o.requests + row;
}

// ---- details ----

inline constexpr std::uint64_t stretch_slots = 5;

inline plan::plan(const options& o)
    : rows_(o.rows),
      requests_(o.requests),
      seed_(o.seed),
      two_owners_(has_two_owners(o.columns)),
      order_(std::max<std::uint64_t>(o.requests, 1),
             mix(o.seed ^ static_cast<std::uint64_t>(purpose::request))) {
  // One stretch in eight has a second row that goes.
  const double rate = std::clamp(o.hit_rate, 0.0, 0.2);
  const auto wanted = static_cast<std::uint64_t>(static_cast<double>(rows_) * rate * 8 / 9 + 0.5);
  hits_ = std::min({std::max<std::uint64_t>(wanted, rate > 0 ? 1 : 0), rows_ / stretch_slots, requests_});
  const std::uint64_t spare = requests_ - hits_;
  repeats_ = std::min(hits_ / 50 + (hits_ != 0), spare / 4);
  odd_ = std::min(hits_ / 20 + (hits_ != 0), spare / 4);
  repeat_step_ = std::max<std::uint64_t>(repeats_ != 0 ? hits_ / repeats_ : 1, 1);
  odd_step_ = std::max<std::uint64_t>(odd_ != 0 ? hits_ / odd_ : 1, 1);
  partners_ = std::min(hits_ / 12, spare - repeats_ - 2 * odd_);
  partner_step_ = partners_ != 0 ? hits_ / partners_ : 1;
}

inline std::uint64_t plan::row_in(std::uint64_t stretch, unsigned slot) const {
  const std::uint64_t from = begin(stretch), width = begin(stretch + 1) - from;
  dice d(seed_, purpose::plan, stretch);
  return from + (d.below(width) + slot * (width / stretch_slots)) % width;
}

inline row_plan plan::row(std::uint64_t n) const {
  row_plan r;
  if (hits_ != 0) {
    r.stretch = n * hits_ / rows_;
    while (begin(r.stretch + 1) <= n) ++r.stretch;
    while (begin(r.stretch) > n) --r.stretch;
    while (r.slot < stretch_slots && row_in(r.stretch, r.slot) != n) ++r.slot;
    switch (r.slot) {
      case 0: r.part = row_part::hit; return r;
      case 1:
        if (r.stretch % 8 == 3) r.part = row_part::hit_again;
        return r;
      case 2: r.part = row_part::near_miss; return r;
      case 3:
        if (has_junk(r.stretch)) {
          r.part = row_part::junk;
        } else if (r.stretch % 2 == 1) {
          r.part = row_part::near_miss;
        }
        return r;
      case 4:
        if (has_junk(r.stretch)) r.part = row_part::named_only;
        return r;
      default: break;
    }
  }
  // The owner of the row before has another property; never twice in a row.
  const auto comes_again = [this](std::uint64_t row) { return mix(seed_ ^ mix(row)) % 25 == 0; };
  if (n > 0 && comes_again(n) && !comes_again(n - 1)) {
    bool free = hits_ == 0;
    if (!free) {
      free = n - 1 >= begin(r.stretch);
      for (unsigned slot = 0; slot < stretch_slots; ++slot) free = free && row_in(r.stretch, slot) != n - 1;
    }
    if (free) r.part = row_part::owner_again;
  }
  return r;
}

inline hit_plan plan::hit(std::uint64_t stretch) const {
  dice d(seed_, purpose::plan, ~stretch);
  hit_plan h;
  h.row = row_in(stretch, 0);
  h.who = two_owners_ && d.chance(35) ? 1 : 0;
  const unsigned how = d.below(10);
  h.how = how < 3 ? by_email : how < 6 ? by_phone : how < 9 ? by_person_at : by_all;
  h.carries = d.chance(60) ? by_all : h.how;
  return h;
}

inline request_plan plan::request(std::uint64_t position) const {
  request_plan r;
  r.ordinal = order_.inverse(position);
  std::uint64_t n = r.ordinal;
  if (n < hits_) {
    r.part = request_part::hit;
    r.stretch = n;
  } else if ((n -= hits_) < repeats_) {
    r.part = request_part::repeat;
    r.stretch = n * repeat_step_;
  } else if ((n -= repeats_) < odd_) {
    r.part = request_part::junk;
    r.stretch = n * odd_step_;
  } else if ((n -= odd_) < odd_) {
    r.part = request_part::name_only;
    r.stretch = n * odd_step_;
  } else if ((n -= odd_) < partners_) {
    r.part = request_part::partner;
    r.stretch = n * partner_step_ + 1;
  }
  return r;
}

}  // namespace optout::households
