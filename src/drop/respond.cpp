// SPDX-License-Identifier: Apache-2.0
#include "../ledger/database.hpp"
#include "../ledger/keys.hpp"
#include "queries.hpp"
#include <optout/drop/cycle.hpp>
#include <optout/io/csv.hpp>
#include <optout/os/file.hpp>
#include <optout/os/input_file.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace optout {
namespace {

namespace fs = std::filesystem;
using detail::database;
using detail::statement;

// A response as the ledger has it: its statuses are noted, its files may not stand yet.
struct noted_response {
  std::int64_t number = 0;
  std::string folder;
  bool amends = false;
  std::uint64_t rows_per_file = 0;
};

class responder {
 public:
  responder(ledger& book, const std::string& folder, const drop_response_options& options)
      : book_(book), db_(book.tables()), folder_(folder), options_(options) {}

  absl::StatusOr<drop_responded> run() {
    if (!fs::is_directory(folder_)) return failure(fault::usage, fmt::format("{} is no folder", folder_));
    if (auto status = finish_begun(); !status.ok()) return status;
    absl::Status status = db_.transact([&] {
      absl::Status done = add_exemptions();
      if (done.ok()) done = decide();
      return done;
    });
    if (!status.ok()) return status;
    if (made_.number == 0) return std::move(out_);
    if (status = write(made_); !status.ok()) return status;
    return std::move(out_);
  }

 private:
  // Responses whose statuses are noted, and whose files a kill kept from being written.
  absl::Status finish_begun() {
    std::vector<noted_response> begun;
    absl::Status status = db_.for_each_row(
        "SELECT id, folder, amends, rows_per_file FROM response WHERE written IS NULL ORDER BY id",
        [&](const statement& row) {
          begun.push_back({row.number(0), std::string(row.text(1)), row.number(2) != 0,
                           static_cast<std::uint64_t>(row.number(3))});
          return absl::OkStatus();
        });
    for (const noted_response& one : begun) {
      if (status.ok()) status = write(one);
      out_.finished += status.ok();
    }
    return status;
  }

  absl::Status add_exemptions() {
    if (options_.exempt_file.empty()) return absl::OkStatus();
    auto reader = csv_reader::open(options_.exempt_file);
    if (!reader.ok()) return reader.status();
    const auto& header = reader->header();
    if (header.size() != 2 || header[0] != "ID" || header[1] != "Basis")
      return failure(fault::input, fmt::format("{}: the header is ID,Basis", options_.exempt_file));
    auto known = db_.prepare("SELECT 1 FROM item WHERE id = ?");
    if (!known.ok()) return known.status();
    auto add = db_.prepare(
        "INSERT INTO exemption (item, basis, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET basis = "
        "excluded.basis");
    if (!add.ok()) return add.status();
    csv_chunk chunk;
    for (;;) {
      const auto more = reader->next(chunk);
      if (!more.ok()) return more.status();
      if (!*more) return absl::OkStatus();
      for (std::size_t row = 0; row < chunk.rows(); ++row) {
        const auto refuse = [&](std::string_view why) {
          return failure(fault::input,
                         fmt::format("{}: row {}: {}", options_.exempt_file, chunk.first_row() + row, why));
        };
        if (chunk.is_ragged(row)) return refuse("is not of two fields");
        const auto id = drop_id::from_text(chunk.field(row, 0));
        const std::string basis(trim(chunk.field(row, 1)));
        if (!id.has_value()) return refuse("is no ID");
        if (basis.empty()) return refuse("an exemption has a basis in law");
        const auto there = known->bind(0, id->text()).step();
        if (!there.ok()) return there.status();
        known->reset();
        if (!*there) return refuse(fmt::format("the ID {} was never received", id->text()));
        if (auto status = add->bind(0, id->text()).bind(1, basis).bind(2, now_in_seconds()).run();
            !status.ok())
          return status;
      }
    }
  }

  // Notes the status of every outstanding item, or of every one that is not as it was answered.
  absl::Status decide() {
    if (!options_.amend) {
      if (auto status = check_looked_for(); !status.ok()) return status;
    }
    const std::string from =
        options_.amend ? fmt::format("{} WHERE {}", detail::matches_joined, detail::is_answered_otherwise())
                       : fmt::format("{} WHERE {}", detail::items_joined, detail::is_outstanding);
    const auto any = db_.number(fmt::format("SELECT EXISTS (SELECT 1{})", from));
    if (!any.ok()) return any.status();
    if (*any == 0) return absl::OkStatus();
    made_ = {0, fs::absolute(folder_).lexically_normal().string(), options_.amend, options_.rows_per_file};
    auto add = db_.prepare("INSERT INTO response (amends, at, folder, rows_per_file) VALUES (?, ?, ?, ?)");
    if (!add.ok()) return add.status();
    add->bind(0, made_.amends ? 1 : 0).bind(1, now_in_seconds()).bind(2, made_.folder);
    add->bind(3, static_cast<std::int64_t>(made_.rows_per_file));
    if (auto status = add->run(); !status.ok()) return status;
    made_.number = db_.last_id();
    auto put = db_.prepare(
        fmt::format("INSERT INTO status (item, response, status) SELECT i.id, ?, {}{} ORDER BY i.id",
                    detail::status_now, from));
    if (!put.ok()) return put.status();
    return put->bind(0, made_.number).run();
  }

  absl::Status check_looked_for() const {
    const auto unseen =
        db_.number(fmt::format("SELECT count(*) FROM item i WHERE {}", detail::is_not_looked_for));
    if (!unseen.ok()) return unseen.status();
    if (*unseen == 0) return absl::OkStatus();
    const auto partial = db_.number("SELECT partial FROM run ORDER BY id DESC LIMIT 1");
    if (!partial.ok()) return partial.status();
    return failure(
        fault::usage,
        fmt::format(
            "{} items were not found, and no match over all records ran to its end since they came{}: "
            "run 'optout drop match' first",
            *unseen, *partial > 0 ? " (the last was partial)" : ""));
  }

  // Writes the files of a response: into a folder of its own first, so that a kill leaves no half of them under a name.
  absl::Status write(const noted_response& response) {
    const fs::path draft = fs::path(response.folder) / fmt::format(".optout-response-{}", response.number);
    std::error_code error;
    fs::remove_all(draft, error);
    if (!fs::create_directory(draft, error))
      return io_failure("cannot create", draft.string(), error.value());
    fs::permissions(draft, fs::perms::owner_all, error);
    std::vector<response_file> files;
    std::array<std::uint64_t, 6> by_status{};
    absl::Status status = write_all(response, draft.string(), files, by_status);
    if (status.ok()) status = move_all(draft, response.folder, files);
    fs::remove_all(draft, error);
    if (status.ok()) status = db_.transact([&] { return note(response, files, by_status); });
    if (!status.ok()) return status;
    out_.files.insert(out_.files.end(), files.begin(), files.end());
    for (std::size_t i = 0; i < by_status.size(); ++i) out_.by_status[i] += by_status[i];
    return absl::OkStatus();
  }

  // The statuses in order of their items, each to the files of its batch.
  absl::Status write_all(const noted_response& response, const std::string& draft,
                         std::vector<response_file>& files, std::array<std::uint64_t, 6>& by_status) {
    auto query = db_.prepare(
        "SELECT s.item, s.status, i.kind, i.batch FROM status s JOIN item i ON i.id = s.item WHERE "
        "s.response = ?"
        " ORDER BY s.item");
    if (!query.ok()) return query.status();
    query->bind(0, response.number);
    std::map<std::int64_t, std::size_t> place_of;  // of a batch's writer; several batches may be of one day
    std::map<std::uint32_t, std::size_t> place_of_day;
    std::vector<response_writer> writers;
    absl::Status status = detail::for_each_row(*query, [&](const statement& row) -> absl::Status {
      const std::int64_t batch = row.number(3);
      auto at = place_of.find(batch);
      if (at == place_of.end()) {
        const auto called = batch_called(batch);
        if (!called.ok()) return called.status();
        const auto [of_day, is_new] = place_of_day.try_emplace(called->day, writers.size());
        if (is_new) {
          auto made = start_writer(response, draft, *called);
          if (!made.ok()) return made.status();
          writers.push_back(*std::move(made));
        }
        at = place_of.emplace(batch, of_day->second).first;
      }
      const auto answer = static_cast<drop_status>(row.number(1));
      ++by_status[static_cast<std::size_t>(answer)];
      return writers[at->second].add(list_of(static_cast<kind>(row.number(2))),
                                     *drop_id::from_text(row.text(0)), answer);
    });
    for (response_writer& writer : writers) {
      if (!status.ok()) return status;
      const auto made = writer.commit();
      status = made.status();
      if (made.ok()) files.insert(files.end(), made->begin(), made->end());
    }
    return status;
  }

  absl::StatusOr<drop_batch> batch_called(std::int64_t number) const {
    auto query =
        db_.prepare("SELECT b.day, s.name FROM batch b JOIN source s ON s.id = b.source WHERE b.id = ?");
    if (!query.ok()) return query.status();
    const auto row = query->bind(0, number).step();
    if (!row.ok()) return row.status();
    return drop_batch{static_cast<std::uint32_t>(query->number(0)),
                      std::string(query->text(1).substr(detail::drop_source.size()))};
  }

  // A second answer to the lists of one day needs names of its own.
  absl::StatusOr<response_writer> start_writer(const noted_response& response, const std::string& draft,
                                               const drop_batch& batch) const {
    auto query = db_.prepare("SELECT 1 FROM response_file WHERE response < ? AND name GLOB ?");
    if (!query.ok()) return query.status();
    const std::string names = fmt::format("{:08}_*", batch.day);
    const auto earlier = query->bind(0, response.number).bind(1, names).step();
    if (!earlier.ok()) return earlier.status();
    return response_writer::create(
        draft, batch, {response.rows_per_file, *earlier ? fmt::format("r{}", response.number) : ""});
  }

  static absl::Status move_all(const fs::path& draft, const std::string& folder,
                               const std::vector<response_file>& files) {
    // Nothing of another content may go for ours.
    for (const response_file& file : files) {
      const std::string target = (fs::path(folder) / to_text(file.name)).string();
      if (!fs::exists(fs::symlink_status(target))) continue;
      const auto there = sha256_of_file(target);
      if (!there.ok()) return there.status();
      if (*there != file.sha256)
        return failure(
            fault::usage,
            fmt::format("{} is there already, with other content: name another folder, or move it", target));
    }
    for (const response_file& file : files) {
      const std::string name = to_text(file.name), target = (fs::path(folder) / name).string();
      if (::rename((draft / name).c_str(), target.c_str()) != 0) return io_failure("cannot create", target);
    }
    return detail::sync_folder_of((fs::path(folder) / "x").string());
  }

  absl::Status note(const noted_response& response, const std::vector<response_file>& files,
                    const std::array<std::uint64_t, 6>& by_status) const {
    auto add = db_.prepare("INSERT INTO response_file (response, name, rows, sha256) VALUES (?, ?, ?, ?)");
    if (!add.ok()) return add.status();
    for (const response_file& file : files) {
      const std::string name = to_text(file.name);
      add->bind(0, response.number).bind(1, name).bind(2, static_cast<std::int64_t>(file.rows));
      if (auto status = add->bind(3, file.sha256).run(); !status.ok()) return status;
    }
    auto done = db_.prepare("UPDATE response SET written = ? WHERE id = ?");
    if (!done.ok()) return done.status();
    if (auto status = done->bind(0, now_in_seconds()).bind(1, response.number).run(); !status.ok())
      return status;
    return book_.note(
        response.amends ? "drop amend" : "drop respond",
        fmt::format("response {}: {} files; {} exempted, {} deleted, {} opted out, {} not found",
                    response.number, files.size(), by_status[2], by_status[3], by_status[4], by_status[5]));
  }

  ledger& book_;
  const database& db_;
  const std::string& folder_;
  const drop_response_options& options_;
  noted_response made_;  // if something was to be answered
  drop_responded out_;
};

}  // namespace

absl::StatusOr<drop_responded> respond_drop(ledger& book, const std::string& folder,
                                            const drop_response_options& options) {
  return responder(book, folder, options).run();
}

}  // namespace optout
