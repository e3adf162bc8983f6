// What the commands on a ledger share: they open the key and the ledger, and do something with both.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli.hpp"
#include <optout/ledger/ledger.hpp>

#include <string>

namespace optout::cli {

// work(ledger&) -> absl::Status. Returns the exit code.
template <typename Work>
int with_ledger(const std::string& path, const std::string& key_file, Work&& work) {
  const auto keys = open_keyring(key_file);
  if (!keys.ok()) return fail(keys.status());
  auto book = ledger::open(path, *keys);
  if (!book.ok()) return fail(book.status());
  absl::Status status = work(*book);
  if (status.ok()) status = flush_stdout();
  return status.ok() ? static_cast<int>(done) : fail(status);
}

}  // namespace optout::cli
