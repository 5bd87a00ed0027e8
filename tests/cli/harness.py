"""Runs the program for the tests from outside, each in a folder of its own: FILE_test.py PROGRAM [CLASS.test_name]."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""

# Invented dispatches; two tell of one incident and disagree on the number.
RAID = ("Gunmen raided a police post in Mach in the early hours of Tuesday, killing three policemen and injuring two others, "
        "officials said. No group has claimed responsibility for the attack.")
RAID_AGAIN = ("At least four policemen were killed when armed men attacked a police post in Mach on January 30, "
              "a senior police officer said.")
BLAST = ("A roadside bomb exploded near the election office of a candidate in Quetta on January 31, killing two people and "
         "wounding five, police said.")


def document(identifier, text, published="2024-01-30", **more):
    return json.dumps({"id": identifier, "text": text, "published": published, "country": "PK", **more}) + "\n"


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="roznamcha-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.register = self.folder / "r.db"

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_program(self, *arguments, stdin=b"", **more):
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **more.pop("env", {})}
        return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, cwd=self.folder,
                              env=environment, timeout=120, **more)

    def ok(self, *arguments, **more):
        """Standard output of a run that must succeed."""
        result = self.run_program(*arguments, **more)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return result.stdout.decode()

    def fails(self, status, error_id, *arguments, **more):
        """Runs what must fail with this status and with one line that bears this id; gives that line."""
        result = self.run_program(*arguments, **more)
        self.assertEqual(result.returncode, status, result.stderr.decode())
        return self.one_error(result, error_id)

    def one_error(self, result, error_id):
        lines = [line for line in result.stderr.decode().splitlines() if re.search(r" \[[a-z-]+\]$", line)]
        self.assertEqual(len(lines), 1, result.stderr.decode())
        self.assertTrue(lines[0].startswith("roznamcha: "), lines[0])
        self.assertTrue(lines[0].endswith(f" [{error_id}]"), lines[0])
        return lines[0]

    def add(self, *documents):
        self.ok("add", "--register", self.register, "-", stdin="".join(documents).encode())

    def incidents(self, *flags):
        out = self.ok("export", "--register", self.register, "--format", "jsonl", *flags)
        return [json.loads(line) for line in out.splitlines()]

    def read(self, *arguments, **more):
        return [json.loads(line) for line in self.ok("read", "--format", "jsonl", *arguments, **more).splitlines()]


def main():
    result = unittest.main(argv=[sys.argv[0], *sys.argv[2:]], exit=False).result
    # 77: skipped, as ctest is told.
    sys.exit(1 if not result.wasSuccessful() else 77 if result.skipped and result.testsRun == len(result.skipped) else 0)
