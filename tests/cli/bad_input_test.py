"""What the tool does when something is wrong: an exit code, a message with a place, and no output."""
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import unittest

from tool import EXPORT, HEADER, PERSONAL, REQUESTS, TOOL, ToolTest


class BadList(ToolTest):
    def test_missing_empty_and_foreign(self):
        self.refused(4, *self.scrub(lists=["none.optout"]), says="none.optout")
        self.write("empty.optout", "")
        self.refused(4, *self.scrub(lists=["empty.optout"]), says="empty.optout")
        self.refused(4, *self.scrub(lists=["export.csv"]), says="not a suppression list")
        self.ok("keygen", "-o", "other.key")
        self.refused(4, *self.scrub("--key", "other.key"), says="another secret")
        self.refused(4, "check", "-l", "people.optout", "--key", "other.key", "--phone", "4155552671", output=None)

    def test_cut_short_at_many_lengths(self):
        whole = self.read_bytes("people.optout")
        for size in list(range(0, 300, 23)) + list(range(300, len(whole), 2909)) + [len(whole) - 1]:
            self.write("cut.optout", whole[:size])
            self.refused(4, *self.scrub(lists=["cut.optout"]), says="cut.optout")

    def test_a_flipped_bit_anywhere(self):
        """What a scrub does not read has no say in it; all else that is damaged ends it."""
        whole = self.read_bytes("people.optout")
        self.ok(*self.scrub())
        clean, passed, tried = self.read_bytes("clean.csv"), 0, 0
        for bit in list(range(0, 2048, 97)) + list(range(2048, len(whole) * 8, 5119)):
            damaged = bytearray(whole)
            damaged[bit // 8] ^= 1 << bit % 8
            self.write("bad.optout", bytes(damaged))
            self.refused(4, "verify", "bad.optout", output=None)
            self.refused(4, "check", "-l", "bad.optout", "--phone", "4155552671", output=None)
            tried += 1
            if self.run_tool(*self.scrub(lists=["bad.optout"])).returncode == 0:
                self.assertEqual(self.read_bytes("clean.csv"), clean)
                passed += 1
            else:
                self.refused(4, *self.scrub(lists=["bad.optout"]), says="bad.optout")
        self.assertLess(passed, tried / 2)

    def test_compact_lists_do_not_merge(self):
        self.ok("compile", "requests.csv", "-o", "compact.optout", "--compact")
        self.ok(*self.scrub(lists=["compact.optout"]))
        self.refused(4, "merge", "compact.optout", "people.optout", "-o", "clean.csv", says="compact.optout")


class BadArguments(ToolTest):
    def test_what_is_not_expected_is_named_if_it_is_an_option_and_never_else(self):
        for arguments, says in [(["--emial", "jane.doe@gmail.com"], ["--emial", "and 1 argument;"]),
                                (["--phone", "4155552671", "jane.doe@gmail.com", "secret"], ["expected: 2 arguments;"]),
                                (["--email=secret", "--of=jane"], ["--of;"])]:
            done = self.refused(2, "check", "-l", "people.optout", *arguments, says=says, output=None)
            for word in PERSONAL:
                self.assertNotIn(word, done.err.lower())


class BadKey(ToolTest):
    def test_no_key_is_usage_and_a_bad_key_is_not(self):
        self.refused(2, *self.scrub(), env={"OPTOUT_KEY_FILE": ""}, says="OPTOUT_KEY_FILE")
        self.refused(4, *self.scrub("--key", "none.key"), says="none.key")
        self.write("short.key", "x" * 31)
        os.chmod(self.path("short.key"), 0o600)
        self.refused(4, *self.scrub("--key", "short.key"), says="32 bytes")
        os.chmod(self.path("my.key"), 0o644)
        self.refused(4, *self.scrub(), says="my.key")

    def test_a_key_is_never_overwritten(self):
        self.refused(5, "keygen", "-o", "my.key", output=None)
        self.ok(*self.scrub())


class BadExport(ToolTest):
    def refuse_export(self, code, content, says=()):
        self.write("export.csv", content)
        done = self.refused(code, *self.scrub(), says=says)
        self.refused(code, *self.scrub("-j", "4"), says=says)
        piped = self.run_tool(*self.scrub(export="-", out="-"), stdin=content)
        self.assertEqual((piped.returncode, piped.stdout), (code, b""))
        for word in PERSONAL:
            self.assertNotIn(word, done.err.lower())

    def test_no_header_and_no_known_column(self):
        self.refuse_export(3, "")
        self.refuse_export(3, b"\xef\xbb\xbf")
        self.refuse_export(2, EXPORT[len(HEADER):], says="header")
        self.refuse_export(2, "alpha,beta\n1,2\n", says="--map")

    def test_bytes_that_are_no_text(self):
        self.refuse_export(3, EXPORT.encode() + b"8,a\0b,,,,,,,,\n", says=("row 8", "byte"))
        self.refuse_export(3, EXPORT.encode("utf-16")[:-1], says=("UTF-16", "row 7", "byte"))

    def test_an_unterminated_quote(self):
        self.refuse_export(3, EXPORT + '8,"Jane,Doe,,,,,,,\n', says="row 8")

    def test_a_record_over_16_mib(self):
        self.refuse_export(3, EXPORT + "8,Ann,Smith,,,,,,," + "x" * (17 << 20) + "\n", says="row 8")

    def test_ragged_rows(self):
        self.refuse_export(3, EXPORT + "8,too,few\n", says=("row 8", "3 fields", "--rejects"))
        self.refuse_export(3, EXPORT + "8,,,,,,,,,,too many\n", says="row 8")
        self.refuse_export(3, EXPORT.replace("3,Ann", "\n3,Ann"), says="row 3")

    def test_invalid_utf_8_is_repaired_and_its_bytes_are_kept(self):
        rows = b"8,Jos\xe9,Mu\xf1oz,,,7 Elm St,Reno,NV,89501,\n9,Ann,Lee,,,7 Elm St,Reno,NV,89501,\xff\xfe\n"
        self.write("requests.csv", REQUESTS + "R-4,,José,Muñoz,,,7 Elm St,,Reno,NV,89501,\n")
        self.ok("compile", "requests.csv", "-o", "people.optout")
        self.write("export.csv", EXPORT.encode() + rows)
        done = self.ok(*self.scrub())
        self.assertTrue(self.read_bytes("clean.csv").endswith(rows.split(b"\n")[1] + b"\n"))
        self.assertIn("not UTF-8", done.err)

    def test_columns_that_contradict_their_header(self):
        rows = "".join(f"{i},Jane,Doe,blue,x,y\n" for i in range(30))
        self.refuse_export(2, "id,first_name,last_name,email,phone,zip\n" + rows)

    def test_strict_refuses_unmapped_personal_columns(self):
        rows = "".join(f"a{i}@example.com,415-555-26{i:02}\n" for i in range(20))
        self.write("export.csv", "email,zzz\n" + rows)
        self.assertIn("zzz", self.ok(*self.scrub()).err)
        self.refused(2, *self.scrub("--strict"), says="zzz")


class BadPlaces(ToolTest):
    def test_reading_and_writing_one_file(self):
        os.symlink("export.csv", self.path("link.csv"))
        os.link(self.path("export.csv"), self.path("hard.csv"))
        for out in ("export.csv", "./export.csv", "link.csv", "hard.csv", "people.optout", "my.key"):
            self.refused(2, *self.scrub(out=out), says="read and written", output=None)
        self.refused(2, *self.scrub("--audit", "export.csv"), output=None)
        self.refused(2, *self.scrub("--audit", "clean.csv"), output=None)
        self.assertEqual(self.read("export.csv"), EXPORT)
        self.ok(*self.scrub())

    def test_paths_that_cannot_be_read_or_written(self):
        self.refused(5, *self.scrub(export="none.csv"), says="none.csv")
        self.refused(5, *self.scrub(export="."))
        self.refused(5, *self.scrub(out="no/such/folder.csv"), says="no/such", output=None)
        self.refused(5, *self.scrub(out="."), output=None)
        self.refused(5, "compile", "none.csv", "-o", "x.optout", says="none.csv", output=None)

    def test_files_of_somebody_else(self):
        if os.geteuid() == 0:
            if shutil.which("setpriv") is None:
                self.skipTest("root reads everything, and there is no setpriv to become somebody else")
            somebody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        else:
            somebody = []
        for name in ("my.key", "people.optout"):
            if somebody:
                os.chown(self.path(name), 65534, 65534)
        os.chmod(self.folder, 0o755)
        os.chmod(self.path("export.csv"), 0)
        run = lambda *args: subprocess.run([*somebody, TOOL, *args], cwd=self.folder, capture_output=True,
                                           env={**os.environ, "OPTOUT_KEY_FILE": "my.key"}, timeout=60)
        unreadable = run(*self.scrub(out="-"))
        self.assertEqual((unreadable.returncode, unreadable.stdout), (5, b""), unreadable.stderr)
        os.chmod(self.path("export.csv"), 0o644)
        os.chmod(self.folder, 0o555)
        unwritable = run(*self.scrub())
        os.chmod(self.folder, 0o755)
        self.assertEqual(unwritable.returncode, 5, unwritable.stderr)
        self.assertFalse(self.exists("clean.csv"))

    def test_a_full_disk(self):
        self.write("export.csv", HEADER + EXPORT[len(HEADER):] * 2000)
        limit = ["bash", "-c", 'trap "" XFSZ; ulimit -f 64; exec "$@"', "bash", TOOL]
        self.write("clean.csv", "yesterday's\n")
        done = subprocess.run([*limit, *self.scrub()], cwd=self.folder, capture_output=True, timeout=60,
                              env={**os.environ, "OPTOUT_KEY_FILE": "my.key"})
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn(b"clean.csv", done.stderr)
        self.assertFalse(self.exists("clean.csv"))
        self.assertEqual(self.leftovers(), [])
        self.refused(5, *self.scrub(out="/dev/full"), output=None)

    def test_a_closed_pipe(self):
        self.write("export.csv", HEADER + EXPORT[len(HEADER):] * 20000)
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([TOOL, *self.scrub(out="-")], cwd=self.folder, stdout=writer, stderr=subprocess.PIPE,
                              env={**os.environ, "OPTOUT_KEY_FILE": "my.key"}, timeout=60)
        os.close(writer)
        self.assertEqual(done.returncode, 5, done.stderr)


class BadWords(ToolTest):
    def test_flags(self):
        for args in (["--no-such-flag"], ["--mode", "address"], ["-j", "0"], ["--kinds", "shoe"], ["--as-of", "soon"],
                     ["--level", "loose"], ["--progress", "maybe"]):
            self.ok(*self.scrub(*args), code=2)
        for args in ([], ["fly"], ["scrub"], ["scrub", "export.csv", "-o", "x"], ["keygen"], ["check"]):
            self.ok(*args, code=2)
        self.refused(4, *self.scrub("--level", "exact"), says="people.optout")

    def test_maps_and_policies(self):
        for flag, content, says in (("--map", "[columns]\nnone = \"owner1.email\"\n", "none"),
                                    ("--map", "[columns]\nemail = \"shoe\"\n", "file.toml:2"),
                                    ("--map", "columns = ", "file.toml:1"),
                                    ("--policy", "mode = \"household\"\n", "file.toml:1"),
                                    ("--policy", "\nkinds = [\"shoe\"]\n", "file.toml:2"),
                                    ("--policy", "colour = 1\n", "colour")):
            self.write("file.toml", content)
            self.refused(2, *self.scrub(flag, "file.toml"), says=("file.toml", says))
        self.refused(5, *self.scrub("--map", "none.toml"), says="none.toml")


class BadRequests(ToolTest):
    def refuse_requests(self, code, text, says=()):
        self.write("requests.csv", text)
        done = self.refused(code, "compile", "requests.csv", "-o", "x.optout", says=says, output=None)
        self.assertFalse(self.exists("x.optout"))
        for word in PERSONAL:
            self.assertNotIn(word, done.err.lower())

    def test_requests_that_are_not_understood(self):
        self.refuse_requests(3, "")
        self.refuse_requests(2, "email,phone\njane@example.com,\n")
        self.refuse_requests(3, REQUESTS + ",opt_out,Jane,Doe,,,,,,,,\n", says="row 4")
        self.refuse_requests(3, REQUESTS + "R-4,secret,Jane,Doe,,,,,,,,\n", says="row 4")
        self.refuse_requests(3, REQUESTS + "R-4,,Jane,Doe,,,,,,,,2026-13-01\n", says="row 4")
        self.refuse_requests(3, REQUESTS + "R-4,delete\n", says="row 4")
        self.refuse_requests(3, REQUESTS + 'R-4,"delete\n', says="row 4")


if __name__ == "__main__":
    unittest.main()
