// Own requests: into the ledger, and anew under another secret or other rules.
// SPDX-License-Identifier: Apache-2.0
#include "../io/request_keyer.hpp"
#include "keys.hpp"
#include <optout/key/sealer.hpp>
#include <optout/ledger/ledger.hpp>
#include <optout/os/input_file.hpp>
#include <optout/os/sha256.hpp>

#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace optout {
namespace {

using detail::database;
using detail::statement;
using detail::stored_key;

// The statements that put requests into the tables.
class request_writer {
 public:
  static absl::StatusOr<request_writer> prepare(const ledger& book) {
    request_writer out(book);
    const std::pair<statement*, const char*> all[] = {
        {&out.find_source_, "SELECT id FROM source WHERE name = ?"},
        {&out.add_source_, "INSERT INTO source (name) VALUES (?)"},
        {&out.add_batch_,
         "INSERT INTO batch (source, file, sha256, day, items, removals, at) VALUES (?, ?, ?, ?, 0, 0, ?)"},
        {&out.count_, "UPDATE batch SET items = items + 1 WHERE id = ?"},
        {&out.find_, "SELECT type, scope, received, expires FROM request WHERE source = ? AND id = ?"},
        {&out.keys_of_, "SELECT kind, scheme, key FROM request_key WHERE source = ? AND request = ?"},
        {&out.drop_keys_, "DELETE FROM request_key WHERE source = ? AND request = ?"},
        {&out.put_,
         "INSERT INTO request (source, id, type, scope, received, expires, batch, original)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET type = excluded.type, scope = "
         "excluded.scope,"
         " received = excluded.received, expires = excluded.expires, batch = excluded.batch,"
         " original = excluded.original"},
        {&out.put_key_,
         "INSERT OR IGNORE INTO request_key (source, request, kind, scheme, key) VALUES (?, ?, ?, ?, ?)"},
    };
    for (const auto& [to, sql] : all) {
      auto made = book.tables().prepare(sql);
      if (!made.ok()) return made.status();
      *to = *std::move(made);
    }
    return out;
  }

  void begin_file(std::string name, std::string digest) {
    file_ = std::move(name);
    digest_ = std::move(digest);
  }

  absl::Status put(const request& r, const std::set<stored_key>& keys, const std::string& original,
                   ledger_import& done) {
    const auto source_of = source_number(r.source.empty() ? std::string_view("requests") : r.source);
    if (!source_of.ok()) return source_of.status();
    const std::int64_t source = *source_of;
    const std::string id(r.id);
    const auto known = find_.bind(0, source).bind(1, id).step();
    if (!known.ok()) return known.status();
    bool same = *known;
    if (*known) {
      same = find_.number(0) == static_cast<std::int64_t>(r.type) && find_.text(1) == r.scope &&
             find_.number(2) == r.received && find_.number(3) == r.expires;
      find_.reset();
      const auto before = stored_keys(source, id);
      if (!before.ok()) return before.status();
      same = same && *before == keys;
    }
    if (same) {
      ++done.unchanged;
      return absl::OkStatus();
    }
    ++(*known ? done.changed : done.added);
    const auto batch = batch_number(source);
    if (!batch.ok()) return batch.status();
    absl::Status status = drop_keys_.bind(0, source).bind(1, id).run();
    if (!status.ok()) return status;
    put_.bind(0, source).bind(1, id).bind(2, static_cast<std::int64_t>(r.type)).bind(3, r.scope);
    put_.bind(4, r.received).bind(5, r.expires).bind(6, *batch);
    original.empty() ? put_.bind_null(7) : put_.bind_blob(7, original);
    if (status = put_.run(); !status.ok()) return status;
    for (const auto& [what, how, bytes] : keys) {
      status = put_key_.bind(0, source).bind(1, id).bind(2, what).bind(3, how).bind_blob(4, bytes).run();
      if (!status.ok()) return status;
    }
    return count_.bind(0, *batch).run();
  }

 private:
  explicit request_writer(const ledger& book) : book_(&book) {}

  absl::StatusOr<std::int64_t> source_number(std::string_view name) {
    if (const auto at = sources_.find(name); at != sources_.end()) return at->second;
    if (name.starts_with(detail::drop_source)) {
      return failure(fault::input, fmt::format("source {}: names that begin with {} are for DROP's own items",
                                               name, detail::drop_source));
    }
    const auto known = find_source_.bind(0, name).step();
    if (!known.ok()) return known.status();
    std::int64_t number = *known ? find_source_.number(0) : 0;
    find_source_.reset();
    if (!*known) {
      if (auto status = add_source_.bind(0, name).run(); !status.ok()) return status;
      number = book_->tables().last_id();
    }
    sources_.emplace(name, number);
    return number;
  }

  // The batch of this file and source, made for its first change.
  absl::StatusOr<std::int64_t> batch_number(std::int64_t source) {
    if (const auto at = batches_.find(source); at != batches_.end()) return at->second;
    add_batch_.bind(0, source).bind(1, file_).bind(2, digest_).bind(3, today()).bind(4, now_in_seconds());
    if (auto status = add_batch_.run(); !status.ok()) return status;
    return batches_[source] = book_->tables().last_id();
  }

  absl::StatusOr<std::set<stored_key>> stored_keys(std::int64_t source, const std::string& id) {
    std::set<stored_key> out;
    keys_of_.bind(0, source).bind(1, id);
    absl::Status status = detail::for_each_row(keys_of_, [&](const statement& row) {
      out.emplace(row.number(0), row.number(1), row.text(2));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return out;
  }

  const ledger* book_;
  statement find_source_, add_source_, add_batch_, count_, find_, keys_of_, drop_keys_, put_, put_key_;
  std::string file_, digest_;
  std::map<std::string, std::int64_t, std::less<>> sources_;
  std::map<std::int64_t, std::int64_t> batches_;  // by source
};

}  // namespace

detail::stored_key detail::to_stored(const requests_read::held_key& held, const key& k) {
  const key_bytes bytes = to_bytes(k);
  return {static_cast<std::int64_t>(held.what), static_cast<std::int64_t>(held.how),
          std::string(view(bytes))};
}

std::string detail::write_original(const batch& rows, std::size_t row, std::optional<scheme> hashes) {
  std::string out;
  if (hashes.has_value()) out = fmt::format("hashes {} {}\n", to_text(*hashes).size(), to_text(*hashes));
  const std::vector<cell>& cells = rows.layout->cells();
  for (std::uint32_t c = 0; c < cells.size(); ++c) {
    const std::string_view text = rows.columns[c][row];
    if (text.empty() || cells[c].role.whose == subject::none) continue;
    const std::string role = to_text(cells[c].role);
    out += fmt::format("{} {} {}\n", role, text.size(), text);
  }
  return out;
}

std::optional<detail::request_cells> detail::read_original(std::string_view text) {
  request_cells out;
  while (!text.empty()) {
    const std::size_t role_end = text.find(' ');
    const std::size_t size_end = role_end == text.npos ? text.npos : text.find(' ', role_end + 1);
    std::size_t size = 0;
    if (size_end == text.npos ||
        !absl::SimpleAtoi(to_absl(text.substr(role_end + 1, size_end - role_end - 1)), &size) ||
        size >= text.size() - size_end)
      return std::nullopt;
    out.emplace_back(text.substr(0, role_end), text.substr(size_end + 1, size));
    text.remove_prefix(std::min(text.size(), size_end + size + 2));
  }
  return out;
}

absl::StatusOr<std::set<detail::stored_key>> detail::keys_of_original(const ledger& book, const keyring& keys,
                                                                      const request& r,
                                                                      std::string_view original) {
  compile_options options;
  options.at = book.options().at;
  options.household = book.options().household;
  options.strict_keys = book.options().strict_keys;
  const auto stored = read_original(original);
  if (!stored.has_value()) {
    return failure(fault::list,
                   fmt::format("{}: request {}: its original has another form than this version writes",
                               book.path(), r.id));
  }
  std::vector<cell> cells;
  std::vector<std::string_view> values;
  for (const auto& [role, text] : *stored) {
    if (role == "hashes") {
      options.hashes = hash_scheme_from_text(text);
      continue;
    }
    const auto known = role_from_text(role);
    if (!known.has_value()) {
      return failure(fault::list,
                     fmt::format("{}: request {}: its original has a role that this version does not know",
                                 book.path(), r.id));
    }
    cells.push_back({role, *known});
    values.push_back(text);
  }
  const schema consumer(std::move(cells));
  std::vector<column_view> columns;
  for (const std::string_view& value : values) columns.emplace_back(std::span(&value, 1));
  request_keyer keyer(consumer, keys, options);
  if (const auto trouble = keyer.add({&consumer, columns, 1}, 0, r.type, 0); trouble.has_value())
    return failure(fault::list, fmt::format("{}: request {}: {}", book.path(), r.id, trouble->what));
  keyer.finish();
  std::set<stored_key> out;
  for (std::size_t i = 0; i < keyer.keys().size(); ++i)
    out.insert(to_stored(keyer.held()[i], keyer.keys()[i]));
  return out;
}

absl::StatusOr<ledger_import> ledger::import_requests(const std::string& path, const compile_options& how) {
  if (auto status = check_rules(); !status.ok()) return status;
  compile_options options = how;
  options.at = options_.at;
  options.household = options_.household;
  options.strict_keys = options_.strict_keys;
  options.kinds = matching_kinds;
  ledger_import done;
  const absl::Status status = tables_->transact([&]() -> absl::Status {
    auto writer = request_writer::prepare(*this);
    if (!writer.ok()) return writer.status();
    const std::string name = path == "-" ? path : std::filesystem::path(path).filename().string();
    const auto digest = path == "-" ? absl::StatusOr<std::string>("") : sha256_of_file(path);
    if (!digest.ok()) return digest.status();
    writer->begin_file(name, *digest);
    sealer seal(keys_);
    const auto add = [&](const requests_read& read) -> absl::Status {
      std::vector<std::set<stored_key>> keys(read.requests.size());
      for (std::size_t i = 0; i < read.keys.size(); ++i)
        keys[read.held[i].request].insert(detail::to_stored(read.held[i], read.keys[i]));
      for (std::size_t i = 0; i < read.requests.size(); ++i) {
        const request& r = read.requests[i];
        std::string original;
        if (options_.originals) {
          const std::string text = detail::write_original(read.rows, i, options.hashes);
          const std::string_view source = r.source.empty() ? std::string_view("requests") : r.source;
          auto sealed = seal.seal(text, detail::request_place(source, r.id));
          if (!sealed.ok()) return sealed.status();
          original = *std::move(sealed);
        }
        if (auto put = writer->put(r, keys[i], original, done); !put.ok()) return put;
      }
      return absl::OkStatus();
    };
    auto read = read_requests(
        path, keys_, options, [](std::uint64_t) {}, add);
    if (!read.ok()) return read.status();
    done.read = *std::move(read);
    if (done.added + done.changed == 0) return absl::OkStatus();
    return note("import requests", fmt::format("{}: {} added, {} changed, {} unchanged", name, done.added,
                                               done.changed, done.unchanged));
  });
  if (!status.ok()) return status;
  return done;
}

}  // namespace optout
