// Any bytes as a list: an error, or a view whose every lookup stays in bounds.
//
// Random bytes never get past the authentication tag, so the input is a row of edits to a good list, which is signed
// again after them: byte 0 says which list, byte 1 how much of its end is cut; then four bytes an edit: part, place
// (two bytes), value. Unsigned, a list whose head was edited is refused; so is any input taken as a file.
// SPDX-License-Identifier: Apache-2.0
#include <optout/list/merge.hpp>
#include <optout/list/suppression_list.hpp>
#include <support/fuzz.hpp>
#include <support/memory_file.hpp>
#include <support/sample_list.hpp>
#include <support/set_subjects.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

using namespace optout;
namespace format = optout::list_format;

namespace {

constexpr int sample_requests = 40;

const keyring& secret_keys() {
  static const keyring keys = test::keyring_of(1);
  return keys;
}

format::section_entry entry_at(std::span<const std::byte> sections, std::size_t index) {
  format::section_entry entry;
  std::memcpy(&entry, sections.data() + index * sizeof entry, sizeof entry);
  return entry;
}

struct good_list {
  std::vector<std::byte> bytes;
  std::vector<std::span<const std::byte>> parts;  // header, section table, digests, each section
  format::header head;

  explicit good_list(bool compact) {
    const auto image = test::sample_builder(secret_keys(), sample_requests, compact).image();
    bytes.assign(image->begin(), image->end());
    std::memcpy(&head, bytes.data(), sizeof head);
    const std::span<const std::byte> all(bytes);
    const std::size_t sections = head.section_count * sizeof(format::section_entry);
    parts = {all.first(sizeof head), all.subspan(sizeof head, sections),
             all.subspan(sizeof head + sections, head.digest_count * format::digest_bytes)};
    for (std::uint32_t i = 0; i < head.section_count; ++i) {
      const auto entry = entry_at(parts[1], i);
      parts.push_back(all.subspan(entry.offset, entry.bytes));
    }
  }
  // The section of one type, as it stands in `edited`.
  std::span<const std::byte> section(format::section type, std::span<const std::byte> edited) const {
    for (std::uint32_t i = 0; i < head.section_count; ++i) {
      if (entry_at(parts[1], i).type != type) continue;
      const auto offset = static_cast<std::size_t>(parts[3 + i].data() - bytes.data());
      return edited.subspan(std::min(offset, edited.size()))
          .first(std::min(parts[3 + i].size(), edited.size() - std::min(offset, edited.size())));
    }
    return {};
  }
};

std::vector<std::byte> edited(const good_list& good, std::string_view input) {
  std::vector<std::byte> bytes = good.bytes;
  const auto byte = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(input[i])}; };
  bytes.resize(bytes.size() - std::min(bytes.size(), byte(1) * 181));
  for (std::size_t i = 2; i + 4 <= input.size(); i += 4) {
    const auto part = good.parts[byte(i) % good.parts.size()];
    const auto at = static_cast<std::size_t>(part.data() - good.bytes.data()) +
                    (byte(i + 1) << 8 | byte(i + 2)) % part.size();
    if (at < bytes.size()) bytes[at] = static_cast<std::byte>(input[i + 3]);
  }
  return bytes;
}

// Makes the tag fit, and the size, so that what lies behind them is looked at.
void sign(std::vector<std::byte>& bytes) {
  format::header head;
  if (bytes.size() < sizeof head) return;
  std::memcpy(&head, bytes.data(), sizeof head);
  head.file_bytes = bytes.size();
  head.tag = {};
  const std::size_t end = std::clamp<std::size_t>(head.data_offset, sizeof head, bytes.size());
  const std::span<const std::byte> parts[] = {std::as_bytes(std::span(&head, 1)),
                                              std::span(bytes).subspan(sizeof head, end - sizeof head)};
  head.tag = *secret_keys().tag(parts);
  std::memcpy(bytes.data(), &head, sizeof head);
}

std::vector<key> some_keys() {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  std::vector<key> asked = {{}, {.lo = ones}, {.hi = ones}, {.lo = ones, .hi = ones}};
  for (int i = 0; i < sample_requests + 10; ++i) {
    asked.push_back(test::email_key(secret_keys(), i));
    asked.push_back(test::phone_key(secret_keys(), i));
  }
  return asked;
}

std::size_t sum_of(std::string_view text) {
  std::size_t sum = 0;
  for (const char c : text) sum += static_cast<unsigned char>(c);
  return sum;
}

// What a list answers to some_keys().
std::vector<std::pair<std::uint32_t, std::string>> answers(const suppression_list& list) {
  static const std::vector<key> asked = some_keys();
  key_set::scratch scratch;
  std::vector<list_hit> hits;
  std::vector<std::pair<std::uint32_t, std::string>> found;
  list.find(asked, scratch, hits);
  for (const list_hit& hit : hits) {
    list.for_each_request(hit.entry, [&](std::uint32_t ordinal) {
      found.emplace_back(hit.index, list.request_at(ordinal).id);
    });
  }
  return found;
}

// Looks at everything that a list gives out.
std::size_t walk(const suppression_list& list) {
  static const std::vector<key> asked = some_keys();
  std::size_t seen = sum_of(list.name()) + sum_of(list.source());
  key_set::scratch scratch;
  std::vector<list_hit> hits;
  list.find(asked, scratch, hits);
  const auto look_at = [&](std::uint32_t ordinal) {
    OPTOUT_HOLDS(ordinal < list.request_count());
    const request r = list.request_at(ordinal);
    seen += sum_of(r.id) + sum_of(r.source) + sum_of(r.scope);
  };
  for (const list_hit& hit : hits) {
    OPTOUT_HOLDS(hit.index < asked.size());
    list.for_each_request(hit.entry, look_at);
  }
  if (!list.compact()) {
    list.for_each_key(
        [&](const key&, const list_namespace&, std::uint32_t at) { list.for_each_request(at, look_at); });
  }
  list_builder builder(secret_keys(), {});
  if (add_list(list, builder).ok()) seen += builder.image().ok();
  return seen + hits.size();
}

// The same of the sections that lookups touch, in buffers of exactly their size.
void walk_key_set(std::span<const std::byte> filter, std::span<const std::byte> table) {
  static const std::vector<key> asked = some_keys();
  const test::byte_buffer exact_filter(filter), exact_table(table);
  const auto set = key_set::view(exact_filter.bytes(), exact_table.bytes());
  if (!set.ok()) return;
  key_set::scratch scratch;
  for (const key_hit& hit : set->find(asked, scratch)) OPTOUT_HOLDS(hit.slot < set->slot_count());
  set->for_each_slot([&](std::uint64_t slot, std::uint64_t) { OPTOUT_HOLDS(slot < set->slot_count()); });
}

absl::StatusOr<suppression_list> open(std::span<const std::byte> bytes) {
  const test::memory_file file(bytes);
  auto list = suppression_list::open(file.path(), secret_keys());
  OPTOUT_HOLDS(list.ok() || fault_of(list.status()) == fault::list);
  return list;
}

}  // namespace

OPTOUT_FUZZ_TARGET(open_list) {
  OPTOUT_HOLDS(!open(std::as_bytes(std::span(input))).ok());
  if (input.size() < 2) return;
  static const good_list full(false), compact(true);
  const good_list& good = input[0] % 2 == 0 ? full : compact;
  std::vector<std::byte> bytes = edited(good, input);

  const auto unsigned_list = open(bytes);
  const bool is_whole = bytes.size() == good.bytes.size();
  const bool head_holds =
      is_whole &&
      std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(good.head.data_offset),
                 good.bytes.begin());
  OPTOUT_HOLDS(head_holds || !unsigned_list.ok());
  OPTOUT_HOLDS(bytes != good.bytes || unsigned_list.ok());
  if (unsigned_list.ok()) {
    // What the edits did to an answer, verify_read() sees.
    const auto found = answers(*unsigned_list);
    if (unsigned_list->verify_read().ok()) OPTOUT_HOLDS(found == answers(*open(good.bytes)));
    OPTOUT_HOLDS(unsigned_list->verify().ok() == (bytes == good.bytes));
  }

  sign(bytes);
  if (const auto list = open(bytes); list.ok()) walk(*list);
  walk_key_set(good.section(format::section::filter, bytes), good.section(format::section::table, bytes));
}
