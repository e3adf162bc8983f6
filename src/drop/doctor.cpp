// SPDX-License-Identifier: Apache-2.0
#include "vectors.hpp"
#include <optout/drop/doctor.hpp>
#include <optout/io/byte_source.hpp>
#include <optout/io/text_file.hpp>
#include <optout/key/hash_scheme.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace optout {
namespace {

// The parts of a line between tabs.
std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t tab = line.find('\t');
    out.push_back(line.substr(0, tab));
    if (tab == line.npos) return out;
    line.remove_prefix(tab + 1);
  }
}

// Calls visit(line, number) for each line, from 1; until it says false.
template <typename Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!visit(line, number)) return;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

absl::StatusOr<std::string> read_all(const std::string& path) {
  auto bytes = byte_source::open(path);
  if (!bytes.ok()) return bytes.status();
  auto source = text_source::open(*std::move(bytes));
  if (!source.ok()) return source.status();
  std::string out;
  constexpr std::size_t step = std::size_t{1} << 20;
  for (;;) {
    const std::size_t before = out.size();
    out.resize(before + step);
    const auto got = source->read({out.data() + before, step});
    if (!got.ok()) return got.status();
    out.resize(before + *got);
    if (*got < step) return out;
  }
}

}  // namespace

drop_checkup check_drop_vectors() {
  // kind, four inputs, the standardized form, the hash, its encoding, the source, ...
  enum column : std::size_t { kind_name = 0, inputs = 1, hash = 6, source = 8, columns = 9 };
  drop_checkup out;
  bool is_header = true;
  for_each_line(detail::drop_vectors, [&](std::string_view line, std::uint64_t) {
    if (line.empty() || line.starts_with('#') || std::exchange(is_header, false)) return true;
    std::vector<std::string_view> cells = split(line);
    cells.resize(std::max<std::size_t>(cells.size(), columns));
    std::string_view what = cells[kind_name];
    const bool rejected = what.ends_with("_reject");
    if (rejected) what.remove_suffix(std::string_view("_reject").size());
    ++out.vectors;
    out.official += cells[source].starts_with("CalPrivacy");
    for (const std::string_view one :
         {what == "name" ? "first_name" : what, what == "name" ? "last_name" : what}) {
      const auto k = hash_kind_from_text(one);
      bool good = k.has_value();
      if (good) {
        const std::size_t parts = std::max<std::size_t>(parts_of(*k).size(), 1);
        const auto found = hashes_of(scheme::drop, *k, std::span(cells).subspan(inputs, parts));
        good = rejected ? found.empty() : !found.empty() && found.front() == cells[hash];
      }
      if (good) continue;
      out.wrong.push_back(fmt::format("{}, example {}", one, out.vectors));
      break;
    }
    return true;
  });
  return out;
}

absl::StatusOr<drop_drift> compare_drop_hashes(const std::string& path) {
  const auto text = read_all(path);
  if (!text.ok()) return text.status();
  drop_drift out;
  absl::Status status;
  for_each_line(*text, [&](std::string_view line, std::uint64_t number) {
    if (line.empty()) return true;
    const std::vector<std::string_view> cells = split(line);
    const auto k = hash_kind_from_text(cells.front());
    const std::size_t parts = k.has_value() ? std::max<std::size_t>(parts_of(*k).size(), 1) : 0;
    const auto theirs = read_digest(cells.back(), scheme::drop);
    if (!k.has_value() || cells.size() != parts + 2 || !theirs.has_value() || theirs->how != scheme::drop) {
      status =
          failure(fault::input,
                  fmt::format("{}: line {} is not KIND, its values and a hash in Base64, with tabs between",
                              path, number));
      return false;
    }
    ++out.lines;
    const auto ours = hashes_of(scheme::drop, *k, std::span(cells).subspan(1, parts));
    const auto at = std::find(ours.begin(), ours.end(), trim(cells.back()));
    if (at == ours.end()) {
      ++(ours.empty() ? out.no_hash : out.different);
      constexpr std::size_t shown = 20;
      if (out.first_different.size() < shown) out.first_different.push_back(number);
    } else {
      ++(at == ours.begin() ? out.same : out.other);
    }
    return true;
  });
  if (!status.ok()) return status;
  return out;
}

}  // namespace optout
