// The paths that records were seen to have: a tree of members and elements, grown as records are walked.
//
// Finding a member again costs a comparison of its key where members come in the order of the record before. A key
// that is there twice in one object has a node for each time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/path_roles.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout::detail {

class json_tree {
 public:
  using id = std::uint32_t;
  static constexpr id root = 0;
  static constexpr id none = 0xFFFFFFFF;

  json_tree() { nodes_.emplace_back(); }

  // Begins a record: every path may be met once before its key counts as repeated.
  void start_row() noexcept { ++row_; }

  // The member whose key's raw bytes, up to the closing quote, are at `key`; `end` is behind the last byte that
  // may be read. `hint` is the place of the member expected, and moves on.
  id member(id parent, const char* key, const char* end, std::uint32_t& hint) {
    const std::vector<id>& known = nodes_[parent].members;
    if (hint < known.size() && has_key(known[hint], key, end)) return met(known[hint++]);
    return find_member(parent, key, end, hint);
  }

  id element(id parent, std::uint32_t index) {
    while (nodes_[parent].elements.size() <= index) {
      const auto at = static_cast<std::uint32_t>(nodes_[parent].elements.size());
      const id added = add({.parent = parent, .index = at, .is_element = true});
      nodes_[parent].elements.push_back(added);
    }
    return nodes_[parent].elements[index];
  }

  // What the owner of the tree keeps with a node; `none` at first.
  id& tag(id node) noexcept { return nodes_[node].tag; }
  std::size_t size() const noexcept { return nodes_.size(); }

  // Keys are raw: with their escapes.
  std::vector<path_step> path(id node) const {
    std::vector<path_step> out;
    for (; node != root; node = nodes_[node].parent) {
      const json_node& n = nodes_[node];
      out.push_back({std::string(n.key), n.is_element, n.index});
    }
    return {out.rbegin(), out.rend()};
  }

 private:
  struct json_node {
    id parent = none;
    std::uint32_t index = 0;  // of an element; of a member, how often its key came before
    bool is_element = false;
    std::string_view key = {};
    std::uint64_t row = 0;  // when it was last met
    id again = none;        // for a repeated key
    id tag = none;
    std::vector<id> members = {}, elements = {};
  };

  bool has_key(id node, const char* key, const char* end) const noexcept {
    const std::string_view known = nodes_[node].key;
    return static_cast<std::size_t>(end - key) > known.size() && key[known.size()] == '"' &&
           std::memcmp(key, known.data(), known.size()) == 0;
  }

  id add(json_node node) {
    nodes_.push_back(std::move(node));
    return static_cast<id>(nodes_.size() - 1);
  }

  id met(id node) {
    while (nodes_[node].row == row_) {
      if (nodes_[node].again == none) {
        const id added =
            add({.parent = nodes_[node].parent, .index = nodes_[node].index + 1, .key = nodes_[node].key});
        nodes_[node].again = added;
      }
      node = nodes_[node].again;
    }
    nodes_[node].row = row_;
    return node;
  }

  id find_member(id parent, const char* key, const char* end, std::uint32_t& hint) {
    const char* close = key;
    while (close < end && *close != '"') close += *close == '\\' ? 2 : 1;
    const std::string_view text(key, static_cast<std::size_t>(close - key));
    if (const auto at = places_.find({parent, text}); at != places_.end()) {
      hint = at->second + 1;
      return met(nodes_[parent].members[at->second]);
    }
    const std::string_view kept = keys_.emplace_back(text);
    const id added = add({.parent = parent, .key = kept});
    const auto place = static_cast<std::uint32_t>(nodes_[parent].members.size());
    nodes_[parent].members.push_back(added);
    places_.emplace(std::pair(parent, kept), place);
    hint = place + 1;
    return met(added);
  }

  std::vector<json_node> nodes_;
  std::deque<std::string> keys_;
  boost::unordered_flat_map<std::pair<id, std::string_view>, std::uint32_t> places_;
  std::uint64_t row_ = 0;
};

}  // namespace optout::detail
