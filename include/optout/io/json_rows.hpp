// What the objects of a chunk hold, as the scrubber sees it: a batch of cells, and where each value stands.
//
//   json_paths   what is known of an export's paths; found once, then shared by all threads
//   json_rows    the values of some rows; one a thread, used again and again
//
// A cell is a path: `persons[0].phones[2].number`. What it holds says the path alone (scrub/path_roles.hpp),
// corrected by a map and by what the first rows show; so it does not matter which rows are read together, or by
// whom. Values are compared unescaped; numbers as their text. Booleans name nobody.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/io/json_chunk.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/path_roles.hpp>
#include <optout/scrub/schema.hpp>
#include <optout/scrub/scrubber.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace optout {

class json_paths {
 public:
  // From the first rows of `file` (its name is for messages), and a map in TOML if `map_file` is not empty. The map's
  // names are paths, with [] for every element or [2] for one. Errors: fault::usage with the guess and how to mend
  // it when the paths are not sure enough to match by; fault::input for rows that are no JSON.
  static absl::StatusOr<json_paths> find(const json_chunk& sample, const std::string& file,
                                         const std::string& map_file);
  json_paths(json_paths&&) noexcept;
  json_paths& operator=(json_paths&&) noexcept;
  ~json_paths();

  // One cell for each kind of path in the first rows, to show to people.
  const schema& columns() const noexcept;

  path_role role_of(std::span<const path_step> path) const;

  // fault::usage if the map speaks of a path that no row had. Asked when all rows were read.
  absl::Status check_map() const;

 private:
  struct impl;
  explicit json_paths(std::unique_ptr<impl> made);
  std::unique_ptr<impl> impl_;
};

class json_rows {
 public:
  // `paths` must outlive it.
  explicit json_rows(const json_paths& paths);
  json_rows(json_rows&&) noexcept;
  json_rows& operator=(json_rows&&) noexcept;
  ~json_rows();

  // Reads rows of `chunk` from `first` on, and says how many: as a rule all of them, at least one. Everything here
  // speaks of these rows, counted from 0, and lives until the next read or the chunk is filled again. Errors:
  // fault::input with row and byte, for what is no JSON. Requires: first < chunk.rows().
  absl::StatusOr<std::size_t> read(const json_chunk& chunk, std::size_t first, const std::string& file);

  batch values() const noexcept;
  const schema& layout() const noexcept;

  // The path of the value that a row has in a cell, and whose it is, as an audit tells it: the object that is the
  // person.
  std::string path_of(std::size_t row, std::uint32_t cell) const;
  std::string person_of(const hit& found) const;

  // A value whose source goes.
  struct gone_value {
    std::string_view raw;  // in the chunk's bytes, quotes included
    std::uint32_t hit;     // index into the hits
    std::string_view path;
  };
  // The values that a row has in these cells of its own, in the order of the source; of a person who goes under
  // one name also those under another (`owner.fullName` beside one `owner.names[]`).
  void find_gone(std::size_t row, std::span<const blanked_cell> cells, std::span<const hit> hits,
                 std::vector<gone_value>& out) const;

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

// Whether `text` is one JSON object or array, and whether such a text holds emails, phones, names or streets (text
// that is no JSON holds nobody).
absl::Status check_json(std::string_view text);
bool holds_personal_json(std::string_view text);

}  // namespace optout
