// SPDX-License-Identifier: Apache-2.0
#include "database.hpp"

#include <fmt/format.h>

#include <utility>

namespace optout::detail {

absl::Status database_failure(const std::string& path, int code, std::string_view what) {
  const bool is_damaged = (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
  return failure(is_damaged ? fault::list : fault::io, fmt::format("{}: {}", path, what));
}

absl::StatusOr<bool> statement::step() {
  int code = std::exchange(code_, SQLITE_OK);
  if (code == SQLITE_OK) code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  const std::string words = sqlite3_errmsg(sqlite3_db_handle(handle_.get()));
  sqlite3_reset(handle_.get());
  if (code == SQLITE_DONE) return false;
  return database_failure(path_, code, words);
}

absl::Status statement::run() {
  const auto row = step();
  if (row.ok() && *row) reset();
  return row.status();
}

absl::StatusOr<database> database::open(const std::string& path, const char* durability) {
  database out;
  out.path_ = path;
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  out.handle_.reset(handle);
  if (code != SQLITE_OK)
    return database_failure(path, code, handle == nullptr ? "out of memory" : sqlite3_errmsg(handle));
  sqlite3_busy_timeout(handle, 60'000);
  auto status = out.execute(
      absl::StrCat(durability,
                   "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;"
                   "PRAGMA cell_size_check = ON; PRAGMA cache_size = -65536;"));
  if (!status.ok()) return status;
  return out;
}

absl::StatusOr<database> database::open(const std::string& path) {
  return open(path, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
}

absl::StatusOr<database> database::open_draft(const std::string& path) {
  return open(path, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
}

absl::StatusOr<statement> database::prepare(std::string_view sql) const {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) return database_failure(path_, code, sqlite3_errmsg(handle_.get()));
  statement out;
  out.handle_.reset(handle);
  out.path_ = path_;
  return out;
}

absl::Status database::execute(const std::string& sql) const {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return absl::OkStatus();
  return database_failure(path_, code, sqlite3_errmsg(handle_.get()));
}

absl::StatusOr<std::int64_t> database::number(std::string_view sql) const {
  auto query = prepare(sql);
  if (!query.ok()) return query.status();
  const auto row = query->step();
  if (!row.ok()) return row.status();
  return *row ? query->number(0) : 0;
}

}  // namespace optout::detail
