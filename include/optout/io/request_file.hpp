// Reads what consumers asked, as CSV, and makes the keys of it:
//
//   request_id,type,first,last,name,email,phone,address,unit,city,state,zip,dob,received_date,expires_date,scope,source
//
// in any order, under the aliases that exports know too, or named by a map. Only request_id must be there and filled.
// `type` is opt_out (default), delete, do_not_call, restrict or address; dates are YYYY-MM-DD or MM/DD/YYYY. A line
// gives the keys of every email, phone and reading of the person at the address. The address by itself becomes a key
// for requests of type address, and for all with `household`. Where a cell of emails or phones holds digests, they become keys
// of their scheme (key/hash_scheme.hpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optout/error.hpp>
#include <optout/key/key.hpp>
#include <optout/key/keyring.hpp>
#include <optout/key/kind.hpp>
#include <optout/list/request.hpp>
#include <optout/normalize/text.hpp>
#include <optout/scrub/batch.hpp>
#include <optout/scrub/schema.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace optout {

struct compile_options {
  std::string map_file = {};
  level at = level::standard;
  kind_set kinds = matching_kinds;
  bool household = false;
  std::optional<scheme> hashes =
      {};  // whose digests stand in cells of emails and phones, where their form leaves it open
  bool strict_keys = false;  // also the keys that strict policies look up
  bool strict = false;       // refuse requests that give no key, and unmapped columns that look personal
  std::string source = {};   // of requests that name none
  unsigned jobs = 1;         // threads that read requests; the list is the same for any number
};

struct compile_summary {
  std::uint64_t requests = 0;        // lines read
  std::uint64_t keys = 0;            // made, duplicates included
  std::uint64_t junk = 0;            // values that are none of their kind
  std::uint64_t capped = 0;          // requests with more alternates than row_identifier::most_alternates
  std::vector<std::string> keyless;  // ids of requests that gave no key
  schema columns;
  std::vector<std::string> unmapped_personal;
};

// Some requests of a file, in its order, and their keys. Everything lives as long as the call.
struct requests_read {
  // What a key is of.
  struct held_key {
    kind what;
    std::uint32_t request;  // index into `requests`
    scheme how = scheme::canonical;
  };
  std::span<const request> requests;
  std::span<const key> keys;
  std::span<const held_key> held;  // of each key
  batch rows;                      // the cells of the requests; the consumer's have roles
};

// Hands the requests of `path` ("-": standard input) to `sink`, one call after the other, on any thread. `expected` is told
// before how many there may be. Errors: the sink's; fault::usage when columns need a mapping, fault::input with the row for
// a line that is malformed: nothing of a file that failed may be used.
absl::StatusOr<compile_summary> read_requests(const std::string& path, const keyring& keys,
                                              const compile_options& options,
                                              const std::function<void(std::uint64_t)>& expected,
                                              const std::function<absl::Status(const requests_read&)>& sink);

}  // namespace optout
