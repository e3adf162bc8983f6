// Any bytes, the first one choosing: as a ZIP they are refused, or their files have no more than the ZIP says and give the
// same rows or the same failure twice; as a CSV they read alike loose, stored and packed, and as a naive reader reads
// them if they are plain.
// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/archive.hpp>
#include <support/drop_rows.hpp>
#include <support/fuzz.hpp>
#include <support/temp_folder.hpp>
#include <support/zip_bytes.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace optout;

namespace {

const std::string csv_name = "20260312_4821_Email.csv";

// A file that is written over may be put on disk at once, which costs milliseconds; another of its name is not.
void write_anew(const std::string& path, std::string_view bytes) {
  std::filesystem::remove(path);
  test::write_file(path, std::string(bytes));
}

// All rows of a file as text, and what a failure says behind the file's path.
std::string outcome_of(const drop_archive& archive, const drop_file& file) {
  std::string out = test::read_rows(archive, file);
  if (const std::size_t at = out.find(file.path); at != out.npos) out.erase(at, file.path.size());
  return out;
}

std::string outcome_of(const std::string& path) {
  const std::vector<std::string> paths = {path};
  const auto archive = drop_archive::open(paths, {.ratio = 1000000});
  OPTOUT_HOLDS(archive.ok());
  return outcome_of(*archive, archive->files()[0]);
}

// What a text without quotes, CR, NUL, blank lines and marks at its front means, where all of its rows are good.
std::string naive(std::string_view text) {
  std::string out;
  for (bool header = true; !text.empty(); header = false) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (header) {
      if (line != "ID,Hash") return "?";
    } else {
      if (line.size() != 57 || line[12] != ',') return "?";
      const auto id = drop_id::from_text(line.substr(0, 12));
      const auto digest = drop_hash_from_text(line.substr(13));
      if (!id.has_value() || !digest.has_value()) return "?";
      out += test::as_text({*id, *digest, drop_list::email});
    }
  }
  return out;
}

void read_zip(const test::temp_folder& folder, std::string_view bytes) {
  const std::string path = folder / "x.zip";
  write_anew(path, bytes);
  const std::vector<std::string> paths = {path};
  const drop_limits limits{.entries = 20, .unpacked_bytes = std::uint64_t{1} << 20, .ratio = 1000};
  const auto archive = drop_archive::open(paths, limits);
  if (!archive.ok()) {
    OPTOUT_HOLDS(fault_of(archive.status()) == fault::input);
    return;
  }
  std::uint64_t total = 0;
  for (const drop_file& file : archive->files()) {
    OPTOUT_HOLDS(file.name.batch == archive->batch());
    std::uint64_t rows = 0;
    const auto status = archive->for_each(file, [&](const drop_row&) {
      ++rows;
      return absl::OkStatus();
    });
    OPTOUT_HOLDS(status.ok() || fault_of(status) == fault::input);
    OPTOUT_HOLDS(rows * 58 <= file.bytes);  // a row's bytes; the header has room for the last line end
    OPTOUT_HOLDS(outcome_of(*archive, file) == outcome_of(*archive, file));
    total += file.bytes;
  }
  OPTOUT_HOLDS(total <= limits.unpacked_bytes);
}

void read_csv(const test::temp_folder& folder, std::string_view text) {
  write_anew(folder / csv_name, text);
  const std::string loose = outcome_of(folder / csv_name);
  for (const bool deflated : {false, true}) {
    write_anew(folder / "x.zip",
               test::zip_bytes({{.name = csv_name, .data = std::string(text), .deflated = deflated}}));
    OPTOUT_HOLDS(outcome_of(folder / "x.zip") == loose);
  }
  if (const std::string rows = naive(text); !text.empty() && rows != "?") OPTOUT_HOLDS(loose == rows);
}

}  // namespace

OPTOUT_FUZZ_TARGET(drop_archive) {
  static const test::temp_folder folder;
  if (input.empty()) return;
  input[0] == 'Z' ? read_zip(folder, input.substr(1)) : read_csv(folder, input.substr(1));
}
