// Suppression lists of invented people, made by the same walk as the tool's `compile`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key_batch.hpp>
#include <optout/list/list_builder.hpp>
#include <optout/list/suppression_list.hpp>
#include <optout/scrub/identify.hpp>
#include <optout/scrub/scrubber.hpp>
#include <support/catch.hpp>
#include <support/secrets.hpp>
#include <support/table.hpp>
#include <support/temp_folder.hpp>

#include <string>
#include <utility>
#include <vector>

namespace optout::test {

// What is the same for every request of a list.
struct list_like {
  request_type type = request_type::opt_out;
  bool household = false;
  day_number expires = 0;
  level at = level::standard;
  bool narrowable = true;
};

// Adds one request a row of `asked`, with the ids PREFIX0, PREFIX1, ...
inline void add_people(list_builder& builder, const std::string& prefix, const table& asked,
                       const list_like& like = {}, day_number received = 0) {
  const keyring keys = keyring_of(1);
  wanted_kinds wanted;
  for (const kind k : {kind::email, kind::phone, kind::person_at}) wanted.want(k, like.at);
  if (like.household || like.type == request_type::address) wanted.want(kind::address, like.at);
  if (like.narrowable) wanted.want(kind::person_zip, like.at);
  wanted.want(kind::phone_strict, like.at);
  wanted.want(kind::person_strict, like.at);
  row_identifier identifiers(asked.layout(), wanted, side::list);
  struct sink {
    const keyring& keys;
    list_builder& builder;
    std::uint32_t request;
    level at;
    void found(const identifier_place& where, std::string_view form) {
      builder.add_key(where.what, at, key_batch::make(keys, where.what, form), request);
    }
    void junk(const identifier_place&) {}
    void rounded(const identifier_place&) {}
    void repaired(std::uint32_t) {}
  };
  for (std::size_t row = 0; row < asked.rows().rows; ++row) {
    const std::string id = prefix + std::to_string(row);
    const auto r =
        builder.add_request({.id = id, .type = like.type, .received = received, .expires = like.expires});
    identifiers.walk(asked.rows(), row, sink{keys, builder, r, like.at});
  }
}

// A list of these people, written to `folder` and opened.
inline suppression_list list_of(const temp_folder& folder, const std::string& name, const table& asked,
                                const list_like& like = {}) {
  list_builder builder(keyring_of(1), {.name = name, .as_of = 20260801});
  add_people(builder, name + "-", asked, like);
  const std::string path = folder / (name + ".optout");
  REQUIRE(std::move(builder).write(path).ok());
  return *suppression_list::open(path, keyring_of(1));
}

// A letter a row: x where something is done, a dot where it stays as it is.
inline std::string verdicts(const scrubber& scrub, const table& rows) {
  decisions decided;
  REQUIRE(scrub.decide(rows.rows(), decided).ok());
  std::string out;
  for (std::size_t row = 0; row < decided.rows(); ++row)
    out += decided.verdict(row) == action::keep ? '.' : 'x';
  return out;
}

inline const std::vector<std::string> person_roles = {"owner1.full_name", "owner1.email", "owner1.phone",
                                                      "property.street", "property.zip"};

}  // namespace optout::test
