// Walks one JSON object with simdjson: every scalar in it, with its path and its place in the source.
//
// Everything is checked, also what nobody asks for: nesting, numbers, literals, escapes, UTF-8.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json_tree.hpp"

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace optout::detail {

enum class json_type : std::uint8_t { string, number, boolean, null };

struct json_scalar {
  std::string_view raw;   // as it stands in the source, quotes included
  std::string_view text;  // the value; of a string with escapes it lives until the visit ends
  json_type type;
  bool is_escaped;
};

class json_walker {
 public:
  // The nesting that simdjson takes by default.
  static constexpr unsigned deepest = simdjson::DEFAULT_MAX_DEPTH;

  struct outcome {
    const char* problem = nullptr;  // what is wrong, or null
    std::size_t at = 0;             // about where in the object
  };

  // Calls visit(node, scalar) for each scalar, in order. Requires: json_chunk::padding bytes behind `object` may
  // be read.
  template <typename Visit>
  outcome walk(std::string_view object, json_tree& tree, Visit&& visit);

 private:
  template <typename Visit>
  struct descent {
    json_tree& tree;
    Visit& visit;
    const char* end;
    const char* at = nullptr;  // the last value begun
    const char* problem = nullptr;

    bool fail(const char* what) {
      problem = what;
      return false;
    }
    bool object(simdjson::ondemand::object members, json_tree::id node, unsigned depth);
    bool array(simdjson::ondemand::array elements, json_tree::id node, unsigned depth);
    bool value(simdjson::ondemand::value value, json_tree::id node, unsigned depth);
    bool scalar(simdjson::ondemand::value& value, std::string_view raw, json_tree::id node);
  };

  static bool is_number(std::string_view text) noexcept;
  static const char* explain(simdjson::error_code code, std::string_view object) noexcept;

  simdjson::ondemand::parser parser_;
};

// Replaces a key's raw bytes by what they stand for. False if they stand for nothing.
inline bool unescape_key(std::string& key) {
  if (key.find('\\') == key.npos) return true;
  simdjson::ondemand::parser parser;
  const simdjson::padded_string document("[\"" + key + "\"]");
  simdjson::ondemand::document read;
  simdjson::ondemand::array array;
  if (parser.iterate(document).get(read) != simdjson::SUCCESS ||
      read.get_array().get(array) != simdjson::SUCCESS) {
    return false;
  }
  for (auto value : array) {
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return false;
    key = std::string(text);
  }
  return true;
}

// ---- details ----

inline bool json_walker::is_number(std::string_view text) noexcept {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - from;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

inline const char* json_walker::explain(simdjson::error_code code, std::string_view object) noexcept {
  if (object.find('\0') != object.npos) return "a NUL byte";
  switch (code) {
    case simdjson::UTF8_ERROR: return "not UTF-8";
    case simdjson::UNESCAPED_CHARS: return "a control character in a string";
    case simdjson::UNCLOSED_STRING: return "a string that is not closed";
    case simdjson::STRING_ERROR: return "an escape that is none";
    case simdjson::MEMALLOC: return "no memory to read it";
    default: return "no JSON";
  }
}

template <typename Visit>
json_walker::outcome json_walker::walk(std::string_view object, json_tree& tree, Visit&& visit) {
  descent<Visit> down{tree, visit, object.data() + object.size()};
  tree.start_row();
  simdjson::ondemand::document document;
  simdjson::ondemand::object members;
  const simdjson::padded_string_view padded(object.data(), object.size(),
                                            object.size() + simdjson::SIMDJSON_PADDING);
  simdjson::error_code code = parser_.iterate(padded).get(document);
  if (code == simdjson::SUCCESS) code = document.get_object().get(members);
  if (code != simdjson::SUCCESS) return {explain(code, object), 0};
  if (down.object(members, json_tree::root, 1)) return {};
  const char* what = object.find('\0') != object.npos ? "a NUL byte" : down.problem;
  return {what, down.at == nullptr ? 0 : static_cast<std::size_t>(down.at - object.data())};
}

template <typename Visit>
bool json_walker::descent<Visit>::object(simdjson::ondemand::object members, json_tree::id node,
                                         unsigned depth) {
  if (depth > deepest) return fail("nested too deeply");
  std::uint32_t hint = 0;
  for (auto field : members) {
    simdjson::ondemand::field one;
    if (std::move(field).get(one) != simdjson::SUCCESS) return fail("no JSON");
    if (!value(one.value(), tree.member(node, one.key().raw(), end, hint), depth)) return false;
  }
  return true;
}

template <typename Visit>
bool json_walker::descent<Visit>::array(simdjson::ondemand::array elements, json_tree::id node,
                                        unsigned depth) {
  if (depth > deepest) return fail("nested too deeply");
  std::uint32_t index = 0;
  for (auto element : elements) {
    simdjson::ondemand::value one;
    if (std::move(element).get(one) != simdjson::SUCCESS) return fail("no JSON");
    if (!value(one, tree.element(node, index++), depth)) return false;
  }
  return true;
}

template <typename Visit>
bool json_walker::descent<Visit>::value(simdjson::ondemand::value value, json_tree::id node, unsigned depth) {
  std::string_view raw = value.raw_json_token();
  at = raw.data();
  if (*at == '{') {
    simdjson::ondemand::object members;
    if (value.get_object().get(members) != simdjson::SUCCESS) return fail("no JSON");
    return object(members, node, depth + 1);
  }
  if (*at == '[') {
    simdjson::ondemand::array elements;
    if (value.get_array().get(elements) != simdjson::SUCCESS) return fail("no JSON");
    return array(elements, node, depth + 1);
  }
  while (raw.size() > 1 && static_cast<unsigned char>(raw.back()) <= ' ') raw.remove_suffix(1);
  return scalar(value, raw, node);
}

template <typename Visit>
bool json_walker::descent<Visit>::scalar(simdjson::ondemand::value& value, std::string_view raw,
                                         json_tree::id node) {
  json_scalar found{raw, raw, json_type::number, false};
  if (raw.front() == '"') {
    found.type = json_type::string;
    found.is_escaped = std::memchr(raw.data(), '\\', raw.size()) != nullptr;
    found.text = raw.substr(1, raw.size() - 2);
    if (raw.size() < 2 || raw.back() != '"') return fail("no JSON");
    if (found.is_escaped && value.get_string().get(found.text) != simdjson::SUCCESS) {
      return fail("an escape that is none");
    }
  } else if (raw == "null") {
    found.type = json_type::null;
  } else if (raw == "true" || raw == "false") {
    found.type = json_type::boolean;
  } else if (!is_number(raw)) {
    return fail("no JSON");
  }
  visit(node, found);
  return true;
}

}  // namespace optout::detail
