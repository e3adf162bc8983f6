// The walk of two files side by side, and what to make of a row of AFTER that comes from none of BEFORE.
// SPDX-License-Identifier: Apache-2.0
#include "row_window.hpp"
#include <optout/io/diff_files.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <optional>
#include <unordered_set>
#include <utility>

namespace optout {
namespace {

using window_row = detail::row_window::row;
using difference_kind = file_difference::what;

constexpr std::size_t nowhere = SIZE_MAX;
constexpr std::size_t near = 64;        // rows among which something alike is likely the same
constexpr std::size_t rows_asked = 64;  // behind an odd row of AFTER, whether they are where they should be
constexpr std::size_t rows_sampled = 1000;  // for columns that tell rows apart

class diff_walk {
 public:
  // With `is_a_scrub`, every row of AFTER is looked for to the end of BEFORE.
  diff_walk(csv_reader& before, csv_reader& after, bool is_a_scrub, const diff_options& options,
            const diff_sink& sink)
      : before_reader_(before),
        after_reader_(after),
        before_(before),
        after_(after),
        is_a_scrub_(is_a_scrub),
        look_ahead_(std::max<std::size_t>(options.look_ahead, 1)),
        sink_(sink) {}

  absl::StatusOr<scrub_diff> run();

 private:
  absl::Status compare_headers();
  absl::Status step();
  absl::Status find_in_order();
  absl::Status find_somehow();
  absl::StatusOr<std::size_t> find_origin(std::size_t from, std::size_t to);
  absl::Status place_odd_row();
  absl::StatusOr<std::size_t> find_meeting(bool& is_odd);
  std::size_t find_same_identity(std::size_t from, std::size_t to);
  std::size_t find_most_alike(std::size_t end);
  std::size_t alike(const window_row& b, const window_row& a) const;
  bool is_same(const window_row& b, const window_row& a) const;
  bool can_become(const window_row& b, const window_row& a) const;
  std::uint64_t hash_of(window_row& r) const;
  void find_identities();
  absl::Status drop_rows(std::size_t count);
  absl::Status take(std::size_t index);
  absl::Status take_odd(difference_kind kind, std::uint64_t before_row);
  absl::Status report(const file_difference& difference) { return sink_(done_, difference); }

  csv_reader& before_reader_;
  csv_reader& after_reader_;
  detail::row_window before_, after_;
  bool is_a_scrub_;
  std::size_t look_ahead_;
  const diff_sink& sink_;
  scrub_diff done_;
  struct gone_row {
    std::uint64_t hash, number;
  };
  std::deque<gone_row> gone_;  // the latest, to know them if they stand further down
  std::optional<std::vector<std::uint32_t>> identities_;  // columns that tell rows apart
  std::vector<cell_change> cells_;
};

bool same_cell(const window_row& b, const window_row& a, std::size_t column) {
  return b.raw_field(column) == a.raw_field(column) || b.field(column) == a.field(column);
}

bool diff_walk::is_same(const window_row& b, const window_row& a) const {
  if (b.is_ragged() || a.is_ragged()) return false;
  if (done_.columns == done_.header.size() && before_reader_.delimiter() == after_reader_.delimiter() &&
      b.chunk->record(b.at) == a.chunk->record(a.at)) {
    return true;
  }
  for (std::size_t c = 0; c < done_.columns; ++c) {
    if (!same_cell(b, a, c)) return false;
  }
  return true;
}

// Whether `a` is `b` with some cells blanked, or with none.
bool diff_walk::can_become(const window_row& b, const window_row& a) const {
  if (b.is_ragged() || a.is_ragged()) return false;
  for (std::size_t c = 0; c < done_.columns; ++c) {
    if (!same_cell(b, a, c) && !a.field(c).empty()) return false;
  }
  return true;
}

// How many cells agree, if at least half of those that hold something do; else 0.
std::size_t diff_walk::alike(const window_row& b, const window_row& a) const {
  if (b.is_ragged() || a.is_ragged()) return 0;
  std::size_t equal = 0, filled = 0;
  for (std::size_t c = 0; c < done_.columns; ++c) {
    const std::string_view value = a.field(c);
    filled += !value.empty();
    equal += !value.empty() && value == b.field(c);
  }
  return equal * 2 >= filled ? equal : 0;
}

std::uint64_t diff_walk::hash_of(window_row& r) const {
  if (!r.hash.has_value()) {
    std::uint64_t hash = r.is_ragged();
    for (std::size_t c = 0; c < std::min(done_.columns, r.fields()); ++c) {
      const std::string_view value = r.field(c);
      hash = XXH3_64bits_withSeed(value.data(), value.size(), hash + value.size());
    }
    r.hash = hash;
  }
  return *r.hash;
}

absl::Status diff_walk::compare_headers() {
  const std::vector<std::string>& before = before_reader_.header();
  done_.header = after_reader_.header();
  done_.columns = before.size();
  done_.has_names = detail::is_header(before);
  done_.blanked.resize(before.size());
  done_.altered.resize(before.size());
  if (done_.header.size() < before.size()) {
    return failure(
        fault::self_check,
        fmt::format("{}: the header has {} columns, that of {} {}; a scrub keeps every column",
                    after_reader_.name(), done_.header.size(), before_reader_.name(), before.size()));
  }
  for (std::size_t c = 0; c < before.size(); ++c) {
    if (done_.header[c] == before[c]) continue;
    return failure(fault::self_check,
                   fmt::format("{}: column {} has another name than in {}; a scrub keeps every column",
                               after_reader_.name(), c + 1, before_reader_.name()));
  }
  for (std::size_t c = before.size(); c < done_.header.size(); ++c) {
    auto status = report({.kind = difference_kind::column_appended, .column = static_cast<std::uint32_t>(c)});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// The first `count` rows of BEFORE's window are gone.
absl::Status diff_walk::drop_rows(std::size_t count) {
  for (; count > 0; --count) {
    window_row& b = before_[0];
    gone_.push_back({hash_of(b), b.number()});
    if (gone_.size() > look_ahead_) gone_.pop_front();
    ++done_.rows_before;
    ++done_.rows_gone;
    auto status = report({.kind = difference_kind::row_gone, .before = b.number()});
    if (!status.ok()) return status;
    before_.pop();
  }
  return absl::OkStatus();
}

// AFTER's row came from the row at `index` of BEFORE's window.
absl::Status diff_walk::take(std::size_t index) {
  if (auto status = drop_rows(index); !status.ok()) return status;
  const window_row &b = before_[0], &a = after_[0];
  cells_.clear();
  bool is_altered = false;
  for (std::size_t c = 0; c < done_.columns; ++c) {
    if (same_cell(b, a, c)) continue;
    cells_.push_back({static_cast<std::uint32_t>(c), b.field(c), a.field(c)});
    ++(cells_.back().is_blanked() ? done_.blanked : done_.altered)[c];
    is_altered = is_altered || !cells_.back().is_blanked();
  }
  absl::Status status;
  if (!cells_.empty()) {
    ++(is_altered ? done_.rows_altered : done_.rows_blanked);
    status = report({.kind = is_altered ? difference_kind::cells_altered : difference_kind::cells_blanked,
                     .before = b.number(),
                     .after = a.number(),
                     .cells = cells_});
  }
  ++done_.rows_before;
  ++done_.rows_after;
  before_.pop();
  after_.pop();
  return status;
}

absl::Status diff_walk::take_odd(difference_kind kind, std::uint64_t before_row) {
  const std::uint64_t number = after_[0].number();
  ++done_.rows_after;
  ++(kind == difference_kind::row_moved ? done_.rows_moved : done_.rows_added);
  after_.pop();
  return report({.kind = kind, .before = before_row, .after = number});
}

// Where in this part of BEFORE's window AFTER's row can have come from.
absl::StatusOr<std::size_t> diff_walk::find_origin(std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, look_ahead_); ++i) {
    const auto has = before_.fill(i + 1);
    if (!has.ok()) return has.status();
    if (!*has) break;
    if (can_become(before_[i], after_[0])) return i;
  }
  return nowhere;
}

// Where in BEFORE's window a row behind AFTER's first one stands, and whether AFTER's first row is an odd one:
// either all of BEFORE is in the window, or most rows behind it are there, in order.
absl::StatusOr<std::size_t> diff_walk::find_meeting(bool& is_odd) {
  const auto more = before_.fill(look_ahead_ + 1);
  if (!more.ok()) return more.status();
  const std::size_t end = std::min(look_ahead_, before_.size());
  std::size_t meeting = nowhere, asked = 0, found = 0, from = 0;
  for (; asked < rows_asked && found * 2 <= rows_asked; ++asked) {
    const auto has = after_.fill(asked + 2);
    if (!has.ok()) return has.status();
    if (!*has) break;
    const std::uint64_t hash = hash_of(after_[asked + 1]);
    std::size_t at = from;
    while (at < end && hash_of(before_[at]) != hash) ++at;
    if (at == end) continue;
    meeting = std::min(meeting, at);
    from = at + 1;
    ++found;
  }
  is_odd = found * 2 > asked || (before_.at_end() && before_.size() <= look_ahead_);
  return meeting;
}

// Columns that have another value in each row of the window's beginning.
void diff_walk::find_identities() {
  const std::size_t rows = std::min(before_.size(), rows_sampled);
  identities_.emplace();
  for (std::uint32_t c = 0; c < done_.columns && rows > 1; ++c) {
    std::unordered_set<std::string_view> seen;
    bool is_identity = true;
    for (std::size_t i = 0; i < rows && is_identity; ++i) {
      is_identity =
          before_[i].is_ragged() || (!before_[i].field(c).empty() && seen.insert(before_[i].field(c)).second);
    }
    if (is_identity) identities_->push_back(c);
  }
}

std::size_t diff_walk::find_same_identity(std::size_t from, std::size_t to) {
  if (!identities_.has_value()) find_identities();
  const window_row& a = after_[0];
  for (std::size_t i = from; i < std::min({to, look_ahead_, before_.size()}); ++i) {
    const window_row& b = before_[i];
    const bool agrees = !b.is_ragged() && std::any_of(identities_->begin(), identities_->end(),
                                                      [&](std::uint32_t c) { return same_cell(b, a, c); });
    if (agrees && alike(b, a) > 0) return i;
  }
  return nowhere;
}

std::size_t diff_walk::find_most_alike(std::size_t end) {
  std::size_t best = nowhere, most = 0;
  for (std::size_t i = 0; i < std::min({end, near, before_.size()}); ++i) {
    const std::size_t equal = alike(before_[i], after_[0]);
    if (equal > most) best = i;
    most = std::max(most, equal);
  }
  return best;
}

// AFTER's row comes from none in the window: it is no scrub's, or it is further down.
absl::Status diff_walk::place_odd_row() {
  bool is_odd = false;
  const auto meeting = find_meeting(is_odd);
  if (!meeting.ok()) return meeting.status();
  if (!is_odd) return drop_rows(std::min(look_ahead_, before_.size()));
  const std::uint64_t hash = hash_of(after_[0]);
  const auto moved =
      std::find_if(gone_.begin(), gone_.end(), [&](const gone_row& g) { return g.hash == hash; });
  if (moved != gone_.end()) {
    const std::uint64_t number = moved->number;
    gone_.erase(moved);
    --done_.rows_gone;
    return take_odd(difference_kind::row_moved, number);
  }
  if (const std::size_t at = find_most_alike(*meeting); at != nowhere) return take(at);
  return take_odd(difference_kind::row_added, 0);
}

// AFTER's row came from the first row of BEFORE that it can have come from. That is no guess about the rest: if
// AFTER can come from BEFORE in any way, then also like that.
absl::Status diff_walk::find_in_order() {
  for (;;) {
    const auto has = before_.fill(1);
    if (!has.ok()) return has.status();
    if (!*has) return take_odd(difference_kind::row_added, 0);
    if (can_become(before_[0], after_[0])) return take(0);
    if (auto status = drop_rows(1); !status.ok()) return status;
  }
}

// AFTER is no scrub's, and its row may be any: the likeliest reading is taken.
absl::Status diff_walk::find_somehow() {
  for (const auto& [from, to] : {std::pair{std::size_t{0}, near}, {near, nowhere}}) {
    const auto origin = find_origin(from, to);
    if (!origin.ok()) return origin.status();
    if (*origin != nowhere) return take(*origin);
    if (const std::size_t at = find_same_identity(from, to); at != nowhere) return take(at);
  }
  return place_odd_row();
}

absl::Status diff_walk::step() {
  const window_row& a = after_[0];
  if (a.is_ragged()) {
    return failure(fault::input, fmt::format("{}: row {} has {} fields, the header {}", after_reader_.name(),
                                             a.number(), a.fields(), a.chunk->columns()));
  }
  const auto has = before_.fill(1);
  if (!has.ok()) return has.status();
  if (*has && is_same(before_[0], a)) {
    ++done_.rows_before;
    ++done_.rows_after;
    before_.pop();
    after_.pop();
    return absl::OkStatus();
  }
  return is_a_scrub_ ? find_in_order() : find_somehow();
}

absl::StatusOr<scrub_diff> diff_walk::run() {
  if (auto status = compare_headers(); !status.ok()) return status;
  for (auto* file : {&after_, &before_}) {
    for (;;) {
      const auto has = file->fill(1);
      if (!has.ok()) return has.status();
      if (!*has) break;
      if (auto status = file == &after_ ? step() : drop_rows(1); !status.ok()) return status;
    }
  }
  return std::move(done_);
}

}  // namespace

std::string scrub_diff::column_name(std::size_t column) const {
  if (!has_names || trim(header[column]).empty()) return fmt::format("column {}", column + 1);
  std::string name = detail::printable(header[column], 60);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return is_ascii(c) && (c < ' ' || c == 0x7f); }, '?');
  return name;
}

absl::StatusOr<scrub_diff> diff_files(const std::string& before, const std::string& after,
                                      const diff_options& options, const diff_sink& sink) {
  if (before == "-" && after == "-") {
    return failure(fault::usage, "only one of the files can be standard input");
  }
  const auto walk = [&](bool is_a_scrub, const diff_sink& to) -> absl::StatusOr<scrub_diff> {
    auto first = csv_reader::open(before, {.chunk_bytes = options.chunk_bytes});
    if (!first.ok()) return first.status();
    auto second = csv_reader::open(after, {.chunk_bytes = options.chunk_bytes});
    if (!second.ok()) return second.status();
    return diff_walk(*first, *second, is_a_scrub, options, to).run();
  };
  std::error_code none;
  if (!std::filesystem::is_regular_file(before, none) || !std::filesystem::is_regular_file(after, none)) {
    return walk(true, sink);
  }
  const auto verdict = walk(true, [](const auto&, const auto&) { return absl::OkStatus(); });
  if (!verdict.ok()) return verdict.status();
  return walk(verdict->is_a_scrub(), sink);
}

}  // namespace optout
