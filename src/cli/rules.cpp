// normalize and compare: the rules at work on lines of text, without a secret or a list.
// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/normalize/address.hpp>
#include <optout/normalize/date.hpp>
#include <optout/normalize/email.hpp>
#include <optout/normalize/name.hpp>
#include <optout/normalize/person_at.hpp>
#include <optout/normalize/phone.hpp>
#include <optout/normalize/zip.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace optout::cli {
namespace {

struct rule_flags {
  std::string kind_name;
  std::string level_name = "standard";
};

using forms = std::vector<std::string>;

template <std::size_t Size, typename Normalize>
forms one_form(std::string_view text, level at, Normalize&& normalize) {
  fixed_text<Size> buffer;
  const auto form = normalize(text, at, buffer);
  return form.has_value() ? forms{std::string(*form)} : forms{};
}

forms name_forms_of(std::string_view text, level at) {
  forms out;
  name_forms names;
  if (!normalize_name({text, {}, {}, {}, {}}, at, names)) return out;
  for (const person_name& person : names.persons()) {
    fixed_text<1024> form;
    append_name(person, form);
    out.emplace_back(form.view());
  }
  return out;
}

forms address_forms_of(std::string_view text, level at) {
  forms out;
  address_forms addresses;
  if (!normalize_address({text, {}, {}, {}, {}, {}}, at, addresses)) return out;
  for (const address_form& form : addresses.forms()) out.emplace_back(form.household);
  return out;
}

// "name|address"
forms person_at_forms_of(std::string_view text, level at) {
  forms out;
  const std::size_t bar = text.find('|');
  name_forms names;
  address_forms addresses;
  if (bar == std::string_view::npos || !normalize_name({text.substr(0, bar), {}, {}, {}, {}}, at, names) ||
      !normalize_address({text.substr(bar + 1), {}, {}, {}, {}, {}}, at, addresses)) {
    return out;
  }
  for (const address_form& address : addresses.forms()) {
    for (const name_reading& name : names.readings()) {
      fixed_text<1024> form;
      append_person_at(name, address, form);
      out.emplace_back(form.view());
    }
  }
  return out;
}

// The canonical forms of a line; none when it gives no key.
forms forms_of(kind k, level at, std::string_view text) {
  switch (k) {
    case kind::email: return one_form<320>(text, at, normalize_email);
    case kind::phone: return one_form<64>(text, at, normalize_phone);
    case kind::zip: return one_form<5>(text, at, normalize_zip);
    case kind::dob: return one_form<8>(text, at, normalize_dob);
    case kind::name: return name_forms_of(text, at);
    case kind::address: return address_forms_of(text, at);
    case kind::person_at: return person_at_forms_of(text, at);
    case kind::person_zip: break;  // nobody asks for it
  }
  return {};
}

// Prints `answer(kind, level, line)` for every line of standard input. Only LF ends a line; nothing is trimmed.
template <typename Answer>
int answer_lines(const rule_flags& flags, Answer&& answer) {
  const auto k = kind_from_text(flags.kind_name);
  if (!k.has_value()) {
    return fail(failure(
        fault::usage,
        fmt::format("{}: a kind is email, phone, name, address, person_at, dob or zip", flags.kind_name)));
  }
  const auto at = parse_level(flags.level_name);
  if (!at.ok()) return fail(at.status());
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    if (auto status = print(answer(*k, *at, line) + "\n"); !status.ok()) return fail(status);
  }
  if (std::cin.bad()) return fail(io_failure("cannot read", "standard input"));
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  return done;
}

std::string normalize_line(kind k, level at, std::string_view line) {
  std::string out;
  for (const std::string& form : forms_of(k, at, line)) {
    if (!out.empty()) out += '\t';
    out += form;
  }
  return out;
}

// The left side as a list would hold it, the right side as a probe.
std::string compare_line(kind k, level at, std::string_view line) {
  const std::size_t tab = std::min(line.find('\t'), line.size());
  const forms held = forms_of(k, at, line.substr(0, tab));
  const forms probed = tab == line.size() ? forms{} : forms_of(k, at, line.substr(tab + 1));
  const bool same = std::find_first_of(held.begin(), held.end(), probed.begin(), probed.end()) != held.end();
  return same ? "same" : "different";
}

std::shared_ptr<rule_flags> add_rule_flags(CLI::App& command) {
  auto flags = std::make_shared<rule_flags>();
  command.add_option("KIND", flags->kind_name, "email, phone, name, address, person_at, dob or zip")
      ->required();
  add_level_flag(command, flags->level_name);
  return flags;
}

}  // namespace

void add_normalize(CLI::App& app, action_slot& run) {
  CLI::App* command = app.add_subcommand("normalize", R"(Shows canonical forms: a line in, a line out.

  printf '(415) 555-2671 x508\n' | optout normalize phone
  printf 'Jane Doe|12 Oak St Apt 4, Reno, NV 89501\n' | optout normalize person_at

A TAB stands between several forms; an empty line says that there is no key.)");
  const auto flags = add_rule_flags(*command);
  command->callback([flags, &run] { run = [flags] { return answer_lines(*flags, normalize_line); }; });
}

void add_compare(CLI::App& app, action_slot& run) {
  CLI::App* command = app.add_subcommand("compare", R"(Says of pairs of spellings whether they meet.

  printf 'J.Doe@gmail.com\tjdoe+x@googlemail.com\n' | optout compare email

Reads "left TAB right"; answers "same" or "different", a line each. Left is compiled, right is probed.)");
  const auto flags = add_rule_flags(*command);
  command->callback([flags, &run] { run = [flags] { return answer_lines(*flags, compare_line); }; });
}

}  // namespace optout::cli
