# What `optout --help` and `optout COMMAND --help` name stands in the man page and in every completion, and no page
# promises a flag that the tool does not have; bash's completion is run and must offer each command's own flags, and its subcommands. The README's program is cut from an example.
#
#   docs_match.py OPTOUT SOURCE_DIR VERSION
#
# SPDX-License-Identifier: Apache-2.0
import pathlib
import re
import subprocess
import sys

tool, source, version = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
COMMANDS = "keygen compile merge scrub check explain inspect verify diff canary bench normalize compare hash ledger drop".split()
SUBCOMMANDS = {
    "ledger": "init import status export backup verify rekey".split(),
    "drop": "import match respond status download upload amend doctor".split(),
}
ALL = [(c,) for c in COMMANDS] + [(c, sub) for c, subs in SUBCOMMANDS.items() for sub in subs]


def says(*arguments):
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"optout {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def flags_in(text):
    return set(re.findall(r"(?:^|(?<=[\s\"'{,\[(|=]))(--[a-z][a-z-]+|-[a-zA-Z])\b(?!-)", text, re.M))


def own_flags_in(text):
    """The flags of a command itself, not those that its examples name."""
    return flags_in("\n".join(re.findall(r"^  (-[a-zA-Z-]\S*)", text, re.M)))


def zsh_flags_in(text):
    return set(re.findall(r"(-[a-zA-Z]|--[a-z][a-z-]+)(?=[\[,}])", text))


def fish_flags_in(text):
    return ({"--" + name for name in re.findall(r" -l ([a-z-]+)", text)} |
            {"-" + name for name in re.findall(r" -s ([a-zA-Z])\b", text)})


def plain(man_page):
    """The words of a man page without its markup."""
    return re.sub(r"\\f[BIRP]|\"|^\.\w+", " ", man_page.replace(r"\-", "-"), flags=re.M)


problems = []
overview = says("--help")
flags = flags_in(overview)
complete = "source completions/optout.bash; COMP_WORDS=(optout {}); COMP_CWORD={}; _optout; echo ${{COMPREPLY[@]}}"


def offers(*words):
    """What bash completes the last of `words` with."""
    run = complete.format(" ".join(words), len(words))
    return set(subprocess.run(["bash", "-c", run], cwd=source, capture_output=True, text=True).stdout.split())


for words in ALL:
    name = " ".join(words)
    above = says(*words[:-1], "--help")
    if not re.search(rf"^ *{words[-1]}\b", above, re.M):
        problems.append(f"optout {' '.join(words[:-1])} --help leaves out {words[-1]}")
    help_text = says(*words, "--help")
    of_command = own_flags_in(help_text)
    flags |= of_command
    if of_command != offers(*words, "-"):
        problems.append(f"bash completes {name} with {sorted(offers(*words, '-'))}, its flags are {sorted(of_command)}")
    listed = set(re.findall(r"^  (\w+)", help_text.partition("\nSubcommands:\n")[2], re.M))
    if listed != set(SUBCOMMANDS.get(name, [])):
        problems.append(f"this test knows other subcommands of {name} than {sorted(listed)}")
    if listed and listed != offers(*words, "''") - {"-h", "--help"}:
        problems.append(f"bash completes {name} with {sorted(offers(*words, chr(39) * 2))}, not {sorted(listed)}")
if len(flags) < 20:
    problems.append(f"found only these flags in the help: {sorted(flags)}")

man_page = (source / "docs/optout.1").read_text()
pages = {"docs/optout.1": (plain(man_page), flags_in)}
for name, read in [("_optout", zsh_flags_in), ("optout.fish", fish_flags_in)]:
    pages["completions/" + name] = ((source / "completions" / name).read_text(), read)
for name, (text, read) in pages.items():
    commands = [" ".join(words) if name.endswith(".1") else words[-1] for words in ALL]
    for what in sorted(flags - read(text)) + [c for c in commands if not re.search(rf"\b{c}\b", text)]:
        problems.append(f"{name} leaves out {what}")
    for what in sorted(read(text) - flags):
        problems.append(f"{name} has {what}, the tool has not")
if f'"optout {version}"' not in man_page:
    problems.append(f"docs/optout.1 does not say optout {version}")
if says("--version").strip() != f"optout {version}":
    problems.append(f"optout --version says {says('--version').strip()}, not optout {version}")

readme = (source / "README.md").read_text()
examples = "".join(path.read_text().replace("// [readme]\n", "") for path in sorted((source / "examples").glob("*.cpp")))
programs = re.findall(r"^```cpp\n(.*?)^```", readme, re.S | re.M)
if not programs or not all(program in examples for program in programs):
    problems.append("README.md has no program, or one that is not cut from examples/")

sys.exit("\n".join(problems) or 0)
