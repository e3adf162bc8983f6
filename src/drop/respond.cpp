// SPDX-License-Identifier: Apache-2.0
#include "../ledger/database.hpp"
#include "../ledger/keys.hpp"
#include <optout/drop/cycle.hpp>
#include <optout/io/csv.hpp>
#include <optout/os/file.hpp>
#include <optout/os/input_file.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <utility>

namespace optout {
namespace {

namespace fs = std::filesystem;
using detail::database;
using detail::statement;

// What an item comes to, by all that is known: items with a kind, a match and an exemption joined to them.
constexpr char status_now[] =
    "CASE WHEN m.item IS NULL THEN 5 WHEN e.item IS NOT NULL THEN 2 WHEN m.several THEN 4 ELSE 3 END";
constexpr char items_joined[] =
    " FROM item i LEFT JOIN match m ON m.item = i.id LEFT JOIN exemption e ON e.item = i.id";

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
    if (number_ == 0) return std::move(out_);
    if (status = write(number_, folder_); !status.ok()) return status;
    return std::move(out_);
  }

 private:
  // Responses whose statuses are noted, and whose files a kill kept from being written.
  absl::Status finish_begun() {
    std::vector<std::pair<std::int64_t, std::string>> begun;
    auto query = db_.prepare("SELECT id, folder FROM response WHERE written IS NULL ORDER BY id");
    if (!query.ok()) return query.status();
    for (;;) {
      const auto row = query->step();
      if (!row.ok()) return row.status();
      if (!*row) break;
      begun.emplace_back(query->number(0), query->text(1));
    }
    for (const auto& [number, folder] : begun) {
      if (auto status = write(number, folder); !status.ok()) return status;
      ++out_.finished;
    }
    return absl::OkStatus();
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
    const std::string which =
        options_.amend
            ? fmt::format(
                  " WHERE i.removed IS NULL AND EXISTS (SELECT 1 FROM status s WHERE s.item = i.id) AND {} <>"
                  " (SELECT s.status FROM status s WHERE s.item = i.id ORDER BY s.response DESC LIMIT 1)",
                  status_now)
            : " WHERE i.removed IS NULL AND NOT EXISTS (SELECT 1 FROM status s WHERE s.item = i.id)";
    const std::string from = std::string(items_joined) + which;
    const auto any = db_.number(fmt::format("SELECT EXISTS (SELECT 1{})", from));
    if (!any.ok()) return any.status();
    if (*any == 0) return absl::OkStatus();
    auto add = db_.prepare("INSERT INTO response (amends, at, folder) VALUES (?, ?, ?)");
    if (!add.ok()) return add.status();
    const std::string folder = fs::absolute(folder_).lexically_normal().string();
    if (auto status = add->bind(0, options_.amend ? 1 : 0).bind(1, now_in_seconds()).bind(2, folder).run();
        !status.ok())
      return status;
    number_ = db_.last_id();
    auto put = db_.prepare(fmt::format(
        "INSERT INTO status (item, response, status) SELECT i.id, ?, {}{} ORDER BY i.id", status_now, from));
    if (!put.ok()) return put.status();
    return put->bind(0, number_).run();
  }

  absl::Status check_looked_for() const {
    const auto unseen = db_.number(
        "SELECT count(*) FROM item i WHERE i.removed IS NULL AND NOT EXISTS (SELECT 1 FROM match WHERE item "
        "= i.id) AND"
        " NOT EXISTS (SELECT 1 FROM status WHERE item = i.id)"
        " AND i.batch > (SELECT coalesce(max(batch), 0) FROM run WHERE partial = 0)");
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
  absl::Status write(std::int64_t number, const std::string& folder) {
    const fs::path draft = fs::path(folder) / fmt::format(".optout-response-{}", number);
    std::error_code error;
    fs::remove_all(draft, error);
    if (!fs::create_directory(draft, error))
      return io_failure("cannot create", draft.string(), error.value());
    fs::permissions(draft, fs::perms::owner_all, error);
    std::vector<response_file> files;
    absl::Status status = write_all(number, draft.string(), files);
    if (status.ok()) status = move_all(draft, folder, files);
    fs::remove_all(draft, error);
    if (!status.ok()) return status;
    status = db_.transact([&] { return note(number, files); });
    out_.files.insert(out_.files.end(), files.begin(), files.end());
    return status;
  }

  absl::Status write_all(std::int64_t number, const std::string& draft, std::vector<response_file>& files) {
    auto query = db_.prepare(
        "SELECT b.id, b.day, x.name, i.kind, i.id, s.status,"
        " (SELECT count(*) FROM response_file f WHERE f.response < ?1 AND substr(f.name, 1, 8) = "
        "printf('%08d', b.day))"
        " FROM status s JOIN item i ON i.id = s.item JOIN batch b ON b.id = i.batch JOIN source x ON x.id = "
        "b.source"
        " WHERE s.response = ?1 ORDER BY b.day, i.id");
    if (!query.ok()) return query.status();
    query->bind(0, number);
    std::optional<response_writer> writer;
    drop_batch batch;
    const auto finish = [&]() -> absl::Status {
      if (!writer.has_value()) return absl::OkStatus();
      auto made = writer->commit();
      if (!made.ok()) return made.status();
      files.insert(files.end(), made->begin(), made->end());
      return absl::OkStatus();
    };
    for (;;) {
      const auto row = query->step();
      if (!row.ok()) return row.status();
      if (!*row) return finish();
      const auto day = static_cast<std::uint32_t>(query->number(1));
      if (!writer.has_value() || day != batch.day) {
        if (auto status = finish(); !status.ok()) return status;
        batch = {day, std::string(query->text(2).substr(5))};
        // A second answer to the same list of one batch needs a name of its own.
        const std::string suffix = query->number(6) > 0 ? fmt::format("r{}", number) : "";
        auto made = response_writer::create(draft, batch, {options_.rows_per_file, suffix});
        if (!made.ok()) return made.status();
        writer.emplace(*std::move(made));
      }
      const auto status = static_cast<drop_status>(query->number(5));
      ++out_.by_status[static_cast<std::size_t>(status)];
      auto added = writer->add(list_of(static_cast<kind>(query->number(3))),
                               *drop_id::from_text(query->text(4)), status);
      if (!added.ok()) return added;
    }
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

  absl::Status note(std::int64_t number, const std::vector<response_file>& files) const {
    auto add = db_.prepare("INSERT INTO response_file (response, name, rows, sha256) VALUES (?, ?, ?, ?)");
    if (!add.ok()) return add.status();
    for (const response_file& file : files) {
      const std::string name = to_text(file.name);
      add->bind(0, number).bind(1, name).bind(2, static_cast<std::int64_t>(file.rows)).bind(3, file.sha256);
      if (auto status = add->run(); !status.ok()) return status;
    }
    auto done = db_.prepare("UPDATE response SET written = ? WHERE id = ?");
    if (!done.ok()) return done.status();
    if (auto status = done->bind(0, now_in_seconds()).bind(1, number).run(); !status.ok()) return status;
    return book_.note(
        options_.amend ? "drop amend" : "drop respond",
        fmt::format("response {}: {} files; {} exempted, {} deleted, {} opted out, {} not found", number,
                    files.size(), out_.by_status[2], out_.by_status[3], out_.by_status[4],
                    out_.by_status[5]));
  }

  ledger& book_;
  const database& db_;
  const std::string& folder_;
  const drop_response_options& options_;
  std::int64_t number_ = 0;  // of the response, if something was to be answered
  drop_responded out_;
};

}  // namespace

absl::StatusOr<drop_responded> respond_drop(ledger& book, const std::string& folder,
                                            const drop_response_options& options) {
  return responder(book, folder, options).run();
}

}  // namespace optout
