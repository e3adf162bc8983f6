// make_households: writes an invented export, requests, and the truth about them into a folder.
//
//   export.csv       the rows                        requests.csv     what `optout compile` reads
//   truth.tsv        row, first request, how, spelling of every row that must go
//   near_misses.tsv  row, why of rows that look as if they should go and must stay
//   cells.tsv        row, how, requests of every row that must go, and the columns that are blank there in mode person
//                    and in mode field
//   columns.tsv      name, role (or several that will do) and, of what goes with a phone or an email, the number of that
//                    one's column
//
// At --level aggressive there are spellings, labelled aggressive/..., that no lower level finds.
// Rows and columns count from 1, without the header. Memory does not grow with the number of rows.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/households.hpp"

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace {

namespace households = optout::households;

constexpr char usage[] =
    "usage: make_households --rows N --requests M --out-dir DIR [--seed S] [--hit-rate R] [--zips N]\n"
    "         [--family plain|batchleads|propstream|propertyradar|dealmachine|realestateapi|attom|\n"
    "                   recipient|precisely|melissa|multivalued|batchdata]\n"
    "         [--delimiter ,|tab|pipe] [--crlf] [--bom]\n"
    "         [--level standard|aggressive] [--leave-out LABEL,...]\n";

// A file that is written in large pieces; the first failure is remembered.
class sink {
 public:
  explicit sink(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "wb")) {}
  ~sink() { close(); }
  sink(const sink&) = delete;
  sink& operator=(const sink&) = delete;

  std::string text;  // append here, then call written()
  void written() {
    if (text.size() >= 1 << 20) flush();
  }
  // Returns: whether every byte arrived.
  bool close() {
    if (file_ == nullptr) return false;
    flush();
    failed_ = std::fclose(file_) != 0 || failed_;
    file_ = nullptr;
    return !failed_;
  }

 private:
  void flush() {
    if (file_ != nullptr && std::fwrite(text.data(), 1, text.size(), file_) != text.size()) failed_ = true;
    text.clear();
  }
  std::FILE* file_;
  bool failed_ = false;
};

// The columns of a layout, for whoever wants to know whether they were understood.
std::string columns_text(households::layout layout) {
  const auto columns = households::columns_of(layout);
  std::string out;
  for (const households::column& c : columns) {
    out += std::string(c.name) + "\t" + households::role_of(c) + "\t";
    const bool beside = c.number != 0 && !households::is_value(c.what);
    for (std::size_t i = 0; beside && i < columns.size(); ++i) {
      const households::column& value = columns[i];
      if (households::is_value(value.what) && value.of == c.of && value.number == c.number &&
          households::is_phone(value.what) == households::is_phone(c.what))
        out += std::to_string(i + 1);
    }
    out += "\n";
  }
  return out;
}

bool write_all(const households::town& town, const std::filesystem::path& folder) {
  const households::options& o = town.how();
  sink rows(folder / "export.csv"), requests(folder / "requests.csv"), truth(folder / "truth.tsv"),
      near(folder / "near_misses.tsv"), blank(folder / "cells.tsv"), columns(folder / "columns.tsv");
  columns.text = columns_text(o.columns);
  households::append_header(o, rows.text);
  households::row_cells cells;
  for (std::uint64_t n = 0; n < o.rows; ++n) {
    const households::fate fate = town.row(n, cells);
    households::append_row(o, n, cells, rows.text);
    rows.written();
    if (fate.goes) {
      const std::string row = std::to_string(n + 1), request = households::request_id(fate.request);
      truth.text += row + "\t" + request + "\t" + fate.how + "\t" + fate.spelling + "\n";
      truth.written();
      const households::blank_columns blanks = households::blanks_of(o.columns, fate, cells);
      std::string all = request;
      for (const std::uint64_t other : fate.others) all += "+" + households::request_id(other);
      blank.text += row + "\t" + fate.how + "\t" + all + "\t" + households::numbers_of(blanks.person) + "\t" +
                    households::numbers_of(blanks.field) + "\n";
      blank.written();
    }
    if (!fate.near_miss.empty()) {
      near.text += std::to_string(n + 1) + "\t" + fate.near_miss + "\n";
      near.written();
    }
  }
  households::append_request_header(requests.text);
  households::request_cells request;
  for (std::uint64_t position = 0; position < o.requests; ++position) {
    town.request(position, request);
    households::append_request(request, requests.text);
    requests.written();
  }
  bool good = true;
  for (sink* file : {&rows, &requests, &truth, &near, &blank, &columns}) good = file->close() && good;
  return good;
}

template <typename Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

int refuse(std::string_view why) {
  std::fprintf(stderr, "make_households: %.*s\n%s", static_cast<int>(why.size()), why.data(), usage);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  households::options o;
  std::string folder;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--help") {
      std::fputs(usage, stdout);
      return 0;
    }
    if (flag == "--crlf" || flag == "--bom") {
      (flag == "--crlf" ? o.crlf : o.bom) = true;
      continue;
    }
    if (i + 1 == argc) return refuse("a flag without its value, or an unknown flag");
    const std::string value = argv[++i];
    bool good = true;
    if (flag == "--rows") {
      good = read_number(value, o.rows);
    } else if (flag == "--requests") {
      good = read_number(value, o.requests);
    } else if (flag == "--seed") {
      good = read_number(value, o.seed);
    } else if (flag == "--hit-rate") {
      good = read_number(value, o.hit_rate) && o.hit_rate >= 0 && o.hit_rate <= 0.2;
    } else if (flag == "--zips") {
      good = read_number(value, o.zips) && o.zips >= 1 && o.zips <= 200;
    } else if (flag == "--out-dir") {
      folder = value;
    } else if (flag == "--leave-out") {
      o.leave_out = value;
    } else if (flag == "--delimiter") {
      o.delimiter = value == "tab" ? '\t' : value == "pipe" ? '|' : value == "," ? ',' : 0;
      if (o.delimiter == 0) return refuse("unknown delimiter");
    } else if (flag == "--level") {
      if (value != "standard" && value != "aggressive") return refuse("unknown level");
      const bool aggressive = value == "aggressive";
      o.level = aggressive ? households::spelling_level::aggressive : households::spelling_level::standard;
    } else if (flag == "--family") {
      const auto columns = households::layout_from_text(value);
      if (!columns) return refuse("unknown family");
      o.columns = *columns;
    } else {
      return refuse("unknown flag");
    }
    if (!good) return refuse("not a number, or out of range");
  }
  if (folder.empty()) return refuse("--out-dir is missing");
  if (o.rows == 0 || !households::town::fits(o)) return refuse("too few or too many rows");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!write_all(households::town(o), folder)) {
    std::fprintf(stderr, "make_households: cannot write into %s\n", folder.c_str());
    return 5;
  }
  return 0;
}
