// SPDX-License-Identifier: Apache-2.0
#include <optout/policy/policy.hpp>
#include <support/catch.hpp>

using namespace optout;

TEST_CASE("without a policy every kind of every request drops the row") {
  const policy rules;
  for (const request_type type : all_request_types) {
    if (type == request_type::opt_in || type == request_type::minor) continue;
    for (const kind k : {kind::email, kind::phone, kind::person_at}) {
      CHECK(rules.decide(k, {.id = "R", .type = type}) == ruling{action::drop_row});
    }
  }
}

TEST_CASE("a kind that is not asked for keeps the row") {
  const policy rules{.kinds = {kind::email}};
  CHECK(rules.decide(kind::email, {.id = "R"}) == ruling{action::drop_row});
  CHECK(rules.decide(kind::phone, {.id = "R"}) == std::nullopt);
}

TEST_CASE("an address alone counts for address requests and households") {
  const request ordinary{.id = "R", .type = request_type::delete_data};
  const request address{.id = "R", .type = request_type::address};
  CHECK(policy{}.decide(kind::address, ordinary) == std::nullopt);
  CHECK(policy{}.decide(kind::address, address) == ruling{action::drop_row});
  CHECK(policy{.household = true}.decide(kind::address, ordinary) == ruling{action::drop_row});
}

TEST_CASE("a request holds through its last day") {
  const request r{.id = "R", .expires = 20261231};
  CHECK(policy{.as_of = 20261231}.decide(kind::email, r) == ruling{action::drop_row});
  CHECK(policy{.as_of = 20270101}.decide(kind::email, r) == std::nullopt);
  CHECK(policy{}.decide(kind::email, r) == ruling{action::drop_row});
}

TEST_CASE("days lie as far apart as on the calendar") {
  CHECK(days_between(20260228, 20260301) == 1);
  CHECK(days_between(20240228, 20240301) == 2);
  CHECK(days_between(20260301, 20260228) == -1);
  CHECK(days_between(20251231, 20261231) == 365);
}

TEST_CASE("the first rule that fits decides, and says which it was") {
  const policy rules{
      .on_match = action::blank_person,
      .rules = {{.lists = {"drop"}, .does = action::drop_row},
                {.types = {request_type::do_not_call}, .kinds = {kind::phone}, .does = action::blank_phones},
                {.states = {"NJ", "WV"}, .does = action::blank_address},
                {.from = 20270101, .does = action::flag}}};
  const request call{.id = "R", .type = request_type::do_not_call};
  CHECK(rules.decide(kind::phone, call, "drop") == ruling{action::drop_row, 0});
  CHECK(rules.decide(kind::phone, call, "web") == ruling{action::blank_phones, 1});
  CHECK(rules.decide(kind::email, call, "web") == ruling{action::flag, 3});  // no day: every day
  const std::string_view jersey[] = {"CA", "NJ"};
  CHECK(rules.decide(kind::email, call, "web", jersey) == ruling{action::blank_address, 2});
  policy dated = rules;
  dated.as_of = 20261231;
  CHECK(dated.decide(kind::email, call, "web") == ruling{action::blank_person});
  dated.as_of = 20270101;
  CHECK(dated.decide(kind::email, call, "web") == ruling{action::flag, 3});
  CHECK(rules.can(action::blank_address));
  CHECK_FALSE(rules.can(action::blank_field));
  CHECK(rules.asks_states());
}

TEST_CASE("a scope holds where it does not contradict the run's") {
  const policy mail{.scope = scope_set("channel=mail")};
  const auto holds = [&](std::string_view scope) {
    return mail.decide(kind::email, {.id = "R", .scope = scope}).has_value();
  };
  CHECK(holds(""));
  CHECK(holds("channel=mail"));
  CHECK(holds(" Channel = MAIL ; channel=call"));
  CHECK(holds("product=leads"));
  CHECK(holds("everything"));  // nobody knows what that limits
  CHECK(holds("channel="));
  CHECK_FALSE(holds("channel=call"));
  CHECK_FALSE(holds("product=leads, channel=call"));
  CHECK(policy{}.decide(kind::email, {.id = "R", .scope = "channel=call"}).has_value());
}

TEST_CASE("a rule for a scope needs a run of that scope") {
  policy rules{.rules = {{.scopes = scope_set("channel=mail"), .does = action::flag}}};
  CHECK(rules.decide(kind::email, {.id = "R"}) == ruling{action::drop_row});
  rules.scope = scope_set("channel=call");
  CHECK(rules.decide(kind::email, {.id = "R"}) == ruling{action::drop_row});
  rules.scope = scope_set("customer=acme;channel=mail");
  CHECK(rules.decide(kind::email, {.id = "R"}) == ruling{action::flag, 0});
}

TEST_CASE("how old a list may be depends on the list and the day") {
  const policy rules{.max_list_age_days = 90,
                     .age_limits = {{.lists = {"drop"}, .until = 20261231, .days = 45},
                                    {.lists = {"drop"}, .from = 20270101, .days = 30}}};
  CHECK(rules.most_days("drop", 20261231) == 45);
  CHECK(rules.most_days("drop", 20270101) == 30);
  CHECK(rules.most_days("web", 20270101) == 90);
  CHECK(policy{}.most_days("web", 20270101) == std::nullopt);
}

TEST_CASE("an opt-in takes back what came on an earlier day, and suppresses nobody") {
  const request asked{.id = "R", .received = 20260701};
  const request back{.id = "I", .type = request_type::opt_in, .received = 20260702};
  CHECK(asked.is_taken_back_by(back, 0));
  CHECK(asked.is_taken_back_by(back, 20260702));
  CHECK_FALSE(asked.is_taken_back_by(back, 20260701));  // a replay of the day before
  CHECK_FALSE(request{.id = "R", .received = 20260702}.is_taken_back_by(back, 0));
  CHECK_FALSE(request{.id = "R"}.is_taken_back_by(back, 0));  // when it came is not known
  CHECK_FALSE(back.is_taken_back_by({.id = "I2", .type = request_type::opt_in, .received = 20260703}, 0));
  const request lapsed{.id = "I", .type = request_type::opt_in, .received = 20260702, .expires = 20260801};
  CHECK_FALSE(asked.is_taken_back_by(lapsed, 20260802));
  CHECK(policy{}.decide(kind::email, back) == std::nullopt);
}
