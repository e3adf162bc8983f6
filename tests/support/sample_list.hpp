// A small list with everything in it: shared keys, several kinds, dates, scopes, a keyless request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/key/key_batch.hpp>
#include <optout/list/list_builder.hpp>
#include <support/secrets.hpp>

#include <string>

namespace optout::test {

inline key email_key(const keyring& keys, int number) {
  return key_batch::make(keys, kind::email, "person" + std::to_string(number) + "@example.com");
}
inline key phone_key(const keyring& keys, int number) {
  return key_batch::make(keys, kind::phone, "+1415555" + std::to_string(1000 + number));
}

// Requests R-0 ... of one email and one phone each; the phone of every tenth is also its predecessor's; the last
// request has no key.
inline list_builder sample_builder(const keyring& keys, int requests, bool compact = false) {
  list_builder builder(keys, {.name = "sample", .source = "invented", .as_of = 20260801, .compact = compact});
  for (int i = 0; i < requests; ++i) {
    const std::string id = "R-" + std::to_string(i);
    const std::uint32_t r = builder.add_request({.id = id,
                                                 .type = all_request_types[static_cast<std::size_t>(i) % 5],
                                                 .source = i % 2 == 0 ? "web" : "mail",
                                                 .scope = i % 3 == 0 ? "CA" : "",
                                                 .received = 20260700u + static_cast<day_number>(i % 28) + 1,
                                                 .expires = i % 4 == 0 ? 20270101u : 0u});
    builder.add_key(kind::email, level::standard, email_key(keys, i), r);
    builder.add_key(kind::phone, level::standard, phone_key(keys, i % 10 == 9 ? i - 1 : i), r);
  }
  builder.add_request({.id = "R-keyless"});
  return builder;
}

}  // namespace optout::test
