// SPDX-License-Identifier: Apache-2.0
#include <optout/scrub/path_roles.hpp>
#include <support/catch.hpp>
#include <support/tsv.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace optout;

namespace {

std::vector<path_step> steps(std::string_view text) {
  std::vector<path_step> out;
  while (!text.empty()) {
    const bool is_element = text.front() == '[';
    const std::size_t end = is_element ? text.find(']') : std::min(text.find_first_of(".["), text.size());
    if (is_element) {
      out.push_back({"", true, static_cast<std::uint32_t>(std::stoul(std::string(text.substr(1, end - 1))))});
    } else {
      out.push_back({std::string(text.substr(0, end))});
    }
    text.remove_prefix(is_element ? end + 1 : end);
    if (text.starts_with('.')) text.remove_prefix(1);
  }
  return out;
}

std::vector<test::tsv_row> listed() {
  std::vector<test::tsv_row> rows = test::read_tsv("path_roles.tsv");
  REQUIRE(rows.size() > 40);
  return rows;
}

// As map files write a role, without numbers: paths have none yet.
std::string role_text(const path_role& role) {
  if (role.whose == subject::none) return "-";
  if (role.whose == subject::other) return "other";
  std::string text = to_text(cell_role{role.whose, role.what, 1, 0, role.satellite_of});
  if (const auto one = text.find('1'); one != text.npos) text.erase(one, 1);
  return text;
}

}  // namespace

TEST_CASE("paths read as listed") {
  for (const auto& line : listed()) {
    INFO(line.at(0));
    const std::vector<path_step> path = steps(line.at(0));
    CHECK(path_text(path) == line.at(0));
    const path_role role = read_path(path);
    CHECK(role_text(role) == line.at(1));
    CHECK(role.anchor == line.at(2));
    if (role.whose != subject::other) CHECK((role.name.empty() ? role.place : role.name) == line.at(3));
  }
}

TEST_CASE("elements of one array share their role, and nothing else") {
  for (const auto& line : listed()) {
    std::vector<path_step> path = steps(line.at(0));
    const path_role before = read_path(path);
    for (path_step& step : path) step.index += step.is_element ? 7 : 0;
    const path_role after = read_path(path);
    CHECK(after.whose == before.whose);
    CHECK(after.what == before.what);
    CHECK(after.satellite_of == before.satellite_of);
    CHECK(after.rank == before.rank);
  }
}

TEST_CASE("a map's role keeps who goes with whom") {
  const auto phone = read_path(steps("ppl[3].tel[1].v"), role_from_text("contact.phone"));
  CHECK(phone.whose == subject::contact);
  CHECK(phone.what == field::phone);
  CHECK(phone.anchor == "ppl[3]/contact1");
  const auto email = read_path(steps("ppl[3].mail[0].v"), role_from_text("contact.email"));
  CHECK(email.anchor == phone.anchor);
  CHECK(read_path(steps("ppl[4].tel[1].v"), role_from_text("contact.phone")).anchor != phone.anchor);
  CHECK(read_path(steps("persons[2].misc"), role_from_text("owner.full_name")).anchor == "persons[2]");
  CHECK(read_path(steps("x.y"), role_from_text("property.zip")).whose == subject::property);
  CHECK(read_path(steps("email"), role_from_text("ignore")).whose == subject::ignored);
}

TEST_CASE("a key that is there twice is two paths with one template") {
  std::vector<path_step> path = steps("owner.email");
  path[1].index = 1;
  CHECK(path_text(path) == "owner.email~2");
  CHECK(path_template(path) == "owner.email");
  CHECK(read_path(path).what == field::email);
  CHECK(read_path(path).place != read_path(steps("owner.email")).place);
}
