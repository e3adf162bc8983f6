// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/response.hpp>
#include <support/catch.hpp>
#include <support/drop_rows.hpp>
#include <support/file_system.hpp>
#include <support/temp_folder.hpp>

#include <sys/resource.h>

#include <csignal>

using namespace optout;
using namespace optout::test;

namespace {

const drop_batch batch{20260312, "4821"};

drop_id id_of(std::uint64_t number) {
  return *drop_id::from_text(drop_id_text(number));
}

void add(response_writer& writer, drop_list list, std::uint64_t rows) {
  for (std::uint64_t i = 0; i < rows; ++i)
    REQUIRE(writer.add(list, id_of(i), static_cast<drop_status>(2 + i % 4)).ok());
}

std::string csv_of(std::uint64_t from, std::uint64_t to) {
  std::string out = "Id,Status\n";
  for (std::uint64_t i = from; i < to; ++i) out += drop_id_text(i) + "," + std::to_string(2 + i % 4) + "\n";
  return out;
}

}  // namespace

TEST_CASE("a response appears with its commit, a file a list, as DROP wants it") {
  const temp_folder folder;
  auto writer = *response_writer::create(folder.path(), batch);
  REQUIRE(writer.add(drop_list::phone, *drop_id::from_text("A7kP2xQ9Lm4R"), drop_status::exempted).ok());
  REQUIRE(writer.add(drop_list::email, id_of(1), drop_status::not_found).ok());
  REQUIRE(writer.add(drop_list::phone, id_of(2), drop_status::opted_out).ok());
  REQUIRE(writer.add(drop_list::email, id_of(3), drop_status::deleted).ok());
  for (const std::string& name : names_in(folder.path())) {
    REQUIRE(name.starts_with("."));
    REQUIRE(mode_of(folder / name) == 0600);
  }
  const auto files = writer.commit();
  REQUIRE(files.ok());
  REQUIRE(names_in(folder.path()) == names{"20260312_4821_Email.csv", "20260312_4821_Phone.csv"});
  const std::string email = "Id,Status\n" + drop_id_text(1) + ",5\n" + drop_id_text(3) + ",3\n",
                    phone = "Id,Status\nA7kP2xQ9Lm4R,2\n" + drop_id_text(2) + ",4\n";
  REQUIRE(read_file(folder / "20260312_4821_Email.csv") == email);
  REQUIRE(read_file(folder / "20260312_4821_Phone.csv") == phone);
  REQUIRE(mode_of(folder / "20260312_4821_Email.csv") == 0600);
  REQUIRE(files->size() == 2);
  REQUIRE(to_text(files->front().name) == "20260312_4821_Email.csv");
  REQUIRE(files->front().rows == 2);
  REQUIRE(files->front().sha256 == *sha256::of(email));
  REQUIRE(files->back().sha256 == *sha256::of(phone));
  REQUIRE(says(writer.commit().status(), "is complete already"));
  REQUIRE(says(writer.add(drop_list::email, id_of(4), drop_status::deleted), "is complete already"));
}

TEST_CASE("a list of more rows than go into a file is split, others are not") {
  for (const std::uint64_t rows : {99u, 100u, 101u, 200u, 201u, 1050u}) {
    const temp_folder folder;
    auto writer = *response_writer::create(folder.path(), batch, {.rows_per_file = 100, .suffix = "r2"});
    add(writer, drop_list::ctvid, rows);
    add(writer, drop_list::maid, 1);
    const auto files = *writer.commit();
    const std::uint64_t parts = (rows + 99) / 100;
    REQUIRE(files.size() == parts + 1);
    REQUIRE(to_text(files[0].name) == "20260312_4821_MAID_r2.csv");
    for (std::uint64_t part = 0; part < parts; ++part) {
      const std::string name =
          "20260312_4821_CTVID_r2" +
          (parts == 1 ? "" : std::string(part < 9 ? "part0" : "part") + std::to_string(part + 1)) + ".csv";
      const std::uint64_t end = std::min(rows, 100 * (part + 1));
      REQUIRE(to_text(files[1 + part].name) == name);
      REQUIRE(files[1 + part].rows == end - 100 * part);
      REQUIRE(read_file(folder / name) == csv_of(100 * part, end));
      REQUIRE(files[1 + part].sha256 == *sha256::of(csv_of(100 * part, end)));
    }
    REQUIRE(names_in(folder.path()).size() == parts + 1);
  }
}

TEST_CASE("rows arrive in order whatever the buffer holds") {
  const temp_folder folder;
  auto writer = *response_writer::create(folder.path(), batch);
  add(writer, drop_list::ndz, 60000);
  REQUIRE(writer.commit()->front().rows == 60000);
  REQUIRE((read_file(folder / "20260312_4821_NDZ.csv") == csv_of(0, 60000)));
}

TEST_CASE("a suffix that cannot be, or leaves no room for parts, is refused") {
  const temp_folder folder;
  const auto made = [&](const std::string& suffix, const drop_batch& of = batch) {
    return response_writer::create(folder.path(), of, {.rows_per_file = 1, .suffix = suffix});
  };
  for (const char* suffix : {"01234567890", "a_b", "a.b", "../a", " "}) {
    REQUIRE(fault_of(made(suffix).status()) == fault::usage);
    REQUIRE(says(made(suffix).status(), "a suffix is of at most 10 letters and digits"));
  }
  REQUIRE(fault_of(made("", {20260230, "4821"}).status()) == fault::usage);
  REQUIRE(fault_of(made("", {20260312, "482"}).status()) == fault::usage);
  REQUIRE(
      fault_of(response_writer::create(folder.path(), batch, {.rows_per_file = 0, .suffix = ""}).status()) ==
      fault::usage);

  auto four = *made("abcd"), five = *made("abcde"), ten = *made("0123456789");
  add(four, drop_list::ndz, 99);
  const auto hundredth = four.add(drop_list::ndz, id_of(99), drop_status::deleted);  // part100
  REQUIRE(fault_of(hundredth) == fault::usage);
  REQUIRE(hundredth.message() ==
          "list NDZ has more rows than go into 99 files, and the suffix abcd leaves no room for numbers of "
          "parts");
  add(five, drop_list::email, 1);
  REQUIRE(fault_of(five.add(drop_list::email, id_of(1), drop_status::deleted)) == fault::usage);
  add(ten, drop_list::phone, 1);
  add(ten, drop_list::maid, 1);
  REQUIRE(ten.commit()->size() == 2);
  REQUIRE(fault_of(four.commit().status()) == fault::usage);  // the first failure stays
  REQUIRE(fault_of(five.commit().status()) == fault::usage);
  four = *made("");
  five = *made("");
  REQUIRE(names_in(folder.path()) ==
          names{"20260312_4821_MAID_0123456789.csv", "20260312_4821_Phone_0123456789.csv"});
}

TEST_CASE("a name that is taken stops the whole response, and what is under it stays") {
  const temp_folder folder;
  write_file(folder / "20260312_4821_MAID_part02.csv", "earlier");
  {
    auto writer = *response_writer::create(folder.path(), batch, {.rows_per_file = 10, .suffix = ""});
    for (const drop_list list : {drop_list::ndz, drop_list::maid, drop_list::ctvid}) add(writer, list, 25);
    const auto files = writer.commit();
    REQUIRE(fault_of(files.status()) == fault::io);
    REQUIRE(files.status().message() ==
            folder / "20260312_4821_MAID_part02.csv" + " exists and is left as it is");
    REQUIRE(writer.commit().status() == files.status());
  }
  REQUIRE(names_in(folder.path()) == names{"20260312_4821_MAID_part02.csv"});
  REQUIRE(read_file(folder / "20260312_4821_MAID_part02.csv") == "earlier");
}

TEST_CASE("nothing is left of a response that is given up, or has no row") {
  const temp_folder folder;
  {
    auto writer = *response_writer::create(folder.path(), batch, {.rows_per_file = 2, .suffix = ""});
    add(writer, drop_list::email, 5);
    auto moved = std::move(writer);
    add(moved, drop_list::phone, 5);
  }
  REQUIRE(names_in(folder.path()).empty());
  REQUIRE(response_writer::create(folder.path(), batch)->commit()->empty());
  REQUIRE(names_in(folder.path()).empty());
}

TEST_CASE("a folder that is not there, and a full disk, are failures that stay") {
  const temp_folder folder;
  auto writer = *response_writer::create(folder / "none", batch);
  const auto first = writer.add(drop_list::email, id_of(1), drop_status::deleted);
  REQUIRE(fault_of(first) == fault::io);
  REQUIRE(says(first, folder / "none"));
  REQUIRE(writer.commit().status() == first);

  const int outcome = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {100, 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto full = *response_writer::create(folder.path(), batch, {.rows_per_file = 3, .suffix = ""});
    for (std::uint64_t i = 0; i < 13; ++i)
      static_cast<void>(full.add(drop_list::ndz, id_of(i), drop_status::deleted));
    full = *response_writer::create(folder.path(), batch);
    for (std::uint64_t i = 0; i < 13; ++i)
      static_cast<void>(full.add(drop_list::ndz, id_of(i), drop_status::deleted));
    const auto files = full.commit();
    if (files.ok() || fault_of(files.status()) != fault::io) ::_exit(1);
  });
  REQUIRE(outcome == 0);
  REQUIRE(names_in(folder.path()).empty());
}
