// SQLite behind absl::Status: one connection, its statements, its transactions.
//
// A database belongs to one thread. Durability: write-ahead log, synchronous FULL: what was committed survives a kill
// and a power cut. Messages carry the file and SQLite's own words; values that were bound show in none.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace optout::detail {

class database;

// A prepared statement, bound and stepped again and again.
class statement {
 public:
  statement() = default;

  // Parameters and columns count from 0. Texts and blobs must live until the next step or reset.
  statement& bind(int index, std::int64_t value) {
    note(sqlite3_bind_int64(handle_.get(), index + 1, value));
    return *this;
  }
  statement& bind(int index, std::string_view text) {
    note(sqlite3_bind_text64(handle_.get(), index + 1, start(text), text.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
  }
  statement& bind_blob(int index, std::string_view bytes) {
    note(sqlite3_bind_blob64(handle_.get(), index + 1, start(bytes), bytes.size(), SQLITE_STATIC));
    return *this;
  }
  statement& bind_null(int index) {
    note(sqlite3_bind_null(handle_.get(), index + 1));
    return *this;
  }

  // Whether there is a row. After the last one the statement is ready to be bound anew.
  absl::StatusOr<bool> step();
  // For what returns no rows.
  absl::Status run();
  void reset() noexcept { sqlite3_reset(handle_.get()); }

  std::int64_t number(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  bool is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
  // Valid until the next step or reset.
  std::string_view text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
  }

 private:
  friend class database;
  struct finalizer {
    void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
  };
  // A null pointer would be NULL, and no empty text.
  static const char* start(std::string_view text) noexcept {
    return text.data() == nullptr ? "" : text.data();
  }
  void note(int code) noexcept { code_ = code_ == SQLITE_OK ? code : code_; }

  std::unique_ptr<sqlite3_stmt, finalizer> handle_;
  std::string path_;
  int code_ = SQLITE_OK;  // the first failure of a bind
};

// Calls visit(row) for each row that `query` gives, as long as it returns ok.
template <typename Visit>
absl::Status for_each_row(statement& query, Visit&& visit) {
  for (;;) {
    const auto row = query.step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    if (absl::Status status = visit(query); !status.ok()) {
      query.reset();
      return status;
    }
  }
}

class database {
 public:
  // Of a file that is there; its log and its shared memory take its mode.
  // Errors: fault::io, or fault::list for a file that is no database.
  static absl::StatusOr<database> open(const std::string& path);
  // Of an empty file that nobody will miss: nothing stands beside it, and nothing of it is safe until somebody syncs it.
  static absl::StatusOr<database> open_draft(const std::string& path);

  const std::string& path() const noexcept { return path_; }
  sqlite3* handle() const noexcept { return handle_.get(); }

  absl::StatusOr<statement> prepare(std::string_view sql) const;
  // Several statements without parameters or rows.
  absl::Status execute(const std::string& sql) const;
  // The one number that a query gives; 0 if it gives none.
  absl::StatusOr<std::int64_t> number(std::string_view sql) const;
  // As above, for a query without parameters.
  template <typename Visit>
  absl::Status for_each_row(std::string_view sql, Visit&& visit) const {
    auto query = prepare(sql);
    return query.ok() ? detail::for_each_row(*query, visit) : query.status();
  }
  // Rows that the last INSERT, UPDATE or DELETE changed.
  std::int64_t changes() const noexcept { return sqlite3_changes64(handle_.get()); }
  std::int64_t last_id() const noexcept { return sqlite3_last_insert_rowid(handle_.get()); }

  // Runs `work` as one transaction: all of it, or nothing when it fails.
  template <typename Work>
  absl::Status transact(Work&& work) const {
    if (auto status = execute("BEGIN IMMEDIATE"); !status.ok()) return status;
    absl::Status status = work();
    if (status.ok()) status = execute("COMMIT");
    if (!status.ok()) execute("ROLLBACK").IgnoreError();
    return status;
  }

 private:
  static absl::StatusOr<database> open(const std::string& path, const char* durability);

  struct closer {
    void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
  };
  std::unique_ptr<sqlite3, closer> handle_;
  std::string path_;
};

// What SQLite's result code means, with its own words and the file.
absl::Status database_failure(const std::string& path, int code, std::string_view what);

}  // namespace optout::detail
