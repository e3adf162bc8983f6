// SPDX-License-Identifier: Apache-2.0
#include "cli.hpp"
#include <optout/normalize/ascii.hpp>
#include <optout/version.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <string>
#include <vector>

namespace {

constexpr char description[] =
    R"(Keeps people who opted out, or asked to be deleted, out of the data that is sold.

  optout keygen -o optout.key                                      once: a new secret
  export OPTOUT_KEY_FILE=optout.key
  optout compile requests.csv -o people.optout                     requests -> suppression list
  optout scrub export.csv -l people.optout -o clean.csv            the main job
  optout verify clean.csv -l people.optout                         proof that nobody is left
  optout diff export.csv clean.csv                                 what the scrub changed
  optout check -l people.optout --email jane@example.com           is this person suppressed?

Exit codes: 0 done (check: suppressed); 1 check: not suppressed; 2 usage, or columns need a mapping;
3 malformed input refused; 4 a list or key; 5 input or output failed; 6 a self-check failed, somebody is
left, a canary was missed, or diff found what no scrub does. Anything but 0 leaves no output file. More: man optout)";

// Options by their names; any other argument may be somebody's email.
std::string name_extras(const std::vector<std::string>& extras) {
  std::string named;
  std::size_t others = 0;
  for (const std::string& extra : extras) {
    const auto is_of_name = [](char c) { return optout::is_lower(c) || c == '-'; };
    const std::string name = extra.substr(0, extra.find('='));
    if (name.starts_with('-') && std::all_of(name.begin(), name.end(), is_of_name)) {
      named += (named.empty() ? "" : ", ") + name;
    } else {
      ++others;
    }
  }
  if (others == 0) return named;
  return fmt::format("{}{}{} argument{}", named, named.empty() ? "" : " and ", others,
                     others == 1 ? "" : "s");
}

int run(int argc, char** argv) {
  using namespace optout::cli;
  CLI::App app(description, "optout");
  app.set_version_flag("--version", fmt::format("optout {}", optout::version));
  app.require_subcommand(1);
  action_slot action;
  for (auto* add :
       {add_keygen, add_compile, add_merge, add_scrub, add_check, add_explain, add_inspect, add_verify,
        add_diff, add_canary, add_bench, add_normalize, add_compare, add_hash, add_ledger, add_drop}) {
    add(app, action);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ExtrasError&) {
    say("optout: not expected: {}; see 'optout --help'\n", name_extras(app.remaining(true)));
    return static_cast<int>(optout::fault::usage);
  } catch (const CLI::ParseError& error) {
    say("optout: {}; see 'optout --help'\n", error.what());
    return static_cast<int>(optout::fault::usage);
  }
  return action();
}

// A standard stream that the caller closed stays unusable: no file that is opened later may get its number, and
// with it what is meant for the stream.
void guard_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    while (::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0 && errno == EINTR) {
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  guard_standard_streams();
  // A closed pipe and a file beyond the limit are failed writes, with a message.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    optout::cli::say("optout: {}\n", error.what());
    return static_cast<int>(optout::fault::self_check);
  }
}
