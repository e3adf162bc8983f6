// What a request covers and what a run is for, as text: "channel=mail; product=leads".
//
// Keys are customer, product, channel, state, or whatever a broker tells apart; a key may stand several times, with
// a value each. Case and blanks around words say nothing. Text without '=' limits nothing, so that a request with a
// scope that nobody understands holds everywhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

class scope_set {
 public:
  scope_set() = default;
  explicit scope_set(std::string_view text);

  bool empty() const noexcept { return items_.empty(); }
  const std::vector<std::pair<std::string, std::string>>& items() const noexcept { return items_; }
  // Adds the items of `text`; how many there are.
  std::size_t add(std::string_view text);

  // Whether no key has values here and there of which none is the same.
  bool agrees_with(const scope_set& other) const;
  // Whether every key of `other` has one of its values here.
  bool says(const scope_set& other) const;

  friend bool operator==(const scope_set&, const scope_set&) = default;

 private:
  bool has_key(const std::string& key) const;
  bool shares_value(const scope_set& other, const std::string& key) const;

  std::vector<std::pair<std::string, std::string>> items_;
};

// ---- details ----

inline scope_set::scope_set(std::string_view text) {
  if (!text.empty()) add(text);
}

inline std::size_t scope_set::add(std::string_view text) {
  const std::size_t before = items_.size();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(";,"), text.size());
    const std::string_view item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t equals = item.find('=');
    if (equals == item.npos) continue;
    std::pair<std::string, std::string> added(trim(item.substr(0, equals)), trim(item.substr(equals + 1)));
    for (std::string* word : {&added.first, &added.second}) {
      std::transform(word->begin(), word->end(), word->begin(), to_lower);
    }
    if (!added.first.empty() && !added.second.empty()) items_.push_back(std::move(added));
  }
  return items_.size() - before;
}

inline bool scope_set::has_key(const std::string& key) const {
  return std::any_of(items_.begin(), items_.end(), [&](const auto& item) { return item.first == key; });
}

inline bool scope_set::shares_value(const scope_set& other, const std::string& key) const {
  return std::any_of(items_.begin(), items_.end(), [&](const auto& item) {
    return item.first == key &&
           std::find(other.items_.begin(), other.items_.end(), item) != other.items_.end();
  });
}

inline bool scope_set::agrees_with(const scope_set& other) const {
  return std::all_of(items_.begin(), items_.end(), [&](const auto& item) {
    return !other.has_key(item.first) || shares_value(other, item.first);
  });
}

inline bool scope_set::says(const scope_set& other) const {
  return std::all_of(other.items_.begin(), other.items_.end(),
                     [&](const auto& item) { return shares_value(other, item.first); });
}

}  // namespace optout
