"""What goes where: data, messages, colour, pipes."""
import json
import os
import pathlib
import pty
import subprocess
import sys
import unittest

import harness
from harness import BLAST, RAID, RAID_AGAIN, Case, document

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Output(Case):
    def on_a_terminal(self, *arguments, env):
        """Standard output and standard error as a terminal shows them."""
        master, slave = pty.openpty()
        process = subprocess.Popen([harness.PROGRAM, *map(str, arguments)], stdout=slave, stderr=slave, stdin=subprocess.DEVNULL,
                                   env={"PATH": os.environ["PATH"], "TERM": "xterm", **env})
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        self.assertEqual(process.wait(), 0, shown.decode())
        return shown.decode()

    def test_colour_only_on_a_terminal(self):
        path = self.file("a.jsonl", document("a", RAID))
        self.assertNotIn("\x1b", self.ok("read", path))
        self.assertIn("\x1b[", self.on_a_terminal("read", path, env={}))
        self.assertNotIn("\x1b[3", self.on_a_terminal("read", path, env={"NO_COLOR": "1"}))

    def test_a_report_cannot_steer_the_terminal(self):
        path = self.file("a.jsonl", document("a", RAID.replace("police post", "police \u001b[2J post"), title="\u001b]0;x\u0007"))
        self.assertNotIn("\x1b[2J", self.on_a_terminal("read", path, env={}))
        self.assertNotIn("\x1b]", self.on_a_terminal("read", path, env={}))

    def test_nothing_but_data_on_standard_output(self):
        path = self.file("a.jsonl", document("a", RAID) + "broken\n")
        result = self.run_program("read", "--format", "jsonl", path)
        for line in result.stdout.splitlines():
            json.loads(line)
        result = self.run_program("add", "--register", self.register, path)
        self.assertEqual(result.stdout, b"")

    def test_broken_pipe_is_success(self):
        lines = "".join(document(f"d{i}", RAID + f" Report {i}.") for i in range(2000))
        path = self.file("many.jsonl", lines)
        process = subprocess.Popen([harness.PROGRAM, "read", "--format", "jsonl", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(), 0)
        self.assertEqual(error, b"")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_output_that_cannot_be_written(self):
        path = self.file("a.jsonl", document("a", RAID))
        with open("/dev/full", "wb") as full:
            process = subprocess.run([harness.PROGRAM, "read", "--format", "jsonl", str(path)], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(process.returncode, 6)
        self.assertIn(b"[unwritable]", process.stderr)

    def test_the_same_with_any_number_of_threads(self):
        lines = "".join(document(f"d{i}", text + f" Report {i}.") for i, text in enumerate([RAID, BLAST, RAID_AGAIN] * 40))
        path = self.file("many.jsonl", lines)
        one = self.ok("read", "--format", "jsonl", "--mentions", "--threads", "1", path)
        self.assertEqual(one, self.ok("read", "--format", "jsonl", "--mentions", "--threads", "4", path))
        self.assertEqual(len(one.splitlines()), 120)

    def test_every_quote_of_the_sample(self):
        """Each printed span of the sample corpus holds exactly the text between its ends."""
        sys.path.insert(0, str(ROOT / "score"))
        import quotes
        documents = ROOT / "tests" / "sample" / "reports"
        (self.folder / "read").write_text(self.ok("read", "--format", "jsonl", "--mentions", documents), encoding="utf-8")
        self.ok("add", "--register", self.register, documents)
        (self.folder / "register").write_text(self.ok("export", "--register", self.register), encoding="utf-8")
        spans, wrong = quotes.check_all({"sample": ([documents], self.folder / "read", self.folder / "register")})
        self.assertEqual(wrong, 0)
        self.assertGreater(spans, 100)


if __name__ == "__main__":
    harness.main()
