// SPDX-License-Identifier: Apache-2.0
#include "zip_reader.hpp"

#include <absl/strings/escaping.h>
#include <sys/stat.h>
#include <zip.h>

namespace optout::detail {
namespace {

// What libzip says: where the system has a reason, the failure is the system's, else the file's.
absl::Status zip_failure(std::string_view name, zip_error_t* error) {
  const bool of_system = zip_error_system_type(error) == ZIP_ET_SYS && zip_error_code_system(error) != 0;
  return failure(of_system ? fault::io : fault::input,
                 absl::StrCat(to_absl(name), ": cannot be read as a ZIP: ", zip_error_strerror(error)));
}

// Why an entry is not to be read; empty if nothing is against it.
std::string complaint_about(zip_t* zip, const zip_stat_t& entry) {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  zip_file_get_external_attributes(zip, entry.index, 0, &system, &attributes);
  const mode_t type = attributes >> 16 & S_IFMT;  // of Unix; else nothing
  if (type != 0 && type != S_IFREG) return "is a link or a device";
  if (entry.encryption_method != ZIP_EM_NONE) return "is encrypted";
  if (zip_compression_method_supported(entry.comp_method, 0) == 0) {
    return absl::StrCat("is packed by method ", entry.comp_method,
                        ", which is not known here: unpack the ZIP by another tool and give its CSVs");
  }
  return {};
}

}  // namespace

std::string shown_name(std::string_view name) {
  constexpr std::size_t most = 80;
  return absl::StrCat("\"", absl::CEscape(to_absl(name.substr(0, most))),
                      name.size() > most ? "...\"" : "\"");
}

void zip_reader::closer::operator()(zip* archive) const noexcept {
  zip_discard(archive);
}

absl::StatusOr<zip_reader> zip_reader::open(const std::string& path, const drop_limits& limits) {
  const auto refuse = [&](std::string_view what) {
    return failure(fault::input, absl::StrCat(path, ": ", to_absl(what)));
  };
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) return io_failure("cannot open", path);
  if (!S_ISREG(info.st_mode)) return refuse("is no plain file");

  zip_reader reader;
  int code = 0;
  reader.zip_.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (reader.zip_ == nullptr) {
    if (code == ZIP_ER_NOZIP || code == ZIP_ER_INCONS) return refuse("is no ZIP, or is cut off or damaged");
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const absl::Status status = zip_failure(path, &error);
    zip_error_fini(&error);
    return status;
  }
  zip_t* const zip = reader.zip_.get();
  const auto count = static_cast<std::size_t>(zip_get_num_entries(zip, 0));
  if (count > limits.entries) return refuse(absl::StrCat("has more than ", limits.entries, " entries"));
  const std::uint64_t by_ratio = limits.ratio * static_cast<std::uint64_t>(info.st_size);
  std::uint64_t total = 0;
  for (std::size_t number = 0; number < count; ++number) {
    zip_stat_t entry;
    if (zip_stat_index(zip, number, ZIP_FL_ENC_RAW, &entry) != 0)
      return zip_failure(path, zip_get_error(zip));
    const std::string_view name = entry.name;
    if (name.ends_with('/')) continue;
    if (const std::string complaint = complaint_about(zip, entry); !complaint.empty())
      return refuse(absl::StrCat(shown_name(name), " ", complaint));
    if (entry.size > limits.unpacked_bytes - total)
      return refuse(absl::StrCat("unpacks to more than ", limits.unpacked_bytes, " bytes"));
    total += entry.size;
    if (total > by_ratio)
      return refuse(absl::StrCat("unpacks to more than ", limits.ratio, " times its size"));
    reader.entries_.push_back({std::string(name), entry.size, number});
  }
  return reader;
}

absl::StatusOr<input_file> zip_reader::read(std::size_t number, std::uint64_t bytes,
                                            const std::string& name) const {
  const std::shared_ptr<zip_file_t> file(zip_fopen_index(zip_.get(), number, 0), [](zip_file_t* open) {
    if (open != nullptr) zip_fclose(open);
  });
  if (file == nullptr) return zip_failure(name, zip_get_error(zip_.get()));
  const auto pull = [file, name, left = bytes](std::span<char> into) mutable -> absl::StatusOr<std::size_t> {
    std::size_t have = 0;
    while (have < into.size()) {
      const zip_int64_t got = zip_fread(file.get(), into.data() + have, into.size() - have);
      if (got < 0) return zip_failure(name, zip_file_get_error(file.get()));
      if (static_cast<std::uint64_t>(got) > left || (got == 0 && left != 0))
        return failure(fault::input, absl::StrCat(name, ": unpacks to another size than the ZIP says"));
      if (got == 0) break;
      left -= static_cast<std::uint64_t>(got);
      have += static_cast<std::size_t>(got);
    }
    return have;
  };
  return input_file::through(pull, name, bytes);
}

}  // namespace optout::detail
