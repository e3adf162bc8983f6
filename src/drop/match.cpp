// SPDX-License-Identifier: Apache-2.0
#include "../ledger/database.hpp"
#include "../ledger/keys.hpp"
#include <optout/drop/cycle.hpp>
#include <optout/io/csv_writer.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/key/hash_batch.hpp>
#include <optout/key/key_batch.hpp>
#include <optout/list/list_builder.hpp>
#include <optout/os/atomic_file.hpp>
#include <optout/scrub/hashed_identifiers.hpp>
#include <optout/scrub/scrubber.hpp>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace optout {
namespace {

using detail::database;

constexpr kind drop_kinds[] = {kind::ndz, kind::email, kind::phone, kind::maid, kind::namevin, kind::ctvid};

// Who an item found, in this run.
struct finding {
  std::uint64_t consumer = 0;
  bool several = false;
  std::uint8_t candidate = 0;
};

struct id_hash {
  using is_avalanching = void;
  std::size_t operator()(const drop_id& id) const noexcept {
    return XXH3_64bits(id.text().data(), id.text().size());
  }
};

class matcher {
 public:
  matcher(ledger& book, const drop_match_options& options)
      : book_(book), db_(book.tables()), options_(options) {}

  absl::StatusOr<drop_matched> run(std::span<const std::string> records) {
    const std::int64_t started = now_in_seconds();
    if (const std::size_t maps = options_.map_files.size(); maps > 1 && maps != records.size()) {
      return failure(fault::usage, fmt::format("{} maps for {} files: give one for all, or one for each",
                                               maps, records.size()));
    }
    auto scrub = make_scrubber();
    if (!scrub.ok()) return scrub.status();
    if (auto status = open_matches(); !status.ok()) return status;
    for (const std::string& path : records) {
      ++file_number_;
      if (auto status = read(path, *scrub); !status.ok()) return status;
    }
    if (auto status = check_looked_up(); !status.ok()) return status;
    if (auto status = check_canaries(); !status.ok()) return status;
    const absl::Status noted = db_.transact([&] { return note(started, records); });
    if (!noted.ok()) return noted;
    if (matches_.has_value()) {
      if (auto status = matches_->commit(file_access::owner_only); !status.ok()) return status;
    }
    return out_;
  }

 private:
  // All items that hold, as a list in memory.
  absl::StatusOr<scrubber> make_scrubber() {
    list_builder builder(book_.keys(), {.name = "drop"});
    const auto count = db_.number("SELECT count(*) FROM item WHERE removed IS NULL");
    if (!count.ok()) return count.status();
    builder.expect(static_cast<std::uint64_t>(*count) / 4);
    const auto last = db_.number(
        "SELECT max(batch.id) FROM batch JOIN source ON source.id = batch.source WHERE name LIKE 'drop:%'");
    if (!last.ok()) return last.status();
    if (*last == 0)
      return failure(fault::usage, fmt::format("{}: nothing of DROP was imported yet", book_.path()));
    last_batch_ = *last;
    auto items = db_.prepare("SELECT id, kind, key FROM item WHERE removed IS NULL AND scheme = ?");
    if (!items.ok()) return items.status();
    items->bind(0, static_cast<int>(scheme::drop));
    const absl::Status read = detail::for_each_row(*items, [&](const detail::statement& row) {
      const auto what = static_cast<kind>(row.number(1));
      ++wanted_[static_cast<std::size_t>(what)];
      builder.add_key(what, level::standard, detail::key_from(row.text(2)),
                      builder.add_request({.id = row.text(0), .type = request_type::delete_data}),
                      scheme::drop);
      return absl::OkStatus();
    });
    if (!read.ok()) return read;
    if (auto status = add_canaries(builder); !status.ok()) return status;
    auto image = builder.image(options_.jobs);
    if (!image.ok()) return image.status();
    auto list = suppression_list::from_image(*std::move(image), book_.keys(), "drop");
    if (!list.ok()) return list.status();
    policy rules;
    rules.on_match = action::keep;  // nothing is written, and hits are told all the same
    scrubber scrub(book_.keys(), {*std::move(list)}, rules);
    scrub.tell_consumers();
    if (!scrub.status().ok()) return scrub.status();
    return scrub;
  }

  // Planted people, each by every identifier that they have.
  absl::Status add_canaries(list_builder& builder) {
    if (options_.canaries_file.empty()) return absl::OkStatus();
    wanted_kinds wanted;
    for (const kind k : drop_kinds) wanted.want(k, scheme::drop);
    const auto add = [&](const requests_read& read) {
      hashed_identifiers walk(*read.rows.layout, wanted);
      for (std::size_t row = 0; row < read.rows.rows; ++row) {
        struct {
          std::vector<hashed_place> places;
          void hashed(const hashed_place& place) { places.push_back(place); }
          void junk(const identifier_place&) {}
          void rounded(const identifier_place&) {}
        } found;
        hash_batch hashes;
        walk.walk(read.rows, row, hashes, found);
        key_batch batch(book_.keys());
        hashes.add_keys(batch);
        const auto keys = batch.finish();
        const std::string id(read.requests[row].id);
        const std::uint32_t ordinal = builder.add_request({.id = id, .type = request_type::delete_data});
        for (std::size_t i = 0; i < found.places.size(); ++i) {
          const kind what = found.places[i].where.what;
          builder.add_key(what, level::standard, keys[i], ordinal, scheme::drop);
          canaries_[id].insert(what);
        }
      }
      return absl::OkStatus();
    };
    const auto read = read_requests(
        options_.canaries_file, book_.keys(), {}, [](std::uint64_t) {}, add);
    if (!read.ok()) return read.status();
    if (canaries_.empty())
      return failure(fault::usage,
                     fmt::format("{}: holds no canary with an identifier", options_.canaries_file));
    for (const auto& [id, kinds] : canaries_) {
      if (drop_id::from_text(id).has_value())
        return failure(fault::usage,
                       fmt::format("{}: {} could be a work item's ID", options_.canaries_file, id));
    }
    return absl::OkStatus();
  }

  absl::Status open_matches() {
    if (options_.matches_file.empty()) return absl::OkStatus();
    auto file = atomic_file::create(options_.matches_file);
    if (!file.ok()) return file.status();
    matches_.emplace(*std::move(file));
    return matches_->write("ID,list,file,row,person,column,candidate\n");
  }

  absl::Status read(const std::string& path, const scrubber& scrub) {
    file_ = std::filesystem::path(path).filename().string();
    scrub_options how;
    const auto& maps = options_.map_files;
    if (!maps.empty()) how.map_file = maps[maps.size() == 1 ? 0 : file_number_ - 1];
    how.rejects_file = options_.rejects_file;
    if (!how.rejects_file.empty() && file_number_ > 1) how.rejects_file += fmt::format(".{}", file_number_);
    how.strict = true;  // who stands in a column that nobody reads would be called not found
    how.jobs = options_.jobs;
    how.dry_run = true;
    how.progress = options_.progress;
    how.on_hit = [this](const audit_entry& e) { return hear(e); };
    const auto done = scrub_file(path, "", scrub, how);
    if (!done.ok()) return done.status();
    out_.records += done->counts.rows_in;
    out_.rejected += done->counts.rows_rejected;
    out_.partial += done->counts.partial;
    for (std::size_t k = 0; k < out_.looked_up.size(); ++k) out_.looked_up[k] += done->counts.identifiers[k];
    return absl::OkStatus();
  }

  absl::Status hear(const audit_entry& e) {
    const auto id = drop_id::from_text(e.request_id);
    const kind what = kind_from_text(e.kind).value_or(kind::email);
    if (!id.has_value()) {
      out_.canaries += seen_[std::string(e.request_id)].insert(what).second;
      return absl::OkStatus();
    }
    ++out_.matches;
    std::uint64_t consumer = e.consumer;
    if (consumer == 0) {  // a row that names nobody is somebody of its own
      const std::string place = fmt::format("{}\n{}\n{}", file_number_, file_, e.row);
      consumer = XXH3_64bits(place.data(), place.size()) | 1;
    }
    const auto [at, is_new] = found_.try_emplace(*id, finding{consumer, e.several, e.candidate});
    if (!is_new) {
      at->second.several |= e.several || at->second.consumer != consumer;
      at->second.candidate = std::min(at->second.candidate, e.candidate);
    }
    if (!matches_.has_value()) return absl::OkStatus();
    return matches_->write(fmt::format("{},{},{},{},{},{},{}\n", e.request_id, to_text(list_of(what)),
                                       field(file_), e.row, e.person, field(e.cell), e.candidate));
  }

  static std::string field(std::string_view text) {
    std::string out;
    append_csv_field(out, text, ',');
    return out;
  }

  absl::Status check_looked_up() const {
    for (const kind k : drop_kinds) {
      const auto at = static_cast<std::size_t>(k);
      if (wanted_[at] == 0 || out_.looked_up[at] > 0 || options_.not_held.contains(k)) continue;
      return failure(
          fault::self_check,
          fmt::format(
              "{} items of list {} are asked for, and the records gave no such identifier: all would be "
              "called not found unseen. Map the columns, or say by --not-held {} that you hold none",
              wanted_[at], to_text(list_of(k)), to_text(k)));
    }
    return absl::OkStatus();
  }

  absl::Status check_canaries() {
    std::string missed;
    for (const auto& [id, kinds] : canaries_) {
      for (const kind k : kinds) {
        if (seen_[id].contains(k) || options_.not_held.contains(k)) continue;
        missed += fmt::format("{}{} by {}", missed.empty() ? "" : ", ", id, to_text(k));
      }
    }
    if (missed.empty()) return absl::OkStatus();
    return failure(
        fault::self_check,
        fmt::format(
            "canaries that are in the records were not found, so that nothing that was not found may be "
            "called so: {}",
            missed));
  }

  absl::Status note(std::int64_t started, std::span<const std::string> records) {
    std::string files;
    for (const std::string& path : records)
      files += (files.empty() ? "" : ", ") + std::filesystem::path(path).filename().string();
    auto add = db_.prepare(
        "INSERT INTO run (batch, started, ended, records, partial, files) VALUES (?, ?, ?, ?, ?, ?)");
    if (!add.ok()) return add.status();
    add->bind(0, last_batch_).bind(1, started).bind(2, now_in_seconds());
    add->bind(3, static_cast<std::int64_t>(out_.records)).bind(4, out_.clean() ? 0 : 1).bind(5, files);
    if (auto status = add->run(); !status.ok()) return status;
    const std::int64_t run = db_.last_id();
    // One who was found before under another name makes it several; after a new secret nobody knows who it was.
    auto put = db_.prepare(
        "INSERT INTO match (item, run, consumer, several, candidate) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO "
        "UPDATE SET"
        " several = match.several OR excluded.several OR (match.consumer <> 0 AND match.consumer <> "
        "excluded.consumer),"
        " consumer = excluded.consumer");
    if (!put.ok()) return put.status();
    std::vector<std::pair<drop_id, finding>> all(found_.begin(), found_.end());
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [id, one] : all) {
      put->bind(0, id.text()).bind(1, run).bind(2, static_cast<std::int64_t>(one.consumer));
      put->bind(3, one.several ? 1 : 0).bind(4, one.candidate);
      if (auto status = put->run(); !status.ok()) return status;
      out_.several += one.several;
    }
    out_.items = all.size();
    return book_.note("drop match",
                      fmt::format("{}: {} records, {} items found, {} by several{}", files, out_.records,
                                  out_.items, out_.several, out_.clean() ? "" : "; partial"));
  }

  ledger& book_;
  const database& db_;
  const drop_match_options& options_;
  drop_matched out_;
  std::int64_t last_batch_ = 0;
  std::array<std::uint64_t, kind_count + 1> wanted_{};  // items, by kind
  std::string file_;                                    // that is read, without its folders
  std::size_t file_number_ = 0;
  boost::unordered_flat_map<drop_id, finding, id_hash> found_;
  std::map<std::string, std::set<kind>> canaries_, seen_;  // the kinds of each canary
  std::optional<atomic_file> matches_;
};

}  // namespace

absl::StatusOr<drop_matched> match_drop(ledger& book, std::span<const std::string> records,
                                        const drop_match_options& options) {
  if (auto status = book.check_rules(); !status.ok()) return status;
  return matcher(book, options).run(records);
}

}  // namespace optout
