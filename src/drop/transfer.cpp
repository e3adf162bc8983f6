// SPDX-License-Identifier: Apache-2.0
#include "../ledger/database.hpp"
#include <optout/drop/transfer.hpp>
#include <optout/os/input_file.hpp>

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>

namespace optout {
namespace {

// How a file stands: the column `sent` of response_file.
enum class sent : std::int64_t { no = 0, maybe = 1, accepted = 2, rejected = 3 };

struct waiting_file {
  std::int64_t response;
  std::string name, path, sha256;
  bool maybe_sent;
};

absl::StatusOr<std::vector<waiting_file>> files_waiting(const detail::database& db, bool amend) {
  auto query = db.prepare(
      "SELECT r.id, f.name, r.folder, f.sha256, f.sent FROM response_file f JOIN response r ON r.id = "
      "f.response"
      " WHERE r.amends = ? AND f.sent <> 2 ORDER BY r.id, f.name");
  if (!query.ok()) return query.status();
  query->bind(0, amend ? 1 : 0);
  std::vector<waiting_file> out;
  absl::Status status = detail::for_each_row(*query, [&](const detail::statement& row) {
    const std::string name(row.text(1));
    out.push_back({row.number(0), name, (std::filesystem::path(row.text(2)) / name).string(),
                   std::string(row.text(3)), row.number(4) == static_cast<std::int64_t>(sent::maybe)});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return out;
}

absl::Status note(const detail::database& db, const waiting_file& file, sent how, std::string_view message) {
  auto put = db.prepare("UPDATE response_file SET sent = ?, message = ? WHERE response = ? AND name = ?");
  if (!put.ok()) return put.status();
  put->bind(0, static_cast<std::int64_t>(how)).bind(1, message).bind(2, file.response).bind(3, file.name);
  return put->run();
}

}  // namespace

absl::StatusOr<std::vector<sent_file>> send_responses(ledger& book, const drop_api& api, bool amend) {
  const detail::database& db = book.tables();
  const auto waiting = files_waiting(db, amend);
  if (!waiting.ok()) return waiting.status();
  std::vector<sent_file> out;
  if (waiting->empty()) return out;
  std::vector<drop_upload> uploads;
  for (const waiting_file& file : *waiting) {
    const auto digest = sha256_of_file(file.path);
    if (!digest.ok()) return digest.status();
    if (*digest != file.sha256)
      return failure(fault::input, fmt::format("{}: is not as it was written; nothing was sent", file.path));
    uploads.push_back({file.path, file.maybe_sent});
  }
  absl::Status status = db.transact([&] {
    absl::Status begun;
    for (const waiting_file& file : *waiting) {
      if (begun.ok()) begun = note(db, file, sent::maybe, "");
    }
    return begun;
  });
  if (!status.ok()) return status;
  const auto results = amend ? api.amend(uploads) : api.upload(uploads);
  if (!results.ok()) {
    // What the client knows was not taken is not sent.
    status = db.transact([&] {
      absl::Status noted;
      for (std::size_t i = 0; i < uploads.size(); ++i) {
        if (noted.ok() && !uploads[i].maybe_sent) noted = note(db, (*waiting)[i], sent::no, "");
      }
      return noted;
    });
    return status.ok() ? results.status() : status;
  }
  status = db.transact([&] {
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < results->size(); ++i) {
      const drop_result& result = (*results)[i];
      const bool good = result.verdict != drop_verdict::rejected;
      accepted += good;
      if (auto noted = note(db, (*waiting)[i], good ? sent::accepted : sent::rejected, result.message);
          !noted.ok())
        return noted;
      out.push_back({(*waiting)[i].name, result.verdict, result.message});
    }
    return book.note(amend ? "drop amend sent" : "drop upload",
                     fmt::format("{} files, {} accepted", results->size(), accepted));
  });
  if (!status.ok()) return status;
  return out;
}

}  // namespace optout
