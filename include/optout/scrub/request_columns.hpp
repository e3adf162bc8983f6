// Finds out what the columns of a requests file hold: those about the request (its id, type, dates, scope,
// source, under any of their usual names), and those that name the consumer, by the grammar for exports.
//
// A request is about one person, who is owner 1 of `consumer.columns` and has every address of the row. An
// authorized agent, an attorney or a company's officer beside them is never taken for the consumer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/scrub/detect.hpp>
#include <optout/scrub/known_columns.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace optout {

struct request_columns {
  // Indices of columns, by request_column; no_cell where the file has none.
  std::array<std::uint32_t, request_column_names.size()> about_request;
  detected consumer;

  std::uint32_t operator[](request_column column) const {
    return about_request[static_cast<std::size_t>(column)];
  }
  absl::Status status() const { return consumer.status(); }
};

request_columns detect_request_columns(std::span<const std::string> headers, const sample& first_rows,
                                       const known_columns& known = {});

// ---- details ----

namespace detail {

// What each column about the request is called, the best name first.
inline constexpr std::string_view request_column_aliases[] = {
    "requestid requestnumber requestno requestref requestreference ticketid ticketnumber ticket caseid "
    "casenumber "
    "dsrid dsarid confirmationnumber confirmationid referencenumber referenceid reference case ref id",
    "requesttype typeofrequest righttype right action type request",
    "receiveddate datereceived receivedat receivedon received requestdate dateofrequest requestedat "
    "requestedon "
    "submitteddate datesubmitted submittedat submittedon submitted createddate datecreated createdat date "
    "timestamp",
    "expiresdate dateexpires expirydate expirationdate expiresat expireson expires expiry expiration "
    "validuntil "
    "enddate until",
    "scope requestscope appliesto",
    "source requestsource origin receivedfrom receivedvia",
};
static_assert(std::size(request_column_aliases) == request_column_names.size());

// The rank of `header` among the names of a column, the best being 0; none for another column.
inline std::optional<std::size_t> alias_rank(std::string_view header, std::string_view aliases) {
  std::string name;
  for (char c : header) {
    if (is_alnum(c) || !is_ascii(c)) name += to_lower(c);
  }
  for (std::size_t rank = 0; !aliases.empty(); ++rank) {
    const std::size_t end = std::min(aliases.find(' '), aliases.size());
    if (aliases.substr(0, end) == name) return rank;
    aliases.remove_prefix(std::min(end + 1, aliases.size()));
  }
  return std::nullopt;
}

class request_detector {
 public:
  request_detector(std::span<const std::string> headers, const sample& first_rows, const known_columns& known)
      : headers_(headers), first_rows_(first_rows), known_(known) {
    out_.about_request.fill(no_cell);
  }

  request_columns detect() {
    if (known_.empty() && !is_header(headers_)) {
      out_.consumer = detect_schema(headers_, first_rows_);
      return std::move(out_);
    }
    for (std::size_t c = 0; c < request_column_names.size(); ++c) find(static_cast<request_column>(c));
    known_columns known = known_;
    for (std::uint32_t i : out_.about_request) {
      if (i == no_cell) continue;
      known.roles.insert(known.roles.begin(),
                         {headers_[i], {subject::record, field::none, 0, 0, field::none}});
    }
    out_.consumer = detect_schema(headers_, first_rows_, known);
    gather_consumer();
    return std::move(out_);
  }

 private:
  void find(request_column column) {
    const std::size_t c = static_cast<std::size_t>(column);
    std::size_t best = SIZE_MAX;
    for (std::uint32_t i = 0; i < headers_.size(); ++i) {
      std::size_t rank = SIZE_MAX;
      if (const request_column* said = find_column(known_.request_roles, headers_[i])) {
        if (*said != column) continue;
        rank = 0;
      } else if (known_.only || find_column(known_.roles, headers_[i]) != nullptr) {
        continue;
      } else if (const auto alias = alias_rank(headers_[i], request_column_aliases[c])) {
        rank = *alias + 1;
      }
      if (rank < best) {
        best = rank;
        out_.about_request[c] = i;
      }
    }
  }

  // All that names somebody names the one consumer, or is said to be another's.
  void gather_consumer() {
    std::vector<cell> cells = out_.consumer.columns.cells();
    const bool has_owner = std::any_of(cells.begin(), cells.end(), [](const cell& c) {
      return c.role.whose == subject::owner && c.role.person == 1;
    });
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
      cell& c = cells[i];
      cell_role& role = c.role;
      if (std::find(out_.about_request.begin(), out_.about_request.end(), i) != out_.about_request.end()) {
        c.why = "about the request";
      }
      const bool of_person = role.whose == subject::owner || role.whose == subject::contact;
      const bool same = role.whose == subject::owner ? role.person == 1 : !has_owner && role.person == 1;
      if (of_person && !same) {
        set_apart(c, i);
      } else if (role.whose == subject::property || role.whose == subject::mailing ||
                 role.whose == subject::row || of_person) {
        const cell_role before = role;
        role.whose = subject::owner;
        role.person = 1;
        if (is_address_field(role.what) || is_address_field(role.satellite_of) ||
            role.what == field::care_of) {
          role.slot = address_number(before);
        }
      }
    }
    std::vector<std::string>& problems = out_.consumer.problems;
    out_.consumer.columns = schema(std::move(cells));
    // A request may be about an address alone, and is never about a device alone.
    problems.erase(std::remove(problems.begin(), problems.end(), nobody_named), problems.end());
    const schema& columns = out_.consumer.columns;
    if (columns.addresses().empty() && !columns.can_match()) problems.emplace_back(nobody_named);
    if (out_[request_column::request_id] == no_cell) problems.emplace_back("no column request_id");
  }

  // A second person's email may be the consumer's second: that is for the user to say.
  void set_apart(cell& c, std::uint32_t index) {
    if (c.role.what == field::email || c.role.what == field::phone) {
      out_.consumer.problems.push_back(absl::StrCat("column ", quoted_column(headers_[index]), " (number ",
                                                    index + 1,
                                                    ") may be about another person than the consumer"));
    }
    c.role = {};
    c.confidence = 0;
    c.why = "about another person than the consumer";
  }

  std::uint16_t address_number(const cell_role& role) {
    const auto next = static_cast<std::uint16_t>(addresses_.empty() ? 0 : addresses_.size() + 1);
    return addresses_.try_emplace({role.whose, role.person, role.slot}, next).first->second;
  }

  std::span<const std::string> headers_;
  const sample& first_rows_;
  const known_columns& known_;
  std::map<std::tuple<subject, std::uint16_t, std::uint16_t>, std::uint16_t> addresses_;
  request_columns out_;
};

}  // namespace detail

inline request_columns detect_request_columns(std::span<const std::string> headers, const sample& first_rows,
                                              const known_columns& known) {
  return detail::request_detector(headers, first_rows, known).detect();
}

}  // namespace optout
