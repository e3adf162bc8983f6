// SPDX-License-Identifier: Apache-2.0
#include "list_rows.hpp"
#include "zip_reader.hpp"
#include <optout/drop/archive.hpp>

#include <absl/strings/match.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace optout {

namespace fs = std::filesystem;

struct drop_archive::state {
  absl::Status add(const std::string& place, std::string_view name, drop_file file);
  absl::Status add_zip(const std::string& path, const drop_limits& limits);
  absl::Status add_folder(const std::string& path);
  absl::Status add_csv(const std::string& place, const fs::path& path);

  std::vector<drop_file> files;
  std::optional<detail::zip_reader> zip;  // none: loose files
};

namespace {

std::string_view complaint_about(std::string_view name) {
  if (name.find_first_of("/\\") != name.npos) return "is a path, where DROP has plain names";
  if (absl::EndsWithIgnoreCase(to_absl(name), ".zip")) return "is a ZIP, where CSVs are due";
  return "is no name that DROP gives, such as 20260312_4821_Email.csv";
}

}  // namespace

// Adds a file of `name` that lies in `place`, if it goes with the others.
absl::Status drop_archive::state::add(const std::string& place, std::string_view name, drop_file file) {
  const auto refuse = [&](std::string_view what) {
    return failure(fault::input, absl::StrCat(place, ": ", detail::shown_name(name), " ", to_absl(what)));
  };
  auto parsed = drop_file_name::from_text(name);
  if (!parsed.has_value()) return refuse(complaint_about(name));
  for (const drop_file& other : files) {
    const std::string known = to_text(other.name);
    if (absl::EqualsIgnoreCase(known, to_absl(name))) return refuse("is there twice");
    if (other.name.batch != parsed->batch) return refuse("is of another day or broker than " + known);
  }
  file.name = *std::move(parsed);
  files.push_back(std::move(file));
  return absl::OkStatus();
}

absl::Status drop_archive::state::add_zip(const std::string& path, const drop_limits& limits) {
  auto opened = detail::zip_reader::open(path, limits);
  if (!opened.ok()) return opened.status();
  zip = *std::move(opened);
  for (const detail::zip_entry& entry : zip->entries()) {
    drop_file file{.name = {},
                   .bytes = entry.bytes,
                   .path = absl::StrCat(path, ": ", entry.name),
                   .entry = entry.number};
    if (auto status = add(path, entry.name, std::move(file)); !status.ok()) return status;
  }
  const auto own = drop_batch::from_archive_name(fs::path(path).filename().string());
  if (own.has_value() && !files.empty() && *own != files.front().name.batch) {
    return failure(fault::input,
                   absl::StrCat(path, ": holds files of another day or broker than its name says: ",
                                to_text(files.front().name)));
  }
  return absl::OkStatus();
}

absl::Status drop_archive::state::add_folder(const std::string& path) {
  std::error_code error;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename().string().starts_with('.')) continue;
    if (auto status = add_csv(path, at->path()); !status.ok()) return status;
  }
  if (error) return io_failure("cannot read the folder", path, error.value());
  return absl::OkStatus();
}

absl::Status drop_archive::state::add_csv(const std::string& place, const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return io_failure("cannot open", path.string(), error.value());
  const std::string name = path.filename().string();
  if (!fs::is_regular_file(status))
    return failure(fault::input, absl::StrCat(place, ": ", detail::shown_name(name), " is no plain file"));
  const std::uint64_t bytes = fs::file_size(path, error);
  if (error) return io_failure("cannot open", path.string(), error.value());
  return add(place, name, {.name = {}, .bytes = bytes, .path = path.string(), .entry = 0});
}

absl::StatusOr<drop_archive> drop_archive::open(std::span<const std::string> paths,
                                                const drop_limits& limits) {
  auto made = std::make_unique<state>();
  for (const std::string& path : paths) {
    std::error_code ignored;  // whatever it is, reading the path will say it
    absl::Status status;
    if (fs::is_directory(path, ignored)) {
      status = made->add_folder(path);
    } else if (path.ends_with(".csv")) {
      status = made->add_csv(path, path);
    } else if (paths.size() == 1) {
      status = made->add_zip(path, limits);
    } else {
      status = failure(fault::usage,
                       absl::StrCat(path, ": a ZIP is given alone, and CSVs by names that end in .csv"));
    }
    if (!status.ok()) return status;
  }
  if (made->files.empty())
    return failure(fault::input,
                   absl::StrCat(paths.empty() ? "no file" : paths.front(), ": holds no CSV of DROP"));
  const auto order = [](const drop_file& file) {
    return std::tuple(!file.name.list.has_value(), file.name.list, std::string_view(file.name.suffix));
  };
  std::sort(made->files.begin(), made->files.end(),
            [&](const drop_file& a, const drop_file& b) { return order(a) < order(b); });
  return drop_archive(std::move(made));
}

drop_archive::drop_archive(std::unique_ptr<state> made) : state_(std::move(made)) {}
drop_archive::drop_archive(drop_archive&&) noexcept = default;
drop_archive& drop_archive::operator=(drop_archive&&) noexcept = default;
drop_archive::~drop_archive() = default;

const drop_batch& drop_archive::batch() const noexcept {
  return state_->files.front().name.batch;
}

std::span<const drop_file> drop_archive::files() const noexcept {
  return state_->files;
}

std::vector<drop_list> drop_archive::lists() const {
  std::vector<drop_list> found;
  for (const drop_file& file : state_->files) {
    if (file.name.list.has_value() && (found.empty() || found.back() != *file.name.list))
      found.push_back(*file.name.list);
  }
  return found;
}

absl::Status drop_archive::for_each(const drop_file& file, const drop_sink& sink) const {
  auto source = state_->zip.has_value() ? state_->zip->read(file.entry, file.bytes, file.path)
                                        : input_file::open(file.path);
  if (!source.ok()) return source.status();
  return detail::read_list_rows(*std::move(source), file.name.list, sink);
}

}  // namespace optout
