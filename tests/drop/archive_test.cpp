// SPDX-License-Identifier: Apache-2.0
#include <optout/drop/archive.hpp>
#include <support/catch.hpp>
#include <support/drop_rows.hpp>
#include <support/file_system.hpp>
#include <support/temp_folder.hpp>
#include <support/zip_bytes.hpp>

#include <cstdlib>

using namespace optout;
using namespace optout::test;

namespace {

const std::string email_list = "20260312_4821_Email.csv", removed = "20260312_4821_Removed.csv";

std::string list_of(std::uint64_t rows) {
  std::string csv = "ID,Hash\n";
  for (std::uint64_t i = 0; i < rows; ++i) csv += drop_csv_row(i);
  return csv;
}

// What is wrong with a ZIP of these entries, without its path; empty if nothing is.
std::string complaint_of(const std::vector<zip_part>& parts, const drop_limits& limits = {},
                         const std::string& name = "x.zip") {
  const temp_folder folder;
  const std::string path = folder / name;
  write_file(path, zip_bytes(parts));
  const std::vector<std::string> paths = {path};
  const auto archive = drop_archive::open(paths, limits);
  if (archive.ok()) return {};
  REQUIRE(fault_of(archive.status()) == fault::input);
  const std::string message(archive.status().message());
  REQUIRE(message.starts_with(path + ": "));
  return message.substr(path.size() + 2);
}

// The rows of the only file of a ZIP, or the failure, without the ZIP's path.
std::string rows_of(const zip_part& part) {
  const temp_folder folder;
  const std::string path = folder / "x.zip";
  write_file(path, zip_bytes({part}));
  const std::vector<std::string> paths = {path};
  const auto archive = drop_archive::open(paths);
  REQUIRE(archive.ok());
  std::string out = read_rows(*archive, archive->files()[0]);
  if (const auto at = out.find(path); at != out.npos) out.erase(at, path.size() + 2);
  return out;
}

std::string expected_rows(std::uint64_t rows, const std::string& list = "Email") {
  std::string out;
  for (std::uint64_t i = 0; i < rows; ++i)
    out += drop_id_text(i) + "," + drop_hash_text(i) + "," + list + "\n";
  return out;
}

}  // namespace

TEST_CASE("a ZIP, its files and their folder hold the same lists and rows") {
  const temp_folder folder;
  const std::vector<zip_part> parts = {
      {.name = removed, .data = "ID,Hash,ListType\n" + drop_id_text(7) + "," + drop_hash_text(7) + ",MAID\n"},
      {.name = "20260312_4821_Email_b.csv", .data = "ID,Hash\n"},
      {.name = "20260312_4821_Phone.csv", .data = list_of(3)},
      {.name = "20260312_4821_Email_a.csv", .data = list_of(5000), .deflated = true}};
  write_file(folder / "20260312_4821_DROP.zip", zip_bytes(parts));
  std::filesystem::create_directory(folder / "csvs");
  std::vector<std::string> loose;
  for (const zip_part& part : parts) write_file(loose.emplace_back(folder / "csvs/" + part.name), part.data);
  write_file(folder / "csvs/.DS_Store", "what some systems leave");

  const std::vector<std::string> zip = {folder / "20260312_4821_DROP.zip"}, whole = {folder / "csvs"};
  for (const auto& paths : {zip, whole, loose}) {
    const auto archive = drop_archive::open(paths);
    REQUIRE(archive.ok());
    REQUIRE(archive->batch() == drop_batch{20260312, "4821"});
    REQUIRE(archive->lists() == std::vector{drop_list::email, drop_list::phone});
    REQUIRE(archive->files().size() == 4);
    for (std::size_t i : {0, 1, 2, 3}) {
      const drop_file& file = archive->files()[i];
      REQUIRE(to_text(file.name) == parts[std::array{3, 1, 2, 0}[i]].name);
      REQUIRE(file.bytes == parts[std::array{3, 1, 2, 0}[i]].data.size());
      REQUIRE((read_rows(*archive, file) ==
               std::array{expected_rows(5000), std::string(), expected_rows(3, "Phone"),
                          drop_id_text(7) + "," + drop_hash_text(7) + ",MAID\n"}[i]));
    }
    REQUIRE((read_rows(*archive, archive->files()[0]) == expected_rows(5000)));  // and once more
  }
}

TEST_CASE("files of another form are refused by name") {
  const auto with = [](const std::string& name) {
    return complaint_of({{.name = email_list}, {.name = name}});
  };
  const std::string a_path = " is a path, where DROP has plain names";
  REQUIRE(with("../x.csv") == "\"../x.csv\"" + a_path);
  REQUIRE(with("a/" + removed) == "\"a/" + removed + "\"" + a_path);
  REQUIRE(with("/" + removed) == "\"/" + removed + "\"" + a_path);
  REQUIRE(with("a\\" + removed) == "\"a\\\\" + removed + "\"" + a_path);
  REQUIRE(with("__MACOSX/._" + email_list) == "\"__MACOSX/._" + email_list + "\"" + a_path);
  REQUIRE(with("inner.ZIP") == "\"inner.ZIP\" is a ZIP, where CSVs are due");
  const std::string unknown = " is no name that DROP gives, such as 20260312_4821_Email.csv";
  REQUIRE(with("readme.txt") == "\"readme.txt\"" + unknown);
  REQUIRE(with("20260312_4821_email.csv") == "\"20260312_4821_email.csv\"" + unknown);
  REQUIRE(with("20260230_4821_Phone.csv") == "\"20260230_4821_Phone.csv\"" + unknown);
  REQUIRE(with("\x1B[2J") == "\"\\033[2J\"" + unknown);
  REQUIRE(with(std::string(500, 'x')) == "\"" + std::string(80, 'x') + "...\"" + unknown);
  REQUIRE(with("folder/") == "");
  REQUIRE(complaint_of({{.name = "folder/"}}) == "holds no CSV of DROP");
  REQUIRE(complaint_of({}) == "holds no CSV of DROP");
}

TEST_CASE("files that do not go together are refused") {
  REQUIRE(complaint_of({{.name = email_list}, {.name = email_list}}) ==
          "\"" + email_list + "\" is there twice");
  REQUIRE(complaint_of({{.name = "20260312_4821_Email_a1.csv"}, {.name = "20260312_4821_Email_A1.csv"}}) ==
          "\"20260312_4821_Email_A1.csv\" is there twice");
  REQUIRE(complaint_of({{.name = email_list}, {.name = "20260313_4821_NDZ.csv"}}) ==
          "\"20260313_4821_NDZ.csv\" is of another day or broker than " + email_list);
  REQUIRE(complaint_of({{.name = email_list}, {.name = "20260312_4822_NDZ.csv"}}) ==
          "\"20260312_4822_NDZ.csv\" is of another day or broker than " + email_list);
  REQUIRE(complaint_of({{.name = email_list}}, {}, "20260312_4822_DROP.zip") ==
          "holds files of another day or broker than its name says: " + email_list);
  REQUIRE(complaint_of({{.name = email_list}}, {}, "20260312_4822_DROP (1).zip") == "");
}

TEST_CASE("a ZIP that is none, is cut off, or cannot be read here is refused") {
  const temp_folder folder;
  const std::string path = folder / "x.zip",
                    whole = zip_bytes({{.name = email_list, .data = list_of(9), .deflated = true}});
  const std::vector<std::string> paths = {path};
  for (const std::string& bytes :
       {std::string(), std::string("ID,Hash\n"), whole.substr(0, 100), whole.substr(0, whole.size() - 1),
        whole.substr(40), "\x1F\x8B" + whole.substr(0, 50)}) {
    write_file(path, bytes);
    const auto archive = drop_archive::open(paths);
    REQUIRE(fault_of(archive.status()) == fault::input);
    REQUIRE(archive.status().message() == path + ": is no ZIP, or is cut off or damaged");
  }
  REQUIRE(complaint_of({{.name = email_list, .flags = 1}}) == "\"" + email_list + "\" is encrypted");
  for (const std::uint32_t mode : {0120777u, 0010600u, 0020600u, 0040700u}) {
    REQUIRE(complaint_of({{.name = email_list, .attributes = mode << 16}}) ==
            "\"" + email_list + "\" is a link or a device");
  }
  REQUIRE(complaint_of({{.name = email_list, .attributes = 0100600u << 16}}) == "");
  REQUIRE(complaint_of({{.name = email_list, .method = 9}}) ==
          "\"" + email_list +
              "\" is packed by method 9, which is not known here: unpack the ZIP by another tool and give "
              "its CSVs");

  const std::vector<std::string> missing = {folder / "none.zip"}, mixed = {path, folder / email_list};
  REQUIRE(fault_of(drop_archive::open(missing).status()) == fault::io);
  REQUIRE(says(drop_archive::open(missing).status(), "cannot open " + missing[0]));
  REQUIRE(fault_of(drop_archive::open(mixed).status()) == fault::usage);
  REQUIRE(drop_archive::open({}).status().message() == "no file: holds no CSV of DROP");
}

TEST_CASE("a ZIP that unpacks to too much is refused, also when it says less") {
  const std::string zeros(100000, '0');
  REQUIRE(complaint_of({{.name = email_list, .data = zeros, .deflated = true}}) ==
          "unpacks to more than 100 times its size");
  REQUIRE(complaint_of({{.name = email_list, .data = zeros, .deflated = true}}, {.ratio = 1000}) == "");
  REQUIRE(complaint_of({{.name = email_list, .data = zeros}, {.name = removed, .data = zeros}},
                       {.unpacked_bytes = 199999}) == "unpacks to more than 199999 bytes");
  REQUIRE(complaint_of({{.name = email_list, .data = zeros}, {.name = removed, .data = zeros}},
                       {.unpacked_bytes = 200000}) == "");
  REQUIRE(complaint_of({{.name = email_list}, {.name = removed}}, {.entries = 1}) ==
          "has more than 1 entries");
  for (const bool deflated : {false, true}) {
    const std::string lied =
        rows_of({.name = email_list, .data = list_of(5000), .deflated = deflated, .size = 1000});
    REQUIRE(lied == "failed: " + email_list + ": unpacks to another size than the ZIP says");
  }
}

TEST_CASE("damage is a failure, whatever was handed out before") {
  for (const bool deflated : {false, true}) {
    const std::string wrong =
        rows_of({.name = email_list, .data = list_of(3), .deflated = deflated, .crc = 1});
    REQUIRE(wrong.ends_with("failed: " + email_list + ": cannot be read as a ZIP: CRC error"));
    const std::string less =
        rows_of({.name = email_list, .data = list_of(3), .deflated = deflated, .size = 9999});
    const std::string what =
        deflated ? "unpacks to another size than the ZIP says" : "cannot be read as a ZIP: ";
    REQUIRE(less.find("failed: " + email_list + ": " + what) != less.npos);
  }
  const temp_folder folder;
  std::string bytes = zip_bytes({{.name = email_list, .data = list_of(5000), .deflated = true}});
  bytes.replace(2000, 8, "????????");
  write_file(folder / "x.zip", bytes);
  const std::vector<std::string> paths = {folder / "x.zip"};
  const auto archive = *drop_archive::open(paths);
  const auto status = archive.for_each(archive.files()[0], [](const drop_row&) { return absl::OkStatus(); });
  REQUIRE(fault_of(status) == fault::input);
  REQUIRE(says(status, paths[0] + ": " + email_list + ": "));
}

TEST_CASE("what readers of CSV forgive is forgiven") {
  const std::string row = drop_id_text(0) + "," + drop_hash_text(0);
  for (const std::string& csv :
       {"ID,Hash\n" + row, "\xEF\xBB\xBFID,Hash\r\n" + row + "\r\n",
        "\"ID\",\"Hash\"\n\"" + drop_id_text(0) + "\",\"" + drop_hash_text(0) + "\"\n",
        "ID,Hash,Requested\n" + row + ",2026-03-01\n", "ID,Hash,Note,Note\n" + row + ",\"a\nb\",x\n",
        "ID,Hash\n" + row + "\n\n\n"}) {
    INFO(csv);
    REQUIRE(rows_of({.name = email_list, .data = csv}) == expected_rows(1));
  }
  for (const char* csv : {"ID,Hash", "ID,Hash\n", "ID,Hash\r\n\r\n", "\xEF\xBB\xBFID,Hash"}) {
    REQUIRE(rows_of({.name = email_list, .data = csv}) == "");
  }
}

TEST_CASE("another header is refused, and shown unless it may be data") {
  const auto header = [](const std::string& csv) { return rows_of({.name = email_list, .data = csv}); };
  const std::string front = "failed: " + email_list + ": the header is ", due = " where it must be ID,Hash";
  REQUIRE(header("Id,Hash\n") == front + "Id,Hash" + due);
  REQUIRE(header("ID,Status\n") == front + "ID,Status" + due);
  REQUIRE(header("Hash,ID\n") == front + "Hash,ID" + due);
  REQUIRE(header("ID\n") == front + "ID" + due);
  REQUIRE(header("ID;Hash\n") == front + "(7 bytes)" + due);
  REQUIRE(header("ID,Hash,ListType\n") ==
          front + "ID,Hash,ListType" + due);  // a Removed file by another name
  REQUIRE(header("ID,Hash,ID\n") == front + "ID,Hash,ID" + due);
  REQUIRE(header(drop_csv_row(1)) == front + "(12 bytes),(44 bytes)" + due);
  REQUIRE(header("PK\3\4") == front + "(4 bytes)" + due);
  REQUIRE(header("") == "failed: " + email_list + ": no header: the file is empty");
  REQUIRE(rows_of({.name = removed, .data = "ID,Hash\n"}) ==
          "failed: " + removed + ": the header is ID,Hash where it must be ID,Hash,ListType");
  // Packed once more: not even the size of what is inside is asked for.
  REQUIRE(header("\x1F\x8B\x08") == front + "(5 bytes)" + due);
}

TEST_CASE("a wrong row ends the reading with its number and without its cells") {
  const std::string good = drop_csv_row(0), id = drop_id_text(1), hash = drop_hash_text(1);
  const auto third = [&](const std::string& row) {
    const std::string out = rows_of({.name = email_list, .data = "ID,Hash\n" + good + good + row + good});
    REQUIRE(out.starts_with(expected_rows(1) + expected_rows(1) + "failed: " + email_list + ": row 3: "));
    return out.substr(out.rfind(": ") + 2);
  };
  const std::string no_id = "the ID is not of 12 letters and digits";
  REQUIRE(third("A7kP2xQ9Lm4," + hash + "\n") == no_id);
  REQUIRE(third("A7kP2xQ9Lm4-," + hash + "\n") == no_id);
  REQUIRE(third(" " + id + "," + hash + "\n") == no_id);
  REQUIRE(third("," + hash + "\n") == no_id);
  const std::string no_hash = "the hash is not Base64 of 32 bytes, in 44 characters";
  for (const std::string& text : {hash.substr(1), hash + "=", hash.substr(0, 43) + "A", "-" + hash.substr(1),
                                  std::string(), std::string(64, 'a')}) {
    REQUIRE(third(id + "," + text + "\n") == no_hash);
  }
  const std::string ragged = "has not as many fields as the header";
  REQUIRE(third(id + "\n") == ragged);
  REQUIRE(third(id + "," + hash + ",\n") == ragged);
  REQUIRE(third("\n") == ragged);
  const auto list = [&](const std::string& type) {
    return rows_of({.name = removed, .data = "ID,Hash,ListType\n" + id + "," + hash + "," + type + "\n"});
  };
  for (const char* type : {"", "email", "Removed", "Email "}) {
    REQUIRE(list(type) == "failed: " + removed +
                              ": row 1: the list type is none of NDZ, Email, Phone, MAID, NameVIN, CTVID");
  }
  REQUIRE(list("CTVID") == id + "," + hash + ",CTVID\n");
}

TEST_CASE("what the caller does not want ends the reading") {
  const temp_folder folder;
  write_file(folder / email_list, list_of(10));
  const std::vector<std::string> paths = {folder / email_list};
  const auto archive = *drop_archive::open(paths);
  int seen = 0;
  const auto status = archive.for_each(archive.files()[0], [&](const drop_row&) {
    return ++seen < 4 ? absl::OkStatus() : failure(fault::usage, "enough");
  });
  REQUIRE(status.message() == "enough");
  REQUIRE(seen == 4);
}

TEST_CASE("loose files are held to the same form") {
  const temp_folder folder;
  const auto open = [](std::vector<std::string> paths) {
    return std::string(drop_archive::open(paths).status().message());
  };
  std::filesystem::create_directory(folder / "a");
  std::filesystem::create_directory(folder / "b");
  for (const char* path : {"a/20260312_4821_Email_x.csv", "b/20260312_4821_Email_X.csv"})
    write_file(folder / path, "ID,Hash\n");
  REQUIRE(open({folder / "a", folder / "b"}) ==
          folder / "b" + ": \"20260312_4821_Email_X.csv\" is there twice");
  REQUIRE(open({folder / "a", folder / "a"}).ends_with("is there twice"));
  REQUIRE(open({folder.path()}).ends_with(" is no plain file"));
  REQUIRE(open({folder / email_list}) ==
          "cannot open " + folder / email_list + ": No such file or directory");
  write_file(folder / "a/notes.txt", "");
  REQUIRE(open({folder / "a"}) ==
          folder / "a" + ": \"notes.txt\" is no name that DROP gives, such as 20260312_4821_Email.csv");
  std::filesystem::create_directory(folder / "none");
  REQUIRE(open({folder / "none"}) == folder / "none" + ": holds no CSV of DROP");
}

TEST_CASE("ZIPs by Python's zipfile read as its csv module reads them") {
  const temp_folder folder;
  const std::string script = OPTOUT_TEST_DATA "/../drop/archive_oracle.py";
  REQUIRE(std::system(("python3 " + script + " " + folder.path()).c_str()) == 0);
  int zips = 0;
  for (const std::string& name : names_in(folder.path())) {
    if (!name.ends_with(".zip")) continue;
    INFO(name);
    const std::vector<std::string> paths = {folder / name};
    const auto archive = drop_archive::open(paths);
    REQUIRE(archive.ok());
    std::string all;
    for (const drop_file& file : archive->files()) all += read_rows(*archive, file);
    REQUIRE((all == read_file(folder / name + ".rows")));
    ++zips;
  }
  REQUIRE(zips == 7);
}
