// SPDX-License-Identifier: Apache-2.0
#include "word_search.hpp"
#include <optout/io/canaries.hpp>
#include <optout/io/canary_watch.hpp>
#include <optout/io/csv.hpp>
#include <optout/io/csv_columns.hpp>
#include <optout/io/find_columns.hpp>
#include <optout/scrub/identify.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace optout {
namespace {

constexpr kind ways[] = {kind::email, kind::phone, kind::person_at};
constexpr std::size_t ids_shown = 20;
// Shorter ones may be somebody else's too.
constexpr std::size_t min_word = 8;

struct canary {
  std::string id;
  kind_set expected, hit;
  bool may_stay = false;  // in the rows seen last: the policy leaves something of it there
};

struct word {
  std::size_t canary;
  std::string_view what;
};

}  // namespace

struct canary_watch::state {
  const scrubber& scrub;
  std::vector<canary> canaries;
  std::map<std::string, std::size_t, std::less<>> by_id;
  std::vector<std::string> texts;  // of the words
  std::vector<word> words;
  detail::word_search search;
  std::uint64_t rows_hit = 0, rows_removed = 0;

  absl::Status read(const std::string& path);
  absl::Status add(const csv_reader& reader, const request_columns& columns, const csv_chunk& chunk);
  void add_words(std::size_t at, const schema& layout, const batch& rows, std::size_t row);
  void add_word(std::size_t at, std::string_view text, kind way, std::string_view what) {
    if (text.size() < min_word || !scrub.rules().kinds.contains(way)) return;
    texts.emplace_back(text);
    words.push_back({at, what});
  }
};

absl::Status canary_watch::state::read(const std::string& path) {
  auto reader = csv_reader::open(path);
  if (!reader.ok()) return reader.status();
  csv_chunk chunk;
  absl::StatusOr<bool> more = reader->next(chunk);
  if (!more.ok()) return more.status();
  const auto columns = find_request_columns(*reader, chunk, "");
  if (!columns.ok()) return columns.status();
  while (*more) {
    if (auto status = add(*reader, *columns, chunk); !status.ok()) return status;
    more = reader->next(chunk);
    if (!more.ok()) return more.status();
  }
  search = detail::word_search(std::move(texts));
  if (canaries.empty()) {
    return failure(fault::usage, fmt::format("{} holds no canaries; 'optout canary' makes them", path));
  }
  return absl::OkStatus();
}

absl::Status canary_watch::state::add(const csv_reader& reader, const request_columns& columns,
                                      const csv_chunk& chunk) {
  const schema& layout = columns.consumer.columns;
  csv_columns values;
  values.view(chunk);
  const batch rows{&layout, values.views(), chunk.rows()};
  wanted_kinds wanted;
  for (const kind k : ways) {
    if (scrub.rules().kinds.contains(k)) wanted.want(k, scrub.wanted().at(k));
  }
  struct sink {
    kind_set& expected;
    void found(const identifier_place& where, std::string_view) { expected.insert(where.what); }
    void junk(const identifier_place&) {}
    void repaired(std::uint32_t) {}
    void rounded(const identifier_place&) {}
  };
  row_identifier identifiers(layout, wanted, side::list);
  for (std::size_t row = 0; row < chunk.rows(); ++row) {
    const std::uint64_t number = chunk.first_row() + row;
    if (chunk.is_ragged(row)) {
      return failure(fault::input, fmt::format("{}: row {} has {} fields, the header {}", reader.name(),
                                               number, chunk.fields(row), chunk.columns()));
    }
    const std::string_view id = trim(chunk.field(row, columns[request_column::request_id]));
    if (!id.starts_with(canary_prefix)) {
      return failure(fault::usage,
                     fmt::format("{}: row {} is no canary: its request_id does not begin with '{}'",
                                 reader.name(), number, canary_prefix));
    }
    const auto [known, is_new] = by_id.emplace(id, canaries.size());
    if (is_new) canaries.push_back({.id = std::string(id), .expected = {}, .hit = {}});
    identifiers.walk(rows, row, sink{canaries[known->second].expected});
    add_words(known->second, layout, rows, row);
  }
  return absl::OkStatus();
}

// What tells the canary from everybody.
void canary_watch::state::add_words(std::size_t at, const schema& layout, const batch& rows,
                                    std::size_t row) {
  const auto email = [&](std::uint32_t cell) {
    const std::string_view text = trim(rows.columns[cell][row]);
    add_word(at, text.substr(0, text.find('@')), kind::email, "email");
  };
  const auto phone = [&](std::uint32_t cell) {
    std::string digits;
    for (const char c : rows.columns[cell][row]) {
      if (is_digit(c)) digits += c;
    }
    if (digits.size() < 10) return;
    const std::string area = digits.substr(digits.size() - 10, 3),
                      exchange = digits.substr(digits.size() - 7, 3), line = digits.substr(digits.size() - 4);
    for (const std::string_view separators : {"--", "..", "  "}) {
      add_word(at, fmt::format("{}{}{}{}{}", area, separators[0], exchange, separators[1], line), kind::phone,
               "phone");
    }
    add_word(at, area + exchange + line, kind::phone, "phone");
    for (const std::string_view separator : {"", " "}) {
      add_word(at, fmt::format("({}){}{}-{}", area, separator, exchange, line), kind::phone, "phone");
    }
  };
  std::for_each(layout.row_emails().begin(), layout.row_emails().end(), email);
  std::for_each(layout.row_phones().begin(), layout.row_phones().end(), phone);
  for (const person_cells& p : layout.persons()) {
    std::for_each(p.emails.begin(), p.emails.end(), email);
    std::for_each(p.phones.begin(), p.phones.end(), phone);
    const std::uint32_t name = p.last_name != no_cell ? p.last_name : p.full_name;
    if (name == no_cell) continue;
    const std::string_view text = trim(rows.columns[name][row]);
    add_word(at, text.substr(text.rfind(' ') + 1), kind::person_at, "surname");
  }
}

canary_watch::canary_watch(std::unique_ptr<state> s) : state_(std::move(s)) {}
canary_watch::canary_watch(canary_watch&&) noexcept = default;
canary_watch& canary_watch::operator=(canary_watch&&) noexcept = default;
canary_watch::~canary_watch() = default;

absl::StatusOr<canary_watch> canary_watch::open(const std::string& requests, const scrubber& scrub) {
  auto s = std::make_unique<state>(state{scrub, {}, {}, {}, {}, {}});
  if (auto status = s->read(requests); !status.ok()) return status;
  return canary_watch(std::move(s));
}

void canary_watch::see_hits(std::span<const decided_hit> hits) {
  for (canary& c : state_->canaries) c.may_stay = false;
  std::uint32_t row = UINT32_MAX;
  for (const auto& [h, verdict] : hits) {
    const auto known = state_->by_id.find(state_->scrub.request_of(h).id);
    if (known == state_->by_id.end()) continue;
    canary& c = state_->canaries[known->second];
    c.hit.insert(h.what);
    const bool row_goes = verdict == action::drop_row;
    c.may_stay = c.may_stay || (!row_goes && h.does < action::blank_person);
    if (h.row == row) continue;
    row = h.row;
    ++state_->rows_hit;
    state_->rows_removed += row_goes;
  }
}

absl::Status canary_watch::see_output(std::string_view bytes) const {
  const auto found = state_->search.find(
      bytes, [&](std::size_t w) { return !state_->canaries[state_->words[w].canary].may_stay; });
  if (!found.has_value()) return absl::OkStatus();
  const word& w = state_->words[*found];
  return failure(fault::self_check, fmt::format("{} is left in a row that stays, by its {}",
                                                state_->canaries[w.canary].id, w.what));
}

absl::Status canary_watch::conclude() const {
  std::string missed;
  std::size_t count = 0;
  for (const canary& c : state_->canaries) {
    std::string not_by;
    for (const kind k : ways) {
      if (!c.expected.contains(k) || c.hit.contains(k)) continue;
      not_by += fmt::format("{}{}", not_by.empty() ? "" : ", ", to_text(k));
    }
    if (c.expected.empty()) not_by = "anything: it holds nothing that this run matches by";
    if (not_by.empty() || ++count > ids_shown) continue;
    missed += fmt::format("{}{} (by {})", missed.empty() ? "" : "; ", c.id, not_by);
  }
  if (count == 0) return absl::OkStatus();
  if (count > ids_shown) missed += fmt::format("; and {} more", count - ids_shown);
  return failure(
      fault::self_check,
      fmt::format("{} of {} canaries were not found; they are not in the export or not on a list, or "
                  "matching is broken: {}",
                  count, state_->canaries.size(), missed));
}

std::uint64_t canary_watch::rows_hit() const noexcept {
  return state_->rows_hit;
}

std::uint64_t canary_watch::rows_removed() const noexcept {
  return state_->rows_removed;
}

}  // namespace optout
