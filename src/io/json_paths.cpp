// json_paths: what the paths of an export hold, from their words, a map, and the first rows.
// SPDX-License-Identifier: Apache-2.0
#include "json_cells.hpp"
#include "json_walk.hpp"
#include <optout/io/column_map.hpp>
#include <optout/io/json_rows.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <utility>

namespace optout {

struct json_paths::impl {
  // What the first rows say of a kind of path.
  struct finding {
    path_role role;
    std::vector<std::string> texts;  // of strings and numbers
    bool contradicted = false;       // what its words say does not hold
    bool given = false;
    float confidence = 0;
    std::string why;
  };

  absl::Status read_map(const std::string& file);
  absl::Status look_at(const json_chunk& sample, const std::string& file);
  void check(const std::string& name, finding& one);
  detected describe_all();

  const std::pair<std::string, cell_role>* find_given(std::span<const path_step> path) const;

  column_map map;
  std::unique_ptr<std::atomic<bool>[]> met;  // whether some row had the path of each entry of the map
  std::map<std::string, finding> findings;   // by template
  std::vector<std::string> order;            // as they appear
  std::vector<std::string> problems;
  schema columns;
  std::string file;
};

// ---- the map ----

absl::Status json_paths::impl::read_map(const std::string& path) {
  if (!path.empty()) {
    auto read = column_map::read(path, column_map::purpose::exports);
    if (!read.ok()) return read.status();
    map = *std::move(read);
  }
  met = std::make_unique<std::atomic<bool>[]>(map.known().roles.size());
  return absl::OkStatus();
}

const std::pair<std::string, cell_role>* json_paths::impl::find_given(std::span<const path_step> path) const {
  const auto& roles = map.known().roles;
  if (roles.empty()) return nullptr;
  // A key that is there twice has one name.
  std::vector<path_step> plain(path.begin(), path.end());
  for (path_step& step : plain) {
    if (!step.is_element) step.index = 0;
  }
  const std::string names[] = {path_text(plain), path_template(plain)};
  for (const std::string& name : names) {
    for (std::size_t i = 0; i < roles.size(); ++i) {
      if (trim(roles[i].first) != name) continue;
      met[i].store(true, std::memory_order_relaxed);
      return &roles[i];
    }
  }
  return nullptr;
}

absl::Status json_paths::check_map() const {
  const auto& roles = impl_->map.known().roles;
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (impl_->met[i].load()) continue;
    return failure(fault::usage, fmt::format("{}: no row has a path {}, which the map names", impl_->file,
                                             quoted_column(roles[i].first)));
  }
  return absl::OkStatus();
}

// ---- roles ----

json_paths::json_paths(std::unique_ptr<impl> made) : impl_(std::move(made)) {}
json_paths::json_paths(json_paths&&) noexcept = default;
json_paths& json_paths::operator=(json_paths&&) noexcept = default;
json_paths::~json_paths() = default;

const schema& json_paths::columns() const noexcept {
  return impl_->columns;
}

path_role json_paths::role_of(std::span<const path_step> path) const {
  if (const auto* given = impl_->find_given(path)) return read_path(path, given->second);
  if (impl_->map.known().only) return {};
  const auto found = impl_->findings.find(path_template(path));
  if (found != impl_->findings.end() && found->second.contradicted) return {};
  return read_path(path);
}

// ---- the first rows ----

absl::Status json_paths::impl::look_at(const json_chunk& sample, const std::string& name) {
  detail::json_tree tree;
  detail::json_walker walker;
  std::map<detail::json_tree::id, finding*> by_node;
  for (std::size_t row = 0; row < sample.rows(); ++row) {
    const auto take = [&](detail::json_tree::id node, const detail::json_scalar& found) {
      finding*& at = by_node[node];
      if (at == nullptr) {
        auto path = tree.path(node);
        for (path_step& step : path) detail::unescape_key(step.key);
        const auto [place, is_new] = findings.try_emplace(path_template(path));
        at = &place->second;
        if (is_new) {
          order.push_back(place->first);
          const auto* given = find_given(path);
          at->given = given != nullptr;
          if (given != nullptr) {
            at->role = read_path(path, given->second);
          } else if (!map.known().only) {
            at->role = read_path(path);
          }
        }
      }
      if (found.type == detail::json_type::string || found.type == detail::json_type::number) {
        at->texts.emplace_back(found.text);
      }
    };
    const auto walked = walker.walk(sample.object(row), tree, take);
    if (walked.problem == nullptr) continue;
    if (row > 0) break;  // told when it is read: something before it may be wrong too
    const auto byte =
        sample.offset() + static_cast<std::size_t>(sample.object(row).data() - sample.bytes().data());
    return failure(fault::input, fmt::format("{}: row {}, byte {}: {}", name, sample.first_row() + row,
                                             byte + walked.at, walked.problem));
  }
  for (const std::string& path : order) check(path, findings[path]);
  return absl::OkStatus();
}

// Holds what the words of a path say against what its values look like, as detect.hpp does with columns.
void json_paths::impl::check(const std::string& name, finding& one) {
  const path_role& role = one.role;
  if (one.given) {
    one.confidence = 1;
    one.why = "named by the map";
    return;
  }
  if (role.whose == subject::none || role.whose == subject::record || role.whose == subject::other ||
      role.what == field::satellite || role.what == field::id) {
    one.confidence = role.whose == subject::none ? 0.0F : 0.9F;
    one.why = role.whose == subject::none ? "unknown path" : "path";
    return;
  }
  const std::vector<std::string_view> texts(one.texts.begin(), one.texts.end());
  const content_check looks = check_content(role.what, texts);
  const float from_path = role.sure ? 1.0F : 0.9F;
  one.why = fmt::format("path; {} of {} values agree", looks.fitting, looks.filled);
  if (looks.filled == 0) {
    one.confidence = 0.75F * from_path;
    one.why = "path; no values to check it";
  } else if (role.sure ? !looks.contradicts() : looks.agrees()) {
    one.confidence = from_path * static_cast<float>(looks.fitting) / static_cast<float>(looks.filled);
  } else {
    one.contradicted = true;
    one.why = fmt::format("path may say {}, values do not", detail::name_of(role.what));
    if (role.sure && detail::is_matched(role.what)) {
      problems.push_back(fmt::format("path {}: says {}, but only {} of {} values look like one",
                                     quoted_column(name), detail::name_of(role.what), looks.fitting,
                                     looks.filled));
    }
  }
}

// One cell a template, and what is wrong with the whole.
detected json_paths::impl::describe_all() {
  detail::json_cells cells;
  for (const std::string& name : order)
    cells.add(name, findings[name].contradicted ? path_role{} : findings[name].role, false);
  cells.build();
  std::vector<cell> shown;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const finding& one = findings[order[i]];
    cell c{order[i], {}, one.confidence, false, one.why};
    if (!one.contradicted) {
      const auto& made = cells.leaves()[i];
      c.role = made.targets == 0 ? cell_role{one.role.whose, field::none, 0, 0, field::none}
                                 : cells.layout().cells()[cells.targets()[made.first_target].cell].role;
    }
    const bool unmatched = c.role.whose == subject::none || c.role.what == field::satellite ||
                           c.role.what == field::id || c.role.whose == subject::record;
    if (unmatched && !one.given) {
      const std::vector<std::string_view> texts(one.texts.begin(), one.texts.end());
      const bool emails = looks_like_emails(texts);
      c.looks_personal = emails || (c.role.whose != subject::record && looks_like_phones(texts));
      if (c.looks_personal) c.why += emails ? "; values look like emails" : "; values look like phones";
    }
    shown.push_back(std::move(c));
  }
  detected out;
  out.columns = schema(std::move(shown));
  out.problems = problems;
  return out;
}

absl::StatusOr<json_paths> json_paths::find(const json_chunk& sample, const std::string& file,
                                            const std::string& map_file) {
  auto made = std::make_unique<impl>();
  made->file = file;
  if (auto status = made->read_map(map_file); !status.ok()) return status;
  if (auto status = made->look_at(sample, file); !status.ok()) return status;
  detected all = made->describe_all();
  if (sample.rows() > 0 && !all.columns.can_match() && !all.columns.can_match_hashed())
    all.problems.emplace_back(detail::nobody_named);
  if (auto status = all.status(); !status.ok()) {
    return failure(
        fault::usage,
        fmt::format("{}: {}\n\n{}\nname the paths by --map FILE; a file to start from:\n\n{}", file,
                    to_std(status.message()), describe(all.columns), write_column_map(all.columns)));
  }
  made->columns = std::move(all.columns);
  return json_paths(std::move(made));
}

}  // namespace optout
