// SPDX-License-Identifier: Apache-2.0
#include <optout/policy/policy.hpp>
#include <support/catch.hpp>

using namespace optout;

TEST_CASE("without a policy every kind of every request drops the row") {
  const policy rules;
  for (const request_type type : all_request_types) {
    for (const kind k : {kind::email, kind::phone, kind::person_at}) {
      CHECK(rules.decide(k, {.id = "R", .type = type}) == action::drop_row);
    }
  }
}

TEST_CASE("a kind that is not asked for keeps the row") {
  const policy rules{.kinds = {kind::email}};
  CHECK(rules.decide(kind::email, {.id = "R"}) == action::drop_row);
  CHECK(rules.decide(kind::phone, {.id = "R"}) == action::keep);
}

TEST_CASE("an address alone counts for address requests and households") {
  const request ordinary{.id = "R", .type = request_type::delete_data};
  const request address{.id = "R", .type = request_type::address};
  CHECK(policy{}.decide(kind::address, ordinary) == action::keep);
  CHECK(policy{}.decide(kind::address, address) == action::drop_row);
  CHECK(policy{.household = true}.decide(kind::address, ordinary) == action::drop_row);
}

TEST_CASE("a request holds through its last day") {
  const request r{.id = "R", .expires = 20261231};
  CHECK(policy{.as_of = 20261231}.decide(kind::email, r) == action::drop_row);
  CHECK(policy{.as_of = 20270101}.decide(kind::email, r) == action::keep);
  CHECK(policy{}.decide(kind::email, r) == action::drop_row);
}

TEST_CASE("days lie as far apart as on the calendar") {
  CHECK(days_between(20260228, 20260301) == 1);
  CHECK(days_between(20240228, 20240301) == 2);
  CHECK(days_between(20260301, 20260228) == -1);
  CHECK(days_between(20251231, 20261231) == 365);
}
