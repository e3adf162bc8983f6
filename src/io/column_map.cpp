// SPDX-License-Identifier: Apache-2.0
#include "toml_file.hpp"
#include <optout/io/column_map.hpp>
#include <optout/normalize/unicode.hpp>
#include <optout/scrub/detect.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

namespace optout {
namespace {

std::optional<request_column> request_column_from_text(std::string_view text) {
  const auto at = std::find(request_column_names.begin(), request_column_names.end(), text);
  if (at == request_column_names.end()) return std::nullopt;
  return static_cast<request_column>(at - request_column_names.begin());
}

// A basic TOML string. Requires: valid UTF-8.
std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (is_ascii(c) && (c < ' ' || c == '\x7F')) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

absl::StatusOr<column_map> column_map::read(const std::string& path, purpose what) {
  const auto table = detail::read_toml(path);
  if (!table.ok()) return table.status();
  column_map map;
  map.path_ = path;
  for (const auto& [name, value] : *table) {
    if (name == "only") {
      const auto only = value.value_exact<bool>();
      if (!only.has_value()) return detail::toml_failure(path, value, "only is true or false");
      map.known_.only = *only;
    } else if (name != "columns") {
      return detail::toml_failure(path, value,
                                  fmt::format("{} is no setting of a map", quoted_column(name.str())));
    } else if (!value.is_table()) {
      return detail::toml_failure(path, value, "columns is a table");
    }
  }
  const toml::table* columns = (*table)["columns"].as_table();
  if (columns == nullptr) return map;
  for (const auto& [key, value] : *columns) {
    const std::string column(key.str());
    const std::string shown = quoted_column(column);
    if (value.is_table()) {
      return detail::toml_failure(path, value,
                                  fmt::format("column {}: a name with a dot needs quotes", shown));
    }
    const auto text = value.value_exact<std::string>();
    if (!text.has_value())
      return detail::toml_failure(path, value, fmt::format("column {}: a role is text", shown));
    const auto role = role_from_text(*text);
    const auto about_request = request_column_from_text(*text);
    if (about_request && what == purpose::requests) {
      map.known_.request_roles.emplace_back(column, *about_request);
    } else if (role) {
      map.known_.roles.emplace_back(column, *role);
    } else {
      return detail::toml_failure(path, value,
                                  fmt::format("column {}: {} is no role", shown, quoted_column(*text)));
    }
    map.lines_[column] = value.source().begin.line;
  }
  return map;
}

absl::Status column_map::check(std::span<const std::string> headers) const {
  std::set<std::string, std::less<>> missing;
  for (const auto& [column, line] : lines_) missing.insert(column);
  for (const std::string& header : headers) {
    const std::vector<std::pair<std::string, std::string>> one = {{header, header}};
    for (auto at = missing.begin(); at != missing.end();) {
      at = find_column(one, *at) != nullptr ? missing.erase(at) : std::next(at);
    }
  }
  if (missing.empty()) return absl::OkStatus();
  const std::string& column = *missing.begin();
  return failure(fault::usage, fmt::format("{}:{}: there is no column {}", path_, lines_.at(column),
                                           quoted_column(column)));
}

std::string write_column_map(const schema& columns) {
  std::string out =
      "# optout column map; a role may be changed, a line removed (man optout lists the roles)\n[columns]\n";
  std::set<std::string> seen;
  for (const cell& c : columns.cells()) {
    const std::string_view name = trim(c.path);
    if (!is_valid_utf8(name)) {
      out += "# a column whose name is not UTF-8 cannot be mapped\n";
      continue;
    }
    const bool again = !seen.insert(std::string(name)).second;
    const bool unmapped = c.role.whose == subject::none;
    const std::string role = unmapped ? "ignore" : to_text(c.role);
    out += fmt::format("{}{} = \"{}\"", again || unmapped ? "# " : "", toml_string(name), role);
    if (again) {
      out += "  # a second column of this name";
    } else if (c.looks_personal) {
      out += "  # looks like personal data";
    } else if (unmapped) {
      out += "  # unknown";
    }
    out += '\n';
  }
  return out;
}

}  // namespace optout
