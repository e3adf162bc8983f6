// The columns of the exports, as each vendor calls them, and the CSV that carries them.
//
// Cells that say nothing of a person (year built, flags, notes) are made up here. Notes hold doubled quotes and line
// breaks, and never a phone, an email or a name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "request_writer.hpp"
#include "town.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace optout::households {

std::optional<layout> layout_from_text(std::string_view name);
std::string_view header_of(layout columns);  // separated by commas
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

inline std::optional<layout> layout_from_text(std::string_view name) {
  static constexpr std::string_view names[] = {"plain",       "batchleads",    "propstream", "propertyradar",
                                               "dealmachine", "realestateapi", "attom"};
  for (unsigned i = 0; i < std::size(names); ++i)
    if (name == names[i]) return static_cast<layout>(i);
  return std::nullopt;
}

inline char delimiter_of(const options& o) {
  if (o.delimiter != 0) return o.delimiter;
  return o.columns == layout::attom ? '|' : ',';
}

inline std::string_view header_of(layout columns) {
  switch (columns) {
    case layout::plain:
      return "record_id,apn,owner1_first,owner1_last,owner2_first,owner2_last,property_address,unit,city,"
             "state,zip,"
             "mailing_address,mailing_city,mailing_state,mailing_zip,phone1,phone1_type,phone2,phone2_type,"
             "email1,"
             "email2,year_built,notes";
    case layout::batchleads:
      return "First Name,Last Name,Mailing Address,Mailing City,Mailing State,Mailing Zip,Mailing County,"
             "Property Address,Property City,Property State,Property Zip,Property County,Email,Email 2,"
             "Phone 1,Phone 1 DNC,Phone 1 TYPE,Phone 2,Phone 2 DNC,Phone 2 TYPE,Phone 3,Phone 3 DNC,Phone 3 "
             "TYPE,"
             "Phone 4,Phone 4 DNC,Phone 4 TYPE,Phone 5,Phone 5 DNC,Phone 5 TYPE,Litigator,Property Type "
             "Detail,"
             "Ltv Current Estimated Combined";
    case layout::propstream:
      return "Address,Unit #,City,State,Zip,County,APN,Owner Occupied,Owner 1 First Name,Owner 1 Last Name,"
             "Owner 2 First Name,Owner 2 Last Name,Mailing Care of Name,Mailing Address,Mailing Unit "
             "#,Mailing City,"
             "Mailing State,Mailing Zip,Mailing County,Do Not Mail,Litigator,Phone 1,Phone 1 Type,Phone 1 "
             "DNC,"
             "Phone 2,Phone 2 Type,Phone 2 DNC,Phone 3,Phone 3 Type,Phone 3 DNC,Phone 4,Phone 4 Type,Phone 4 "
             "DNC,"
             "Phone 5,Phone 5 Type,Phone 5 DNC,Email 1,Email 2,Email 3,Email 4,MLS Agent Name,MLS Agent "
             "Phone,"
             "MLS Agent E-Mail,Method of Add";
    case layout::propertyradar:
      return "Type,Address,City,ZIP,County,APN,Year Built,Owner,Mail Address,Mail City,Mail State,Mail ZIP,"
             "Owner Occ?,Primary Name,Primary First Name,Primary Last Name,Primary Phone1,Primary Phone1 "
             "Status,"
             "Primary Mobile Phone1,Primary Mobile 1 Status,Primary Email1,Primary Email 1 Status,Primary "
             "Email1 Hash,"
             "Secondary Name,Secondary First Name,Secondary Last Name,Secondary Mobile Phone1,"
             "Secondary Mobile 1 Status,Secondary Email1,Secondary Email 1 Status,Secondary Email1 Hash";
    case layout::dealmachine:
      return "lead_id,property_address_full,property_address_line_1,property_address_line_2,property_address_"
             "city,"
             "property_address_state,property_address_zipcode,owner_1_name,owner_1_firstname,owner_1_"
             "lastname,"
             "owner_2_name,owner_2_firstname,owner_2_lastname,owner_address_line_1,owner_address_line_2,"
             "owner_address_city,owner_address_state,owner_address_zip,contact_1_name,contact_1_flags,"
             "contact_1_phone1,contact_1_phone1_type,contact_1_phone2,contact_1_email1,contact_2_name,"
             "contact_2_flags,contact_2_phone1,contact_2_phone1_type,contact_2_email1";
    case layout::realestateapi:
      return "id,apn,owner1FirstName,owner1LastName,owner1FullName,owner2FirstName,owner2LastName,"
             "owner2FullName,"
             "address.street,address.city,address.state,address.zip,mailAddress.street,mailAddress.city,"
             "mailAddress.state,mailAddress.zip,ownerOccupied,phone1,phone1Type,phone2,phone2Type,phone3,"
             "phone3Type,"
             "email1,email2,yearBuilt";
    case layout::attom:
      return "[ATTOM ID],ParcelNumberRaw,PropertyAddressFull,PropertyAddressHouseNumber,"
             "PropertyAddressStreetDirection,PropertyAddressStreetName,PropertyAddressStreetSuffix,"
             "PropertyAddressStreetPostDirection,PropertyAddressUnitPrefix,PropertyAddressUnitValue,"
             "PropertyAddressCity,PropertyAddressState,PropertyAddressZIP,PropertyAddressZIP4,"
             "PartyOwner1NameFull,"
             "PartyOwner1NameFirst,PartyOwner1NameMiddle,PartyOwner1NameLast,PartyOwner1NameSuffix,"
             "PartyOwner2NameFull,PartyOwner2NameFirst,PartyOwner2NameMiddle,PartyOwner2NameLast,"
             "PartyOwner2NameSuffix,ContactOwnerMailAddressFull,ContactOwnerMailAddressCity,"
             "ContactOwnerMailAddressState,ContactOwnerMailAddressZIP,PartyOwner1Phone,PartyOwner1Email,"
             "PartyOwner2Phone,PartyOwner2Email,StatusOwnerOccupiedFlag,YearBuilt";
  }
  return {};
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
  for (char c : header_of(o.columns)) out.push_back(c == ',' ? delimiter_of(o) : c);
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

inline std::string full_address(const address_cells& a) {
  std::string out = a.line;
  if (!a.unit.empty()) out += ", " + a.unit;
  return out + ", " + a.city + ", " + a.state + " " + a.zip;
}

// A unit apart into what it is and which: "Apt 4" -> "Apt", "4".
inline void append_unit_parts(const address& a, csv_line& line) {
  if (a.unit == unit_kind::none || a.unit >= unit_kind::building) {
    line()();
    return;
  }
  std::string text = unit_text(a, {});
  const auto space = text.find(' ');
  line(text.substr(0, space))(text.substr(space + 1));
}

}  // namespace detail

inline void append_row(const options& o, std::uint64_t n, const row_cells& c, std::string& out) {
  dice d(o.seed, purpose::row, ~n);
  csv_line line(out, delimiter_of(o), d.next());
  const std::string year = std::to_string(1900 + d.below(124));
  const std::string apn = detail::decimal(n / 89 % 1000, 3) + "-" + detail::decimal(n % 89, 3) + "-" +
                          detail::decimal(d.below(90), 2);
  const auto person = [&line](const name_cells& name) { line(name.first)(name.last); };
  const auto place = [&line](const address_cells& a) { line(a.city)(a.state)(a.zip); };
  const auto& [owner1, owner2] = c.owners;
  const auto& [phone1, phone2, phone3] = c.phones;
  const auto& [email1, email2] = c.emails;
  static constexpr std::string_view counties[] = {"Adams", "Lake", "Marion", "Franklin", "Orange"};
  const std::string_view county = d.pick(counties);
  const std::string_view occupied = c.has_mailing ? "No" : "Yes";
  switch (o.columns) {
    case layout::plain:
      line(detail::decimal(n + 1, 7))(apn);
      person(owner1), person(owner2);
      line(c.property.line)(c.property.unit), place(c.property);
      line(c.mailing.line), place(c.mailing);
      line(phone1)(detail::some_type(phone1, d))(phone2)(detail::some_type(phone2, d));
      line(email1)(email2)(year)(detail::some_note(d));
      break;
    case layout::batchleads:
      person(owner1);
      line(c.mailing.line), place(c.mailing), line(county);
      line(c.property.line), place(c.property), line(county);
      line(email1)(email2);
      for (std::string_view phone : {std::string_view(phone1), std::string_view(phone2),
                                     std::string_view(phone3), std::string_view{}, std::string_view{}})
        line(phone)(detail::yes_no(phone, d))(detail::some_type(phone, d));
      line(detail::yes_no("x", d))("Single Family")(std::to_string(d.below(100)));
      break;
    case layout::propstream:
      line(c.property.line)(c.property.unit), place(c.property), line(county)(apn)(occupied);
      person(owner1), person(owner2);
      line()(c.mailing.line)(c.mailing.unit), place(c.mailing),
          line(county)(detail::yes_no("x", d))(detail::yes_no("x", d));
      for (std::string_view phone : {std::string_view(phone1), std::string_view(phone2),
                                     std::string_view(phone3), std::string_view{}, std::string_view{}})
        line(phone)(detail::some_type(phone, d))(detail::yes_no(phone, d));
      line(email1)(email2)()()(c.agent_name)(c.agent_phone)(c.agent_email)("List");
      break;
    case layout::propertyradar:
      line("SFR")(c.property.line)(c.property.city)(c.property.zip)(county)(apn)(year)(owner1.full);
      line(c.mailing.line), place(c.mailing), line(occupied);
      line(owner1.full), person(owner1);
      line(phone1)(phone1.empty() ? "" : "Active")(phone3)(phone3.empty() ? "" : "Active");
      line(email1)(email1.empty() ? "" : "Active")(detail::some_hash(email1, d));
      line(owner2.full), person(owner2);
      line(phone2)(phone2.empty() ? "" : "Active")(email2)(email2.empty() ? "" : "Active")(
          detail::some_hash(email2, d));
      break;
    case layout::dealmachine:
      line(std::to_string(10'000'000 + n))(detail::full_address(c.property))(c.property.line)(
          c.property.unit),
          place(c.property);
      line(owner1.full), person(owner1), line(owner2.full), person(owner2);
      line(c.mailing.line)(c.mailing.unit), place(c.mailing);
      line(owner1.full)("Likely Owner")(phone1)(detail::some_type(phone1, d))(phone3)(email1);
      line(owner2.full)(owner2.full.empty() ? ""
                                            : "Likely Owner")(phone2)(detail::some_type(phone2, d))(email2);
      break;
    case layout::realestateapi:
      line(std::to_string(200'000'000 + n))(apn);
      person(owner1), line(owner1.full), person(owner2), line(owner2.full);
      line(c.property.line), place(c.property), line(c.mailing.line), place(c.mailing), line(occupied);
      for (const std::string& phone : c.phones) line(phone)(detail::some_type(phone, d));
      line(email1)(email2)(year);
      break;
    case layout::attom: {
      const address& a = c.property_place;
      line(std::to_string(100'000'000 + n))(apn)(c.property.line);
      if (a.is_street()) {
        line(house_number(a, 0))(directions[a.before].usual)(street_name(a, {}))(suffixes[a.suffix].usual);
        line(directions[a.after].usual), detail::append_unit_parts(a, line);
      } else {
        line()()()()()()();
      }
      place(c.property), line();
      for (const name_cells& name : c.owners) line(name.full)(name.first)()(name.last)();
      line(c.mailing.line), place(c.mailing);
      line(phone1)(email1)(phone2)(email2)(c.has_mailing ? "N" : "Y")(year);
      break;
    }
  }
  line.end(o.crlf);
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
