// Reads a report: its seal first, and only then what it says.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/report.hpp>
#include <optout/list/digest_blocks.hpp>
#include <optout/os/file.hpp>
#include <optout/os/mapped_file.hpp>
#include <optout/os/sha256.hpp>
#include <optout/scrub/row_states.hpp>

#include <fmt/format.h>
#include <simdjson.h>

#include <cstddef>
#include <utility>

namespace optout {
namespace {

using detail::seal_form;
namespace json = simdjson::dom;
using json_value = simdjson::simdjson_result<json::element>;

constexpr std::size_t most_bytes = std::size_t{256} << 20;
constexpr std::size_t tag_digits = 2 * sizeof(authentication_tag);

// What the tag of `text` covers, and the tag; nothing if there is none where it belongs.
struct sealed_text {
  std::string_view covered, tag;
};
std::optional<sealed_text> split_seal(std::string_view text, const seal_form& form) {
  const std::size_t behind = form.lead.size() + tag_digits + form.trail.size();
  if (text.size() < behind) return std::nullopt;
  const std::string_view end = text.substr(text.size() - behind);
  if (!end.starts_with(form.lead) || !end.ends_with(form.trail)) return std::nullopt;
  return sealed_text{text.substr(0, text.size() - behind), end.substr(form.lead.size(), tag_digits)};
}

absl::Status changed(const std::string& path) {
  return failure(fault::self_check,
                 fmt::format("{}: the seal is broken: this is not the report that was made", path));
}

absl::Status check_seal(std::string_view text, const seal_form& form, const keyring& keys,
                        const std::string& path) {
  const auto parts = split_seal(text, form);
  if (!parts.has_value()) return changed(path);
  const auto tag = keys.report_tag(parts->covered);
  if (!tag.ok()) return tag.status();
  if (to_hex(*tag) == parts->tag) return absl::OkStatus();
  // Another secret cannot be told from a change of what names it; either way nothing here can be trusted.
  constexpr std::string_view name = "\"secret\": \"";
  const std::size_t at = text.find(name);
  const std::string ours = to_hex(keys.id());
  if (at != text.npos && text.substr(at + name.size(), ours.size()) != ours) {
    return failure(fault::list, fmt::format("{}: sealed under another secret than this one", path));
  }
  return changed(path);
}

// The JSON report in a page.
std::optional<std::string_view> embedded_json(std::string_view page) {
  const std::size_t start = page.find(detail::script_start);
  if (start == page.npos) return std::nullopt;
  page.remove_prefix(start + detail::script_start.size());
  const std::size_t end = page.find(detail::script_end);
  if (end == page.npos) return std::nullopt;
  return page.substr(0, end);
}

// Takes values out of a report whose seal held. One that is missing or of another type makes all of it not good.
class value_reader {
 public:
  bool good() const { return good_; }

  template <typename T>
  T take(const json_value& from) {
    T out{};
    good_ = from.get(out) == simdjson::SUCCESS && good_;
    return out;
  }
  std::string text(const json_value& from) { return std::string(take<std::string_view>(from)); }
  std::uint32_t number(const json_value& from) {
    return static_cast<std::uint32_t>(take<std::uint64_t>(from));
  }
  static bool is_null(const json_value& from) {
    return from.error() == simdjson::SUCCESS && from.value_unsafe().is_null();
  }
  day_number day(const json_value& from) {
    if (is_null(from)) return 0;
    day_number out = 0;
    for (const char c : text(from)) {
      if (c != '-') out = out * 10 + static_cast<day_number>(c - '0');
    }
    return out;
  }
  template <typename Visit>
  void each(const json_value& from, Visit&& visit) {
    for (const json::element one : take<json::array>(from)) visit(json_value(json::element(one)));
  }
  std::vector<std::string> texts(const json_value& from) {
    std::vector<std::string> out;
    each(from, [&](const json_value& one) { out.push_back(text(one)); });
    return out;
  }
  // Words that each name a T.
  template <typename Set, typename FromText>
  Set set(const json_value& from, FromText from_text) {
    Set out;
    for (const std::string& word : texts(from)) {
      const auto one = from_text(word);
      if (one.has_value()) out.insert(*one);
      good_ = good_ && one.has_value();
    }
    return out;
  }
  kind_set kinds(const json_value& from) { return set<kind_set>(from, kind_from_text); }
  scope_set scope(const json_value& from) {
    scope_set out;
    for (const std::string& item : texts(from)) out.add(item);
    return out;
  }
  action mode(const json_value& from) {
    const auto does = action_from_text(text(from));
    good_ = good_ && does.has_value();
    return does.value_or(action::drop_row);
  }
  std::optional<file_digest> file(const json_value& from) {
    if (is_null(from)) return std::nullopt;
    return file_digest{text(from["name"]), take<std::uint64_t>(from["bytes"]), text(from["sha256"])};
  }
  policy rules(const json_value& from);

 private:
  bool good_ = true;
};

policy value_reader::rules(const json_value& from) {
  policy out;
  out.on_match = mode(from["mode"]);
  out.kinds = kinds(from["kinds"]);
  out.strict = kinds(from["strict"]);
  out.household = take<bool>(from["household"]);
  out.scope = scope(from["scope"]);
  out.as_of = day(from["as_of"]);
  if (!is_null(from["max_list_age_days"])) out.max_list_age_days = number(from["max_list_age_days"]);
  if (const json_value minors = from["minors"]; !is_null(minors)) {
    out.minors = minors_rule{number(minors["under"]), mode(minors["mode"]), text(minors["basis"])};
  }
  each(from["rules"], [&](const json_value& one) {
    policy_rule rule;
    rule.lists = texts(one["lists"]);
    rule.types = set<request_type_set>(one["types"], request_type_from_text);
    rule.kinds = kinds(one["kinds"]);
    rule.scopes = scope(one["scope"]);
    rule.states = texts(one["states"]);
    rule.from = day(one["from"]);
    rule.until = day(one["until"]);
    rule.does = mode(one["mode"]);
    rule.basis = text(one["basis"]);
    out.rules.push_back(std::move(rule));
  });
  each(from["list_age"], [&](const json_value& one) {
    out.age_limits.push_back({texts(one["lists"]), day(one["from"]), day(one["until"]), number(one["days"])});
  });
  return out;
}

absl::StatusOr<sealed_report> read_json(std::string_view text, const std::string& path) {
  json::parser parser;
  const auto root = parser.parse(text.data(), text.size());
  value_reader values;
  const auto found = values.take<std::uint64_t>(root["report"]);
  if (values.good() && found != report_version) {
    return failure(fault::usage, fmt::format("{}: a report of version {}; this optout reads version {}", path,
                                             found, report_version));
  }
  sealed_report out;
  out.run = values.text(root["run"]["id"]);
  out.dry_run = values.take<bool>(root["run"]["dry_run"]);
  if (!value_reader::is_null(root["run"]["previous"])) {
    out.previous_sha256 = values.text(root["run"]["previous"]["sha256"]);
  }
  out.column_map = values.take<bool>(root["column_map"]);
  out.rules = values.rules(root["policy"]);
  values.each(root["lists"], [&](const json_value& list) {
    out.list_digests.push_back(values.text(list["digest"]));
    out.list_names.push_back(values.text(list["name"]));
  });
  const auto input = values.file(root["files"]["input"]);
  out.input = input.value_or(file_digest{});
  out.output = values.file(root["files"]["output"]);
  out.audit = values.file(root["files"]["audit"]);
  out.rejects = values.file(root["files"]["rejects"]);
  if (!values.good() || !input.has_value()) {
    return failure(fault::self_check, fmt::format("{}: sealed, but not what a report says", path));
  }
  auto digest = sha256::of(text);
  if (!digest.ok()) return digest.status();
  out.sha256 = *std::move(digest);
  return out;
}

}  // namespace

absl::StatusOr<sealed_report> read_report(const std::string& path, const keyring& keys) {
  const auto bytes = read_small_file(path, most_bytes);
  if (!bytes.ok()) return bytes.status();
  std::string_view text = *bytes;
  if (text.starts_with(detail::html_start) || split_seal(text, detail::html_seal).has_value()) {
    if (auto status = check_seal(text, detail::html_seal, keys, path); !status.ok()) return status;
    const auto inside = embedded_json(text);
    if (!inside.has_value()) return changed(path);
    text = *inside;
  }
  if (auto status = check_seal(text, detail::json_seal, keys, path); !status.ok()) return status;
  return read_json(text, path);
}

bool looks_like_report(const std::string& path) {
  if (path == "-") return false;
  const auto file = mapped_file::open(path);
  if (!file.ok()) return false;
  const std::string_view text(reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size());
  return text.starts_with(detail::json_start) || text.starts_with(detail::html_start) ||
         split_seal(text, detail::json_seal).has_value() || split_seal(text, detail::html_seal).has_value();
}

}  // namespace optout
