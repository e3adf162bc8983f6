// Builds a suppression list from records that the program already has.
//
//   build_a_list KEY_FILE LIST
// SPDX-License-Identifier: Apache-2.0
#include <optout/optout.hpp>

#include <fmt/format.h>

#include <string>
#include <utility>

int main(int argc, char** argv) {
  if (argc != 3) return fmt::print(stderr, "usage: build_a_list KEY_FILE LIST\n"), 2;
  const auto keys = optout::keyring::from_file(argv[1]);
  if (!keys.ok()) return fmt::print(stderr, "{}\n", keys.status().ToString()), 1;

  struct asked {
    std::string_view id, email, phone;
  };
  const asked requests[] = {
      {"R-1", "Jane.Doe+news@gmail.com", "(415) 555-2671"},
      {"R-2", "", "1-212-555-0147"},
      {"R-3", "n/a", ""},  // gives no key: counted, never matched
  };

  optout::list_builder builder(*keys, {.name = "web form", .as_of = 20260801});
  for (const asked& a : requests) {
    const std::uint32_t request = builder.add_request({.id = a.id, .received = 20260714});
    optout::email_text email_buffer;
    if (const auto email = optout::normalize_email(a.email, optout::level::standard, email_buffer)) {
      const optout::key key = optout::key_batch::make(*keys, optout::kind::email, *email);
      builder.add_key(optout::kind::email, optout::level::standard, key, request);
    }
    optout::phone_text phone_buffer;
    if (const auto phone = optout::normalize_phone(a.phone, optout::level::standard, phone_buffer)) {
      const optout::key key = optout::key_batch::make(*keys, optout::kind::phone, *phone);
      builder.add_key(optout::kind::phone, optout::level::standard, key, request);
    }
  }
  if (const auto status = std::move(builder).write(argv[2]); !status.ok()) {
    return fmt::print(stderr, "{}\n", status.ToString()), 1;
  }
  const auto list = optout::suppression_list::open(argv[2], *keys);
  if (!list.ok()) return fmt::print(stderr, "{}\n", list.status().ToString()), 1;
  fmt::print("{} requests, {} keys, {} without a key\n", list->request_count(), list->key_count(),
             list->keyless_count());
}
