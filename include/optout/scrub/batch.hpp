// A batch of profiles: columns of text, one value a row, viewed where they lie.
//
// A column is a view in one of the layouts that data comes in: an array of string views, or Arrow's bytes + 32- or
// 64-bit offsets + validity bits, with or without a dictionary. Nothing is copied or owned: the caller keeps the
// bytes alive while the batch is in use.
// Source: Arrow columnar format 1.x, "Variable-size Binary Layout", "Dictionary-encoded Layout".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/normalize/spreadsheet.hpp>
#include <optout/scrub/schema.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace optout {

class column_view {
 public:
  // A column without values: empty in every row.
  column_view() = default;

  // One view a row.
  explicit column_view(std::span<const std::string_view> values) noexcept
      : values_(values.data()), size_(values.size()), layout_(layout::views) {}

  // Arrow's layout: value i is bytes[offsets[i], offsets[i + 1]); `validity`, where given, has bit i clear for a
  // null, which reads as empty. Requires: offsets has size + 1 entries that do not decrease.
  column_view(const char* bytes, std::span<const std::int32_t> offsets,
              const std::uint8_t* validity = nullptr) noexcept
      : bytes_(bytes),
        offsets32_(offsets.data()),
        validity_(validity),
        size_(offsets.size() - 1),
        layout_(layout::offsets32) {
    assert(!offsets.empty());
  }
  column_view(const char* bytes, std::span<const std::int64_t> offsets,
              const std::uint8_t* validity = nullptr) noexcept
      : bytes_(bytes),
        offsets64_(offsets.data()),
        validity_(validity),
        size_(offsets.size() - 1),
        layout_(layout::offsets64) {
    assert(!offsets.empty());
  }

  // Arrow's dictionary encoding: value i is (*dictionary)[indices[i]]. Requires: the dictionary outlives the view
  // and has every index.
  column_view(const column_view* dictionary, std::span<const std::int32_t> indices,
              const std::uint8_t* validity = nullptr) noexcept
      : dictionary_(dictionary),
        indices_(indices.data()),
        validity_(validity),
        size_(indices.size()),
        layout_(layout::dictionary) {}

  // Values that are made when somebody asks: `row` has read(source, row).
  using reader = std::string_view (*)(const void* source, std::size_t row);
  column_view(const void* source, reader read, std::size_t size) noexcept
      : source_(source), read_(read), size_(size), layout_(layout::on_demand) {}

  // The same for a column of delimited text with `stride` fields in every row, where a value that starts with no quote
  // is bytes[ends[row * stride - 1] + 1, ends[row * stride]).
  column_view(const char* bytes, const std::uint32_t* ends, std::size_t stride, const void* source,
              reader read, std::size_t size) noexcept
      : bytes_(bytes),
        ends_(ends),
        source_(source),
        read_(read),
        size_(size),
        stride_(stride),
        layout_(layout::delimited) {}

  std::size_t size() const noexcept { return size_; }

  // The value in `row`; empty for a null, and in every row of a column without values.
  [[gnu::always_inline]] inline std::string_view operator[](std::size_t row) const noexcept {
    if (row >= size_) return {};
    if (layout_ == layout::views) return values_[row];
    if (layout_ != layout::delimited) [[unlikely]]
      return unpack(row);
    const std::uint32_t* const end = ends_ + row * stride_;
    const std::string_view raw(bytes_ + end[-1] + 1, *end - end[-1] - 1);
    if (raw.starts_with('"')) [[unlikely]]
      return read_(source_, row);
    return raw;
  }

 private:
  enum class layout : std::uint8_t { views, delimited, offsets32, offsets64, dictionary, on_demand };

  [[gnu::noinline]] std::string_view unpack(std::size_t row) const noexcept {
    if (layout_ == layout::on_demand) return read_(source_, row);
    if (validity_ != nullptr && (validity_[row / 8] >> (row % 8) & 1) == 0) return {};
    switch (layout_) {
      case layout::offsets32: return slice(offsets32_[row], offsets32_[row + 1]);
      case layout::offsets64: return slice(offsets64_[row], offsets64_[row + 1]);
      case layout::dictionary: return (*dictionary_)[static_cast<std::size_t>(indices_[row])];
      default: return {};
    }
  }
  std::string_view slice(std::int64_t from, std::int64_t to) const noexcept {
    return {bytes_ + from, static_cast<std::size_t>(to - from)};
  }

  union {
    const std::string_view* values_ = nullptr;
    const char* bytes_;
    const column_view* dictionary_;
  };
  union {
    const std::int32_t* offsets32_ = nullptr;
    const std::int64_t* offsets64_;
    const std::int32_t* indices_;
    const std::uint32_t* ends_;
  };
  union {
    const std::uint8_t* validity_ = nullptr;
    const void* source_;
  };
  reader read_ = nullptr;
  std::size_t size_ = 0;
  std::size_t stride_ = 0;
  layout layout_ = layout::views;
};

// Where the fields of delimited text end, `stride` in every row, as in column_view. `read`: how many of a row, behind the
// first, may be read by it.
struct delimited_fields {
  const char* bytes = nullptr;
  const std::uint32_t* ends = nullptr;
  std::size_t stride = 0;
  std::uint32_t read = 0;
};

// Rows to decide on. `columns` follows schema::cells(): one column a cell, one without values where the cell is
// not mapped. `fields` says the same of all columns at once, for whoever reads along a row.
struct batch {
  const schema* layout = nullptr;
  std::span<const column_view> columns;
  std::size_t rows = 0;
  delimited_fields fields = {};
};

// The value of a cell as it is read for matching: its cell_text(); empty for no_cell, as most cells of a schema are.
namespace detail {
[[gnu::noinline]] inline std::string_view column_value_at(const batch& rows, std::size_t row,
                                                          std::uint32_t cell) noexcept {
  return cell_text(rows.columns[cell][row]);
}
}  // namespace detail
[[gnu::always_inline]] inline std::string_view value_at(const batch& rows, std::size_t row,
                                                        std::uint32_t cell) noexcept {
  if (cell == no_cell) return {};
  const delimited_fields& fields = rows.fields;
  if (cell - 1 < fields.read) [[likely]] {
    const std::uint32_t* const end = fields.ends + row * fields.stride + cell;
    const std::string_view raw(fields.bytes + end[-1] + 1, *end - end[-1] - 1);
    if (!detail::may_be_marked(raw)) [[likely]]
      return raw;
  }
  return detail::column_value_at(rows, row, cell);
}

}  // namespace optout
