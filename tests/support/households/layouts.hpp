// The exports' CSV: a line for each row, written by the tables of columns.
//
// Cells that say nothing of a person (year built, flags, notes) are made up here. Notes hold doubled quotes and line
// breaks, and never a phone, an email or a name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "more_vendor_columns.hpp"
#include "request_writer.hpp"
#include "town.hpp"
#include "vendor_columns.hpp"

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace optout::households {

std::optional<layout> layout_from_text(std::string_view name);
std::span<const column> columns_of(layout columns);
char delimiter_of(const options& o);

// Writes cells into a line of CSV, with quotes where they are needed and now and then where they are not.
class csv_line {
 public:
  csv_line(std::string& out, char delimiter, std::uint64_t seed)
      : out_(out), delimiter_(delimiter), chance_(seed) {}
  csv_line& operator()(std::string_view cell);
  csv_line& operator()() { return (*this)(std::string_view{}); }
  void end(bool crlf) { out_ += crlf ? "\r\n" : "\n"; }

 private:
  std::string& out_;
  char delimiter_;
  std::uint64_t chance_;
  bool first_ = true;
};

// Appends the header line, the line of a row, the line of a request.
void append_header(const options& o, std::string& out);
void append_row(const options& o, std::uint64_t n, const row_cells& cells, std::string& out);

// ---- details ----

namespace detail {
struct layout_table {
  std::string_view name;
  std::span<const column> columns;
};
inline constexpr layout_table layout_tables[] = {
    {"plain", plain_columns},
    {"batchleads", batchleads_columns},
    {"propstream", propstream_columns},
    {"propertyradar", propertyradar_columns},
    {"dealmachine", dealmachine_columns},
    {"realestateapi", realestateapi_columns},
    {"attom", attom_columns},
    {"recipient", recipient_columns},
    {"precisely", precisely_columns},
    {"melissa", melissa_columns},
    {"multivalued", multivalued_columns},
    {"batchdata", batchdata_columns},
};
}  // namespace detail

inline std::optional<layout> layout_from_text(std::string_view name) {
  for (unsigned i = 0; i < std::size(detail::layout_tables); ++i)
    if (name == detail::layout_tables[i].name) return static_cast<layout>(i);
  return std::nullopt;
}

inline std::span<const column> columns_of(layout columns) {
  return detail::layout_tables[static_cast<unsigned>(columns)].columns;
}

inline char delimiter_of(const options& o) {
  if (o.delimiter != 0) return o.delimiter;
  return o.columns == layout::attom ? '|' : ',';
}

inline csv_line& csv_line::operator()(std::string_view cell) {
  if (!first_) out_.push_back(delimiter_);
  first_ = false;
  chance_ = mix(chance_);
  bool quoted = !cell.empty() && chance_ % 40 == 0;
  for (char c : cell) quoted = quoted || c == delimiter_ || c == '"' || c == '\n' || c == '\r';
  if (!quoted) {
    out_.append(cell);
    return *this;
  }
  out_.push_back('"');
  for (char c : cell) {
    if (c == '"') out_.push_back('"');
    out_.push_back(c);
  }
  out_.push_back('"');
  return *this;
}

inline void append_header(const options& o, std::string& out) {
  if (o.bom) out += "\xEF\xBB\xBF";
  bool first = true;
  for (const column& c : columns_of(o.columns)) {
    if (!first) out.push_back(delimiter_of(o));
    first = false;
    out += c.name;
  }
  out += o.crlf ? "\r\n" : "\n";
}

namespace detail {

inline std::string_view some_type(std::string_view phone, dice& d) {
  static constexpr std::string_view types[] = {"Mobile", "Landline", "Mobile", "VoIP", "Residential", ""};
  const std::string_view type = d.pick(types);
  return phone.empty() ? std::string_view{} : type;
}

inline std::string_view yes_no(std::string_view value, dice& d) {
  const bool yes = d.chance(20);
  return value.empty() ? std::string_view{} : yes ? "Yes" : "No";
}

inline std::string some_hash(std::string_view value, dice& d) {
  static constexpr std::string_view hex = "0123456789abcdef";
  if (value.empty()) return {};
  std::string out;
  for (std::uint64_t half : {d.next(), d.next()})
    for (unsigned i = 0; i < 16; ++i, half >>= 4) out.push_back(hex[half & 15]);
  return out;
}

inline std::string_view some_note(dice& d) {
  static constexpr std::string_view notes[] = {"said \"not interested\", follow up in spring",
                                               "roof replaced; new siding",
                                               "corner lot, fence on the east side",
                                               "owner says \"maybe next year\"",
                                               "first line\nsecond line",
                                               "tenant occupied, do not disturb",
                                               "gate code needed\r\nask at the office",
                                               "inherited 2019, \"as is\"",
                                               "pool, 2 car garage",
                                               "long-time owner",
                                               "vacant lot next door",
                                               "N/A",
                                               "see file"};
  const unsigned which = d.below(100);
  return which < 55 ? std::string_view{} : notes[which % std::size(notes)];
}

// The whole address in one cell.
inline std::string full_address(const address_cells& a) {
  std::string out = a.line;
  for (const std::string* piece : {&a.unit, &a.city, &a.state})
    if (!piece->empty()) out.append(out.empty() ? "" : ", ").append(*piece);
  return a.zip.empty() ? out : out.append(" ").append(a.zip);
}

// Takes the middle initial off a given name, the generation off a surname: for columns of their own.
inline std::string_view off_first(std::string_view& first) {
  const std::size_t size = first.size();
  if (size < 3 || first[size - 2] != ' ' || first[size - 1] < 'A' || first[size - 1] > 'Z') return {};
  const std::string_view initial = first.substr(size - 1);
  first.remove_suffix(2);
  return initial;
}
inline std::string_view off_last(std::string_view& last) {
  for (std::string_view generation : {" Jr", " Sr", " III"}) {
    if (!last.ends_with(generation)) continue;
    const std::string_view suffix = last.substr(last.size() - generation.size() + 1);
    last.remove_suffix(generation.size());
    return suffix;
  }
  return {};
}

// The cells of one row.
class row_writer {
 public:
  row_writer(const options& o, std::uint64_t n, const row_cells& cells, std::string& out);
  void write() {
    for (const column& c : columns_of(options_.columns)) line_(text_of(c));
    line_.end(options_.crlf);
  }

 private:
  std::string text_of(const column& c);
  std::string record(const column& c);
  std::string of_person(const column& c);
  std::string values(const column& c, std::span<const std::string> from);
  std::string beside(const column& c, bool there);
  std::string of_address(const column& c);
  bool has(const column& c) const;
  // Whether the property's address stands in pieces; else all of it is in the street's column.
  bool in_pieces() const { return cells_.property_place.is_street() && pieces_; }
  bool whole_line_too() const { return options_.columns == layout::attom; }

  const options& options_;
  std::uint64_t n_;
  const row_cells& cells_;
  dice d_;
  csv_line line_;
  std::string year_, apn_;
  std::string_view county_;
  bool pieces_, cared_for_;
};

inline row_writer::row_writer(const options& o, std::uint64_t n, const row_cells& cells, std::string& out)
    : options_(o),
      n_(n),
      cells_(cells),
      d_(o.seed, purpose::row, ~n),
      line_(out, delimiter_of(o), d_.next()),
      year_(std::to_string(1900 + d_.below(124))) {
  apn_ = decimal(n / 89 % 1000, 3) + "-" + decimal(n % 89, 3) + "-" + decimal(d_.below(90), 2);
  static constexpr std::string_view counties[] = {"Adams", "Lake", "Marion", "Franklin", "Orange"};
  county_ = d_.pick(counties);
  dice extra(o.seed, purpose::extra, ~n);
  const bool fits = cells.property_place.unit < unit_kind::building && o.level == spelling_level::standard;
  const bool mostly = extra.chance(60);
  pieces_ = whole_line_too() || (fits && mostly);
  cared_for_ = extra.chance(25);
}

inline std::string row_writer::text_of(const column& c) {
  if (!c.text.empty()) return std::string(c.text);
  if (c.of == whose::record) return record(c);
  if (c.what == holds::phone) return values(c, cells_.phones);
  if (c.what == holds::email) return values(c, cells_.emails);
  if (is_phone(c.what) || is_email(c.what)) return beside(c, has(c));
  return c.what >= holds::line ? of_address(c) : of_person(c);
}

inline std::string row_writer::record(const column& c) {
  switch (c.what) {
    case holds::id: return c.number == 0 ? decimal(n_ + 1, 7) : std::to_string(c.number + n_);
    case holds::apn: return apn_;
    case holds::year: return year_;
    case holds::occupied: return cells_.has_mailing ? "No" : "Yes";
    case holds::absent: return cells_.has_mailing ? "N" : "Y";
    case holds::share: return std::to_string(d_.below(100));
    default: return std::string(some_note(d_));
  }
}

inline std::string row_writer::of_person(const column& c) {
  if (c.of == whose::other) return cells_.agent_name;
  const bool anybody = person_of(c.of) < 0;  // a flag of the row
  static constexpr std::string_view genders[] = {"F", "M", "Female", "Male", "U"};
  const name_cells& name = cells_.owners[person_of(c.of) == 1 ? 1 : 0];
  const bool there = anybody || !name.full.empty();
  std::string_view first = name.first, last = name.last;
  const bool apart = options_.columns == layout::precisely || options_.columns == layout::batchdata;
  const std::string_view initial = apart ? off_first(first) : std::string_view{};
  const std::string_view generation =
      options_.columns == layout::precisely ? off_last(last) : std::string_view{};
  switch (c.what) {
    case holds::full_name: return name.full;
    case holds::first_name: return std::string(first);
    case holds::middle_name: return std::string(initial);
    case holds::last_name: return std::string(last);
    case holds::name_suffix: return std::string(generation);
    case holds::likely: return there ? "Likely Owner" : "";
    case holds::flag: return std::string(yes_no(there ? "x" : "", d_));
    case holds::dob: {
      const std::string born = some_date(1940, 63, d_);
      return !there ? "" : options_.columns == layout::precisely ? replaced(born, '-', "") : born;
    }
    case holds::age: {
      const unsigned age = 21 + d_.below(70);
      return there ? std::to_string(age) : "";
    }
    case holds::gender: {
      const std::string_view gender = d_.pick(genders);
      return there ? std::string(gender) : "";
    }
    default: return there ? some_hash("x", d_) : "";
  }
}

// Phones or emails: one, or several in one cell.
inline std::string row_writer::values(const column& c, std::span<const std::string> from) {
  if (c.of == whose::other) return c.what == holds::phone ? cells_.agent_phone : cells_.agent_email;
  static constexpr std::string_view joints[] = {"; ", ", ", " | ", "\n"};
  std::string out;
  const std::string_view joint = (c.number & (c.number - 1)) != 0 ? d_.pick(joints) : joints[0];
  for (std::size_t i = 0; i < from.size(); ++i) {
    if ((c.number >> i & 1) == 0 || from[i].empty()) continue;
    if (!out.empty()) out += joint;
    out += from[i];
  }
  return out;
}

inline bool row_writer::has(const column& c) const {
  const std::span<const std::string> from = is_phone(c.what) ? std::span<const std::string>(cells_.phones)
                                                             : std::span<const std::string>(cells_.emails);
  for (std::size_t i = 0; i < from.size(); ++i)
    if ((c.number >> i & 1) != 0 && !from[i].empty()) return true;
  return false;
}

// What goes with a phone or an email that is `there`.
inline std::string row_writer::beside(const column& c, bool there) {
  const std::string_view value = there ? "x" : "";
  static constexpr std::string_view carriers[] = {"Example Wireless", "Example Telephone Co",
                                                  "Sample Mobile LLC"};
  switch (c.what) {
    case holds::phone_type: return std::string(some_type(value, d_));
    case holds::phone_dnc: return std::string(yes_no(value, d_));
    case holds::phone_carrier: {
      const std::string_view carrier = d_.pick(carriers);
      return there ? std::string(carrier) : "";
    }
    case holds::phone_score: {
      const unsigned score = 1 + d_.below(100);
      return there ? std::to_string(score) : "";
    }
    case holds::email_hash: return some_hash(value, d_);
    default: return there ? "Active" : "";
  }
}

inline std::string row_writer::of_address(const column& c) {
  const bool mailing = c.of == whose::mailing;
  const address_cells& cells = mailing ? cells_.mailing : cells_.property;
  const address& place = cells_.property_place;
  switch (c.what) {
    case holds::line: return cells.line;
    case holds::unit: return cells.unit;
    case holds::city: return cells.city;
    case holds::state: return cells.state;
    case holds::zip: return cells.zip;
    case holds::plus4: return whole_line_too() || cells.line.empty() ? "" : decimal(1000 + d_.below(8000), 4);
    case holds::county: return std::string(county_);
    case holds::whole: return full_address(cells);
    case holds::care_of: return cared_for_ && cells_.has_mailing ? "C/O Example Property Services" : "";
    default: break;
  }
  if (!in_pieces()) return c.what == holds::street_name && !whole_line_too() ? cells.line : "";
  const bool unit = place.unit != unit_kind::none && place.unit < unit_kind::building;
  const std::string unit_in_words = unit ? unit_text(place, {}) : "";
  const auto blank = unit_in_words.find(' ');
  switch (c.what) {
    case holds::house_number: return house_number(place, 0);
    case holds::predirectional: return std::string(directions[place.before].usual);
    case holds::street_name: return street_name(place, {});
    case holds::street_suffix: return std::string(suffixes[place.suffix].usual);
    case holds::postdirectional: return std::string(directions[place.after].usual);
    case holds::unit_type: return unit_in_words.substr(0, blank);
    default: return unit ? unit_in_words.substr(blank + 1) : "";
  }
}

}  // namespace detail

inline void append_row(const options& o, std::uint64_t n, const row_cells& c, std::string& out) {
  detail::row_writer(o, n, c, out).write();
}

// The requests' file: always commas.
inline void append_request_header(std::string& out) {
  csv_line line(out, ',', 1);
  for (std::string_view name : request_header) out.append(out.empty() ? "" : ",").append(name);
  line.end(false);
}

inline void append_request(const request_cells& r, std::string& out) {
  csv_line line(out, ',', out.size());
  line(r.id)(r.type)(r.first)(r.last)(r.name)(r.email)(r.phone)(r.where.line)(r.where.unit)(r.where.city);
  line(r.where.state)(r.where.zip)(r.dob)(r.received)()()(r.source);
  line.end(false);
}

}  // namespace optout::households
