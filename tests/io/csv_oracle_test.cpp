// csv_reader against Python's csv module, which reads most exports today.
// SPDX-License-Identifier: Apache-2.0
#include <optout/io/csv.hpp>
#include <optout/normalize/utf8.hpp>
#include <support/catch.hpp>
#include <support/csv_text.hpp>
#include <support/temp_folder.hpp>

#include <cstdlib>
#include <fstream>

using namespace optout;
using optout::test::csv_text;

namespace {

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    for (const int shift : {4, 0}) digits += "0123456789abcdef"[static_cast<unsigned char>(c) >> shift & 15];
  }
  return digits;
}

// All records, the header among them, as csv_oracle.py writes them.
absl::StatusOr<std::string> answer(const std::string& text, char delimiter) {
  auto reader = csv_reader::open(input_file::over(text), {.delimiter = delimiter, .chunk_bytes = 50});
  if (!reader.ok()) return reader.status();
  // Names that are not UTF-8 are repaired, which Python does not know of.
  if (!is_valid_utf8(reader->header_bytes())) return absl::UnknownError("a name is not UTF-8");
  std::string line;
  for (const std::string& name : reader->header()) line += hex(name) + ',';
  line.pop_back();
  csv_chunk chunk;
  for (;;) {
    auto more = reader->next(chunk);
    if (!more.ok()) return more.status();
    if (!*more) return line;
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      line += '/';
      for (std::size_t column = 0; column < chunk.fields(row); ++column) {
        line += (column > 0 ? "," : "") + hex(chunk.field(row, column));
      }
    }
  }
}

}  // namespace

TEST_CASE("every text that is accepted reads as Python's csv module reads it") {
  const test::temp_folder folder;
  csv_text texts(2);
  std::vector<std::string> answers;
  std::ofstream questions(folder / "questions");
  while (answers.size() < 3000) {
    const std::size_t n = answers.size();
    const char delimiter = ",\t|;"[n % 4];
    texts.use_line_end(n % 3 == 0 ? "\n" : n % 3 == 1 ? "\r\n" : "\r");
    std::string text = texts.well_formed(1 + texts.below(6), 1 + texts.below(5), delimiter);
    if (n % 5 == 0) text = texts.noise(texts.below(300), delimiter);
    if (n % 2 == 0) text = texts.mutated(text, delimiter);
    const auto read = answer(text, delimiter);
    if (!read.ok()) continue;  // Python has no opinion on what is refused here
    answers.push_back(*read);
    questions << static_cast<int>(delimiter) << ' ' << hex(text) << '\n';
  }
  questions.close();
  const std::string script = OPTOUT_TEST_DATA "/../io/csv_oracle.py";
  REQUIRE(std::system(
              ("python3 " + script + " <" + folder / "questions" + " >" + folder / "answers").c_str()) == 0);
  std::ifstream oracle(folder / "answers");
  std::string line;
  for (std::size_t n = 0; n < answers.size(); ++n) {
    INFO("text " << n);
    REQUIRE(std::getline(oracle, line));
    REQUIRE(answers[n] == line);
  }
}
