// Compiles one rule table, data/tables/NAME.tsv, into <optout/tables/NAME.hpp>. Runs at build time only.
//
// The TSV starts with '#' lines (source and licence), then a line of column names, then rows. Words are
// folded to lower case, since every normalizer works on folded text.
// SPDX-License-Identifier: Apache-2.0
#include <optout/normalize/word_table.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using cells = std::vector<std::string>;

cells split(const std::string& line) {
  cells out(1);
  for (char c : line) {
    if (c == '\t') {
      out.emplace_back();
    } else {
      out.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: optout_compile_tables TABLE.tsv HEADER.hpp\n");
    return 2;
  }
  const std::filesystem::path source = argv[1];
  const std::filesystem::path target = argv[2];
  const std::string name = source.stem().string();

  std::ifstream in(source);
  cells columns;
  std::vector<cells> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') {
      if (columns.empty() || line.empty()) continue;
      if (line.rfind("#\t", 0) != 0) continue;  // a row whose word is '#'
    }
    cells row = split(line);
    if (columns.empty()) {
      columns = std::move(row);
      continue;
    }
    if (row.size() > columns.size()) {
      std::fprintf(stderr, "%s: row '%s' has %zu cells, the header %zu\n", argv[1], row[0].c_str(),
                   row.size(), columns.size());
      return 1;
    }
    row.resize(columns.size());
    rows.push_back(std::move(row));
  }
  if (rows.empty() || rows.size() > 65534) {
    std::fprintf(stderr, "%s: %zu rows; need 1 to 65534\n", argv[1], rows.size());
    return 1;
  }
  std::stable_sort(rows.begin(), rows.end(), [](const cells& a, const cells& b) { return a[0] < b[0]; });

  std::size_t slot_count = 4;
  while (slot_count < rows.size() * 2) slot_count *= 2;
  std::vector<std::size_t> slots(slot_count);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && rows[i][0] == rows[i - 1][0]) continue;
    std::size_t at = optout::word_hash(rows[i][0]) & (slot_count - 1);
    while (slots[at] != 0) at = (at + 1) & (slot_count - 1);
    slots[at] = i + 1;
  }

  std::filesystem::create_directories(target.parent_path());
  std::ofstream out(target);
  out << "// Made from data/tables/" << name << ".tsv; its head names source and licence. Do not edit.\n"
      << "#pragma once\n#include <optout/normalize/word_table.hpp>\nnamespace optout::tables {\n"
      << "struct " << name << "_row {\n";
  for (const std::string& column : columns) out << "  std::string_view " << column << ";\n";
  out << "  constexpr std::string_view key() const noexcept { return " << columns[0] << "; }\n};\n"
      << "inline constexpr word_table<" << name << "_row, " << rows.size() << ", " << slot_count << "> "
      << name << "{{\n";
  for (const cells& row : rows) {
    out << "  {";
    for (std::size_t c = 0; c < row.size(); ++c) out << (c ? ", " : "") << quoted(row[c]);
    out << "},\n";
  }
  out << "}, {";
  for (std::size_t i = 0; i < slot_count; ++i) out << (i ? (i % 24 ? "," : ",\n  ") : "") << slots[i];
  out << "}};\n}  // namespace optout::tables\n";
  out.close();
  return out ? 0 : 1;
}
