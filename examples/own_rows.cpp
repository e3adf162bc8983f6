// Rows of your own, in a pipeline: columns in, decisions out, nothing copied. Requests that came in since the list was
// compiled are a list in memory beside it.
//
//   own_rows KEY_FILE LIST
// SPDX-License-Identifier: Apache-2.0
#include <optout/optout.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) return fmt::print(stderr, "usage: own_rows KEY_FILE LIST\n"), 2;
  const auto keys = optout::keyring::from_file(argv[1]);
  if (!keys.ok()) return fmt::print(stderr, "{}\n", keys.status().ToString()), 1;
  const auto list = optout::suppression_list::open(argv[2], *keys);
  if (!list.ok()) return fmt::print(stderr, "{}\n", list.status().ToString()), 1;

  optout::list_builder since(*keys, {.name = "since"});
  const std::uint32_t request = since.add_request({.id = "R-9", .received = 20260802});
  since.add_key(optout::kind::email, optout::level::standard,
                optout::key_batch::make(*keys, optout::kind::email, "sam@example.com"), request);
  auto image = since.image();
  if (!image.ok()) return fmt::print(stderr, "{}\n", image.status().ToString()), 1;
  const auto recent = optout::suppression_list::from_image(*std::move(image), *keys, "since");
  if (!recent.ok()) return fmt::print(stderr, "{}\n", recent.status().ToString()), 1;
  const optout::scrubber scrubber(*keys, {*list, *recent});

  // Which column holds what. Roles are the words of a map file.
  std::vector<optout::cell> cells;
  for (const char* role : {"owner1.email", "owner1.phone", "record"}) {
    cells.push_back({.path = role, .role = *optout::role_from_text(role)});
  }
  const optout::schema layout(cells);

  // A column may be an array of string views, or Arrow's bytes and offsets.
  const std::array<std::string_view, 3> emails = {"JANEDOE@googlemail.com", "sam@example.com", ""};
  const std::string_view phone_bytes = "555-0100+1 (212) 555-0147";
  const std::array<std::int32_t, 4> phone_ends = {0, 0, 8, 25};
  const std::array columns = {optout::column_view(emails),
                              optout::column_view(phone_bytes.data(), std::span(phone_ends)),
                              optout::column_view()};

  optout::decisions decisions;  // one a thread, reused from batch to batch
  const absl::Status status = scrubber.decide({&layout, columns, emails.size()}, decisions);
  if (!status.ok()) return fmt::print(stderr, "{}\n", status.ToString()), 1;
  std::string said;
  for (std::size_t row = 0; row < decisions.rows(); ++row) {
    const bool goes = decisions.verdict(row) == optout::action::drop_row;
    said += fmt::format("row {} {}\n", row, goes ? "goes" : "stays");
  }
  for (const optout::hit& hit : decisions.hits()) {
    said += fmt::format("row {} matched by {}, request {}\n", hit.row, optout::to_text(hit.what),
                        scrubber.request_of(hit).id);
  }
  // Nothing leaves the house before what the decisions rest on is verified: once, behind the last batch.
  for (const optout::suppression_list& one : scrubber.lists()) {
    if (const absl::Status sound = one.verify_read(); !sound.ok()) {
      return fmt::print(stderr, "{}\n", sound.ToString()), 1;
    }
  }
  fmt::print("{}", said);
}
