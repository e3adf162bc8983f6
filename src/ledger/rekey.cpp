// The keys of a ledger made anew, of its sealed originals.
// SPDX-License-Identifier: Apache-2.0
#include "keys.hpp"
#include <optout/key/key_batch.hpp>
#include <optout/key/sealer.hpp>
#include <optout/ledger/ledger.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace optout {
namespace {

using detail::statement;

// Opens what the old secret sealed, and seals it under the new one.
class resealer {
 public:
  resealer(const keyring& from, const keyring& to) : from_(from), to_(to) {}

  absl::Status change(std::string_view sealed, const std::string& place) {
    auto text = from_.open(sealed, place);
    if (!text.ok()) return text.status();
    text_ = *std::move(text);
    auto again = to_.seal(text_, place);
    if (!again.ok()) return again.status();
    sealed_ = *std::move(again);
    return absl::OkStatus();
  }
  const std::string& text() const noexcept { return text_; }
  const std::string& sealed() const noexcept { return sealed_; }

 private:
  sealer from_, to_;
  std::string text_, sealed_;
};

absl::Status rekey_items(const ledger& book, const keyring& to) {
  // A page of items at a time: what is read must not change under the reader.
  auto page = book.tables().prepare(
      "SELECT id, kind, scheme, original FROM item WHERE id > ? ORDER BY id LIMIT 4096");
  if (!page.ok()) return page.status();
  auto put = book.tables().prepare("UPDATE item SET key = ?, original = ? WHERE id = ?");
  if (!put.ok()) return put.status();
  resealer originals(book.keys(), to);
  key_batch batch(to);
  struct changed_item {
    std::string id, original;
  };
  std::vector<changed_item> items;
  std::string last;
  do {
    items.clear();
    batch.clear();
    page->bind(0, last);
    for (;;) {
      const auto row = page->step();
      if (!row.ok()) return row.status();
      if (!*row) break;
      const std::string id(page->text(0));
      if (auto status = originals.change(page->text(3), detail::item_place(id)); !status.ok()) return status;
      batch.add(static_cast<kind>(page->number(1)), originals.text(), static_cast<scheme>(page->number(2)));
      items.push_back({id, originals.sealed()});
    }
    const auto keys = batch.finish();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const detail::key_bytes bytes = detail::to_bytes(keys[i]);
      put->bind_blob(0, detail::view(bytes)).bind_blob(1, items[i].original).bind(2, items[i].id);
      if (auto status = put->run(); !status.ok()) return status;
    }
    if (!items.empty()) last = items.back().id;
  } while (!items.empty());
  return absl::OkStatus();
}

absl::Status add_keys(const ledger& book, const keyring& to, const request& r, std::string_view original,
                      std::int64_t source) {
  const auto keys = detail::keys_of_original(book, to, r, original);
  if (!keys.ok()) return keys.status();
  auto put = book.tables().prepare(
      "INSERT INTO request_key (source, request, kind, scheme, key) VALUES (?, ?, ?, ?, ?)");
  if (!put.ok()) return put.status();
  for (const auto& [what, how, bytes] : *keys) {
    put->bind(0, source).bind(1, r.id).bind(2, what).bind(3, how).bind_blob(4, bytes);
    if (auto status = put->run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status rekey_requests(const ledger& book, const keyring& to) {
  const detail::database& db = book.tables();
  if (auto status = db.execute("DELETE FROM request_key"); !status.ok()) return status;
  auto next = db.prepare(
      "SELECT r.source, s.name, r.id, r.type, r.original FROM request r JOIN source s ON s.id = r.source"
      " WHERE (r.source, r.id) > (?, ?) ORDER BY r.source, r.id LIMIT 1");
  if (!next.ok()) return next.status();
  auto put = db.prepare("UPDATE request SET original = ? WHERE source = ? AND id = ?");
  if (!put.ok()) return put.status();
  resealer originals(book.keys(), to);
  std::int64_t source = 0;
  std::string id;
  for (;;) {
    const auto row = next->bind(0, source).bind(1, id).step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    source = next->number(0);
    const std::string name(next->text(1)), now(next->text(2));
    const request r{now, static_cast<request_type>(next->number(3))};
    absl::Status status = originals.change(next->text(4), detail::request_place(name, now));
    next->reset();
    if (status.ok()) status = put->bind_blob(0, originals.sealed()).bind(1, source).bind(2, now).run();
    if (status.ok()) status = add_keys(book, to, r, originals.text(), source);
    if (!status.ok()) return status;
    id = now;
  }
}

}  // namespace

absl::Status ledger::rekey(const keyring& to) {
  if (!options_.originals) {
    return failure(fault::list,
                   fmt::format("{}: keeps no originals, so that its keys cannot be made anew: import its "
                               "sources into a new ledger",
                               path()));
  }
  absl::Status status = tables_->transact([&] {
    absl::Status done = rekey_items(*this, to);
    if (done.ok()) done = rekey_requests(*this, to);
    // Who was found is keyed by the old secret: the next match finds them anew.
    if (done.ok() && to.id() != keys_.id()) done = tables_->execute("UPDATE match SET consumer = 0");
    if (done.ok()) done = detail::say_keys(*tables_, to);
    if (done.ok()) done = note("rekey", to.id() == keys_.id() ? "the same secret" : "another secret");
    return done;
  });
  if (status.ok()) keys_ = to;
  return status;
}

}  // namespace optout
