// The National Do Not Call Registry's XML: area codes on `list` and `ac`, seven local digits on `ph`. No other XML is meant
// to come, so this knows tags, attributes in either quotes, comments and the like, and nothing of entities.
// SPDX-License-Identifier: Apache-2.0
#include "value_source.hpp"
#include <optout/io/text_file.hpp>
#include <optout/normalize/ascii.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace optout::detail {
namespace {

constexpr std::size_t xml_piece_bytes = std::size_t{256} << 10;
constexpr std::size_t longest_tag = std::size_t{1} << 20;
constexpr std::size_t number_digits = 10;

bool are_digits(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), is_digit);
}

bool is_named(std::string_view name, std::string_view wanted) noexcept {
  return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return to_lower(a) == b; });
}

bool ends_name(char c) noexcept {
  return is_space(c) || c == '/' || c == '=';
}

// The value of the attribute `val` behind a tag's name; none if there is none.
std::optional<std::string_view> val_of(std::string_view attributes) noexcept {
  for (;;) {
    const auto begin = std::find_if_not(attributes.begin(), attributes.end(), ends_name);
    attributes.remove_prefix(static_cast<std::size_t>(begin - attributes.begin()));
    const auto end = std::find_if(attributes.begin(), attributes.end(), ends_name);
    const std::string_view name = attributes.substr(0, static_cast<std::size_t>(end - attributes.begin()));
    if (name.empty()) return std::nullopt;
    attributes = trim(attributes.substr(name.size()));
    if (!attributes.starts_with('=')) continue;
    attributes = trim(attributes.substr(1));
    const char quote = attributes.empty() ? '\0' : attributes.front();
    if (quote != '\'' && quote != '"') return std::nullopt;
    const std::size_t close = attributes.find(quote, 1);
    if (close == attributes.npos) return std::nullopt;
    if (is_named(name, "val")) return trim(attributes.substr(1, close - 1));
    attributes.remove_prefix(close + 1);
  }
}

// Where what begins with the '<' at the front of `text` ends, behind its '>'; 0 if that is not there yet.
std::size_t end_of_tag(std::string_view text) noexcept {
  constexpr std::pair<std::string_view, std::string_view> whole[] = {
      {"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
  for (const auto& [opens, closes] : whole) {
    if (text.size() < opens.size() && opens.starts_with(text)) return 0;
    if (!text.starts_with(opens)) continue;
    const std::size_t at = text.find(closes, opens.size());
    return at == text.npos ? 0 : at + closes.size();
  }
  char quote = '\0';
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '>') {
      return i + 1;
    }
  }
  return 0;
}

class value_xml final : public value_source {
 public:
  explicit value_xml(text_source file) : file_(std::move(file)) {}

  absl::StatusOr<bool> read(value_chunk& chunk) override;
  void split(value_chunk& chunk) const override;
  bool is_whole() const override { return seen_; }

 private:
  absl::Status refuse(std::string_view what) const {
    return failure(fault::input, absl::StrCat(file_.name(), ": ", to_absl(what)));
  }
  static void count_lines(std::string_view text, value_chunk& chunk) noexcept {
    chunk.place_count += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  }
  void take(std::string_view tag, value_chunk& chunk);
  void take_number(std::string_view attributes, value_chunk& chunk);

  text_source file_;
  std::string text_;             // from a tag that is not whole yet
  std::string of_list_, of_ac_;  // area codes
  bool in_list_ = false, in_ac_ = false, seen_ = false, at_end_ = false;
};

absl::StatusOr<bool> value_xml::read(value_chunk& chunk) {
  chunk.text.clear();
  if (at_end_) return false;
  const std::size_t have = text_.size();
  text_.resize(have + xml_piece_bytes);
  const auto got = file_.read(std::span(text_).subspan(have));
  if (!got.ok()) return got.status();
  at_end_ = *got < xml_piece_bytes;
  text_.resize(have + *got);
  if (at_end_ && !file_.complaint().empty()) return refuse(file_.complaint());

  const std::string_view text = text_;
  std::size_t at = 0;
  while (!chunk.trouble.has_value()) {
    const std::size_t opens = std::min(text.find('<', at), text.size());
    const std::size_t size = opens == text.size() ? 0 : end_of_tag(text.substr(opens));
    count_lines(text.substr(at, opens - at), chunk);
    at = opens;
    if (size == 0) break;
    const std::string_view tag = text.substr(opens, size);
    take(tag.substr(1, size - 2), chunk);
    count_lines(tag, chunk);
    at += size;
  }
  text_.erase(0, at);
  if (text_.size() > longest_tag) return refuse("has a tag of more than 1 MiB");
  if (at_end_ && !chunk.trouble.has_value()) {
    if (!text_.empty()) return refuse("ends inside of a tag: it is cut off");
    if (in_list_) return refuse("ends before its list does: it is cut off");
  }
  return true;
}

// A tag without its brackets.
void value_xml::take(std::string_view tag, value_chunk& chunk) {
  const bool closes = tag.starts_with('/');
  if (closes) tag.remove_prefix(1);
  const std::string_view name(tag.begin(), std::find_if(tag.begin(), tag.end(), ends_name));
  const std::string_view attributes = tag.substr(name.size());
  if (is_named(name, "ph")) {
    if (!closes) take_number(attributes, chunk);
    return;
  }
  const bool is_list = is_named(name, "list");
  if (!is_list && !is_named(name, "ac")) return;
  seen_ = seen_ || is_list;
  const bool opens = !closes && !tag.ends_with('/');
  (is_list ? in_list_ : in_ac_) = opens;
  (is_list ? of_list_ : of_ac_) = opens ? val_of(attributes).value_or("") : "";
  if (is_list) {
    in_ac_ = false;
    of_ac_.clear();
  }
}

void value_xml::take_number(std::string_view attributes, value_chunk& chunk) {
  const auto place = static_cast<std::uint32_t>(chunk.place_count);
  const std::string& area = of_ac_.empty() ? of_list_ : of_ac_;
  if (area.size() != 3 || !are_digits(area)) {
    chunk.trouble = {place, "a number without an area code"};
    return;
  }
  constexpr std::size_t local_digits = 7;
  const std::string_view local = val_of(attributes).value_or("");
  if (local.empty() || local.size() > local_digits || !are_digits(local)) {
    chunk.junk.push_back(place);
    return;
  }
  chunk.text += area;
  chunk.text.append(local_digits - local.size(), '0');
  chunk.text += local;
  chunk.places.push_back(place);
}

void value_xml::split(value_chunk& chunk) const {
  const std::string_view text = chunk.text;
  for (std::size_t at = 0; at < text.size(); at += number_digits)
    chunk.columns[0].push_back(text.substr(at, number_digits));
}

}  // namespace

absl::StatusOr<std::unique_ptr<value_source>> open_value_xml(byte_source file) {
  auto text = text_source::open(std::move(file));
  if (!text.ok()) return text.status();
  return std::make_unique<value_xml>(*std::move(text));
}

}  // namespace optout::detail
