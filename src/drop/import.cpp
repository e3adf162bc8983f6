// SPDX-License-Identifier: Apache-2.0
#include "../ledger/database.hpp"
#include "../ledger/keys.hpp"
#include <optout/drop/cycle.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/key/sealer.hpp>
#include <optout/os/sha256.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace optout {
namespace {

using detail::database;
using detail::statement;

struct delivered {
  std::vector<drop_row> items, removals;
};

absl::StatusOr<delivered> read_all(const drop_archive& archive) {
  delivered out;
  for (const drop_file& file : archive.files()) {
    std::vector<drop_row>& to = file.name.list.has_value() ? out.items : out.removals;
    // A row has 12 + 1 + 44 bytes, and a line end.
    to.reserve(to.size() + file.bytes / 58);
    const absl::Status read = archive.for_each(file, [&](const drop_row& row) {
      to.push_back(row);
      return absl::OkStatus();
    });
    if (!read.ok()) return read;
  }
  for (std::vector<drop_row>* rows : {&out.items, &out.removals}) {
    std::sort(rows->begin(), rows->end(), [](const drop_row& a, const drop_row& b) { return a.id < b.id; });
    const auto twice = std::adjacent_find(rows->begin(), rows->end(),
                                          [](const drop_row& a, const drop_row& b) { return a.id == b.id; });
    if (twice != rows->end())
      return failure(fault::input, fmt::format("{}: the ID {} stands there twice", to_text(archive.batch()),
                                               twice->id.text()));
  }
  return out;
}

std::string_view bytes_of(const sha256_digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// What was delivered, however it was packed and split.
absl::StatusOr<std::string> digest_of(const drop_batch& batch, const delivered& all) {
  sha256 digest;
  digest.update(to_text(batch));
  for (const std::vector<drop_row>* rows : {&all.items, &all.removals}) {
    for (const drop_row& row : *rows) {
      digest.update(row.id.text());
      digest.update(bytes_of(row.digest));
      const char list = static_cast<char>(row.list);
      digest.update({&list, 1});
    }
    digest.update("\n");
  }
  return digest.finish();
}

class importer {
 public:
  importer(ledger& book, const drop_batch& batch, const delivered& all)
      : book_(book), db_(book.tables()), all_(all), batch_(book.keys()), seal_(book.keys()) {
    out_.batch = batch;
  }

  absl::Status run() {
    if (auto status = open_batch(); !status.ok() || out_.again) return status;
    absl::Status status = add_items();
    if (status.ok()) status = remove_items();
    if (!status.ok()) return status;
    auto count = db_.prepare("UPDATE batch SET items = ?, removals = ? WHERE id = ?");
    if (!count.ok()) return count.status();
    count->bind(0, static_cast<std::int64_t>(out_.items)).bind(1, static_cast<std::int64_t>(out_.removed));
    if (status = count->bind(2, number_).run(); !status.ok()) return status;
    return book_.note("drop import", fmt::format("{}: {} items, {} known, {} removed, {} removed and unknown",
                                                 to_text(out_.batch), out_.items, out_.known, out_.removed,
                                                 out_.removed_unknown));
  }
  const drop_imported& result() const { return out_; }

 private:
  absl::Status refuse(std::string_view why) const {
    return failure(fault::input, fmt::format("{}: {}", to_text(out_.batch), why));
  }

  absl::Status open_batch() {
    const std::string name = std::string(detail::drop_source) + out_.batch.broker;
    auto other = db_.prepare("SELECT name FROM source WHERE name LIKE 'drop:%' AND name <> ?");
    if (!other.ok()) return other.status();
    const auto row = other->bind(0, name).step();
    if (!row.ok()) return row.status();
    if (*row)
      return refuse(fmt::format("of broker {}, the ledger's is {}", out_.batch.broker,
                                other->text(0).substr(detail::drop_source.size())));

    const auto digest = digest_of(out_.batch, all_);
    if (!digest.ok()) return digest.status();
    auto known = db_.prepare("SELECT 1 FROM batch WHERE sha256 = ?");
    if (!known.ok()) return known.status();
    const auto again = known->bind(0, *digest).step();
    if (!again.ok()) return again.status();
    out_.again = *again;
    if (*again) return absl::OkStatus();
    const auto last = db_.number(
        "SELECT max(day) FROM batch JOIN source ON source.id = batch.source WHERE name LIKE 'drop:%'");
    if (!last.ok()) return last.status();
    if (*last > out_.batch.day)
      return refuse(
          fmt::format("older than what was imported last, of {}: deltas go in as they came", *last));

    auto source = db_.prepare("INSERT OR IGNORE INTO source (name) VALUES (?)");
    if (!source.ok()) return source.status();
    if (auto status = source->bind(0, name).run(); !status.ok()) return status;
    auto add = db_.prepare(
        "INSERT INTO batch (source, file, sha256, day, items, removals, at)"
        " VALUES ((SELECT id FROM source WHERE name = ?), ?, ?, ?, 0, 0, ?)");
    if (!add.ok()) return add.status();
    const std::string file = to_text(out_.batch);
    add->bind(0, name).bind(1, file).bind(2, *digest).bind(3, out_.batch.day).bind(4, now_in_seconds());
    if (auto status = add->run(); !status.ok()) return status;
    number_ = db_.last_id();
    return absl::OkStatus();
  }

  // Calls visit(row, key) for each row, in order of the IDs.
  template <typename Visit>
  absl::Status for_each_key(const std::vector<drop_row>& rows, Visit&& visit) {
    constexpr std::size_t at_once = 4096;
    for (std::size_t from = 0; from < rows.size(); from += at_once) {
      const std::size_t count = std::min(at_once, rows.size() - from);
      batch_.clear();
      for (std::size_t i = 0; i < count; ++i) {
        const drop_row& row = rows[from + i];
        batch_.add(kind_of(row.list), bytes_of(row.digest), scheme::drop);
      }
      const auto keys = batch_.finish();
      for (std::size_t i = 0; i < count; ++i) {
        if (auto status = visit(rows[from + i], keys[i]); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  // Whether the ledger's item is what the row says.
  absl::StatusOr<std::optional<bool>> agrees(statement& find, const drop_row& row,
                                             const detail::key_bytes& key) {
    const auto found = find.bind(0, row.id.text()).step();
    if (!found.ok()) return found.status();
    if (!*found) return std::optional<bool>();
    const bool same =
        find.text(0) == detail::view(key) && find.number(1) == static_cast<int>(kind_of(row.list));
    find.reset();
    return std::optional<bool>(same);
  }

  absl::Status add_items() {
    auto find = db_.prepare("SELECT key, kind FROM item WHERE id = ?");
    if (!find.ok()) return find.status();
    // What is delivered anew holds again, whatever was withdrawn before.
    auto revive = db_.prepare("UPDATE item SET removed = NULL WHERE id = ? AND removed IS NOT NULL");
    if (!revive.ok()) return revive.status();
    auto add = db_.prepare(
        "INSERT OR IGNORE INTO item (id, batch, kind, scheme, key, original) VALUES (?, ?, ?, ?, ?, ?)");
    if (!add.ok()) return add.status();
    return for_each_key(all_.items, [&](const drop_row& row, const key& k) -> absl::Status {
      const detail::key_bytes bytes = detail::to_bytes(k);
      add->bind(0, row.id.text()).bind(1, number_).bind(2, static_cast<int>(kind_of(row.list)));
      add->bind(3, static_cast<int>(scheme::drop)).bind_blob(4, detail::view(bytes));
      std::string sealed;
      if (book_.options().originals) {
        auto made = seal_.seal(bytes_of(row.digest), detail::item_place(row.id.text()));
        if (!made.ok()) return made.status();
        sealed = *std::move(made);
        add->bind_blob(5, sealed);
      } else {
        add->bind_null(5);
      }
      if (auto status = add->run(); !status.ok()) return status;
      if (db_.changes() == 1) {
        ++out_.items;
        return absl::OkStatus();
      }
      const auto same = agrees(*find, row, bytes);
      if (!same.ok()) return same.status();
      if (!**same) return refuse(fmt::format("the ID {} is known with another hash or list", row.id.text()));
      ++out_.known;
      return revive->bind(0, row.id.text()).run();
    });
  }

  absl::Status remove_items() {
    auto find = db_.prepare("SELECT key, kind FROM item WHERE id = ?");
    if (!find.ok()) return find.status();
    auto remove = db_.prepare("UPDATE item SET removed = ? WHERE id = ? AND removed IS NULL");
    if (!remove.ok()) return remove.status();
    return for_each_key(all_.removals, [&](const drop_row& row, const key& k) -> absl::Status {
      const auto same = agrees(*find, row, detail::to_bytes(k));
      if (!same.ok()) return same.status();
      if (!same->has_value()) {
        ++out_.removed_unknown;
        return absl::OkStatus();
      }
      if (!**same)
        return refuse(fmt::format("the ID {}, withdrawn, is known with another hash or list", row.id.text()));
      if (auto status = remove->bind(0, number_).bind(1, row.id.text()).run(); !status.ok()) return status;
      out_.removed += static_cast<std::uint64_t>(db_.changes());
      return absl::OkStatus();
    });
  }

  ledger& book_;
  const database& db_;
  const delivered& all_;
  key_batch batch_;
  sealer seal_;
  std::int64_t number_ = 0;  // of the batch
  drop_imported out_;
};

}  // namespace

kind kind_of(drop_list list) noexcept {
  switch (list) {
    case drop_list::ndz: return kind::ndz;
    case drop_list::email: return kind::email;
    case drop_list::phone: return kind::phone;
    case drop_list::maid: return kind::maid;
    case drop_list::name_vin: return kind::namevin;
    case drop_list::ctvid: return kind::ctvid;
  }
  return kind::email;
}

drop_list list_of(kind k) noexcept {
  for (const drop_list list : all_drop_lists) {
    if (kind_of(list) == k) return list;
  }
  return drop_list::email;
}

absl::StatusOr<drop_imported> import_drop(ledger& book, std::span<const std::string> paths,
                                          const drop_limits& limits) {
  if (auto status = book.check_rules(); !status.ok()) return status;
  const auto archive = drop_archive::open(paths, limits);
  if (!archive.ok()) return archive.status();
  const auto all = read_all(*archive);
  if (!all.ok()) return all.status();
  importer run(book, archive->batch(), *all);
  const absl::Status status = book.tables().transact([&] { return run.run(); });
  if (!status.ok()) return status;
  return run.result();
}

}  // namespace optout
