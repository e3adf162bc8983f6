// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/scrub/scrubber.hpp>

#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace optout::cli {
namespace {

struct check_flags {
  std::vector<std::string> lists;
  std::string key_file, email, phone, name, address, as_of;
  bool json = false;
};

// The cells of the one row that a look-up is.
enum cell_number : std::size_t { email_cell, phone_cell, name_cell, address_cell, cell_count };

schema look_up_schema() {
  const auto named = [](const char* path) { return cell{path, *role_from_text(path), 1, false, {}}; };
  std::vector<cell> cells(cell_count);
  cells[email_cell] = named("owner1.email");
  cells[phone_cell] = named("owner1.phone");
  cells[name_cell] = named("owner1.full_name");
  cells[address_cell] = named("property.address");
  return schema(std::move(cells));
}

using cell_values = std::array<std::string_view, cell_count>;

std::string as_text(const suppression_list& list, kind what, const request& r) {
  return fmt::format("suppressed\t{}\t{}\t{}\t{}\treceived {}\n", to_text(what), list.name(), r.id,
                     to_text(r.type), day_text(r.received));
}

std::string as_json(const suppression_list& list, kind what, const request& r) {
  return fmt::format(
      "{{\"kind\":\"{}\",\"list\":{},\"request_id\":{},\"type\":\"{}\",\"received\":{},\"source\":{}}}",
      to_text(what), json_text(list.name()), json_text(r.id), to_text(r.type),
      r.received == 0 ? "null" : json_text(day_text(r.received)), json_text(r.source));
}

class look_up {
 public:
  look_up(const scrubber& scrub, bool json) : scrub_(scrub), json_(json), layout_(look_up_schema()) {}

  // Prints the answer for one person. True if suppressed.
  absl::StatusOr<bool> operator()(const cell_values& texts) {
    std::array<column_view, cell_count> columns;
    for (std::size_t i = 0; i < cell_count; ++i) columns[i] = column_view(std::span(&texts[i], 1));
    const batch one{&layout_, columns, 1};
    if (auto status = scrub_.decide(one, decisions_); !status.ok()) return status;
    const auto& identifiers = decisions_.counts().identifiers;
    if (std::all_of(identifiers.begin(), identifiers.end(), [](std::uint64_t n) { return n == 0; })) {
      return failure(fault::usage,
                     "nothing here that a list could hold: an --email, a --phone, or a --name with an "
                     "--address (street and ZIP)");
    }
    std::string out;
    for (const hit& h : decisions_.hits()) {
      const suppression_list& list = scrub_.lists()[h.list];
      const request r = list.request_at(h.request);
      if (json_) {
        out += (out.empty() ? "" : ",") + as_json(list, h.what, r);
      } else {
        out += as_text(list, h.what, r);
      }
    }
    const bool suppressed = decisions_.verdict(0) != action::keep;
    if (json_) {
      out = fmt::format("{{\"suppressed\":{},\"hits\":[{}]}}\n", suppressed, out);
    } else if (!suppressed) {
      out = "not suppressed\n";
    }
    if (auto status = print(out); !status.ok()) return status;
    return suppressed;
  }

 private:
  const scrubber& scrub_;
  bool json_;
  schema layout_;
  decisions decisions_;
};

// Each line of standard input is one value, or "name|address" when the name is "-".
absl::StatusOr<bool> check_lines(const check_flags& flags, look_up& find) {
  bool any = false;
  std::uint64_t number = 0;
  std::ios::sync_with_stdio(false);  // else a failed read looks like the end
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    const std::string_view text = line;
    cell_values texts{};
    if (flags.email == "-") {
      texts[email_cell] = text;
    } else if (flags.phone == "-") {
      texts[phone_cell] = text;
    } else {
      const std::size_t bar = std::min(text.find('|'), text.size());
      texts[name_cell] = text.substr(0, bar);
      texts[address_cell] = bar == text.size() ? std::string_view{} : text.substr(bar + 1);
    }
    const auto suppressed = find(texts);
    if (!suppressed.ok()) {
      if (fault_of(suppressed.status()) != fault::usage) return suppressed.status();
      return failure(fault::input, fmt::format("standard input, line {}: gives no key", number));
    }
    any = any || *suppressed;
  }
  if (std::cin.bad()) return io_failure("cannot read", "standard input");
  if (number == 0) return failure(fault::input, "standard input is empty");
  return any;
}

int check(const check_flags& flags) {
  const int streams = (flags.email == "-") + (flags.phone == "-") + (flags.name == "-");
  const bool others =
      !flags.email.empty() + !flags.phone.empty() + !flags.name.empty() > 1 || !flags.address.empty();
  if (flags.email.empty() && flags.phone.empty() && flags.name.empty() && flags.address.empty()) {
    return fail(failure(fault::usage, "whom? --email, --phone, or --name with --address"));
  }
  if (streams > 1 || (streams == 1 && others) || flags.address == "-") {
    return fail(failure(fault::usage,
                        "'-' reads one value a line: --email -, --phone - or --name - (name|address), "
                        "and nothing beside it"));
  }
  const auto keys = open_keyring(flags.key_file);
  if (!keys.ok()) return fail(keys.status());
  const auto lists = open_lists(flags.lists, *keys);
  if (!lists.ok()) return fail(lists.status());
  for (const suppression_list& list : *lists) {
    if (auto status = list.verify(); !status.ok()) return fail(status);
  }
  const auto rules = open_policy({}, flags.as_of);
  if (!rules.ok()) return fail(rules.status());
  const scrubber scrub(*keys, *lists, *rules);
  look_up find(scrub, flags.json);
  const auto suppressed =
      streams == 1 ? check_lines(flags, find) : find({flags.email, flags.phone, flags.name, flags.address});
  if (!suppressed.ok()) return fail(suppressed.status());
  if (auto status = flush_stdout(); !status.ok()) return fail(status);
  return *suppressed ? done : not_suppressed;
}

}  // namespace

void add_check(CLI::App& app, action_slot& run) {
  auto flags = std::make_shared<check_flags>();
  CLI::App* command = app.add_subcommand("check", R"(Is this person suppressed, and by which request?

  optout check -l people.optout --email jane@example.com
  optout check -l people.optout --name 'Jane Doe' --address '12 Oak St Apt 4, Reno, NV 89501'
  optout check -l people.optout --phone - < phones.txt

Exit 0: suppressed (of several lines: at least one); 1: not. '-' reads standard input, a value a line
("name|address" for --name -), so that nobody's data ends in the shell's history.)");
  command->add_option("--email", flags->email, "An email")->type_name("X");
  command->add_option("--phone", flags->phone, "A phone number")->type_name("X");
  command->add_option("--name", flags->name, "A name; needs --address")->type_name("N");
  command->add_option("--address", flags->address, "An address in one line, with ZIP")->type_name("A");
  command->add_option("--as-of", flags->as_of, "The day to answer for (today)")->type_name("DATE");
  command->add_flag("--json", flags->json, "As JSON, a line a person");
  add_list_flag(*command, flags->lists);
  add_key_flag(*command, flags->key_file);
  command->callback([flags, &run] { run = [flags] { return check(*flags); }; });
}

}  // namespace optout::cli
