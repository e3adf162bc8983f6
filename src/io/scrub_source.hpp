// What a scrub needs to know of a format: where records come from, what is in them, and how they are written again.
//
// The run (scrub_file.cpp) owns outputs, order, counts and checks; a source owns bytes. One source a run, one item
// for each chunk that is under way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/byte_source.hpp>
#include <optout/io/scrub_file.hpp>
#include <optout/io/text_file.hpp>
#include <optout/scrub/scrubber.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout::detail {

// A chunk of the export on its way through the pipeline, with the memory that each stage reuses.
class scrub_item {
 public:
  virtual ~scrub_item() = default;

  // On any thread: decides on every row, and makes the text of rows that change.
  virtual absl::Status work(const scrubber& scrub) = 0;

  // In order, on one thread. Writes what stays to `out` and what is set aside to `rejects`, where there are such
  // files; adds the number of rows that stay. fault::input for a row that must be set aside and cannot.
  virtual absl::Status write(text_file* out, text_file* rejects, std::uint64_t& rows_written) = 0;
  // After work(): every hit, ascending by row of the item.
  virtual std::span<const decided_hit> hits() const = 0;
  // Tells of each hit; after work().
  using audit_sink = std::function<void(const audit_entry&)>;
  virtual void audit(const scrubber& scrub, const audit_sink& sink) const = 0;
  // What was done; after write().
  virtual scrub_counts counts() const = 0;

  virtual std::size_t rows() const = 0;
  virtual std::uint64_t first_row() const = 0;
  virtual std::uint64_t offset() const = 0;
  virtual std::uint64_t bytes() const = 0;  // of the file, unpacked
};

class scrub_source {
 public:
  virtual ~scrub_source() = default;

  // Finds out what the cells hold: the first thing asked of a source. Fills summary.columns.
  virtual absl::Status find_layout(const scrub_options& options, scrub_summary& summary) = 0;
  virtual std::unique_ptr<scrub_item> make_item() const = 0;
  // Fills an item of make_item(); false when there is nothing more.
  virtual absl::StatusOr<bool> next(scrub_item& item) = 0;
  // Writes what stands before the first record; `flags`: rows will say that they matched.
  virtual absl::Status write_head(text_file* out, text_file* rejects, bool flags) = 0;
  virtual std::uint64_t head_bytes() const = 0;  // of the file, unpacked
  // Asked when all was read.
  virtual absl::Status check_end() const = 0;

  virtual text_encoding encoding() const = 0;
  virtual const std::string& name() const = 0;
  // The file's as it lies there, and how much of that was read: the latter may be asked while next() runs.
  virtual std::uint64_t size() const = 0;
  virtual std::uint64_t position() const = 0;
};

absl::StatusOr<std::unique_ptr<scrub_source>> open_csv_source(byte_source source,
                                                              const scrub_options& options);
absl::StatusOr<std::unique_ptr<scrub_source>> open_json_source(byte_source source,
                                                               const scrub_options& options);

// The members or columns by which a row says that it matched.
inline constexpr std::string_view flag_columns[] = {"optout_suppressed", "optout_kinds", "optout_requests"};

// Kinds and requests of the hits of a row that do something, each once, with semicolons: the last two flags.
struct flag_texts {
  std::string kinds, requests;
};
flag_texts flags_of(const scrubber& scrub, std::span<const hit> hits);

// `gone`: the cells that went for the hit. The entry views all texts.
audit_entry entry_of(const scrubber& scrub, const hit& h, std::uint64_t row, std::string_view person,
                     std::string_view cell, std::string_view gone);

// Takes the elements at the front of `all` whose `row` is this one.
template <typename Of>
std::span<const Of> take_row(std::span<const Of>& all, std::size_t row) {
  std::size_t count = 0;
  while (count < all.size() && all[count].row == row) ++count;
  const auto taken = all.first(count);
  all = all.subspan(count);
  return taken;
}

}  // namespace optout::detail
