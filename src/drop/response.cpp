// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/response.hpp>
#include <optout/os/file.hpp>

#include <cassert>
#include <utility>

namespace optout {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} << 10;
constexpr std::string_view header = "Id,Status\n";

std::string part_suffix(const std::string& front, std::size_t number) {
  return absl::StrCat(front, "part", absl::Dec(number, absl::kZeroPad2));
}

}  // namespace

absl::StatusOr<response_writer> response_writer::create(const std::string& folder, const drop_batch& batch,
                                                        const response_options& options) {
  response_writer writer;
  writer.folder_ = folder.empty() ? "." : folder;
  writer.batch_ = batch;
  writer.options_ = options;
  const drop_file_name name{batch, drop_list::ndz, options.suffix};
  if (drop_file_name::from_text(to_text(name)) != name)
    return failure(fault::usage, absl::StrCat("a response cannot be called ", to_text(name),
                                              ": a suffix is of at most 10 letters and digits"));
  if (options.rows_per_file == 0) return failure(fault::usage, "a file of a response has at least one row");
  return writer;
}

absl::Status response_writer::add(drop_list list, const drop_id& id, drop_status status) {
  if (status_.ok()) status_ = add_row(list, id, status);
  return status_;
}

absl::Status response_writer::add_row(drop_list list, const drop_id& id, drop_status status) {
  assert(id != drop_id());
  list_parts& to = lists_[list];
  if (to.parts.empty() || to.parts.back().rows == options_.rows_per_file) {
    if (auto started = start_part(list, to); !started.ok()) return started;
  }
  const std::string_view text = id.text();
  to.buffer.append(text.data(), text.size());
  to.buffer += ',';
  to.buffer += static_cast<char>('0' + static_cast<int>(status));
  to.buffer += '\n';
  ++to.parts.back().rows;
  return to.buffer.size() < buffer_bytes ? absl::OkStatus() : flush(to);
}

absl::Status response_writer::start_part(drop_list list, list_parts& to) {
  if (!to.parts.empty()) {
    if (auto status = finish_part(to); !status.ok()) return status;
    if (part_suffix(options_.suffix, to.parts.size() + 1).size() > drop_file_name::max_suffix)
      return failure(
          fault::usage,
          absl::StrCat("list ", to_absl(to_text(list)), " has more rows than go into ", to.parts.size(),
                       " files, and the suffix ", options_.suffix, " leaves no room for numbers of parts"));
  }
  auto file = detail::temporary::beside(path_of({batch_, list, options_.suffix}));
  if (!file.ok()) return file.status();
  to.parts.push_back({.file = *std::move(file), .digest = {}, .rows = 0});
  to.buffer = header;
  return absl::OkStatus();
}

absl::Status response_writer::flush(list_parts& from) {
  part& last = from.parts.back();
  last.digest.update(from.buffer);
  const absl::Status status = detail::write_all(last.file.fd(), from.buffer, folder_);
  from.buffer.clear();
  return status;
}

absl::Status response_writer::finish_part(list_parts& from) {
  if (auto status = flush(from); !status.ok()) return status;
  return detail::sync_file(from.parts.back().file.fd(), folder_);
}

absl::StatusOr<std::vector<response_file>> response_writer::commit() {
  if (!status_.ok()) return status_;
  for (auto& [list, parts] : lists_) {
    if (status_ = finish_part(parts); !status_.ok()) return status_;
  }
  auto files = name_parts();
  status_ = files.ok() ? failure(fault::io, folder_ + ": this response is complete already") : files.status();
  lists_.clear();  // and with them the temporaries
  return files;
}

// All names or none.
absl::StatusOr<std::vector<response_file>> response_writer::name_parts() {
  std::vector<response_file> files;
  absl::Status status;
  for (auto& [list, of_list] : lists_) {
    for (std::size_t i = 0; i < of_list.parts.size() && status.ok(); ++i) {
      part& p = of_list.parts[i];
      const bool alone = of_list.parts.size() == 1;
      drop_file_name name{batch_, list, alone ? options_.suffix : part_suffix(options_.suffix, i + 1)};
      auto digest = p.digest.finish();
      if (status = digest.status(); !status.ok()) break;
      if (p.file.link_to(path_of(name))) {
        files.push_back({std::move(name), p.rows, *std::move(digest)});
      } else if (errno == EEXIST) {
        status = failure(fault::io, path_of(name) + " exists and is left as it is");
      } else {
        status = io_failure("cannot create", path_of(name));
      }
    }
  }
  if (status.ok()) status = detail::sync_folder_of(folder_ + "/");
  if (status.ok()) return files;
  for (const response_file& file : files) ::unlink(path_of(file.name).c_str());
  return status;
}

std::string response_writer::path_of(const drop_file_name& name) const {
  return absl::StrCat(folder_, "/", to_text(name));
}

}  // namespace optout
