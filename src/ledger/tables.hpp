// The tables of a ledger, version 1. docs/ledger.md draws them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace optout::detail {

inline constexpr int ledger_application_id = 0x4F50544C;  // "OPTL"

inline constexpr char ledger_tables[] = R"sql(
CREATE TABLE about (               -- the secret's fingerprint, the rules of the keys, the options
  name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE source (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE batch (               -- what was imported in one go
  id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source, file TEXT NOT NULL, sha256 TEXT NOT NULL,
  day INTEGER NOT NULL, items INTEGER NOT NULL, removals INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE request (
  source INTEGER NOT NULL REFERENCES source, id TEXT NOT NULL, type INTEGER NOT NULL, scope TEXT NOT NULL,
  received INTEGER NOT NULL, expires INTEGER NOT NULL, batch INTEGER NOT NULL REFERENCES batch, original BLOB,
  PRIMARY KEY (source, id)) STRICT, WITHOUT ROWID;
CREATE TABLE request_key (
  source INTEGER NOT NULL, request TEXT NOT NULL, kind INTEGER NOT NULL, scheme INTEGER NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (source, request, kind, scheme, key), FOREIGN KEY (source, request) REFERENCES request)
  STRICT, WITHOUT ROWID;
CREATE TABLE item (                -- a work item of a hashed list
  id TEXT NOT NULL PRIMARY KEY, batch INTEGER NOT NULL REFERENCES batch, kind INTEGER NOT NULL,
  scheme INTEGER NOT NULL, key BLOB NOT NULL, original BLOB, removed INTEGER REFERENCES batch)
  STRICT, WITHOUT ROWID;
CREATE TABLE exemption (           -- all data of whoever the item finds is exempt
  item TEXT NOT NULL PRIMARY KEY REFERENCES item, basis TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE run (                 -- a match over the records, that ran to its end
  id INTEGER PRIMARY KEY, batch INTEGER NOT NULL REFERENCES batch, started INTEGER NOT NULL, ended INTEGER NOT NULL,
  records INTEGER NOT NULL, partial INTEGER NOT NULL, files TEXT NOT NULL) STRICT;
CREATE TABLE match (               -- who was found first, and whether others were
  item TEXT NOT NULL PRIMARY KEY REFERENCES item, run INTEGER NOT NULL REFERENCES run, consumer INTEGER NOT NULL,
  several INTEGER NOT NULL, candidate INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE response (            -- statuses that were made in one go; `written` when their files stood
  id INTEGER PRIMARY KEY, amends INTEGER NOT NULL, at INTEGER NOT NULL, folder TEXT NOT NULL,
  rows_per_file INTEGER NOT NULL, written INTEGER) STRICT;
CREATE TABLE status (
  item TEXT NOT NULL REFERENCES item, response INTEGER NOT NULL REFERENCES response,
  status INTEGER NOT NULL CHECK (status BETWEEN 2 AND 5),
  PRIMARY KEY (item, response)) STRICT, WITHOUT ROWID;
CREATE TABLE response_file (       -- `sent`: 0 not yet, 1 begun and without a reply, 2 accepted, 3 rejected
  response INTEGER NOT NULL REFERENCES response, name TEXT NOT NULL, rows INTEGER NOT NULL, sha256 TEXT NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '', PRIMARY KEY (response, name))
  STRICT, WITHOUT ROWID;
CREATE TABLE log (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE TRIGGER log_stays BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER log_says_so BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
)sql";

}  // namespace optout::detail
