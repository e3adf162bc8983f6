// SPDX-License-Identifier: Apache-2.0
#include "toml_file.hpp"
#include <optout/io/policy_file.hpp>
#include <optout/normalize/date.hpp>
#include <optout/scrub/row_states.hpp>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

absl::StatusOr<std::vector<std::string>> read_texts(const toml::node& value, const std::string& path) {
  const toml::array* items = value.as_array();
  std::vector<std::string> texts;
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    const auto text = items->get(i)->value_exact<std::string>();
    if (!text.has_value() || text->empty()) return detail::toml_failure(path, *items->get(i), "not a text");
    texts.push_back(*text);
  }
  if (texts.empty()) return detail::toml_failure(path, value, "a list of texts, at least one");
  return texts;
}

absl::StatusOr<action> read_mode(const toml::node& value, const std::string& path) {
  const auto text = value.value<std::string_view>();
  const auto mode = text.has_value() ? action_from_text(*text) : std::nullopt;
  if (mode.has_value()) return *mode;
  return detail::toml_failure(
      path, value,
      "a mode is \"row\", \"person\", \"address\", \"phones\", \"field\", \"flag\" or, "
      "in a rule with a basis, \"keep\"");
}

absl::StatusOr<action> read_default_mode(const toml::node& value, const std::string& path) {
  auto mode = read_mode(value, path);
  if (mode.ok() && *mode == action::keep) {
    return detail::toml_failure(path, value, "to keep is an exemption: a [[rules]] entry with a basis");
  }
  return mode;
}

absl::StatusOr<request_type> read_type(std::string_view name, const toml::node& value,
                                       const std::string& path) {
  const auto type = request_type_from_text(name);
  if (type.has_value() && *type != request_type::opt_in) return *type;
  return detail::toml_failure(path, value, fmt::format("'{}' is no type of request that suppresses", name));
}

// A TOML date, or the same as text.
absl::StatusOr<day_number> read_day(const toml::node& value, const std::string& path) {
  std::optional<optout::date> day;
  if (const auto date = value.value<toml::date>(); date.has_value()) {
    day = optout::date{static_cast<std::int16_t>(date->year), date->month, date->day};
  } else if (const auto text = value.value<std::string_view>()) {
    day = parse_date(*text);
  }
  if (!day.has_value()) return detail::toml_failure(path, value, "a day is YYYY-MM-DD");
  return static_cast<day_number>(day->year * 10000 + day->month * 100 + day->day);
}

absl::StatusOr<std::uint32_t> read_days(const toml::node& value, const std::string& path) {
  const auto days = value.value_exact<std::int64_t>();
  if (days.has_value() && *days >= 0 && *days <= 36500) return static_cast<std::uint32_t>(*days);
  return detail::toml_failure(path, value, "not a number of days");
}

template <typename Value>
absl::Status take(absl::StatusOr<Value> read, Value& into) {
  if (read.ok()) into = *std::move(read);
  return read.status();
}

absl::Status read_rule_setting(std::string_view name, const toml::node& value, const std::string& path,
                               policy_rule& rule, bool& has_mode) {
  if (name == "lists") return take(read_texts(value, path), rule.lists);
  if (name == "kinds") return take(read_kinds(value, path), rule.kinds);
  if (name == "from") return take(read_day(value, path), rule.from);
  if (name == "until") return take(read_day(value, path), rule.until);
  if (name == "mode") {
    has_mode = true;
    return take(read_mode(value, path), rule.does);
  }
  if (name == "basis") {
    rule.basis = value.value_or(std::string());
    return rule.basis.empty() ? detail::toml_failure(path, value, "a basis is a text") : absl::OkStatus();
  }
  if (name != "types" && name != "scope" && name != "states") {
    return detail::toml_failure(path, value, fmt::format("'{}' is no setting of a rule", name));
  }
  const auto texts = read_texts(value, path);
  if (!texts.ok()) return texts.status();
  for (const std::string& text : *texts) {
    if (name == "types") {
      const auto type = read_type(text, value, path);
      if (!type.ok()) return type.status();
      rule.types.insert(*type);
    } else if (name == "scope") {
      if (rule.scopes.add(text) != 1) return detail::toml_failure(path, value, "a scope is \"key=value\"");
    } else {
      const auto code = state_code(text);
      if (!code.has_value()) return detail::toml_failure(path, value, "no state of that name");
      rule.states.emplace_back(*code);
    }
  }
  return absl::OkStatus();
}

// Whether every match that fits `b` fits `a`.
bool covers(const policy_rule& a, const policy_rule& b) {
  const auto holds = [](const auto& all, const auto& one) { return all.empty() || all == one; };
  return holds(a.lists, b.lists) && holds(a.types, b.types) && holds(a.kinds, b.kinds) &&
         holds(a.scopes, b.scopes) && holds(a.states, b.states) && (a.from == 0 || a.from == b.from) &&
         (a.until == 0 || a.until == b.until);
}

absl::Status read_rules(const toml::node& value, const std::string& path, policy& rules) {
  const toml::array* entries = value.as_array();
  if (entries == nullptr) return detail::toml_failure(path, value, "rules are [[rules]] tables");
  for (const toml::node& entry : *entries) {
    const toml::table* table = entry.as_table();
    if (table == nullptr) return detail::toml_failure(path, entry, "rules are [[rules]] tables");
    policy_rule rule;
    bool has_mode = false;
    for (const auto& [name, setting] : *table) {
      if (auto status = read_rule_setting(name.str(), setting, path, rule, has_mode); !status.ok())
        return status;
    }
    if (!has_mode) return detail::toml_failure(path, entry, "a rule needs a mode");
    if (rule.does == action::keep && rule.basis.empty()) {
      return detail::toml_failure(path, entry, "a rule that keeps needs a basis: by which law or contract?");
    }
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
      if (!covers(rules.rules[i], rule)) continue;
      return detail::toml_failure(
          path, entry,
          fmt::format("rule {} never decides: rule {} fits first", rules.rules.size() + 1, i + 1));
    }
    rules.rules.push_back(std::move(rule));
  }
  return absl::OkStatus();
}

// One rule for each type of request, behind the others.
absl::Status read_modes(const toml::node& value, const std::string& path, std::vector<policy_rule>& out) {
  const toml::table* modes = value.as_table();
  if (modes == nullptr) return detail::toml_failure(path, value, "modes is a table: type of request = mode");
  for (const auto& [name, mode] : *modes) {
    const auto type = read_type(name.str(), mode, path);
    if (!type.ok()) return type.status();
    const auto does = read_default_mode(mode, path);
    if (!does.ok()) return does.status();
    out.push_back({.types = {*type}, .does = *does});
  }
  return absl::OkStatus();
}

// Requires: the policy's mode is known, which this one defaults to.
absl::Status read_minors(const toml::node& value, const std::string& path, policy& rules) {
  const toml::table* table = value.as_table();
  if (table == nullptr) return detail::toml_failure(path, value, "minors is a table: [minors]");
  minors_rule& minors = rules.minors.emplace();
  minors.does = rules.on_match;
  for (const auto& [name, setting] : *table) {
    absl::Status status;
    if (name == "under") {
      const auto years = setting.value_exact<std::int64_t>();
      if (!years.has_value() || *years < 1 || *years > 21) {
        return detail::toml_failure(path, setting, "under is a number of years, 1 to 21");
      }
      minors.under = static_cast<std::uint32_t>(*years);
    } else if (name == "mode") {
      status = take(read_default_mode(setting, path), minors.does);
    } else if (name == "basis") {
      minors.basis = setting.value_or(std::string());
      if (minors.basis.empty()) return detail::toml_failure(path, setting, "a basis is a text");
    } else {
      status = detail::toml_failure(path, setting, fmt::format("'{}' is no setting of minors", name.str()));
    }
    if (!status.ok()) return status;
  }
  if (minors.does == action::drop_row || minors.does == action::blank_person || minors.does == action::flag)
    return absl::OkStatus();
  return detail::toml_failure(path, value, "the mode of minors is \"row\", \"person\" or \"flag\"");
}

absl::Status read_age_limits(const toml::node& value, const std::string& path, policy& rules) {
  const toml::array* entries = value.as_array();
  if (entries == nullptr) return detail::toml_failure(path, value, "age limits are [[list_age]] tables");
  for (const toml::node& entry : *entries) {
    const toml::table* table = entry.as_table();
    if (table == nullptr) return detail::toml_failure(path, entry, "age limits are [[list_age]] tables");
    age_limit limit;
    bool has_days = false;
    for (const auto& [name, setting] : *table) {
      absl::Status status;
      if (name == "lists") {
        status = take(read_texts(setting, path), limit.lists);
      } else if (name == "from") {
        status = take(read_day(setting, path), limit.from);
      } else if (name == "until") {
        status = take(read_day(setting, path), limit.until);
      } else if (name == "days") {
        has_days = true;
        status = take(read_days(setting, path), limit.days);
      } else {
        status = detail::toml_failure(path, setting, fmt::format("'{}' is no setting of an age", name.str()));
      }
      if (!status.ok()) return status;
    }
    if (!has_days) return detail::toml_failure(path, entry, "an age limit needs days");
    rules.age_limits.push_back(std::move(limit));
  }
  return absl::OkStatus();
}

absl::Status read_strict(const toml::node& value, const std::string& path, policy& rules) {
  if (auto status = take(read_kinds(value, path), rules.strict); !status.ok()) return status;
  for (const kind k : all_kinds) {
    if (rules.strict.contains(k) && strict_kind(k) == k) {
      return detail::toml_failure(path, value, "strict may list phone and person_at");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<policy> read_policy_file(const std::string& path) {
  const auto table = detail::read_toml(path);
  if (!table.ok()) return table.status();
  policy rules;
  std::vector<policy_rule> modes;
  const toml::node* minors = nullptr;
  for (const auto& [name, value] : *table) {
    absl::Status status;
    if (name == "mode") {
      status = take(read_default_mode(value, path), rules.on_match);
    } else if (name == "modes") {
      status = read_modes(value, path, modes);
    } else if (name == "rules") {
      status = read_rules(value, path, rules);
    } else if (name == "minors") {
      minors = &value;
    } else if (name == "list_age") {
      status = read_age_limits(value, path, rules);
    } else if (name == "kinds") {
      status = take(read_kinds(value, path), rules.kinds);
    } else if (name == "strict") {
      status = read_strict(value, path, rules);
    } else if (name == "household") {
      const auto on = value.value_exact<bool>();
      if (!on.has_value()) return detail::toml_failure(path, value, "household is true or false");
      rules.household = *on;
    } else if (name == "max_list_age_days") {
      std::uint32_t days = 0;
      status = take(read_days(value, path), days);
      rules.max_list_age_days = days;
    } else {
      status = detail::toml_failure(path, value, fmt::format("'{}' is no policy setting", name.str()));
    }
    if (!status.ok()) return status;
  }
  if (minors != nullptr) {
    if (auto status = read_minors(*minors, path, rules); !status.ok()) return status;
  }
  rules.rules.insert(rules.rules.end(), modes.begin(), modes.end());
  return rules;
}

}  // namespace optout
