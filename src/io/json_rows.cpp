// json_rows: walks the rows of a chunk, and hands out their values as columns.
// SPDX-License-Identifier: Apache-2.0
#include "json_cells.hpp"
#include "json_walk.hpp"
#include <optout/io/json_rows.hpp>
#include <optout/scrub/content_check.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace optout {
namespace {

using detail::json_cells;
using detail::json_scalar;
using detail::json_tree;

// Beyond these, what was learned of paths is forgotten again: keys that are data (ids, dates) would pile up.
constexpr std::size_t most_nodes = 200'000;
constexpr std::size_t most_leaves = 4096;
constexpr std::size_t most_values = std::size_t{1} << 22;

// Leaves that hold nothing to match or to blank.
constexpr std::uint32_t no_leaf = 0xFFFFFFFE;

struct entry {
  std::uint32_t leaf;
  bool names = false;  // whether it can name somebody: text or a number
  std::string_view raw, text;
};

// Bytes for unescaped values; what it handed out stays where it is until it is emptied.
class text_arena {
 public:
  void clear() {
    blocks_.resize(std::min<std::size_t>(blocks_.size(), 1));
    used_ = 0;
  }
  std::string_view keep(std::string_view text) {
    if (blocks_.empty() || used_ + text.size() > blocks_.back().size()) {
      blocks_.emplace_back(std::max(block, text.size()));
      used_ = 0;
    }
    char* const to = blocks_.back().data() + used_;
    std::copy(text.begin(), text.end(), to);
    used_ += text.size();
    return {to, text.size()};
  }

 private:
  static constexpr std::size_t block = std::size_t{64} << 10;
  std::vector<std::vector<char>> blocks_;
  std::size_t used_ = 0;
};

bool is_of_interest(const path_role& role) {
  return role.whose != subject::none && role.whose != subject::ignored && role.whose != subject::record &&
         role.whose != subject::other;
}

std::string_view shown(std::string_view anchor) {
  if (anchor.empty()) return "owner1";
  return anchor.starts_with('/') ? anchor.substr(1) : anchor;
}

}  // namespace

struct json_rows::impl {
  explicit impl(const json_paths& known) : paths(&known) {}

  // The leaf of a node, which is new if it has none yet.
  std::uint32_t leaf_of(json_tree::id node) {
    if (tree->tag(node) != json_tree::none) return tree->tag(node);
    auto path = tree->path(node);
    for (path_step& step : path) is_malformed = !detail::unescape_key(step.key) || is_malformed;
    if (is_malformed) return no_leaf;
    path_role role = paths->role_of(path);
    const bool is_repeated = std::any_of(
        path.begin(), path.end(), [](const path_step& step) { return !step.is_element && step.index != 0; });
    const std::uint32_t leaf =
        is_of_interest(role) ? cells->add(path_text(path), std::move(role), is_repeated) : no_leaf;
    return tree->tag(node) = leaf;
  }

  void take(json_tree::id node, const json_scalar& found) {
    const std::uint32_t leaf = leaf_of(node);
    if (leaf == no_leaf || found.type == detail::json_type::null) return;
    const bool names = found.type == detail::json_type::string || found.type == detail::json_type::number;
    const bool moves = found.is_escaped && names;
    entries.push_back({leaf, names, found.raw, moves ? arena.keep(found.text) : found.text});
  }

  void forget() {
    tree = std::make_unique<json_tree>();
    cells = std::make_unique<json_cells>();
    known_leaves = no_leaf;
  }

  bool is_too_wide() const {
    const std::size_t leaves = cells->leaves().size();
    return tree->size() > most_nodes || leaves > most_leaves || leaves * row_begins.size() > most_values;
  }

  detail::json_walker::outcome walk(const json_chunk& chunk, std::size_t first, std::size_t most);
  bool make_cells();
  std::size_t spread();
  bool spread_row(std::size_t row);
  bool holds(const json_cells::target& target, const json_cells::leaf& leaf) const;
  const entry* entry_of(std::size_t row, std::uint32_t cell) const;
  bool is_one(std::size_t row, std::uint32_t anchor) const;
  std::span<const entry> entries_of(std::size_t row) const {
    return std::span(entries).subspan(row_begins[row], row_begins[row + 1] - row_begins[row]);
  }

  const json_paths* paths;
  detail::json_walker walker;
  std::unique_ptr<json_tree> tree = std::make_unique<json_tree>();
  std::unique_ptr<json_cells> cells = std::make_unique<json_cells>();
  std::size_t known_leaves = no_leaf;  // of which the schema was made
  bool is_malformed = false;           // a key that is no text

  std::size_t rows = 0;
  std::vector<entry> entries;
  std::vector<std::size_t> row_begins;  // of each row in `entries`, and the end
  text_arena arena;

  // Of the values in columns: `at` gives each cell its column.
  std::vector<std::uint32_t> at;
  std::vector<std::string_view> texts;
  std::vector<column_view> columns;

  // Of the row at hand, valid where the stamp is the row's.
  struct presence {
    std::uint64_t stamp = 0;
    unsigned single = 0, several = 0;  // names that count as one person together, and one each
  };
  std::uint64_t stamp = 0;
  std::vector<presence> anchors;
  std::vector<std::uint64_t> bearers;
  std::vector<std::pair<std::uint64_t, unsigned>> ranks;  // of each cell
};

// ---- reading ----

json_rows::json_rows(const json_paths& paths) : impl_(std::make_unique<impl>(paths)) {}
json_rows::json_rows(json_rows&&) noexcept = default;
json_rows& json_rows::operator=(json_rows&&) noexcept = default;
json_rows::~json_rows() = default;

absl::StatusOr<std::size_t> json_rows::read(const json_chunk& chunk, std::size_t first,
                                            const std::string& file) {
  impl& my = *impl_;
  // A row far wider than others must not slow down all that follow.
  if (my.rows != 0 &&
      (my.is_too_wide() || my.cells->leaves().size() > 64 + 8 * my.entries.size() / my.rows)) {
    my.forget();
  }
  const auto refuse = [&](std::size_t at, std::string_view what) {
    const auto byte =
        chunk.offset() + static_cast<std::size_t>(chunk.object(first).data() - chunk.bytes().data());
    return failure(fault::input, absl::StrCat(file, ": row ", chunk.first_row() + first, ", byte ", byte + at,
                                              ": ", to_absl(what)));
  };
  for (std::size_t most = chunk.rows() - first;; most = 1) {
    const bool is_new = my.cells->leaves().empty();
    if (const auto bad = my.walk(chunk, first, most); bad.problem != nullptr)
      return refuse(bad.at, bad.problem);
    if (my.make_cells()) break;
    if (my.rows == 1 && is_new) {
      return refuse(0, absl::StrCat("more than ", json_cells::most_persons, " persons"));
    }
    my.forget();
  }
  if (const std::size_t told = my.spread(); told < my.rows) {
    if (told == 0) return refuse(0, "a key is there twice, with two pieces of one name or address");
    // The columns are as long as all rows; once more without those that are left for the next time.
    if (auto bad = my.walk(chunk, first, told); bad.problem != nullptr) return refuse(bad.at, bad.problem);
    my.spread();
  }
  return my.rows;
}

// Walks up to `most` rows, and says what is wrong with the first. A later one that is wrong is left for the next time:
// what comes before it must be looked at first.
detail::json_walker::outcome json_rows::impl::walk(const json_chunk& chunk, std::size_t first,
                                                   std::size_t most) {
  entries.clear();
  row_begins.assign(1, 0);
  arena.clear();
  for (rows = 0; rows < most && (rows == 0 || !is_too_wide()); ++rows) {
    is_malformed = false;
    auto walked = walker.walk(chunk.object(first + rows), *tree,
                              [this](json_tree::id node, const json_scalar& found) { take(node, found); });
    if (walked.problem == nullptr && is_malformed) walked = {"a key with an escape that is none", 0};
    if (walked.problem != nullptr) {
      entries.resize(row_begins.back());
      return rows == 0 ? walked : detail::json_walker::outcome{};
    }
    row_begins.push_back(entries.size());
  }
  return {};
}

bool json_rows::impl::make_cells() {
  const std::size_t leaves = cells->leaves().size();
  if (known_leaves == leaves) return true;
  if (!cells->build()) return false;
  known_leaves = leaves;
  return true;
}

// ---- columns ----

// Fills the columns, up to the first row that cannot be told what it says. How many rows that are.
std::size_t json_rows::impl::spread() {
  const auto& all = cells->layout().cells();
  at.assign(all.size(), json_cells::none);
  std::uint32_t used = 0;
  for (const std::uint32_t cell : cells_read(cells->layout())) at[cell] = used++;
  texts.assign(used * rows, {});
  columns.assign(all.size(), {});
  for (std::size_t cell = 0; cell < all.size(); ++cell) {
    if (at[cell] != json_cells::none) {
      columns[cell] = column_view(std::span<const std::string_view>(texts).subspan(at[cell] * rows, rows));
    }
  }
  anchors.assign(cells->anchors().size(), {});
  bearers.assign(cells->bearers().size(), 0);
  ranks.assign(all.size(), {});
  stamp = 0;
  std::size_t row = 0;
  while (row < rows && spread_row(row)) ++row;
  return row;
}

// Counts the persons of a row first: where some values go depends on them.
bool json_rows::impl::spread_row(std::size_t row) {
  ++stamp;
  for (const entry& e : entries_of(row)) {
    const json_cells::leaf& leaf = cells->leaves()[e.leaf];
    if (leaf.bearer == json_cells::none || !e.names || e.text.empty()) continue;
    if (std::exchange(bearers[leaf.bearer], stamp) == stamp) continue;
    presence& who = anchors[leaf.anchor];
    if (who.stamp != stamp) who = {stamp};
    ++(cells->bearers()[leaf.bearer].one_of_several ? who.several : who.single);
  }
  for (const entry& e : entries_of(row)) {
    if (!e.names || e.text.empty()) continue;
    const json_cells::leaf& leaf = cells->leaves()[e.leaf];
    for (std::uint32_t i = 0; i < leaf.targets; ++i) {
      const json_cells::target& target = cells->targets()[leaf.first_target + i];
      if (at[target.cell] == json_cells::none || !holds(target, leaf)) continue;
      auto& [ranked_in, rank] = ranks[target.cell];
      std::string_view& text = texts[at[target.cell] * rows + row];
      if (ranked_in == stamp && rank == target.rank && leaf.is_repeated && text != e.text) return false;
      if (ranked_in == stamp && rank <= target.rank) continue;
      ranked_in = stamp;
      rank = target.rank;
      text = e.text;
    }
  }
  return true;
}

bool json_rows::impl::holds(const json_cells::target& target, const json_cells::leaf& leaf) const {
  using when = json_cells::when;
  if (target.condition == when::always) return true;
  if (target.condition == when::is_named) return bearers[target.bearer] == stamp;
  const presence& who = anchors[leaf.anchor];
  const bool is_here = who.stamp == stamp;
  const bool nobody_known = !is_here && cells->anchors()[leaf.anchor].path.empty();
  const bool several = nobody_known || (is_here && who.several > 1);
  return several == (target.condition == when::several);
}

// Whether a row knows an anchor as one person, under however many names.
bool json_rows::impl::is_one(std::size_t row, std::uint32_t anchor) const {
  std::uint32_t first = json_cells::none;
  for (const entry& e : entries_of(row)) {
    const json_cells::leaf& leaf = cells->leaves()[e.leaf];
    if (leaf.anchor != anchor || leaf.bearer == json_cells::none || !leaf.role.one_of_several) continue;
    if (!e.names || e.text.empty()) continue;
    if (first != json_cells::none && first != leaf.bearer) return false;
    first = leaf.bearer;
  }
  return true;
}

batch json_rows::values() const noexcept {
  return {&impl_->cells->layout(), impl_->columns, impl_->rows};
}

const schema& json_rows::layout() const noexcept {
  return impl_->cells->layout();
}

// ---- the way back ----

// The value that a row has in a cell; null if it has none.
const entry* json_rows::impl::entry_of(std::size_t row, std::uint32_t cell) const {
  const std::string_view wanted =
      at[cell] == json_cells::none ? std::string_view() : texts[at[cell] * rows + row];
  for (const entry& e : entries_of(row)) {
    if (wanted.data() != nullptr && e.text.data() == wanted.data()) return &e;
  }
  return nullptr;
}

std::string json_rows::path_of(std::size_t row, std::uint32_t cell) const {
  const entry* const found = impl_->entry_of(row, cell);
  return found == nullptr ? layout().cells()[cell].path : impl_->cells->leaves()[found->leaf].path;
}

std::string json_rows::person_of(const hit& found) const {
  const entry* const value = impl_->entry_of(found.row, found.cell);
  if (found.person == nobody || value == nullptr) return "row";
  const json_cells::leaf& leaf = impl_->cells->leaves()[value->leaf];
  const bool own_name = leaf.bearer != json_cells::none && leaf.role.one_of_several;
  return std::string(shown(own_name ? leaf.role.name : leaf.role.anchor));
}

void json_rows::find_gone(std::size_t row, std::span<const blanked_cell> cells, std::span<const hit> hits,
                          std::vector<gone_value>& out) const {
  const auto& all = impl_->cells->layout().cells();
  std::vector<std::uint32_t> cell_hits(all.size(), json_cells::none),
      anchor_hits(impl_->anchors.size(), json_cells::none);
  for (const blanked_cell& c : cells) {
    cell_hits[c.cell] = c.hit;
    const std::uint32_t anchor = impl_->cells->anchor_of(all[c.cell].role);
    if (anchor == json_cells::none || hits[c.hit].does != action::blank_person) continue;
    if (impl_->is_one(row, anchor)) anchor_hits[anchor] = c.hit;
  }
  out.clear();
  for (const entry& e : impl_->entries_of(row)) {
    const json_cells::leaf& leaf = impl_->cells->leaves()[e.leaf];
    std::uint32_t by = leaf.anchor == json_cells::none ? json_cells::none : anchor_hits[leaf.anchor];
    for (std::uint32_t i = 0; i < leaf.targets; ++i) {
      by = std::min(by, cell_hits[impl_->cells->targets()[leaf.first_target + i].cell]);
    }
    if (by != json_cells::none) out.push_back({e.raw, by, leaf.path});
  }
}

// ---- small things ----

absl::Status check_json(std::string_view text) {
  const simdjson::padded_string padded(text);
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(padded).get(root) == simdjson::SUCCESS) return absl::OkStatus();
  return failure(fault::input, "no JSON");
}

bool holds_personal_json(std::string_view text) {
  const simdjson::padded_string padded(text);
  json_tree tree;
  detail::json_walker walker;
  bool found = false;
  walker.walk(padded, tree, [&](json_tree::id node, const json_scalar& value) {
    if (value.type != detail::json_type::string && value.type != detail::json_type::number) return;
    const path_role role = read_path(tree.path(node));
    const bool matters = role.what == field::email || role.what == field::phone || is_name_field(role.what) ||
                         role.what == field::street || role.what == field::address;
    if (!is_of_interest(role) || !matters) return;
    const std::string_view cells[] = {value.text};
    found = found || check_content(role.what, cells).agrees();
  });
  return found;
}

}  // namespace optout
