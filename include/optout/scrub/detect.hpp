// Finds out what an export's columns hold: a guess from every header, checked against a sample of the cells.
//
// A header and its cells that agree give a confidence near 1. Where the cells contradict the header the
// column is not mapped, and if it would have been matched (an email, phone, name, street or ZIP) the whole
// guess has a problem: it is shown, never used. A column that nobody knows and that looks like phones or
// emails is marked. A first row that looks like data is no header, and then nothing of it is shown. No text
// here holds a cell's content. Cost: milliseconds an export. Nothing is kept of the sample.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/scrub/column_roles.hpp>
#include <optout/scrub/content_check.hpp>
#include <optout/scrub/header_grammar.hpp>
#include <optout/scrub/known_columns.hpp>
#include <optout/scrub/schema.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace optout {

// The first rows of an export, of which the first 200 are looked at. A row may be short.
struct sample {
  std::vector<std::vector<std::string_view>> rows;
};

struct detected {
  schema columns;
  bool has_header = true;
  std::vector<std::string> problems;  // why the guess must not be used; each a sentence without its full stop

  // Columns that look like personal data and are not matched: reported, and refused under --strict.
  std::vector<std::uint32_t> unmatched_personal() const;
  // An error of fault::usage when the guess must not be used.
  absl::Status status() const;
};

detected detect_schema(std::span<const std::string> headers, const sample& first_rows,
                       const known_columns& known = {});

// A table of the columns: name, role, confidence and why. Names are cut and made printable.
std::string describe(const schema& columns);

// A column's name for a message: in quotes, printable, and at most about 60 bytes.
std::string quoted_column(std::string_view name);

// ---- details ----

namespace detail {

inline constexpr std::size_t sample_rows = 200;
inline constexpr std::string_view nobody_named =
    "no column that can name a consumer: an email, a phone, or a name with an address";

inline std::vector<std::string_view> column_cells(const sample& first_rows, std::size_t column) {
  std::vector<std::string_view> out;
  for (std::size_t r = 0; r < std::min(first_rows.rows.size(), sample_rows); ++r) {
    if (column < first_rows.rows[r].size()) out.push_back(first_rows.rows[r][column]);
  }
  return out;
}

inline std::string printable(std::string_view name, std::size_t limit) {
  std::string out;
  for (char c : name.substr(0, limit)) out += is_ascii(c) && is_space(c) ? ' ' : c;
  while (name.size() > limit && !out.empty() && (out.back() & 0xC0) == 0x80) out.pop_back();
  if (name.size() > limit) out += "...";
  return out;
}

// A number, a ZIP, a sum or a date; or a street with its house number.
inline bool is_data(std::string_view name) {
  const content::shape s = content::shape_of(name);
  if (s.letters == 0) return s.digits >= 3;
  const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  std::string_view rest = name.substr(digits);
  if (digits == 0 || !rest.starts_with(' ')) return false;
  std::string last(rest.substr(rest.find_last_of(' ') + 1));
  std::transform(last.begin(), last.end(), last.begin(), to_lower);
  return tables::street_suffixes.contains(last);
}

// Whether the first row of a file names columns. An email or a phone never does.
inline bool is_header(std::span<const std::string> headers) {
  std::size_t known = 0, data = 0;
  for (const std::string& header : headers) {
    const std::string_view name = trim(header);
    if (content::holds_email(name) || content::mentions_phone(name) || content::is_phone(name)) return false;
    const header_meaning m = read_header(name);
    if (is_data(name)) {
      ++data;
    } else if (m.what != field::none || m.record) {
      ++known;
    }
  }
  return known > data;
}

// Whether matching depends on the field: then content that contradicts it is a problem of the whole guess.
inline bool is_matched(field what) {
  return what == field::email || what == field::phone || what == field::full_name ||
         what == field::first_name || what == field::last_name || what == field::address ||
         what == field::street || what == field::zip;
}

class schema_detector {
 public:
  schema_detector(std::span<const std::string> headers, const sample& first_rows, const known_columns& known)
      : headers_(headers), first_rows_(first_rows), known_(known) {}

  detected detect() {
    if (known_.empty() && !is_header(headers_)) return without_header();
    std::vector<header_meaning> meanings;
    for (std::size_t i = 0; i < headers_.size(); ++i) {
      has_house_numbers_ = has_house_numbers_ || read_header(headers_[i]).what == field::house_number;
    }
    for (std::size_t i = 0; i < headers_.size(); ++i) {
      const cell_role* role = find_column(known_.roles, headers_[i]);
      given_.push_back(role == nullptr ? std::nullopt : std::optional(*role));
      cells_.push_back({headers_[i], {}, 0, false, {}});
      meanings.push_back(given_[i] || known_.only ? header_meaning{} : checked_meaning(i));
    }
    const std::vector<cell_role> roles = assign_roles(std::move(meanings), given_);
    for (std::size_t i = 0; i < headers_.size(); ++i) finish(i, roles[i]);
    out_.columns = schema(std::move(cells_));
    check_whole();
    return std::move(out_);
  }

 private:
  // The columns by number: the first row may be somebody's.
  detected without_header() {
    for (std::size_t i = 0; i < headers_.size(); ++i) {
      cells_.push_back({"column " + std::to_string(i + 1), {}, 0, false, "no header"});
    }
    out_.columns = schema(std::move(cells_));
    out_.has_header = false;
    out_.problems.push_back("no header: the first row names no column that is known, or looks like data");
    return std::move(out_);
  }

  header_meaning checked_meaning(std::size_t i) {
    header_meaning m = read_header(headers_[i]);
    cell& c = cells_[i];
    if (m.who == "other" || m.what == field::none || m.what == field::satellite || m.what == field::id) {
      const bool known = m.what != field::none || m.record;
      c.confidence = known ? 0.9F : 0.0F;
      c.why = known ? "header" : "unknown header";
      return m;
    }
    // Beside a house number, `STREET` is the street's name alone.
    const bool name_alone = m.what == field::street && has_house_numbers_;
    const content_check check =
        check_content(name_alone ? field::street_name : m.what, column_cells(first_rows_, i));
    const float from_header = m.sure ? 1.0F : 0.9F;
    if (check.filled == 0) {
      c.confidence = 0.75F * from_header;
      c.why = "header; no cells to check it";
    } else if (m.sure ? !check.contradicts() : check.agrees()) {
      c.confidence = from_header * static_cast<float>(check.fitting) / static_cast<float>(check.filled);
      c.why = absl::StrCat("header; ", check.fitting, " of ", check.filled, " cells agree");
    } else {
      contradict(i, m, check);
    }
    return m;
  }

  // A sure header is wrong, which nobody must pass over; an unsure one meant something else.
  void contradict(std::size_t i, header_meaning& m, const content_check& check) {
    const std::string field_text(name_of(m.what));
    cells_[i].why = absl::StrCat("header may say ", field_text, ", cells do not");
    if (!m.sure) {
      const bool of_value = is_numbered(m.what);
      m.record = !of_value;
      m.satellite_of = of_value ? m.what : field::none;
      m.what = of_value ? field::satellite : field::none;
      cells_[i].confidence = 0.5F;
      return;
    }
    cells_[i].why = absl::StrCat("header says ", field_text, ", but only ", check.fitting, " of ",
                                 check.filled, " cells look like one");
    if (is_matched(m.what)) {
      out_.problems.push_back(
          absl::StrCat("column ", quoted_column(headers_[i]), " (number ", i + 1, "): ", cells_[i].why));
    }
    m = {};
  }

  void finish(std::size_t i, const cell_role& role) {
    cell& c = cells_[i];
    c.role = role;
    if (given_[i]) {
      c.confidence = 1;
      c.why = role == *given_[i] ? "named by the map" : "named by the map, as another column is";
      return;
    }
    if (role.whose == subject::other) return;
    const bool unmapped = role.whose == subject::none;
    const bool satellite = role.what == field::satellite || role.what == field::id;
    if (!unmapped && !satellite && role.whose != subject::record) return;
    // Parcel numbers look like phones: for what is known as a fact, only emails count.
    const std::vector<std::string_view> cells = column_cells(first_rows_, i);
    const bool emails = looks_like_emails(cells);
    const bool phones = role.whose != subject::record && looks_like_phones(cells);
    c.looks_personal = emails || phones;
    if (c.looks_personal) c.why += emails ? "; cells look like emails" : "; cells look like phones";
  }

  void check_whole() {
    const bool plainly = out_.columns.can_match();
    if (!plainly && !out_.columns.can_match_hashed()) {
      out_.problems.emplace_back(nobody_named);
    } else if (plainly && !has_contact() && !has_zip()) {
      out_.problems.push_back("there are names and streets, but no ZIP to tell streets apart");
    }
  }

  bool has_contact() const {
    return std::any_of(out_.columns.cells().begin(), out_.columns.cells().end(), [](const cell& c) {
      return c.role.whose != subject::other && (c.role.what == field::email || c.role.what == field::phone);
    });
  }

  // Some address has a ZIP: in a cell of its own, or at the end of its text.
  bool has_zip() const {
    const auto ends_in_zip = [](std::string_view text) {
      text = trim(text);
      return text.size() > 5 && std::all_of(text.end() - 5, text.end(), is_digit) &&
             !is_digit(*(text.end() - 6));
    };
    for (const address_cells_of& a : out_.columns.addresses()) {
      if (a.zip != no_cell || a.whole != no_cell) return true;
      if (a.street != no_cell && content::mostly(column_cells(first_rows_, a.street), ends_in_zip))
        return true;
    }
    return false;
  }

  std::span<const std::string> headers_;
  const sample& first_rows_;
  const known_columns& known_;
  std::vector<std::optional<cell_role>> given_;
  std::vector<cell> cells_;
  bool has_house_numbers_ = false;
  detected out_;
};

inline std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

inline void append_padded(std::string& out, const std::string& text, std::size_t width) {
  out += text;
  out.append(width - std::min(width, width_of(text)) + 2, ' ');
}

}  // namespace detail

inline std::vector<std::uint32_t> detected::unmatched_personal() const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < columns.cells().size(); ++i) {
    if (columns.cells()[i].looks_personal) out.push_back(i);
  }
  return out;
}

inline absl::Status detected::status() const {
  constexpr std::size_t most = 5;
  if (problems.empty()) return absl::OkStatus();
  std::string text = "the columns need a mapping: " + problems.front();
  for (std::size_t i = 1; i < std::min(problems.size(), most); ++i) text += "; " + problems[i];
  if (problems.size() > most) absl::StrAppend(&text, "; and ", problems.size() - most, " more");
  return failure(fault::usage, text);
}

inline detected detect_schema(std::span<const std::string> headers, const sample& first_rows,
                              const known_columns& known) {
  return detail::schema_detector(headers, first_rows, known).detect();
}

inline std::string quoted_column(std::string_view name) {
  return '"' + detail::printable(name, 60) + '"';
}

inline std::string describe(const schema& columns) {
  std::size_t name_width = 6, role_width = 4;
  std::vector<std::pair<std::string, std::string>> lines;
  for (const cell& c : columns.cells()) {
    lines.emplace_back(detail::printable(c.path, 48), c.role.whose == subject::none ? "-" : to_text(c.role));
    name_width = std::max(name_width, detail::width_of(lines.back().first));
    role_width = std::max(role_width, lines.back().second.size());
  }
  std::string out;
  detail::append_padded(out, "COLUMN", name_width);
  detail::append_padded(out, "ROLE", role_width);
  out += "CONFIDENCE  WHY\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const cell& c = columns.cells()[i];
    detail::append_padded(out, lines[i].first, name_width);
    detail::append_padded(out, lines[i].second, role_width);
    std::string percent = std::to_string(std::lround(c.confidence * 100)) + " %";
    percent.insert(0, 10 - std::min<std::size_t>(percent.size(), 10), ' ');
    out += percent + "  " + c.why + '\n';
  }
  return out;
}

}  // namespace optout
