// SPDX-License-Identifier: Apache-2.0
#include "toml_file.hpp"
#include <optout/io/policy_file.hpp>

#include <fmt/format.h>

namespace optout {
namespace {

absl::StatusOr<kind_set> read_kinds(const toml::node& value, const std::string& path) {
  const toml::array* names = value.as_array();
  kind_set kinds;
  for (std::size_t i = 0; names != nullptr && i < names->size(); ++i) {
    const auto name = names->get(i)->value<std::string_view>();
    const auto k = name.has_value() ? kind_from_text(*name) : std::nullopt;
    if (!k.has_value()) return detail::toml_failure(path, *names->get(i), "not a kind");
    kinds.insert(*k);
  }
  if (kinds.empty()) return detail::toml_failure(path, value, "a list of kinds, at least one");
  return kinds;
}

}  // namespace

absl::StatusOr<policy> read_policy_file(const std::string& path) {
  const auto table = detail::read_toml(path);
  if (!table.ok()) return table.status();
  policy rules;
  for (const auto& [name, value] : *table) {
    if (name == "mode") {
      if (value.value<std::string_view>() != "row")
        return detail::toml_failure(path, value, "mode is \"row\"");
    } else if (name == "kinds") {
      const auto kinds = read_kinds(value, path);
      if (!kinds.ok()) return kinds.status();
      rules.kinds = *kinds;
    } else if (name == "strict") {
      const auto kinds = read_kinds(value, path);
      if (!kinds.ok()) return kinds.status();
      for (const kind k : all_kinds) {
        if (kinds->contains(k) && strict_kind(k) == k) {
          return detail::toml_failure(path, value, "strict may list phone and person_at");
        }
      }
      rules.strict = *kinds;
    } else if (name == "household") {
      const auto on = value.value_exact<bool>();
      if (!on.has_value()) return detail::toml_failure(path, value, "household is true or false");
      rules.household = *on;
    } else if (name == "max_list_age_days") {
      const auto days = value.value_exact<std::int64_t>();
      if (!days.has_value() || *days < 0 || *days > 36500) {
        return detail::toml_failure(path, value, "max_list_age_days is a number of days");
      }
      rules.max_list_age_days = static_cast<std::uint32_t>(*days);
    } else {
      return detail::toml_failure(path, value, fmt::format("'{}' is no policy setting", name.str()));
    }
  }
  return rules;
}

}  // namespace optout
