// What DROP wants back: the status of each identifier, in CSVs that appear together or not at all.
//
//   auto writer = optout::response_writer::create(folder, archive.batch());
//   writer->add(optout::drop_list::email, id, optout::drop_status::deleted);     // lists in any order
//   absl::StatusOr<std::vector<optout::response_file>> files = writer->commit();
//
//   20260312_4821_Email.csv     Id,Status\nA7kP2xQ9Lm4R,3\n ...       no byte order mark, no quotes, LF behind every row
//   20260312_4821_Phone_part01.csv, 20260312_4821_Phone_part02.csv    a list of more rows than go into one file
//
// Files are private (0600) and temporary (os/temporary.hpp) until commit(), which puts all of them on disk before the
// first gets its name, by a hard link. A name that is taken is a failure, and whatever is under it stays; a commit that
// fails takes the names back that it gave. Only a kill or a power cut between two names can leave some of the files, each
// of them complete.
//
// All failures of the system are fault::io and name the path; after one, each later call gives the same failure again.
// Memory: 256 KB for each list; a file holds a descriptor until commit(). Threads: one at a time.
// Source: CalPrivacy, DROP technical specifications for data brokers 1.2.0, reference of files and of statuses. How large
// a file may be is not published: hence rows_per_file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/drop/files.hpp>
#include <optout/error.hpp>
#include <optout/os/sha256.hpp>
#include <optout/os/temporary.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace optout {

struct response_options {
  std::uint64_t rows_per_file = 1'000'000;
  // Behind the list's name, before a part's: a second answer to the same list in one batch needs one that is unused.
  std::string suffix;
};

// A file of a finished response.
struct response_file {
  drop_file_name name;
  std::uint64_t rows = 0;
  std::string sha256;  // of its bytes, in lower-case hexadecimal
};

class response_writer {
 public:
  // Of files in `folder`, which is there already. Errors: fault::usage for a suffix of other than letters and digits or
  // of more than 10, a broker or a day that is none, and no rows in a file.
  static absl::StatusOr<response_writer> create(const std::string& folder, const drop_batch& batch,
                                                const response_options& options = {});

  response_writer(response_writer&&) = default;
  response_writer& operator=(response_writer&&) = default;

  // Errors also: fault::usage when a list needs parts and the suffix leaves no room for their names.
  absl::Status add(drop_list list, const drop_id& id, drop_status status);

  // Gives the files their names, and tells them by list and part; none for lists without a row. Nothing may be added
  // afterwards.
  absl::StatusOr<std::vector<response_file>> commit();

 private:
  // A file that has no name yet.
  struct part {
    detail::temporary file;
    sha256 digest;
    std::uint64_t rows = 0;
  };
  struct list_parts {
    std::vector<part> parts;
    std::string buffer;  // what of the last part is not in its file
  };

  response_writer() = default;
  absl::Status add_row(drop_list list, const drop_id& id, drop_status status);
  absl::Status start_part(drop_list list, list_parts& to);
  absl::Status flush(list_parts& from);
  absl::Status finish_part(list_parts& from);
  absl::StatusOr<std::vector<response_file>> name_parts();
  std::string path_of(const drop_file_name& name) const;

  std::string folder_;
  drop_batch batch_;
  response_options options_;
  std::map<drop_list, list_parts> lists_;
  absl::Status status_;  // the first failure, or that all is done; sticks
};

}  // namespace optout
