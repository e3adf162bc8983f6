// Is this person suppressed? Looks one email up in a list.
//
//   lookup_one KEY_FILE LIST EMAIL
// SPDX-License-Identifier: Apache-2.0
#include <optout/optout.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 4) return fmt::print(stderr, "usage: lookup_one KEY_FILE LIST EMAIL\n"), 2;

  const auto keys = optout::keyring::from_file(argv[1]);
  if (!keys.ok()) return fmt::print(stderr, "{}\n", keys.status().ToString()), 1;
  const auto list = optout::suppression_list::open(argv[2], *keys);
  if (!list.ok()) return fmt::print(stderr, "{}\n", list.status().ToString()), 1;

  optout::email_text buffer;
  const auto email = optout::normalize_email(argv[3], optout::level::standard, buffer);
  if (!email.has_value()) return fmt::print(stderr, "that is no email address\n"), 1;

  const optout::key key = optout::key_batch::make(*keys, optout::kind::email, *email);
  optout::key_set::scratch scratch;
  std::vector<optout::list_hit> hits;
  list->find({&key, 1}, scratch, hits);
  std::vector<optout::request> requests;
  for (const optout::list_hit& hit : hits) {
    list->for_each_request(hit.entry, [&](std::uint32_t o) { requests.push_back(list->request_at(o)); });
  }
  // No answer, "no" as little, before what it rests on is verified.
  const absl::Status sound = list->verify_read();
  if (!sound.ok()) return fmt::print(stderr, "{}\n", sound.ToString()), 1;
  for (const optout::request& request : requests) {
    fmt::print("suppressed by request {} ({})\n", request.id, optout::to_text(request.type));
  }
  if (hits.empty()) fmt::print("not suppressed\n");
}
